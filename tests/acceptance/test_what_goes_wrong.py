"""What a rough world does: no line that counts, a full disk, Ctrl-C. One sentence, never a false report."""

import errno
import os
from contextlib import closing

import pyarrow as pa
import pytest

from klantkompas.engine import open_engine
from tests.cli.running import ask

HEADER = "klantnummer;datum;bedrag\n"


@pytest.fixture
def firm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "firm"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("command", ["check", "analyse"])
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "geen enkele factuurregel"),
        ("1;onzin;1,00\n2;31-02-2025;2,00\n", "2 geweigerd, 0 met een datum die nog moet komen"),
        ("1;03-01-2099;1,00\n", "0 geweigerd, 1 met een datum die nog moet komen"),
    ],
    ids=["header only", "all refused", "all to come"],
)
def test_without_one_line_that_counts_there_is_no_report(capsys, firm, command, lines, said):
    (firm / "facturen.csv").write_text(HEADER + lines, encoding="utf-8")
    answer = ask(capsys, command, "firm", "--out", "out")
    assert answer.status == 1
    assert said in answer.err
    assert (firm.parent / "out" / "findings.csv").exists()
    assert not (firm.parent / "out" / "report.html").exists()


def test_a_full_disk_is_said_in_one_sentence_whoever_notices_it(capsys, firm, monkeypatch):
    (firm / "facturen.csv").write_text(HEADER + "1;03-01-2025;1,00\n", encoding="utf-8")

    def full(*_, **__):
        raise RuntimeError(f'Could not write file "facts.duckdb": {os.strerror(errno.ENOSPC)}')

    monkeypatch.setattr("klantkompas.ledger.book.take_in", full)
    answer = ask(capsys, "check", "firm")
    assert answer.status == 1
    assert "ruimte op de schijf" in answer.err
    assert "niet verwachtten" not in answer.err


def test_stopping_while_rows_come_in_stops_and_is_no_fault_of_the_engine():
    def stopped():
        yield pa.RecordBatch.from_pydict({"a": [1]})
        raise KeyboardInterrupt

    with closing(open_engine()) as engine, pytest.raises(KeyboardInterrupt):
        engine.load("some", stopped(), pa.schema([("a", pa.int64())]))


def test_the_engine_draws_no_bar_between_our_lines():
    with closing(open_engine()) as engine:
        shown = engine._connection.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    assert shown == [(False,)]


def test_a_file_of_three_thousand_columns_fits_the_screen(capsys, firm):
    more = "".join(f";k{number}" for number in range(3_000))
    (firm / "facturen.csv").write_text(f"klantnummer;datum;bedrag{more}\n1;03-01-2025;1,00{';' * 3_000}\n")
    answer = ask(capsys, "check", "firm")
    assert answer.status == 0
    assert "en nog 2.980" in answer.flat
    assert len(answer.out.splitlines()) < 60
