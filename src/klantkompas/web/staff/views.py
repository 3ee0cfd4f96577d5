"""Pages of staff. A view asks ``queries`` and ``services``, and says what it needs."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db import connection
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas.errors import KlantkompasError
from klantkompas.web.staff import queries, services
from klantkompas.web.staff.forms import (
    CostsForm,
    FirmForm,
    FirstUserForm,
    LanguageForm,
    NewPersonForm,
    PersonForm,
    RulesForm,
    TeamForm,
)
from klantkompas.web.staff.models import User
from klantkompas.web.staff.needs import for_anybody, for_the_signed_in, needs
from klantkompas.web.staff.templatetags.said import language, on_screen, say
from klantkompas.words import explain

LINES_A_PAGE = 50


def actor_of(request: HttpRequest) -> User:
    """Who asks; the middleware let nobody else in."""
    return cast(User, request.user)


def tried(form: Form, use_case: Callable[[], Any]) -> bool:
    """Whether a use case went well; its objection becomes the form's."""
    try:
        use_case()
    except KlantkompasError as error:
        form.add_error(None, on_screen(explain(error, language()), language()))
        return False
    return True


@for_anybody
@require_GET
def healthy(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether the application and its database answer, for whoever watches over the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"healthy": True})


@for_anybody
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first user of a new installation; afterwards this page does not exist."""
    if not queries.nobody_yet():
        raise Http404
    form = FirstUserForm(request.POST or None, initial={"language": language()})
    if form.is_valid() and tried(form, lambda: services.make_first_user(**form.cleaned_data, at=timezone.now())):
        user = User.objects.get(email=form.cleaned_data["email"])
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    return render(request, "staff/begin.html", {"form": form})


@needs("people", "view")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in, and the teams."""
    actor = actor_of(request)
    shown = {"people": queries.people(actor), "teams": queries.teams(), "team_form": TeamForm()}
    return render(request, "staff/people.html", shown | {"may_add": actor.may("people", "create")})


@needs("people", "create")
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    form = NewPersonForm(request.POST or None, initial={"language": language(), "is_active": True})

    def add() -> None:
        given = dict(form.cleaned_data)
        email, password = given.pop("email"), given.pop("password")
        services.add_person(actor=actor_of(request), email=email, password=password, settings=given, at=timezone.now())

    if form.is_valid() and tried(form, add):
        messages.success(request, say("web.people.added", name=form.cleaned_data["name"]))
        return redirect("people")
    return render(request, "staff/person.html", {"form": form})


@needs("people", "change")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody."""
    user = services.person(actor_of(request), pk)
    if user is None:
        raise Http404
    names = ("name", "language", "account_manager", "roles", "is_active")
    initial = {name: getattr(user, name) for name in names} | {"teams": user.teams.all()}
    form = PersonForm(request.POST or None, initial=initial)

    def change() -> None:
        services.change_person(actor=actor_of(request), user=user, settings=form.cleaned_data, at=timezone.now())

    if form.is_valid() and tried(form, change):
        messages.success(request, say("web.saved"))
        return redirect("people")
    return render(request, "staff/person.html", {"form": form, "person": user})


@needs("people", "create")
@require_POST
def new_team(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST)

    def add() -> None:
        services.add_team(actor=actor_of(request), name=form.cleaned_data["name"], at=timezone.now())

    if not (form.is_valid() and tried(form, add)):
        for objections in form.errors.values():
            messages.error(request, " ".join(map(str, objections)))
    return redirect("people")


@needs("settings", "view")
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """The rules that figures are computed with, and their versions."""
    in_force = queries.rules_in_force()
    return _settings_page(request, RulesForm(initial={"toml": in_force.toml if in_force else ""}))


@needs("settings", "change")
@require_POST
def save_settings(request: HttpRequest) -> HttpResponse:
    """Keep the rules as a new version; where something is wrong with them, the page with what was written."""
    form = RulesForm(request.POST)

    def save() -> None:
        services.save_rules(actor=actor_of(request), toml=form.cleaned_data["toml"], at=timezone.now())

    if form.is_valid() and tried(form, save):
        messages.success(request, say("web.settings.saved"))
        return redirect("settings")
    return _settings_page(request, form)


def _settings_page(request: HttpRequest, form: RulesForm) -> HttpResponse:
    may_change = actor_of(request).may("settings", "change")
    firm = FirmForm(initial={"workshop_names": queries.firm().workshop_names})
    shown = {"form": form, "firm_form": firm, "versions": queries.rules_versions(), "may_change": may_change}
    return render(request, "staff/settings.html", shown)


@needs("settings", "change")
@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest) -> HttpResponse:
    """What an hour costs and what is left of turnover, where the exports do not say: without it, no profit is told."""
    profit = queries.rules_now().profit
    share = None if profit.margin is None else profit.margin * 100
    form = CostsForm(request.POST or None, initial={"hourly_cost": profit.hourly_cost, "margin": share})

    def save() -> None:
        percent = form.cleaned_data["margin"]
        services.save_costs(
            actor=actor_of(request),
            hourly_cost=form.cleaned_data["hourly_cost"],
            margin=None if percent is None else percent / 100,
            at=timezone.now(),
        )

    if form.is_valid() and tried(form, save):
        messages.success(request, say("web.costs.saved"))
        return redirect("snapshots" if actor_of(request).may("analysis", "create") else "home")
    return render(request, "staff/costs.html", {"form": form})


@needs("settings", "change")
@require_POST
def save_firm(request: HttpRequest) -> HttpResponse:
    """Keep what the firm wants of its screens."""
    wanted = "workshop_names" in request.POST
    services.change_firm(actor=actor_of(request), workshop_names=wanted, at=timezone.now())
    messages.success(request, say("web.saved"))
    return redirect("settings")


@for_the_signed_in
@require_POST
def my_names(request: HttpRequest) -> HttpResponse:
    """Show me the workshop's names for relations from now on, or no longer."""
    services.change_names(actor=actor_of(request), workshop=request.POST.get("workshop") == "1", at=timezone.now())
    return redirect("home")


@for_the_signed_in
@require_POST
def my_language(request: HttpRequest) -> HttpResponse:
    """Answer me in another language from now on."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        services.change_language(actor=actor_of(request), language=form.cleaned_data["language"], at=timezone.now())
    return redirect("home")


@needs("job", "view")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Work in the background, newest first; renews itself while something runs."""
    page = Paginator(queries.jobs(actor_of(request)), LINES_A_PAGE).get_page(request.GET.get("page"))
    running = any(one.state in ("waiting", "running") for one in page)
    name = "staff/jobs_table.html" if request.headers.get("HX-Request") else "staff/jobs.html"
    return render(request, name, {"page": page, "running": running})


@needs("job", "change")
@require_POST
def cancel_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask work to stop."""
    job = queries.jobs(actor_of(request)).filter(pk=pk).first()
    if job is None:
        raise Http404
    services.cancel_job(actor=actor_of(request), job=job, at=timezone.now())
    return redirect("jobs")


@needs("trail", "view")
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """What was done, by whom, newest first."""
    page = Paginator(queries.trail(actor_of(request)), LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/trail.html", {"page": page})
