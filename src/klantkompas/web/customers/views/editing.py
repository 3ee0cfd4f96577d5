"""Pages on which a customer, the people there, documents and decisions are made and changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klantkompas import words
from klantkompas.errors import KlantkompasError
from klantkompas.web.customers import editing
from klantkompas.web.customers.cells import told
from klantkompas.web.customers.columns import COLUMNS
from klantkompas.web.customers.customer_forms import (
    ContactForm,
    CustomerForm,
    DecisionForm,
    DocumentForm,
    EndForm,
    NewCustomerForm,
)
from klantkompas.web.customers.models import Document
from klantkompas.web.customers.page import CustomerPage
from klantkompas.web.customers.queries import managers
from klantkompas.web.customers.views.customer import opened
from klantkompas.web.staff.models import TrailLine
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of, tried

LINES = 200


def did(request: HttpRequest, use_case: Callable[[], Any], said: str) -> None:
    """Do what was asked with one button, and say that it was done or why not."""
    try:
        use_case()
    except KlantkompasError as error:
        messages.error(request, words.explain(error, language()))
    else:
        messages.success(request, say(said))


@needs("customer", "create")
@require_http_methods(["GET", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    actor = actor_of(request)
    names = managers(actor, "customer", "create")
    initial = {"account_manager": actor.account_manager}
    form = NewCustomerForm(request.POST or None, row=None, managers=names, initial=initial)
    made = []

    def add() -> None:
        number = {"customer_id": form.cleaned_data["customer_id"].strip() or None}
        made.append(editing.create(actor=actor, columns=form.columns() | number, at=timezone.now()))

    if form.is_valid() and tried(form, add):
        messages.success(request, say("customer.made", name=str(made[0])))
        return redirect("customer", made[0].pk)
    return render(request, "customers/edit.html", {"form": form})


@needs("customer", "change")
@require_http_methods(["GET", "POST"])
def edit_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a customer; whoever saves second sees what the first changed, with everything he wrote still there."""
    seen = opened(request, pk, "customer", "change")
    names = managers(seen.actor, "customer", "change")
    form = CustomerForm(request.POST or None, row=seen.customer, managers=names)
    clash: list[dict[str, Any]] = []
    if form.is_valid():
        was, mine = form.was(), form.columns()
        seen.customer.version = was.get("version", 0)
        began, now = was.get("columns", {}), timezone.now()
        theirs = editing.change(actor=seen.actor, customer=seen.customer, was=began, columns=mine, at=now)
        if theirs is None:
            messages.success(request, say("web.saved"))
            return redirect("customer", pk)
        clash = [told_clash(one, began, editing.plain(mine)) for one in theirs]
        form = again(request, seen, began, mine, names)
    context = {"form": form, "page": seen, "customer": seen.customer, "clash": clash}
    return render(request, "customers/edit.html", context)


def again(
    request: HttpRequest,
    seen: CustomerPage,
    was: Mapping[str, Any],
    mine: Mapping[str, Any],
    names: Sequence[str] | None,
) -> CustomerForm:
    """The form with everything its writer changed, and what he left alone as it is now."""
    seen.customer.refresh_from_db()
    fresh = CustomerForm(row=seen.customer, managers=names)
    data = request.POST.copy()
    data["seen"] = fresh.fields["seen"].initial
    for name, value in editing.plain(mine).items():
        if value == was.get(name):
            now = fresh[name].value()
            data[name] = "" if now is None else fresh.fields[name].widget.format_value(now) or ""
    return CustomerForm(data, row=seen.customer, managers=names)


def told_clash(theirs: editing.Theirs, was: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody else changed, and what the reader wrote there himself, in words."""
    own = mine[theirs.column] if mine[theirs.column] != was.get(theirs.column) else theirs.now
    return {
        "label": COLUMNS[theirs.column].label(language()),
        "was": shown(theirs.column, theirs.was),
        "now": shown(theirs.column, theirs.now),
        "mine": shown(theirs.column, own) if own != theirs.now else "",
        "by": theirs.by or say("customer.clash.import"),
    }


def shown(name: str, value: Any) -> str:
    """A column of a customer as people read it, from how the trail keeps it; a dash for none."""
    if value is None or value == "":
        return "–"
    column = COLUMNS.get(name)
    if isinstance(value, str) and (column is None or column.kind == "date"):
        return dated(value)
    return str(value) if column is None else told(value, column, language(), "EUR")


def dated(value: str) -> str:
    """A day in local form, from how the trail keeps it; other text as it is."""
    try:
        return words.day(date.fromisoformat(value), language())
    except ValueError:
        return value


@needs("customer", "change")
@require_http_methods(["GET", "POST"])
def end_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a relation ended, when and why; or, with both left open, that it goes on."""
    seen = opened(request, pk, "customer", "change")
    row = seen.customer
    initial = {} if row.ended_on else {"ended_on": timezone.localdate()}
    form = EndForm(request.POST or None, row=row, initial=initial)

    def end() -> None:
        was = editing.plain({name: getattr(row, name) for name in form.names})
        editing.change(actor=seen.actor, customer=row, was=was, columns=form.columns(), at=timezone.now())

    if form.is_valid() and tried(form, end):
        messages.success(request, say("web.saved"))
        return redirect("customer", pk)
    return render(request, "customers/end.html", {"form": form, "page": seen, "customer": row})


@needs("customer", "change")
@require_GET
def customer_trail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done with a customer, by whom, before and after."""
    seen = opened(request, pk, "customer", "change")
    lines = TrailLine.objects.filter(subject="customer", subject_id=str(pk)).select_related("by")[:LINES]
    context = {"page": seen, "customer": seen.customer, "lines": [(line, differences(line.details)) for line in lines]}
    return render(request, "customers/trail.html", context)


def differences(details: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a line of the trail changed: what it is called, before and after."""
    before, after = details.get("before", {}), details.get("after", {})
    return [(called(name), shown(name, before.get(name)), shown(name, after.get(name))) for name in after]


def called(name: str) -> str:
    """What a column is called; one of a contact or decision too."""
    if name in COLUMNS:
        return COLUMNS[name].label(language())
    return words.say(
        f"customer.contact.{name}" if words.has(f"customer.contact.{name}") else "customer.decision.last", language()
    )


@needs("fact", "create")
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who works at a customer."""
    return _contact(request, opened(request, pk, "fact", "create"), None)


@needs("fact", "change")
@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Change what is known of somebody who works at a customer."""
    seen = opened(request, pk, "fact", "change")
    return _contact(request, seen, one_of(seen.facts("contacts"), contact))


def one_of(rows: Any, pk: int) -> Any:
    """The row with this key among those that are this customer's; else it does not exist."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _contact(request: HttpRequest, seen: CustomerPage, contact: Any | None) -> HttpResponse:
    initial = {} if contact else {"language": language(), "consent_on": ""}
    form = ContactForm(request.POST or None, row=contact, initial=initial)

    def save() -> None:
        columns = form.columns()
        editing.save_contact(
            actor=seen.actor, customer=seen.customer, contact=contact, columns=columns, at=timezone.now()
        )

    if form.is_valid() and tried(form, save):
        messages.success(request, say("web.saved"))
        return redirect("customer", seen.customer.pk)
    context = {"form": form, "page": seen, "customer": seen.customer, "contact": contact}
    return render(request, "customers/contact.html", context)


@needs("fact", "change")
@require_POST
def remove_contact(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Take out somebody who no longer works at a customer."""
    seen = opened(request, pk, "fact", "change")
    found = one_of(seen.facts("contacts"), contact)
    did(
        request,
        lambda: editing.remove_contact(actor=seen.actor, customer=seen.customer, contact=found, at=timezone.now()),
        "customer.contact.removed",
    )
    return redirect("customer", pk)


@needs("fact", "create")
@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file about a customer."""
    seen = opened(request, pk, "fact", "create")
    form = DocumentForm(request.POST or None, request.FILES or None)

    def add() -> None:
        file = form.cleaned_data["file"]
        editing.add_document(actor=seen.actor, customer=seen.customer, file=file, at=timezone.now())

    if form.is_valid() and tried(form, add):
        messages.success(request, say("customer.document.added"))
        return redirect("customer", pk)
    return render(request, "customers/document.html", {"form": form, "page": seen, "customer": seen.customer})


@needs("customer", "view")
@require_GET
def document(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """A file about a customer, to be kept and never opened inside this application: it may hold anything."""
    seen = opened(request, pk)
    found = one_of(Document.objects.filter(customer__in=seen.whose.keys), document)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=found.name, content_type="application/octet-stream")


@needs("fact", "change")
@require_POST
def remove_document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """Throw a file about a customer away."""
    seen = opened(request, pk, "fact", "change")
    found = one_of(Document.objects.filter(customer__in=seen.whose.keys), document)
    did(
        request,
        lambda: editing.remove_document(actor=seen.actor, customer=seen.customer, document=found, at=timezone.now()),
        "customer.document.removed",
    )
    return redirect("customer", pk)


@needs("fact", "create")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay down what kind of relation it is, or what is to be done with it, with the reason and until when."""
    seen = opened(request, pk, "fact", "create")
    form = DecisionForm(request.POST or None, initial={"kind": request.GET.get("kind", "type_override")})

    def save() -> None:
        given = form.cleaned_data
        editing.decide(
            actor=seen.actor,
            customer=seen.customer,
            kind=given["kind"],
            value=given["value"] or None,
            reason=given["reason"],
            until=given["until"],
            day=timezone.localdate(),
            at=timezone.now(),
        )

    if form.is_valid() and tried(form, save):
        messages.success(request, say("customer.decision.done"))
        return redirect("customer", pk)
    return render(request, "customers/decide.html", {"form": form, "page": seen, "customer": seen.customer})


@needs("fact", "change")
@require_POST
def end_decision(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """A decision holds no longer."""
    seen = opened(request, pk, "fact", "change")
    found: Any = one_of(seen.facts("decisions"), decision)
    today, now = timezone.localdate(), timezone.now()
    did(
        request,
        lambda: editing.end_decision(actor=seen.actor, customer=seen.customer, decision=found, day=today, at=now),
        "customer.decision.ended",
    )
    return redirect("customer", pk)
