"""The home page: what to do first, and how it goes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klantkompas.web.customers.home import home
from klantkompas.web.customers.models import Snapshot
from klantkompas.web.customers.pictures import around
from klantkompas.web.customers.showing import currency_of
from klantkompas.web.staff.needs import for_the_signed_in
from klantkompas.web.staff.rights import Level
from klantkompas.web.staff.templatetags.said import language
from klantkompas.web.staff.views import actor_of

MORNING, AFTERNOON, EVENING = 6, 12, 18


@for_the_signed_in
@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    """Who needs me, what changed, what my customers bring; for who has no customers only a greeting."""
    actor, now = actor_of(request), timezone.localtime()
    hello = f"web.home.hello.{_part_of_day(now.hour)}"
    if actor.may("customer", "view") is Level.NONE:
        return render(request, "customers/home_without.html", {"hello": hello})
    found = home(actor, today=now.date())
    drawn = around(found.snapshot, language()) if found.whole else None
    shown = {
        "home": found,
        "hello": hello,
        "drawn": drawn,
        "age": None if found.snapshot is None else (now.date() - found.snapshot.as_of).days,
        "may_import": actor.may("import", "create"),
        "may_analyse": actor.may("analysis", "create"),
        "asks_costs": actor.may("settings", "change") and _lacks_costs(found.snapshot),
        "currency": currency_of(found.snapshot),
        "spoken": language(),
    }
    return render(request, "customers/home.html", shown)


def _lacks_costs(snapshot: Snapshot | None) -> bool:
    """Whether profit is unknown only because nobody said what an hour costs, or what is left of turnover."""
    why = {} if snapshot is None else snapshot.summary.get("why", {})
    return why.get("profit_12m") in ("hourly_cost_unknown", "margin_unknown")


def _part_of_day(hour: int) -> str:
    if hour < MORNING or hour >= EVENING:
        return "evening"
    return "morning" if hour < AFTERNOON else "afternoon"
