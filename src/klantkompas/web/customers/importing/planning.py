"""The dry run: read the files, hold them against the facts, and say what would happen. Nothing is changed."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone

from klantkompas.engine import Engine, open_engine
from klantkompas.ledger.findings import Finding, group_findings
from klantkompas.ledger.mending import write_mending
from klantkompas.ledger.sources import RawTable, Source, open_source
from klantkompas.rules import Rules, rules_of
from klantkompas.web.customers.importing.comparing import Comparing
from klantkompas.web.customers.importing.headings import sections_of
from klantkompas.web.customers.importing.plan import FOLDER, Plan, Step, examples_of, kept_findings, step_of
from klantkompas.web.customers.importing.receiving import FILES, folder_of
from klantkompas.web.customers.importing.relaying import relayed
from klantkompas.web.customers.importing.staging import NO_CUSTOMERS, Part, Taken, Tell, take
from klantkompas.web.customers.models import Customer, Import
from klantkompas.web.customers.reading import schema
from klantkompas.web.staff.models import TrailLine
from klantkompas.web.staff.queries import rules_in_force
from klantkompas.words import Language

BACK = "back"  # what goes back to the person: findings, refused rows, the mapping
SAMPLES = 3
NOT_OF_FACTS = ("user", "team", "rules", "job", "view", "segment", "import")


def plan_now(imported: Import, progress: Tell | None = None) -> None:
    """Plan an import: what it would do is written beside its files, and told on it. Can be done again at any time.

    Args:
        imported: received before, not laid in.
        progress: told what is being done, how far it is, and how much there is.

    Raises:
        UsageError: what was corrected names what is not there.
        FactsError: a file is damaged further on.
    """
    tell = progress or _silent
    folder = folder_of(imported) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rules, mark = _rules(), mark_of_facts()
    with closing(open_engine(workspace=folder)) as engine:
        source = open_source(folder_of(imported) / FILES, currency=rules.ledger.currency)
        taken = _taken(source, imported, engine, rules, tell)
        steps, twice = _steps(taken, engine, folder, tell)
    back = write_mending(_Back(taken), folder_of(imported) / BACK, language=language_of(imported))
    plan = Plan(
        mark=mark,
        steps=steps,
        examples=_examples(steps, folder),
        samples={raw.file: _first_rows(raw) for raw in source.tables},
        refused=[str(path.relative_to(folder_of(imported))) for path in back.refused],
    )
    plan.keep(imported)
    _tell_of(imported, source, taken, steps, twice)


def mark_of_facts() -> list[int]:
    """What stands for the facts as they are: what people did, and imports that were laid in or undone, moves it."""
    done = TrailLine.objects.exclude(subject__in=NOT_OF_FACTS).order_by("-pk").values_list("pk", flat=True)[:1]
    laid, undone = (Import.objects.exclude(**{name: None}).count() for name in ("done_at", "undone_at"))
    return [*done, laid, undone]


def language_of(imported: Import) -> Language:
    """The language of whoever handed the files over."""
    return "en" if imported.by is not None and imported.by.language == "en" else "nl"


def _silent(_step: str, _done: int, _total: int | None) -> None:
    pass


def _rules() -> Rules:
    version = rules_in_force()
    return rules_of(version.toml) if version else Rules()


def _taken(source: Source, imported: Import, engine: Engine, rules: Rules, tell: Tell) -> Taken:
    sections, today = sections_of(source, imported.mapping), timezone.localtime(imported.at).date()
    folder = folder_of(imported) / FOLDER

    def reading(listen: Tell) -> Taken:
        return take(source, sections=sections, engine=engine, rules=rules, today=today, folder=folder, tell=listen)

    return relayed(reading, lambda _file, rows, total: tell("read", rows, total))


def _steps(taken: Taken, engine: Engine, folder: Path, tell: Tell) -> tuple[list[Step], list[str]]:
    """What each part would do; and the customers who stand in the files more than once."""
    comparing, steps, twice = Comparing(engine, folder), list[Step](), list[str]()
    parts = [_without_named(part) if part.derived else part for part in taken.parts]
    for place, part in enumerate(parts):
        tell("compare", place, len(parts))
        compared = comparing(part)
        steps.append(step_of(part, compared))
        if len(compared.twice):
            numbers = pa.Table.from_batches(part.batches())["customer_id"]
            twice += numbers.take(pa.array(compared.twice)).to_pylist()
    met = _met(parts, folder)
    first = [step_of(met, comparing(met))] if met else []
    return [*sorted(steps, key=lambda one: one.table != "customers"), *first], twice


def _without_named(part: Part) -> Part:
    """Names from invoices, for customers who have none yet."""
    named = pa.array(Customer.objects.exclude(name=None).values_list("customer_id", flat=True), pa.string())
    rows = pa.Table.from_batches(part.batches(), pq.read_schema(part.path))
    path = part.path.with_name(f"{part.path.stem}-new.parquet")
    pq.write_table(rows.filter(pc.invert(pc.is_in(rows["customer_id"], named))), path)
    return replace(part, path=path)


def _met(parts: Iterable[Part], folder: Path) -> Part | None:
    """Customers that are met by their number only: no fact is without its customer."""
    listed, met = set[str](), set[str]()
    for part in parts:
        into = listed if part.table == "customers" else met
        for batch in part.batches() if part.table not in NO_CUSTOMERS else ():
            for name in {"customer_id", "referrer_id"} & set(part.columns):
                into.update(pc.unique(batch[name]).to_pylist())
    new = sorted(met - listed - {None} - set(Customer.objects.values_list("customer_id", flat=True)))
    if not new:
        return None
    path = folder / "met.parquet"
    wanted = pa.schema([schema("customers").field("customer_id")])
    pq.write_table(pa.table([pa.array(new, pa.string())], schema=wanted), path)
    return Part(table="customers", columns=("customer_id",), path=path, derived=True)


def _examples(steps: Iterable[Step], folder: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The first few of each table; those of its first part where it has more."""
    shown: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for step in steps:
        own = examples_of(step, folder)
        before = shown.setdefault(step.table, own)
        shown[step.table] = {what: before[what] or own[what] for what in own}
    return shown


def _first_rows(raw: RawTable) -> list[list[str]]:
    batch = next(raw.batches(), None)
    if batch is None:
        return []
    rows = batch.select(list(raw.header)).slice(0, SAMPLES).to_pylist()
    return [["" if row[name] is None else str(row[name])[:100] for name in raw.header] for row in rows]


class _Back:
    """What goes back to the person, as ``write_mending`` wants it."""

    def __init__(self, taken: Taken) -> None:
        self.findings, self.mappings = taken.findings, taken.intake.mappings
        self.refused, self.matches = taken.intake.refused, taken.matches


def _tell_of(imported: Import, source: Source, taken: Taken, steps: Iterable[Step], twice: list[str]) -> None:
    """Keep on the import what a person is told of it."""
    findings = [*_news(taken.findings), *_twice(twice)]
    counts = dict[str, dict[str, int]]()
    for step in steps:
        own = counts.setdefault(step.table, dict.fromkeys(("create", "change", "same", "refuse"), 0))
        for name, n in (("create", step.makes), ("change", step.changes), ("same", step.sames)):
            own[name] += n
    for one in taken.intake.counts:
        own = counts.setdefault(one.table, dict.fromkeys(("create", "change", "same", "refuse"), 0))
        own["refuse"] += one.rows_refused
    if twice:
        counts["customers"]["refuse"] += len(twice)
    blocked = any(one.severity == "blocking" for one in findings)
    imported.state = "planned" if counts and not blocked else "uploaded"
    imported.counts = counts
    imported.refused = {one.file: one.rows_refused for one in taken.intake.counts if one.rows_refused}
    imported.findings = kept_findings(group_findings(findings))
    imported.files = list(_files(source, taken))
    imported.save(update_fields=["state", "counts", "refused", "findings", "files"])


def _news(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of the files, without numbers that these files do not explain but the facts do."""
    known = set(Customer.objects.values_list("customer_id", flat=True))
    return (one for one in findings if one.kind != "unknown_customer" or one.value not in known)


def _twice(numbers: list[str]) -> Iterator[Finding]:
    for number in numbers:
        yield Finding(kind="customer_twice", table="customers", value=number, refused=True)


def _files(source: Source, taken: Taken) -> Iterator[Mapping[str, Any]]:
    """How each file was read, and its reconciliation to the cent."""
    headers = {raw.file: list(raw.header) for raw in source.tables}
    counts = {one.file: one for one in taken.intake.counts}
    for one in taken.intake.mappings:
        read = {"file": one.file, "table": one.table, "columns": dict(one.columns), "guessed": one.guessed}
        yield read | {"header": headers[one.file]} | _count(counts.get(one.file))
    together = counts.keys() - headers.keys()  # typed files are counted together
    yield from ({"file": name, "table": counts[name].table} | _count(counts[name]) for name in sorted(together))


def _count(one: Any) -> dict[str, Any]:
    names = ("rows_read", "rows_kept", "rows_refused", "amount_read", "amount_kept", "unreadable")
    return {name: getattr(one, name) for name in names} if one else {}
