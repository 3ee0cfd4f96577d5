"""Customer equity: the sum of all lifetime values, its range, where it came from in a year, and what is still to come.

The range of a sum has three parts. Chance of each customer averages out over customers; that of the parameters does
not, nor does a firm being off as a whole. The equity bridge runs from a year ago to now with one model at both ends, a
line a customer, each customer in exactly one box, in whole cents:

    opening + won + grown - shrunk - lost = closing

won      first order in these twelve months
lost     likely a customer then (10 % or more), hardly now (less than 10 %)
grown    of the others, who is worth as much or more; shrunk: who is worth less
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantkompas.estimators.arrays import FloatArray
from klantkompas.estimators.purchases import PurchaseProcess
from klantkompas.insight.columns import MONEY, hundredths
from klantkompas.insight.value import REACH_90, STEP, Earning, Valuation, ValueModel, expected_value, nearby
from klantkompas.insight.value_fit import LastYear
from klantkompas.insight.yearly import Numbers

BOXES = ("won", "grown", "shrunk", "lost")
LOST_BELOW = 0.10
OFF_USUALLY = 0.05  # how far a firm as a whole is off, where nothing is known: weighs as two years
BRIDGE_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("box", pa.string()),
        ("opening", MONEY),
        ("closing", MONEY),
        ("change", MONEY),
    ]
)
Cents = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An amount with its 90 % range, in cents."""

    value: int
    low: int
    high: int


def around(value: float, sd: float) -> Range:
    """The range of a sum of many: a normal one around its value, in cents."""
    reach = REACH_90 * sd
    return Range(value=round(value), low=round(value - reach), high=round(value + reach))


@dataclass(frozen=True, slots=True, eq=False)
class BridgeLines:
    """Lines of the equity bridge: which rows of the block, their box (place in ``BOXES``) and cents at both ends."""

    rows: npt.NDArray[np.intp]
    box: npt.NDArray[np.intp]
    opening: Cents
    closing: Cents

    def batch(self, customer_ids: pa.Array) -> pa.RecordBatch:
        """The lines as rows of ``equity_bridge.parquet``."""
        box = pa.array(np.array(BOXES)[self.box], pa.string())
        cents = (self.opening, self.closing, self.closing - self.opening)
        money = [hundredths(pa.array(one), MONEY) for one in cents]
        return pa.RecordBatch.from_arrays([customer_ids.take(pa.array(self.rows)), box, *money], schema=BRIDGE_SCHEMA)


def bridge_lines(
    model: ValueModel,
    earning: Earning,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    lifetime: Cents,
    known: npt.NDArray[np.bool_],
    p_active: FloatArray,
) -> BridgeLines:
    """The lines of a block of customers.

    Args:
        model: what holds for all customers, at both ends.
        earning: the same, of money.
        columns: the block's facts and yearly sums.
        numbers: the same as numbers.
        lifetime: value now, in cents.
        known: whose value is known.
        p_active: chance to be active now.
    """
    was_active, opening = expected_value(model, earning, columns, numbers, moment="year_ago")
    before = np.isfinite(opening)
    rows = np.flatnonzero(known)
    start = np.rint(np.where(before, opening, 0.0)).astype(np.int64)[rows]
    change = lifetime[rows] - start
    lost = (was_active[rows] >= LOST_BELOW) & (p_active[rows] < LOST_BELOW)
    box = np.where(~before[rows], 0, np.where(lost, 3, np.where(change >= 0, 1, 2)))
    return BridgeLines(rows=rows, box=box, opening=start, closing=lifetime[rows])


class Tally:
    """What the blocks of customers add up to, in their order.

    Attributes:
        active: expected number of customers still active.
        customers: those whose value is known.
        lifetime: their value, in whole cents.
        boxes: opening and closing of each box of the bridge, in cents, shape (boxes, 2); None without a bridge.
    """

    def __init__(self) -> None:
        self.active = 0.0
        self.customers = 0
        self.lifetime = 0
        self.variance = 0.0
        self.margin = 0.0
        self.active_time = 0.0
        self.active_profit = 0.0
        self.boxes: Cents | None = None

    def add(self, found: Valuation, lifetime: Cents, known: npt.NDArray[np.bool_], lines: BridgeLines | None) -> None:
        """Count a block: its valuation, whole cents of who is known, and its lines of the bridge."""
        self.active += float(np.nansum(found.p_active))
        if found.money is None:
            return
        self.customers += int(known.sum())
        self.lifetime += int(lifetime[known].sum())
        self.variance += float(found.money.lifetime.variance[known].sum())
        self.margin += float(found.money.margin[known].sum())
        self.active_time += float(found.money.active_time[known].sum())
        self.active_profit += float(found.money.active_profit[known].sum())
        if lines is not None:
            self._add_lines(lines)

    def _add_lines(self, lines: BridgeLines) -> None:
        boxes = np.zeros((len(BOXES), 2), np.int64)
        np.add.at(boxes[:, 0], lines.box, lines.opening)
        np.add.at(boxes[:, 1], lines.box, lines.closing)
        self.boxes = boxes if self.boxes is None else self.boxes + boxes

    def bridge(self) -> dict[str, int] | None:
        """Opening, won, grown, shrunk, lost and closing in cents; shrunk and lost are what is taken off."""
        if self.boxes is None:
            return None
        won, grown, shrunk, lost = (int(closing - opening) for opening, closing in self.boxes)
        opening, closing = (int(one) for one in self.boxes.sum(axis=0))
        return {"opening": opening, "won": won, "grown": grown, "shrunk": -shrunk, "lost": -lost, "closing": closing}

    def extra_year(self) -> int | None:
        """Profit of a year in which a customer is active, in cents: what one more year of a relation brings."""
        return round(self.active_profit / self.active_time) if self.active_time > 1e-9 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """What makes the values of all customers uncertain together.

    Attributes:
        slope: change of the summed lifetime value (cents a customer) with the logs of (r, alpha, a, b), shape (4,).
        covariance: of those logs.
        off: standard deviation of how far the firm as a whole turns out, as a part of its margin.
    """

    slope: FloatArray
    covariance: FloatArray
    off: float


def uncertainty(
    model: ValueModel,
    earning: Earning,
    columns: Mapping[str, pa.Array],
    numbers: Numbers,
    *,
    covariance: FloatArray,
    last_year: LastYear,
) -> Uncertainty:
    """What the sample of customers says of the common part of the range.

    Args:
        model: what holds for all customers.
        earning: the same, of money.
        columns: facts and yearly sums of all customers or of a sample.
        numbers: the same as numbers.
        covariance: of the logs of the parameters of the process.
        last_year: margins as expected a year ago, and as they were.
    """
    known = np.isfinite(numbers["profit_12m"])

    def mean(process: PurchaseProcess) -> float:
        worth = expected_value(model, earning, columns, numbers, moment="now", process=process)[1][known]
        return float(np.nansum(worth)) / max(worth.size, 1)

    middle = mean(model.process)
    slope = np.array([(mean(one) - middle) / STEP for one in nearby(model.process)])
    ratio = np.clip(np.log(last_year.actual / last_year.expected), -0.5, 0.5) if last_year.positive else 0.5
    off = float(np.sqrt((ratio**2 + 2 * OFF_USUALLY**2) / 3))
    return Uncertainty(slope=slope, covariance=covariance, off=off)


def equity(tally: Tally, common: Uncertainty) -> Range | None:
    """The sum of all lifetime values with its range; None where nobody's value is known."""
    if not tally.customers:
        return None
    by_parameters = tally.customers**2 * float(common.slope @ common.covariance @ common.slope)
    variance = tally.variance + max(by_parameters, 0.0) + (common.off * tally.margin) ** 2
    return around(tally.lifetime, float(np.sqrt(variance)))
