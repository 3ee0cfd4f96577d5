"""The phase of every relation, now and in the past, from dated facts.

    prospect      contact, no order yet
    new           eerste zoentje: a first order or an open quote; back after an end
    building      lekker knuffelen: three orders and the time to see a rhythm
    established   vaste relatie: six orders, a year, and still active
    strained      huwelijksproblemen: something is wrong; until it is solved and an order came in rhythm again
    ended         ended by word, by decision, or by silence

Entering ``strained`` waits for nothing (it is an alarm), leaving it does. Silence is read by the chance to be active of
the firm's own purchase process, on the clock of the season where there is one, given the orders until then; everything
else is a fact with its day.

Source: METHODS 7; workshop Relatiemarketing, the four phases.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantkompas.engine import Engine, Frame, Reading, collect, cuts
from klantkompas.estimators.purchases import PurchaseProcess, p_active
from klantkompas.estimators.season import Clock, Timing
from klantkompas.insight.five_rs import FirmRhythm, Rhythm
from klantkompas.insight.relation.spells import (
    Flags,
    Stretches,
    Whole,
    first_after,
    laid_over,
    merged,
    stamp,
    stretches,
    together,
)
from klantkompas.insight.relation.stays import MonthlyMoves
from klantkompas.insight.relation.turns import (
    CONTACT,
    CUSTOMER,
    DECISIONS,
    ENDS,
    FIRST_DECISION,
    FIRST_END,
    FIRST_TROUBLE,
    NEVER,
    ORDER,
    QUOTE,
    TROUBLES,
    days_to_win,
    turns,
    waited,
)
from klantkompas.insight.seasons import Seasons
from klantkompas.insight.yearly import comparable
from klantkompas.ledger.book import Ledger
from klantkompas.rules import PhaseRules
from klantkompas.words import Language, say, say_each

PHASES = ("prospect", "new", "building", "established", "strained", "ended")
REASONS = {
    "listed": "prospect",
    "contact": "prospect",
    "quote": "new",
    "first_order": "new",
    "came_back": "new",
    "few_orders": "building",
    "rhythm": "established",
    **dict.fromkeys(TROUBLES, "strained"),
    "silence": "strained",
    "waiting": "strained",
    **dict.fromkeys(ENDS, "ended"),
    **{f"decided_{name}": "ended" for name in DECISIONS},
    "gone_silent": "ended",
    "went_cold": "ended",
}
"""Every reason and the phase that it gives; sentences under ``phase.reason.REASON``."""
CODE = {name: at for at, name in enumerate(REASONS)}
PHASE_OF = np.array([PHASES.index(phase) for phase in REASONS.values()], dtype=np.int64)
HISTORY = pa.schema(
    [
        ("customer_id", pa.string()),
        ("from", pa.date32()),
        ("to", pa.date32()),
        *dict.fromkeys(("phase", "reason", "reason_now"), pa.string()).items(),
        ("reason_now_since", pa.date32()),
    ]
)
UNDATED = 0  # the day from which somebody is listed, where no day is known
STORED = pa.schema([(name, pa.int32()) for name in ("key", "from", "to", "reason", "now", "since")])


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseHistory:
    """The phases of all customers: ``moves`` says how often relations went from phase to phase, by the month.

    Attributes:
        now: a lazy frame ``key``, ``phase_code`` and ``phase_since`` (day number): the reason that holds now.
        turns: a lazy frame, a row a customer and phase: ``key``, ``from``, ``to`` (null: now), ``reason`` (``CODE``).
        history: Parquet file of the same in words (``HISTORY``). Only where ``to`` is null ``reason_now`` and its day
            say what holds now: of a strained relation the gravest trouble that is left.
    """

    now: Frame
    turns: Frame
    history: Path
    moves: MonthlyMoves


def phases(ledger: Ledger, facts: Frame, orders: Rhythm, firm: FirmRhythm, *, until: int) -> PhaseHistory:
    """Find the phases of every customer, a block of customers at a time.

    Args:
        ledger: the facts, with their rules.
        facts: the table of ``customer_facts``.
        orders: how customers order.
        firm: the rhythm of the firm; without it silence ends and strains nothing.
        until: the as-of date, as a day number.
    """
    engine, rules = ledger.engine, ledger.rules.phases
    first = ledger.extents["transactions"].first
    moves = MonthlyMoves(first=until if first is None else first, until=until)
    seasons = firm.seasons
    known = _Known(
        process=seasons.process if seasons is not None else None if firm.fit is None else firm.fit.process,
        clocks=None if seasons is None else _clocks(ledger, seasons),
        rules=rules,
        days_to_win=days_to_win(ledger, facts, rules, until=until),
        until=until,
    )
    rows = ledger.extents["transactions"].rows
    found = turns(ledger, facts, orders, rules, until=until)
    parts = (engine.blocks(cut(found).sort("key", "kind", "day")) for cut in cuts(rows=rows, key="key"))
    kept = engine.workspace / "phases_by_key.parquet"
    with pq.ParquetWriter(kept, STORED) as file:
        for batch in _histories(parts, known, moves):
            file.write_batch(batch)
    stored = engine.scan([kept], [Reading(column=name, stored=name, kind="count") for name in STORED.names])
    now = stored.filter(nw.col("to").is_null()).select("key", phase_code=nw.col("now"), phase_since=nw.col("since"))
    history = _written(engine, stored, ledger.customers)
    return PhaseHistory(now=now, turns=stored, history=history, moves=moves)


def _clocks(ledger: Ledger, seasons: Seasons) -> "_Clocks":
    """On which clock each customer orders."""
    named = collect(comparable(ledger).select("key", "group"))
    keys, rows = named["key"].to_numpy().astype(np.int64), seasons.rows(named["group"].combine_chunks())
    row = np.zeros(int(keys.max(initial=0)) + 1, dtype=np.int16)
    row[keys] = rows
    return _Clocks(seasons.clock, row)


def phase_columns(codes: pa.Array, since: pa.Array, *, language: Language) -> dict[str, pa.Array]:
    """The columns ``phase`` and ``phase_reason`` of a block.

    Args:
        codes: ``phase_code`` of each row.
        since: ``phase_since`` of each row.
        language: of the reasons.
    """
    code, day = codes.to_numpy(), pc.fill_null(since, UNDATED).to_numpy().tolist()
    said = np.full(code.size, "", dtype=object)
    for one, name in enumerate(REASONS):
        rows = np.flatnonzero(code == one)
        if name == "listed":
            said[rows] = say("phase.reason.listed", language)
        elif rows.size:
            said[rows] = say_each(f"phase.reason.{name}", language, day=[day[row] for row in rows])
    return {"phase": pc.take(pa.array(list(REASONS.values())), codes), "phase_reason": pa.array(said, pa.string())}


def _written(engine: Engine, stored: Frame, customers: Frame) -> Path:
    """The history as a file, by customer and day."""
    path = engine.workspace / "phases.parquet"
    rows = stored.join(customers.select("key", "customer_id"), on="key", how="inner")
    with pq.ParquetWriter(path, HISTORY, compression="zstd") as file:
        for batch in engine.blocks(rows.drop("key").sort("customer_id", "from")):
            reason, now = batch.column("reason"), batch.column("now")
            said = ((REASONS.values(), reason), (REASONS.keys(), reason), (REASONS.keys(), now))
            words = [pc.take(pa.array(list(names)), codes) for names, codes in said]
            days = [batch.column(name).cast(pa.int32()).cast(pa.date32()) for name in ("from", "to", "since")]
            ids = batch.column("customer_id").cast(pa.string())
            file.write_batch(pa.RecordBatch.from_arrays([ids, *days[:2], *words, days[2]], schema=HISTORY))
    return path


# --- blocks of customers --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What holds for all customers."""

    process: PurchaseProcess | None
    clocks: "_Clocks | None"
    rules: PhaseRules
    days_to_win: int
    until: int


@dataclass(frozen=True, slots=True, eq=False)
class _Clocks:
    """The clock of the season, and the row of it of each key."""

    clock: Clock
    row: np.ndarray


def _histories(
    parts: Iterable[Iterator[pa.RecordBatch]], known: _Known, moves: MonthlyMoves
) -> Iterator[pa.RecordBatch]:
    for batches in parts:
        for block in _whole_customers(batches):
            yield _history(_Block.of(block, known), known, moves)


def _whole_customers(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Blocks that hold all turns of their customers: the last customer of a batch waits for the next one."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        keys = batch.column("key").to_numpy()
        border = int(np.searchsorted(keys, keys[-1])) if keys.size else 0
        if border:
            yield pa.Table.from_batches([*waiting, batch.slice(0, border)])
            waiting = []
        waiting.append(batch.slice(border))
    if waiting:
        yield pa.Table.from_batches(waiting)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The turns of some customers, by customer and kind; ``owner`` numbers the customers from 0."""

    keys: Whole
    owner: Whole
    day: Whole
    kind: Whole
    end: Whole
    began: Whole
    before: Flags
    orders: "_Orders"

    @classmethod
    def of(cls, table: pa.Table, known: _Known) -> "_Block":
        columns = {name: pc.fill_null(table[name], NEVER).to_numpy().astype(np.int64) for name in STORED_TURN}
        keys, owner = np.unique(columns["key"], return_inverse=True)
        kind, day, end = columns["kind"], columns["day"], columns["until"]
        began, before = np.full(keys.size, NEVER), np.zeros(keys.size, np.bool_)
        is_customer, is_order = kind == CUSTOMER, kind == ORDER
        began[owner[is_customer]], before[owner[is_customer]] = day[is_customer], end[is_customer] == 1
        clocks = known.clocks
        row = None if clocks is None else clocks.row[keys].astype(np.intp)
        orders = _orders(owner[is_order], day[is_order], known, row)
        return cls(keys, owner, day, kind, end, began, before, orders)

    def of_kind(self, first: int, past: int) -> tuple[Whole, Whole, Whole, Whole]:
        """Owner, day, end and kind (from 0) of the turns of some kinds."""
        rows = (self.kind >= first) & (self.kind < past)
        return self.owner[rows], self.day[rows], self.end[rows], self.kind[rows] - first

    @property
    def first_order(self) -> Whole:
        """Day of each customer's first order; ``NEVER`` without one."""
        first = np.full(self.keys.size, NEVER)
        begins = self.orders.place == 0
        first[self.orders.owner[begins]] = self.orders.day[begins]
        return first


STORED_TURN = ("key", "day", "kind", "until")


def _history(block: _Block, known: _Known, moves: MonthlyMoves) -> pa.RecordBatch:
    """The phases of a block, a row a customer and phase."""
    spells = _spells(block, known)
    troubled = _troubles(block, spells, known.rules)
    layers = [
        together([_courted(block), spells]),
        _quoted(block),
        merged(troubled.stretches),
        _silent_ends(block, known),
        *_said_to_end(block),
    ]
    owner, day, holds = laid_over(layers, until=known.until)
    phase = PHASE_OF[holds.code]
    turn = np.append(True, (owner[1:] != owner[:-1]) | (phase[1:] != phase[:-1])) if owner.size else owner == 0
    last = np.append(owner[1:] != owner[:-1], True) if owner.size else turn
    now, since = _said_now(troubled, holds.where(last), known.until)
    rows = np.flatnonzero(turn)
    final = np.append(owner[rows][1:] != owner[rows][:-1], True) if rows.size else turn[rows]
    end = np.where(final, NEVER, np.append(day[rows][1:], NEVER))
    moves.add(owner[rows], phase[rows], day[rows], end)
    place = np.cumsum(final) - 1
    columns = {
        "from": np.where(day[rows] == UNDATED, NEVER, day[rows]),
        "to": end,
        "reason": holds.code[rows],
        "now": np.where(final, now[place], NEVER),
        "since": np.where(final, since[place], NEVER),
    }
    days_and_codes = [_whole(columns[name]) for name in STORED.names[1:]]
    key = pa.array(block.keys[owner[rows]].astype(np.int32))
    return pa.RecordBatch.from_arrays([key, *days_and_codes], schema=STORED)


def _whole(values: Whole) -> pa.Array:
    """Days and codes; ``NEVER`` is null."""
    return pa.array(values.astype(np.int32), mask=values >= NEVER)


def _said_now(troubled: "_Troubled", last: Stretches, until: int) -> tuple[Whole, Whole]:
    """The reason that holds now and its day: of a strained relation the gravest trouble that is still there."""
    now, since = last.code.copy(), last.since.copy()
    strained = np.flatnonzero(PHASE_OF[now] == PHASES.index("strained"))
    now[strained] = CODE["waiting"]
    one = troubled.stretches
    running = (one.start <= until) & (one.end > until)
    for open_now in (False, True):
        rows = np.flatnonzero(running & ((troubled.solved > until) == open_now))
        rows = rows[np.lexsort((one.start[rows], -one.code[rows]))]  # the gravest and latest is written last
        place = np.searchsorted(last.owner, one.owner[rows])
        same = (place < last.owner.size) & np.isin(place, strained)
        rows, place = rows[same], place[same]
        since[place] = one.since[rows] if open_now else np.minimum(troubled.solved[rows], until)
        if open_now:
            now[place] = one.code[rows]
    return now, since


# --- orders and silence ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Orders:
    """One value an order, by customer and day.

    Attributes:
        owner, day: whose, and when.
        place: 0 for the first of this customer.
        first: day of the first of this customer.
        passed: days from that one, on the clock of the season.
        timing: that clock; None: the calendar.
        next: day of the next; ``NEVER`` for the last.
        late: day on which the silence after it became an alarm; ``NEVER`` where it did not.
        gone: day on which that silence ended the relation; ``NEVER`` where it did not.
    """

    owner: Whole
    day: Whole
    place: Whole
    first: Whole
    passed: np.ndarray
    timing: Timing | None
    next: Whole
    late: Whole
    gone: Whole


def _orders(owner: Whole, day: Whole, known: _Known, row: np.ndarray | None) -> _Orders:
    begins = np.append(True, owner[1:] != owner[:-1]) if owner.size else owner == 0
    at = np.flatnonzero(begins)
    which = np.cumsum(begins) - 1
    place = np.arange(owner.size) - at[which] if owner.size else owner
    first = day[at][which] if owner.size else day
    following = np.append(day[1:], NEVER)
    following = np.where(np.append(begins[1:], True), NEVER, following) if owner.size else day
    passed, timing = day - first, None
    if known.clocks is not None and row is not None:
        timing = Timing(known.clocks.clock, row[owner], day.astype(np.float64))
        passed = -timing.elapsed(-(day - first).astype(np.float64))
    late, gone = _silences(place, passed, np.minimum(following, known.until) - day, timing, known)
    gone = np.where(day + gone < np.minimum(following, known.until + 1), day + gone, NEVER)
    return _Orders(owner, day, place, first, passed, timing, following, np.minimum(day + late, NEVER), gone)


def _silences(place: Whole, t_x: np.ndarray, gap: Whole, timing: Timing | None, known: _Known) -> tuple[Whole, Whole]:
    """Days of silence after which each order's gap became an alarm, and an end; ``NEVER`` where it did not."""
    late, gone = np.full(place.size, NEVER), np.full(place.size, NEVER)
    process, rules = known.process, known.rules
    if process is None or place.size == 0:
        return late, gone
    low, least, fall = float(rules.strained_active), float(rules.ended_active), float(rules.active_fall)
    chance = _after(process, place, t_x, gap, timing)

    def falling(rows: Whole, level: np.ndarray) -> Whole:
        own = None if timing is None else timing.where(rows)
        return days_until(process, x=place[rows], t_x=t_x[rows], level=level, longest=gap[rows], timing=own)

    rows = np.flatnonzero(chance < max(low, 1.0 - fall))
    below, fallen = falling(rows, np.full(rows.size, low)), falling(rows, at_order(process, place[rows]) - fall)
    late[rows] = np.minimum(below, np.where(fallen <= rules.active_fall_days, fallen, NEVER))
    rows = np.flatnonzero(chance < least)
    gone[rows] = falling(rows, np.full(rows.size, least)) + rules.ended_days
    return late, gone


def _after(process: PurchaseProcess, x: Whole, t_x: np.ndarray, days: Whole, timing: Timing | None) -> np.ndarray:
    """Chance to be active after so many days of silence."""
    passed = days if timing is None else np.maximum(timing.elapsed(days.astype(np.float64)), 0.0)
    return np.asarray(p_active(process=process, x=x, t_x=t_x, T=t_x + passed))


def at_order(process: PurchaseProcess, x: Whole) -> np.ndarray:
    """Chance to be active on the day of an order itself, by the number of orders before it."""
    counts, which = np.unique(x, return_inverse=True)
    return np.asarray(p_active(process=process, x=counts, t_x=counts, T=counts)[which])


def days_until(
    process: PurchaseProcess,
    *,
    x: Whole,
    t_x: np.ndarray,
    level: np.ndarray,
    longest: Whole,
    timing: Timing | None = None,
) -> Whole:
    """First day of silence on which the chance to be active lies below a level, by halving.

    Args:
        process: of the firm, in days.
        x: orders before the last.
        t_x: days from the first order to the last.
        level: the chance, per row.
        longest: days of silence there were.
        timing: the clock on which the next order is awaited; None: the calendar.

    Returns:
        Days, shape of ``x``; ``NEVER`` where the level is not reached within ``longest``.
    """
    rows = np.flatnonzero(_after(process, x, t_x, longest, timing) < level)
    found = np.full(x.size, NEVER)
    low, high = np.full(rows.size, -1), longest[rows].copy()
    counts, last, wanted = x[rows], t_x[rows], level[rows]
    own = None if timing is None else timing.where(rows)
    for _ in range(int(high.max()).bit_length() if rows.size else 0):
        middle = np.maximum((low + high) // 2, 0)
        reached = _after(process, counts, last, middle, own) < wanted
        low, high = np.where(reached, low, np.minimum(middle, high - 1)), np.where(reached, middle, high)
    found[rows] = high
    return found


# --- the layers -----------------------------------------------------------------------------------------------------


def _courted(block: _Block) -> Stretches:
    """Before the first order: prospect since the first contact, or since nobody knows when."""
    owner, day, _, _ = block.of_kind(CONTACT, QUOTE)
    first, start = block.first_order, np.where(block.began < NEVER, block.began, UNDATED)
    reason = np.full(block.keys.size, CODE["listed"])
    known = day < np.where(first[owner] < NEVER, first[owner], NEVER)
    start[owner[known]], reason[owner[known]] = day[known], CODE["contact"]
    wanted = (first == NEVER) | (reason == CODE["contact"])
    everyone = np.arange(block.keys.size)[wanted]
    return stretches(
        everyone, start[wanted], first[wanted], reason[wanted], np.where(start == UNDATED, NEVER, start)[wanted]
    )


def _quoted(block: _Block) -> Stretches:
    """An open quote to who has not ordered yet: the relation is new."""
    owner, day, end, _ = block.of_kind(QUOTE, ORDER)
    return merged(stretches(owner, day, np.minimum(end, block.first_order[owner]), CODE["quote"]))


def _spells(block: _Block, known: _Known) -> Stretches:
    """New, building and established, from each first order until silence ended the relation."""
    orders = block.orders
    if orders.owner.size == 0:
        return stretches(*(orders.owner,) * 3, code=0)
    begins = (orders.place == 0) | (np.append(NEVER, orders.gone[:-1]) < NEVER)
    at = np.flatnonzero(begins)
    spell = np.cumsum(begins) - 1
    owner, first, again = orders.owner[at], orders.day[at], orders.place[at] > 0
    clock = np.where(again, first, np.minimum(first, block.began[owner]))
    end = orders.gone[np.append(at[1:], orders.owner.size) - 1]
    place = np.arange(orders.owner.size) - at[spell]
    building, established = _grown(orders, spell, place, clock, known)
    building = np.where(block.before[owner] & ~again, first, building)
    building, established = np.minimum(building, end), np.minimum(established, end)
    building = np.minimum(building, established)
    young = np.where(again, CODE["came_back"], CODE["first_order"])
    return together(
        [
            stretches(owner, first, np.minimum(building, end), young),
            stretches(owner, building, established, CODE["few_orders"], first),
            stretches(owner, established, end, CODE["rhythm"], first),
        ]
    )


def _grown(orders: _Orders, spell: Whole, place: Whole, clock: Whole, known: _Known) -> tuple[Whole, Whole]:
    """Per spell the days on which it was building and established; ``NEVER`` where it did not come so far.

    A day counts when the next order, or the as-of date, has not come before it: later orders move it on.
    """
    rules, process = known.rules, known.process
    size, past = clock.size, np.minimum(orders.next, known.until + 1)
    rows = np.flatnonzero(place >= rules.building_orders - 1)
    wait = np.maximum(rules.new_days, float(rules.new_gaps) * _expected_gap(orders, rows, process))
    day = np.maximum(orders.day[rows], clock[spell[rows]] + np.ceil(wait).astype(np.int64))
    building = _first(spell[rows], day, day < past[rows], size)
    rows = np.flatnonzero(place >= rules.established_orders - 1)
    day = np.maximum(orders.day[rows], clock[spell[rows]] + rules.established_days)
    sure = day < past[rows]
    if process is not None:
        sure[sure] = _still_active(process, orders, rows[sure], day[sure]) >= float(rules.established_active)
    return building, _first(spell[rows], day, sure, size)


def _expected_gap(orders: _Orders, rows: Whole, process: PurchaseProcess | None) -> np.ndarray:
    """Days between orders that are to be expected at each order: his own pace so far, drawn towards the firm's."""
    x, t_x = orders.place[rows], orders.passed[rows]
    if process is None:
        return np.asarray(t_x / np.maximum(x, 1))
    return np.asarray(process.k * (process.alpha + t_x) / (process.r + process.k * x))


def _still_active(process: PurchaseProcess, orders: _Orders, rows: Whole, day: Whole) -> np.ndarray:
    chance = at_order(process, orders.place[rows])
    later = np.flatnonzero(day > orders.day[rows])
    one, days = rows[later], day[later] - orders.day[rows][later]
    timing = None if orders.timing is None else orders.timing.where(one)
    chance[later] = _after(process, orders.place[one], orders.passed[one], days, timing)
    return chance


def _first(spell: Whole, day: Whole, counts: Flags, size: int) -> Whole:
    """The first day that counts of each spell."""
    found = np.full(size, NEVER)
    which, at = np.unique(spell[counts], return_index=True)
    found[which] = day[counts][at]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Troubled:
    """Troubles as stretches until the order in rhythm that ends them, and the day on which each was solved."""

    stretches: Stretches
    solved: Whole


def _troubles(block: _Block, spells: Stretches, rules: PhaseRules) -> _Troubled:
    """What went wrong in each relation, told or seen in silence."""
    orders = block.orders
    owner, day, end, which = block.of_kind(FIRST_TROUBLE, FIRST_END)
    began = np.maximum(day, block.first_order[owner])
    told = (began < NEVER) & (began < end)
    in_rhythm = (orders.place > 0) & (np.append(NEVER, orders.late[:-1]) == NEVER)
    stamps = stamp(orders.owner, orders.day)
    quiet = np.flatnonzero((orders.late < NEVER) & _grown_up(orders, spells))
    everyone = np.concatenate([owner[told], orders.owner[quiet]])
    start = np.concatenate([began[told], orders.late[quiet]])
    solved = np.concatenate([end[told], orders.next[quiet]])
    fact = day - np.array([waited(rules).get(name, 0) for name in TROUBLES])[which]
    since = np.concatenate([fact[told], orders.day[quiet]])
    code = np.concatenate([CODE[TROUBLES[0]] + which[told], np.full(quiet.size, CODE["silence"])])
    leaves = first_after(everyone, solved, stamps[in_rhythm])
    gone = np.concatenate([np.full(int(told.sum()), NEVER), orders.gone[quiet]])
    return _Troubled(Stretches(everyone, start, np.minimum(leaves, gone), code, since), solved)


def _grown_up(orders: _Orders, spells: Stretches) -> Flags:
    """Orders after which silence is a strain: of relations that were no longer new by then."""
    one = spells.where(np.isin(spells.code, (CODE["few_orders"], CODE["rhythm"])))
    one = one.where(np.argsort(one.stamps))
    if one.owner.size == 0:
        return np.zeros(orders.owner.size, np.bool_)
    at = np.searchsorted(one.stamps, stamp(orders.owner, orders.late), side="right") - 1
    place = np.maximum(at, 0)
    return np.asarray((at >= 0) & (one.owner[place] == orders.owner) & (one.end[place] > orders.late))


def _silent_ends(block: _Block, known: _Known) -> Stretches:
    """Ended by silence until a new order; prospects of whom nothing was heard for longer than others take."""
    orders = block.orders
    gone = orders.gone < NEVER
    silent = stretches(orders.owner[gone], orders.gone[gone], orders.next[gone], CODE["gone_silent"], orders.day[gone])
    owner, _, last, _ = block.of_kind(CONTACT, QUOTE)
    never = block.first_order[owner] == NEVER
    cold = last[never] + known.days_to_win + 1
    everyone = np.full(int(never.sum()), NEVER)
    return together([silent, stretches(owner[never], cold, everyone, CODE["went_cold"], last[never])])


def _said_to_end(block: _Block) -> list[Stretches]:
    """Ended by decision until an order after it; ended by the customer list for good."""
    owner, day, end, which = block.of_kind(FIRST_DECISION, FIRST_DECISION + len(DECISIONS))
    again = first_after(owner, day, stamp(block.orders.owner, block.orders.day))
    decided = stretches(owner, day, np.minimum(end, again), CODE[f"decided_{DECISIONS[0]}"] + which)
    owner, day, end, which = block.of_kind(FIRST_END, FIRST_DECISION)
    return [merged(decided), merged(stretches(owner, day, end, CODE[ENDS[0]] + which))]
