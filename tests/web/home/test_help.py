"""Help where you are: every word says what it is, in both languages."""

import pytest
from django.template import engines
from django.urls import reverse
from django.utils import translation

from klantkompas.web.customers.glossary import glossary, names
from tests.web.conftest import somebody


@pytest.mark.parametrize(("language", "words"), [("nl", "Winst na uren"), ("en", "hold-out")])
def test_everybody_can_read_what_every_word_means(db, client_of, language, words):
    page = client_of(somebody("Eva", language=language)).get(reverse("help")).content.decode()
    assert words.casefold() in page.casefold()
    assert all(f'id="{name}"' in page for name, _, _ in glossary("nl"))


def test_no_word_is_without_a_meaning():
    for language in ("nl", "en"):
        assert len(glossary(language)) > 60
        assert all(label and definition for _, label, definition in glossary(language))
    assert len(names()) == len(set(names()))


def test_a_question_mark_opens_its_own_panel_however_often_it_stands_there(cast, rf):
    request = rf.get("/")
    request.user = cast.anna
    page = engines["django"].from_string('{% help "profit_12m" %}{% help "profit_12m" %}').render({}, request)
    assert 'popovertarget="help-profit_12m-1"' in page and 'id="help-profit_12m-2"' in page
    assert "Wat is dit: winst na uren" in page
    assert f'href="{reverse("help")}#profit_12m"' in page


def test_what_is_unknown_is_a_dash_with_its_reason(rf):
    page = engines["django"].from_string('{% money nothing why="web.404" %}|{% money 1234.4 %}|{% hours 0.25 %}')
    nothing, amount, quarter = page.render({"nothing": None}, rf.get("/")).split("|")
    assert 'title="Deze pagina is er niet"' in nothing and "–" in nothing
    assert (amount, quarter) == ("€\u00a01.234", "0,25\u00a0u")


@pytest.mark.parametrize(("language", "place"), [("nl", "in de instellingen in"), ("en", "in the settings")])
def test_a_reason_leads_to_the_page_of_the_settings_and_not_to_a_file(rf, language, place):
    with translation.override(language):
        page = engines["django"].from_string('{% money nothing why="hourly_cost_unknown" %}').render({}, rf.get("/"))
    assert place in page and ".toml" not in page
