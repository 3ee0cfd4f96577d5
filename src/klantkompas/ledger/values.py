"""From what stands in a cell to what is kept inside: exact, vectorised over a column, never guessing in silence.

Numbers and dates can be written in two ways (``1.234,56`` or ``1,234.56``; day or month first). A column is
first *surveyed* as a whole. A cell that can be read in one way only is read so; one that can be read in two follows
the column; where a column mixes both, such a cell is refused: a wrong total is worse than a missing row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.tables import Column, Kind

SLIP = 50
SCALES = {"money": 2, "hours": 2, "number": 4, "count": 0}
STORED_TYPES: dict[Kind, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "choice": pa.string(),
    "date": pa.int32(),
    "money": pa.int64(),
    "hours": pa.int64(),
    "count": pa.int64(),
    "number": pa.decimal128(18, 4),
    "flag": pa.bool_(),
}

REACH = 1e13  # larger amounts are typing errors, and would not fit as whole cents
CURRENCY_SIGNS = {"EUR": "€|euro?", "GBP": "£|gbp", "USD": r"\$|usd"}
_GAP = r"[\s\x{00a0}\x{202f}'\x{2019}]"
_TORN = rf"\d{_GAP}+\d"
_GROUPED = rf"^\D*\d{{1,3}}(?:{_GAP}\d{{3}})+(?:[.,]\d*)?\D*$"
_NUMBER_CUSTOMS = (
    (rf"(?i){_GAP}|{'|'.join(CURRENCY_SIGNS.values())}", ""),
    (r"^\((.*)\)$", r"-\1"),  # (12,50)
    (r",-+$", ""),  # 25,-
    (r"^(.*\d)-$", r"-\1"),  # 12,50-
    ("^[\N{MINUS SIGN}\N{EN DASH}]", "-"),
)
_COMMA_ONLY = r"^[-+]?(?:\d{1,3}(?:\.\d{3})+,\d*|\d*,(?:\d{0,2}|\d{4,})|(?:0|\d{4,}),\d{3})$"
_POINT_ONLY = r"^[-+]?(?:\d{1,3}(?:,\d{3})+\.\d*|\d*\.(?:\d{0,2}|\d{4,})|(?:0|\d{4,})\.\d{3}|\d{1,3}(?:,\d{3}){2,})$"
_COMMA_ALSO = r"^[-+]?\d{1,3}(?:\.\d{3}){2,}$"
_EITHER = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"
_PLAIN = r"^[-+]?\d+$"
_CANONICAL = r"^[-+]?\d{1,13}(?:\.\d{1,10})?$"
_TAIL = r"(?:[T ]+\d{1,2}:\d{2}.*)?$"
_ISO = rf"^(\d{{4}})[-/.]?(\d{{2}})[-/.]?(\d{{2}}){_TAIL}"
_UNPADDED = ((r"^(\d{4}[-/.])(\d[-/.])", r"\10\2"), (r"^(\d{4}[-/.]\d{2}[-/.])(\d)(\D|$)", r"\10\2\3"))
_PARTS = rf"^(?P<a>\d{{1,2}})[-/. ](?P<b>\d{{1,2}})[-/. ](?P<y>\d{{4}}|\d{{2}}){_TAIL}"
_CLOCK = r"^(?P<sign>-?)(?P<h>\d{1,5}) ?(?::|[uUhH]) ?(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]0+)?)?$"
_HOUR_WORD = r"(?i)(\d)\s*(?:uren|uur|u|hours?|hrs?|h)\.?$"
_YES = ("ja", "j", "yes", "y", "true", "waar", "1", "x")
_NO = ("nee", "n", "no", "false", "onwaar", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a column is written, counted over all its cells.

    Attributes:
        comma: cells that can only be read with a decimal comma.
        point: cells that can only be read with a decimal point.
        day_first: dates whose first part can only be a day.
        month_first: dates whose second part can only be a day.
        thousands_comma, thousands_point: amounts of money with one comma (point) before three last digits; as money
            has two decimals, that most likely separates thousands.
        lean_comma: what an undecided column follows: the custom of its file.
    """

    comma: int = 0
    point: int = 0
    day_first: int = 0
    month_first: int = 0
    thousands_comma: int = 0
    thousands_point: int = 0
    lean_comma: bool = True

    def __add__(self, other: "Style") -> "Style":
        return replace(
            self,
            comma=self.comma + other.comma,
            point=self.point + other.point,
            day_first=self.day_first + other.day_first,
            month_first=self.month_first + other.month_first,
            thousands_comma=self.thousands_comma + other.thousands_comma,
            thousands_point=self.thousands_point + other.thousands_point,
        )

    @property
    def leans_to_comma(self) -> bool:
        """Whether the custom of a file written so is a decimal comma: where nothing shows, as Dutch firms write."""
        return (self.comma, self.thousands_point) >= (self.point, self.thousands_comma)

    @property
    def decimal_comma(self) -> bool | None:
        """Whether a cell that can be read in two ways has a decimal comma; ``None``: the column mixes."""
        if self.comma and self.point:
            return None
        return self.comma > 0 or (self.point == 0 and self.lean_comma)

    @property
    def days_lead(self) -> bool | None:
        """Whether the day stands first; ``None`` where the column mixes. One in fifty the other way is a slip."""
        if min(self.day_first, self.month_first) * SLIP > max(self.day_first, self.month_first):
            return None
        return self.day_first >= self.month_first


@dataclass(frozen=True, slots=True)
class Read:
    """A column as kept inside, and which of its cells could not be read.

    Attributes:
        values: array of the stored type (see ``STORED_TYPES``), null where empty or unreadable.
        bad: boolean array: there was something in the cell, and it could not be read.
        rounded: boolean array: read, but with more decimals than are kept.
    """

    values: pa.Array
    bad: pa.Array
    rounded: pa.Array


def survey(cells: pa.Array, column: Column) -> Style:
    """How the cells of one column are written: counts that add up over batches.

    Args:
        cells: the column as the file has it; only text is looked at.
        column: the fact column it becomes.
    """
    if not _is_text(cells.type):
        return Style()
    if column.kind in SCALES:
        bare = _bare_number(_without_hour_word(cells) if column.kind == "hours" else cells)
        either = bare.filter(_matches(bare, _EITHER)) if column.kind == "money" else pa.array([], pa.string())
        commas = _hits(either, ",")
        return Style(
            comma=_hits(bare, _COMMA_ONLY) + _hits(bare, _COMMA_ALSO),
            point=_hits(bare, _POINT_ONLY),
            thousands_comma=commas,
            thousands_point=len(either) - commas,
        )
    if column.kind == "date":
        first, second, _ = _date_parts(_trimmed(cells))
        return Style(day_first=_days_before_months(first, second), month_first=_days_before_months(second, first))
    return Style()


def read(cells: pa.Array, column: Column, style: Style, words: dict[str, str]) -> Read:
    """The cells of one column, as kept inside.

    Args:
        cells: the column as the file has it: text, or already of a type.
        column: the fact column it becomes.
        style: how the whole column is written (see ``survey``).
        words: what firms write for a choice -> its code.
    """
    if column.kind == "hours" and _is_text(cells.type):
        return _read_hours(cells, style)
    if column.kind in SCALES:
        return _read_number(cells, column.kind, style)
    if column.kind == "date":
        return _read_date(cells, style)
    if column.kind == "flag":
        return _read_flag(cells)
    text = pc.replace_substring_regex(_trimmed(cells), r"^'([=+@-])", r"\1")  # our own guard against formulas
    if column.kind == "id":
        return _good(pc.replace_substring_regex(text, r"^(\d+)\.0+$", r"\1"))
    if column.kind == "choice":
        return _read_choice(text, column.choices, words)
    return _good(text)


def _read_number(cells: pa.Array, kind: str, style: Style) -> Read:
    scale = SCALES[kind]
    if _is_text(cells.type):
        exact, bad = _decimals(_bare_number(cells), style)
    else:
        exact, bad = _typed_decimals(cells)
    nearest = pc.round(exact, ndigits=scale, round_mode="half_towards_infinity")
    rounded = pc.fill_null(pc.not_equal(nearest, exact), False)
    if kind == "number":
        return Read(nearest.cast(STORED_TYPES["number"]), bad, rounded)
    whole = pc.multiply(nearest.cast(pa.decimal128(24, scale)), pa.scalar(10**scale, pa.decimal128(6, 0)))
    return Read(whole.cast(pa.decimal128(30, 0), safe=False).cast(pa.int64()), bad, rounded)


def _read_hours(cells: pa.Array, style: Style) -> Read:
    """Hours as a number (``1,5``, ``1,5 uur``) or by the clock (``1:30``, ``01:30:00``, ``1u30``), to the hundredth."""
    text = _trimmed(cells)
    parts = pc.extract_regex(text, _CLOCK)
    hour, minute, second = (
        pc.if_else(pc.equal(part, ""), "0", part).cast(pa.int64())
        for part in (pc.struct_field(parts, name) for name in ("h", "m", "s"))
    )
    seconds = pc.add(pc.add(pc.multiply(hour, 3600), pc.multiply(minute, 60)), second)
    size = pc.divide(pc.add(seconds, 18), 36)
    by_clock = pc.if_else(pc.equal(pc.struct_field(parts, "sign"), "-"), pc.negate(size), size)
    number = _read_number(pc.if_else(parts.is_valid(), None, _without_hour_word(text)), "hours", style)
    return Read(pc.coalesce(by_clock, number.values), number.bad, number.rounded)


def _without_hour_word(cells: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(_trimmed(cells), _HOUR_WORD, r"\1")


def _typed_decimals(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Exact values, and which are out of reach; what is not a number (NaN) is nothing at all."""
    if not _is_number(cells.type):
        return pa.nulls(len(cells), pa.decimal128(38, 10)), cells.is_valid()
    size = cells.cast(pa.float64(), safe=False)
    there = pc.fill_null(pc.invert(pc.is_nan(size)), False)
    within = pc.fill_null(pc.less(pc.abs(size), REACH), False)
    if pa.types.is_floating(cells.type):
        # A float's shortest text is what its writer meant: 12.1, not 12.0999999999999996.
        cells = pc.round(size, ndigits=6)
    exact = pc.if_else(within, cells, None).cast(pa.decimal128(38, 10), safe=False)
    return exact, pc.and_(there, pc.invert(within))


def _bare_number(cells: pa.Array) -> pa.Array:
    text = _trimmed(cells)
    torn = _matches(text, _TORN)
    if pc.any(torn).as_py():  # a gap may separate thousands; "12 34" is two numbers, or a slip of the hand
        text = pc.if_else(pc.and_(torn, pc.invert(_matches(text, _GROUPED))), "?", text)
    for pattern, instead in _NUMBER_CUSTOMS:
        text = pc.replace_substring_regex(text, pattern, instead)
    return text


def foreign_money(cells: pa.Array, currency: str) -> pa.Array:
    """Which cells bear the sign of a currency that is not the ledger's.

    Args:
        cells: a column of amounts as the file has it; only text is looked at.
        currency: the ledger's own, by its three letters.
    """
    if not _is_text(cells.type):
        return _none(cells)
    others = [signs for code, signs in CURRENCY_SIGNS.items() if code != currency]
    return _matches(cells.cast(pa.string()), f"(?i){'|'.join(others)}")


def _decimals(bare: pa.Array, style: Style) -> tuple[pa.Array, pa.Array]:
    comma = pc.or_(_matches(bare, _COMMA_ONLY), _matches(bare, _COMMA_ALSO))
    point = _matches(bare, _POINT_ONLY)
    plain = _matches(bare, _PLAIN)
    either = _matches(bare, _EITHER)
    if style.decimal_comma is not None:
        comma, point = (pc.or_(comma, either), point) if style.decimal_comma else (comma, pc.or_(point, either))
    with_comma = pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", ".")
    with_point = pc.replace_substring(bare, ",", "")
    text = pc.case_when(pc.make_struct(comma, point, plain), with_comma, with_point, bare)
    for pattern, instead in ((r"(\.\d{10})\d+$", r"\1"), (r"\.$", ""), (r"^([-+]?)\.", r"\10."), (r"^\+", "")):
        text = pc.replace_substring_regex(text, pattern, instead)
    known = _matches(text, _CANONICAL)
    return pc.if_else(known, text, None).cast(pa.decimal128(38, 10)), pc.and_(bare.is_valid(), pc.invert(known))


def _read_date(cells: pa.Array, style: Style) -> Read:
    if not _is_text(cells.type) and not _is_number(cells.type):
        return _typed_date(cells)
    text = _trimmed(cells)
    for pattern, instead in _UNPADDED:
        text = pc.replace_substring_regex(text, pattern, instead)
    iso = pc.replace_substring_regex(pc.if_else(_matches(text, _ISO), text, None), _ISO, r"\1-\2-\3")
    first, second, year = _date_parts(text)
    swap = pc.greater(second, 12) if style.days_lead is not False else pc.less_equal(first, 12)
    unclear = pc.and_(pc.less_equal(pc.max_element_wise(first, second), 12), pc.not_equal(first, second))
    day, month = pc.if_else(swap, second, first), pc.if_else(swap, first, second)
    built = pc.binary_join_element_wise(_padded(year, 4), _padded(month, 2), _padded(day, 2), "-")
    if style.days_lead is None:
        built = pc.if_else(unclear, None, built)
    days = _days(pc.coalesce(iso, built))
    return Read(days, pc.and_(text.is_valid(), days.is_null()), _none(text))


def _typed_date(cells: pa.Array) -> Read:
    if pa.types.is_timestamp(cells.type) and cells.type.tz:
        cells = pc.local_timestamp(cells)  # the day that its writer saw on the calendar
    try:
        days = cells.cast(pa.date32(), safe=False).cast(pa.int32())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return Read(pa.nulls(len(cells), pa.int32()), cells.is_valid(), _none(cells))
    return Read(days, _none(cells), _none(cells))


def _date_parts(text: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    parts = pc.extract_regex(text, _PARTS)
    first, second, year = (pc.struct_field(parts, name).cast(pa.int32()) for name in ("a", "b", "y"))
    century = pc.if_else(pc.less(year, 70), 2000, pc.if_else(pc.less(year, 100), 1900, 0))
    return first, second, pc.add(year, century)


def _padded(part: pa.Array, width: int) -> pa.Array:
    return pc.utf8_lpad(part.cast(pa.string()), width, "0")


def _days(iso: pa.Array) -> pa.Array:
    moment = pc.strptime(iso, format="%Y-%m-%d", unit="s", error_is_null=True)
    days = moment.cast(pa.date32(), safe=False)
    same = pc.equal(pc.strftime(moment, "%Y-%m-%d"), iso)  # 31-02 must not become 3 March
    return pc.if_else(same, days, None).cast(pa.int32())


def _read_flag(cells: pa.Array) -> Read:
    if pa.types.is_boolean(cells.type):
        return _good(cells)
    text = pc.utf8_lower(_trimmed(cells))
    yes, no = pc.is_in(text, pa.array(_YES)), pc.is_in(text, pa.array(_NO))
    values = pc.if_else(yes, True, pc.if_else(no, False, None)).cast(pa.bool_())
    return Read(values, pc.and_(text.is_valid(), values.is_null()), _none(text))


def _read_choice(text: pa.Array, choices: tuple[str, ...], words: dict[str, str]) -> Read:
    said = pc.replace_substring_regex(pc.utf8_lower(text), r"[\s_-]+", "_").dictionary_encode()
    codes = [_code(word, choices, words) for word in said.dictionary.to_pylist()]
    values = pc.take(pa.array(codes, pa.string()), said.indices)
    return Read(values, pc.and_(text.is_valid(), values.is_null()), _none(text))


def _code(word: str, choices: tuple[str, ...], words: dict[str, str]) -> str | None:
    known = word if word in choices else words.get(word)
    return known if known in choices else None


def _days_before_months(days: pa.Array, months: pa.Array) -> int:
    """How many dates can only be read with the first as the day: 99-99-2025 proves nothing."""
    return _true(pc.and_(pc.and_(pc.greater(days, 12), pc.less_equal(days, 31)), pc.less_equal(months, 12)))


def _trimmed(cells: pa.Array) -> pa.Array:
    text = pc.utf8_trim_whitespace(cells if cells.type == pa.string() else _as_text(cells))
    return pc.if_else(pc.equal(text, ""), None, text)


def _as_text(cells: pa.Array) -> pa.Array:
    """Values as text: a whole number without decimals, NaN as nothing."""
    if not pa.types.is_floating(cells.type):
        return cells.cast(pa.string())
    whole = pc.and_(pc.equal(pc.floor(cells), cells), pc.less(pc.abs(cells), 2.0**53))
    text = pc.if_else(whole, pc.if_else(whole, cells, None).cast(pa.int64()).cast(pa.string()), cells.cast(pa.string()))
    return pc.if_else(pc.is_nan(cells), None, text)


def _good(values: pa.Array) -> Read:
    return Read(values, _none(values), _none(values))


def _none(cells: pa.Array) -> pa.Array:
    return pa.repeat(False, len(cells))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _matches(text: pa.Array, pattern: str) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(text, pattern), False)


def _hits(text: pa.Array, pattern: str) -> int:
    return _true(pc.match_substring_regex(text, pattern))


def _true(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)


def one_array(cells: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column of a batch as one piece of memory, text as plain text."""
    whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    whole = whole.dictionary_decode() if pa.types.is_dictionary(whole.type) else whole
    return whole.cast(pa.string()) if pa.types.is_large_string(whole.type) or whole.type == pa.string_view() else whole


def merge_styles(styles: Iterable[Style], *, lean_comma: bool) -> Style:
    """The style of a column from that of its batches."""
    return replace(sum(styles, start=Style()), lean_comma=lean_comma)
