"""Believable names of firms, people and places; all fictional, put together from common parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.example_firm.columns import Column, Ints, joined, labels, numbers
from klantkompas.ledger.example_firm.firm import SECTORS

FIRM_KINDS = {
    "horeca": ("Café", "Restaurant", "Bakkerij", "Eetcafé", "Hotel", "Cateraar", "Brasserie", "Lunchroom"),
    "zorg": ("Zorgcentrum", "Woonzorg", "Tandartspraktijk", "Kinderopvang", "Fysiotherapie", "Thuiszorg"),
    "schoonmaak": ("Schoonmaakbedrijf", "Glazenwasserij", "Schoonmaakdiensten", "Bedrijfsreiniging"),
    "bouw": ("Bouwbedrijf", "Schildersbedrijf", "Installatiebedrijf", "Dakdekkers", "Aannemersbedrijf"),
    "detailhandel": (
        "Slagerij",
        "Bloemenhuis",
        "Kaashandel",
        "Boekhandel",
        "Fietsenwinkel",
        "Warenhuis",
        "Drogisterij",
    ),
    "industrie": ("Metaalwerken", "Drukkerij", "Meubelfabriek", "Garage", "Kunststoffen", "Machinefabriek"),
    "kantoor": ("Accountants", "Advocaten", "Makelaardij", "Adviesbureau", "Notariskantoor", "Uitzendbureau"),
    "onderwijs": ("Basisschool", "College", "Sportvereniging", "Kindcentrum", "Lyceum", "Buurthuis"),
}
"""What such a firm calls itself, by sector."""

FANCY = (
    "De Linde", "'t Hoekje", "Het Anker", "De Molen", "De Zwaan", "De Gouden Leeuw", "De Brug", "De Eik",
    "Het Kompas", "De Ster", "De Wilg", "De Haven", "Oud Zuid", "De Hoop", "De Vuurtoren", "Het Klaverblad",
    "De Kroon", "De Beuk", "De Regenboog", "Den Engel", "De Korenbloem", "Het Zand", "De Reiger", "De Vlinder",
    "De Schakel", "De Pelikaan", "Noorderlicht", "De Weide", "De Sleutel", "Het Baken", "De Toren", "De Klok",
    "Zonnehof", "De Wissel", "De Driesprong", "De Valk", "De Kaai", "Hof van Eden", "De Karper", "De Notelaar",
)  # fmt: skip
SURNAMES = (
    "Bakker", "Visser", "Van Houten", "De Boer", "Mulder", "Peeters", "Janssens", "Hendriks", "Vermeulen",
    "Van Dam", "Dekker", "Claes", "Wouters", "Brouwer", "De Wit", "Dijkstra", "Maes", "Van Leeuwen", "Kok",
    "Jacobs", "Vos", "Schouten", "Goossens", "Van den Berg", "Hoekstra", "Willems", "Koster", "Prins", "Aerts",
    "Blom", "Huisman", "Verhoeven", "Kuipers", "Mertens", "Postma", "Smeets", "Van Wijk", "De Smet", "Timmer",
    "Lambrechts", "Groen", "Verbeek", "Van der Meer", "Hermans", "Bos", "Driessen", "De Clercq", "Scholten",
    "Martens", "Kramer", "Van Beek", "Veenstra", "Michiels", "Bosman", "Koning", "Segers", "De Haan", "Wagemans",
)  # fmt: skip
FIRST_NAMES = (
    "Anna", "Bram", "Carla", "Daan", "Eva", "Femke", "Gijs", "Hanne", "Ilse", "Jeroen", "Karin", "Lotte", "Maarten",
    "Nele", "Olaf", "Petra", "Quinten", "Roos", "Sander", "Tine", "Ursula", "Vera", "Wout", "Yara", "Zeno", "Fatima",
    "Mehmet", "Joke", "Lieve", "Koen", "Marieke", "Stijn",
)  # fmt: skip
ROLES = ("inkoper", "eigenaar", "facilitair manager", "administratie", "bedrijfsleider")
STREETS = (
    "Dorpsstraat", "Kerkstraat", "Industrieweg", "Stationsplein", "Molenweg", "Havenkade", "Nijverheidslaan",
    "Marktplein", "Schoolstraat", "Ambachtsweg", "Beukenlaan", "Energieweg", "Lange Nieuwstraat", "Vliegerstraat",
)  # fmt: skip
CITIES = (
    ("Utrecht", 3511, "Utrecht", "NL"), ("Amersfoort", 3811, "Utrecht", "NL"), ("Zeist", 3701, "Utrecht", "NL"),
    ("Breda", 4811, "Noord-Brabant", "NL"), ("Tilburg", 5011, "Noord-Brabant", "NL"),
    ("Eindhoven", 5611, "Noord-Brabant", "NL"), ("Den Bosch", 5211, "Noord-Brabant", "NL"),
    ("Roosendaal", 4701, "Noord-Brabant", "NL"), ("Rotterdam", 3011, "Zuid-Holland", "NL"),
    ("Dordrecht", 3311, "Zuid-Holland", "NL"), ("Gouda", 2801, "Zuid-Holland", "NL"),
    ("Leiden", 2311, "Zuid-Holland", "NL"), ("Haarlem", 2011, "Noord-Holland", "NL"),
    ("Alkmaar", 1811, "Noord-Holland", "NL"), ("Zaandam", 1501, "Noord-Holland", "NL"),
    ("Arnhem", 6811, "Gelderland", "NL"), ("Nijmegen", 6511, "Gelderland", "NL"), ("Ede", 6711, "Gelderland", "NL"),
    ("Apeldoorn", 7311, "Gelderland", "NL"), ("Zwolle", 8011, "Overijssel", "NL"),
    ("Enschede", 7511, "Overijssel", "NL"),
    ("Groningen", 9711, "Groningen", "NL"), ("Leeuwarden", 8911, "Friesland", "NL"), ("Venlo", 5911, "Limburg", "NL"),
    ("Maastricht", 6211, "Limburg", "NL"), ("Goes", 4461, "Zeeland", "NL"), ("Almere", 1315, "Flevoland", "NL"),
    ("Antwerpen", 2000, "Antwerpen", "BE"), ("Turnhout", 2300, "Antwerpen", "BE"),
    ("Mechelen", 2800, "Antwerpen", "BE"),
    ("Gent", 9000, "Oost-Vlaanderen", "BE"), ("Aalst", 9300, "Oost-Vlaanderen", "BE"),
    ("Sint-Niklaas", 9100, "Oost-Vlaanderen", "BE"), ("Brugge", 8000, "West-Vlaanderen", "BE"),
    ("Kortrijk", 8500, "West-Vlaanderen", "BE"), ("Leuven", 3000, "Vlaams-Brabant", "BE"),
    ("Hasselt", 3500, "Limburg", "BE"), ("Genk", 3600, "Limburg", "BE"),
)  # fmt: skip
_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
_TAILS = ("", "", "", " & Zn.", " BV", " & Co")
_BELGIAN_TAILS = ("", "", "", " & Zonen", " BV", " NV")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the customers of a branch are: `city` as index in CITIES, the rest as text."""

    city: Ints
    street: Column
    postcode: Column
    place: Column
    region: Column
    country: Column


def employees(*, count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Distinct names of people who work at the firm ('S. Vermeulen')."""
    pick = rng.permutation(len(SURNAMES) * 26)[:count]
    return tuple(f"{chr(65 + int(one) % 26)}. {SURNAMES[int(one) // 26]}" for one in pick)


def addresses(*, count: int, rng: np.random.Generator) -> Addresses:
    """Streets and postcodes in Dutch and Flemish towns."""
    city = rng.integers(0, len(CITIES), count)
    base = np.array([one[1] for one in CITIES])[city] + rng.integers(0, 20, count)
    belgian = _belgian(city)
    base = np.where(belgian, np.array([one[1] for one in CITIES])[city], base)
    pair = [left + right for left in _LETTERS for right in _LETTERS]
    letters = joined(" ", labels(pair, rng.integers(0, len(pair), count)))
    tail = pc.if_else(pa.array(belgian), "", letters)
    return Addresses(
        city=city,
        street=joined(labels(STREETS, rng.integers(0, len(STREETS), count)), " ", numbers(rng.integers(1, 160, count))),
        postcode=joined(numbers(base), tail),
        place=labels([one[0] for one in CITIES], city),
        region=labels([one[2] for one in CITIES], city),
        country=labels([one[3] for one in CITIES], city),
    )


def firms(*, sector: Ints, city: Ints, rng: np.random.Generator) -> Column:
    """Names of firms of these sectors: 'Bakkerij De Linde', 'Garage Van Houten & Zn.', 'Café Het Anker Goes'."""
    count = len(sector)
    kind = labels(_KINDS, _KIND_FROM[sector] + (rng.random(count) * _KIND_COUNT[sector]).astype(np.int64))
    fancy = rng.random(count) < _FANCY[sector]
    own = labels(SURNAMES, rng.integers(0, len(SURNAMES), count))
    tail = rng.integers(0, len(_TAILS), count)
    tails = pc.if_else(pa.array(_belgian(city)), labels(_BELGIAN_TAILS, tail), labels(_TAILS, tail))
    middle = pc.if_else(pa.array(fancy), labels(FANCY, rng.integers(0, len(FANCY), count)), joined(own, tails))
    place = joined(" ", labels([one[0] for one in CITIES], city))
    return joined(kind, " ", middle, pc.if_else(pa.array(rng.random(count) < 0.3), place, ""))


def people(*, count: int, rng: np.random.Generator) -> Column:
    """Names of contact persons ('Marieke De Boer')."""
    first = labels(FIRST_NAMES, rng.integers(0, len(FIRST_NAMES), count))
    return joined(first, " ", labels(SURNAMES, rng.integers(0, len(SURNAMES), count)))


def phones(*, count: int, rng: np.random.Generator) -> Column:
    """Telephone numbers in 088-000, a block that is not given out."""
    return joined("088-000", numbers(rng.integers(0, 10_000, count), 4))


def vat_numbers(*, city: Ints, number: Ints) -> Column:
    """VAT numbers of the right form; they begin with zeros, so no firm has them."""
    dutch = joined("NL", numbers(number, 9), "B01")
    return pc.if_else(pa.array(_belgian(city)), joined("BE0", numbers(number, 9)), dutch)


def mailboxes(*, ids: Column, before: str) -> Column:
    """Mail addresses in the domain that is reserved for examples."""
    return joined(before, "@klant", ids, ".example")


def _belgian(city: Ints) -> np.ndarray:
    return np.array([one[3] == "BE" for one in CITIES])[city]


_KINDS = [kind for one in SECTORS for kind in FIRM_KINDS[one.name]]
_FANCY = np.array([{"onderwijs": 0.97, "zorg": 0.75, "kantoor": 0.1}.get(one.name, 0.45) for one in SECTORS])
_KIND_COUNT = np.array([len(FIRM_KINDS[one.name]) for one in SECTORS])
_KIND_FROM = np.cumsum(_KIND_COUNT) - _KIND_COUNT
