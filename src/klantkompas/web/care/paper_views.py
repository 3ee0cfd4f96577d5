"""What care puts on paper: cards and letters as a file, and the page of what stands on every letter."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from klantkompas import words
from klantkompas.web.care import complaints, letters, print
from klantkompas.web.care.cards import Sent
from klantkompas.web.care.forms import LetterheadForm
from klantkompas.web.staff.needs import needs
from klantkompas.web.staff.templatetags.said import language, say
from klantkompas.web.staff.views import actor_of, tried
from klantkompas.words import Language


def on_paper(sent: Sequence[Sent], *, paper: str, language: Language, address: str, day: date) -> HttpResponse:
    """The file with a card or a letter for each, as ``paper`` says."""
    firm = words.say("care.card.firm", language)
    if paper == "card":
        made, name = print.printed(sent, address=address, firm=firm, language=language), say("care.cards.file")
    else:
        written = letters.card_letters(sent, address=address, firm=firm, day=day, language=language)
        made, name = _letters(written, language), say("letter.file")
    return _download(made, f"{name}-{day:%Y%m%d}.pdf")


def _letters(written: Sequence[letters.Letter], language: Language) -> bytes:
    """Letters on the firm's letterhead, as PDF."""
    head = letters.letterhead()
    sender, signed = letters.lines_of(head.sender), letters.lines_of(head.signed)
    return print.letters(written, sender=sender, signed=signed, language=language)


def _download(made: bytes, name: str) -> HttpResponse:
    """A PDF that is kept nowhere else."""
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("card", "create")
@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """What stands on every letter."""
    form = LetterheadForm(request.POST or None, initial=model_to_dict(letters.letterhead()))
    at = timezone.now()

    def keep() -> None:
        letters.keep_letterhead(actor=actor_of(request), given=form.cleaned_data, at=at)

    if form.is_valid() and tried(form, keep):
        messages.success(request, say("letter.head.kept"))
        return redirect("letterhead")
    return render(request, "care/letterhead.html", {"form": form})


@needs("complaint", "view")
@require_GET
def complaint_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to a complaint as a letter; 404 as long as there is none."""
    fact = complaints.complaints(actor_of(request)).filter(pk=pk).first()
    case = getattr(fact, "case", None)
    if fact is None or case is None or not case.response:
        raise Http404
    day = timezone.localdate()
    written = letters.answer_letter(fact, response=case.response, day=day, language=language())
    return _download(_letters([written], language()), f"{fact.complaint_id or pk}.pdf")
