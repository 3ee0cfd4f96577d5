"""The folder on a mail server where mail comes in: what nobody took yet, and the word that it was taken."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from klantkompas.web.post.servers import PATIENCE, Server

LARGEST = 25_000_000  # bytes of a mail that is read whole
OF_A_LARGE_ONE = 200_000  # bytes of the text of a larger one


class MailboxError(Exception):
    """The mailbox cannot be read now.

    Attributes:
        why: code of the reason: ``no_server``, ``sign_in``, ``no_folder``, ``broke``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A mail as the server has it.

    Attributes:
        content: its bytes; of one larger than ``LARGEST`` its heading and the beginning of its text.
        whole: whether that is all.
        received_at: when the server had it.
    """

    content: bytes
    whole: bool
    received_at: datetime


class Mailbox:
    """A folder, opened."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def unseen(self, most: int) -> list[str]:
        """The numbers of the mails that nobody took yet, the oldest first."""
        found = self._said(self._server.uid("SEARCH", "UNSEEN"))
        return [one.decode("ascii") for one in (found[0] or b"").split()[:most]]

    def read(self, uid: str) -> Raw | None:
        """A mail, which stays unseen; None where it is gone meanwhile."""
        told = self._fetched(uid, "(RFC822.SIZE INTERNALDATE)")[0]
        size = re.search(rb"RFC822\.SIZE (\d+)", told)
        if size is None:
            return None
        whole = int(size[1]) <= LARGEST
        if whole:
            content = self._fetched(uid, "(BODY.PEEK[])")[1]
        else:
            heading = self._fetched(uid, "(BODY.PEEK[HEADER])")[1]
            text = self._fetched(uid, f"(BODY.PEEK[TEXT]<0.{OF_A_LARGE_ONE}>)")[1]
            content = heading[:OF_A_LARGE_ONE].rstrip() + b"\r\n\r\n" + text[:OF_A_LARGE_ONE]
        return Raw(content=content, whole=whole, received_at=_moment(told))

    def seen(self, uid: str) -> None:
        """It was taken: from now on it is not unseen."""
        self._said(self._server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))

    def _fetched(self, uid: str, what: str) -> tuple[bytes, bytes]:
        """What the server says of a mail, and what it hands over; both empty where it is gone."""
        told, handed = b"", b""
        for one in self._said(self._server.uid("FETCH", uid, what)):
            if isinstance(one, tuple):
                told, handed = told + one[0], one[1]
            elif one:
                told += one
        return told, handed

    @staticmethod
    def _said(answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxError("broke")
        return answer[1]


def _moment(told: bytes) -> datetime:
    found = re.search(rb'INTERNALDATE "([^"]{10,40})"', told)
    try:
        return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)  # type: ignore[index]
    except (TypeError, ValueError):
        raise MailboxError("broke") from None


@contextmanager
def opened(at: Server) -> Iterator[Mailbox]:
    """The mailbox, as long as the block lasts.

    Raises:
        MailboxError: it cannot be read; nothing of what the server said is repeated, it may hold anything.
    """
    server = _reached(at)
    try:
        _sign_in(server, at)
        yield Mailbox(server)
    except (imaplib.IMAP4.error, OSError):
        raise MailboxError("broke") from None
    finally:
        try:
            server.logout()
        except (imaplib.IMAP4.error, OSError):
            server.shutdown()


def _reached(at: Server) -> imaplib.IMAP4:
    secret = ssl.create_default_context()
    try:
        if at.safety == "tls":
            return imaplib.IMAP4_SSL(at.host, at.port, ssl_context=secret, timeout=PATIENCE)
        server = imaplib.IMAP4(at.host, at.port, timeout=PATIENCE)
        if at.safety == "starttls":
            server.starttls(secret)
    except (imaplib.IMAP4.error, OSError):
        raise MailboxError("no_server") from None
    return server


def _sign_in(server: imaplib.IMAP4, at: Server) -> None:
    try:
        server.login(at.user, at.password)
    except (imaplib.IMAP4.error, UnicodeError):
        raise MailboxError("sign_in") from None
    folder = at.folder.replace("\\", "\\\\").replace('"', '\\"')
    if server.select(f'"{folder}"')[0] != "OK":
        raise MailboxError("no_folder")
