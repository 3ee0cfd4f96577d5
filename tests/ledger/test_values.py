"""What stands in a cell against what is kept: by a hand table, and by writing any number and reading it back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.ledger.tables import Column, table
from klantkompas.ledger.values import Style, foreign_money, merge_styles, one_array, read, survey

MONEY, DATE = Column("amount", "money", ""), Column("date", "date", "")
EPOCH = date(1970, 1, 1)
CENTS = st.integers(-(10**14) + 1, 10**14 - 1)
few = settings(max_examples=60, derandomize=True, deadline=None)


def values(cells: list[Any], column: Column = MONEY, kind: Any = None, *, lean_comma: bool = True) -> list[Any]:
    """The cells of one column as kept; a cell that cannot be read is the word ``bad``."""
    array = one_array(pa.array(cells, kind))
    style = merge_styles([survey(array, column)], lean_comma=lean_comma)
    found = read(array, column, style, {"bezoek": "visit"})
    pairs = zip(found.values.to_pylist(), found.bad.to_pylist(), strict=True)
    return ["bad" if bad else value for value, bad in pairs]


def days(cells: list[Any], kind: Any = None) -> list[Any]:
    """Dates as kept, back as dates."""
    return [EPOCH + timedelta(days=one) if isinstance(one, int) else one for one in values(cells, DATE, kind)]


def rounded(cells: list[Any], kind: Any = None) -> list[bool]:
    array = pa.array(cells, kind)
    marks: list[bool] = read(array, MONEY, survey(array, MONEY), {}).rounded.to_pylist()
    return marks


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1234,5", 123450),
        ("1234.5", 123450),
        ("1.234.567", 123456700),
        ("1,234,567", 123456700),
        ("1.234.567,89", 123456789),
        ("1 234,56", 123456),
        ("1\u00a0234\u00a0567,89", 123456789),
        ("1\u202f234,56", 123456),
        ("1'234.56", 123456),
        ("1\u2019234.56", 123456),
        ("1234", 123400),
        ("0", 0),
        ("-0,00", 0),
        ("+5", 500),
        (".5", 50),
        ("-.50", -50),
        (",50", 50),
        ("-,5", -50),
        ("5.", 500),
        ("5,", 500),
        ("0,125", 13),
        ("-0,125", -13),
        ("-0,124", -12),
        ("1234,567", 123457),
        ("1234.567", 123457),
        ("25,-", 2500),
        ("25,--", 2500),
        ("1.250,-", 125000),
        ("12,50-", -1250),
        ("€ 12,50-", -1250),
        ("(12,50)", -1250),
        ("€ (12,50)", -1250),
        ("(€ 12,50)", -1250),
        ("-€ 12,50", -1250),
        ("€ -12,50", -1250),
        ("€-12,50", -1250),
        ("\N{MINUS SIGN}12,50", -1250),
        ("\N{EN DASH}12,50", -1250),
        ("€12,50", 1250),
        ("EUR 12,50", 1250),
        ("EUR12,50", 1250),
        ("12,50EUR", 1250),
        ("12,50 euro", 1250),
        ("\t12,50 \n", 1250),
        ("12.100000000000001", 1210),
        ("0.30000000000000004", 30),
        ("0,00499999999999999999", 0),
        ("9999999999999,99", 999999999999999),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_a_number_that_can_be_read_in_one_way_is_read_so(cell: str | None, cents: int | None) -> None:
    assert values([cell]) == [cents]


@pytest.mark.parametrize(
    "cell",
    [
        *("12 34", "1 2", "1 234 56", "1  234", "12_34", "12'34,00", "1.23.456", "1,23,456", "1.2345,6", "1,234.567,8"),
        *("-", "--5", "-5-", "(-5)", "(5", "5)", ".", ",", "+", "1,5E+03", "1e-05", "NaN", "inf", "n.v.t.", "12,50 CR"),
        *("10000000000000", "99999999999999999999", "2025-11-22", "22-11-2025", "12/5", "5%", "#WAARDE!", "CHF 10"),
        *("１２", "½", "12\x00", "€", "€ €", "eur", "1..5", "1,,5", "1.,5"),
    ],
)
def test_what_is_no_number_is_refused_and_never_guessed(cell: str) -> None:
    assert values([cell]) == ["bad"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (["0,50"], 123400),  # a Dutch column: the point separates thousands
        (["0.50"], 123),  # an English column: the point is the decimal point
        (["0,50", "0.50"], "bad"),  # a column that mixes: neither guess is safe
        ([], 123400),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_follows_its_column(others: list[str], expected: Any) -> None:
    assert values(["1.234", *others])[0] == expected


def test_in_a_mixed_column_what_is_clear_is_still_read() -> None:
    assert values(["1.234,56", "1,234.56", "1.234", "7", "2,5"]) == [123456, 123456, "bad", 700, 250]


def test_an_undecided_column_follows_its_file() -> None:
    assert values(["1,234"], lean_comma=True) == [123]
    assert values(["1,234"], lean_comma=False) == [123400]


@pytest.mark.parametrize(
    ("cells", "dutch"),
    [
        (["1.234", "15.000", "7"], True),
        (["1,234", "15,000", "7"], False),  # English thousands: as money it has two decimals, not three
        (["1,234", "15.000", "7,5"], True),
        (["1,234", "15.000", "7.5"], False),
        (["7"], True),
    ],
)
def test_the_custom_of_a_file_follows_from_its_amounts(cells: list[str], dutch: bool) -> None:
    assert survey(pa.array(cells), MONEY).leans_to_comma is dutch


def test_hours_may_have_three_decimals_and_say_nothing_of_thousands() -> None:
    assert survey(pa.array(["1,250"]), Column("hours", "hours", "")).leans_to_comma


def written(cents: int, *, thousands: str, decimal: str) -> str:
    """An amount of two decimals in the writing of a country."""
    whole, part = divmod(abs(cents), 100)
    digits = f"{whole:,}".replace(",", thousands)
    return f"{digits}{decimal}{part:02d}"


STYLES = [(".", ","), ("", ","), (" ", ","), ("\u00a0", ","), (",", "."), ("", "."), ("'", "."), (" ", ".")]
SIGNS = ["-{}", "{}-", "({})", "-€ {}", "€ -{}", "€ {}-", "\N{MINUS SIGN}{}", "-{} EUR", "(€ {})"]
PLUSSES = ["{}", "+{}", "€ {}", "€{}", "{} EUR", "{} euro", " {} "]


@few
@given(
    cents=st.lists(CENTS, min_size=1, max_size=8),
    style=st.sampled_from(STYLES),
    minus=st.sampled_from(SIGNS),
    plus=st.sampled_from(PLUSSES),
)
def test_any_amount_comes_back_exactly_however_it_is_written(
    cents: list[int], style: tuple[str, str], minus: str, plus: str
) -> None:
    thousands, decimal = style
    cells = [(minus if one < 0 else plus).format(written(one, thousands=thousands, decimal=decimal)) for one in cents]
    assert values(cells) == cents


@few
@given(cents=st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=20))
def test_floats_and_decimals_of_two_places_come_back_exactly(cents: list[int]) -> None:
    exact = [Decimal(one).scaleb(-2) for one in cents]
    assert values([float(one) for one in exact], kind=pa.float64()) == cents
    for kind in (pa.decimal128(18, 2), pa.decimal128(38, 2), pa.decimal128(38, 18), pa.decimal256(50, 4)):
        assert values(exact, kind=kind) == cents


def test_the_noise_of_floats_is_no_rounding_and_more_decimals_are() -> None:
    assert values([0.1 + 0.2, 12.1, 4.35, 1.005], kind=pa.float64()) == [30, 1210, 435, 101]
    assert rounded([0.1 + 0.2, 12.1, 4.35, 1.005], pa.float64()) == [False, False, False, True]
    assert values([12.1, 0.1], kind=pa.float32()) == [1210, 10]
    assert rounded([12.1, 0.1], pa.float32()) == [False, False]
    assert rounded(["1,00", "1,005", "1,0000", None]) == [False, True, False, False]


def test_infinity_is_no_amount_and_nan_is_nothing() -> None:
    assert values([float("nan"), float("inf"), -float("inf"), None], kind=pa.float64()) == [None, "bad", "bad", None]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([10**18, 5], pa.int64()),
        ([2**64 - 1, 5], pa.uint64()),
        ([Decimal(10**25), Decimal(5)], pa.decimal128(38, 0)),
        ([Decimal(10**17), Decimal(5)], pa.decimal128(38, 2)),
        ([1e300, 5.0], pa.float64()),
        ([Decimal(10**40), Decimal(5)], pa.decimal256(60, 0)),
    ],
)
def test_one_impossible_amount_is_refused_and_its_neighbours_are_not(cells: list[Any], kind: pa.DataType) -> None:
    assert values(cells, kind=kind) == ["bad", 500]


def test_a_type_that_is_no_number_is_refused_without_failing() -> None:
    assert values([True, None], kind=pa.bool_()) == ["bad", None]
    assert values([date(2025, 1, 1)], kind=pa.date32()) == ["bad"]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_text_is_text_however_it_is_packed(kind: pa.DataType) -> None:
    assert values(["€ 12,50", None, "x"], kind=kind) == [1250, None, "bad"]
    assert values(["22-11-2025", None], DATE, kind) == [20414, None]


def test_a_sign_of_another_currency_is_seen() -> None:
    cells = pa.array(["£ 5", "€ 5", "5", None, "GBP 5", "$5", "usd 5", "5 euro"])
    assert foreign_money(cells, "EUR").to_pylist() == [True, False, False, False, True, True, True, False]
    assert foreign_money(cells, "GBP").to_pylist() == [False, True, False, False, False, True, True, True]


# --- dates ----------------------------------------------------------------------------------------------------------

NOVEMBER_22 = date(2025, 11, 22)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("22-11-2025", NOVEMBER_22),
        ("22/11/2025", NOVEMBER_22),
        ("22.11.2025", NOVEMBER_22),
        ("22 11 2025", NOVEMBER_22),
        ("22-11-25", NOVEMBER_22),
        ("11/22/2025", NOVEMBER_22),
        ("2025-11-22", NOVEMBER_22),
        ("2025/11/22", NOVEMBER_22),
        ("20251122", NOVEMBER_22),
        ("2025-11-22T23:59:59Z", NOVEMBER_22),
        ("2025-11-22 00:00:00.000", NOVEMBER_22),
        ("22-11-2025 13:45", NOVEMBER_22),
        (" 22-11-2025 ", NOVEMBER_22),
        ("5-1-2025", date(2025, 1, 5)),
        ("05-01-2025", date(2025, 1, 5)),
        ("2025-1-5", date(2025, 1, 5)),
        ("2025-1-05", date(2025, 1, 5)),
        ("2025/11/5", date(2025, 11, 5)),
        ("29-02-2024", date(2024, 2, 29)),
        ("31-12-69", date(2069, 12, 31)),
        ("31-12-70", date(1970, 12, 31)),
        ("01-01-1900", date(1900, 1, 1)),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_whatever_its_writing(cell: str | None, day: date | None) -> None:
    assert days([cell]) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        *("31-02-2025", "29-02-2023", "2025-02-30", "20251301", "00-01-2025", "1-0-2025", "32-01-2025", "13-13-2025"),
        *("22-11", "2025", "2025-11", "22-11-202", "0000-00-00", "gisteren", "22-11-2025x", "2025-11-22x", "45983"),
    ],
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    assert days([cell]) == ["bad"]


def test_an_american_column_is_read_month_first_and_an_undecided_one_day_first() -> None:
    assert days(["05/06/2025", "11/22/2025"])[0] == date(2025, 5, 6)
    assert days(["05/06/2025", "22/11/2025"])[0] == date(2025, 6, 5)
    assert days(["05/06/2025"])[0] == date(2025, 6, 5)


def test_a_column_that_mixes_day_and_month_first_refuses_only_what_has_two_readings() -> None:
    cells = ["13-01-2025", "01-13-2025", "05-06-2025", "05-05-2025", "2025-06-05"]
    same = [date(2025, 1, 13), date(2025, 1, 13)]
    assert days(cells) == [*same, "bad", date(2025, 5, 5), date(2025, 6, 5)]


@few
@given(
    moments=st.lists(st.dates(date(1971, 1, 1), date(2199, 12, 31)), min_size=1, max_size=10),
    form=st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y 00:00", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT12:00:00"]),
)
def test_any_date_comes_back(moments: list[date], form: str) -> None:
    assert days([one.strftime(form) for one in moments] + [date(2025, 12, 31).strftime(form)])[:-1] == moments


def test_typed_dates_and_moments_are_the_day_on_their_own_clock() -> None:
    evening = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    assert days([date(2025, 1, 2), None], pa.date32()) == [date(2025, 1, 2), None]
    assert days([date(2025, 1, 2)], pa.date64()) == [date(2025, 1, 2)]
    assert days([evening.replace(tzinfo=None)], pa.timestamp("us")) == [date(2024, 12, 31)]
    assert days([evening], pa.timestamp("us", "UTC")) == [date(2024, 12, 31)]
    assert days([evening], pa.timestamp("ms", "Europe/Amsterdam")) == [date(2025, 1, 1)]


def test_whole_numbers_as_dates_are_read_as_year_month_day() -> None:
    assert days([20251122, 20250230, None], pa.int64()) == [NOVEMBER_22, "bad", None]
    assert days([20251122, 45983], pa.int32()) == [NOVEMBER_22, "bad"]
    assert days([20251122.0, None, float("nan")], pa.float64()) == [NOVEMBER_22, None, None]
    assert days([True], pa.bool_()) == ["bad"]


# --- the other kinds ------------------------------------------------------------------------------------------------


def test_a_number_of_a_customer_is_text_without_the_tail_of_a_spreadsheet() -> None:
    cells = ["123.0", "123.00", "00123", " 12 ", "A-1.0", "12.5", "", None]
    assert values(cells, Column("customer_id", "id", "")) == ["123", "123", "00123", "12", "A-1.0", "12.5", None, None]


def test_typed_numbers_of_customers_have_no_tail_and_nan_is_nobody() -> None:
    ident = Column("customer_id", "id", "")
    assert values([12346.0, 1e15, 123456789.0, float("nan"), None], ident, pa.float64()) == [
        "12346",
        "1000000000000000",
        "123456789",
        None,
        None,
    ]
    assert values([12, None], ident, pa.int64()) == ["12", None]
    assert values([Decimal("12.00")], ident, pa.decimal128(9, 2)) == ["12"]


def test_flags_and_choices_are_read_in_two_languages() -> None:
    flag = Column("billable", "flag", "")
    cells = ["ja", "Nee", "TRUE", "0", "x", "misschien", None, ""]
    assert values(cells, flag) == [True, False, True, False, True, "bad", None, None]
    assert values([1, 0, None], flag, pa.int8()) == [True, False, None]
    choice = Column("kind", "choice", "", False, ("visit", "call"))
    assert values(["Visit", "bezoek", "BEZOEK ", "brief", None], choice) == ["visit", "visit", "visit", "bad", None]


def test_counts_and_numbers_keep_their_own_decimals() -> None:
    assert values(["12", "1.234", "2,6", "x"], Column("employees", "count", "")) == [12, 1234, 3, "bad"]
    number = Column("quantity", "number", "")
    assert values(["2,5", "-1", "0,12345"], number) == [Decimal("2.5000"), Decimal("-1.0000"), Decimal("0.1235")]


@pytest.mark.parametrize("kind", ["id", "text", "date", "money", "hours", "number", "count", "flag", "choice"])
@pytest.mark.parametrize("empty", [pa.nulls(3), pa.array([None, None], pa.string()), pa.array([], pa.string())])
def test_nothing_is_nothing_in_every_kind(kind: Any, empty: pa.Array) -> None:
    column = Column("one", kind, "", False, ("a",))
    found = read(empty, column, survey(empty, column), {})
    assert found.values.null_count == len(empty)
    assert found.bad.to_pylist() == [False] * len(empty)


def test_one_date_the_other_way_is_a_slip_and_does_not_cost_the_column() -> None:
    """Sixty dates that only fit day-month, one that only fits month-day, and one that fits both."""
    cells = pa.array(_slipped())
    column = table("transactions").column("date")
    found = read(cells, column, survey(cells, column), {})
    assert found.values.to_pylist()[-1] == (date(2025, 2, 3) - date(1970, 1, 1)).days
    assert not any(found.bad.to_pylist())


def _slipped() -> list[str]:
    return [f"{day}-01-2025" for day in range(13, 28)] * 4 + ["05-13-2025", "03-02-2025"]


@pytest.mark.parametrize("name", ["customer_id", "product"])
def test_the_apostrophe_that_guards_against_formulas_is_taken_off_again(name: str) -> None:
    cells = pa.array(["'=1+1", "'@huis", "'s Gravenhage"])
    found = read(cells, table("transactions").column(name), Style(), {})
    assert found.values.to_pylist() == ["=1+1", "@huis", "'s Gravenhage"]
