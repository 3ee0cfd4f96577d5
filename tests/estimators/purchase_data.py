"""Purchase histories for the tests: two public data sets, and simulated buyers with known parameters."""

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from klantkompas.estimators.purchases import PurchaseProcess
from tests.data_sets import data_file

Floats = NDArray[np.float64]

SUMMARY = """
with days as (select customer_id, cast(date as date) as day from '{path}' where date <= date '{end}' group by all),
gaps as (
  select customer_id, day, min(day) over (partition by customer_id) as first,
         day - lag(day) over (partition by customer_id order by day) as gap
  from days
)
select count(*) - 1 as x, (max(day) - min(day)) / 7 as t_x, (date '{end}' - min(day)) / 7 as T,
       coalesce(sum(ln(gap / 7)), 0) as log_gaps
from gaps group by customer_id order by customer_id
"""


@dataclass(frozen=True, slots=True)
class Buyers:
    """Histories in weeks, one row per buyer."""

    x: Floats
    t_x: Floats
    T: Floats
    log_gaps: Floats

    def times(self) -> dict[str, Floats]:
        return {"x": self.x, "t_x": self.t_x, "T": self.T}

    def all(self) -> dict[str, Floats]:
        return {**self.times(), "sum_log_interval": self.log_gaps}


def _summary(name: str, end: str) -> Buyers:
    found = duckdb.sql(SUMMARY.format(path=data_file(name), end=end)).fetchnumpy()
    return Buyers(*(np.asarray(found[column], dtype=np.float64) for column in ("x", "t_x", "T", "log_gaps")))


def cdnow() -> Buyers:
    """CDNOW 1/10 sample, calibration to 1997-09-30: 2,357 buyers."""
    return _summary("cdnow/cdnow_sample.parquet", "1997-09-30")


def grocery() -> Buyers:
    """Online grocery, calibration to 2006-12-31: 1,525 buyers."""
    return _summary("grocery/grocery.parquet", "2006-12-31")


def simulated(process: PurchaseProcess, *, size: int, span: float, seed: int) -> Buyers:
    """Buyers of the process, observed for a uniform time between 0.7 and 1 times the span."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(process.r, 1.0 / process.alpha, size)
    leave = chance.beta(process.a, process.b, size)
    T = chance.uniform(0.7 * span, span, size)
    x, t_x, log_gaps = np.zeros(size), np.zeros(size), np.zeros(size)
    stayed = chance.random(size) >= leave if process.dropout_at_first else np.ones(size, dtype=bool)
    here = np.flatnonzero(stayed)
    while here.size:
        gap = chance.gamma(process.k, 1.0 / rate[here])
        seen = t_x[here] + gap <= T[here]
        here, gap = here[seen], gap[seen]
        x[here] += 1
        t_x[here] += gap
        log_gaps[here] += np.log(gap)
        here = here[chance.random(here.size) >= leave[here]]
    return Buyers(x, t_x, T, log_gaps)
