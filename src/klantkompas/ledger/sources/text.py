"""Which way of writing characters a text file uses: decided over the whole file, since one bad byte decides."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

SAMPLE = 65_536
_CHUNK = 1 << 20
_FALLBACK = "klantkompas.windows-1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")  # stand for nothing in Windows-1252
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """How a text file is written.

    Attributes:
        encoding: name of the codec.
        errors: what is done with bytes that stand for nothing.
        doubtful_line: first line whose characters may be wrong; ``None`` where all is well.
    """

    encoding: str
    errors: str = "replace"
    doubtful_line: int | None = None

    def open(self, path: Path) -> TextIO:
        """The file as text; every kind of line end becomes a line feed."""
        return path.open(encoding=self.encoding, errors=self.errors, newline=None)


def is_text(path: Path) -> bool:
    """Whether the beginning of a file looks like text at all: hardly a control character in it."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _pairs(sample):
        return True
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 20 + 1


def text_form(path: Path) -> TextForm:
    """The form of a text file: its byte order mark, else UTF-8 where all of it is, else Windows-1252.

    A file that begins in UTF-8 and breaks off (two exports pasted together) is read as UTF-8 with the bytes that
    do not fit as Windows-1252, and said to be doubtful from there on.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _pairs(sample)
    line, mixed = _first_misfit(path, marked or "utf-8")
    if marked:
        errors = _FALLBACK if marked == "utf-8-sig" else "replace"
        return TextForm(encoding=marked, errors=errors, doubtful_line=line)
    if line is None:
        return TextForm(encoding="utf-8")
    if mixed:
        return TextForm(encoding="utf-8", errors=_FALLBACK, doubtful_line=line)
    return TextForm(encoding="cp1252", doubtful_line=_first_undefined(path))


def _pairs(sample: bytes) -> str | None:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < 0.4 * len(sample) / 2 or min(even, odd) > 0.01 * len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _first_misfit(path: Path, encoding: str) -> tuple[int | None, bool]:
    """Line of the first bytes that do not fit, and whether characters outside ASCII fitted before them."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, fitted = 1, False
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                return line + good.count(b"\n"), fitted or not good.isascii()
            if not chunk:
                return None, fitted
            line += text.count("\n")
            fitted = fitted or not text.isascii()


def _first_undefined(path: Path) -> int | None:
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            places = [place for byte in _UNDEFINED if (place := chunk.find(byte)) >= 0]
            if places:
                return line + chunk.count(b"\n", 0, min(places))
            line += chunk.count(b"\n")
    return None


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    problem = cast("UnicodeDecodeError", error)
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


codecs.register_error(_FALLBACK, _as_windows_1252)
