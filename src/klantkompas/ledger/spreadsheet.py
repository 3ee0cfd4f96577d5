"""CSV that a person opens in a spreadsheet: in local form, and unable to run anything there.

UTF-8 with a byte order mark. Dutch: semicolons, decimal commas, ``22-11-2026``; English: commas, decimal points,
``2026-11-22``.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.words import Language, say

SEPARATOR = {"nl": ";", "en": ","}
_DATES = {"nl": "%d-%m-%Y", "en": "%Y-%m-%d"}
_DECIMALS = 6
# A cell that begins so is a formula to a spreadsheet; one that is only a number cannot do harm.
_FORMULA = r"^[=+\-@\t\r\n]"
_NUMBER = r"^[-+]?[\d., ]*-?$"


def write_csv(path: Path, batches: Iterable[pa.RecordBatch], *, schema: pa.Schema, language: Language) -> int:
    """Write rows as a person's spreadsheet reads them.

    Args:
        path: the file, replaced when it is there.
        batches: the rows; text, whole numbers, decimals, floats, dates, yes and no, and maps of text.
        schema: their columns.
        language: whose customs hold.

    Returns:
        The number of rows.
    """
    separator, rows = SEPARATOR[language], 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(separator.join(_quoted(_harmless(pa.array(schema.names)), separator).to_pylist()) + "\r\n")
        for batch in batches:
            cells = [_quoted(written(column, language), separator) for column in batch.columns]
            lines = pc.binary_join_element_wise(*cells, separator, null_handling="replace")
            file.writelines(f"{line}\r\n" for line in lines.to_pylist())
            rows += batch.num_rows
    return rows


def written(cells: pa.Array, language: Language) -> pa.Array:
    """The cells of one column as text in local form; null stays null."""
    kind = cells.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _harmless(cells.cast(pa.string()))
    if pa.types.is_boolean(kind):
        return pc.if_else(cells, say("page.yes", language), say("page.no", language))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pc.strftime(cells.cast(pa.date32(), safe=False), _DATES[language])
    if pa.types.is_map(kind):
        return _pairs(cells)
    if pa.types.is_floating(kind):
        cells = pc.round(cells, ndigits=_DECIMALS)
    text = cells.cast(pa.string())
    return pc.replace_substring(text, ".", ",") if language == "nl" else text


def _harmless(text: pa.Array) -> pa.Array:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    formula = pc.and_not(pc.match_substring_regex(text, _FORMULA), pc.match_substring_regex(text, _NUMBER))
    return pc.if_else(formula, pc.binary_join_element_wise("'", text, ""), text)


def _quoted(text: pa.Array, separator: str) -> pa.Array:
    special = pc.match_substring_regex(text, f'["\r\n{separator}]|^ | $')
    doubled = pc.replace_substring(text, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), text)


def _pairs(maps: pa.MapArray) -> pa.Array:
    """``column=reason`` of every pair, separated by a bar."""
    pairs = pc.binary_join_element_wise(maps.keys, maps.items, "=")
    return _harmless(pc.binary_join(pa.ListArray.from_arrays(maps.offsets, pairs), " | "))
