"""Three sentences a picture, all from its numbers: what it shows, what is remarkable, what to do."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from klantkompas.insight.base import CustomerBase
from klantkompas.ledger.intake import FileCount
from klantkompas.report import budget, care, lasting, relations, worth
from klantkompas.report.charts import ENDS
from klantkompas.report.cohorts import by_entry, entry_name, kept
from klantkompas.report.names import CALLED, peak
from klantkompas.report.reading import (
    Measure,
    Row,
    best,
    decile_measure,
    least,
    lens,
    measure_of,
    reason_of,
    silence,
    whale_points,
)
from klantkompas.report.tables import amounts
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import LONGEST_NAME, Label, Money, Reason, Writer, called


def remarks(base: CustomerBase, code: str, writer: Writer) -> Remarks:
    """The sentences of one picture.

    Args:
        base: the firm.
        code: that of the picture.
        writer: for one reader.

    Raises:
        KeyError: no picture has this code.
    """
    return _REMARKS[code](Teller(base, writer))


def _whale_curve(told: Teller) -> Remarks:
    rows = whale_points(told.base)
    top, last = peak(rows), rows[-1]
    shows = told.say("whale_curve.shows", total=told.money(last["cumulative_profit"]))
    loss = top["cumulative_profit"] - last["cumulative_profit"]
    if loss <= 0:
        half = next(row for row in rows if row["cumulative_profit"] * 2 >= last["cumulative_profit"])
        do = told.say("whale_curve.do_no_loss", half=half["customers_share"])
        return shows, told.say("whale_curve.no_loss"), do
    params = {"share": top["customers_share"], "money": told.money(top["cumulative_profit"]), "loss": told.money(loss)}
    if top["profit_share"] is None:
        remarkable = told.say("whale_curve.remarkable_money", **params)
    else:
        remarkable = told.say("whale_curve.remarkable", **params, peak=top["profit_share"])
    return shows, remarkable, told.say("whale_curve.do", rest=1 - top["customers_share"])


def _ends(told: Teller) -> Remarks:
    measure = measure_of(told.base)
    if measure is None:
        return ()
    names = tuple(dict.fromkeys(("customer_id", "name", measure, "hours_12m")))
    earn = best(told.base, measure, ENDS, names)
    cost = [row for row in least(told.base, measure, ENDS, names) if row[measure] < 0]
    if measure == "profit_12m" and cost:
        return _two_ends(told, earn, cost)
    shows = told.say("ends.shows_best", n=len(earn), measure=Label(measure))
    do = told.say("ends.do_best", first=called(earn[0], longest=LONGEST_NAME))
    if measure != "profit_12m":
        do = told.say("ends.do_unknown", why=Reason(reason_of(told.base, "profit_12m")))
    return shows, _together(told, earn, measure), do


def _together(told: Teller, rows: Sequence[Row], measure: Measure) -> str:
    total, whole = sum(amounts(row, measure) for row in rows), told.base.summary[measure]
    if whole > 0:
        return told.say("ends.remarkable_best", share=Decimal(total) / Decimal(whole))
    return told.say("ends.remarkable_plain", total=told.written(total, measure))


def _two_ends(told: Teller, earn: Sequence[Row], cost: Sequence[Row]) -> Remarks:
    shows = told.say("ends.shows", n=len(earn), m=len(cost), measure=Label("profit_12m"))
    earned, lost = (sum(amounts(row, "profit_12m") for row in rows) for rows in (earn, cost))
    spent = sum(amounts(row, "hours_12m") for row in cost)
    params = {"earned": told.money(earned), "lost": told.money(-lost), "hours": spent}
    whole = told.base.summary["profit_12m"]
    if whole > 0:
        remarkable = told.say("ends.remarkable", **params, share=earned / whole)
    else:
        remarkable = told.say("ends.remarkable_loss", **params)
    first, last = (called(rows[0], longest=LONGEST_NAME) for rows in (earn, cost))
    return shows, remarkable, told.say("ends.do", first=first, last=last)


def _hours_against_profit(told: Teller) -> Remarks:
    names = ("customer_id", "name", "hours_12m", "profit_12m")
    most = best(told.base, "hours_12m", ENDS, names)
    spent = sum(amounts(row, "hours_12m") for row in most)
    whole = Decimal(told.base.summary["hours_12m"])
    remarkable = told.say(
        "hours_against_profit.remarkable",
        n=len(most),
        hours=spent,
        share=spent / whole if whole else 0,
        profit=told.money(sum(amounts(row, "profit_12m") for row in most)),
    )
    costly = [called(row, longest=LONGEST_NAME) for row in most if amounts(row, "profit_12m") < 0][:CALLED]
    do = told.say("hours_against_profit.do", names=costly) if costly else told.say("hours_against_profit.do_none")
    return told.say("hours_against_profit.shows"), remarkable, do


def _deciles(told: Teller) -> Remarks:
    rows = lens(told.base, "deciles")
    measure = decile_measure(rows) or "revenue_12m"
    first, last = rows[0], rows[-1]
    whole = sum(amounts(row, measure) for row in rows)
    ends = {"best": told.written(first[measure], measure), "worst": told.written(last[measure], measure)}
    if whole > 0:
        remarkable = told.say("deciles.remarkable", **ends, share=amounts(first, measure) / whole)
    else:
        remarkable = told.say("deciles.remarkable_plain", **ends)
    hours = sum(amounts(row, "hours_12m") for row in rows)
    if hours and all(row["hours_12m"] is not None for row in rows):
        shares = {"best_hours": amounts(first, "hours_12m") / hours, "worst_hours": amounts(last, "hours_12m") / hours}
        do = told.say("deciles.do", **shares)
    else:
        do = told.say("deciles.do_plain", n=first["customers"])
    return told.say("deciles.shows", measure=Label(measure)), remarkable, do


def _five_rs(told: Teller) -> Remarks:
    quiet = silence(told.base, CALLED)
    shows = told.say("five_rs.shows", n=told.base.summary["customers"])
    if not quiet.rhythmic:
        return shows, told.say("five_rs.remarkable_none"), told.say("five_rs.do_none")
    remarkable = told.say("five_rs.remarkable", n=quiet.late, share=quiet.late / quiet.rhythmic)
    names = [called(row, longest=LONGEST_NAME) for row in quiet.rows]
    return shows, remarkable, told.say("five_rs.do", names=names) if names else told.say("five_rs.do_none")


def _change(told: Teller) -> Remarks:
    rows = lens(told.base, "change")
    before, after = (told.money(sum(amounts(row, name) for row in rows)) for name in ("previous", "now"))
    most = max(rows, key=lambda row: abs(row["change"]))
    boxes = {row["box"]: row for row in rows}
    empty: Row = {"customers": 0, "change": Decimal(0)}
    left, shrunk = boxes.get("left", empty), boxes.get("shrunk", empty)
    gone = {"n": left["customers"], "m": shrunk["customers"], "lost": told.money(-left["change"])}
    return (
        told.say("change.shows", before=before, after=after, measure=Label(f"{rows[0]['measure']}_12m")),
        told.say(
            "change.remarkable",
            box=told.say(f"box.{most['box']}"),
            change=told.money(most["change"]),
            n=most["customers"],
        ),
        told.say("change.do", **gone) if gone["n"] else told.say("change.do_none"),
    )


def _months(told: Teller) -> Remarks:
    rows = lens(told.base, "months")[-36:]
    drawn = [name for name in ("revenue", "margin") if any(row[name] is not None for row in rows)] or ["orders"]
    whole = [row for row in rows if row[drawn[0]] is not None and _is_over(row, told.base)][1:]
    if len(drawn) > 1:
        shows = told.say("months.shows", n=len(rows))
    else:
        shows = told.say("months.shows_one", n=len(rows), measure=Label(drawn[0]))
    if not whole:
        return shows, told.say("months.remarkable_none"), told.say("months.do_none")
    most, fewest = (pick(whole, key=lambda row: row[drawn[0]]) for pick in (max, min))
    remarkable = told.say(
        "months.remarkable",
        best=told.writer.month(most["month"]),
        most=told.written(most[drawn[0]], drawn[0]),
        worst=told.writer.month(fewest["month"]),
        least=told.written(fewest[drawn[0]], drawn[0]),
    )
    return shows, remarkable, told.say("months.do", best=told.writer.month(most["month"]))


def _guidance(told: Teller) -> Remarks:
    rows = [row for row in lens(told.base, "months") if row["guidance"] is not None and _is_over(row, told.base)]
    now, before = rows[-12:], rows[-24:-12]
    if len(before) < 12:
        return told.say("guidance.shows"), told.say("guidance.remarkable_none"), told.say("guidance.do")
    shares = [sum(amounts(row, "service_cost") for row in year) for year in (before, now)]
    margins = [sum(amounts(row, "margin") for row in year) for year in (before, now)]
    then, today = (cost / margin for cost, margin in zip(shares, margins, strict=True))
    return told.say("guidance.shows"), told.say("guidance.remarkable", before=then, now=today), told.say("guidance.do")


def _is_over(row: Row, base: CustomerBase) -> bool:
    following = (row["month"].replace(day=28) + timedelta(days=4)).replace(day=1)
    return bool(following - timedelta(days=1) <= base.as_of)


def _stack(told: Teller) -> Remarks:
    rows = lens(told.base, "stack")
    worth = "margin" if any(row["margin"] is not None for row in rows) else "active"
    year = told.base.as_of.year
    now = [row for row in rows if row["month"].year == year]
    whole = sum(amounts(row, worth) for row in now)
    older = sum(amounts(row, worth) for row in now if row["cohort"] < year or not row["complete"])
    said = [told.say("stack.shows")]
    if whole > 0:
        measure = told.say(f"stack.{worth}")
        said.append(told.say("stack.remarkable", year=str(year), share=Decimal(older) / whole, measure=measure))
    stayed = _stayed(told)
    if stayed:
        share, name = stayed[0]
        return (*said, told.say("stack.do", cohort=name, share=share))
    return (*said, told.say("stack.do_none"))


def _stayed(told: Teller) -> list[tuple[float, str]]:
    """How much of the buying of each year of entry remained from year 1 to year 2, the least first."""
    shares = ((kept(rows, 1), entry_name(rows[0], told.writer)) for rows in by_entry(told.base))
    return sorted((share, name) for share, name in shares if share is not None)


def _cohorts(told: Teller) -> Remarks:
    stayed = _stayed(told)
    shows = told.say("cohorts.shows")
    if len(stayed) < 2:
        return shows, told.say("cohorts.remarkable_none"), told.say("cohorts.do_none")
    (fewest, worst), (most, top) = stayed[0], stayed[-1]
    remarkable = told.say("cohorts.remarkable", best=top, most=most, worst=worst, least=fewest)
    return shows, remarkable, told.say("cohorts.do", best=top, worst=worst)


def _break_even(told: Teller) -> Remarks:
    rows = [row for row in lens(told.base, "break_even") if row["complete"]]
    costs = [(row["acquisition_cost"], row["customers"]) for row in rows if row["acquisition_cost"] is not None]
    shows = told.say("break_even.shows_no_cost")
    if costs:
        mean = sum(cost * customers for cost, customers in costs) / sum(customers for _, customers in costs)
        shows = told.say("break_even.shows", cost=told.money(mean))
    back = [row for row in rows if row["break_even_year"] is not None]
    if back:
        slowest = max(back, key=lambda row: row["break_even_year"])
        years = told.writer.cell(slowest["break_even_year"], "ratio")
        name = entry_name(slowest, told.writer)
        remarkable = told.say("break_even.remarkable", n=len(back), m=len(rows), slowest=name, years=years)
    else:
        reason = next((row["reason"] for row in rows if row["reason"]), None)
        remarkable = told.say("break_even.remarkable_none", why=told.writer.why(reason))
    first = _first_year(told)
    return (shows, remarkable) if first is None else (shows, remarkable, told.say("break_even.do", first=first))


def _first_year(told: Teller) -> Money | None:
    """Profit per customer in his first year, over the years of entry of which all of it is known."""
    rows = [rows[0] for rows in by_entry(told.base) if rows[0]["age"] == 0]
    held = [row for row in rows if row["profit"] is not None]
    won = sum(row["customers"] for row in held)
    return told.money(sum(amounts(row, "profit") for row in held) / won) if won else None


def _card_company(told: Teller) -> Remarks:
    return (told.say("card_company.shows"),)


_REMARKS: Mapping[str, Callable[[Teller], Remarks]] = {
    **worth.REMARKS,
    **lasting.REMARKS,
    **relations.REMARKS,
    **budget.REMARKS,
    **care.REMARKS,
    "whale_curve": _whale_curve,
    "ends": _ends,
    "hours_against_profit": _hours_against_profit,
    "deciles": _deciles,
    "five_rs": _five_rs,
    "change": _change,
    "months": _months,
    "guidance": _guidance,
    "stack": _stack,
    "cohorts": _cohorts,
    "break_even": _break_even,
    "card_company": _card_company,
}


def reconciliation(base: CustomerBase, counts: Sequence[FileCount], writer: Writer) -> Remarks:
    """What was read, kept and refused; what belongs to no customer; what to do."""
    read, held = sum(one.rows_read for one in counts), sum(one.rows_kept for one in counts)
    said = [writer.say("page.counts.shows", read=read, kept=held, refused=read - held)]
    nobody = base.summary.get("unassigned") or {"lines": 0, "revenue": None}
    if nobody["lines"] and nobody["revenue"] is not None:
        revenue = Money(nobody["revenue"], base.currency)
        said.append(writer.say("page.counts.remarkable", lines=nobody["lines"], revenue=revenue))
    elif nobody["lines"]:
        said.append(writer.say("page.counts.remarkable_lines", lines=nobody["lines"]))
    said.append(writer.say("page.counts.do" if read > held else "page.counts.do_none"))
    return tuple(said)


def assumptions(base: CustomerBase, writer: Writer) -> str:
    """What the user assumed wherever a figure leans on it: ``met jouw 35 % en € 62``; empty where nothing was."""
    basis: Mapping[str, Any] = base.summary.get("basis") or {}
    margin = bool(basis.get("lines_assumed_margin"))
    rate = bool(basis.get("lines_assumed_rate"))
    if not margin and not rate:
        return ""
    if (margin and basis.get("margin") is None) or (rate and basis.get("hourly_cost") is None):
        return writer.say("page.basis.settings")
    said: dict[str, Any] = {"margin": basis["margin"]} if margin else {}
    if rate:
        said["rate"] = writer.rate(basis["hourly_cost"])
    kind = "both" if len(said) == 2 else "margin" if margin else "rate"
    return writer.say(f"page.basis.{kind}", **said)
