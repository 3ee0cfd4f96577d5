"""Text as it is looked for: small letters, without accents."""

import re
import unicodedata

from django.db.models import CharField, Lookup, TextField

# Letters that no accent was taken from, and that people type without.
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_BETWEEN = re.compile(r"[^\w]+|_+")
LONGEST = 60


def folded(text: str) -> str:
    """Text in small letters without accents, its spaces made single: ``Ørsted  Müller`` -> ``orsted muller``."""
    plain = text.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(_ALIKE)
    return " ".join(plain.split())


def words_of(text: str) -> list[str]:
    """The words by which a text is found, as they are kept; an address for mail stays one word.

    Single letters are left out (``B.V.``), unless there is nothing else.
    """
    found = [
        part[:LONGEST]
        for piece in folded(text).split()
        for part in ((piece,) if "@" in piece else _BETWEEN.split(piece))
        if part
    ]
    return [part for part in found if len(part) > 1 or part.isdigit()] or found


@CharField.register_lookup
@TextField.register_lookup
class Begins(Lookup):
    """``word__begins``: letter for letter, so that an index answers it on either database."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]
        """Between the text and the last that begins with it: SQLite compares letter by letter."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} >= %s AND {left} < %s", [*params, self.rhs, *params, f"{self.rhs}\U0010ffff"]

    def as_postgresql(self, compiler, connection):  # type: ignore[no-untyped-def]
        """LIKE, for which the index has operators of its own whatever the language of the database."""
        left, params = self.process_lhs(compiler, connection)
        escaped = self.rhs.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return f"{left} LIKE %s", [*params, f"{escaped}%"]
