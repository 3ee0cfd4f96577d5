"""The forecast in what ``analyse`` writes: learned where there is enough, alike on both engines, each by himself."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantkompas.engine import rows_of
from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.insight.five_rs import rhythm
from klantkompas.insight.forecast import with_lately
from klantkompas.insight.understood import Understood, understood
from klantkompas.insight.value_fit import columns_of
from klantkompas.insight.valued import valued_block
from klantkompas.insight.windows import windows
from klantkompas.ledger.book import open_ledger
from tests.ledger_files import ledger_of, sold

FIRST, AS_OF, HORIZON = date(2022, 1, 1), date(2024, 6, 30), 365
KNOWN = (AS_OF - FIRST).days + 1


def changing_firm(*, size: int = 400, seed: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Buyer and day (from 0) of orders until a year after the as-of date.

    One buyer in two suddenly orders three times as often or three times as rarely, at a time of his own: recent counts
    tell, a model with a constant pace cannot.
    """
    chance = np.random.default_rng(seed)
    rate = np.repeat(chance.gamma(1.5, 1 / 40, size)[:, None], KNOWN + HORIZON, axis=1)
    moved, since = chance.choice([1 / 3, 1, 1, 3], size), chance.integers(200, KNOWN - 60, size)
    rate *= np.where(np.arange(KNOWN + HORIZON) >= since[:, None], moved[:, None], 1)
    buyer, day = np.nonzero(chance.random(rate.shape) < rate)
    return buyer, day


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changing")
    buyer, day = changing_firm()
    dates = np.datetime64(FIRST) + day[day < KNOWN]
    names = [f"K{one:03d}" for one in buyer[day < KNOWN]]
    amount = pa.array([Decimal(100)] * len(names), pa.decimal128(18, 2))
    pq.write_table(
        pa.table({"customer_id": names, "date": pa.array(dates), "amount": amount}), folder / "transactions.parquet"
    )
    return folder


@pytest.fixture(scope="module")
def learned(files: Path) -> tuple[Understood, pa.RecordBatch, CustomerBase]:
    """The firm understood, the facts of its customers in one block, and what ``analyse`` makes of them."""
    with open_ledger(files) as ledger:
        found = understood(ledger, as_of=AS_OF)
        blocks = list(ledger.engine.blocks(found.facts.sort("customer_id")))
        batch = pa.Table.from_batches(blocks).combine_chunks().to_batches()[0]
        base = analyse(ledger, as_of=AS_OF)
        kept = replace(base, customers=Path(files / "customers.kept"))
        kept.customers.write_bytes(base.customers.read_bytes())
        return found, batch, kept


def test_orders_come_nearer_with_the_forecast_than_by_the_model_alone(
    learned: tuple[Understood, pa.RecordBatch, CustomerBase],
) -> None:
    found, batch, base = learned
    model = found.learned.model
    assert model is not None and model.forecast is not None and model.forecast.learner is not None
    alone = replace(found.learned, model=replace(model, forecast=None))
    columns = columns_of(batch)
    names = columns["customer_id"].to_pylist()
    written = pq.read_table(base.customers, columns=["customer_id", "expected_transactions_12m", "p_active"])
    assert written["customer_id"].to_pylist() == names
    buyer, day = changing_firm()
    later = np.bincount(buyer[day >= KNOWN], minlength=400)
    came = np.array([later[int(name[1:])] for name in names])
    ours = written["expected_transactions_12m"].to_numpy()
    plain = valued_block(alone, columns)
    assert plain is not None
    assert ((ours - came) ** 2).mean() < 0.9 * ((plain.found.orders - came) ** 2).mean()
    assert ours.sum() == pytest.approx(came.sum(), rel=0.12)
    assert written["p_active"].to_numpy() == pytest.approx(plain.found.p_active)
    told = base.summary["model"]["forecast"]
    assert told["learner_weight"] > 0.5
    assert told["past_windows"] == len(model.forecast.past) >= 4


def test_a_customers_figures_do_not_depend_on_his_block(
    learned: tuple[Understood, pa.RecordBatch, CustomerBase],
) -> None:
    found, batch, _ = learned
    whole, few = (valued_block(found.learned, columns_of(part)) for part in (batch, batch.slice(17, 5)))
    assert whole is not None and few is not None
    assert few.found.orders == pytest.approx(whole.found.orders[17:22], rel=1e-9)


def test_both_engines_learn_the_same(learned: tuple[Understood, pa.RecordBatch, CustomerBase], files: Path) -> None:
    with open_ledger(files, engine="polars") as ledger:
        base = analyse(ledger, as_of=AS_OF)
        (one, other) = (
            pq.read_table(path, columns=["customer_id", "expected_transactions_12m"])
            for path in (base.customers, learned[2].customers)
        )
    assert one["customer_id"].equals(other["customer_id"])
    assert one[1].to_numpy() == pytest.approx(other[1].to_numpy(), rel=1e-9)


def test_lately_is_counted_up_to_a_moment(tmp_path: Path) -> None:
    """Days before the as-of date: A 0, 100 and 400; B 370. Stretches of 730, 365, 182, 91 and 45 days."""
    lines: list[Any] = [sold("A", str(AS_OF - timedelta(days=one))) for one in (0, 100, 400)]
    lines.append(sold("B", str(AS_OF - timedelta(days=370))))
    for engine in ("duckdb", "polars"):
        with ledger_of(tmp_path / engine, transactions=lines, engine=engine) as ledger:
            days = rhythm(ledger, windows(AS_OF)).order_days
            until = (AS_OF - date(1970, 1, 1)).days
            facts = with_lately(ledger.engine, ledger.customers, days, (until, until - 366))
            found = {row["customer_id"]: row for row in rows_of(facts)}
        now, before = ([f"lately_{place}_{moment}" for place in range(5)] for moment in ("now", "year_ago"))
        assert [found["A"][name] for name in now] == [3, 2, 2, 1, 1]
        assert [found["A"][name] for name in before] == [1, 1, 1, 1, 1]
        assert [found["B"][name] for name in now] == [1, 0, 0, 0, 0]
        assert [found["B"][name] for name in before] == [1, 1, 1, 1, 1]


def test_a_firm_of_twenty_five_customers_learns_from_its_past(tmp_path: Path) -> None:
    lines = [sold(f"K{one}", f"2024-{month:02d}-{one:02d}") for one in range(1, 26) for month in range(1, 7)]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        found = understood(ledger, as_of=AS_OF)
    assert found.learned.model is not None
    assert found.learned.model.forecast is not None
    assert found.learned.model.forecast.learner is None  # too little to learn a ranking from: level and range only


def test_with_fewer_than_ten_customers_the_model_speaks_alone(tmp_path: Path) -> None:
    lines = [sold(f"K{one}", f"2024-{month:02d}-{one:02d}") for one in range(1, 10) for month in range(1, 7)]
    with ledger_of(tmp_path, transactions=lines) as ledger:
        found = understood(ledger, as_of=AS_OF)
        summary = analyse(ledger, as_of=AS_OF).summary
    assert found.learned.model is not None
    assert found.learned.model.forecast is None
    assert summary["model"]["name"] is not None
    assert summary["model"]["forecast"] is None
