"""A million customers typed, with their reasons, in seconds and in bounded memory."""

import time
import tracemalloc
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from klantkompas.insight.relation.labels import with_labels
from klantkompas.insight.relation.types import typed
from klantkompas.insight.understood import understood
from klantkompas.insight.value_fit import columns_of
from klantkompas.insight.valued import valued_block
from klantkompas.ledger.book import open_ledger
from klantkompas.ledger.example_firm import write_example
from klantkompas.rules import read_rules

SIZE, BLOCK = 1_000_000, 50_000


@pytest.mark.slow
def test_a_million_customers_get_their_types_in_fifteen_seconds(tmp_path: Path) -> None:
    """Four hundred customers many times over, each time with other amounts, so that no sentence is the same."""
    write_example(out=tmp_path / "firm", customers=400, seed=7)
    rules = read_rules(tmp_path / "firm" / "klantkompas.toml")
    with open_ledger(tmp_path / "firm", rules=rules) as ledger:
        then = understood(ledger, as_of=date(2026, 10, 31))
        facts = with_labels(ledger, then.facts, as_of=date(2026, 10, 31), previous=None)
        table = pa.Table.from_batches(list(ledger.engine.blocks(facts.sort("customer_id")))).combine_chunks()
    columns = columns_of(table.to_batches()[0])
    valued = valued_block(then.learned, columns)
    assert valued is not None
    rng = np.random.default_rng(4)
    which = pa.array(rng.integers(0, table.num_rows, BLOCK))
    block = {name: values.take(which) for name, values in (columns | dict(valued.columns)).items()}
    for name in ("margin_12m", "profit_12m"):
        cents = block[name].cast(pa.int64()).to_numpy(zero_copy_only=False)
        more = np.nan_to_num(cents) + rng.integers(0, 100_000, BLOCK)
        block[name] = pa.array(more.astype(np.int64), mask=block[name].is_null().to_numpy(zero_copy_only=False))
    model = then.learned.types
    assert model is not None
    tracemalloc.start()
    typed(model, block, language="nl")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    began = time.process_time()
    for _ in range(SIZE // BLOCK):
        found = typed(model, block, language="nl")
    spent = time.process_time() - began
    assert found.columns["type_reason"].null_count == found.columns["type"].null_count
    assert spent < 15.0, f"{spent:.1f} CPU seconds"
    assert most < 256 * 2**20
