"""The three V's (verlengen, verhogen, verbeteren) with their progress: goal, standing, and what we demonstrably did.

Everything here comes from ``effect.json``: what was measured against customers who were held out, or why it could not.
"""

from collections.abc import Mapping
from typing import Any

from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.writer import Writer

VS = ("lengthen", "raise", "improve")


def progress_table(measured: Mapping[str, Any] | None, writer: Writer) -> Table:
    """A row a V; without rows where nothing was measured."""
    names = ("v", "goal", "caused", "groups")
    columns = [
        Column(name=f"progress_{name}", unit="text", label=writer.say(f"page.progress.{name}")) for name in names
    ]
    found = (measured or {}).get("v") or {}
    rows = [_row(v, found[v], writer) for v in VS if v in found]
    return table_of(rows, columns, caption=writer.say("page.progress.caption"), why={})


def _row(v: str, found: Mapping[str, Any], writer: Writer) -> dict[str, Any]:
    return {
        "progress_v": writer.say(f"page.progress.{v}"),
        "progress_goal": found.get("goal") or writer.say("page.progress.no_goal"),
        "progress_caused": _caused(found, writer),
        "progress_groups": f"{found.get('treated', 0)} / {found.get('held_out', 0)}",
    }


def _caused(found: Mapping[str, Any], writer: Writer) -> str:
    if found.get("not_measurable"):
        return writer.say("page.progress.not_yet", why=writer.why(found["not_measurable"].get("reason")))
    ends = {name: writer.cell(found[name], "ratio") for name in ("effect", "low", "high")}
    return writer.say("page.progress.range", **ends)


def tell_progress(measured: Mapping[str, Any] | None, writer: Writer) -> str:
    """What may be said of the three V's in one sentence."""
    return writer.say("page.progress.measured" if (measured or {}).get("v") else "page.progress.missing")
