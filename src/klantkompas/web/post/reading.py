"""What a mail says, whatever its bytes are: who, about what, in plain text, and what it answers.

A mail comes from outside and may be anything. Every part of it is bounded before it is looked at, and what cannot be
read is left out, never a reason to stop.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256

from lxml import etree

LONGEST_HEADING = 4_000
LONGEST_TEXT = 20_000
MOST_MARKUP = 200_000  # bytes of a text that are looked at
MOST_PARTS = 200
MOST_ENCLOSED = 10
LARGEST_ENCLOSED = 10_000_000
OURS = re.compile(rb"<[0-9a-f]{32}@[\w.-]{1,200}>")  # the Message-ID of a letter
NO_TEXT = ("script", "style", "head", "title", "noscript", "object", "svg", "math", "template")
LINES = (
    "p",
    "div",
    "br",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "hr",
)
RETURNED = re.compile(rb"undeliver|not be delivered|failure|returned", re.IGNORECASE)
MACHINES = ("mailer-daemon", "postmaster")
IN_BULK = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What is attached to a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a mail says.

    Attributes:
        mark: what makes it this mail.
        message_id: empty where it has none.
        answers: Message-IDs that it answers.
        sender: small letters; empty where it names none.
        text: plain, without what no text has.
        left_out: names of what is attached and too large or too much to keep.
        automatic: written by a machine: nobody complains in it.
        undelivered: Message-IDs of ours in a mail that says that one could not be delivered.
    """

    mark: str
    message_id: str
    answers: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    enclosed: tuple[Enclosed, ...]
    left_out: tuple[str, ...]
    automatic: bool
    undelivered: tuple[str, ...]


def read(content: bytes) -> Mail:
    """Read a mail, or as much of it as can be read."""
    try:
        message = message_from_bytes(content)
        parts = list(_parts(message))
    except Exception:  # a mail can be nested so deep, or be so odd, that the library gives up in any way
        message = message_from_bytes(content.partition(b"\r\n\r\n")[0][:LONGEST_HEADING])
        parts = []
    name, sender = parseaddr(_heading(message, "From"))
    number = _one_line(_heading(message, "Message-ID"), 300)
    sender = _one_line(sender, 254).casefold()
    enclosed, left_out = _enclosed(parts)
    answers = re.findall(r"<[^<>\s]{1,290}>", f"{_heading(message, 'In-Reply-To')} {_heading(message, 'References')}")
    return Mail(
        mark=sha256(f"{number} {sender}".encode() if number else content).hexdigest(),
        message_id=number,
        answers=tuple(dict.fromkeys(answers)),
        sender=sender,
        sender_name=_one_line(name, 120),
        subject=_one_line(_heading(message, "Subject"), 200),
        text=_text(parts),
        enclosed=enclosed,
        left_out=left_out,
        automatic=_automatic(message, sender),
        undelivered=_undelivered(message, parts, sender, content),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, as they stand; those of a mail within a mail are its own."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        within = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(within, list):
            waiting = [*within[:MOST_PARTS], *waiting]
        else:
            yield part


def _heading(message: Message, name: str) -> str:
    """A heading in words: decoded where it can be, bounded first."""
    written = str(message.get(name, ""))[:LONGEST_HEADING]
    try:
        said = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return "".join(_decoded(one, charset) if isinstance(one, bytes) else one for one, charset in said)


def _decoded(content: bytes, charset: str | None) -> str:
    for one in (charset or "utf-8", "utf-8"):
        try:
            return content.decode(one)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Without what a text cannot hold: halves of characters, control characters, those that turn its direction."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(one if one == "\n" or one.isprintable() else " " if one.isspace() else "" for one in text)


def _one_line(text: str, longest: int) -> str:
    return clean(" ".join(text.split()))[:longest].strip()


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text(parts: list[Message]) -> str:
    for kind, plain in (("text/plain", True), ("text/html", False)):
        found = next((one for one in parts if one.get_content_type() == kind and not _attached(one)), None)
        if found is not None:
            content = _content(found)[:MOST_MARKUP]
            said = _decoded(content, found.get_content_charset())
            text = _tidy(said if plain else of_html(said))
            if text:
                return text
    return ""


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    if isinstance(content, bytes):
        return content
    within = part.get_payload()
    mail = within[0] if isinstance(within, list) and within else None
    return mail.as_bytes() if isinstance(mail, Message) else b""


def of_html(markup: str) -> str:
    """The text that a reader would see, with its lines; no link, picture or script is followed or run."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(clean(markup), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    etree.strip_elements(root, *NO_TEXT, with_tail=False)
    for one in root.iter(*LINES):
        one.tail = "\n" + (one.tail or "")
        if one.tag != "br":
            one.text = "\n" + (one.text or "")
    return "".join(str(one) for one in root.itertext())


def _tidy(text: str) -> str:
    lines = [clean(line).rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def _enclosed(parts: list[Message]) -> tuple[tuple[Enclosed, ...], tuple[str, ...]]:
    kept: list[Enclosed] = []
    left_out: list[str] = []
    for part in parts:
        if not _attached(part) and part.get_content_maintype() in ("text", "multipart"):
            continue
        name = _name(part)
        content = _content(part) if len(kept) < MOST_ENCLOSED else b""
        if content and len(content) <= LARGEST_ENCLOSED:
            kept.append(Enclosed(name=name, content=content))
        else:
            left_out.append(name)
    return tuple(kept), tuple(left_out[:MOST_ENCLOSED])


def _name(part: Message) -> str:
    """A name of a file without a way to anywhere; ``bijlage`` where it has none."""
    try:
        said = _heading_of(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        said = ""
    last = re.split(r"[/\\:]", said)[-1]
    kind = re.sub(r"[^a-z0-9]", "", part.get_content_subtype())[:8]
    return _one_line(last, 120).lstrip(".") or f"bijlage.{kind or 'bin'}"


def _heading_of(written: str) -> str:
    message = Message()
    message.add_header("X-Name", written[:LONGEST_HEADING].replace("\n", " ").replace("\r", " "))
    return _heading(message, "X-Name")


def _automatic(message: Message, sender: str) -> bool:
    """Whether a machine wrote it, as RFC 3834 has it and as older machines say it."""
    return (
        _heading(message, "Auto-Submitted").strip().casefold() not in ("", "no")
        or _heading(message, "Precedence").strip().casefold() in IN_BULK
        or any(message.get(one) is not None for one in ("List-Id", "X-Autoreply", "X-Autorespond"))
        or _heading(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or sender.partition("@")[0] in MACHINES
    )


def _undelivered(message: Message, parts: list[Message], sender: str, content: bytes) -> tuple[str, ...]:
    """Which letters could not be delivered, as RFC 3464 has it; of a machine that writes otherwise, those it names."""
    report = [one for one in parts if one.get_content_type() == "message/delivery-status"]
    if report:
        told = "\n".join(one.as_string()[:MOST_MARKUP] for one in report).casefold()
        failed = re.search(r"^action:\s*failed", told, re.MULTILINE) is not None
    else:
        failed = sender.partition("@")[0] in MACHINES and RETURNED.search(content[:MOST_MARKUP]) is not None
    if not failed or not _automatic(message, sender):
        return ()
    named = OURS.findall(content[: 5 * MOST_MARKUP])
    return tuple(dict.fromkeys(one.decode("ascii", "replace") for one in named))[:MOST_ENCLOSED]
