"""The Monday list of ``advise`` as lines to keep: what people see of it, in both languages."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

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
    said = {language: _said(found) for language, found in advice.items()}
    lines = []
    for row in one.people().drop_columns(["name"]).to_pylist():
        if row["action"] in (DO_NOTHING, LET_SLEEP) and row["arm"] != "held_out":
            continue
        action = one.playbook[row["action"]]
        told = {"what": {language: found.playbook[action.code].called(language) for language, found in advice.items()}}
        told["reason"] = {language: reasons[row["customer_id"]] for language, reasons in said.items()}
        more = {"group": GROUPS.get(action.need, "short"), "channel": action.channel}
        lines.append({name: _plain(value) for name, value in row.items()} | told | more)
    return lines


def _said(advice: Advice) -> dict[str, str]:
    table = advice.table.select(["customer_id", "reason"])
    return dict(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
