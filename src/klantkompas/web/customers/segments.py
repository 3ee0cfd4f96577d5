"""Segments: a rule with a name, who answers to it now, and who came and went since the analysis before.

A segment is of the firm; everybody sees of it the customers within his own reach.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.http import QueryDict

from klantkompas.errors import KlantkompasError, UsageError
from klantkompas.web.customers import filters
from klantkompas.web.customers.keeping import name_of
from klantkompas.web.customers.models import Customer, Membership, Segment, Snapshot
from klantkompas.web.customers.queries import customers
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

SHOWN = 50


def answering(rule: str, *, as_of: date) -> "QuerySet[Any]":
    """All customers who answer to a rule, whoever looks after them.

    Raises:
        UsageError: the rule cannot be read.
    """
    standing: QuerySet[Any] = Customer.objects.filter(merged_into=None)
    return standing.filter(filters.condition(filters.read(rule), as_of=as_of)).order_by()


def size(actor: User, rule: str, *, as_of: date) -> tuple[int, int]:
    """How many customers answer to a rule: of the firm, and within an actor's reach.

    Raises:
        UsageError: the rule cannot be read.
    """
    found = answering(rule, as_of=as_of)
    mine = found.filter(pk__in=customers(actor).values("pk"))
    return found.count(), mine.count()


@transaction.atomic
def make(*, actor: User, name: str, rule: str, as_of: date, at: datetime) -> Segment:
    """Keep a rule under a name, with who answers to it now; these are nobody's arrivals.

    Args:
        actor: who makes it.
        name: that no other segment has.
        rule: as in the address of a list.
        as_of: the date of the figures.
        at: when.

    Raises:
        UsageError: not allowed, no name or a taken one, or a rule without rows or that cannot be read.
    """
    need(actor, "analysis", "create")
    named, asked = name_of(name), filters.read(QueryDict(rule)).asked
    if not asked.groups:
        raise failure(UsageError, "web_segment_empty")
    if Segment.objects.filter(name__iexact=named).exists():
        raise failure(UsageError, "web_segment_taken", name=named)
    segment = Segment.objects.create(name=named, rule=asked.question, by=actor, at=at, since=as_of)
    _count(segment, as_of=as_of)
    note(actor=actor, action="segment.made", subject="segment", subject_id=segment.pk, at=at, rule=segment.rule)
    return segment


@transaction.atomic
def delete(*, actor: User, segment: Segment, at: datetime) -> None:
    """Forget a segment and its history; the customers stay.

    Raises:
        UsageError: not allowed.
    """
    need(actor, "analysis", "create")
    said = {"name": segment.name, "rule": segment.rule}
    note(actor=actor, action="segment.deleted", subject="segment", subject_id=segment.pk, at=at, **said)
    segment.delete()


def recount(snapshot: Snapshot) -> int:
    """Let everybody in and out of every segment, by the figures of a snapshot; how many segments were counted.

    A rule that can no longer be read (a column is gone) stays as it was; its page says so.
    """
    counted = 0
    for segment in Segment.objects.all():
        try:
            _count(segment, as_of=snapshot.as_of)
        except KlantkompasError:
            continue
        counted += 1
    return counted


@transaction.atomic
def _count(segment: Segment, *, as_of: date) -> None:
    """Members by the rule, in three statements of the database; counted twice on a day, that day counts once."""
    now = answering(segment.rule, as_of=as_of)
    members = Membership.objects.filter(segment=segment)
    gone = members.filter(left=None).exclude(customer__in=now.values("pk"))
    gone.filter(entered=as_of).delete()
    gone.update(left=as_of)
    members.filter(left=as_of, entered__lt=as_of, customer__in=now.values("pk")).update(left=None)
    inside = Exists(members.filter(customer=OuterRef("pk"), left=None))
    _insert(now.filter(~inside), segment, as_of)


def _insert(newcomers: "QuerySet[Any]", segment: Segment, as_of: date) -> None:
    """Straight from one table into the other."""
    chosen = newcomers.values_list("pk").annotate(of=Value(segment.pk), on=Value(as_of, DateField()))
    statement, params = chosen.query.sql_with_params()
    table = connection.ops.quote_name(Membership._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (customer_id, segment_id, entered) {statement}", params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A segment as it stands.

    Attributes:
        segment: its name and rule.
        size: members within reach.
        entered, left: how many came and went at the last analysis, within reach.
    """

    segment: Segment
    size: int
    entered: int
    left: int


def all_segments(actor: User, newest: Snapshot | None) -> list[Counted]:
    """Every segment by name, with its members within an actor's reach."""
    members = Membership.objects.filter(customer__in=customers(actor).values("pk"))
    day = newest.as_of if newest else date.min
    counts: dict[int, Any] = {
        line["segment"]: line
        for line in members.values("segment").annotate(
            size=Count("pk", filter=Q(left=None)),
            came=Count("pk", filter=Q(entered=day, segment__since__lt=F("entered"))),
            went=Count("pk", filter=Q(left=day)),
        )
    }
    nobody = {"size": 0, "came": 0, "went": 0}
    found = ((one, counts.get(one.pk, nobody)) for one in Segment.objects.select_related("by").order_by("name"))
    return [Counted(segment=one, size=n["size"], entered=n["came"], left=n["went"]) for one, n in found]


def moved(actor: User, segment: Segment, newest: Snapshot | None) -> tuple["QuerySet[Any]", "QuerySet[Any]"]:
    """Who came into a segment and who went at the last analysis, within an actor's reach, by name."""
    mine = customers(actor).order_by("sort_name", "pk")
    if newest is None:
        return mine.none(), mine.none()
    day, members = newest.as_of, Membership.objects.filter(segment=segment)
    came = members.filter(entered=day, entered__gt=segment.since)
    return mine.filter(pk__in=came.values("customer")), mine.filter(pk__in=members.filter(left=day).values("customer"))
