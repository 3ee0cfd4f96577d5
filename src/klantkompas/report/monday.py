"""The Monday list (maandaglijst) on paper: one HTML file that prints on A4, a part for each account manager.

Every line says who, what kind of relation and how sure that is, what to do, how long it takes, what is at stake and
what it is expected to bring, with whether that was measured or is our assumption. Who is left alone is said.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa
import pyarrow.compute as pc

from klantkompas.advice.monday import DO_NOTHING, LET_SLEEP, Advice
from klantkompas.engine import rows_of as engine_rows
from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.book import Ledger
from klantkompas.report.html import css, template
from klantkompas.report.reading import Row, rows_of
from klantkompas.report.relations import COLOURS, SIGNS, type_name
from klantkompas.report.writer import UNKNOWN, Money, Writer, called
from klantkompas.words import hours

FILE = "advice.html"
SURE, LIKELY = 0.90, 0.60
MOST_NAMES = 30
NOBODY = "-"  # the key of ``advice.json`` for customers of no account manager
TYPE_COLUMNS = ("customer_id", "type", "p_demanding", "p_dormant", "p_shared", "p_loyal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list, written out.

    Attributes:
        name: of the customer.
        relation: type with its certainty in words.
        sign: of the type, a shape; ``colour`` likewise.
        action: what to do.
        reason: why.
        hours: how long it takes.
        at_stake: what can be lost or won.
        gain: what it is expected to bring, or that it must be done; ``basis`` says whether that was measured.
    """

    name: str
    relation: str
    sign: str
    colour: str
    action: str
    reason: str
    hours: str
    at_stake: str
    gain: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The list of one account manager.

    Attributes:
        manager: the name.
        sums: hours used of those there are, and what one hour more would bring.
        lines: what to do, first what must be done.
        shorter: proposals to serve less, where there are too few hours.
        alone: who is left alone to compare with, and of which action.
    """

    manager: str
    sums: str
    lines: tuple[Line, ...]
    shorter: tuple[Line, ...]
    alone: tuple[str, ...]


def write_monday(
    advice: Advice, base: CustomerBase, *, path: Path, organisations: Collection[str] | None = None
) -> None:
    """Write the Monday list, in the language of its reasons.

    Args:
        advice: what to do for whom.
        base: the same customers, with their types.
        path: the HTML file to write.
        organisations: numbers of customers who certainly are no natural persons; only beside their types stand the
            workshop's names. None: beside nobody's.
    """
    writer = Writer(language=advice.language, currency=advice.currency, as_of=advice.as_of)
    people = _people(advice)
    parts = _parts(advice, people, _Relations(base, people, writer, frozenset(organisations or ())), writer)
    resting = Counter(advice.table["action"].to_pylist())
    text = template("monday.html").render(
        writer=writer,
        say=writer.say,
        as_of=writer.say("page.as_of", as_of=advice.as_of),
        opening=_opening(advice, sum(len(part.lines) for part in parts), writer),
        notes=tuple(_notes(advice, writer)),
        parts=parts,
        asleep=resting[LET_SLEEP],
        nothing=resting[DO_NOTHING],
        css=css(),
    )
    path.write_text(text, encoding="utf-8")


def _people(advice: Advice) -> pa.Table:
    """The lines on which something is done, or was left undone on purpose."""
    people = advice.people()
    resting = pc.is_in(people["action"], pa.array([DO_NOTHING, LET_SLEEP]))
    return people.filter(pc.or_(pc.invert(resting), pc.equal(people["arm"], "held_out")))


def organisations_of(ledger: Ledger, advice: Advice) -> frozenset[str]:
    """The customers of the list who certainly are no natural persons: those whom the facts call an organisation."""
    if not ledger.has("customers", "kind"):
        return frozenset()
    said = ledger.tables["customers"].filter(nw.col("kind") == "organisation").select("key").unique()
    listed = _people(advice)["customer_id"].to_pylist()
    named = ledger.customers.filter(nw.col("customer_id").is_in(listed)).select("key", "customer_id")
    return frozenset(row["customer_id"] for row in engine_rows(named.join(said, on="key", how="inner")))


class _Relations:
    """What kind of relation the customers of the list have with us, in words."""

    def __init__(self, base: CustomerBase, people: pa.Table, writer: Writer, organisations: frozenset[str]) -> None:
        self.writer, self.organisations = writer, organisations
        listed = people["customer_id"].combine_chunks()
        self.types: dict[str, Row] = {}
        for batch in base.customer_batches(columns=list(TYPE_COLUMNS)):
            held = batch.filter(pc.is_in(batch["customer_id"], listed))
            self.types |= {row["customer_id"]: row for row in rows_of(held)}

    def of(self, customer_id: str) -> tuple[str, str, str]:
        """Words, sign and colour of the type of a customer; empty where it is unknown."""
        row = self.types.get(customer_id) or {}
        code = row.get("type")
        if code is None:
            return "", "", ""
        said = type_name(code, self.writer)
        if code != "unclear":
            said = f"{said}, {certainty(row.get(f'p_{code}'), self.writer)}"
            if customer_id in self.organisations:
                said = f"{said} ({self.writer.say(f'workshop.{code}')})"
        return said, SIGNS[code], COLOURS[code]


def certainty(chance: float | None, writer: Writer) -> str:
    """How sure a type is, in words: nearly certain from 90 %, likely from 60 %, a guess below (DESIGN)."""
    if chance is None or chance < LIKELY:
        return writer.say("certainty.guess")
    return writer.say("certainty.sure" if chance >= SURE else "certainty.likely")


def _parts(advice: Advice, people: pa.Table, relations: _Relations, writer: Writer) -> tuple[Part, ...]:
    by_manager: dict[str, list[Row]] = {name: [] for name in advice.summary["account_managers"]}
    for row in rows_of(people):
        by_manager.setdefault(row["account_manager"] or NOBODY, []).append(row)
    return tuple(
        _part(manager, rows, advice, relations, writer)
        for manager, rows in sorted(by_manager.items(), key=lambda item: (item[0] == NOBODY, item[0]))
        if rows
    )


def _part(manager: str, rows: Sequence[Row], advice: Advice, relations: _Relations, writer: Writer) -> Part:
    done = [row for row in rows if row["arm"] != "held_out"]
    short, must = ({one.code for one in advice.playbook.of_need(need)} for need in ("when_short", "must"))
    alone = [writer.say("monday.alone.line", name=called(row), action=row["what"]) for row in rows if row not in done]
    if len(alone) > MOST_NAMES:
        alone = [*alone[:MOST_NAMES], writer.say("monday.alone.more", n=len(alone) - MOST_NAMES)]
    return Part(
        manager=writer.say("screen.advice.nobody") if manager == NOBODY else manager,
        sums=_sums(advice.summary["account_managers"].get(manager), writer),
        lines=tuple(_line(row, relations, writer, must=must) for row in done if row["action"] not in short),
        shorter=tuple(_line(row, relations, writer, must=must) for row in done if row["action"] in short),
        alone=tuple(alone),
    )


def _sums(told: Mapping[str, Any] | None, writer: Writer) -> str:
    if told is None:
        return ""
    price = _euros(told["hour_price"], writer)
    used = {"used": told["hours_used"], "given": told["hours"]}
    if told["hours_short"]:
        return writer.say("monday.sums.short", **used, price=price, short=told["hours_short"])
    return writer.say("monday.sums", **used, price=price)


def _line(row: Row, relations: _Relations, writer: Writer, *, must: Collection[str]) -> Line:
    """One line; what must be done is not weighed by what it brings, so no gain stands beside it."""
    relation, sign, colour = relations.of(row["customer_id"])
    weighed = row["action"] not in must
    return Line(
        name=called(row),
        relation=relation,
        sign=sign,
        colour=colour,
        action=row["what"],
        reason=row["reason"],
        hours=hours(row["hours"], writer.language) if row["hours"] else UNKNOWN,
        at_stake=_euros(row["at_stake"] or None, writer),
        gain=_euros(row["gain"], writer) if weighed else writer.say("monday.must"),
        basis=writer.say(f"monday.basis.{row['gain_basis']}") if weighed else "",
    )


def _euros(value: Decimal | None, writer: Writer) -> str:
    """Whole euros: an expectation has no cents."""
    return UNKNOWN if value is None else writer.rate(Decimal(round(value)))


def _opening(advice: Advice, lines: int, writer: Writer) -> tuple[str, ...]:
    """What the list takes and is expected to bring."""
    told = advice.summary
    if not lines:
        return (writer.say("monday.empty"),)
    gain = {name: Money(told["gain"][name], advice.currency) for name in ("value", "low", "high")}
    takes = writer.say("monday.takes", n=lines, used=told["hours"]["used"], given=told["hours"]["given"])
    if told["budget"] is not None:
        spent = {name: Money(told[name], advice.currency) for name in ("cost", "budget")}
        takes = f"{takes} {writer.say('monday.budget', **spent)}"
    return takes, writer.say(f"monday.gain.{told['gain_basis']}", **gain)


def _notes(advice: Advice, writer: Writer) -> Iterable[str]:
    """What the reader must know of the list as a whole."""
    told = advice.summary
    if told.get("held_out"):
        yield writer.say("monday.held_out", n=told["held_out"])
    if told.get("few_customers"):
        yield writer.say("screen.advice.few", n=told["customers"])
    if told.get("waiting_long"):
        yield writer.say("screen.advice.waiting", n=told["waiting_long"])
    if not told.get("facts_seen", True):
        yield writer.say("screen.advice.no_facts")
