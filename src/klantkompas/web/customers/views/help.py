"""What every word on the screens means."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klantkompas.web.customers.glossary import glossary
from klantkompas.web.staff.needs import for_the_signed_in
from klantkompas.web.staff.templatetags.said import language


@for_the_signed_in
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """All figures and terms, by name."""
    return render(request, "customers/help.html", {"terms": glossary(language())})
