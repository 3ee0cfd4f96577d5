"""What is kept of customers: the facts, what was imported, what was computed, and what people decided and did."""

from typing import Any, ClassVar

import pyarrow as pa
from django.db import models
from django.db.models import F, Q

from klantkompas.insight.columns import COLUMNS
from klantkompas.web.customers.facts import NAMES, fact_model
from klantkompas.web.staff.models import Job, RulesVersion, User

FACTS: dict[str, Any] = {table: fact_model(table) for table in NAMES}
Customer, Transaction, Contact = FACTS["customers"], FACTS["transactions"], FACTS["contacts"]
TimeEntry, Quote, Activity = FACTS["time_entries"], FACTS["quotes"], FACTS["activities"]
Capacity, Complaint, Rating = FACTS["capacity"], FACTS["complaints"], FACTS["ratings"]
Promise, Statement, Bond = FACTS["promises"], FACTS["compass"], FACTS["bonds"]
Referral, Wallet, Market = FACTS["referrals"], FACTS["wallets"], FACTS["market"]
Card, Contract, Spending = FACTS["cards"], FACTS["contracts"], FACTS["spending"]
Action, Decision, Goal = FACTS["actions"], FACTS["decisions"], FACTS["goals"]


class Word(models.Model):
    """A word by which a customer is found: of the name, number, place, address for mail; small, without accents."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=60)

    class Meta:
        """Found by how a word begins (on PostgreSQL letter by letter, whatever its language), or by its customer."""

        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["word", "customer"], name="found_by_word", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
            models.Index(fields=["customer", "word"], name="word_of", opclasses=["int8_ops", "varchar_pattern_ops"]),
        ]


class Import(models.Model):
    """Files that came in at one time, and what became of them.

    ``uploaded`` -> ``planned`` (a dry run told what would happen) -> ``done`` -> ``undone``; or ``failed``, and the
    files are still there. Nothing of it is in the facts before ``done``: laying in is one transaction.

    Attributes:
        folder: of the uploaded files and of the plan, under the installation's own folder.
        mapping: how each file is read, as ``mapping.toml``; remembered for the next file with that heading.
        counts: per fact table what the plan says: create, change, same, refuse.
        refused: per file its number of refused rows; the rows are in the folder.
    """

    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="uploaded", db_index=True)
    folder = models.CharField(max_length=200)
    files = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class ImportChange(models.Model):
    """A line that an import changed: what it was, so that the change can be taken back.

    Attributes:
        table: fact table.
        line: primary key of the line.
        before, after: the columns that differed, as they are stored.
    """

    origin = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="changes")
    table = models.CharField(max_length=20)
    line = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        """Found by line: a newer change must be taken back before an older one."""

        indexes: ClassVar[list[Any]] = [models.Index(fields=["table", "line"], name="changes_of_line")]


class KnownHeading(models.Model):
    """How a file with this heading was read the last time somebody confirmed it."""

    heading = models.CharField(max_length=64, unique=True)  # SHA-256 of its column names
    table = models.CharField(max_length=20)
    columns = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class Merge(models.Model):
    """Two customers that turned out to be one; can be taken back.

    Attributes:
        kept, gone: the one that goes on, and the one that is now part of it.
        before: the columns of ``kept`` that were taken from ``gone``, as they were.
    """

    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class NotTheSame(models.Model):
    """Two customers that look alike, of whom somebody said that they are two."""

    one = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Said once, the smaller number first."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["one", "other"], name="said_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="smaller_first"),
        ]


class Note(models.Model):
    """What somebody wrote down about a customer; ``activity`` is the visit or call it belongs to."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    activity = models.ForeignKey(Activity, null=True, on_delete=models.CASCADE, related_name="notes")
    day = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Document(models.Model):
    """A file about a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="documents/%Y")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Snapshot(models.Model):
    """The figures of one date, computed by the library from the facts of one moment, with the rules that held.

    Attributes:
        as_of: the date of the figures.
        at: when they were computed.
        folder: what ``analyse`` and ``advise`` wrote, under the installation's own folder.
        rules: the settings they were computed with; None: the defaults. ``fingerprint`` is of those settings.
        summary: ``summary.json``.
        changed: what differs from the snapshot before: movements between types, alarms, phases.
        advice: ``advice.json``.
        effect: ``effect.json``.
    """

    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    folder = models.CharField(max_length=200)
    rules = models.ForeignKey(RulesVersion, null=True, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=12)
    summary = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    advice = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]


def _figure(kind: pa.DataType) -> "models.Field[Any, Any]":
    """How a column of the library's answer is kept: decimals as whole hundredths."""
    if pa.types.is_decimal(kind) or pa.types.is_integer(kind):
        return models.BigIntegerField(null=True)
    if pa.types.is_floating(kind):
        return models.FloatField(null=True)
    if pa.types.is_date(kind):
        return models.DateField(null=True)
    return models.BooleanField(null=True) if pa.types.is_boolean(kind) else models.TextField(null=True)


class FiguresOf(models.Model):
    """What the newest snapshot says of one customer: laid in whole by every analysis, never edited.

    A customer has a line from the day it is made, empty until the next analysis, so that lists need no outer join.

    Attributes:
        type_sentence, phase_sentence: the reason of type and phase as code and parameters (``words.retold``).
        why: column -> code of the reason why it is unknown (``why.CODE``).
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE, related_name="figures")
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    type_before = models.TextField(null=True)
    type_sentence = models.JSONField(null=True)
    phase_since = models.DateField(null=True)
    phase_sentence = models.JSONField(null=True)
    why = models.JSONField(null=True)

    class Meta:
        """Of the one model that has it."""

        abstract = True


FIGURES = {name: kind for name, kind in COLUMNS.items() if name not in ("customer_id", "name")}
# Lists can be sorted by these, 200,000 customers long; each costs an index that every analysis lays in anew.
SORTED_BY = (
    *("revenue_12m", "profit_12m", "hours_12m", "lifetime_value", "expected_profit_12m"),
    *("p_active", "overdue", "last_transaction", "share", "referral_value"),
)


class _InOrder:
    """Sorted by a figure, with the customer to break ties; found by type and phase."""

    db_table = "figures"
    indexes: ClassVar[list[Any]] = [
        *(models.Index(fields=[name, "customer"], name=f"figures_{name}") for name in SORTED_BY),
        models.Index(fields=["type"], name="figures_type"),
        models.Index(fields=["phase"], name="figures_phase"),
    ]


Figures: Any = type(
    "Figures",
    (FiguresOf,),
    {"__module__": __name__, "__doc__": FiguresOf.__doc__, "Meta": _InOrder}
    | {name: _figure(kind) for name, kind in FIGURES.items()},
)


class Spread(models.Model):
    """How a figure is spread over comparable customers, of the newest snapshot (``comparing``).

    Attributes:
        group: segment or sector; empty: all customers.
        customers: of whom it is known.
        marks: the least, the most, and the quantiles between them at equal steps, as the figure is stored.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.CharField(max_length=300, blank=True)
    figure = models.CharField(max_length=40)
    customers = models.PositiveIntegerField()
    marks = models.JSONField()

    class Meta:
        """A row a figure and group."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["snapshot", "group", "figure"], name="spread_once")
        ]


class PhaseTurn(models.Model):
    """A phase that a customer came into on a day, and why: the history of the relation."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="turns")
    since = models.DateField()
    phase = models.CharField(max_length=12)
    sentence = models.JSONField(null=True)

    class Meta:
        """In their order."""

        indexes: ClassVar[list[Any]] = [models.Index(fields=["customer", "since"], name="turns_in_order")]


class Milestone(models.Model):
    """What there is to celebrate of a customer, on its day, as the newest snapshot found it.

    Attributes:
        kind: ``won``, ``kept``, ``grown``, ``woken``, ``recovered``, ``referred`` (``insight.milestones``).
        about: of ``referred``: the number of who was brought; empty for the others.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="milestones")
    day = models.DateField(db_index=True)
    kind = models.CharField(max_length=12)
    about = models.TextField(blank=True)


class Task(models.Model):
    """A line of the Monday list: what ``advise`` proposes for a customer, and what a person did with it.

    ``open`` -> ``accepted`` -> ``done``; or ``refused`` with one reason, or ``snoozed`` until a day. Done and refused
    become facts (``actions``, ``time_entries``), so that the next advice and ``effect`` know them.

    Attributes:
        snapshot: whose advice it is; a new one replaces what is still open.
        place: on the list, from 1.
        line: what ``advise`` says: action, v, hours, cost, at_stake, expected, gain, reason by language, evidence.
        arm: ``treated``, ``held_out`` (left alone to compare with) or what ``advise`` says.
        hours: hundredths that it took.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="tasks")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tasks")
    account_manager = models.TextField(blank=True)
    place = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    arm = models.CharField(max_length=12)
    line = models.JSONField()
    state = models.CharField(max_length=10, default="open")
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    hours = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    fact = models.ForeignKey(Action, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Everybody's own list, in its order."""

        ordering: ClassVar[list[str]] = ["place"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account_manager", "state", "place"], name="my_list")]


class SavedView(models.Model):
    """A list of customers as somebody wants to see it again: the question after the ``?`` of its address."""

    name = models.CharField(max_length=100)
    question = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    shared = models.BooleanField(default=False)


class Segment(models.Model):
    """Customers who answer to a rule, counted anew by every analysis.

    Attributes:
        rule: the filter, in the words of the customer list (``filters``).
        since: the date of the figures at which it was first counted; who was in it then did not enter.
    """

    name = models.CharField(max_length=100, unique=True)
    rule = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    since = models.DateField()


class Membership(models.Model):
    """A customer in a segment, from the snapshot that found it there until the one that no longer did."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="segments")
    entered = models.DateField()
    left = models.DateField(null=True)

    class Meta:
        """In a segment once at a time."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["segment", "customer"], condition=Q(left=None), name="in_it_once")
        ]


class BulkChange(models.Model):
    """A column of many customers that somebody changed at once; can be taken back.

    Attributes:
        deed: what was done (``together.DEEDS``).
        value: what the column became.
        customers: how many it changed.
        before: every value that it had, with the primary keys of the customers that had it.
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    deed = models.CharField(max_length=20)
    column = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    customers = models.PositiveIntegerField()
    before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]
