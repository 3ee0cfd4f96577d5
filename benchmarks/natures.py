"""What three kinds of firm are like: their lines of business, seasons, orders, margins and hours.

Used by `benchmarks.another_firm`, whose docstring says how the numbers work; all of them are our choice, made so that
turnover, a margin of about 25 %, hours a customer and the mix of relations look like those of real small firms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

SEASONS: Mapping[str, tuple[float, ...]] = {
    "even": (1.0, 1.0, 1.05, 1.0, 1.0, 1.0, 0.85, 0.85, 1.1, 1.1, 1.05, 1.0),
    "building": (0.8, 0.95, 1.15, 1.15, 1.15, 1.2, 0.75, 0.6, 1.2, 1.2, 1.1, 0.75),
    "december": (0.75, 0.8, 0.9, 0.95, 1.05, 1.05, 1.0, 1.0, 0.95, 1.0, 1.15, 1.4),
    "school": (1.1, 0.9, 1.15, 0.95, 0.85, 1.1, 0.5, 0.6, 1.5, 1.15, 1.2, 1.0),
}


class Sector(NamedTuple):
    """A line of business: part of the customers, median employees, wallet in euros of one employee, season, digital."""

    name: str
    part: float
    employees: float
    wallet: float
    season: str
    digital: float


WHOLESALE = (
    Sector("horeca", 0.24, 9, 2100, "december", 0.35),
    Sector("schoonmaak", 0.16, 22, 1300, "even", 0.55),
    Sector("zorg", 0.14, 40, 1150, "even", 0.6),
    Sector("onderwijs", 0.12, 35, 850, "school", 0.5),
    Sector("bouw", 0.16, 11, 1050, "building", 0.25),
    Sector("winkel", 0.18, 7, 1800, "december", 0.4),
)
INSTALLATION = (
    Sector("kantoor", 0.22, 25, 4000, "even", 0.2),
    Sector("vve", 0.18, 6, 9000, "building", 0.05),
    Sector("industrie", 0.2, 45, 3800, "building", 0.15),
    Sector("school", 0.1, 40, 2600, "school", 0.15),
    Sector("zorg", 0.12, 50, 3000, "even", 0.2),
    Sector("horeca", 0.18, 10, 5000, "even", 0.1),
)
SUPPLIES = (
    Sector("garage", 0.22, 6, 1000, "even", 0.5),
    Sector("werkplaats", 0.2, 12, 700, "building", 0.4),
    Sector("kapper", 0.16, 4, 1050, "december", 0.7),
    Sector("praktijk", 0.16, 7, 850, "even", 0.75),
    Sector("sport", 0.1, 8, 650, "school", 0.6),
    Sector("winkel", 0.16, 6, 800, "december", 0.6),
)


@dataclass(frozen=True, slots=True)
class Nature:
    """What makes a kind of firm what it is: wholesale, installation, supplies; a year, for a middling customer."""

    sectors: tuple[Sector, ...]
    order_value: float  # euros
    middling_spend: float  # euros
    value_power: float  # of spend
    evenness: float  # Erlang shape
    lines: float  # of an order
    share_level: float  # logit
    hourly_cost: float  # euros
    order_hours: float
    calls: float
    call_hours: float
    visits: float
    visit_hours: float
    quoted: float  # part of the orders
    asked_elsewhere: float  # part of the orders placed elsewhere
    quote_hours: float
    complaints: float
    complaint_hours: float
    margin: float  # of turnover; `GROUPS` says how much more or less by product group


# fmt: off
NATURES: Mapping[str, Nature] = {
    "wholesale": Nature(
        WHOLESALE, 420, 6000, 0.50, 2.0, 2.6, 0.25, 56, 0.16, 14, 0.22, 4.4, 1.7, 0.03, 0.020, 1.5, 0.35, 2.2, 0.26),
    "installation": Nature(
        INSTALLATION, 4200, 20000, 0.60, 1.4, 1.6, 0.35, 64, 1.4, 10, 0.30, 5.0, 2.4, 0.70, 0.25, 4.0, 0.4, 4.5, 0.26),
    "supplies": Nature(
        SUPPLIES, 72, 2000, 0.35, 2.8, 1.9, 0.30, 46, 0.06, 22, 0.20, 1.9, 1.2, 0.01, 0.004, 0.8, 0.40, 1.2, 0.28),
}
# fmt: on
GROUPS = np.array([-0.04, -0.02, 0.0, 0.02, -0.01, 0.05])
