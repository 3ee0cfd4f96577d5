"""Recalculate: the facts of one moment, through the library, to figures that everybody sees at once.

Whatever stops it before its last transaction (an error, a person, the power) leaves what was known in force.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from klantkompas.advice.monday import Advice, advise
from klantkompas.advice.playbook import read_playbook
from klantkompas.effect.base import effect
from klantkompas.effect.learn import learned_uplifts
from klantkompas.engine import open_engine
from klantkompas.errors import UsageError
from klantkompas.insight.base import CustomerBase, analyse
from klantkompas.insight.by_year import write_years
from klantkompas.ledger.book import Ledger, open_ledger, with_findings
from klantkompas.ledger.checks import check_ledger
from klantkompas.report.html import write_report
from klantkompas.report.results import REPORT, measured_in, write_advice, write_results
from klantkompas.rules import Rules, rules_of
from klantkompas.web.customers import comparing, segments, tasks
from klantkompas.web.customers.models import Snapshot
from klantkompas.web.customers.page import YEARS
from klantkompas.web.nightly import keeping, night, pictures, snapshots
from klantkompas.web.nightly.hours import hours_of
from klantkompas.web.nightly.monday import monday_lines
from klantkompas.web.nightly.reading import newest_day, write_facts
from klantkompas.web.staff.jobs import Progress
from klantkompas.web.staff.models import Job, RulesVersion, User
from klantkompas.web.staff.queries import rules_in_force
from klantkompas.web.staff.trail import note
from klantkompas.words import Language, failure

Tell = Callable[[str, int, int | None], None]
STEPS = (
    *("facts", "reading", "rhythm", "profit", "value", "referrals", "customers", "lenses"),
    *("effect", "report", "pictures", "advice", "keeping"),
)
LANGUAGES: tuple[Language, ...] = ("nl", "en")
CUSTOMERS = "customers.parquet"


def work(progress: Progress, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The job ``analyse``.

    Args:
        progress: of the job.
        asked: ``hours`` a week for a new Monday list, where somebody said how many.

    Returns:
        ``snapshot`` and ``as_of``; or that the night found everything ``unchanged``.

    Raises:
        UsageError: another analysis runs, or there are no transactions yet.
        FactsError: not one of them can be counted.
    """
    by, hours = progress.job.by, asked.get("hours")
    if Job.objects.filter(kind=night.KIND, state="running").exclude(pk=progress.job.pk).exists():
        raise failure(UsageError, "web_analysis_runs")
    if by is None and not night.outdated(Snapshot.objects.first()):
        return {"unchanged": True}
    made = recalculate(progress, by=by, at=timezone.now(), hours=None if hours is None else Decimal(hours))
    return {"snapshot": made.pk, "as_of": made.as_of.isoformat()}


def recalculate(
    progress: Tell,
    *,
    by: User | None,
    at: datetime,
    as_of: date | None = None,
    hours: Decimal | None = None,
) -> Snapshot:
    """Compute everything anew from the facts in the database.

    Args:
        progress: told the step, the steps done and the steps there are; what it raises stops the work.
        by: who asked; None: the night.
        at: now.
        as_of: nothing after this date is seen; by default the newest transaction or hour up to today.
        hours: a week for a new Monday list, which is then made whenever the last one was; by default a list is made
            once a week, within the hours there are (``hours_of``).

    Raises:
        UsageError: there are no transactions yet.
        FactsError: not one of them can be counted.
    """
    newest = as_of or newest_day(timezone.localdate(at))
    if newest is None:
        raise failure(UsageError, "web_nothing_to_compute")
    snapshots.sweep()
    with snapshots.new_folder(at) as folder:
        run = _Run(at=at, by=by, as_of=newest, version=rules_in_force(), folder=folder, tell=progress)
        new_list = hours is not None or tasks.is_due(newest)
        with run.opened(new_list=new_list) as ledger:
            base = run.understood(ledger)
            advice = run.advised(base, ledger, hours) if new_list else None
        snapshot = run.keep(base, advice)
    keeping.forget_stage()  # its files are in force now: what goes wrong here takes nothing away
    return snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Monday:
    """A new Monday list: ``advice.json`` and its lines."""

    summary: dict[str, Any]
    lines: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One run, from the facts to the snapshot.

    Attributes:
        version: of the settings, where somebody changed any.
        folder: where its files are written.
    """

    at: datetime
    by: User | None
    as_of: date
    version: RulesVersion | None
    folder: Path
    tell: Tell

    @property
    def rules(self) -> Rules:
        """The settings in force."""
        return Rules() if self.version is None else rules_of(self.version.toml)

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which the people of the firm read, the language of its files first."""
        first = self.by.language if self.by is not None else None
        counted = User.objects.filter(is_active=True).order_by().values_list("language", flat=True)
        read = sorted(LANGUAGES, key=lambda one: (one != first, -sum(found == one for found in counted)))
        return tuple(one for one in read if one == read[0] or one in counted)

    def step(self, name: str) -> None:
        """Say what is done next."""
        self.tell(name, STEPS.index(name), len(STEPS))

    @contextmanager
    def opened(self, *, new_list: bool) -> Iterator[Ledger]:
        """The ledger of the facts in the database, checked."""
        self.step("facts")
        with TemporaryDirectory(prefix=".facts-", dir=self.folder) as place:
            facts, engine = Path(place) / "facts", open_engine(workspace=Path(place))
            facts.mkdir()
            today = timezone.localdate(self.at)
            rows = write_facts(facts, replaced=tasks.to_be_replaced(today=today) if new_list else ())
            if not rows.get("transactions"):
                raise failure(UsageError, "web_nothing_to_compute")
            self.step("reading")
            with open_ledger(facts, rules=self.rules, engine=engine, today=today) as ledger:
                yield with_findings(ledger, check_ledger(ledger))

    def understood(self, ledger: Ledger) -> CustomerBase:
        """Everything known of every customer, and what was measured, written into the folder."""
        # The same date again is no new evidence, however often it is asked: types are damped by an earlier date.
        earlier = Snapshot.objects.filter(as_of__lt=self.as_of).exclude(folder="").first()
        previous = snapshots.folder_of(earlier)
        language, *others = self.languages
        base = analyse(
            ledger,
            as_of=self.as_of,
            previous=None if previous is None else previous / CUSTOMERS,
            language=language,
            progress=lambda name, _done, _all: self.step(name),
        )
        self.step("effect")
        if ledger.has("actions"):
            effect(ledger, as_of=self.as_of).write(self.folder)
        self.step("report")
        write_results(base, ledger, self.folder, language=language)
        write_years(ledger, self.folder / YEARS, as_of=self.as_of)
        for other in others:
            (self.folder / other).mkdir()
            write_report(
                base,
                findings=ledger.findings,
                counts=ledger.counts,
                path=self.folder / other / REPORT,
                language=other,
                measured=measured_in(self.folder),
            )
        self.step("pictures")
        pictures.draw(base, self.folder, effect=measured_in(self.folder))
        return base

    def advised(self, base: CustomerBase, ledger: Ledger, asked: Decimal | None) -> _Monday:
        """A new Monday list, in the languages that people read."""
        self.step("advice")
        hours, basis = hours_of(self.as_of, asked=asked)
        actions = read_playbook()
        learned = learned_uplifts(ledger, actions, self.as_of)
        found: dict[Language, Advice] = {
            language: advise(
                base,
                hours=hours * base.rules.advice.weeks,
                ledger=ledger,
                learned=learned,
                playbook=actions,
                language=language,
            )
            for language in LANGUAGES
        }
        for language in self.languages:
            write_advice(found[language], base, ledger, self._place(language))
        summary = json.loads((self.folder / "advice.json").read_text(encoding="utf-8"))
        return _Monday(
            summary=summary | {"hours_basis": basis, "hours_a_week": float(hours)}, lines=monday_lines(found)
        )

    def _place(self, language: Language) -> Path:
        """The folder itself for the first language, one within for every other."""
        return self.folder if language == self.languages[0] else self.folder / language

    def keep(self, base: CustomerBase, monday: _Monday | None) -> Snapshot:
        """Lay in what was found; the one moment at which what everybody sees changes."""
        self.step("keeping")
        before = Snapshot.objects.first()
        changed = keeping.changed(before, self.folder / CUSTOMERS, as_of=self.as_of)
        keeping.stage(self.folder)
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                as_of=self.as_of,
                at=self.at,
                by=self.by,
                folder=snapshots.kept_as(self.folder),
                rules=self.version,
                fingerprint=base.rules.fingerprint,
                summary=json.loads((self.folder / "summary.json").read_text(encoding="utf-8")),
                changed=changed,
                advice=monday.summary if monday else before.advice if before else {},
                effect=measured_in(self.folder) or {},
            )
            keeping.lay_in(snapshot)
            comparing.recount(snapshot)
            if monday is not None:
                tasks.close(today=timezone.localdate(self.at))
                tasks.lay(snapshot, monday.lines)
            segments.recount(snapshot)
            note(actor=self.by, action="analysis.made", subject="snapshot", subject_id=snapshot.pk, at=self.at)
        return snapshot
