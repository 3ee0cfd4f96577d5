"""What kind of firm it is: every number of the example firm in view, nothing drawn yet.

The firm is fictional: a wholesaler in packaging and cleaning supplies with customers in the Netherlands and
Flanders. Every figure here is our own choice, made so that the sums of such a firm come out believable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["nl", "en"]

CHUNK = 2_000
"""Customers of one branch; a full branch is the same whatever the size of the firm around it."""


@dataclass(frozen=True, slots=True)
class Sector:
    """One line of business: yearly need of a firm of ten (euros), staff (median), orders a year, rhythm, season."""

    name: str
    weight: float
    need: float
    staff: float
    pace: float
    regularity: float
    digital: float
    margin: float
    builders_holiday: float
    months: tuple[float, ...]
    """Demand in January to December against an ordinary month."""


_EVEN = (1.0, 1.0, 1.05, 1.0, 1.0, 1.0, 0.9, 0.85, 1.05, 1.05, 1.05, 1.05)
_TERRACE = (0.7, 0.75, 0.9, 1.1, 1.2, 1.25, 1.2, 1.15, 1.05, 0.95, 0.85, 1.1)
_SCHOOL = (1.05, 0.9, 1.1, 1.0, 0.95, 1.05, 0.45, 0.9, 1.5, 1.05, 1.05, 0.9)
_PRESENTS = (0.75, 0.75, 0.85, 0.95, 0.95, 0.9, 0.85, 0.85, 1.0, 1.15, 1.5, 1.5)
_BUILDING = (0.8, 0.95, 1.15, 1.15, 1.15, 1.1, 0.9, 0.75, 1.15, 1.15, 1.05, 0.7)

SECTORS = (
    Sector("horeca", 0.20, 7_000, 9, 10, 3.1, 0.45, 0.31, 0.95, _TERRACE),
    Sector("zorg", 0.10, 8_500, 45, 9, 4.8, 0.60, 0.27, 0.95, _EVEN),
    Sector("schoonmaak", 0.12, 12_400, 16, 11, 3.6, 0.50, 0.25, 0.80, _EVEN),
    Sector("bouw", 0.13, 5_400, 12, 5, 2.1, 0.30, 0.33, 0.25, _BUILDING),
    Sector("detailhandel", 0.16, 6_600, 7, 6, 2.7, 0.50, 0.33, 0.90, _PRESENTS),
    Sector("industrie", 0.12, 10_100, 28, 8, 3.9, 0.45, 0.28, 0.70, _EVEN),
    Sector("kantoor", 0.11, 4_200, 14, 5, 2.8, 0.60, 0.34, 0.75, _EVEN),
    Sector("onderwijs", 0.06, 6_200, 38, 5, 3.4, 0.55, 0.29, 0.60, _SCHOOL),
)

PRODUCT_GROUPS: dict[str, tuple[tuple[str, float], ...]] = {
    "Schoonmaakmiddelen": (
        ("Allesreiniger 5 l", 14.95),
        ("Sanitairreiniger 1 l", 4.35),
        ("Vloerreiniger 10 l", 31.50),
        ("Ontvetter 5 l", 22.40),
        ("Glasreiniger 1 l", 3.95),
    ),
    "Papier en poetsdoeken": (
        ("Toiletpapier 2-laags 40 rol", 21.90),
        ("Handdoekpapier Z-vouw", 27.75),
        ("Poetsrol blauw 2 st", 18.60),
        ("Microvezeldoek 10 st", 11.25),
    ),
    "Afvalzakken en folie": (
        ("Afvalzak 70x110 25 rol", 34.80),
        ("Pedaalemmerzak 20 l", 9.95),
        ("Rekfolie 50 cm 6 rol", 41.70),
        ("Krimpfolie 60 cm", 58.00),
    ),
    "Dozen en vulmateriaal": (
        ("Vouwdoos A4 25 st", 19.50),
        ("Autolockdoos 50 st", 47.25),
        ("Noppenfolie 100 cm", 29.90),
        ("Pakpapier 70 cm", 24.60),
    ),
    "Disposables": (
        ("Koffiebeker 180 ml 1000 st", 36.50),
        ("Saladebak 750 ml 300 st", 44.10),
        ("Houten bestek 100 st", 6.80),
        ("Servet 33x33 2000 st", 28.90),
        ("Draagtas papier 250 st", 32.75),
    ),
    "Handschoenen en veiligheid": (
        ("Nitril handschoen 100 st", 8.95),
        ("Werkhandschoen 12 paar", 19.80),
        ("Mondmasker 50 st", 7.25),
        ("Overall wegwerp 25 st", 62.00),
    ),
    "Dispensers en machines": (
        ("Zeepdispenser rvs", 64.00),
        ("Handdoekdispenser", 48.50),
        ("Mopset compleet", 87.00),
        ("Stofzuiger zakelijk", 229.00),
    ),
}
GROUP_NEED = {
    "horeca": (0.9, 0.8, 0.8, 0.2, 0.95, 0.5, 0.3),
    "zorg": (0.95, 0.95, 0.9, 0.1, 0.6, 0.95, 0.5),
    "schoonmaak": (1.0, 0.95, 0.95, 0.1, 0.1, 0.8, 0.7),
    "bouw": (0.5, 0.6, 0.8, 0.4, 0.2, 0.9, 0.2),
    "detailhandel": (0.5, 0.5, 0.7, 0.9, 0.7, 0.2, 0.2),
    "industrie": (0.6, 0.8, 0.8, 0.9, 0.2, 0.8, 0.3),
    "kantoor": (0.6, 0.9, 0.6, 0.4, 0.7, 0.2, 0.4),
    "onderwijs": (0.9, 0.95, 0.8, 0.1, 0.4, 0.4, 0.5),
}
"""Chance that a firm of the sector needs the product group at all, in the order of PRODUCT_GROUPS."""

GROUP_MARGIN = (0.04, -0.04, -0.02, -0.01, 0.01, 0.03, 0.05)
"""Margin of a group against the customer's own margin (part of the amount)."""


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a relation by month: leaving, sleeping, waking, satisfaction, complaints, share."""

    hazard_base: float = 0.012
    hazard_first_year: float = 0.012
    hazard_first_year_fade: float = 4.0
    danger_month: float = 36.0
    danger_height: float = 0.018
    danger_width: float = 2.5
    frailty_sd: float = 0.55
    satisfaction_on_hazard: float = -0.35
    leave_for_good: float = 0.30
    once_only: float = 0.06
    wake: float = 0.04
    sleeper_leaves: float = 0.02
    satisfaction_mean: float = 7.4
    satisfaction_sd: float = 0.8
    satisfaction_memory: float = 0.9
    satisfaction_noise: float = 0.22
    complaint: float = 0.014
    complaint_told: float = 0.70
    complaint_fast: float = 0.35
    complaint_resolved: float = 0.40
    share_noise: float = 0.07
    share_pull: float = 0.015
    inflation: tuple[tuple[int, float], ...] = (
        (2021, 0.03),
        (2022, 0.08),
        (2023, 0.05),
        (2024, 0.03),
        (2025, 0.03),
        (2026, 0.025),
        (2027, 0.02),
    )


@dataclass(frozen=True, slots=True)
class Service:
    """The hours a relation takes: how often a year and how long (hours), before the customer's own effort."""

    calls: float = 5.5
    call_hours: float = 0.50
    visits: float = 2.0
    visit_hours: float = 1.75
    quotes: float = 1.1
    quote_hours: float = 2.25
    complaint_hours: float = 3.0
    order_hours: float = 0.22
    digital_saves: float = 0.6
    effort_median: float = 1.1
    effort_sd: float = 0.90
    unlogged_calls: float = 0.20
    sleeper_attention: float = 0.20
    """Part of the sleepers that keep asking for quotes and visits as before."""
    attention_half_life: float = 6.0
    """Months in which attention for an ordinary sleeper halves."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What customers say, and how seldom."""

    wallet_declared: float = 0.22
    wallet_noise: float = 0.25
    survey_response: float = 0.35
    card_response: float = 0.22
    compass_per_visit: float = 0.12
    bonds_known: float = 0.15
    contract: float = 0.04
    referred: float = 0.30
    two_referrers: float = 0.15
    mutual_praise: float = 0.03


@dataclass(frozen=True, slots=True)
class Blemishes:
    """What is wrong in the files of every real firm, as parts of the lines or customers."""

    credit_note: float = 0.015
    duplicate_customer: float = 0.006
    unknown_customer_hours: float = 0.002
    project_hours: float = 0.02
    hours_on_name: float = 0.008
    unassigned_sales: float = 0.0008
    cash_sales_per_month: int = 4
    phone_missing: float = 0.15
    sector_missing: float = 0.06
    acquired_missing: float = 0.12


@dataclass(frozen=True, slots=True)
class Trials:
    """Randomised actions of the past, so that their effect is known."""

    held_out: float = 0.30
    wake_months: tuple[tuple[int, int], ...] = ((2024, 3), (2024, 9), (2025, 3), (2025, 9), (2026, 3))
    wake_silent_months: tuple[int, int] = (5, 30)
    wake_uplift: float = 0.25
    wake_uplift_sd: float = 0.6
    wake_hours: float = 0.75
    wake_cost: float = 12.50
    review_from: tuple[int, int] = (2024, 1)
    review_tenure: int = 33
    review_lasts: int = 8
    review_hazard: float = 0.55
    review_hours: float = 2.0
    review_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Firm:
    """Every setting of the example firm; the defaults are the firm that is shipped."""

    name: str = "Van der Veer Verpakking en Hygiëne"
    start: date = date(2021, 1, 1)
    service_start: date = date(2023, 1, 1)
    end: date = date(2026, 10, 31)
    future_months: int = 12
    joined_before: float = 0.38
    prospects: float = 0.03
    hourly_cost: float = 62.0
    effort_hours: float = 8.0
    profit_floor: float = 0.0
    share_threshold: float = 0.60
    discount_rate: float = 0.10
    need_sd: float = 0.60
    staff_sd: float = 0.90
    pace_sd: float = 1.0
    regularity_sd: float = 0.35
    margin_sd: float = 0.05
    order_sd: float = 0.45
    share_logit_mean: float = 0.45
    share_logit_sd: float = 1.15
    lines_per_order: tuple[float, ...] = (0.42, 0.33, 0.17, 0.08)
    customers_per_manager: int = 125
    course: Course = field(default_factory=Course)
    service: Service = field(default_factory=Service)
    voice: Voice = field(default_factory=Voice)
    blemishes: Blemishes = field(default_factory=Blemishes)
    trials: Trials = field(default_factory=Trials)
