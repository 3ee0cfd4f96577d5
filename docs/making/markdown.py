"""The little Markdown that generated pages need."""

import re
from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `make docs`; change the source it is made from, not this page. -->"


def page(title: str, *parts: str) -> str:
    """A generated page."""
    return f"{MADE}\n\n# {title}\n\n" + "\n\n".join(part.strip() for part in parts) + "\n"


def rows(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table."""
    written = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in written)


def code(text: str) -> str:
    """A sentence of the library as it can stand in a page: its params in italics, double back-ticks single."""
    plain = re.sub(r"\{n:plural ([^|}]*)\|([^}]*)\}", r"*n* \2", text)
    plain = re.sub(r"\{(\w+):plural ([^|}]*)\|([^}]*)\}", r"*\1* \3", plain)
    plain = re.sub(r"\{(\w+)(?::\w+)?\}", r"*\1*", plain)
    return plain.replace("``", "`").replace("<", "&lt;")


def anchor(heading: str) -> str:
    """The name by which a heading is linked to, as code hosts make it."""
    bare = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", bare).replace(" ", "-")
