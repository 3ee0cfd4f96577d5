"""At most one action a customer, the most gain in all, within the hours of each account manager and one budget.

A Lagrangian puts a price on an hour of each manager and one on a euro; at those prices every customer takes his best
action by himself, so that a hundred thousand customers are one pass over arrays. Prices are found by bisection, the
euro's outside, the hours' of all managers at once inside. Any prices give an upper bound on what any list can bring;
the list is made feasible, filled up, and its distance from the lowest bound is the *gap*. At most one customer a budget
would be split in the relaxed problem, so the gap is the gain of a few customers at the worst. Where that is much, as in
a small firm, the customers about whom there can be doubt are tried in all ways, as far as a count of tries reaches.

Source: Everett 1963 (generalised Lagrange multipliers); the multiple-choice knapsack problem in Kellerer, Pferschy and
Pisinger 2004, chapter 11. The prices are figures of their own: what one more hour, or euro, would bring.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
_Way = tuple[float, int]  # what an offer is worth less than the customer's best, and its number

NOTHING = -1
CLOSE = 1e-10  # of the dearest price that could hold: prices are found to within this part
SMALL_GAP = 1e-6
EXACT_UP_TO = 400  # offers in doubt, up to which all ways are tried
MOST_TRIED, MOST_TRIED_EACH = 300_000, 5_000  # ways, of the whole list and of the part of one account manager
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
        if found.gap > SMALL_GAP and self.hours.size > 1:
            found = self._settled_each(found)
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

    def _settled(self, found: Allocation, *, most: int = MOST_TRIED) -> Allocation:
        """The same, with the customers about whom there can be doubt tried in all ways, best ways first.

        A list is worse than the bound by what each customer's offer is worth less, priced, than his best, and by the
        price of what is left over. So an offer that is worth less by more than the gap is in no better list.
        """
        offers, gap = self.offers, found.bound - found.gain
        reduced = offers.gain - found.hour_price[self.manager] * offers.hours - found.euro_price * offers.cost
        best = np.zeros(offers.manager.size)
        np.maximum.at(best, offers.customer, reduced)
        loss = best[offers.customer] - reduced
        near = np.flatnonzero(loss < gap)
        ways: dict[int, list[_Way]] = {int(one): [(float(best[one]), NOTHING)] for one in np.flatnonzero(best < gap)}
        for row in near.tolist():
            ways.setdefault(int(offers.customer[row]), []).append((float(loss[row]), row))
        if sum(len(one) for one in ways.values()) > EXACT_UP_TO + len(ways):
            return found
        search = _Search(self, found, ways, most)
        chosen = search.best_list(gap)
        better = found
        if chosen is not None:
            better = self._allocation(chosen, found.hour_price, found.euro_price, found.bound)
        return replace(better, bound=better.gain) if search.finished else better

    def _settled_each(self, found: Allocation) -> Allocation:
        """The same, each account manager's own part settled at the price of a euro, where the euros allow it."""
        offers, chosen = self.offers, found.chosen.copy()
        priced = replace(offers, gain=offers.gain - found.euro_price * offers.cost)
        order = np.argsort(self.manager, kind="stable")
        edges = np.searchsorted(self.manager[order], np.arange(self.hours.size + 1))
        money = self.budget - found.cost
        for at in np.flatnonzero(found.hour_price > 0).tolist():
            rows = order[edges[at] : edges[at + 1]]
            better = _own_part(priced.of(rows), chosen, rows, self.hours[at], float(found.hour_price[at]))
            if better is None:
                continue
            customers = np.unique(offers.customer[rows])
            extra = self._cost(better[customers]) - self._cost(chosen[customers])
            if extra <= money + ROUNDING:
                chosen[customers], money = better[customers], money - extra
        better = self._allocation(self._filled(chosen), found.hour_price, found.euro_price, found.bound)
        return better if better.gain > found.gain else found

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


class _Search:
    """Depth-first search over the customers in doubt; stops a branch that cannot be better than what was found."""

    def __init__(self, problem: _Problem, found: Allocation, ways: dict[int, list[_Way]], most: int) -> None:
        self.offers, self.found, self.tries_left = problem.offers, found, most
        doubtful = {one: sorted(options) for one, options in ways.items() if len(options) > 1}
        self.sure = {one: options[0][1] for one, options in ways.items() if len(options) == 1}
        # The customers for whom another choice costs least come last: there the search begins to vary.
        self.customers = sorted(doubtful, key=lambda one: -doubtful[one][1][0])
        self.ways = [doubtful[one] for one in self.customers]
        self.hour_price, self.euro_price = found.hour_price.tolist(), found.euro_price
        fixed = np.full(problem.offers.manager.size, NOTHING)
        fixed[list(self.sure)] = list(self.sure.values())
        self.left = (problem.hours - problem._hours(fixed)).tolist()
        self.money = problem.budget - problem._cost(fixed)
        self.manager = problem.offers.manager.tolist()
        self.fixed, self.best_loss, self.best_ways = fixed, 0.0, list[int]()
        self.picked = [0] * len(self.ways)

    @property
    def finished(self) -> bool:
        """Whether every way that could be better was tried."""
        return self.tries_left > 0

    def best_list(self, gap: float) -> IntArray | None:
        """What each customer takes in the best list that was found; None where that is the one there was."""
        self.best_loss = gap - ROUNDING
        self._try(0, 0.0)
        if not self.best_ways:
            return None
        better = self.fixed.copy()
        for customer, options, way in zip(self.customers, self.ways, self.best_ways, strict=True):
            better[customer] = options[way][1]
        return better

    def _try(self, depth: int, loss: float) -> None:
        if depth == len(self.ways):
            unused = sum(price * left for price, left in zip(self.hour_price, self.left, strict=True) if price)
            total = loss + unused + (self.euro_price * self.money if self.euro_price else 0.0)
            if total < self.best_loss:
                self.best_loss, self.best_ways = total, self.picked.copy()
            return
        manager = self.manager[self.customers[depth]]
        for at, (more, row) in enumerate(self.ways[depth]):
            if loss + more >= self.best_loss or self.tries_left <= 0:
                return
            self.tries_left -= 1
            hours, cost = self._use(row)
            if hours > self.left[manager] + ROUNDING or cost > self.money + ROUNDING:
                continue
            self.left[manager] -= hours
            self.money -= cost
            self.picked[depth] = at
            self._try(depth + 1, loss + more)
            self.left[manager] += hours
            self.money += cost

    def _use(self, row: int) -> tuple[float, float]:
        return (0.0, 0.0) if row == NOTHING else (float(self.offers.hours[row]), float(self.offers.cost[row]))


def _own_part(offers: Offers, chosen: IntArray, rows: IntArray, hours: float, price: float) -> IntArray | None:
    """One account manager's offers chosen exactly within his hours; None where that cannot be, or is what it was.

    Args:
        offers: his, euros already priced into their gain.
        chosen: what each customer takes now, as numbers of all offers.
        rows: the numbers of his offers.
        hours: that he has.
        price: of his hour.
    """
    customers, own = np.unique(offers.customer, return_inverse=True)
    place = np.full(int(rows.max()) + 1, NOTHING)
    place[rows] = np.arange(rows.size)
    now = np.where(chosen[customers] == NOTHING, NOTHING, place[chosen[customers]])
    free = np.zeros(rows.size)
    part = replace(offers, customer=own, cost=free, manager=np.zeros(customers.size, np.int64))
    problem = _Problem(part, np.array([hours]), np.inf)
    best = np.zeros(customers.size)
    np.maximum.at(best, own, part.gain - price * part.hours)
    now_found = problem._allocation(now, np.array([price]), 0.0, float(best.sum()) + price * hours)
    settled = problem._settled(now_found, most=MOST_TRIED_EACH) if now_found.gap > SMALL_GAP else now_found
    if settled.gain <= now_found.gain + ROUNDING:
        return None
    better = chosen.copy()
    better[customers] = np.where(settled.chosen == NOTHING, NOTHING, rows[settled.chosen])
    return better


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
