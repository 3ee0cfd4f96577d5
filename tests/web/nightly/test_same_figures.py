"""The figures in the database are those of the command line on the same facts, to the cent and to the letter."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from klantkompas.web.customers.models import FIGURES, Figures
from klantkompas.web.nightly.services import recalculate
from klantkompas.words import retold
from tests.cli.running import ask

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OF_ITS_RUN = {"source_fingerprint", "findings"}


@pytest.fixture
def told():
    """Steps that were told."""
    return []


@pytest.fixture
def by_terminal(capsys, example_firm, tmp_path):
    """What the command line writes of the same facts."""
    assert ask(capsys, "analyse", example_firm, "--out", tmp_path / "out", "--language", "nl").status == 0
    return tmp_path / "out"


def test_every_figure_is_that_of_the_command_line(firm, by_terminal, told):
    snapshot = recalculate(lambda *step: told.append(step), by=None, at=NOW)
    rows = pq.read_table(by_terminal / "customers.parquet").to_pylist()
    kept = {one.customer.customer_id: one for one in Figures.objects.select_related("customer").exclude(snapshot=None)}
    assert kept.keys() == {row["customer_id"] for row in rows}
    for row in rows:
        one = kept[row["customer_id"]]
        for name in FIGURES:
            value = getattr(one, name)
            assert (Decimal(value) / 100 if isinstance(row[name], Decimal) else value) == row[name], name
        assert one.why == dict(row["why"])
        assert (retold(one.type_sentence, "nl") if one.type_sentence else None) == row["type_reason"]
        assert retold(one.phase_sentence, "nl") == row["phase_reason"]
    summary = json.loads((by_terminal / "summary.json").read_text(encoding="utf-8"))
    for name in summary.keys() - OF_ITS_RUN:
        assert snapshot.summary[name] == summary[name], name
