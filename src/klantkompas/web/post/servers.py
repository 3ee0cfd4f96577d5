"""Where mail goes and comes from: two addresses in the surroundings, read anew each time, kept nowhere.

    KLANTKOMPAS_SMTP    smtp+starttls://user:password@host:587 (or smtps:// or, without secrecy, smtp://)
    KLANTKOMPAS_IMAP    imaps://user:password@host:993/INBOX (or imap+starttls:// or imap://)

A password in it is written as in every address: ``@`` is ``%40``.
"""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from klantkompas.errors import UsageError
from klantkompas.words import failure

Safety = Literal["none", "starttls", "tls"]
PORTS = {"smtp": (25, 465), "imap": (143, 993)}  # without and with TLS from the first byte
PATIENCE = 20  # seconds that a server may be silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server and how to sign in there.

    Attributes:
        safety: whether what is said is secret: from the first byte, once both agreed, or not.
        folder: of IMAP: the one that is read.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    safety: Safety
    folder: str


def smtp() -> Server | None:
    """The server that takes mail; None where the surroundings name none.

    Raises:
        UsageError: they name something that is no address of one.
    """
    return _server("SMTP", settings.SMTP)


def imap() -> Server | None:
    """The server where mail comes in; None where the surroundings name none.

    Raises:
        UsageError: they name something that is no address of one.
    """
    return _server("IMAP", settings.IMAP)


def _server(name: Literal["SMTP", "IMAP"], url: str) -> Server | None:
    if not url:
        return None
    kind = name.lower()
    schemes: dict[str, Safety] = {kind: "none", f"{kind}+starttls": "starttls", f"{kind}s": "tls"}
    try:
        parts = urlsplit(url)
        safety, host, port = schemes[parts.scheme], parts.hostname, parts.port
    except (KeyError, ValueError):
        host = None
    if not host:  # the address itself is never repeated: it holds a password
        raise failure(UsageError, "web_mail_server", name=f"KLANTKOMPAS_{name}") from None
    usual = 587 if (kind, safety) == ("smtp", "starttls") else PORTS[kind][safety == "tls"]
    return Server(
        host=host,
        port=port or usual,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        safety=safety,
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def sender() -> str:
    """Who writes, as in ``KLANTKOMPAS_MAIL_FROM``: ``Service <service@firm.example>``; else who signs in at the server.

    Empty where neither is an address.
    """
    return next((one for one in (settings.MAIL_FROM, _signs_in()) if "@" in parseaddr(one)[1]), "")


def _signs_in() -> str:
    try:
        server = smtp()
    except UsageError:
        return ""
    return server.user if server else ""


class Connection(EmailBackend):
    """Django's own way to a mail server, to the one in the surroundings."""

    def __init__(self, fail_silently: bool = False, **_: Any) -> None:
        server = smtp()
        super().__init__(
            host=server.host if server else "localhost",
            port=server.port if server else 25,
            username=server.user if server else "",
            password=server.password if server else "",
            use_tls=server is not None and server.safety == "starttls",
            use_ssl=server is not None and server.safety == "tls",
            fail_silently=fail_silently,
            timeout=PATIENCE,
        )
