"""At most one action a customer, the most gain in all, within the hours of each account manager and one budget.

A Lagrangian puts a price on an hour of each manager and one on a euro; at those prices every customer takes his best
action by himself, so that a hundred thousand customers are one pass over arrays. Prices are found by bisection, the
euro's outside, the hours' of all managers at once inside. Any prices give an upper bound on what any list can bring;
the list is made feasible, filled up, and its distance from the lowest bound is the *gap*. At most one customer a budget
would be split in the relaxed problem, so the gap is the gain of a few customers at the worst; for a small firm, where
that is much, the customers about whom there can be doubt are settled exactly.

Source: Everett 1963 (generalised Lagrange multipliers); the multiple-choice knapsack problem in Kellerer, Pferschy and
Pisinger 2004, chapter 11. The prices are figures of their own: what one more hour, or euro, would bring.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NOTHING = -1
CLOSE = 1e-10  # of the dearest price that could hold: prices are found to within this part
SMALL_GAP = 1e-6
EXACT_UP_TO = 400  # candidates in doubt, up to which they are settled exactly
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Offers:
    """What could be done: one row an offer, at most one of which is taken per customer.

    Attributes:
        customer: number of the customer, from 0 and ascending; shape (offers,).
        gain: what it brings; only offers above zero are ever taken.
        hours, cost: what it takes, zero or more.
        manager: whose hours, from 0; shape (customers,).
    """

    customer: IntArray
    gain: FloatArray
    hours: FloatArray
    cost: FloatArray
    manager: IntArray

    def of(self, rows: BoolArray | IntArray) -> "Offers":
        """Some of the offers; customers keep their numbers."""
        return replace(
            self, customer=self.customer[rows], gain=self.gain[rows], hours=self.hours[rows], cost=self.cost[rows]
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Allocation:
    """The list, and what proves that no other brings much more.

    Attributes:
        chosen: number of the offer that each customer takes, or ``NOTHING``; shape (customers,).
        gain: of all that is taken.
        bound: no list within these hours and euros brings more.
        hour_price: what one more hour of each manager would bring; shape (managers,).
        euro_price: what one more euro would bring, beyond itself.
        hours: taken, of each manager; shape (managers,).
        cost: taken.
    """

    chosen: IntArray
    gain: float
    bound: float
    hour_price: FloatArray
    euro_price: float
    hours: FloatArray
    cost: float

    @property
    def gap(self) -> float:
        """How far the list may be from the best there is, as a part of the bound; zero where it is the best."""
        return max(0.0, 1.0 - self.gain / self.bound) if self.bound > 0 else 0.0


def allocate(offers: Offers, *, hours: FloatArray, budget: float) -> Allocation:
    """Choose.

    Args:
        offers: what could be done.
        hours: hours there are, of each manager; shape (managers,).
        budget: euros there are; infinite where money is no limit.
    """
    possible = (offers.gain > 0) & (offers.hours <= hours[offers.manager[offers.customer]] + ROUNDING)
    possible &= offers.cost <= budget + ROUNDING
    rows = np.flatnonzero(possible)
    problem = _Problem(offers.of(rows), hours, budget)
    found = problem.solved()
    chosen = np.where(found.chosen == NOTHING, NOTHING, rows[found.chosen] if rows.size else NOTHING)
    return replace(found, chosen=chosen)


class _Problem:
    """One instance; offers numbered as given, the best of each customer found by runs of equal customers."""

    def __init__(self, offers: Offers, hours: FloatArray, budget: float) -> None:
        self.offers, self.hours, self.budget = offers, hours, budget
        self.manager = offers.manager[offers.customer] if offers.customer.size else offers.customer
        self.bound, self.prices = np.inf, (np.zeros(hours.size), 0.0)

    def solved(self) -> Allocation:
        """The list by prices, filled up; exact where the doubtful customers are few."""
        if not self.offers.customer.size:
            nothing = np.full(self.offers.manager.size, NOTHING)
            return self._allocation(nothing, np.zeros(self.hours.size), 0.0, 0.0)
        taken = self._euro_price()
        hour_price, euro_price = self.prices
        filled = self._filled(taken)
        found = self._allocation(filled, hour_price, euro_price, self.bound)
        return found if found.gap <= SMALL_GAP else self._settled(found)

    # --- prices ---------------------------------------------------------------------------------------------------

    def _euro_price(self) -> IntArray:
        """Bisection on the price of a euro; the last list within the budget."""
        taken = self._hour_prices(0.0)
        if self._cost(taken) <= self.budget:
            return taken
        low, high = 0.0, self._dearest(self.offers.gain, self.offers.cost)
        taken = self._hour_prices(high)
        while high - low > CLOSE * self._dearest(self.offers.gain, self.offers.cost):
            middle = (low + high) / 2 if low > 0 else high / 8
            tried = self._hour_prices(middle)
            if self._cost(tried) <= self.budget:
                high, taken = middle, tried
            else:
                low = middle
            if high - low <= 1e-7 * high:
                break
        return taken

    def _hour_prices(self, euro_price: float) -> IntArray:
        """The list at a price of a euro, within the hours of every manager; lowers the bound on the way."""
        offers = self.offers
        rest = offers.gain - euro_price * offers.cost
        rows = np.flatnonzero(rest > 0)
        search = _HourPrices(self, rest, rows)
        taken, price = search.found()
        worth = float(np.maximum(rest[taken[taken != NOTHING]] - search.priced(taken, price), 0.0).sum())
        limits = float(price @ self.hours) + (euro_price * self.budget if euro_price else 0.0)
        if worth + limits < self.bound:
            self.bound, self.prices = worth + limits, (price, euro_price)
        return taken

    @staticmethod
    def _dearest(gain: FloatArray, use: FloatArray) -> float:
        used = use > 0
        return float((gain[used] / use[used]).max()) * (1 + 1e-9) if used.any() else 0.0

    # --- a list within the limits -------------------------------------------------------------------------------------

    def _filled(self, taken: IntArray) -> IntArray:
        """Fill up what is left: the best exchange per priced hour and euro first, as long as one fits."""
        chosen, offers = taken.copy(), self.offers
        hour_price, euro_price = self.prices
        left, money = self.hours - self._hours(chosen), self.budget - self._cost(chosen)
        now = _Held(offers, chosen)
        more = offers.gain - now.gain
        reduced = more - hour_price[self.manager] * (offers.hours - now.hours) - euro_price * (offers.cost - now.cost)
        wanted = np.flatnonzero(more > ROUNDING)
        for row in wanted[np.argsort(-reduced[wanted], kind="stable")]:
            customer, manager = offers.customer[row], self.manager[row]
            held = chosen[customer]
            extra = _step(offers, int(row), int(held))
            if extra[0] > ROUNDING and extra[1] <= left[manager] + ROUNDING and extra[2] <= money + ROUNDING:
                chosen[customer] = row
                left[manager] -= extra[1]
                money -= extra[2]
        return chosen

    def _settled(self, found: Allocation) -> Allocation:
        """The same, with the offers about which there can be doubt chosen exactly.

        An offer whose reduced gain is further below its customer's best than the gap in euros is in no better list.
        """
        offers, gap = self.offers, found.bound - found.gain
        reduced = offers.gain - found.hour_price[self.manager] * offers.hours - found.euro_price * offers.cost
        best = np.zeros(offers.manager.size)
        np.maximum.at(best, offers.customer, reduced)
        open_rows = np.flatnonzero(reduced >= best[offers.customer] - gap - ROUNDING)
        lone = best <= gap + ROUNDING  # doing nothing is in doubt too
        alternatives = np.bincount(offers.customer[open_rows], minlength=best.size) + lone
        doubtful = open_rows[alternatives[offers.customer[open_rows]] > 1]
        if doubtful.size > EXACT_UP_TO:
            return found
        sure = np.full(best.size, NOTHING)
        fixed = open_rows[alternatives[offers.customer[open_rows]] == 1]
        sure[offers.customer[fixed]] = fixed
        chosen = self._exactly(sure, doubtful, lone)
        if chosen is None or self._gain(chosen) <= found.gain:
            return replace(found, bound=found.gain) if chosen is not None else found
        gain = self._gain(chosen)
        return self._allocation(chosen, found.hour_price, found.euro_price, gain)

    def _exactly(self, sure: IntArray, doubtful: IntArray, lone: BoolArray) -> IntArray | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        offers = self.offers
        left, money = self.hours - self._hours(sure), self.budget - self._cost(sure)
        places = np.arange(doubtful.size)
        customers, whose = np.unique(offers.customer[doubtful], return_inverse=True)
        shape = (self.hours.size, doubtful.size)
        limits = [
            LinearConstraint(
                csr_array((np.ones(places.size), (whose, places))), np.where(lone[customers], 0.0, 1.0), 1.0
            ),
            LinearConstraint(csr_array((offers.hours[doubtful], (self.manager[doubtful], places)), shape), ub=left),
        ]
        if np.isfinite(money):
            limits.append(LinearConstraint(offers.cost[doubtful][None, :], ub=money))
        solved = milp(
            -offers.gain[doubtful],
            constraints=limits,
            integrality=np.ones(places.size),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "node_limit": 20_000},
        )
        if solved.status != 0:
            return None
        chosen = sure.copy()
        picked = doubtful[solved.x > 0.5]
        chosen[offers.customer[picked]] = picked
        return chosen

    # --- sums ---------------------------------------------------------------------------------------------------------

    def _allocation(self, chosen: IntArray, hour_price: FloatArray, euro_price: float, bound: float) -> Allocation:
        return Allocation(
            chosen=chosen,
            gain=self._gain(chosen),
            bound=bound,
            hour_price=hour_price,
            euro_price=euro_price,
            hours=self._hours(chosen),
            cost=self._cost(chosen),
        )

    def _hours(self, chosen: IntArray) -> FloatArray:
        rows = chosen[chosen != NOTHING]
        return _summed(self.manager[rows], self.offers.hours[rows], self.hours.size)

    def _cost(self, chosen: IntArray) -> float:
        return float(self.offers.cost[chosen[chosen != NOTHING]].sum())

    def _gain(self, chosen: IntArray) -> float:
        return float(self.offers.gain[chosen[chosen != NOTHING]].sum())


class _Held:
    """Gain, hours and cost of what each offer's customer holds now; zero for nothing."""

    def __init__(self, offers: Offers, chosen: IntArray) -> None:
        held = chosen[offers.customer]
        some = held != NOTHING

        def of(values: FloatArray) -> FloatArray:
            return np.where(some, values[held], 0.0)

        self.gain, self.hours, self.cost = of(offers.gain), of(offers.hours), of(offers.cost)


def _step(offers: Offers, row: int, held: int) -> tuple[float, float, float]:
    """What changes when a customer takes another offer than the one that is held."""
    new = (offers.gain[row], offers.hours[row], offers.cost[row])
    old = (0.0, 0.0, 0.0) if held == NOTHING else (offers.gain[held], offers.hours[held], offers.cost[held])
    return float(new[0] - old[0]), float(new[1] - old[1]), float(new[2] - old[2])


class _HourPrices:
    """Bisection on the prices of all managers at once, at one price of a euro.

    A customer who takes the same at the low and at the high end of the search takes it in between (what he takes is the
    highest of some straight lines in the price), so that fewer and fewer customers are looked at again.
    """

    def __init__(self, problem: _Problem, rest: FloatArray, rows: IntArray) -> None:
        self.hours_of, self.rest = problem.offers.hours, rest
        self.limit, self.customers = problem.hours, problem.offers.manager.size
        self.manager_of, self.customer = problem.manager, problem.offers.customer
        self.rows = rows

    def found(self) -> tuple[IntArray, FloatArray]:
        """What each customer takes within all hours, and the prices."""
        managers = self.limit.size
        low, high = np.zeros(managers), np.zeros(managers)
        cheap = self._taken(self.rows, low)
        short = self._used(cheap) > self.limit + ROUNDING
        if not short.any():
            return cheap, low
        used = self.hours_of[self.rows] > 0
        dear = self.rest[self.rows][used] / self.hours_of[self.rows][used]
        np.maximum.at(high, self.manager_of[self.rows][used], dear * (1 + 1e-9))
        high[~short] = 0.0
        top = high.copy()
        dearly = self._taken(self.rows, high)
        rows = self.rows
        while (high - low > CLOSE * top).any():
            undecided = cheap != dearly
            rows = rows[undecided[self.customer[rows]]]
            if not rows.size:
                break
            middle = (low + high) / 2
            tried = dearly.copy()
            again = self._taken(rows, middle)
            tried[undecided] = again[undecided]
            too_many = self._used(tried) > self.limit + ROUNDING
            low, high = np.where(too_many, middle, low), np.where(too_many, high, middle)
            whose = self._manager_of_customer()
            cheap = np.where(too_many[whose], tried, cheap)
            dearly = np.where(too_many[whose], dearly, tried)
        return dearly, high

    def _manager_of_customer(self) -> IntArray:
        whose = np.zeros(self.customers, np.int64)
        whose[self.customer] = self.manager_of
        return whose

    def _taken(self, rows: IntArray, price: FloatArray) -> IntArray:
        """The best offer of each customer at these prices, where one is above zero; others take nothing."""
        taken = np.full(self.customers, NOTHING)
        if not rows.size:
            return taken
        reduced = self.rest[rows] - price[self.manager_of[rows]] * self.hours_of[rows]
        customer = self.customer[rows]
        start = np.flatnonzero(np.r_[True, customer[1:] != customer[:-1]])
        best = np.maximum.reduceat(reduced, start)
        length = np.diff(np.r_[start, rows.size])
        is_best = np.flatnonzero(reduced == np.repeat(best, length))
        first = is_best[np.searchsorted(is_best, start)]
        worth = best > 0
        taken[customer[start[worth]]] = rows[first[worth]]
        return taken

    def _used(self, taken: IntArray) -> FloatArray:
        rows = taken[taken != NOTHING]
        return _summed(self.manager_of[rows], self.hours_of[rows], self.limit.size)

    def priced(self, taken: IntArray, price: FloatArray) -> FloatArray:
        """What the hours of everything taken are worth at these prices."""
        rows = taken[taken != NOTHING]
        return np.asarray(price[self.manager_of[rows]] * self.hours_of[rows])


def _summed(group: IntArray, values: FloatArray, groups: int) -> FloatArray:
    return np.bincount(group, values, minlength=groups).astype(np.float64)
