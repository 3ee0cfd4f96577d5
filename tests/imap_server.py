"""A real IMAP server (Twisted's), with one mailbox in memory: ``python -m tests.imap_server`` says its port and serves.

Mail is put in as any program does: APPEND. Whoever signs in is ``klacht`` with the password ``geh@im``.
"""

# ruff: noqa: N802 - Twisted names what it calls

import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import endpoints, protocol, reactor
from twisted.mail import imap4
from zope.interface import implementer


@implementer(imap4.IMessage, imap4.IMessageFile)
class Mail:
    """One mail, byte for byte as it came."""

    def __init__(self, uid: int, raw: bytes, flags: Iterable[str]) -> None:
        self.uid, self.raw, self.flags = uid, raw, set(flags)
        self.arrived = format_datetime(datetime.now(UTC)).encode()  # noqa: TID251

    def getUID(self) -> int:
        return self.uid

    def getFlags(self) -> list[str]:
        return sorted(self.flags)

    def getInternalDate(self) -> bytes:
        return self.arrived

    def getSize(self) -> int:
        return len(self.raw)

    def open(self) -> BytesIO:
        return BytesIO(self.raw)

    def getHeaders(self, _negate: bool, *_names: bytes) -> dict[str, str]:
        return {name.lower(): str(value) for name, value in message_from_bytes(self.raw).items()}

    def getBodyFile(self) -> BytesIO:
        return BytesIO(self.raw.partition(b"\r\n\r\n")[2])

    def isMultipart(self) -> bool:
        return False

    def getSubPart(self, part: int) -> "Mail":
        raise IndexError(part)


@implementer(imap4.IMailbox)
class Folder:
    """A folder of mail."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.next = 1
        self.listeners: list[Any] = []

    def getUIDValidity(self) -> int:
        return 1

    def getUIDNext(self) -> int:
        return self.next

    def getUID(self, message: int) -> int:
        return self.mails[message - 1].uid

    def getMessageCount(self) -> int:
        return len(self.mails)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum("\\Seen" not in one.flags for one in self.mails)

    def isWriteable(self) -> bool:
        return True

    def destroy(self) -> None:
        self.mails.clear()

    def requestStatus(self, names: Iterable[str]) -> Any:
        return imap4.statusRequestHelper(self, names)

    def addListener(self, listener: Any) -> None:
        self.listeners.append(listener)

    def removeListener(self, listener: Any) -> None:
        self.listeners.remove(listener)

    def getFlags(self) -> list[str]:
        return ["\\Seen", "\\Deleted"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def addMessage(self, message: Any, flags: Iterable[str] = (), _date: Any = None) -> Any:
        self.mails.append(Mail(self.next, message.read(), flags))
        self.next += 1
        return imap4.defer.succeed(len(self.mails))

    def expunge(self) -> list[int]:
        gone = [number for number, one in enumerate(self.mails, 1) if "\\Deleted" in one.flags]
        self.mails = [one for one in self.mails if "\\Deleted" not in one.flags]
        return gone

    def _of(self, which: Any, uid: bool) -> Iterator[tuple[int, Mail]]:
        which.last = self.next - 1 if uid else len(self.mails)
        for number, mail in enumerate(self.mails, 1):
            if (mail.uid if uid else number) in which:
                yield number, mail

    def fetch(self, which: Any, uid: bool) -> list[tuple[int, Mail]]:
        return list(self._of(which, uid))

    def store(self, which: Any, flags: Iterable[str], mode: int, uid: bool) -> dict[int, list[str]]:
        changed = {}
        for number, mail in self._of(which, uid):
            given = set(flags)
            mail.flags = {-1: mail.flags - given, 0: given, 1: mail.flags | given}[mode]
            changed[number] = mail.getFlags()
        return changed


class Account(imap4.MemoryAccount):
    """Everything of one person."""

    def _emptyMailbox(self, _name: str, _id: int) -> Folder:
        return Folder()


@implementer(IRealm)
class Realm:
    """Where the one account is."""

    def __init__(self) -> None:
        self.account = Account(b"klacht")
        self.account.addMailbox("INBOX")

    def requestAvatar(self, _name: bytes, _mind: Any, *_wanted: Any) -> tuple[Any, Account, Any]:
        return imap4.IAccount, self.account, lambda: None


class Talk(imap4.IMAP4Server):
    """A talk with one program; what is said in parts is not held back to be said at once."""

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        super().connectionMade()


class Server(protocol.Factory):
    """Answers everybody from the same account."""

    def __init__(self) -> None:
        known = InMemoryUsernamePasswordDatabaseDontUse(klacht=b"geh@im")
        self.portal = Portal(Realm(), [known])

    def buildProtocol(self, _address: Any) -> Talk:
        served = Talk()
        served.portal = self.portal
        return served


def serve() -> None:
    """Listen on a free port and say which."""

    def say(port: Any) -> None:
        print(port.getHost().port, flush=True)

    listening = endpoints.TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(Server())
    listening.addCallback(say)
    threading.Thread(target=until_left_alone, daemon=True).start()
    reactor.run()


def until_left_alone() -> None:
    """End with whoever started this, however that one ends."""
    sys.stdin.read()
    reactor.callFromThread(reactor.stop)


if __name__ == "__main__":
    sys.exit(serve())
