"""What ``check`` and ``analyse`` say of the facts: how files were read, whether it adds up, what was noticed."""

from collections.abc import Sequence
from decimal import Decimal

from klantkompas.cli.request import SETTINGS, Request
from klantkompas.cli.screen import Head, Screen
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.findings import FindingGroup, group_findings
from klantkompas.ledger.intake import FileCount
from klantkompas.ledger.mapping import FileMapping, plain
from klantkompas.ledger.mending import CameIn, Mending
from klantkompas.ledger.reconciliation import hours_matched, row_totals
from klantkompas.ledger.tables import NAMES
from klantkompas.words import Language, money, number, say

MOST = 5
UNUSED_SHOWN = 20
SOLVED_BY_A_LINE = ("margin_unknown", "hourly_cost_unknown")
IN_FULL = ("transactions", "customers", "time_entries")


def tell_settings(request: Request, screen: Screen) -> None:
    """Which settings hold, where they are not the defaults."""
    used = request.rules or request.beside(SETTINGS)
    if used:
        screen.say("screen.settings", path=used, tone="dim")


def tell_files(ledger: CameIn, back: Mending, screen: Screen) -> None:
    """Which file is which table, and which column is which."""
    screen.heading("screen.files")
    language = screen.language
    heads = [Head(say(code, language)) for code in ("figure.file", "screen.files.is", "screen.files.columns")]
    ordered = sorted(ledger.mappings, key=_importance)
    screen.table(heads, [(one.file, _table_name(one, language), _columns(one, language)) for one in ordered])
    if any(one.guessed for one in ledger.mappings):
        screen.say("screen.files.guessed", mapping=back.mapping)
    else:
        screen.say("screen.files.confirmed")


def _importance(one: FileMapping) -> int:
    return NAMES.index(one.table) if one.table else len(NAMES)


def _table_name(one: FileMapping, language: Language) -> str:
    return say(f"table.{one.table}", language) if one.table else say("screen.files.nothing", language)


def _columns(one: FileMapping, language: Language) -> str:
    """For the tables on which the figures rest every column, for the others how many; and always what is unused."""
    if one.table in IN_FULL:
        said = [", ".join(_pair(head, name) for name, head in one.columns.items())]
    else:
        said = [say("screen.files.count", language, n=len(one.columns))] if one.columns else []
    if one.unused:
        rest = len(one.unused) - UNUSED_SHOWN
        more = [say("screen.files.more", language, n=rest)] if rest > 0 else []
        said.append(say("screen.files.unused", language, headers=", ".join([*one.unused[:UNUSED_SHOWN], *more])))
    return "; ".join(said)


def _pair(head: str, name: str) -> str:
    return name if plain(head) == plain(name) else f"{head} → {name}"


def tell_counts(ledger: Ledger, back: Mending, screen: Screen) -> None:
    """Read = kept + refused, and how many of the hours belong to a customer."""
    screen.heading("screen.counts")
    language = screen.language
    codes = ("screen.counts.rows", "figure.rows_kept", "screen.counts.refused", "screen.counts.sum")
    heads = [Head(say(code, language), right=True) for code in codes]
    heads.append(Head(say("screen.counts.sum_refused", language), right=True, spare=True))
    shown = [one for one in ledger.counts if one.amount_read is not None or one.rows_refused]
    currency = ledger.rules.ledger.currency
    rows = [_count_row(one, currency, language) for one in shown]
    screen.table([Head(say("figure.file", language)), *heads], rows)
    if len(shown) < len(ledger.counts):
        screen.say("screen.counts.rest", n=len(ledger.counts) - len(shown), tone="dim")
    totals = row_totals(ledger.counts)
    screen.say("screen.counts.total", read=totals.read, kept=totals.kept, refused=totals.refused)
    if totals.unreadable:
        screen.say("screen.counts.unreadable", n=totals.unreadable)
    _tell_hours(ledger, back, screen)


def _count_row(one: FileCount, currency: str, language: Language) -> Sequence[str]:
    rows = (one.rows_read, one.rows_kept, one.rows_refused)
    return one.file, *(number(count, language) for count in rows), *(
        _exact(value, one, currency, language) for value in (one.amount_read, one.amount_refused)
    )  # fmt: skip


def _exact(hundredths: int | None, one: FileCount, currency: str, language: Language) -> str:
    """To the cent: it has to add up before the reader's eyes."""
    if hundredths is None:
        return ""
    text = number(Decimal(hundredths).scaleb(-2), language, decimals=2)
    if one.table == "time_entries":
        return f"{text} {say('page.unit.hours', language)}"
    return f"{money(0, 'nl', currency=currency).split()[0]} {text}"


def _tell_hours(ledger: Ledger, back: Mending, screen: Screen) -> None:
    matched = hours_matched(ledger)
    if matched and matched.share is not None:
        screen.say("screen.hours", all=Decimal(matched.all).scaleb(-2), share=matched.share)
    if back.matches:
        screen.say("screen.hours.matches", n=len(ledger.matches), matches=back.matches)


def tell_findings(ledger: CameIn, back: Mending, screen: Screen) -> None:
    """The few lines that a person reads: what, where, and what to do; the file has everything."""
    screen.heading("screen.findings")
    kinds: dict[str, list[FindingGroup]] = {}
    for group in sorted(group_findings(ledger.findings), key=_urgency):
        kinds.setdefault(group.first.kind, []).append(group)
    if not kinds:
        screen.say("screen.findings.none")
    for alike in list(kinds.values())[:MOST]:
        _tell_kind(alike, screen)
    if len(kinds) > MOST:
        screen.say("screen.findings.more", n=len(kinds) - MOST, findings=back.findings, tone="dim")
    elif kinds:
        screen.say("screen.findings.all", findings=back.findings, tone="dim")
    if back.refused:
        screen.say("screen.refused", folder=back.refused[0].parent)
    if back.kept:
        screen.say("screen.kept", names=[path.name for path in back.kept], tone="warning")


def _urgency(group: FindingGroup) -> int:
    """What blocks, then what one line in the settings solves, then the rest."""
    return 0 if group.first.severity == "blocking" else 1 if group.first.kind in SOLVED_BY_A_LINE else 2


def _tell_kind(alike: Sequence[FindingGroup], screen: Screen) -> None:
    """The largest group of a kind, and how many files or columns have it too."""
    largest, *others = alike
    what, blocks = largest.what(screen.language).rstrip("."), largest.first.severity == "blocking"
    file = largest.first.file
    where = f" ({file})" if file and file not in what else ""
    examples = [one for one in largest.examples if one not in what]
    such = f", {say('screen.findings.example', screen.language, examples=examples)}" if where and examples else ""
    more = f"; {say('screen.findings.others', screen.language, n=len(others))}" if others else ""
    text = say("screen.findings.blocks", screen.language, what=what) if blocks else what
    screen.line(f"• {text}{where}{such}{more}", tone="blocking" if blocks else "warning")
    screen.line(largest.first.advice(screen.language), indent=2)
