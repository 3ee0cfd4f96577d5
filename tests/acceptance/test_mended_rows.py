"""What was refused, mended by hand and put beside the exports, makes the total whole: to the cent."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.running import ask


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_with_three_decimals_comes_back_as_it_went(capsys, tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "firm").mkdir()
    (tmp_path / "again").mkdir()
    rows = {"customer_id": ["1", "2"], "date": ["03-01-2025", "x"], "amount": [5.5, 12.125]}
    pq.write_table(pa.table(rows), tmp_path / "firm" / "transactions.parquet")
    ask(capsys, "check", "firm", "--out", "out", "--language", language)
    (refused,) = (tmp_path / "out" / "refused").iterdir()
    mended = refused.read_text(encoding="utf-8-sig").replace("2;x;", "2;28-01-2025;").replace("2,x,", "2,28-01-2025,")
    (tmp_path / "again" / "facturen.csv").write_text(mended, encoding="utf-8-sig")
    found = json.loads(ask(capsys, "check", "again", "--out", "second", "--json").out)
    assert [(one["rows_kept"], one["amount_kept"]) for one in found["counts"]] == [(1, 12.13)]
