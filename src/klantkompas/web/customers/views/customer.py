"""The page of one customer, the lines behind its figures, and what is written down between two calls."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas import words
from klantkompas.errors import UsageError
from klantkompas.insight.windows import months_before
from klantkompas.web.customers import comparing, logbook, merging, page, showing, timeline
from klantkompas.web.customers.comparing import FIVE_RS
from klantkompas.web.customers.customer_forms import QUICK, HoursForm, VisitForm
from klantkompas.web.customers.page import CustomerPage
from klantkompas.web.staff.models import TrailLine
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.queries import workshop_names
from klantkompas.web.staff.rights import Object, Verb
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of, tried

# The figures of value, in their order: what stands first, and the ends of its range where it has one.
WORTH: tuple[tuple[str, str], ...] = (
    ("lifetime_value", "range"),
    ("share", "range"),
    ("profit_12m", ""),
    ("profit_previous_12m", ""),
    ("revenue_12m", ""),
    ("margin_12m", ""),
    ("hours_12m", ""),
    ("service_cost_12m", ""),
    ("break_even_hours_12m", ""),
    ("p_active", ""),
    ("expected_profit_12m", "range"),
    ("last_transaction", ""),
)
TWELVE_MONTHS, UNCLEAR = "12m", "unclear"
ACTIVITIES = ("visit", "call", "email")
JUST_NOW = timedelta(hours=4)


def opened(request: HttpRequest, pk: int, thing: Object = "customer", verb: Verb = "view") -> CustomerPage:
    """A customer whom this person may reach with a verb; else he does not exist."""
    actor = actor_of(request)
    found = page.customer(actor, pk)
    if found is None:
        raise Http404
    seen = CustomerPage(actor=actor, customer=found)
    if (thing, verb) != ("customer", "view") and not seen.may(thing, verb):
        raise Http404
    return seen


@needs("customer", "view")
@require_GET
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one customer; who was merged into another is found there."""
    actor = actor_of(request)
    found = page.customer(actor, pk)
    if found is None:
        kept = page.goes_on_as(actor, pk)
        if kept is None:
            raise Http404
        return redirect("customer", kept)
    seen = CustomerPage(actor=actor, customer=found)
    figures = seen.customer.figures
    written = logbook.last_written(seen.actor, seen.customer, since=timezone.now() - JUST_NOW)
    context = {
        "page": seen,
        "customer": seen.customer,
        "figures": figures,
        "snapshot": figures.snapshot,
        "relation": relation(seen),
        "rs": five_rs(seen.customer) if figures.snapshot else [],
        "decisions": seen.decisions(timezone.localdate()),
        "merges": merging.merges(seen.customer) if seen.also_numbers else [],
        "written": written,
        "written_what": what_was_written(written),
    }
    return render(request, "customers/customer.html", context | computed(figures) | streamed(request, seen))


def computed(figures: Any) -> dict[str, Any]:
    """The figures of value, with their range and what they rest on beside them."""
    ends = [f"{name}_{end}" for name, ranged in WORTH if ranged for end in ("low", "high")]
    known = showing.shown(figures, [*(name for name, _ in WORTH), *ends], language())

    def beside(name: str, ranged: str) -> str:
        if not ranged or known[name].why:
            return ""
        note = str(say("customer.range", low=known[f"{name}_low"].text, high=known[f"{name}_high"].text))
        evidence = f"customer.share.evidence.{figures.share_evidence}"
        return f"{note}, {say(evidence)}" if name == "share" and figures.share_evidence else note

    return {
        "worth": [(known[name], beside(name, ranged)) for name, ranged in WORTH],
    }


def five_rs(customer: Any) -> list[dict[str, Any]]:
    """The five R's, each with where it stands among comparable customers."""
    figures, spoken = customer.figures, language()
    known = showing.shown(figures, [*FIVE_RS, "recency_days", "usual_gap_days"], spoken)
    places = comparing.places(figures, customer.segment or customer.sector)
    return [r_shown(name, known[name], places.get(name), figures) for name in FIVE_RS]


def r_shown(name: str, one: showing.Shown, place: comparing.Place | None, figures: Any) -> dict[str, Any]:
    """One of the five R's: its value, and its place in words and on a line of a hundred."""
    row: dict[str, Any] = {"name": f"customer.r.{name}", "one": one, "text": "", "note": "", "place": None}
    if one.why:
        return row
    spoken, currency = language(), showing.currency_of(figures.snapshot)
    row["text"] = showing.told_r(name, getattr(figures, name), spoken, currency=currency)
    if name == "recency_ratio":
        row["note"] = say("customer.r.silent", days=figures.recency_days, gap=round(figures.usual_gap_days))
    if place is not None:
        told = {
            end: showing.told_r(name, getattr(place, end), spoken, currency=currency)
            for end in ("low", "middle", "high")
        }
        among = say(
            "customer.r.among.group" if place.group else "customer.r.among", n=place.customers, group=place.group
        )
        alike = place.low == place.high
        than = say("customer.r.alike" if alike else f"customer.r.{name}.than", part=place.share, among=among, **told)
        spread = "" if alike else say("customer.r.spread", **told)
        row["place"] = {"x": f"{6 + 188 * place.share:.1f}", "than": than, "spread": spread}
    return row


def what_was_written(line: TrailLine | None) -> str:
    """What somebody just wrote, in a few words."""
    if line is None:
        return ""
    details = line.details
    if "hours" in details:
        return showing.spent(int(Decimal(details["hours"]) * 100), language())
    return (
        str(say(f"customer.activity.{details['kind']}")) if "kind" in details else str(say(f"web.trail.{line.action}"))
    )


def relation(seen: CustomerPage) -> dict[str, Any]:
    """Type and phase in words: their names, how sure, and why."""
    figures, spoken = seen.customer.figures, language()
    workshop = {"workshop": workshop_names(seen.actor), "kind": seen.customer.kind}
    likely = [(showing.relation_name(one, spoken, **workshop), chance) for one, chance in showing.likeliest(figures)]
    chance = getattr(figures, f"p_{figures.type}", None) if figures.type else None
    return {
        "type": showing.relation_name(figures.type, spoken, **workshop) if figures.type else "",
        "chance": chance,
        "certainty": showing.certainty(chance, spoken) if chance is not None and figures.type != UNCLEAR else "",
        "first": likely[0] if likely else None,
        "second": likely[1] if len(likely) > 1 else None,
        "reason": reason(figures.type_sentence),
        "phase": showing.relation_name(figures.phase, spoken, **workshop, of="phase") if figures.phase else "",
        "phase_reason": reason(figures.phase_sentence),
        "turns": [
            (
                turn.since,
                showing.relation_name(turn.phase, spoken, **workshop, of="phase"),
                reason(turn.sentence),
            )
            for turn in seen.turns
        ],
    }


def reason(kept: Mapping[str, Any] | None) -> str:
    """A kept reason in the reader's language; nothing for none."""
    return words.retold(kept, language()) if kept else ""


def streamed(request: HttpRequest, seen: CustomerPage) -> dict[str, Any]:
    """A stretch of the stream, as the address asks: ``kind`` (any number) and ``before`` a day."""
    kinds = [kind for kind in request.GET.getlist("kind") if kind in timeline.ARMS]
    part = seen.stream(kinds=kinds, before=asked_day(request))
    currency = showing.currency_of(seen.customer.figures.snapshot)
    return {"part": part, "kinds": kinds, "all_kinds": list(timeline.ARMS), "currency": currency}


def asked_day(request: HttpRequest) -> date | None:
    """The day before which the stream is wanted; what is no day is no wish."""
    try:
        return date.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None


@needs("customer", "view")
@require_GET
def customer_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The stream alone, further back or of some kinds; the part only where the page asks for more of it."""
    seen = opened(request, pk)
    name = "customers/stream.html" if request.headers.get("HX-Request") else "customers/timeline.html"
    return render(request, name, {"page": seen, "customer": seen.customer} | streamed(request, seen))


@needs("fact", "create")
@require_http_methods(["GET", "POST"])
def log_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Write hours: one tap where they are of today."""
    seen = opened(request, pk, "fact", "create")
    form = HoursForm(request.POST or None, initial={"date": timezone.localdate(), "purpose": ""})

    def log() -> None:
        given = form.cleaned_data
        logbook.log_hours(
            actor=seen.actor,
            customer=seen.customer,
            hours=given["hours"],
            day=given["date"],
            activity=given["activity"],
            purpose=given["purpose"] or None,
            at=timezone.now(),
        )

    if form.is_valid() and tried(form, log):
        hours = showing.spent(int(form.cleaned_data["hours"] * 100), language())
        messages.success(request, say("customer.hours.done", hours=hours, name=str(seen.customer)))
        return redirect("customer", pk)
    context = {
        "page": seen,
        "customer": seen.customer,
        "form": form,
        "quick": [{"code": code, "text": showing.spent(int(Decimal(code) * 100), language())} for code in QUICK],
        "activities": [say(f"customer.activity.{one}") for one in ACTIVITIES],
    }
    return render(request, "customers/hours.html", context)


@needs("fact", "create")
@require_http_methods(["GET", "POST"])
def log_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit, call or note, and the hours it took."""
    seen = opened(request, pk, "fact", "create")
    initial = {"date": timezone.localdate(), "kind": request.GET.get("kind", "call")}
    form = VisitForm(request.POST or None, initial=initial)

    def log() -> None:
        given = form.cleaned_data
        logbook.log_visit(
            actor=seen.actor,
            customer=seen.customer,
            kind=given["kind"],
            day=given["date"],
            gave=given["gave"] or None,
            text=given["text"].strip(),
            hours=given["hours"],
            purpose=given["purpose"] or None,
            at=timezone.now(),
        )

    if form.is_valid() and tried(form, log):
        messages.success(request, say("customer.visit.done", name=str(seen.customer)))
        return redirect("customer", pk)
    return render(request, "customers/visit.html", {"page": seen, "customer": seen.customer, "form": form})


@needs("fact", "create")
@require_POST
def take_back(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take back what this person just wrote."""
    seen = opened(request, pk, "fact", "create")
    found = TrailLine.objects.filter(pk=line, subject="customer", subject_id=str(pk), by=seen.actor).first()
    if found is None:
        raise Http404
    try:
        logbook.take_back(actor=seen.actor, customer=seen.customer, line=found, at=timezone.now())
    except UsageError as error:
        messages.error(request, words.explain(error, language()))
    else:
        messages.success(request, say("customer.taken_back"))
    return redirect("customer", pk)


@needs("customer", "view")
@require_GET
def customer_lines(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    """The invoice and hour lines behind a figure: of a calendar year, or of the twelve months of the figures."""
    seen = opened(request, pk)
    figures = seen.customer.figures
    after, until = stretch(period, figures)
    found = page.lines(seen.whose, after=after, until=until)
    context = {
        "page": seen,
        "customer": seen.customer,
        "lines": found,
        "first": after + timedelta(days=1),
        "until": until,
    }
    if period == TWELVE_MONTHS:
        sums = (figures.revenue_12m, figures.hours_12m)
        context["agrees"] = (found.cents or 0, found.hundredths or 0) == tuple(one or 0 for one in sums)
        context["computed"] = {
            name: showing.whole(one, language()) for name, one in zip(("revenue", "hours"), sums, strict=True)
        }
    return render(request, "customers/lines.html", context | {"figures": figures})


def stretch(period: str, figures: Any) -> tuple[date, date]:
    """The day before, and the last day, of a calendar year or of the twelve months of the figures."""
    if period == TWELVE_MONTHS:
        if figures.snapshot is None:
            raise Http404
        return months_before(figures.snapshot.as_of, 12), figures.snapshot.as_of
    return date(int(period) - 1, 12, 31), date(int(period), 12, 31)
