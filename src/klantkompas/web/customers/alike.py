"""Which customers look alike: pairs that may be one, with how much speaks for it and what.

Only pairs that share something are looked at (a name, a number for VAT, a telephone, an address ...): a block of those
who share it. What two have in common, and what they do not, weighs in bits, as in Fellegi & Sunter (1969): the
logarithm of how much more often it is so among two lines of one customer than among two customers. The weights are set
by hand, not estimated; the score is a way to sort, not a chance.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import log2
from typing import Any

from klantkompas.web.customers.folding import folded

LARGEST_BLOCK = 40
LEAST = 50  # score from which a pair is worth a look
PRIOR = -8.0
WEIGHTS: Mapping[str, float] = {
    "name": 9.0,
    "name_nearly": 7.0,
    "name_alike": 4.0,
    "name_differs": -5.0,
    "vat": 14.0,
    "vat_differs": -6.0,
    "phone": 5.0,
    "mail": 6.0,
    "domain": 3.0,
    "place": 5.0,
    "place_differs": -3.0,
}
NEARLY, ALIKE, UNLIKE = 0.86, 0.74, 0.55
LEGAL_FORMS = frozenset(
    [
        "bv",
        "nv",
        "vof",
        "cv",
        "bvba",
        "srl",
        "sprl",
        "vzw",
        "asbl",
        "sa",
        "gmbh",
        "ag",
        "kg",
        "ltd",
        "limited",
        "inc",
        "llc",
        "plc",
        "eenmanszaak",
        "maatschap",
        "stichting",
    ]
)
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "live.nl",
        "live.com",
        "ziggo.nl",
        "kpnmail.nl",
        "kpnplanet.nl",
        "planet.nl",
        "xs4all.nl",
        "home.nl",
        "hetnet.nl",
        "yahoo.com",
        "icloud.com",
        "telenet.be",
        "skynet.be",
        "proximus.be",
        "msn.com",
        "casema.nl",
        "chello.nl",
        "quicknet.nl",
    ]
)
_DOTTED = re.compile(r"\b[a-z](?:\.[a-z])+\b\.?|\b(?:[a-z] ){1,2}[a-z]$")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_NO_DIGIT = re.compile(r"\D+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one customer, as it is compared; empty text where unknown.

    Attributes:
        key: primary key.
        name: words in their order of the alphabet, without legal forms.
        vat, phone: digits. mail: whole address. domain: of the firm, never of a free provider.
        postcode: without spaces. place: postcode and number of the house.
    """

    key: int
    name: str
    vat: str
    phone: str
    mail: str
    domain: str
    postcode: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two customers that may be one.

    Attributes:
        one, other: their keys, the smaller first.
        score: from 0 to 100.
        why: what they share, and what they do not (codes of ``WEIGHTS``).
    """

    one: int
    other: int
    score: int
    why: tuple[str, ...]


def known(
    key: int,
    name: str | None,
    vat: str | None,
    phone: str | None,
    mail: str | None,
    postcode: str | None,
    address: str | None,
) -> Known:
    """A customer as it is compared."""
    code = _BETWEEN.sub("", folded(postcode or ""))
    house = _NUMBER.search(address or "")
    post, _, domain = (mail or "").strip().casefold().partition("@")
    return Known(
        key=key,
        name=bare_name(name or ""),
        vat=_long(_NO_DIGIT.sub("", vat or ""), 8),
        phone=_long(_NO_DIGIT.sub("", phone or "")[-9:], 9),
        mail=f"{post}@{domain}" if post and domain else "",
        domain="" if domain in FREE_MAIL else domain,
        postcode=code,
        place=f"{code} {house[0]}" if code and house else "",
    )


def _long(digits: str, least: int) -> str:
    """Digits where there are enough of them to tell one from another."""
    return digits if len(digits) >= least else ""


def bare_name(name: str) -> str:
    """A name without legal forms and accents, words by the alphabet: ``Zon & De Linde B.V.`` -> ``de linde zon``."""
    plain = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", folded(name))
    words = [word for word in _BETWEEN.split(plain) if word]
    return " ".join(sorted(word for word in words if word not in LEGAL_FORMS) or words)


@lru_cache(maxsize=20_000)
def _letters(name: str) -> frozenset[str]:
    """Each two letters that stand beside each other in a word, its beginning and end among them."""
    return frozenset(f" {word} "[at : at + 2] for word in name.split() for at in range(len(word) + 1))


def likeness(one: str, other: str) -> float:
    """How much two bare names are alike, from 0 to 1: Dice over pairs of letters; the order of words is free."""
    if one == other:
        return 1.0
    left, right = _letters(one), _letters(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def evidence(one: Known, other: Known) -> list[str]:
    """What two customers share, and what they do not; what is unknown of one of them says nothing."""
    found = [_names(likeness(one.name, other.name))] if one.name and other.name else []
    if one.vat and other.vat:
        found.append("vat" if one.vat == other.vat else "vat_differs")
    if one.place and one.place == other.place:
        found.append("place")
    elif one.postcode and other.postcode and one.postcode != other.postcode:
        found.append("place_differs")
    if one.phone and one.phone == other.phone:
        found.append("phone")
    if one.mail and one.mail == other.mail:
        found.append("mail")
    elif one.domain and one.domain == other.domain:
        found.append("domain")
    return [code for code in found if code]


def _names(alike: float) -> str:
    if alike == 1:
        return "name"
    return (
        "name_nearly"
        if alike >= NEARLY
        else "name_alike"
        if alike >= ALIKE
        else ""
        if alike >= UNLIKE
        else "name_differs"
    )


def compared(one: Known, other: Known, *, bearers: int = 2) -> Pair:
    """Two customers, with how much speaks for it that they are one.

    Args:
        one: a customer.
        other: another one.
        bearers: how many customers have this very name, where they share it: the more, the less it says.
    """
    why = evidence(one, other)
    bits = PRIOR + sum(WEIGHTS[code] for code in why) - (log2(bearers / 2) if "name" in why else 0.0)
    first, second = sorted((one.key, other.key))
    return Pair(one=first, other=second, score=round(100 / (1 + 2.0**-bits)), why=tuple(why))


# What two must share to be looked at, a pass each.
BLOCKS: Sequence[Callable[[Known], str]] = (
    lambda one: one.vat,
    lambda one: one.phone,
    lambda one: one.mail,
    lambda one: one.domain,
    lambda one: one.place,
    lambda one: one.name,
    lambda one: f"{one.postcode[:4]} {one.name[:3]}" if len(one.postcode) >= 4 and one.name else "",
    lambda one: f"{one.postcode[:4]} {one.name[-3:]}" if len(one.postcode) >= 4 and one.name else "",
)


def pairs(everybody: Sequence[Known], tell: Callable[[int], None] = lambda _done: None) -> list[Pair]:
    """Pairs with a score of at least ``LEAST``, the highest first.

    Args:
        everybody: all customers.
        tell: told how many of the ``BLOCKS`` are done.
    """
    everybody, bearers = telling(everybody), Counter(one.name for one in everybody)
    found: dict[tuple[int, int], Pair] = {}
    for done, shared in enumerate(BLOCKS):
        tell(done)
        for one, other in _together(everybody, shared):
            pair = compared(one, other, bearers=bearers[one.name])
            if pair.score >= LEAST:
                found[pair.one, pair.other] = pair
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.one, pair.other))


def telling(everybody: Sequence[Known]) -> list[Known]:
    """Customers without what so many of them have that it says nothing: a telephone number or mail address for all."""
    shared = {
        what: Counter(getattr(one, what) for one in everybody) for what in ("vat", "phone", "mail", "domain", "place")
    }
    usual = {what: {value for value, n in counts.items() if n > LARGEST_BLOCK} for what, counts in shared.items()}

    def without(one: Known) -> Known:
        empty: dict[str, Any] = {what: "" for what, values in usual.items() if getattr(one, what) in values}
        return replace(one, **empty) if empty else one

    return [without(one) for one in everybody]


def _together(everybody: Iterable[Known], shared: Callable[[Known], str]) -> Iterator[tuple[Known, Known]]:
    """All twos that share something, unless so many share it that it says nothing."""
    blocks: dict[str, list[Known]] = {}
    for one in everybody:
        if key := shared(one):
            blocks.setdefault(key, []).append(one)
    for block in blocks.values():
        if len(block) <= LARGEST_BLOCK:
            yield from combinations(block, 2)
