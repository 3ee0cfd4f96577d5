"""Cards on paper: one A6 a customer with a QR code to a page of one field, as PDF."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import segno
import typst

from klantkompas.web.care.cards import Sent
from klantkompas.words import Language, say


@cache
def _layout() -> bytes:
    return files("klantkompas.web.care").joinpath("card.typ").read_bytes()


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
    # As data, never as text of the layout: a customer called #import stays a name.
    given = json.dumps({"cards": cards, "said": said, "language": language})
    made = typst.compile(_layout(), sys_inputs={"data": given})
    return bytes(made)


def _code(link: str) -> str:
    return segno.make(link, error="m").svg_inline(border=4, dark="#1c232b", light="#ffffff")
