"""On paper, as PDF: cards (one A6 a customer, with a code to a page of one field) and letters (A4, for a window)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import segno
import typst

from klantkompas.web.care.cards import Sent
from klantkompas.web.care.letters import Letter
from klantkompas.words import Language, say


@cache
def _layout(name: str) -> bytes:
    return files("klantkompas.web.care").joinpath(name).read_bytes()


def _set(layout: str, given: object) -> bytes:
    """A PDF. What is given is data, never text of the layout: a customer called #import stays a name."""
    return bytes(typst.compile(_layout(layout), sys_inputs={"data": json.dumps(given)}))


def printed(sent: Sequence[Sent], *, address: str, firm: str, language: Language) -> bytes:
    """A PDF with a card for each.

    Args:
        sent: cards, with the tokens that go on them.
        address: of the public page, without the token.
        firm: whose top it is that calls.
        language: of the cards.
    """
    cards = [
        {"name": str(one.customer), "link": f"{address}{one.token}", "code": _code(f"{address}{one.token}")}
        for one in sent
    ]
    said = {name: say(f"care.card.{name}", language, firm=firm) for name in ("title", "text", "how", "promise")}
    return _set("card.typ", {"cards": cards, "said": said, "language": language})


def letters(written: Sequence[Letter], *, sender: Sequence[str], signed: Sequence[str], language: Language) -> bytes:
    """A PDF with a letter for each, in one file.

    Args:
        written: letters.
        sender: lines of the firm's name and address; none where the paper is printed already.
        signed: lines of who signs.
        language: of the letters.
    """
    each = [asdict(one) | {"code": _code(one.link) if one.link else ""} for one in written]
    title = written[0].about
    given = {"letters": each, "sender": sender, "signed": signed, "title": title, "language": language}
    return _set("letter.typ", given)


def _code(link: str) -> str:
    return segno.make(link, error="m").svg_inline(border=4, dark="#1c232b", light="#ffffff")
