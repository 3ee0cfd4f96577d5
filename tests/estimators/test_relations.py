"""Four events that exclude each other: against brute force, by hand, and what may not matter."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantkompas.estimators.relations import Beliefs, Borders, at_least, parts

BORDERS = Borders(effort=8.0, floor=0.0, price=None, share=0.6)
DRAWS = 400_000


def beliefs(rows: int = 1, **given: object) -> Beliefs:
    """Rows of an ordinary customer, with what is given instead."""
    usual = {
        "active": 0.9, "spending": 3_000.0, "spending_sd": 0.4, "rate": 0.3, "rate_sd": 0.03, "effort": 10.0,
        "effort_shape": 8.0, "asleep": 3.0, "asleep_shape": 2.0, "hour_cost": 62.0, "share": 0.4, "share_below": 0.8,
        "share_above": 0.8,
    } | {"known": True} | given  # fmt: skip
    return Beliefs(**{one.name: np.full(rows, usual[one.name]) for one in fields(Beliefs)})


def drawn(one: Beliefs, borders: Borders) -> np.ndarray:
    """The four chances of a single row by brute force, from the same beliefs."""
    rng = np.random.default_rng(11)
    z, rate, hours, asleep, own = rng.standard_normal((5, DRAWS))
    (row,) = [{name.name: getattr(one, name.name)[0] for name in fields(Beliefs)}]

    def gamma(mean: float, shape: float, score: np.ndarray) -> np.ndarray:
        return mean * np.maximum(1 - 1 / (9 * shape) + score / np.sqrt(9 * shape), 0) ** 3

    spent = row["spending"] * np.exp(row["spending_sd"] * z - row["spending_sd"] ** 2 / 2)
    effort = gamma(row["effort"], row["effort_shape"], hours)
    left = spent * (row["rate"] + row["rate_sd"] * rate) - row["hour_cost"] * effort
    little = left <= (borders.floor if borders.price is None else borders.price * effort)
    active = rng.random(DRAWS) < row["active"]
    much = np.where(
        active, (effort >= borders.effort) & little, gamma(row["asleep"], row["asleep_shape"], asleep) >= borders.effort
    )
    share = row["share"] + np.where(own < 0, row["share_below"], row["share_above"]) * own
    mostly = share >= np.log(borders.share / (1 - borders.share))
    return np.array(
        [much.mean(), (~much & ~active).mean(), (~much & active & ~mostly).mean(), (~much & active & mostly).mean()]
    )


CASES = {
    "ordinary": {},
    "many hours": {"effort": 40.0},
    "hours known to the minute": {"effort": 12.0, "effort_shape": 400.0, "spending": 2_500.0},
    "hardly any fact": {"spending_sd": 1.1, "effort_shape": 0.5, "effort": 9.0, "spending": 2_000.0},
    "sells at a loss": {"rate": -0.02, "rate_sd": 0.05},
    "asleep and still visited": {"active": 0.1, "asleep": 14.0, "asleep_shape": 1.2},
    "share on one side": {"share": 0.2, "share_below": 0.3, "share_above": 1.6},
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("borders", [BORDERS, replace(BORDERS, price=40.0), replace(BORDERS, effort=20.0, floor=500.0)])
def test_chances_are_those_of_brute_force(name: str, borders: Borders) -> None:
    """To 0.005, three standard errors of the draws being 0.0024."""
    one = beliefs(**CASES[name])
    assert np.abs(parts(beliefs=one, borders=borders).chances[0] - drawn(one, borders)).max() < 0.005


def test_what_is_certain_has_chance_one() -> None:
    sure = {
        "spending_sd": 1e-3,
        "rate_sd": 1e-6,
        "effort_shape": 1e8,
        "asleep_shape": 1e8,
        "share_below": 1e-3,
        "share_above": 1e-3,
    }
    cases = [
        ({"active": 1.0, "effort": 20.0, "spending": 4_000.0}, 0),  # 20 hours cost 1,240, and bring 1,200
        ({"active": 1.0, "effort": 19.0, "spending": 4_000.0, "share": -1.0}, 2),  # 19 hours cost 1,178
        ({"active": 1.0, "effort": 7.9, "spending": 1.0, "share": 1.0}, 3),  # nothing left, but hardly any effort
        ({"active": 0.0, "asleep": 7.9}, 1),
        ({"active": 0.0, "asleep": 8.1}, 0),
    ]
    for given_facts, expected in cases:
        found = parts(beliefs=beliefs(**sure | given_facts), borders=BORDERS).chances[0]
        assert found[expected] > 0.999, given_facts


def test_nobody_is_demanding_where_hours_are_unknown() -> None:
    found = parts(beliefs=beliefs(known=False, effort=100.0, asleep=100.0), borders=BORDERS).chances[0]
    assert found[0] == 0
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


def test_a_dear_hour_makes_more_customers_demanding() -> None:
    one = beliefs(effort=12.0, spending=4_000.0)
    chances = [
        parts(beliefs=one, borders=replace(BORDERS, price=price)).chances[0, 0] for price in (None, 0.0, 30.0, 90.0)
    ]
    assert chances[0] == pytest.approx(chances[1], abs=1e-12)
    assert chances[1] < chances[2] < chances[3]


@given(st.floats(0.0, 1.0), st.floats(1.0, 1e5), st.floats(0.01, 200.0), st.floats(-4.0, 4.0))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_chances_are_chances(active: float, spending: float, effort: float, share: float) -> None:
    found = parts(
        beliefs=beliefs(active=active, spending=spending, effort=effort, share=share), borders=BORDERS
    ).chances
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0, abs=1e-9)


def test_a_row_does_not_depend_on_the_others() -> None:
    rng = np.random.default_rng(3)
    many = replace(beliefs(20_000), effort=rng.uniform(0.5, 60, 20_000), share=rng.normal(size=20_000))
    found = parts(beliefs=many, borders=BORDERS).chances
    some = Beliefs(**{one.name: getattr(many, one.name)[8_190:8_200] for one in fields(Beliefs)})
    assert (parts(beliefs=some, borders=BORDERS).chances == found[8_190:8_200]).all()


def test_the_chance_of_a_share_is_half_at_its_median() -> None:
    one = beliefs(share=np.log(0.6 / 0.4))
    assert at_least(beliefs=one, share=0.6)[0] == pytest.approx(0.5)
    assert at_least(beliefs=one, share=0.3)[0] > 0.9
