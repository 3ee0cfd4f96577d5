"""From rows of cells to the batches of a raw table."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.ledger.sources import LINE, PROBLEM
from klantkompas.ledger.sources.headers import is_total

BATCH_ROWS = 50_000


def text_batch(
    header: Sequence[str],
    lines: Sequence[int],
    rows: Sequence[Sequence[str]],
    problems: dict[int, str],
    delimiter: str = ";",
) -> pa.Table:
    """One batch from rows of text: empty rows left out, rows that do not fit the header marked.

    Args:
        header: names of the columns.
        lines: line of each row.
        rows: cells of each row.
        problems: place -> what is already known to be wrong.
        delimiter: what joins the cells of a row that has too many, so that nothing of it is lost.
    """
    width = len(header)
    if not problems and all(len(row) == width and any(row) and not is_total(row) for row in rows):
        return _batch(header, lines, rows, [None] * len(rows))
    kept_lines, kept, found = list[int](), list[Sequence[str]](), list[str | None]()
    for place, row in enumerate(rows):
        problem = problems.get(place)
        if problem is None and not any(row):
            continue
        cells, misfit = _fitted(row, width, delimiter)
        kept_lines.append(lines[place])
        kept.append(cells)
        found.append(problem or ("total_row" if is_total(cells) else misfit))
    return _batch(header, kept_lines, kept, found)


def in_pieces(batch: pa.Table) -> Iterator[pa.Table]:
    """The batch in pieces of at most ``BATCH_ROWS`` rows; nothing where it is empty."""
    for start in range(0, batch.num_rows, BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)


def with_marks(columns: Sequence[pa.Array], header: Sequence[str], lines: pa.Array, problems: pa.Array) -> pa.Table:
    """A batch from its columns, its line numbers and its problems."""
    return pa.Table.from_arrays([*columns, lines, problems], names=[*header, LINE, PROBLEM])


def _fitted(row: Sequence[str], width: int, delimiter: str) -> tuple[Sequence[str], str | None]:
    if len(row) == width:
        return row, None
    if len(row) < width:
        return [*row, *[""] * (width - len(row))], "too_few_fields"
    if not any(row[width:]):
        return row[:width], None  # the custom of ending every line with a separator
    return [*row[: width - 1], delimiter.join(row[width - 1 :])], "too_many_fields"


def _batch(
    header: Sequence[str], lines: Sequence[int], rows: Sequence[Sequence[str]], problems: Sequence[str | None]
) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    return with_marks(
        [_text(column) for column in columns],
        header,
        pa.array(lines, pa.int64()),
        pa.array(problems, pa.string()),
    )


def _text(cells: Sequence[str]) -> pa.Array:
    column = pa.array(cells, pa.string())
    return pc.if_else(pc.equal(column, ""), None, column)


def typed_batch(
    schema: pa.Schema, rows: Sequence[Sequence[object]], lines: Sequence[int], problems: Sequence[str | None]
) -> pa.Table:
    """One batch from rows of values that have the types of the schema."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)]
    return with_marks(arrays, schema.names, pa.array(lines, pa.int64()), pa.array(problems, pa.string()))
