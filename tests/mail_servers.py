"""Mail servers for tests: real ones, on this computer, each on a port of its own, as long as a test lasts.

def test_it(smtp_server, settings):
    settings.SMTP = smtp_server.url
    settings.MAIL_FROM = "Service <service@firma.nl>"
    smtp_server.on_recipient["weg@klant.nl"] = "550 5.1.1 no such user"
    ...
    assert smtp_server.taken[0]["Subject"] == "..."
"""

import asyncio
import imaplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


def free_port() -> int:
    """Where nothing listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class SmtpServer:
    """A server that takes mail, unless it was told to say something else.

    Attributes:
        port: where it listens.
        taken: the mails it took.
        on_recipient: address -> what it says to it, such as ``450 4.2.1 full``.
        on_data: what it says to the next mails, once each; then it takes them.
        slow: seconds it thinks before it takes one.
        asked: addresses somebody wanted to write to, in their order.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.on_recipient: dict[str, str] = {}
        self.on_data: list[str] = []
        self.slow = 0.0
        self.asked: list[str] = []
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=_knows, auth_require_tls=False, ready_timeout=10
        )

    @property
    def url(self) -> str:
        """Its address, with a name and a password that it knows."""
        return f"smtp://service:geh%40im@127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - the name that it is called by
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Somebody names whom he writes to."""
        self.asked.append(address)
        said = self.on_recipient.get(address, "250 OK")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Somebody hands over a mail."""
        await asyncio.sleep(self.slow)
        if self.on_data:
            return self.on_data.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._controller.stop(no_assert=True)


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: object) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"service", b"geh@im"), handled=False)


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A server that takes mail."""
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


class ImapServer:
    """A mailbox on a server in a process of its own.

    Attributes:
        port: where it listens.
    """

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.imap_server"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    @property
    def url(self) -> str:
        """As in ``KLANTKOMPAS_IMAP``."""
        return f"imap://klacht:geh%40im@127.0.0.1:{self.port}/INBOX"

    def put(self, *mails: bytes | EmailMessage) -> None:
        """Mails come in."""
        with self._signed_in() as server:
            for one in mails:
                raw = one if isinstance(one, bytes) else one.as_bytes(policy=policy.SMTP)
                assert server.append("INBOX", "()", None, raw)[0] == "OK"

    def unseen(self) -> int:
        """How many mails nobody took yet."""
        with self._signed_in() as server:
            server.select("INBOX", readonly=True)
            return len((server.search(None, "UNSEEN")[1][0] or b"").split())

    def clear(self) -> None:
        """Throw all mail away."""
        with self._signed_in() as server:
            server.select("INBOX")
            server.store("1:*", "+FLAGS", "(\\Deleted)")
            server.expunge()

    def stop(self) -> None:
        """No longer there."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _signed_in(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a mail is said in two parts
        server.login("klacht", "geh@im")
        return server


@pytest.fixture(scope="session")
def imap_process() -> Iterator[ImapServer]:
    """The server, which takes a second to start."""
    server = ImapServer()
    yield server
    server.stop()


@pytest.fixture
def imap_server(imap_process: ImapServer) -> ImapServer:
    """An empty mailbox."""
    imap_process.clear()
    return imap_process
