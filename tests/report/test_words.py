"""Every column and figure has a name and a definition, in two languages."""

import string

import pytest

from klantkompas.insight.columns import COLUMNS
from klantkompas.report.writer import Writer
from klantkompas.words import figures, has, pages, say
from tests.report.fake_base import AS_OF, fake_base

SUMMARY = (
    *("schema_version", "version", "rules_hash", "source_fingerprint", "currency", "as_of", "customers"),
    *("transactions", "revenue_total", "revenue_12m", "margin_12m", "hours_12m", "service_cost_12m", "profit_12m"),
    *("previous_12m", "years", "active_expected", "customer_equity", "future_customers", "duration", "split"),
    *("types", "model", "findings", "equity_bridge", "unassigned_revenue", "unassigned_lines"),
)


@pytest.mark.parametrize("name", [*COLUMNS, "why", *SUMMARY])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_column_and_figure_of_the_contract_is_defined(name, language):
    assert say(f"figure.{name}", language)
    assert say(f"figure.{name}.definition", language).endswith(".")


def test_every_column_of_every_lens_has_a_name():
    lenses = fake_base(20).lenses
    names = {name for table in lenses.values() for name in table.column_names} - {"complete", "reason"}
    assert not [name for name in names if not has(f"figure.{name}")]


@pytest.mark.parametrize("code", [*figures.SENTENCES, *pages.SENTENCES])
def test_both_languages_name_the_same_things(code):
    both = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (figures.SENTENCES | pages.SENTENCES)[code]
    ]
    assert both[0] == both[1]


def test_a_reason_without_words_can_still_be_looked_up():
    writer = Writer(language="nl", currency="EUR", as_of=AS_OF)
    assert writer.why("never_heard_of") == "onbekend (never_heard_of)"
    assert writer.why("no_orders") == "nog geen order"
