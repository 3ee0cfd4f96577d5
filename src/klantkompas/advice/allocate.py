"""At most one action a customer, the most gain in all, within the hours of each account manager and one budget.

A Lagrangian puts a price on an hour of each manager and one on a euro; at those prices every customer takes his best
action by himself, so that a hundred thousand customers are one pass over arrays. Prices are found by bisection, the
euro's outside, the hours' of all managers at once inside. Any prices give an upper bound on what any list can bring;
the list is made feasible, filled up, and its distance from the lowest bound is the *gap*. At most one customer a budget
would be split in the relaxed problem, so the gap is the gain of a few customers at the worst. In a small firm that may
be much, so the part of each account manager is then settled exactly, by dynamic programming over the few customers
about whom there can be doubt; where the budget is no limit, the whole list is the best there is.

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
HUNDREDTHS = 100  # parts of an hour
FEW_OFFERS = 1_500  # up to which every pair of changes is looked at
MOST_STEPS = 20_000_000  # offers in doubt times hundredths of an hour, for one account manager
ROUNDING = 1e-9
HALVINGS = 4  # of the hour prices between two looks at who has yet to decide


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
        fits = (offers.hours - now.hours <= left[self.manager] + ROUNDING) & (
            offers.cost - now.cost <= money + ROUNDING
        )
        wanted = np.flatnonzero((more > ROUNDING) & fits)
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
        """The same, with the part of each account manager the best within his hours, at the price of a euro.

        What the best parts bring, and the budget at that price, is a bound as well, and a closer one.
        """
        offers, chosen = self.offers, found.chosen.copy()
        priced = replace(offers, gain=offers.gain - found.euro_price * offers.cost)
        order = np.argsort(self.manager, kind="stable")
        edges = np.searchsorted(self.manager[order], np.arange(self.hours.size + 1))
        money, bound = self.budget - found.cost, 0.0
        for at in range(self.hours.size):
            rows = order[edges[at] : edges[at + 1]]
            if not rows.size:
                continue
            part = _Part(priced.of(rows), chosen, rows, float(self.hours[at]), float(found.hour_price[at]))
            better, most = part.best()
            bound += most
            extra = self._cost(better) - self._cost(chosen[part.customers])
            if extra <= money + ROUNDING:
                chosen[part.customers], money = better, money - extra
        bound += found.euro_price * self.budget if found.euro_price else 0.0
        filled = self._exchanged(self._filled(chosen))
        best = filled if self._gain(filled) > found.gain else found.chosen
        return self._allocation(best, found.hour_price, found.euro_price, min(bound, found.bound))

    def _exchanged(self, chosen: IntArray) -> IntArray:
        """Two customers changed at once while that brings more and fits; only for few offers, where it matters."""
        offers = self.offers
        if offers.customer.size > FEW_OFFERS:
            return chosen
        some = np.unique(offers.customer)
        idle = np.setdiff1d(np.arange(offers.manager.size), some)[:1]  # beside whom one change stands alone
        leaving = np.r_[some, idle]
        whose = np.r_[self.manager, offers.manager[leaving]]
        who = np.r_[offers.customer, leaving]
        rows = np.r_[np.arange(offers.customer.size), np.full(leaving.size, NOTHING)]
        while True:
            left, money = self.hours - self._hours(chosen), self.budget - self._cost(chosen)
            held = chosen[who]
            gain, hours, cost = (
                np.where(rows == NOTHING, 0.0, values[rows]) - np.where(held == NOTHING, 0.0, values[held])
                for values in (offers.gain, offers.hours, offers.cost)
            )
            more = gain[:, None] + gain[None, :]
            same = whose[:, None] == whose[None, :]
            room = left[whose] + ROUNDING
            fits = np.where(same, hours[:, None] + hours[None, :] <= room[:, None], False)
            fits |= ~same & (hours <= room)[:, None] & (hours <= room)[None, :]
            fits &= (cost[:, None] + cost[None, :] <= money + ROUNDING) & (who[:, None] != who[None, :])
            best = int(np.argmax(np.where(fits, more, 0.0)))
            one, other = divmod(best, who.size)
            if not fits[one, other] or more[one, other] <= ROUNDING * (1.0 + self._gain(chosen)):
                return chosen
            chosen = chosen.copy()
            chosen[who[one]], chosen[who[other]] = rows[one], rows[other]

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


class _Part:
    """The offers of one account manager, to be chosen from exactly within his hours.

    A list is worse than the bound by what each customer's offer is worth less, priced, than his best, and by the price
    of hours left over. So an offer that is worth less by more than the gap is in no better list: only customers with
    more than one offer left are in doubt, and these are settled by dynamic programming over hundredths of an hour.
    """

    def __init__(self, offers: Offers, chosen: IntArray, rows: IntArray, hours: float, price: float) -> None:
        self.offers, self.rows, self.hours, self.price = offers, rows, hours, price
        self.customers, self.own = np.unique(offers.customer, return_inverse=True)
        place = np.full(int(rows.max()) + 1, NOTHING)
        place[rows] = np.arange(rows.size)
        held = chosen[self.customers]
        self.now = np.where(held == NOTHING, NOTHING, place[held])

    def best(self) -> tuple[IntArray, float]:
        """What each of his customers takes, as numbers of all offers, and a bound on what that can bring."""
        reduced = self.offers.gain - self.price * self.offers.hours
        best = np.zeros(self.customers.size)
        np.maximum.at(best, self.own, reduced)
        bound, gain = float(best.sum()) + self.price * self.hours, self._gain(self.now)
        gap = bound - gain
        if gap <= ROUNDING * (1.0 + abs(bound)):
            return self._numbered(self.now), bound
        near = np.flatnonzero(best[self.own] - reduced < gap)
        may_have_none = best < gap
        ways = np.bincount(self.own[near], minlength=best.size) + may_have_none
        fixed = near[(ways[self.own[near]] == 1)]
        chosen = np.full(best.size, NOTHING)
        chosen[self.own[fixed]] = fixed
        left = self.hours - float(self.offers.hours[fixed].sum())
        doubtful = near[ways[self.own[near]] > 1]
        found = self._settled(chosen, doubtful, may_have_none, left)
        if found is None:
            return self._numbered(self.now), bound
        better = found if self._gain(found) > gain else self.now
        return self._numbered(better), self._gain(better)

    def _settled(self, chosen: IntArray, doubtful: IntArray, may_have_none: BoolArray, left: float) -> IntArray | None:
        """The doubtful customers by dynamic programming; None where that would take too long."""
        size = int(left * HUNDREDTHS + 1e-6) + 1
        if left < -ROUNDING or doubtful.size * size > MOST_STEPS:
            return None if left >= -ROUNDING else self.now
        customers = np.unique(self.own[doubtful])
        value, steps = np.zeros(size), list[npt.NDArray[np.int64]]()
        for customer in customers.tolist():
            step = np.full(size, NOTHING)
            new = value.copy() if may_have_none[customer] else np.full(size, -np.inf)
            for row in doubtful[self.own[doubtful] == customer].tolist():
                used = self._hundredths(row)
                if used < size:
                    tried = value[: size - used] + self.offers.gain[row]
                    wins = tried > new[used:]
                    new[used:][wins], step[used:][wins] = tried[wins], row
            value = new
            steps.append(step)
        return self._traced(chosen, customers, steps, int(np.argmax(value)))

    def _traced(self, chosen: IntArray, customers: IntArray, steps: list[IntArray], at: int) -> IntArray:
        """Back along the steps: who took what."""
        better = chosen.copy()
        for customer, step in zip(customers[::-1].tolist(), steps[::-1], strict=True):
            row = int(step[at])
            better[customer] = row
            at -= 0 if row == NOTHING else self._hundredths(row)
        return better

    def _hundredths(self, row: int) -> int:
        return round(float(self.offers.hours[row]) * HUNDREDTHS)

    def _gain(self, chosen: IntArray) -> float:
        return float(self.offers.gain[chosen[chosen != NOTHING]].sum())

    def _numbered(self, chosen: IntArray) -> IntArray:
        return np.where(chosen == NOTHING, NOTHING, self.rows[chosen])


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
        self.limit, self.whose = problem.hours, problem.offers.manager
        self.manager_of, self.customer = problem.manager, problem.offers.customer
        self.rows = rows

    def found(self) -> tuple[IntArray, FloatArray]:
        """What each customer takes within all hours, and the prices."""
        low = np.zeros(self.limit.size)
        cheap = self._taken(self.rows, low)
        short = self._used(cheap) > self.limit + ROUNDING
        if not short.any():
            return cheap, low
        high = self._highest(short)
        dear = self._taken(self.rows, high)
        return self._between(cheap, dear, low, high)

    def _highest(self, short: npt.NDArray[np.bool_]) -> FloatArray:
        """A price for each manager at which nobody takes his hours; nothing where there are hours enough."""
        used = self.rows[self.hours_of[self.rows] > 0]
        high = np.zeros(self.limit.size)
        np.maximum.at(high, self.manager_of[used], self.rest[used] / self.hours_of[used] * (1 + 1e-9))
        high[~short] = 0.0
        return high

    def _between(
        self, cheap: IntArray, dear: IntArray, low: FloatArray, high: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Halve, looking only at who takes something else at the low price than at the high one."""
        top, open_ones = high.copy(), np.flatnonzero(cheap != dear)
        rows = self.rows
        while open_ones.size and (high - low > CLOSE * top).any():
            is_open = np.zeros(self.whose.size, bool)
            is_open[open_ones] = True
            settled = dear.copy()
            settled[open_ones] = NOTHING
            used = self._used(settled)
            rows = rows[is_open[self.customer[rows]]]
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                tried = self._taken(rows, middle)[open_ones]
                too_many = used + self._used(tried) > self.limit + ROUNDING
                low, high = np.where(too_many, middle, low), np.where(too_many, high, middle)
                over = too_many[self.whose[open_ones]]
                cheap[open_ones] = np.where(over, tried, cheap[open_ones])
                dear[open_ones] = np.where(over, dear[open_ones], tried)
            open_ones = open_ones[cheap[open_ones] != dear[open_ones]]
        return dear, high

    def _taken(self, rows: IntArray, price: FloatArray) -> IntArray:
        """The best offer of each customer at these prices, where one is above zero; others take nothing."""
        taken = np.full(self.whose.size, NOTHING)
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
