"""``klantkompas advise``: what to do on Monday, within the hours and euros there are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klantkompas.cli.request import SETTINGS, Request, facts_command, option
from klantkompas.errors import UsageError
from klantkompas.words import Language, failure, money, number, say
from klantkompas.words import hours as hours_text

if TYPE_CHECKING:
    from klantkompas.advice.monday import Advice
    from klantkompas.cli.progress import Waiting
    from klantkompas.cli.screen import Screen
    from klantkompas.insight.base import CustomerBase
    from klantkompas.ledger.book import Ledger

SHOWN = 12
LONGEST_NAME = 40


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    amount = say("cli.meta.hours", language)
    return facts_command(
        "advise",
        language,
        advise,
        more=[
            option("hours", language, type=str, multiple=True, required=True, metavar=amount),
            option("budget", language, type=_euros, metavar=say("cli.meta.euros", language)),
            option("playbook", language, type=Path, metavar=say("cli.meta.file", language)),
        ],
    )


def advise(request: Request, *, hours: Sequence[str], budget: Decimal | None, playbook: Path | None) -> int:
    """Choose, write and say; the exit status."""
    from klantkompas.advice import monday
    from klantkompas.advice.playbook import OWN_FILE, read_playbook
    from klantkompas.cli.progress import Waiting
    from klantkompas.effect.learn import learned_uplifts
    from klantkompas.report.results import write_advice

    given, out, actions = asked_hours(hours), request.folder, read_playbook(playbook or request.beside(OWN_FILE))
    with Waiting(request.language, quiet=request.quiet) as waiting, _understood(request, waiting) as (base, ledger):
        waiting.step("advice", 0, None)
        found = monday.advise(
            base,
            hours=given,
            budget=budget,
            ledger=ledger,
            learned=learned_uplifts(ledger, actions, base.as_of) if ledger else None,
            playbook=actions,
            language=request.language,
        )
        write_advice(found, base, ledger, out)
        blocked = any(one.severity == "blocking" for one in ledger.findings) if ledger else False
    if request.as_json:
        click.echo((out / "advice.json").read_text(encoding="utf-8"), nl=False)
    else:
        tell_advice(found, request, out)
    return int(blocked)


@contextmanager
def _understood(request: Request, waiting: "Waiting") -> "Iterator[tuple[CustomerBase, Ledger | None]]":
    """The customers, from the facts with the facts beside them, or from a result of ``analyse`` alone."""
    from klantkompas.cli.facts import opened
    from klantkompas.insight import base as insight
    from klantkompas.insight.stored import is_stored, stored_base
    from klantkompas.rules import read_rules

    if is_stored(request.source):
        settings = request.rules or request.beside(SETTINGS)
        yield stored_base(request.source, rules=read_rules(settings) if settings else None), None
        return
    with opened(request, waiting) as ledger:
        yield insight.analyse(ledger, as_of=request.as_of, progress=waiting.step), ledger


def asked_hours(texts: Sequence[str]) -> "Decimal | dict[str, Decimal]":
    """``120`` for all together, or ``Anna=40`` once for each account manager.

    Raises:
        UsageError: it is neither, or both.
    """
    parts = [text.rpartition("=") for text in texts]
    named = [name.strip() for name, _, _ in parts if name.strip()]
    if len(texts) > 1 and len(set(named)) < len(texts):
        raise failure(UsageError, "hours_twice", value=", ".join(texts))
    amounts = [_amount(text, "hours_unreadable", value) for text, (_, _, value) in zip(texts, parts, strict=True)]
    return dict(zip(named, amounts, strict=True)) if named else amounts[0]


def _euros(value: str | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else _amount(value, "budget_unreadable", value)


def _amount(text: str, code: str, value: str) -> Decimal:
    try:
        amount = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        if code == "hours_unreadable":
            raise failure(UsageError, "hours_unreadable", value=text)
        raise failure(UsageError, "budget_unreadable", value=text)
    return amount


# --- on the screen ----------------------------------------------------------------------------------------------------


def tell_advice(advice: "Advice", request: Request, out: Path) -> None:
    """The top of the list, what it takes and brings, and where the rest is."""
    from klantkompas.cli.screen import Screen

    screen = Screen(request.language, quiet=request.quiet)
    if screen.quiet:
        return
    screen.say("screen.firm", source=request.source.resolve().name, as_of=advice.as_of, tone="bold")
    doing = [line for line in advice.people().to_pylist() if _is_done(line)]
    screen.heading("screen.advice", n=len(doing), hours=advice.summary["hours"]["used"])
    for place, line in enumerate(doing[:SHOWN], 1):
        screen.line(f"{place:>3}  {_name(line)} · {line['what']}", tone="bold")
        screen.line(line["reason"], indent=5)
        screen.line(_terms(line, advice), indent=5, tone="dim")
    unknown = advice.summary["value_unknown"]
    if not doing:
        screen.say("screen.advice.nothing.unknown" if unknown else "screen.advice.nothing")
    if unknown:
        why = say(f"why.{advice.summary['value_reason'] or 'profit_unknown'}", request.language)
        screen.say("screen.advice.unknown", n=unknown, why=why, tone="warning")
    if len(doing) > SHOWN:
        screen.say("screen.advice.more", n=len(doing) - SHOWN, path=out / "advice.csv", tone="dim")
    if doing:
        _tell_sums(advice, screen)
    _tell_limits(advice, screen)
    screen.line()
    screen.say("screen.advice.page", path=out / "advice.html", tone="bold")
    screen.say("screen.advice.list", path=out / "advice.csv")
    screen.say("screen.advice.actions", path=out / advice.actions_file)


def _is_done(line: dict[str, Any]) -> bool:
    return line["action"] not in ("do_nothing", "let_sleep") and line["arm"] != "held_out"


def _name(line: dict[str, Any]) -> str:
    name: str = line["name"] or line["customer_id"]
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _terms(line: dict[str, Any], advice: "Advice") -> str:
    """Whose it is, how long it takes, what is at stake, what is expected, and whether that was measured."""
    language = advice.language

    def euros(name: str) -> str:
        value = line[name]
        return "–" if value is None else money(value, language, currency=advice.currency).replace(" ", "\u00a0")

    parts = [
        line["account_manager"],
        _duration(line["hours"], language) if line["hours"] else None,
        money(line["cost"], language, currency=advice.currency) if line["cost"] else None,
        say(f"screen.advice.line.{line['gain_basis']}", language, at_stake=euros("at_stake"), gain=euros("gain")),
    ]
    return " · ".join(part for part in parts if part)


def _duration(hours: Decimal, language: Language) -> str:
    """Hours, with a quarter of an hour as such."""
    if hours * 2 % 1:
        return f"{number(hours, language, decimals=2)} {say('page.unit.hours', language)}"
    return hours_text(hours, language)


def _tell_sums(advice: "Advice", screen: "Screen") -> None:
    """What the list takes and brings, what an hour more would bring, and what is not known."""
    summary = advice.summary
    screen.line()
    gain = summary["gain"]
    screen.say(f"screen.advice.gain.{summary['gain_basis']}", value=gain["value"], low=gain["low"], high=gain["high"])
    screen.say("screen.advice.proof", gap=_percent(summary["gap"], screen.language))
    for name, one in summary["account_managers"].items():
        called = name if name != "-" else say("screen.advice.nobody", screen.language)
        screen.say(
            "screen.advice.manager",
            name=called,
            used=one["hours_used"],
            hours=one["hours"],
            price=one["hour_price"],
            indent=2,
        )
        if one["hours_short"]:
            screen.say("screen.advice.short", name=called, hours=one["hours_short"], indent=2, tone="warning")


def _tell_limits(advice: "Advice", screen: "Screen") -> None:
    """What is left alone, what waits, and what is not known."""
    summary = advice.summary
    if summary["before_hours"]:
        screen.say("screen.advice.before_hours", n=summary["before_hours"], tone="warning")
    if summary["held_out"]:
        screen.say("screen.advice.held_out", n=summary["held_out"])
    if summary["few_customers"]:
        screen.say("screen.advice.few", n=summary["customers"])
    if summary["waiting_long"]:
        screen.say("screen.advice.waiting", n=summary["waiting_long"], tone="warning")
    if not summary["facts_seen"]:
        screen.say("screen.advice.no_facts", tone="warning")


def _percent(gap: float, language: Language) -> str:
    if gap < 0.0001:
        return say("screen.advice.gap.none", language)
    return say("screen.advice.gap", language, gap=f"{100 * gap:.2f}".replace(".", "," if language == "nl" else "."))
