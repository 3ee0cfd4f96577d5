"""Mail servers for tests: real ones, on this computer, each on a port of its own, as long as a test lasts.

def test_it(smtp_server, settings):
    settings.SMTP = smtp_server.url
    settings.MAIL_FROM = "Service <service@firma.nl>"
    smtp_server.on_recipient["weg@klant.nl"] = "550 5.1.1 no such user"
    ...
    assert smtp_server.taken[0]["Subject"] == "..."
"""

import asyncio
import contextlib
import imaplib
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def free_port() -> int:
    """Where nothing listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class SmtpServer:
    """A server that takes mail, unless it was told to say something else.

    With a ``secret`` it speaks TLS: once asked (STARTTLS), without which nobody signs in, or from the first byte.

    Attributes:
        port: where it listens.
        taken: the mails it took.
        on_recipient: address -> what it says to it, such as ``450 4.2.1 full``.
        on_data: what it says to the next mails, once each; then it takes them.
        slow: seconds it thinks before it takes one.
        asked: addresses somebody wanted to write to, in their order.
    """

    def __init__(self, secret: ssl.SSLContext | None = None, *, from_the_first_byte: bool = False) -> None:
        self.taken: list[EmailMessage] = []
        self.on_recipient: dict[str, str] = {}
        self.on_data: list[str] = []
        self.slow = 0.0
        self.asked: list[str] = []
        self.port = free_port()
        tls = {"ssl_context" if from_the_first_byte else "tls_context": secret} if secret else {}
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=_knows,
            auth_require_tls=secret is not None and not from_the_first_byte,
            ready_timeout=10,
            **tls,
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


@contextmanager
def in_secret(port: int, secret: ssl.SSLContext) -> Iterator[int]:
    """A port where what a server on another says is said over TLS, as long as the block lasts."""

    class Between(socketserver.BaseRequestHandler):
        """Hands on what either side says."""

        def handle(self) -> None:
            with (
                contextlib.suppress(OSError),
                secret.wrap_socket(self.request, server_side=True) as one,
                socket.create_connection(("127.0.0.1", port)) as other,
            ):
                back = threading.Thread(target=hand_on, args=(other, one), daemon=True)
                back.start()
                hand_on(one, other)
                other.shutdown(socket.SHUT_RDWR)
                back.join(5)

    def hand_on(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := one.recv(65_536):
                other.sendall(said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Between) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server on this computer speaks TLS with, and the file by which others can trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), *_VALID)
    made = made.add_extension(here, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    trusted, secret = folder / "trusted.pem", folder / "key.pem"
    trusted.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted


_VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
