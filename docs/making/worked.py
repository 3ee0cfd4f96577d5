"""Tables with figures that stand in pages: computed from the facts that the page itself shows.

<!-- table: customers exports 2026-11-22 recency_days overdue -->   a row a customer
<!-- table: lens:break_even exports 2026-11-22 cohort customers --> a row of a lens of the audit
<!-- table: counts exports -->                                      the reconciliation, a row a file
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from klantkompas import analyse, open_ledger
from klantkompas.insight.columns import HOURS
from klantkompas.words import Language, day, has, money, number, percent, say

SHARES = ("overdue", "p_active", "customers_share", "profit_share", "share", "share_low", "share_high")
COUNTS = ("file", "rows_read", "rows_kept", "rows_refused", "amount_read", "amount_kept", "amount_refused")
Kinds = dict[str, pa.DataType]


def computed_table(asked: str, *, language: Language) -> str:
    """The Markdown table that is asked for.

    Args:
        asked: what stands behind ``table:``.
        language: of heads, numbers and reasons.
    """
    what, source, *rest = asked.split()
    if what == "counts":
        return _counts(source, language)
    as_of, *columns = rest
    with open_ledger(source) as ledger:
        base = analyse(ledger, as_of=date.fromisoformat(as_of), language=language)
        if what == "customers":
            blocks = list(base.customer_batches(["customer_id", *columns, "why"]))
            table = pa.Table.from_batches(blocks)
            columns = ["customer_id", *columns]
        else:
            table = base.lenses[what.removeprefix("lens:")]
    kinds = {name: table.schema.field(name).type for name in columns}
    return _markdown(
        [_label(name, language) for name in columns],
        [[_cell(row, name, kinds, language) for name in columns] for row in table.to_pylist()],
        [_is_number(kinds[name]) for name in columns],
    )


def _counts(source: str, language: Language) -> str:
    with open_ledger(source) as ledger:
        rows = [[_count(getattr(one, name), name, one.table, language) for name in COUNTS] for one in ledger.counts]
    return _markdown([_label(name, language) for name in COUNTS], rows, [name != "file" for name in COUNTS])


def _count(value: Any, name: str, table: str, language: Language) -> str:
    if value is None:
        return "–"
    if name.startswith("amount"):
        text = number(Decimal(value).scaleb(-2), language, decimals=2)
        return f"{text} h" if table == "time_entries" else f"€ {text}"
    return value if isinstance(value, str) else number(value, language)


def _label(name: str, language: Language) -> str:
    return say(f"figure.{name}", language) if has(f"figure.{name}") else name


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _cell(row: dict[str, Any], name: str, kinds: Kinds, language: Language) -> str:
    value, kind = row[name], kinds[name]
    if value is None:
        reason = dict(row.get("why") or ()).get(name) or row.get("reason")
        return f"– ({say(f'why.{reason}', language)})" if reason else "–"
    if name in SHARES or name.startswith("p_"):
        return percent(value, language)
    for test, write in _WRITERS:
        if test(kind):
            return write(value, language)
    return number(value, language) if isinstance(value, int) and name != "cohort" else str(value)


_WRITERS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Language], str]], ...] = (
    (lambda kind: bool(kind == HOURS), lambda value, language: number(value, language, decimals=2)),
    (pa.types.is_decimal, money),
    (pa.types.is_floating, lambda value, language: number(value, language, decimals=2)),
    (pa.types.is_date, day),
    (pa.types.is_boolean, lambda value, language: say("page.yes" if value else "page.no", language)),
)


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]) -> str:
    lines = [heads, ["--:" if one else "---" for one in right], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
