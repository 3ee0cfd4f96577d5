"""Page 1: one A4 of names that makes a reader walk to a colleague."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klantkompas.insight.base import CustomerBase
from klantkompas.report.reading import (
    Measure,
    Row,
    best,
    decile_measure,
    known,
    lens,
    measure_of,
    reason_of,
    silence,
    whale_points,
    widest_gaps,
)
from klantkompas.report.tables import Table, amounts, column, table_of
from klantkompas.report.writer import LONGEST_NAME, Label, Money, Reason, Writer, called

Sentence = tuple[str, dict[str, Any]]

NAMES = 10
CALLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """A customer with one line about him.

    Attributes:
        name: what to call him.
        text: the facts.
        amount: his turnover in the window and what was left of it, written; empty where unknown.
    """

    name: str
    text: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Everything on page 1.

    Attributes:
        sentences: five of them.
        title: above the lines.
        lines: at most ten.
        remark: said instead of missing lines.
        best: the ten best, as a table.
    """

    sentences: tuple[str, ...]
    title: str
    lines: tuple[NameLine, ...]
    remark: str
    best: Table


def names_page(base: CustomerBase, writer: Writer) -> Names:
    """Page 1 for one reader.

    Without profit after hours the lines are the large customers who are more silent than usual: nobody is accused of
    costing money on turnover alone.
    """
    profitable = known(base, "profit_12m")
    lines = _gap_lines(base, writer) if profitable else _silent_lines(base, writer)
    part = "gaps" if profitable else "silent"
    remark = writer.say(f"page.{part}.none") if not lines else ""
    if profitable and 0 < len(lines) < NAMES:
        remark = writer.say("page.gaps.few", n=len(lines))
    return Names(
        sentences=tuple(writer.say(code, **params) for code, params in five_sentences(base)),
        title=writer.say(f"page.{part}.title"),
        lines=lines,
        remark=remark,
        best=best_table(base, writer),
    )


def _gap_lines(base: CustomerBase, writer: Writer) -> tuple[NameLine, ...]:
    return tuple(
        NameLine(
            name=called(gap.row),
            text=gap_text(gap.row, writer),
            amount=writer.say(
                "page.gaps.amount",
                revenue=Money(gap.row["revenue_12m"], base.currency),
                profit=Money(gap.row["profit_12m"], base.currency),
            ),
        )
        for gap in widest_gaps(base, NAMES)
    )


def gap_text(row: Row, writer: Writer) -> str:
    """``nr. 3 in omzet, nr. 212 in winst na uren: 41 u; dekt zijn kosten bij 31``."""
    ranks = {"revenue_rank": row["revenue_rank"], "profit_rank": row["profit_rank"], "hours": row["hours_12m"] or 0}
    if row["break_even_hours_12m"] is None:
        return writer.say("page.gaps.row_short", **ranks)
    return writer.say("page.gaps.row", **ranks, break_even=row["break_even_hours_12m"])


def _silent_lines(base: CustomerBase, writer: Writer) -> tuple[NameLine, ...]:
    return tuple(
        NameLine(
            name=called(row),
            text=writer.say("page.silent.row", gap=round(row["usual_gap_days"]), days=row["recency_days"]),
            amount=_turnover(row, base, writer),
        )
        for row in silence(base, NAMES).rows
    )


def _turnover(row: Row, base: CustomerBase, writer: Writer) -> str:
    if row["revenue_12m"] is None:
        return ""
    return writer.say("page.silent.amount", revenue=Money(row["revenue_12m"], base.currency))


def best_table(base: CustomerBase, writer: Writer) -> Table:
    """The ten best, by the best figure that is known."""
    measure = measure_of(base)
    shown = _best_columns(measure)
    asked = tuple(dict.fromkeys(("customer_id", *shown)))
    rows = [] if measure is None else best(base, measure, NAMES, asked)
    named = [row | {"name": called(row)} for row in rows]
    caption = writer.say("page.best.title", measure=writer.label(measure or "transactions"))
    return table_of(named, [column(name) for name in shown], caption=caption, why=base.summary.get("why", {}))


def _best_columns(measure: Measure | None) -> tuple[str, ...]:
    beside = {
        "profit_12m": ("profit_12m", "revenue_12m", "revenue_rank", "hours_12m"),
        "margin_12m": ("margin_12m", "revenue_12m", "revenue_rank"),
        "revenue_12m": ("revenue_12m", "transactions", "recency_days"),
    }
    return ("name", *beside.get(measure or "", ("transactions", "recency_days", "usual_gap_days")))


def five_sentences(base: CustomerBase) -> list[Sentence]:
    """The five sentences of page 1, as codes with params: what there is, who carries it, who drops, since
    when, what now.

    Amounts are ``Money``. ``Writer.say`` puts a sentence into words.
    """
    if measure_of(base) is None:
        nobody: Sentence = ("page.sentence.nobody", {"as_of": base.as_of})
        return [nobody, ("page.sentence.few", {}), _unknown(base), _no_change(base), ("page.sentence.do_supply", {})]
    return [_there_is(base), _who_carries(base), _who_drops(base), _since(base), _what_now(base)]


def _money(base: CustomerBase, amount: Any) -> Money:
    return Money(Decimal(amount), base.currency)


def _there_is(base: CustomerBase) -> Sentence:
    told = base.summary
    params: dict[str, Any] = {"customers": told["customers"], "as_of": base.as_of}
    if not known(base, "revenue_12m"):
        return "page.sentence.orders", params | {"orders": told["transactions"]}
    params["revenue"] = _money(base, told["revenue_12m"])
    if known(base, "profit_12m") and known(base, "hours_12m"):
        profit = _money(base, told["profit_12m"])
        return "page.sentence.profit", params | {"hours": told["hours_12m"], "profit": profit}
    if known(base, "margin_12m"):
        return "page.sentence.margin", params | {"margin": _money(base, told["margin_12m"])}
    return "page.sentence.revenue", params


def _who_carries(base: CustomerBase) -> Sentence:
    rows = whale_points(base)
    if len(rows) > 1:
        return whale_sentence(base, rows)
    groups = lens(base, "deciles")
    measure = decile_measure(groups)
    share = _top_share(groups, measure) if measure else None
    if len(groups) == NAMES and share is not None:
        return "page.sentence.concentration", {"share": share, "measure": Label(str(measure))}
    quiet = silence(base, CALLED)
    if not quiet.rhythmic:
        return "page.sentence.few", {}
    return "page.five_rs.remarkable", {"n": quiet.late, "share": quiet.late / quiet.rhythmic}


def _top_share(groups: list[Row], measure: str) -> float | None:
    whole = sum(amounts(row, measure) for row in groups)
    return float(amounts(groups[0], measure) / whole) if whole > 0 else None


def whale_sentence(base: CustomerBase, rows: list[Row]) -> Sentence:
    """Where the whale curve is highest, and what is lost after it."""
    top, last = peak(rows), rows[-1]
    loss = top["cumulative_profit"] - last["cumulative_profit"]
    if loss <= 0:
        return "page.sentence.no_loss", {}
    params = {"share": top["customers_share"], "loss": _money(base, loss)}
    if top["profit_share"] is None:
        return "page.sentence.whale_money", params | {"peak": _money(base, top["cumulative_profit"])}
    return "page.sentence.whale", params | {"peak": top["profit_share"]}


def peak(rows: Iterable[Row]) -> Row:
    """The point at which the whale curve is highest; the first of equals."""
    return max(rows, key=lambda row: row["cumulative_profit"])


def _who_drops(base: CustomerBase) -> Sentence:
    if not known(base, "profit_12m"):
        return _unknown(base)
    gaps = widest_gaps(base, 1)
    if not gaps:
        return "page.sentence.no_gap", {}
    row = gaps[0].row
    ranks = {name: row[name] for name in ("revenue_rank", "profit_rank")}
    name = called(row, longest=LONGEST_NAME)
    return "page.sentence.gap", {"name": name, **ranks, "hours": row["hours_12m"] or 0, "places": gaps[0].places}


def _unknown(base: CustomerBase) -> Sentence:
    return "page.sentence.profit_unknown", {"why": Reason(reason_of(base, "profit_12m"))}


def _no_change(base: CustomerBase) -> Sentence:
    return "page.sentence.no_change", {"why": Reason(reason_of(base, "profit_previous_12m"))}


def _since(base: CustomerBase) -> Sentence:
    boxes = {row["box"]: row for row in lens(base, "change")}
    if not boxes or any(row["change"] is None for row in boxes.values()):
        return _no_change(base)
    measure = f"{next(iter(boxes.values()))['measure']}_12m"
    won = sum(amounts(boxes[box], "change") for box in ("new", "returned") if box in boxes)
    left = boxes.get("left", {"customers": 0})
    params = {
        "before": _money(base, sum(amounts(row, "previous") for row in boxes.values())),
        "won": _money(base, won),
        "n": left["customers"],
        "lost": _money(base, -amounts(left, "change")),
    }
    if measure == "profit_12m":
        return "page.sentence.change", params
    return "page.sentence.change_measure", params | {"measure": Label(measure)}


def _what_now(base: CustomerBase) -> Sentence:
    gaps = widest_gaps(base, NAMES) if known(base, "profit_12m") else []
    costly = [gap.row for gap in gaps if gap.row["profit_12m"] < 0]
    if costly:
        return "page.sentence.do_hours", {"names": _called(costly)}
    quiet = silence(base, CALLED).rows
    return ("page.sentence.do_silent", {"names": _called(quiet)}) if quiet else ("page.sentence.do_nothing", {})


def _called(rows: Iterable[Row]) -> list[str]:
    return [called(row, longest=LONGEST_NAME) for row in list(rows)[:CALLED]]
