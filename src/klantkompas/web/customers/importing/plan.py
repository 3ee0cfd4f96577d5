"""What an import would do: the rows it makes and changes, in files that laying in reads, and what a person is told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.ledger.findings import Finding, FindingGroup
from klantkompas.ledger.intake import EPOCH
from klantkompas.web.customers.importing.comparing import Compared, Whole
from klantkompas.web.customers.importing.receiving import folder_of
from klantkompas.web.customers.importing.staging import Part
from klantkompas.web.customers.models import Import
from klantkompas.web.customers.reading import arrow, schema

FOLDER = "plan"
BEFORE = "before "  # a column of the changes that says what was there
EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one part would do to its table.

    Attributes:
        table: fact table.
        columns: those that its rows fill.
        made, changed: names of the files with the rows that make a line, and those that change one (by ``id``, with
            what was there under ``before COLUMN``).
        makes, changes, sames: how many.
    """

    table: str
    columns: Sequence[str]
    made: str
    changed: str
    makes: int
    changes: int
    sames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of an import.

    Attributes:
        mark: of the facts it was compared with.
        steps: in the order in which they are laid in.
        examples: per table ``made`` and ``changed``, a few of each as they would be stored.
        samples: per file its first rows.
        refused: the files with refused rows, under the folder of the import.
    """

    mark: Sequence[int]
    steps: Sequence[Step]
    examples: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
    samples: Mapping[str, Sequence[Sequence[str]]]
    refused: Sequence[str]

    def keep(self, imported: Import) -> None:
        """Write it beside its files, at once: a page that asks meanwhile finds no plan, never half of one."""
        text = json.dumps(asdict(self), ensure_ascii=False, default=_plain)
        whole = folder_of(imported) / "plan.json"
        aside = whole.with_suffix(".new")
        aside.write_text(text, encoding="utf-8")
        aside.replace(whole)


def plan_of(imported: Import) -> Plan | None:
    """The plan of an import; None where none was made, or its files were removed."""
    path = folder_of(imported) / "plan.json"
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Plan(**kept | {"steps": [Step(**one) for one in kept["steps"]]})


def step_of(part: Part, compared: Compared) -> Step:
    """Write what one part would do, beside its rows."""
    made, changed = (f"{part.path.stem}-{what}.parquet" for what in ("made", "changed"))
    with pq.ParquetWriter(part.path.with_name(made), _schema(part)) as file:
        for batch in _rows_at(part, compared.made):
            file.write_batch(batch)
    pq.write_table(_changes(part, compared), part.path.with_name(changed))
    makes, changes, sames = (len(one) for one in (compared.made, compared.changed, compared.same))
    names = list(part.columns)
    return Step(table=part.table, columns=names, made=made, changed=changed, makes=makes, changes=changes, sames=sames)


def examples_of(step: Step, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The first few rows that a step makes, and that it changes."""
    files = {"made": step.made, "changed": step.changed}
    return {what: list(islice(_dicts(folder / name), EXAMPLES)) for what, name in files.items()}


def _dicts(path: Path) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(EXAMPLES):
            yield from batch.to_pylist()


def _schema(part: Part) -> pa.Schema:
    return pa.schema([schema(part.table).field(name) for name in part.columns])


def _rows_at(part: Part, places: Whole) -> Iterator[pa.RecordBatch]:
    """The rows of a part at these places, which are sorted."""
    first = 0
    for batch in part.batches():
        low, high = np.searchsorted(places, (first, first + len(batch)))
        if high > low:
            yield batch.take(pa.array(places[low:high] - first))
        first += len(batch)


def _changes(part: Part, compared: Compared) -> pa.Table:
    """By id: what the changed lines become, and what they were."""
    order = np.argsort(compared.changed)
    rows = pa.Table.from_batches(_rows_at(part, compared.changed[order]), _schema(part))
    after = rows.take(pa.array(np.argsort(order)))
    ids = pa.array(compared.lines)
    kept = ["version"] if part.table == "customers" else []
    was = [batch.filter(pc.is_in(batch["id"], ids)) for batch in arrow(part.table)] if len(ids) else []
    before = pa.Table.from_batches(was, schema(part.table)).select([*part.columns, *kept])
    for name in kept:
        after = after.append_column(name, pc.add(before[name], 1))
    before = before.rename_columns([f"{BEFORE}{name}" for name in before.column_names])
    columns = [pa.chunked_array([ids]), *after.columns, *before.columns]
    return pa.table(columns, names=["id", *after.column_names, *before.column_names])


# --- findings, kept until somebody reads them in his language ------------------------------------------------------


def kept_findings(groups: Sequence[FindingGroup]) -> list[dict[str, Any]]:
    """Findings as the database keeps them."""
    told = [asdict(one.first) | {"count": one.count, "examples": list(one.examples)} for one in groups]
    return list(json.loads(json.dumps(told, default=_days)))


def told_findings(kept: Sequence[Mapping[str, Any]]) -> list[FindingGroup]:
    """Findings as they were kept."""
    groups = []
    for one in kept:
        first = Finding(**{name: value for name, value in one.items() if name != "examples"})
        groups.append(FindingGroup(first=first, count=first.count, examples=tuple(one["examples"])))
    return groups


def _days(value: Any) -> Any:
    """A day as its number, which the words know too."""
    return (value - EPOCH).days if isinstance(value, date) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
