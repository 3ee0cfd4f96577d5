"""The types of relation as a person may write them: their codes, and every name that the words have for them."""

from typing import get_args

import narwhals.stable.v2 as nw

from klantkompas.words import Language, has, say

TYPES = ("demanding", "dormant", "shared", "loyal")
LABELS = (*TYPES, "unclear")
SPOKEN = {
    say(name, language).lower(): code
    for code in LABELS
    for name in (f"type.{code}", f"workshop.{code}")
    for language in get_args(Language)
    if has(name)
}
"""What people write for a type, beside its code."""


def coded(written: nw.Expr) -> nw.Expr:
    """The code of a type that a person wrote, in any case and by any of its names; else the words themselves."""
    plain = written.str.to_lowercase().str.strip_chars()
    code = plain
    for spoken, meant in SPOKEN.items():
        code = nw.when(plain == spoken).then(nw.lit(meant)).otherwise(code)
    return code
