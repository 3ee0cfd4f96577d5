"""What customers are worth, in pictures: how their value came to be, how it is spread, who carries it, and our share.

Ranges are drawn as ranges: a dot for what is expected, a line from low to high (90 %).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import altair as alt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.insight.base import CustomerBase
from klantkompas.report.drawing import ACCENT, LOST, QUIET, Drawn, Picture, Width
from klantkompas.report.marks import FORMATS, Step, chart, names_axis, nothing, signed, sized, table_behind, waterfall
from klantkompas.report.reading import Row, best, known, names_of, reason_of, rows_of
from klantkompas.report.tables import Column, Table, amounts, table_of
from klantkompas.report.teller import Remarks, Teller
from klantkompas.report.writer import LONGEST_NAME, Unit, Writer, called

BOXES = ("won", "grown", "shrunk", "lost")
BINS = 24
TAIL = 0.02  # customers beyond the outer bins, at either end
NAMES = 10
CALLED = 3
KNOWN_EVIDENCE = ("declared", "observed")
VALUE_COLUMNS = (
    "customer_id", "name", "p_active", "expected_transactions_12m", "expected_profit_12m", "lifetime_value",
    "lifetime_value_low", "lifetime_value_high", "danger_from",
)  # fmt: skip
SHARE_COLUMNS = ("customer_id", "name", "revenue_12m", "share", "share_low", "share_high", "share_evidence")


# --- equity bridge (verloop klantvermogen) ---------------------------------------------------------------------------


def equity_bridge(base: CustomerBase, writer: Writer) -> Picture:
    """Verloop klantvermogen: from customer equity a year ago to now, by what happened to customers.

    Source: DESIGN, settled 11 (each customer in exactly one box, one model at both ends).
    """
    rows = [row | {"bridge_box": writer.say(f"page.bridge.{row['box']}")} for row in _bridge_boxes(base)]
    table = table_behind(base, writer, "equity_bridge", rows, ("bridge_box", "customers", "bridge_change"))
    if base.summary.get("customer_equity") is None or _bridge(base)["closing"] is None:
        return nothing(base, "equity_bridge", table, "equity_bridge")
    return Picture(code="equity_bridge", table=table, draw=partial(_draw_bridge, base, writer))


def _bridge(base: CustomerBase) -> Row:
    none: Row = dict.fromkeys(("opening", *BOXES, "closing"))
    return none | dict(base.summary.get("equity_bridge") or {})


def _changes(base: CustomerBase) -> dict[str, Decimal]:
    """What each box added; the summary says of shrunk and lost how much went, so their sign turns."""
    told = _bridge(base)
    return {box: amounts(told, box) * (1 if box in ("won", "grown") else -1) for box in BOXES}


def _bridge_boxes(base: CustomerBase) -> list[Row]:
    counts: dict[str, int] = {}
    if base.bridge is not None:
        found = pq.read_table(base.bridge, columns=["box"])["box"].value_counts().to_pylist()
        counts = {row["values"]: row["counts"] for row in found}
    if _bridge(base)["closing"] is None:
        return []
    nobody = 0 if counts else None
    return [
        {"box": box, "customers": counts.get(box, nobody), "bridge_change": change}
        for box, change in _changes(base).items()
    ]


def _draw_bridge(base: CustomerBase, writer: Writer, width: Width) -> Drawn:
    return waterfall(
        opening=(writer.say("page.bridge.opening"), amounts(_bridge(base), "opening")),
        steps=[Step(who=writer.say(f"page.bridge.{box}"), change=change) for box, change in _changes(base).items()],
        closing=writer.say("page.bridge.closing"),
        title=writer.label("customer_equity"),
        writer=writer,
        width=width,
    )


def _tell_bridge(told: Teller) -> Remarks:
    ends = {name: told.money(_bridge(told.base)[name] or 0) for name in ("opening", "closing")}
    equity = told.base.summary["customer_equity"]
    box, change = max(_changes(told.base).items(), key=lambda item: abs(item[1]))
    remarkable = told.say(
        "equity_bridge.remarkable",
        box=told.say(f"bridge.{box}"),
        change=signed(change, told.writer),
        **{end: told.money(equity[end]) for end in ("low", "high")},
    )
    names = _fallen(told.base)
    do = told.say("equity_bridge.do", names=names) if names else told.say("equity_bridge.do_none")
    return told.say("equity_bridge.shows", **ends), remarkable, do


def _fallen(base: CustomerBase) -> list[str]:
    """Those still customers whose value shrank the most."""
    if base.bridge is None:
        return []
    lines = pq.read_table(base.bridge, filters=pc.field("box") == "shrunk", columns=["customer_id", "change"])
    lines = lines.sort_by([("change", "ascending"), ("customer_id", "ascending")]).slice(0, CALLED)
    return names_of(base, lines["customer_id"].to_pylist())


# --- the spread of value ---------------------------------------------------------------------------------------------


def value_spread(base: CustomerBase, writer: Writer) -> Picture:
    """How customers are spread over lifetime value; the outer bars hold everything beyond them."""
    values = _values(base)
    bins = _bins(values)
    rows = [row | {"value_range": text} for row, text in zip(bins, _ranges(bins, writer), strict=True)]
    table = table_behind(base, writer, "value_spread", rows, ("value_range", "customers", "value_sum"))
    if len(values) < 2:
        return nothing(base, "value_spread", table, "customer_equity")
    return Picture(code="value_spread", table=table, draw=partial(_draw_spread, bins, _middle(values), writer))


def _values(base: CustomerBase) -> pa.ChunkedArray:
    batches = base.customer_batches(columns=["lifetime_value"])
    chunks = [pc.drop_null(batch.column(0)) for batch in batches]
    return pa.chunked_array(chunks, type=pa.decimal128(18, 2))


def _middle(values: pa.ChunkedArray) -> float:
    return float(pc.quantile(values.cast(pa.float64()), q=0.5)[0].as_py())


def _bins(values: pa.ChunkedArray) -> list[Row]:
    """Bins of one round width; the first and the last also hold the tail beyond them."""
    if not len(values):
        return []
    drawn = values.cast(pa.float64())
    low, high = (float(end) for end in pc.quantile(drawn, q=[TAIL, 1 - TAIL]).to_pylist())
    wide = _round_width((high - low) / BINS)
    first, last = math.floor(low / wide), max(math.floor(low / wide), math.ceil(high / wide) - 1)
    at = pc.floor(pc.divide(drawn, wide)).cast(pa.int64())
    at = pc.min_element_wise(pc.max_element_wise(at, first), last)
    sums = pa.table({"at": at, "value": values}).group_by("at").aggregate([("value", "sum"), ("value", "count")])
    found = {row["at"]: row for row in sums.to_pylist()}
    none = {"value_count": 0, "value_sum": Decimal(0)}
    return [
        {"low": at * wide, "high": (at + 1) * wide, "customers": row["value_count"], "value_sum": row["value_sum"]}
        for at in range(first, last + 1)
        for row in [found.get(at, none)]
    ]


def _round_width(least: float) -> float:
    """The first of 1, 2, 5, 10, 20 ... that is not less."""
    if least <= 1:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= least * (1 - 1e-9))


def _ranges(bins: Sequence[Row], writer: Writer) -> Iterator[str]:
    for place, row in enumerate(bins):
        low, high = (writer.cell(Decimal(row[end]), "money") for end in ("low", "high"))
        if len(bins) > 1 and place == 0:
            yield writer.say("page.bin.below", high=high)
        elif len(bins) > 1 and place == len(bins) - 1:
            yield writer.say("page.bin.above", low=low)
        else:
            yield f"{low} – {high}"


def _draw_spread(bins: Sequence[Row], middle: float, writer: Writer, width: Width) -> Drawn:
    points = [{name: row[name] for name in ("low", "high", "customers")} for row in bins]
    x = alt.X("low:Q", title=writer.label("lifetime_value"), axis=alt.Axis(format="$,.0f", tickCount=6)).bin("binned")
    y = alt.Y("customers:Q", title=writer.label("customers"), axis=alt.Axis(format=",.0f"))
    colour = alt.condition("datum.high <= 0", alt.value(LOST), alt.value(ACCENT))
    drawn = chart(points).mark_bar(binSpacing=1).encode(x=x, x2="high:Q", y=y, color=colour)
    said = writer.say("page.value_spread.middle", value=writer.money(Decimal(round(middle))))
    mark = chart([{"x": middle, "y": 0, "said": said}])
    rule = mark.mark_rule(color=QUIET, strokeDash=[4, 4], strokeWidth=1.5).encode(x="x:Q")
    text = mark.mark_text(align="left", dx=6, dy=-6, baseline="top").encode(x="x:Q", y=alt.value(0), text="said:N")
    return sized(drawn + rule + text, width, 260)


def _tell_spread(told: Teller) -> Remarks:
    values = _values(told.base)
    whole, middle = Decimal(pc.sum(values).as_py()), Decimal(round(_middle(values)))
    years = told.base.rules.value.horizon_years
    mean = whole / len(values)
    ends = {"mean": told.money(mean), "middle": told.money(middle)}
    negative = pc.sum(pc.less(values, pa.scalar(Decimal(0), values.type))).as_py() or 0
    largest = values.take(pc.array_sort_indices(values, order="descending")[: max(1, len(values) // 10)])
    if whole > 0:
        best_share = Decimal(pc.sum(largest).as_py()) / whole
        remarkable = told.say("value_spread.remarkable", **ends, share=best_share, n=negative)
    else:
        remarkable = told.say("value_spread.remarkable_loss", **ends, n=negative)
    do = told.say("value_spread.do", middle=ends["middle"], mean=ends["mean"])
    return told.say("value_spread.shows", n=len(values), years=years), remarkable, do


# --- the most valuable customers, each with its range ----------------------------------------------------------------


def value_names(base: CustomerBase, writer: Writer) -> Picture:
    """The ten customers with the highest lifetime value, each with its range."""
    rows = best(base, "lifetime_value", NAMES, VALUE_COLUMNS)
    named = [row | {"name": called(row)} for row in rows]
    table = table_behind(
        base, writer, "value_names", named, tuple(name for name in VALUE_COLUMNS if name != "customer_id")
    )
    if not rows:
        return nothing(base, "value_names", table, "customer_equity")
    ends = ("lifetime_value", "lifetime_value_low", "lifetime_value_high")
    return Picture(code="value_names", table=table, draw=partial(_draw_ranges, rows, ends, "money", writer))


def _draw_ranges(rows: Sequence[Row], names: tuple[str, str, str], unit: Unit, writer: Writer, width: Width) -> Drawn:
    """A dot a customer with a line from low to high; the dot is open where it is only estimated."""
    value, low, high = names
    longest = 32 if width == "wide" else 16
    points = [
        {
            "who": f"{place:02d}{called(row, longest=longest)}",
            **{end: float(row[name]) for end, name in (("value", value), ("low", low), ("high", high))},
            "open": row.get("share_evidence") == "estimated",
        }
        for place, row in enumerate(rows)
    ]
    y, axis = names_axis(points), alt.Axis(format=FORMATS[unit], tickCount=4)
    data = chart(points)
    line = data.mark_rule(color=ACCENT, strokeWidth=2, opacity=0.55).encode(
        x=alt.X("low:Q", title=writer.label(value), axis=axis), x2="high:Q", y=y
    )
    fill = alt.condition("datum.open", alt.value("#ffffff"), alt.value(ACCENT))
    dot = data.mark_point(stroke=ACCENT, filled=True, size=70, opacity=1, strokeWidth=1.8)
    return sized(line + dot.encode(x="value:Q", y=alt.Y("who:N", sort=None), fill=fill), width, 26 * len(points))


def _tell_names(told: Teller) -> Remarks:
    rows = best(told.base, "lifetime_value", NAMES, VALUE_COLUMNS)
    together = sum(amounts(row, "lifetime_value") for row in rows)
    whole = amounts(told.base.summary["customer_equity"], "value")
    widest = max(rows, key=lambda row: row["lifetime_value_high"] - row["lifetime_value_low"])
    params = {
        "sum": told.money(together),
        "name": called(widest, longest=LONGEST_NAME),
        **{end: told.money(widest[f"lifetime_value_{end}"]) for end in ("low", "high")},
    }
    if whole > 0:
        remarkable = told.say("value_names.remarkable", **params, share=Decimal(together) / whole)
    else:
        remarkable = told.say("value_names.remarkable_loss", **params)
    doubtful = min(rows, key=lambda row: row["p_active"])
    do = told.say("value_names.do", name=called(doubtful, longest=LONGEST_NAME), chance=doubtful["p_active"])
    return told.say("value_names.shows", n=len(rows)), remarkable, do


# --- share of customer (klantaandeel) --------------------------------------------------------------------------------


def share(base: CustomerBase, writer: Writer) -> Picture:
    """Klantaandeel of the customers who seem to buy the most elsewhere, as a range with its evidence."""
    rows = _elsewhere(base)
    written = [
        row | {"name": called(row), "share_evidence": writer.say(f"page.evidence.{row['share_evidence']}")}
        for row in rows
    ]
    names = ("name", "revenue_12m", "share", "share_low", "share_high", "share_evidence", "bought_elsewhere")
    table = table_behind(base, writer, "share", written, names)
    if not rows:
        return Picture(code="share", table=table, missing=_no_share(base))
    ends = ("share", "share_low", "share_high")
    return Picture(code="share", table=table, draw=partial(_draw_ranges, rows, ends, "share", writer))


def _no_share(base: CustomerBase) -> str:
    return "no_wallet_evidence" if known(base, "revenue_12m") else reason_of(base, "revenue_12m")


def _elsewhere(base: CustomerBase) -> list[Row]:
    """The customers who seem to buy the most elsewhere: turnover x (1 / share - 1), about."""
    found: list[Row] = []
    for batch in base.customer_batches(columns=list(SHARE_COLUMNS)):
        table = pa.Table.from_batches([batch]).filter(pc.greater(batch["share"], 0))
        elsewhere = pc.multiply(table["revenue_12m"].cast(pa.float64()), pc.subtract(pc.divide(1.0, table["share"]), 1))
        order = [("elsewhere", "descending"), ("customer_id", "ascending")]
        found += rows_of(table.append_column("elsewhere", elsewhere).sort_by(order).slice(0, NAMES))
    found.sort(key=lambda row: (-row["elsewhere"], row["customer_id"]))
    return [row | {"bought_elsewhere": round(Decimal(row["elsewhere"]), -2)} for row in found[:NAMES]]


def _tell_share(told: Teller) -> Remarks:
    rows = _elsewhere(told.base)
    together = sum(amounts(row, "bought_elsewhere") for row in rows)
    asked = [called(row, longest=LONGEST_NAME) for row in rows if row["share_evidence"] not in KNOWN_EVIDENCE][:CALLED]
    held = [called(row, longest=LONGEST_NAME) for row in rows if row["share_evidence"] in KNOWN_EVIDENCE][:CALLED]
    remarkable = told.say("share.remarkable", n=len(rows), sum=told.money(together))
    do = told.say("share.do", names=asked) if asked else told.say("share.do_known", names=held)
    return told.say("share.shows", n=len(rows)), remarkable, do


# --- the model (modelkader) ------------------------------------------------------------------------------------------


def model_table(base: CustomerBase, writer: Writer) -> Table:
    """The purchase model in words: its name, its numbers and what each says, and whether it settled."""
    told = base.summary.get("model") or {}
    columns = [
        Column(name=f"model_{name}", unit="text", label=writer.say(f"page.model.{name}"))
        for name in ("what", "number", "means")
    ]
    rows = _model_rows(told, writer) if told.get("name") else []
    return table_of(rows, columns, caption=writer.say("page.model.caption"), why={})


def _model_rows(told: Mapping[str, Any], writer: Writer) -> list[Row]:
    settled = writer.say("page.yes" if told["converged"] else "page.no")
    rows = [("name", told["name"])]
    rows += [(name, writer.cell(Decimal(str(value)), "sum")) for name, value in (told["parameters"] or {}).items()]
    rows.append(("converged", settled))
    return [
        {
            "model_what": writer.say(f"page.model.{name}.what"),
            "model_number": value,
            "model_means": writer.say(f"page.model.{name}.means"),
        }
        for name, value in rows
    ]


def tell_model(base: CustomerBase, writer: Writer) -> Remarks:
    """What the model says of the customers of this firm as a whole; empty where there is none."""
    told = base.summary.get("model") or {}
    found = told.get("parameters")
    if not found:
        return ()
    pace = found["r"] / found["alpha"] / found["k"] * 365.25
    leaving = found["a"] / (found["a"] + found["b"])
    shows = writer.say("page.model.shows", pace=writer.cell(pace, "ratio"), leaving=leaving)
    rhythm = writer.say("page.model.regular" if found["k"] > 1 else "page.model.random", k=f"{found['k']:g}")
    done = writer.say("page.model.settled" if told["converged"] else "page.model.unsettled")
    return shows, rhythm, done


REMARKS = {
    "equity_bridge": _tell_bridge,
    "value_spread": _tell_spread,
    "value_names": _tell_names,
    "share": _tell_share,
}
