import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.ledger.sources import LINE, PROBLEM
from klantkompas.ledger.sources.headers import is_total
from tests.ledger.sources.reading import HEADER, cells, kinds, only, opened, problems, rows, text_file

NAMES = ("klantnummer", "factuurdatum", "bedrag")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_separator_and_encoding_gives_the_same_cells(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = f"{HEADER};naam\n10;22-11-2026;€ 1.234;Café Zoë\n011;01-02-2026;-5;Bäckerei\n".replace(";", delimiter)
    source = opened(text_file(tmp_path, text.encode(encoding)))
    assert only(source).header == (*NAMES, "naam")
    assert cells(only(source)) == [
        ["10", "22-11-2026", "€ 1.234", "Café Zoë"],
        ["011", "01-02-2026", "-5", "Bäckerei"],
    ]
    assert kinds(source) == []


def test_utf_16_is_known_without_a_mark(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"{HEADER}\n10;22-11-2026;5\n".encode("utf-16-le"))
    assert cells(only(opened(path))) == [["10", "22-11-2026", "5"]]


def test_the_line_of_each_row_counts_the_header_and_what_was_skipped(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"Overzicht\n\n{HEADER}\n10;a;1\n\n;;\n11;b;2")
    source = opened(path)
    assert [(row[LINE], row["klantnummer"]) for row in rows(only(source))] == [(4, "10"), (7, "11")]
    (finding,) = source.findings
    assert (finding.kind, finding.line, finding.value, finding.count) == ("lines_above_header", 1, "Overzicht", 1)


def test_a_quoted_cell_may_hold_separators_quotes_and_line_ends(tmp_path: Path) -> None:
    path = text_file(tmp_path, f'{HEADER}\n10;"a;""b""\nc";1\n11;d;2\n')
    found = rows(only(opened(path)))
    assert [row["factuurdatum"] for row in found] == ['a;"b"\nc', "d"]
    assert [row[LINE] for row in found] == [2, 4]


def test_the_separator_line_of_excel_decides(tmp_path: Path) -> None:
    path = text_file(tmp_path, "sep=|\r\nnaam|opmerking\r\na;b|c,d\r\n")
    table = only(opened(path))
    assert table.header == ("naam", "opmerking")
    assert cells(table) == [["a;b", "c,d"]]


def test_decimal_commas_do_not_make_a_comma_the_separator(tmp_path: Path) -> None:
    path = text_file(tmp_path, "code;waarde\na;1,50\nb;2,50\nc;3,50\n")
    assert cells(only(opened(path))) == [["a", "1,50"], ["b", "2,50"], ["c", "3,50"]]


def test_rows_that_do_not_fit_are_problems_that_lose_nothing(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"{HEADER}\n10;a;1;x;y\n11;b\n12;c;3;\n")
    table = only(opened(path))
    assert problems(table) == {2: "too_many_fields", 3: "too_few_fields"}
    assert [row["bedrag"] for row in rows(table)] == ["1;x;y", None, "3"]


def test_totals_are_problems_but_a_customer_called_so_is_not(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, f"{HEADER}\nTotaal Techniek;22-11-2026;1\nTotal;22-11-2026;2\nTotaal:;;3\n;Subtotaal;3\n"
    )
    table = only(opened(path))
    assert problems(table) == {4: "total_row", 5: "total_row"}
    assert len(cells(table)) == 2


@pytest.mark.parametrize("word", ["Totaal", "TOTALEN", "Eindtotaal", "Subtotaal:", "Grand total", "Totaal 2025"])
def test_words_for_a_total(word: str) -> None:
    assert is_total([word, None, "1"])
    assert is_total(["", word, "1"])
    assert not is_total(["10", word, ""])


def test_headers_are_made_unique(tmp_path: Path) -> None:
    path = text_file(tmp_path, "klantnummer;bedrag;bedrag;;__line\n10;1;2;3;4\n")
    assert only(opened(path)).header == ("klantnummer", "bedrag", "bedrag (2)", "#4", "__line (2)")


def test_old_line_ends_are_line_ends(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"{HEADER}\r10;a;1\r11;b;2\r")
    assert cells(only(opened(path))) == [["10", "a", "1"], ["11", "b", "2"]]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n\n  \n", "empty_file"),
        (b"klantnummer;bedrag\n", "header_only"),
        (b"klantnummer;bedrag", "header_only"),
        (bytes(range(256)) * 40, "not_text"),
        (b"\0" * 5000, "not_text"),
        (b"klantnummer;naam\n1;Caf\xe9 \x81\n", "encoding_doubtful"),
        ("klantnummer;naam\n1;Café\n".encode() + b"2;Caf\xe9\n", "encoding_doubtful"),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_a_finding(tmp_path: Path, content: bytes, kind: str) -> None:
    source = opened(text_file(tmp_path, content))
    assert kinds(source) == [kind]
    for table in source.tables:
        rows(table)


def test_a_file_of_two_encodings_is_read_as_both(tmp_path: Path) -> None:
    path = text_file(tmp_path, "klantnummer;naam\n1;Café\n".encode() + b"2;Zo\xeb\n")
    source = opened(path)
    assert cells(only(source)) == [["1", "Café"], ["2", "Zoë"]]
    assert source.findings[0].line == 3


def test_batches_can_be_taken_again(tmp_path: Path) -> None:
    table = only(opened(text_file(tmp_path, f"{HEADER}\n10;a;1\n")))
    assert rows(table) == rows(table)


def test_a_large_file_comes_in_batches_with_the_right_lines(tmp_path: Path) -> None:
    body = "".join(f"{number};x;{number}\n" for number in range(120_000))
    found = rows(only(opened(text_file(tmp_path, f"{HEADER}\n{body}"))))
    assert [row[LINE] for row in found] == list(range(2, 120_002))
    assert sum(int(row["bedrag"]) for row in found) == sum(range(120_000))


def test_a_quoted_cell_over_the_edge_of_a_block_stays_whole(tmp_path: Path) -> None:
    long = "a" * 400 + "\n" + "b" * 400
    body = "".join(f'{number};"{long}";{number}\n' for number in range(8_000))
    table = only(opened(text_file(tmp_path, f"{HEADER}\n{body}")))
    counted = sum(batch.num_rows for batch in table.batches())
    assert counted == 8_000
    assert all(batch[PROBLEM].null_count == batch.num_rows for batch in table.batches())


_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(" ;,|\t\"'\n\ufeffaé€0"), st.characters(codec="utf-8", exclude_categories=["Cc"])
    ),
    max_size=8,
)


@settings(max_examples=120, derandomize=True, deadline=None)
@given(
    table=st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=1, max_size=8),
    delimiter=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_written_as_csv_comes_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str, str]],
    delimiter: str,
    quoting: int,
    end: str,
    encoding: str,
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([NAMES, *table])
    path = text_file(tmp_path_factory.mktemp("csv"), written.getvalue().encode(encoding))
    expected = [[cell or None for cell in row] for row in table if any(row) and not is_total(row)]
    assert cells(only(opened(path))) == expected


@settings(max_examples=150, derandomize=True, deadline=None)
@given(text=st.text(alphabet=st.sampled_from('ab"";;\n'), max_size=60))
def test_no_line_is_lost_whatever_the_quotes(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Every line between the marks is in a row; the rows after a stray quote are not swallowed by it."""
    body = f"{HEADER}\n10;x;1\n{text}\n" + "".join(f"{number};x;1\n" for number in range(20, 24))
    table = only(opened(text_file(tmp_path_factory.mktemp("csv"), body)))
    found = rows(table)
    last = [row["klantnummer"] for row in found][-3:]
    assert last == ["21", "22", "23"]
    starts = [row[LINE] for row in found]
    assert starts == sorted(set(starts))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["a", "", '"b"', '"c;d"', '"e""f"', 'g"h', '"i"j', '"']), min_size=3, max_size=3))
)
def test_the_fast_reader_and_the_careful_one_agree(table: list[list[str]]) -> None:
    from klantkompas.ledger.sources.batches import text_batch
    from klantkompas.ledger.sources.delimited import _Layout, _plain_batch
    from klantkompas.ledger.sources.records import _parse_with_care
    from klantkompas.ledger.sources.text import TextForm

    lines = [";".join(row) for row in table] or ["a;b;c"]
    form = TextForm(encoding="utf-8")
    layout = _Layout(path=Path("x"), form=form, delimiter=";", header=("a", "b", "c"), header_end=0)
    fast = _plain_batch(lines, 1, layout)
    careful, taken = _parse_with_care(lines, 1, ";", False)
    assert taken == len(lines)
    if fast is not None:
        assert fast.equals(text_batch(layout.header, careful.lines, careful.cells, careful.problems))
