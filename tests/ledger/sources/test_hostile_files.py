"""Files that mean harm, or are badly broken: each ends in findings, in bounded time and memory, with the rest read."""

import resource
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.ledger.sources import PROBLEM
from tests.ledger.sources.hostile import (
    bomb,
    far_cells,
    giant_cell,
    open_quotes,
    workbook,
)
from tests.ledger.sources.reading import HEADER, cells, kinds, only, opened, problems, rows, text_file

MEGABYTE = 1 << 20


def peak() -> int:
    """Most memory this process has had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("quoted", [False, True])
def test_a_giant_cell_costs_one_row_and_little_memory(tmp_path: Path, quoted: bool) -> None:
    path = giant_cell(tmp_path / "facturen.csv", size=20 * MEGABYTE, quoted=quoted)
    before = peak()
    table = only(opened(path))
    assert problems(table) == {3: "cell_too_large"}
    assert [row[0] for row in cells(table)] == ["10", "12", "13"]
    assert peak() - before < 150 * MEGABYTE


def test_a_giant_cell_over_many_lines_does_not_swallow_what_follows(tmp_path: Path) -> None:
    table = only(opened(giant_cell(tmp_path / "facturen.csv", size=2 * MEGABYTE, quoted=True, lines=True)))
    assert [row[0] for row in cells(table)] == ["10", "12", "13"]
    assert problems(table)[3] == "unclosed_quote"


@pytest.mark.slow
def test_a_cell_of_hundreds_of_megabytes_is_read_past(tmp_path: Path) -> None:
    path = giant_cell(tmp_path / "facturen.csv", size=300 * MEGABYTE, quoted=True)
    before = peak()
    table = only(opened(path))
    assert problems(table) == {3: "cell_too_large"}
    assert len(cells(table)) == 3
    assert peak() - before < 150 * MEGABYTE


@pytest.mark.parametrize("line", [b'20;"open;5\n', b'x";"y\n', b'"\n', b'""";\n'])
def test_quotes_left_open_on_every_line_take_no_longer_than_the_file_is_long(tmp_path: Path, line: bytes) -> None:
    path = open_quotes(tmp_path / "facturen.csv", rows=60_000, line=line)
    start = time.process_time()
    table = only(opened(path))
    found = rows(table)
    assert time.process_time() - start < 15
    assert found


def test_a_stray_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    body = "".join(f"{number};a;1\n" for number in range(20_000))
    table = only(opened(text_file(tmp_path, f'{HEADER}\n1;"open;2\n{body}')))
    assert problems(table) == {2: "unclosed_quote"}
    assert len(cells(table)) == 20_000


def test_a_stray_quote_is_not_closed_by_the_quote_of_a_later_row(tmp_path: Path) -> None:
    table = only(opened(text_file(tmp_path, f'{HEADER}\n1;"abc\n2;"def";3\n4;e;5\n')))
    assert problems(table) == {2: "unclosed_quote"}
    assert cells(table) == [["2", "def", "3"], ["4", "e", "5"]]


def test_nul_bytes_make_a_row_a_problem(tmp_path: Path) -> None:
    table = only(opened(text_file(tmp_path, f'{HEADER}\n1;a\0b;2\n3;"c\n\0d";4\n5;e;6\n')))
    assert problems(table) == {2: "nul_byte", 3: "nul_byte"}
    assert cells(table) == [["5", "e", "6"]]


def test_a_hundred_thousand_bad_rows_are_a_hundred_thousand_problems(tmp_path: Path) -> None:
    table = only(opened(text_file(tmp_path, f"{HEADER}\n" + "1;2\n" * 100_000)))
    assert sum(batch.num_rows - batch[PROBLEM].null_count for batch in table.batches()) == 100_000


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    assert kinds(opened(bomb(tmp_path / "facturen.xlsx", size=80 * MEGABYTE))) == ["unpacks_too_large"]


def test_a_bomb_that_declares_little_is_refused_by_what_comes_out(tmp_path: Path) -> None:
    path = bomb(tmp_path / "facturen.xlsx", size=80 * MEGABYTE, declared=1000)
    assert kinds(opened(path)) == ["unpacks_too_large"]


def test_cells_in_the_far_corner_do_not_fill_the_memory(tmp_path: Path) -> None:
    assert kinds(opened(far_cells(tmp_path / "facturen.xlsx"))) == ["sheet_too_large"]


def test_a_reference_cut_by_the_edge_of_a_piece_is_still_seen(tmp_path: Path) -> None:
    for shift in range(0, 64, 7):
        room = MEGABYTE - 150 - shift
        cells_ = [b" " * room, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']
        path = workbook(tmp_path / f"{shift}.xlsx", cells_)
        assert kinds(opened(path)) == ["sheet_too_large"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.parquet", "a.csv", "a.xml", "a.xaf", "a.duckdb"])
@settings(max_examples=15, derandomize=True, deadline=None)
@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"<", b"<?xml ", b"\xff\xfe"]
    ),
    junk=st.binary(max_size=600),
)
def test_junk_under_any_name_is_a_finding(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, junk: bytes
) -> None:
    source = opened(text_file(tmp_path_factory.mktemp("junk"), start + junk, name))
    assert source.findings or source.tables
    for table in source.tables:
        rows(table)
