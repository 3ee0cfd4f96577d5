"""What customers say, and how seldom: complaints, ratings, cards, the compass, bonds, declared wallets, promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from klantkompas.ledger.example_firm.columns import (
    Column,
    Ints,
    cents,
    days,
    flags,
    labels,
    money,
    number4,
    whole,
)
from klantkompas.ledger.example_firm.course import ACTIVE, FAST, GONE, RESOLVED, UNTOLD, Course
from klantkompas.ledger.example_firm.firm import PRODUCT_GROUPS, Firm
from klantkompas.ledger.example_firm.latent import Latent
from klantkompas.ledger.example_firm.orders import bought_with_us
from klantkompas.ledger.example_firm.people import Branch
from klantkompas.ledger.example_firm.season import Season
from klantkompas.ledger.example_firm.service import VISIT, Contacts

CAUSES = ("te laat geleverd", "verkeerd geleverd", "beschadigd", "factuur klopt niet", "kwaliteit", "niet teruggebeld")
PARTIES = ("vervoerder", "magazijn", "vervoerder", "administratie", "leverancier", "binnendienst")
REMEDIES = ("excuses en nalevering", "creditnota", "vervanging", "korting op volgende order", "bezoek door directie")
COMPETITORS = ("Pakkerij Noord", "Hygiënehuis Delta", "Schoonpunt", "Groothandel De Schakel", "een webwinkel")
WHY_ELSEWHERE = ("prijs", "levertijd", "assortiment", "al jaren gewend", "landelijk contract")
PROMISES = ("terugbellen", "offerte sturen", "nalevering", "monster sturen", "prijsafspraak bevestigen")
CARD_RESULTS = ("tevreden", "klacht opgelost", "nieuwe afspraak gemaakt", "geen gehoor")
STATEMENTS = (
    ("demand", "levering binnen 24 uur", "een vast aanspreekpunt", "factuur per vestiging", "altijd op voorraad"),
    ("wish", "minder plastic", "meedenken over verbruik", "bestellen via app", "levering voor acht uur"),
    ("appreciation", "chauffeur denkt mee", "snel antwoord", "eerlijk over levertijden", "goede monsters"),
    ("impression", "degelijk", "wat ouderwets", "prettige mensen", "duur maar goed", "rommelige facturen"),
)
BONDS = (
    ("rational", "beschikbaarheid"),
    ("rational", "overstapkosten"),
    ("rational", "gemak"),
    ("emotional", "vertrouwelijkheid"),
    ("emotional", "persoonlijk contact"),
    ("emotional", "verbondenheid"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the speaking tables are made of: the branch, and the contacts in which people talked."""

    branch: Branch
    met: Contacts

    @property
    def firm(self) -> Firm:
        """The settings."""
        return self.branch.firm

    @property
    def season(self) -> Season:
        """The calendar."""
        return self.branch.season

    @property
    def latent(self) -> Latent:
        """The customers underneath."""
        return self.branch.latent

    @property
    def course(self) -> Course:
        """How their relations ran."""
        return self.branch.course

    def rng(self, topic: str) -> np.random.Generator:
        """The branch's stream of chance for a topic."""
        return self.branch.chance.of(topic)

    def ids(self, owner: Ints) -> Column:
        """Customer numbers as text."""
        return self.branch.ids.take(pa.array(owner))


def tables(told: Told) -> dict[str, dict[str, Column]]:
    """Every speaking table by its contract name, as columns."""
    makers: dict[str, Callable[[Told], dict[str, Column]]] = {
        "complaints": complaints,
        "ratings": ratings,
        "cards": cards,
        "compass": compass,
        "bonds": bonds,
        "wallets": wallets,
        "promises": promises,
    }
    return {name: make(told) for name, make in makers.items()}


def complaints(told: Told) -> dict[str, Column]:
    """Complaints we were told of, with what became of them; unresolved ones stay open."""
    rng, season = told.rng("complaints"), told.season
    rows = told.course.complaints
    rows = rows[(rows[:, 2] != UNTOLD) & (rows[:, 1] < season.history)]
    n, outcome = len(rows), rows[:, 2]
    opened = np.minimum(season.workday_in(rows[:, 1], rng.random(n)), season.last)
    wait = np.where(outcome == FAST, 1 + rng.integers(0, 4, n), 8 + rng.poisson(16, n))
    resolved = season.next_workday(opened + wait)
    done = (outcome >= RESOLVED) & (resolved <= season.last)
    cause = rng.integers(0, len(CAUSES), n)
    given = done & (rng.random(n) < np.where(outcome == FAST, 0.6, 0.2))
    return {
        "complaint_id": told.branch.serial("K", n),
        "customer_id": told.ids(rows[:, 0]),
        "opened_on": days(opened),
        "acknowledged_on": days(opened + 1, (rng.random(n) < 0.8) & (opened < season.last)),
        "resolved_on": days(resolved, done),
        "justified": labels(("yes", "partly", "no"), rng.choice(3, n, p=[0.6, 0.28, 0.12])),
        "cause": labels(CAUSES, cause),
        "remedy": labels(REMEDIES, rng.integers(0, len(REMEDIES), n), done),
        "compensation": money(cents(np.rint(5 * rng.gamma(3.0, 4.0, n))), given),
        "satisfied": flags(rng.random(n) < np.where(outcome == FAST, 0.9, 0.6), done & (rng.random(n) < 0.7)),
        "severity": labels(("large", "small"), (rng.random(n) < 0.65).astype(np.int64)),
        "party": labels(PARTIES, cause),
    }


def ratings(told: Told) -> dict[str, Column]:
    """A yearly survey in May; the silent are not average: content and talkative customers answer more."""
    rng, season, voice = told.rng("ratings"), told.season, told.firm.voice
    months = [season.index(year, 5) for year in range(told.firm.start.year, told.firm.end.year + 1)]
    months = [month for month in months if month < season.history]
    owner, month = _grid(told, months)
    mark = told.course.satisfaction[owner, month]
    chance = voice.survey_response * told.latent.talks[owner] * np.exp(0.12 * (mark - 7.4))
    answered = (told.course.state[owner, month] == ACTIVE) & (rng.random(len(owner)) < chance)
    owner, month, mark = owner[answered], month[answered], mark[answered]
    n = len(owner)
    recommends = rng.random(n) < 0.4
    said = np.where(recommends, 1.25 * mark - 1.6, mark) + 0.9 * rng.standard_normal(n)
    score = np.clip(np.rint(said), np.where(recommends, 0, 1), 10).astype(np.int64)
    return {
        "rating_id": told.branch.serial("B", n),
        "customer_id": told.ids(owner),
        "date": days(season.workday_in(month, rng.random(n))),
        "measure": labels(("mark", "nps"), recommends.astype(np.int64)),
        "score": number4(score),
        "occasion": labels(("jaarlijks onderzoek",), np.zeros(n, dtype=np.int64)),
    }


def cards(told: Told) -> dict[str, Column]:
    """The card to the top, every eighteen months since the hours are written; one in five asks to be called."""
    rng, season = told.rng("cards"), told.season
    first = int(season.month_of(np.array([season.service_first]))[0])
    owner, month = _grid(told, list(range(first, season.history)))
    state = told.course.state[owner, month]
    due = (state > 0) & (state < GONE) & ((owner + month) % 18 == 0) & (rng.random(len(owner)) < 0.93)
    owner, month = owner[due], month[due]
    n = len(owner)
    sent = np.minimum(season.workday_in(month, rng.random(n)), season.last)
    unhappy = np.exp(-0.3 * (told.course.satisfaction[owner, month] - 7.4))
    chance = told.firm.voice.card_response * told.latent.talks[owner] * unhappy
    answered = season.next_workday(sent + 2 + rng.poisson(6, n))
    called = season.next_workday(answered + 1 + rng.poisson(3, n))
    answers = (rng.random(n) < chance) & (answered <= season.last) & (told.course.state[owner, month] == ACTIVE)
    back = answers & (rng.random(n) < 0.92) & (called <= season.last)
    return {
        "card_id": told.branch.serial("D", n),
        "customer_id": told.ids(owner),
        "sent_on": days(sent),
        "answered_on": days(answered, answers),
        "called_on": days(called, back),
        "result": labels(CARD_RESULTS, rng.choice(4, n, p=[0.45, 0.25, 0.2, 0.1]), back),
    }


def compass(told: Told) -> dict[str, Column]:
    """What an account manager writes down after some of the visits."""
    rng = told.rng("compass")
    visits = np.flatnonzero(told.met.activity == VISIT)
    rows = visits[rng.random(len(visits)) < told.firm.voice.compass_per_visit]
    owner, n = told.met.owner[rows], len(rows)
    kinds, texts = _flat_statements()
    pick = rng.integers(0, len(texts), n)
    mark = told.course.satisfaction[owner, told.season.month_of(told.met.day[rows])]
    return {
        "statement_id": told.branch.serial("S", n),
        "customer_id": told.ids(owner),
        "date": days(told.met.day[rows]),
        "kind": labels(kinds, pick),
        "text": labels(texts, pick),
        "weight": number4(rng.integers(2, 6, n)),
        "score": number4(np.clip(np.rint(mark + rng.standard_normal(n)), 1, 10).astype(np.int64)),
        "source": labels(("bezoek",), np.zeros(n, dtype=np.int64)),
    }


def _flat_statements() -> tuple[list[str], list[str]]:
    flat = [(kind, text) for kind, *texts in STATEMENTS for text in texts]
    return [kind for kind, _ in flat], [text for _, text in flat]


def bonds(told: Told) -> dict[str, Column]:
    """What ties some of the active customers, as their account manager sees it."""
    rng, last = told.rng("bonds"), told.season.history - 1
    known = (told.course.state[:, last] == ACTIVE) & (rng.random(len(told.latent)) < told.firm.voice.bonds_known)
    owner = np.repeat(np.flatnonzero(known), 2)
    n = len(owner)
    pick = rng.integers(0, len(BONDS), n)
    strength = np.clip(np.rint(told.course.satisfaction[owner, last] - 4 + rng.standard_normal(n)), 1, 5)
    day = _before_end(rng, told, owner, 540)
    return {
        "customer_id": told.ids(owner),
        "date": days(day),
        "kind": labels([kind for kind, _ in BONDS], pick),
        "bond": labels([bond for _, bond in BONDS], pick),
        "strength": number4(strength.astype(np.int64)),
        "source": labels(("accountmanager",), np.zeros(n, dtype=np.int64)),
    }


def _before_end(rng: np.random.Generator, told: Told, owner: Ints, within: int) -> Ints:
    """Some day before the end date, never before the customer joined."""
    return np.maximum(told.season.last - rng.integers(0, within, len(owner)), told.latent.joined[owner])


def wallets(told: Told) -> dict[str, Column]:
    """Declared needs of a few customers, some years, with noise; and product groups they buy elsewhere."""
    rng, season = told.rng("wallets"), told.season
    years = range(told.firm.end.year - 2, told.firm.end.year + 1)
    declares = np.flatnonzero(rng.random(len(told.latent)) < told.firm.voice.wallet_declared)
    owner, month = np.repeat(declares, len(years)), np.tile([season.index(one, 7) for one in years], len(declares))
    asked = (told.course.state[owner, month] == ACTIVE) & (rng.random(len(owner)) < 0.5)
    owner, month = owner[asked], month[asked]
    noise = np.exp(told.firm.voice.wallet_noise * rng.standard_normal(len(owner)))
    whole_need = cents(np.rint(told.course.need[owner, month] * noise / 100) * 100)
    gap_owner, gap_group = _gaps(rng, told, declares)
    return _wallet_columns(rng, told, (owner, month, whole_need), (gap_owner, gap_group))


def _gaps(rng: np.random.Generator, told: Told, declares: Ints) -> tuple[Ints, Ints]:
    """Groups that a declaring customer needs and does not buy with us."""
    bought = bought_with_us(season=told.season, latent=told.latent, course=told.course)[declares] > 0
    missing = told.latent.range_wanted[declares] & ~bought & (rng.random(bought.shape) < 0.6)
    active = told.course.state[declares, told.season.history - 1] == ACTIVE
    row, group = np.nonzero(missing & active[:, None])
    return declares[row], group


def _wallet_columns(
    rng: np.random.Generator, told: Told, need: tuple[Ints, Ints, Ints], gap: tuple[Ints, Ints]
) -> dict[str, Column]:
    owner = np.concatenate([need[0], gap[0]])
    year = np.concatenate([told.firm.start.year + need[1] // 12, np.full(len(gap[0]), told.firm.end.year)])
    n, in_all = len(owner), len(need[0])
    is_gap = np.arange(n) >= in_all
    group = np.concatenate([np.zeros(in_all, dtype=np.int64), gap[1]])
    amount = np.concatenate([need[2], cents(np.rint(told.course.need[gap[0], told.season.history - 1] * 0.12))])
    aware = rng.choice(3, n, p=[0.4, 0.5, 0.1])
    elsewhere = np.where(is_gap, aware < 2, rng.random(n) < 0.5)
    return {
        "customer_id": told.ids(owner),
        "year": whole(year),
        "product_group": labels(tuple(PRODUCT_GROUPS), group, is_gap),
        "amount": money(amount, ~is_gap | (elsewhere & (rng.random(n) < 0.5))),
        "source": labels(("declared",), np.zeros(n, dtype=np.int64)),
        "competitor": labels(COMPETITORS, rng.integers(0, len(COMPETITORS), n), elsewhere),
        "reason": labels(WHY_ELSEWHERE, rng.integers(0, len(WHY_ELSEWHERE), n), elsewhere & (rng.random(n) < 0.7)),
        "awareness": labels(("unknown_to_them", "known", "not_needed"), aware, is_gap),
    }


def promises(told: Told) -> dict[str, Column]:
    """A promise at every eighth contact; some account managers promise more than they keep."""
    rng, met, season = told.rng("promises"), told.met, told.season
    rows = np.flatnonzero(rng.random(len(met.owner)) < 0.12)
    owner, made, n = met.owner[rows], met.day[rows], len(rows)
    due = season.next_workday(made + 1 + rng.poisson(5, n))
    manager = told.latent.manager[owner]
    boasts = 0.04 + 0.10 * (manager % 3)
    slip = np.where(rng.random(n) < boasts, 1 + rng.poisson(4, n), -rng.integers(0, 3, n))
    kept = np.maximum(made, due + slip)
    never = (rng.random(n) < 0.3 * boasts) | (kept > season.last)
    return {
        "promise_id": told.branch.serial("T", n),
        "customer_id": told.ids(owner),
        "made_on": days(made),
        "due_on": days(due),
        "kept_on": days(kept, ~never),
        "kind": labels(PROMISES, rng.integers(0, len(PROMISES), n)),
        "employee": labels(told.branch.staff, manager),
        "party": labels(("buitendienst", "magazijn"), (rng.random(n) < 0.25).astype(np.int64)),
    }


def _grid(told: Told, months: list[int]) -> tuple[Ints, Ints]:
    """Every customer in every one of the months."""
    owner = np.tile(np.arange(len(told.latent)), len(months))
    return owner, np.repeat(np.array(months, dtype=np.int64), len(told.latent))
