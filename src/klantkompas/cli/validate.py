"""``klantkompas validate``: whether the forecast holds for this firm."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click

from klantkompas.cli.request import Request, a_number, facts_command, option
from klantkompas.cli.screen import Head, Screen, Tone
from klantkompas.insight.validation import LEAST_CUSTOMERS, Measure, Origin, Validation, Verdict
from klantkompas.words import Language, day, money, number, percent, say

UNKNOWN = "–"
MEASURES: tuple[Measure, ...] = ("orders", "profit")
CODES = ("rmse", "mae", "bias", "top10", "coverage")


def command(language: Language) -> click.Command:
    """The command, with its help in this language."""
    meta = say("cli.meta.number", language)
    more = [option(name, language, type=a_number, metavar=meta) for name in ("holdout_days", "origins")]
    return facts_command("validate", language, validate, more=more)


def validate(request: Request, *, holdout_days: int | None, origins: int | None) -> int:
    """Hold out, compare, write and say; the exit status."""
    from klantkompas.cli.facts import opened
    from klantkompas.cli.progress import Waiting
    from klantkompas.insight import validation as insight
    from klantkompas.report.results import all_or_nothing

    out = request.folder
    with Waiting(request.language, quiet=request.quiet) as waiting, opened(request, waiting) as ledger:
        found = insight.validate(
            ledger,
            as_of=request.as_of,
            holdout_days=holdout_days,
            origins=insight.ORIGINS if origins is None else origins,
            progress=waiting.step,
        )
        waiting.stop()
        out.mkdir(parents=True, exist_ok=True)
        with all_or_nothing(out) as aside:
            found.write(aside)
        if request.as_json:
            click.echo((out / "validation.json").read_text(encoding="utf-8"), nl=False)
        else:
            _tell(found, request, asked=origins, currency=ledger.rules.ledger.currency)
        return int(any(one.severity == "blocking" for one in ledger.findings))


def _tell(found: Validation, request: Request, *, asked: int | None, currency: str) -> None:
    screen = Screen(request.language, quiet=request.quiet)
    if screen.quiet:
        return
    times = len(found.origins)
    screen.say("screen.validate.firm", source=request.source.resolve().name, tone="bold")
    screen.say("screen.validate.how", n=times, days=found.holdout_days, as_of=found.as_of)
    if asked is not None and times < asked:
        screen.say("screen.validate.fewer", n=times, tone="warning")
    for measure in MEASURES:
        verdict = found.verdict(measure)
        if verdict is None:
            screen.line()
            why = say(f"why.{found.origins[0].profit_reason}", screen.language)
            screen.say("screen.validate.no_profit", why=why, tone="warning")
        else:
            _Told(found, measure, screen, currency).tell(verdict)
    screen.line()
    screen.say("screen.validate.legend", tone="dim")
    screen.say("screen.validate.file", path=request.folder / "validation.json")


class _Told:
    """Writes one measure on the screen: errors, verdict, totals and groups."""

    def __init__(self, found: Validation, measure: Measure, screen: Screen, currency: str) -> None:
        self._found, self._measure, self._screen, self._currency = found, measure, screen, currency
        self._language: Language = screen.language

    def tell(self, verdict: Verdict) -> None:
        """All of it."""
        self._screen.heading(f"screen.validate.{self._measure}")
        self._errors()
        self._verdict(verdict)
        self._totals()
        self._groups()

    def _errors(self) -> None:
        heads = [Head(self._say(code), right=True, spare=code == "mae") for code in CODES]
        rows = [
            (
                say(f"validate.{name}", self._language),
                self._amount(one.rmse, decimals=2),
                self._amount(one.mae, decimals=2),
                self._signed(one.bias),
                self._share(one.top10),
                self._share(one.coverage90),
            )
            for name, one in self._found.scores(self._measure).items()
        ]
        self._screen.table([Head(""), *heads], rows)

    def _verdict(self, found: Verdict) -> None:
        code, figures = _said(found)
        tone: Tone = "bold" if code == "forecast" else "warning"
        baseline = say(f"validate.{found.baseline}", self._language)
        self._screen.say(f"screen.validate.{code}", tone=tone, baseline=baseline, **figures)

    def _totals(self) -> None:
        self._screen.heading("screen.validate.totals")
        ranged = self._measure == "orders"
        codes = ("customers", "expected", *(("range",) if ranged else ()), "came")
        heads = [Head(self._say("from")), *(Head(self._say(code), right=True) for code in codes)]
        self._screen.table(heads, [row for one in self._found.origins if (row := self._total(one, ranged=ranged))])

    def _total(self, one: Origin, *, ranged: bool) -> Sequence[str]:
        compared = one.orders if self._measure == "orders" else one.profit
        if compared is None:
            return ()
        whole = compared.total
        start = (day(one.origin, self._language), number(compared.keys.size, self._language))
        reach = (" – ".join(self._amount(end) for end in (whole.low, whole.high)),) if ranged else ()
        return *start, self._amount(whole.expected), *reach, self._amount(whole.actual)

    def _groups(self) -> None:
        found = self._found.calibration(self._measure)
        if found is None:
            return
        self._screen.heading("screen.validate.groups")
        heads = [Head(self._say(code), right=True) for code in ("customers", "expected", "came")]
        rows = [
            (self._say(f"group.{place}"), number(float(n), self._language), self._amount(said), self._amount(came))
            for place, n, said, came in zip(
                range(1, 6), found.rows, found.forecast.tolist(), found.actual.tolist(), strict=True
            )
            if n > 0
        ]
        self._screen.table([Head(self._say("group")), *heads], rows)

    def _say(self, code: str) -> str:
        return say(f"screen.validate.{code}", self._language)

    def _amount(self, value: float | None, *, decimals: int = 0) -> str:
        if value is None:
            return UNKNOWN
        if self._measure == "profit":
            return money(round(Decimal(value)), self._language, currency=self._currency)
        return number(value, self._language, decimals=decimals)

    def _share(self, value: float | None) -> str:
        return UNKNOWN if value is None else percent(value, self._language)

    def _signed(self, value: float | None) -> str:
        text = self._share(value)
        return f"+{text}" if value is not None and value >= 0.005 else text


def _said(found: Verdict) -> tuple[str, dict[str, Any]]:
    """Which sentence says who is better, and its figures: by how much less error, with the interval."""
    if found.customers < LEAST_CUSTOMERS:
        return "few", {"n": found.customers, "least": LEAST_CUSTOMERS}
    if found.nothing_came:
        return "nothing", {"n": found.customers}
    if found.better == "undecided":
        return "undecided", {"n": found.customers}
    ratio = found.ratio
    if ratio.ratio is None or ratio.low is None or ratio.high is None:  # one of the two made no error at all
        return ("no_error", {}) if found.better == "baseline" else ("forecast", {"gain": 1, "low": 1, "high": 1})
    ends = (ratio.ratio, ratio.low, ratio.high)
    gain, *between = (1.0 - math.sqrt(1.0 / one if found.better == "baseline" else one) for one in ends)
    return found.better, {"gain": gain, "low": min(between), "high": max(between)}
