"""The year after: an example firm with known truth goes on from its end date, while somebody acts on its customers.

The firm is that of ``klantkompas example``, gone on with month by month by the same rules (``example_firm.course``):
the same chance whoever acts, so that two policies differ by what they did and nothing else. What an action truly does
to whom is written down here and in ``example_firm.truth``, apart from the playbook that advises. In short:

    wake                a sleeper wakes with the chance of his own in the truth (0.25 on average, never above 0.5)
    service_review      the hazard of leaving x 0.55 for 8 months (as in the firm's own past trials)
    spoil               x 0.85 for 12 months; planned_surprise x 0.93; know_strengths x 0.75 for 6 months in the first
                        year, else x 0.97; call_by_the_top x 0.90, keep_promise x 0.95, recovery x 0.60 after a
                        complaint of the last quarter, else x 0.98, each for 6 months
                        all of these to the power of a customer's own taste for attention, normal(1, 0.6): for one in
                        twenty attention is a nuisance, and makes leaving likelier
    volume_discount     succeeds by price sensitivity: 15 points more share, at 3 % of turnover; of the others, half the
                        price-sensitive take the discount for what they bought anyway
    service_discount    succeeds with who does not care for price: 15 points more share
    range_review        succeeds by the product groups that he needs and does not buy here: 12 points more share
    ask_share           2 in 100 bring 8 points of share
    reprice             succeeds by price sensitivity: 5 % more; up to one in five leaves over it
    self_service        succeeds by digital inclination: half the order handling, a tenth of the calls
    cap_hours           succeeds by effort: half the calls and visits; one in five of the others leaves over it
    ask_referral        succeeds by satisfaction: a new customer worth 2,000 euros
    stop, refer         nine, five in ten go: no more profit, no more hours
    slow, shift         half accept: calls and visits x 0.75 and 0.93; with slow the hazard x 1.10 for 12 months

What an action takes in hours and euros is what the playbook says; every policy pays it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from klantkompas.ledger.example_firm import course, latent, orders, service, simulate, truth
from klantkompas.ledger.example_firm.columns import Floats, Ints, days, hours, labels, money, numbers
from klantkompas.ledger.example_firm.course import ABSENT, ACTIVE, ASLEEP, GONE, UNTOLD
from klantkompas.ledger.example_firm.firm import Firm
from klantkompas.ledger.example_firm.season import season

MONTHS_ACTED, YEARS = 12, 5
ATTENTION = {  # factor on the hazard of leaving, months
    "service_review": (0.55, 8),
    "spoil": (0.85, 12),
    "planned_surprise": (0.93, 12),
    "call_by_the_top": (0.90, 6),
    "keep_promise": (0.95, 6),
}
ACTIONS = (
    *ATTENTION, "wake", "know_strengths", "recovery", "volume_discount", "service_discount", "range_review",
    "ask_share", "reprice", "self_service", "cap_hours", "ask_referral", "stop", "refer", "slow", "shift",
)  # fmt: skip
TASTE_SD = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One action for one customer: the row of the customer, what, and what it takes."""

    row: int
    action: str
    hours: float
    cost: float


@dataclass(slots=True, eq=False)
class Ledgered:
    """What can be seen of the year so far: orders and the rest of the facts, as rows to be added."""

    owner: list[Ints] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)
    euros: list[Floats] = field(default_factory=list)
    margin: list[Floats] = field(default_factory=list)
    tables: dict[str, list[pa.Table]] = field(default_factory=dict)

    def add(self, name: str, rows: pa.Table) -> None:
        """Rows of a fact table."""
        self.tables.setdefault(name, []).append(rows)


class World:
    """A firm that goes on.

    Args:
        customers: how many, up to one branch.
        seed: of the firm, and of everything that happens afterwards.
    """

    def __init__(self, *, customers: int, seed: int) -> None:
        self.firm = Firm(future_months=MONTHS_ACTED)
        self.season = season(self.firm)
        self.seed = seed
        chance = latent.Chance(seed=seed, branch=0)
        self.facts = dict(simulate.branch(firm=self.firm, customers=customers, seed=seed, number=0).facts)
        first = simulate.FIRST_CUSTOMER
        self.who = latent.draw(
            firm=self.firm, season=self.season, chance=chance, customers=customers, first_number=first
        )
        self.course = course.run(firm=self.firm, season=self.season, latent=self.who, chance=chance)
        self.ids = self.who.number.astype(str)
        self.place = {name: row for row, name in enumerate(self.ids)}
        drawn = orders.draw(firm=self.firm, season=self.season, latent=self.who, course=self.course, chance=chance)
        past = drawn.day <= self.season.last
        self.bought = (drawn.owner[past], drawn.day[past], drawn.euros[past])
        self._start(customers)

    def _start(self, n: int) -> None:
        month = self.season.history - 1
        self.now = course.resume(self.course, month=month)
        self.now.state[self.who.prospect] = ABSENT
        self.month = month
        self.need = self.course.need[:, month]
        self.margin = orders.mean_margin(firm=self.firm, season=self.season, latent=self.who, course=self.course)
        bought = orders.bought_with_us(season=self.season, latent=self.who, course=self.course) > 0
        self.missing = (self.who.range_wanted & ~bought).sum(axis=1)
        rng = np.random.default_rng([self.seed, 7])
        self.taste = 1.0 + TASTE_SD * rng.standard_normal((n, len(ACTIONS)))
        self.bump = np.zeros(n)  # part of turnover that prices went up, or discounts took
        self.discount = np.zeros((n, 12 * YEARS))  # the same, while a discount runs
        self.care = np.zeros((n, 12 * YEARS + 12))
        self.selling, self.handling = np.ones(n), np.ones(n)
        self.brought = 0.0
        self.profit = np.zeros(12 * YEARS)  # euros a month
        self.spent_hours = self.spent_euros = 0.0
        self.residual = rng.random(n) * self._gap(rng, np.arange(n))
        self.seen = Ledgered()
        self.served = service.expected_hours(firm=self.firm, latent=self.who, course=self.course, month=month)
        self.paced = orders.pace(latent=self.who, course=self.course)[:, month]
        self.spend_then = orders.yearly_spend(course=self.course)[:, month]

    def _gap(self, rng: np.random.Generator, rows: Ints) -> Floats:
        shape = self.who.regularity[rows]
        return np.asarray(rng.standard_gamma(shape) / shape)

    @property
    def elapsed(self) -> int:
        """Months since the end date."""
        return self.month - self.season.history + 1

    @property
    def day(self) -> int:
        """The last day that is over."""
        return int(self.season.edges[self.month + 1]) - 1

    # --- a month -----------------------------------------------------------------------------------------------------

    def pass_month(self) -> None:
        """One month by the rules of the firm; within the year that is acted in, with facts."""
        self.month += 1
        rng = np.random.default_rng([self.seed, 11, self.month])
        joins = (self.who.joined > self.season.last) & (self.now.state == ABSENT) & (self.elapsed <= MONTHS_ACTED)
        if self.elapsed <= MONTHS_ACTED:
            joins &= self.who.joined < self.season.edges[self.month + 1]
            self.now.state[joins], self.now.since[joins] = ACTIVE, self.month
        before = len(self.now.complaints)
        course.feel(rng, self.now, self.firm, self.who)
        course.complain(rng, self.now, self.firm, self.who, self.month)
        self.now.care = self.care[:, self.elapsed - 1]
        tenure = (self.season.edges[self.season.history] - self.who.joined) * 12 // 365 + self.elapsed - 1
        course.move(rng, self.now, self.firm, np.maximum(tenure, 0), self.who, self.month)
        complaints = np.concatenate(self.now.complaints[before:])
        self._account(complaints)
        if self.elapsed <= MONTHS_ACTED:
            self._write(rng, complaints)

    def _account(self, complaints: Ints) -> None:
        """Expected profit of the month in this state: no chance in it beyond who is active and who complained."""
        active = self.now.state == ACTIVE
        spend = np.where(active, self.spend, 0.0) / 12.0
        part = self.margin + self.bump + self.discount[:, self.elapsed - 1]
        told = np.bincount(complaints[complaints[:, 2] != UNTOLD, 0], minlength=active.size)
        worked = self.hours_a_year / 12.0 + told * self.firm.service.complaint_hours
        self.profit[self.elapsed - 1] += float(np.sum(spend * part) - self.firm.hourly_cost * np.sum(worked))

    @property
    def spend(self) -> Floats:
        """Euros a year while active."""
        return np.asarray(self.need / (1.0 + np.exp(-self.now.logit)))

    @property
    def hours_a_year(self) -> Floats:
        """Hours a year at what each customer asks for now, orders included, complaints not."""
        attention = course.attention_of(self.now, self.firm, self.who, self.month)
        busy = np.where(self.now.state == ACTIVE, self.handling * self.served.handling, 0.0)
        return np.asarray(self.served.selling * self.selling * attention + busy)

    # --- facts -------------------------------------------------------------------------------------------------------

    def _write(self, rng: np.random.Generator, complaints: Ints) -> None:
        """Orders, hours and complaints of the month, as the firm's packages would have them."""
        first, past = (int(self.season.edges[at]) for at in (self.month, self.month + 1))
        owner, day = self._ordered(first, past)
        each = self.spend[owner] / self.pace[owner]
        noise = np.exp(self.firm.order_sd * rng.standard_normal(owner.size) - self.firm.order_sd**2 / 2)
        euros = np.maximum(np.round(each * noise, 2), orders.SMALLEST_ORDER)
        part = np.clip((self.margin + self.bump)[owner] + 0.03 * rng.standard_normal(owner.size), -0.05, 0.7)
        self.seen.owner.append(owner)
        self.seen.day.append(day)
        self.seen.euros.append(euros)
        amount = np.rint(100 * euros).astype(np.int64)
        sold = {
            "transaction_id": numbers(10_000_000 + self.month * 100_000 + np.arange(owner.size)),
            "customer_id": numbers(self.who.number[owner]),
            "date": days(day),
            "amount": money(amount),
            "cost": money(np.rint(amount * (1 - part)).astype(np.int64)),
        }
        self.seen.add("transactions", pa.table(sold))
        self._write_hours(rng, first, past)
        told = complaints[complaints[:, 2] != UNTOLD]
        opened = first + rng.integers(0, past - first, len(told))
        waits = np.where(told[:, 2] == course.FAST, 3, 24)
        done = (told[:, 2] >= course.RESOLVED) & (opened + waits < past)
        columns = {"customer_id": numbers(self.who.number[told[:, 0]]), "opened_on": days(opened)}
        self.seen.add("complaints", pa.table(columns | {"resolved_on": days(opened + waits, done)}))

    @property
    def pace(self) -> Floats:
        """Orders a year while active: grows with the root of what is spent."""
        return np.asarray(np.clip(self.paced * np.sqrt(self.spend / self.spend_then), 0.3, 80.0))

    def _ordered(self, first: int, past: int) -> tuple[Ints, Ints]:
        """Whose order fell on which day: own gaps, run down at the pace of the month while active."""
        rng = np.random.default_rng([self.seed, 13, self.month])
        length = past - first
        ticks = np.where(self.now.state == ACTIVE, self.pace, 0.0) * length / 365.25
        gaps = np.cumsum(
            np.column_stack([self.residual, *(self._gap(rng, np.arange(ticks.size)) for _ in range(12))]), 1
        )
        row, which = np.nonzero(gaps < ticks[:, None])
        day = first + (gaps[row, which] / ticks[row] * length).astype(np.int64)
        count = np.bincount(row, minlength=ticks.size)
        self.residual = gaps[np.arange(ticks.size), np.minimum(count, 12)] - ticks
        self.residual = np.maximum(self.residual, 0.0)
        joined = np.flatnonzero((self.who.joined >= first) & (self.who.joined < past) & (self.now.state == ACTIVE))
        return np.concatenate([row, joined]), np.concatenate([day, self.who.joined[joined]])

    def _write_hours(self, rng: np.random.Generator, first: int, past: int) -> None:
        quarters = rng.poisson(4.0 * 0.9 * self.hours_a_year / 12.0)
        rows = np.flatnonzero(quarters)
        n = rows.size
        awake = self.now.state[rows] == ACTIVE
        worked = {
            "customer_id": numbers(self.who.number[rows]),
            "date": days(first + rng.integers(0, past - first, n)),
            "hours": hours(25 * quarters[rows]),
            "hourly_cost": money(np.full(n, round(100 * self.firm.hourly_cost))),
            "activity": labels(("telefoon",), np.zeros(n, dtype=np.int64)),
            "purpose": labels(("keep", "win_back"), (~awake).astype(np.int64)),
        }
        self.seen.add("time_entries", pa.table(worked))

    def tables(self) -> dict[str, pa.Table]:
        """All facts until now, by table."""
        found = dict(self.facts)
        for name, rows in self.seen.tables.items():
            found[name] = pa.concat_tables([found[name], *rows], promote_options="default").combine_chunks()
        return found

    # --- acting ------------------------------------------------------------------------------------------------------

    def act(self, chosen: Sequence[Done]) -> None:
        """Do what was chosen, at the end of the month that is over; it works from the next month on."""
        luck = np.random.default_rng([self.seed, 17, self.month]).random((len(ACTIONS), 2, len(self.who)))
        for one in chosen:
            self.spent_hours += one.hours
            self.spent_euros += one.cost
            if one.action in ACTIONS:
                at = ACTIONS.index(one.action)
                self._do(one.row, one.action, float(luck[at, 0, one.row]), float(luck[at, 1, one.row]))

    def _do(self, row: int, action: str, luck: float, second: float) -> None:
        if action == "wake":
            if self.now.state[row] == ASLEEP and luck < self.who.open_to_waking[row]:
                self.now.nudged[row] = True
        elif action in ("stop", "refer"):
            if luck < (0.9 if action == "stop" else 0.5):
                self._leave(row, for_good=True)
                self.selling[row] = 0.0
        elif action in ("cap_hours", "slow", "shift"):
            self._less_work(row, action, luck, second)
        elif self.now.state[row] == ACTIVE:
            self._with_active(row, action, luck, second)

    def _with_active(self, row: int, action: str, luck: float, second: float) -> None:
        who, price = self.who, float(self.who.price[row])
        if action in ATTENTION or action in ("know_strengths", "recovery"):
            self._attend(row, action)
        elif action == "volume_discount":
            if luck < _odds(-3.2 + 2.2 * price) - _odds(-3.0):
                self._more(row, 0.15)
                self._give(row, 24)
            elif second < 0.5 * price:
                self._give(row, 12)
        elif action == "service_discount":
            self._more(row, 0.15 if luck < _odds(-3.5 + 1.6 * (1 - price)) - _odds(-3.0) else 0.0)
        elif action == "range_review":
            lack = float(self.missing[row])
            gain = _odds(-2.7 + 0.45 * lack) - _odds(-3.2 + 0.2 * lack) if lack else 0.0
            self._more(row, 0.12 if luck < gain else 0.0)
        elif action == "ask_share":
            self._more(row, 0.08 if luck < 0.02 else 0.0)
        elif action == "reprice":
            self.bump[row] += 0.05 if luck < _odds(1.5 - 3.0 * price) else 0.0
            if second < 0.2 * price:
                self._leave(row)
        elif action == "self_service" and luck < _odds(-2.5 + 2.0 * who.digital[row]) - _odds(-2.5):
            self.handling[row] *= 0.5
            self.selling[row] *= 0.9
        elif action == "ask_referral":
            mark = float(self.now.mark[row]) - 7.4
            if luck < max(0.0, _odds(-3.2 + 0.8 * mark) - _odds(-3.6 + 0.4 * mark)):
                self.brought += truth.NEW_CUSTOMER_VALUE

    def _attend(self, row: int, action: str) -> None:
        """Attention works on leaving, by the customer's own taste; the same twice works once."""
        factor, months = ATTENTION.get(action, (0.98, 6))
        young = self.season.edges[self.season.history] - self.who.joined[row] + 30 * self.elapsed < 365
        grieves = self.now.grief[row] > 0.3
        if action == "know_strengths":
            factor = 0.75 if young else 0.97
        elif action == "recovery" and grieves:
            factor = 0.60
        effect = float(np.log(factor) * self.taste[row, ACTIONS.index(action)])
        stretch = self.care[row, self.elapsed : self.elapsed + months]
        self.care[row, self.elapsed : self.elapsed + months] = (
            np.minimum(stretch, effect) if effect < 0 else stretch + effect
        )

    def _less_work(self, row: int, action: str, luck: float, second: float) -> None:
        if action == "cap_hours":
            if luck < _odds(1.2 - 0.6 * float(np.log(self.who.effort[row]))):
                self.selling[row] *= 0.5
            elif second < 0.2 and self.now.state[row] == ACTIVE:
                self._leave(row)
        elif luck < 0.5:
            self.selling[row] *= 0.75 if action == "slow" else 0.93
            self.care[row, self.elapsed : self.elapsed + 12] += np.log(1.10) if action == "slow" else 0.0

    def _more(self, row: int, points: float) -> None:
        share = 1.0 / (1.0 + np.exp(-self.now.logit[row]))
        share = min(share + points, 0.97) if points else share
        self.now.logit[row] = np.log(share / (1.0 - share))

    def _give(self, row: int, months: int) -> None:
        self.discount[row, self.elapsed : self.elapsed + months] = -0.03

    def _leave(self, row: int, *, for_good: bool = False) -> None:
        self.now.state[row] = GONE if for_good else ASLEEP
        self.now.since[row] = self.month


def _odds(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-logit)))


def worth(world: World, *, discount: float = 0.10) -> Mapping[str, float]:
    """What the firm earned: in the year that was acted in, and over five years, later money counting less; in euros."""
    cost = world.spent_hours * world.firm.hourly_cost + world.spent_euros
    weights = (1.0 + discount) ** -((np.arange(12 * YEARS) + 0.5) / 12.0)
    return {
        "year": float(world.profit[:MONTHS_ACTED].sum()) - cost,
        "five_years": float(world.profit @ weights) + world.brought - cost,
    }
