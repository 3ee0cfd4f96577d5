"""The settings: their defaults, their file, and a clear no for what is not a setting."""

import dataclasses
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.errors import UsageError
from klantkompas.rules import LedgerRules, ProfitRules, Rules, read_rules

few = settings(max_examples=30, derandomize=True, deadline=None)


def rules_of(folder: Path, text: str) -> Rules:
    path = folder / "klantkompas.toml"
    path.write_text(text, "utf-8")
    return read_rules(path)


def test_without_settings_nothing_is_assumed(tmp_path: Path) -> None:
    assert rules_of(tmp_path, "") == Rules()
    rules = Rules()
    assert (rules.ledger.currency, rules.ledger.vat_rate, rules.ledger.internal) == ("EUR", None, ())
    assert (rules.profit.margin, rules.profit.hourly_cost) == (None, None)


def test_every_setting_is_read_exactly(tmp_path: Path) -> None:
    text = """\
[ledger]
currency = "GBP"
vat_rate = 0.21
earliest_year = 1990
internal = ["999", 1]

[profit]
margin = 0.35
hourly_cost = 62
discount_rate = "0.08"
margin_by_group = { papier = 0.2, "zeep & zo" = "0.455" }
hourly_cost_by_employee = { "An de Wit" = 55.5 }
"""
    assert rules_of(tmp_path, text) == Rules(
        ledger=LedgerRules(currency="GBP", vat_rate=Decimal("0.21"), earliest_year=1990, internal=("999", "1")),
        profit=ProfitRules(
            margin=Decimal("0.35"),
            hourly_cost=Decimal(62),
            discount_rate=Decimal("0.08"),
            margin_by_group={"papier": Decimal("0.2"), "zeep & zo": Decimal("0.455")},
            hourly_cost_by_employee={"An de Wit": Decimal("55.5")},
        ),
    )


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert rules_of(tmp_path, "\ufeff[profit]\nmargin = 0.5\n").profit.margin == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("[winst]\nmargin = 0.3\n", "rules_unknown_section", "winst"),
        ("[profit]\nmarge = 0.3\n", "rules_unknown_setting", "profit.marge"),
        ("[profit]\nmargin = -0.3\n", "rules_bad_value", "profit.margin"),
        ("[profit]\nmargin = true\n", "rules_bad_value", "profit.margin"),
        ("[profit]\nmargin = nan\n", "rules_bad_value", "profit.margin"),
        ("[profit]\nmargin = inf\n", "rules_bad_value", "profit.margin"),
        ('[profit]\nmargin = "35 %"\n', "rules_bad_value", "profit.margin"),
        ("[profit]\nmargin = [1]\n", "rules_bad_value", "profit.margin"),
        ("[profit]\nmargin_by_group = 0.3\n", "rules_bad_value", "profit.margin_by_group"),
        ('[profit.margin_by_group]\npapier = "veel"\n', "rules_bad_value", "profit.margin_by_group"),
        ('[ledger]\nearliest_year = "vroeg"\n', "rules_bad_value", "ledger.earliest_year"),
        ("[ledger]\ninternal = 999\n", "rules_bad_value", "ledger.internal"),
        ("profit = 3\n", "rules_bad_value", "profit"),
        ("[profit\n", "rules_unreadable", None),
    ],
)
def test_what_is_no_setting_is_refused_by_its_name(text: str, code: str, named: str | None, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        rules_of(tmp_path, text)
    assert caught.value.code == code
    assert named is None or named in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "[profit]\nmargin = 35\n",  # 35 percent, meant as 0.35: every euro would earn 35
        '[ledger]\ninternal = "999"\n',  # one number, not three customers called 9
        "[ledger]\nvat_rate = 21\n",
        "[profit.margin_by_group]\npapier = 20\n",
    ],
)
def test_a_slip_that_would_make_nonsense_of_every_figure_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        rules_of(tmp_path, text)
    assert caught.value.code == "rules_bad_value"


def test_a_file_that_is_not_there_or_no_text_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_rules(tmp_path / "klantkompas.toml")
    assert caught.value.code == "rules_missing"
    (tmp_path / "klantkompas.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError) as caught:
        read_rules(tmp_path / "klantkompas.toml")
    assert caught.value.code == "rules_unreadable"


@few
@given(margin=st.decimals(0, 1, places=4), other=st.decimals(0, 1, places=4))
def test_the_fingerprint_changes_with_any_setting_and_with_nothing_else(margin: Decimal, other: Decimal) -> None:
    one, two = Rules(profit=ProfitRules(margin=margin)), Rules(profit=ProfitRules(margin=other))
    assert (one.fingerprint == two.fingerprint) == (margin == other)
    assert one.fingerprint == dataclasses.replace(one).fingerprint
    assert len(one.fingerprint) == 12
    assert Rules(profit=ProfitRules(hourly_cost=margin)).fingerprint != one.fingerprint


def test_every_section_and_every_setting_that_stands_in_the_rules_can_be_stated(tmp_path: Path):
    for section in fields(Rules()):
        for setting in fields(getattr(Rules(), section.name)):
            default = getattr(getattr(Rules(), section.name), setting.name)
            stated = toml_of(default)
            if stated is not None:
                text = f"[{section.name}]\n{setting.name} = {stated}"
                assert getattr(getattr(rules_of(tmp_path, text), section.name), setting.name) == default, text


def toml_of(value):
    """A setting as it is written; None for one that has no value, or is a table of its own."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    return f"[{', '.join(toml_of(one) for one in value)}]" if isinstance(value, tuple) else None
