"""The Monday list of ``advise`` as lines to keep: what people see of it, in both languages."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.advice.monday import DO_NOTHING, LET_SLEEP, Advice
from klantkompas.words import Language

GROUPS = {"must": "must", "optional": "best"}  # anything else stands under "where hours are short"


def monday_lines(advice: Mapping[Language, Advice]) -> list[dict[str, Any]]:
    """The customers for whom something is done, or who are left alone on purpose, in the order of the list.

    Args:
        advice: the same choice, said in each language.

    Returns:
        Lines as ``customers.tasks.lay`` takes them.
    """
    one = next(iter(advice.values()))
    people = one.people().drop_columns(["name"])
    resting = pc.is_in(people["action"], value_set=pa.array([DO_NOTHING, LET_SLEEP]))
    rows = people.filter(pc.or_(pc.invert(resting), pc.equal(people["arm"], "held_out"))).to_pylist()
    said = {language: _said(found, [row["customer_id"] for row in rows]) for language, found in advice.items()}
    lines = []
    for place, row in enumerate(rows):
        action = one.playbook[row["action"]]
        told = {"what": {language: found.playbook[action.code].called(language) for language, found in advice.items()}}
        told["reason"] = {language: reasons[place] for language, reasons in said.items()}
        more = {"group": GROUPS.get(action.need, "short"), "channel": action.channel}
        lines.append({name: _plain(value) for name, value in row.items()} | told | more)
    return lines


def _said(advice: Advice, numbers: Sequence[str]) -> list[str]:
    """The reasons of some customers, in their order."""
    table = advice.table
    place = pc.index_in(pa.array(numbers, pa.string()), value_set=table["customer_id"].combine_chunks())
    return list(table["reason"].take(place).to_pylist())


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
