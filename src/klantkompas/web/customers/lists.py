"""The list of customers: what somebody wants to see of whom, in which order, a page at a time.

Everything wanted stands in the address: ``q`` what was searched, ``f`` the rule, ``show`` the columns, ``sort`` the
order (``-`` before it: most first), ``after`` or ``before`` the customer where a page begins or ends. Pages are found
by that customer and never by counting lines, so that the last page costs what the first does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet

from klantkompas.errors import UsageError
from klantkompas.web.customers import filters
from klantkompas.web.customers.columns import COLUMNS, Column
from klantkompas.web.customers.models import SORTED_BY, Customer, SavedView, Snapshot
from klantkompas.web.customers.queries import customers
from klantkompas.web.customers.search import among, met
from klantkompas.web.staff.models import User
from klantkompas.web.staff.rights import Verb
from klantkompas.words import failure

LINES = 50
SORTS = ("name", *SORTED_BY)
SHOWN = ("type", "account_manager", "last_transaction", "revenue_12m", "hours_12m", "profit_12m", "lifetime_value")
MOST_COLUMNS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see.

    Attributes:
        text: words to search for.
        rule: which customers.
        shown: names of columns after the name, from left to right.
        sort: the column that orders them.
        down: most, or latest, first.
        after, before: the customer before or behind the page; None: the first page.
    """

    text: str = ""
    rule: filters.Rule = field(default_factory=filters.Rule)
    shown: tuple[str, ...] = SHOWN
    sort: str = "name"
    down: bool = False
    after: int | None = None
    before: int | None = None

    @property
    def columns(self) -> list[Column]:
        """The columns after the name."""
        return [COLUMNS[name] for name in self.shown]

    @property
    def whose(self) -> str:
        """Of the address: which customers."""
        parts = [f"q={quote(self.text)}" if self.text else "", self.rule.question]
        return "&".join(part for part in parts if part)

    @property
    def question(self) -> str:
        """The whole address after the ``?``; what is as usual is left out."""
        order = "" if (self.sort, self.down) == ("name", False) else f"sort={'-' * self.down}{self.sort}"
        columns = "" if self.shown == SHOWN else f"show={','.join(self.shown)}"
        place = f"after={self.after}" if self.after else f"before={self.before}" if self.before else ""
        return "&".join(part for part in (self.whose, columns, order, place) if part)

    def but(self, **changes: Any) -> str:
        """The address with something else, from its first page."""
        return replace(self, **{"after": None, "before": None} | changes).question


def read(asked: filters.Questions) -> Wanted:
    """What an address asks for.

    Raises:
        UsageError: a column, an order or a filter that is not there.
    """

    def one(key: str) -> str:
        return next(iter(asked.getlist(key)), "").strip()

    order = one("sort")
    shown = tuple(dict.fromkeys(name for name in one("show").split(",") if name)) or SHOWN
    unknown = [name for name in shown if name not in COLUMNS] + [order] * (order.lstrip("-") not in ("", *SORTS))
    if unknown or len(shown) > MOST_COLUMNS:
        raise failure(UsageError, "web_list_column", column=(unknown or shown)[-1], most=MOST_COLUMNS)
    return Wanted(
        text=one("q")[:100],
        rule=filters.read(asked),
        shown=shown,
        sort=order.lstrip("-") or "name",
        down=order.startswith("-"),
        after=_number(one("after")),
        before=_number(one("before")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def wanted_customers(actor: User, wanted: Wanted, *, as_of: date, verb: Verb = "view") -> "QuerySet[Any]":
    """The customers somebody wants and may reach, in no order."""
    return among(customers(actor, verb), wanted.text).filter(filters.condition(wanted.rule, as_of=as_of))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an order in which every customer has the figure, or none has; what is unknown comes last."""

    holds: Q
    by: tuple[str, ...]
    down: bool

    def ordered(self, known: "QuerySet[Any]", *, back: bool) -> "QuerySet[Any]":
        """Its customers in their order, or the other way around."""
        sign = "-" if self.down != back else ""
        return known.filter(self.holds).order_by(*(sign + path for path in self.by))

    def beyond(self, line: tuple[Any, ...], *, back: bool) -> Q:
        """What comes after a line of this section, or before it; so written that an index answers it."""
        how = "lt" if self.down != back else "gt"
        if len(self.by) == 1:
            return Q((f"{self.by[0]}__{how}", line[0]))
        first, second = self.by
        later = Q((f"{first}__{how}", line[0])) | Q((f"{second}__{how}", line[1]))
        return Q((f"{first}__{how}e", line[0])) & later


def sections(wanted: Wanted) -> tuple[Section, ...]:
    """The order that somebody wants, as sections one after the other."""
    if wanted.sort == "name":
        return (Section(holds=Q(), by=("sort_name", "pk"), down=wanted.down),)
    path = COLUMNS[wanted.sort].path
    known = Section(holds=Q((f"{path}__isnull", False)), by=(path, "figures__customer_id"), down=wanted.down)
    return known, Section(holds=Q((f"{path}__isnull", True)), by=("figures__customer_id",), down=False)


def numbers_from(
    known: "QuerySet[Any]", wanted: Wanted, *, within: "QuerySet[Any]", back: bool, lines: int
) -> list[int]:
    """The next primary keys in the wanted order behind ``wanted.after`` (before ``wanted.before``, backwards).

    Args:
        known: the customers of the list.
        wanted: their order, and where to begin.
        within: those among whom a list can begin; of others, a page would tell where they stand.
        back: towards the beginning.
        lines: how many at most.
    """
    parts = list(reversed(sections(wanted))) if back else list(sections(wanted))
    anchor = wanted.before if back else wanted.after
    at, line = _place(parts, within.filter(pk=anchor)) if anchor else (0, ())
    found: list[int] = []
    for nth, part in enumerate(parts[at:]):
        if len(found) < lines:
            asked = part.ordered(known, back=back)
            asked = asked.filter(part.beyond(line, back=back)) if line and not nth else asked
            found += asked.values_list("pk", flat=True)[: lines - len(found)]
    return found


def _place(parts: Sequence[Section], anchor: "QuerySet[Any]") -> tuple[int, tuple[Any, ...]]:
    """In which section a customer stands, and with what; the beginning where there is none of that number."""
    for at, part in enumerate(parts):
        line = anchor.filter(part.holds).values_list(*part.by).first()
        if line is not None:
            return at, line
    return 0, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the list.

    Attributes:
        lines: its customers, with their figures.
        count: how many there are in all, counted to 1,000; None: more.
        earlier, later: the customers where the pages around it end and begin; None: there is none.
    """

    lines: list[Any]
    count: int | None
    earlier: int | None
    later: int | None


def page(actor: User, wanted: Wanted, *, as_of: date) -> Page:
    """The page that somebody wants, in at most six queries."""
    known, count = met(wanted_customers(actor, wanted, as_of=as_of))
    back = wanted.before is not None
    found = numbers_from(known, wanted, within=customers(actor), back=back, lines=LINES + 1)
    more, found = len(found) > LINES, found[:LINES]
    ordered = list(reversed(found)) if back else found
    earlier, later = (more, bool(ordered)) if back else (bool(wanted.after and ordered), more)
    return Page(
        lines=rows(ordered, wanted.columns),
        count=count,
        earlier=ordered[0] if earlier else None,
        later=ordered[-1] if later else None,
    )


def rows(numbers: Sequence[int], columns: Sequence[Column]) -> list[Any]:
    """Customers by primary key, in that order, with no more of them than is shown."""
    chances = [f"figures__p_{code}" for code in COLUMNS["type"].choices]
    needed = {
        "sort_name",
        "customer_id",
        "name",
        "internal",
        "figures__snapshot",
        "figures__why",
        *(one.path for one in columns),
    }
    found = Customer.objects.select_related("figures").only(*needed, *chances).in_bulk(numbers)
    return [found[number] for number in numbers]


def value(line: Any, column: Column) -> Any:
    """What a customer has in a column, as it is stored; None: unknown."""
    return getattr(line.figures if column.figure else line, column.name)


def every_line(
    known: "QuerySet[Any]", wanted: Wanted, columns: Sequence[Column], *, lines: int = 2_000
) -> Iterator[list[Any]]:
    """All wanted customers in the wanted order, some at a time: a value a column."""
    for part in sections(wanted):
        asked = part.ordered(known, back=False).values_list(*(column.path for column in columns))
        found = asked.iterator(chunk_size=lines)
        while some := list(islice(found, lines)):
            yield some


def views(actor: User) -> "QuerySet[SavedView]":
    """The lists that somebody saved or that were shared with everybody, by name."""
    return SavedView.objects.filter(Q(by=actor) | Q(shared=True)).select_related("by").order_by("name", "pk")


def managers() -> list[str]:
    """The names of the account managers who can sign in: to filter by, and to give customers to."""
    names = User.objects.filter(is_active=True).exclude(account_manager="")
    return sorted(set(names.values_list("account_manager", flat=True)))


def date_of(newest: Snapshot | None, otherwise: date) -> date:
    """The date of the figures, from which relative days count; today where there are no figures yet."""
    return newest.as_of if newest else otherwise
