"""``klantkompas effect``: what the actions added, against customers who were left alone."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from klantkompas.cli.request import Request, facts_command, option
from klantkompas.words import Language, has, money, number, say
from klantkompas.words import hours as hours_text

if TYPE_CHECKING:
    from klantkompas.cli.screen import Screen
    from klantkompas.effect.base import Effects
    from klantkompas.effect.goals import Progress
    from klantkompas.effect.measure import ActionEffects, Effect, NotMeasurable, Result, Unit
    from klantkompas.effect.totals import Total

UNKNOWN = "–"


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    book = option("playbook", language, type=Path, metavar=say("cli.meta.file", language))
    return facts_command("effect", language, effect, more=[book])


def effect(request: Request, *, playbook: Path | None) -> int:
    """Measure, write and say; the exit status."""
    from klantkompas.advice.playbook import OWN_FILE, read_playbook
    from klantkompas.cli.facts import opened
    from klantkompas.cli.progress import Waiting
    from klantkompas.effect import base

    out, actions = request.folder, read_playbook(playbook or request.beside(OWN_FILE))
    with Waiting(request.language, quiet=request.quiet) as waiting, opened(request, waiting) as ledger:
        waiting.step("effect", 0, None)
        found = base.effect(ledger, as_of=request.as_of, playbook=actions)
        written = found.write(out)
        blocked = any(one.severity == "blocking" for one in ledger.findings)
    if request.as_json:
        click.echo(written.read_text(encoding="utf-8"), nl=False)
    else:
        tell_effects(found, request, written)
    return int(blocked)


def tell_effects(found: "Effects", request: Request, written: Path) -> None:
    """Per action and V what it added and the verdict; then the totals, the goals, and where the rest is."""
    from klantkompas.cli.screen import Screen

    screen = Screen(request.language, quiet=request.quiet)
    if screen.quiet:
        return
    teller = _Teller(screen, found)
    screen.say("screen.firm", source=request.source.resolve().name, as_of=found.as_of, tone="bold")
    screen.heading("screen.effect.actions")
    if not found.actions:
        screen.say("screen.effect.none")
    for code, one in found.actions.items():
        name = found.playbook[code].called(screen.language) if code in found.playbook else code
        teller.action(name, one)
    if found.actions:
        screen.heading("screen.effect.policy")
        teller.main(found.policy)
        screen.heading("screen.effect.totals")
        for total in found.totals.values():
            teller.total(total)
        screen.line()
        screen.say("screen.effect.read", tone="dim")
    teller.sight(found)
    if found.goals:
        screen.heading("screen.effect.goals")
        for goal in found.goals:
            teller.goal(goal)
    screen.line()
    screen.say("screen.effect.file", path=written, tone="bold")


class _Teller:
    """Says results on a screen, in the units and customs of its language."""

    def __init__(self, screen: "Screen", found: "Effects") -> None:
        self.screen, self.language = screen, screen.language
        self.currency, self.certainty = found.currency, found.certainty

    def action(self, name: str, one: "ActionEffects") -> None:
        """An action: its main measure of each V, and who is not counted yet."""
        self.screen.line(name, tone="bold")
        self.main(one)
        treated, held_out = one.waiting
        if treated or held_out:
            self.screen.say("screen.effect.waiting", treated=treated, held_out=held_out, indent=2, tone="dim")

    def main(self, one: "ActionEffects") -> None:
        """The main measure of each V, and what else is named of it; what can be measured of none is said once."""
        from klantkompas.effect.measure import SAID, Effect

        results = [one.main(v) for v in ("lengthen", "raise", "improve")]
        reasons = {getattr(result, "reason", None) for result in results}
        if len(reasons) == 1 and None not in reasons and not any(result.measure for result in results):
            results = results[:1]
        also = [other for other in one.results if other.measure in SAID and isinstance(other, Effect)]
        for result in results:
            self._result(result)
            for other in also:
                if other.v == result.v and other is not result:
                    self._result(other)

    def total(self, one: "Total | NotMeasurable") -> None:
        """A total: a sum over the customers treated."""
        from klantkompas.effect.totals import Total

        v = say(f"effect.v.{one.v}", self.language)
        if isinstance(one, Total):
            what = say(f"effect.total.{one.measure}", self.language)
            self.screen.line(f"{v} · {self._figure(what, one)}", indent=2)
        else:
            self._not_measurable(v, one)

    def sight(self, found: "Effects") -> None:
        """Of a small firm what it can and cannot see."""
        seen = found.sight
        if seen is not None and seen.detectable is None:
            self.screen.say("screen.effect.sight.nothing", customers=seen.customers, tone="dim")
        elif seen is not None and seen.detectable is not None:
            self.screen.say(
                "screen.effect.sight",
                customers=seen.customers,
                held_out=seen.held_out,
                base=seen.base,
                reached=seen.base + seen.detectable,
                tone="dim",
            )

    def goal(self, one: "Progress") -> None:
        """A goal: where it stands, and whether the date will be met."""
        named = f"goal.measure.{one.measure}"
        what = say(named, self.language) if has(named) else one.measure
        if one.segment:
            what = f"{what} ({one.segment})"
        state = say(f"goal.state.{one.state}", self.language, **self._expected(one))
        self.screen.say(
            "screen.effect.goal",
            what=what,
            now=self._goal_figure(one.now, one.measure),
            target=self._goal_figure(one.target, one.measure),
            due=one.due,
            state=state,
            indent=2,
        )

    def _expected(self, one: "Progress") -> dict[str, str]:
        return {"expected": self._goal_figure(one.expected, one.measure)}

    def _goal_figure(self, value: float | None, measure: str) -> str:
        if value is None:
            return UNKNOWN
        if measure.startswith(("profit", "revenue")):
            return money(value, self.language, currency=self.currency)
        return number(value, self.language, decimals=1 if abs(value) < 100 else 0)

    def _result(self, one: "Result") -> None:
        from klantkompas.effect.measure import Effect

        v = say(f"effect.v.{one.v}", self.language)
        if not isinstance(one, Effect):
            self._not_measurable(v, one)
            return
        what = say(f"effect.measure.{one.measure}", self.language)
        counts = say("screen.effect.counts", self.language, treated=one.treated, held_out=one.held_out)
        self.screen.line(f"{v} · {self._figure(what, one)}; {counts}", indent=2)
        self.screen.line(self._verdict(one), indent=4)

    def _figure(self, what: str, one: "Effect | Total") -> str:
        figures = {name: self._in_unit(getattr(one, name), one.unit) for name in ("effect", "low", "high")}
        return say("screen.effect.figure", self.language, what=what, **figures)

    def _verdict(self, one: "Effect") -> str:
        if one.verdict == "works_not" and one.measure == "hours":
            return say("effect.verdict.costs_hours", self.language, certainty=self.certainty)
        if one.verdict != "not_yet":
            return say(f"effect.verdict.{one.verdict}", self.language, certainty=self.certainty)
        if one.months_to_go is None:
            seen = self._in_unit(one.detectable, one.unit, signed=False)
            return say("effect.verdict.not_soon", self.language, detectable=seen)
        return say("effect.verdict.not_yet", self.language, months=one.months_to_go)

    def _not_measurable(self, v: str, one: "NotMeasurable") -> None:
        counts = {"treated": one.treated, "held_out": one.held_out}
        parts = [say(f"effect.not_measurable.{one.reason}", self.language, **counts)]
        if one.before_after is not None:
            change = self._in_unit(one.before_after, one.unit)
            parts.append(say("effect.before_after", self.language, change=change))
        if one.detectable is not None:
            seen = self._in_unit(one.detectable, one.unit, signed=False)
            parts.append(say("effect.detectable", self.language, detectable=seen))
        what = f"{v} · {say(f'effect.measure.{one.measure}', self.language)}" if one.measure else v
        self.screen.line(what, indent=2)
        self.screen.line(" ".join(parts), indent=4)

    def _in_unit(self, value: float, unit: "Unit", *, signed: bool = True) -> str:
        """With its sign: an effect is a difference."""
        sign = "+" if signed and value > 0 else ""
        match unit:
            case "money":
                return sign + money(value, self.language, currency=self.currency)
            case "hours":
                return sign + hours_text(value, self.language)
            case "part":
                return say("effect.part", self.language, sign=sign, value=self._number(100 * value))
        return say(f"effect.{unit}", self.language, sign=sign, value=self._number(value))

    def _number(self, value: float) -> str:
        return number(value, self.language, decimals=0 if abs(value) >= 10 else 1 if abs(value) >= 0.1 else 2)
