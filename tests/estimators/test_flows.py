"""The range of money that flows while something lasts, against simulation of the same chances."""

from dataclasses import replace

import numpy as np
import pytest

from klantkompas.errors import EstimationError
from klantkompas.estimators.flows import Activity, Amounts, Costs, discounted_time, expected_flow, flow

KNOTS = np.array([0.0, 1.0, 2.5, 5.0])


def one_row(
    *,
    active: tuple[float, ...] = (0.8, 0.7, 0.6, 0.45),
    pace: float = 6.0,
    rate: float = 0.3,
    cost: float = 300.0,
    back: float = 0.0,
    none: float = 0.0,
) -> tuple[Activity, Amounts, Costs]:
    curve = np.array([active])
    time = np.array([np.trapezoid(np.interp(np.linspace(0, 5, 2001), KNOTS, curve[0]), dx=5 / 2000)])
    one = np.ones(1)
    events = pace * (time + (1 - active[0]) * back * KNOTS[-1] / 2)
    activity = Activity(knots=KNOTS, active=curve, back=back * one, time=time, events=events, pace_shape=8 * one)
    amounts = Amounts(revenue=500 * one, log_sd=0.3 * one, rate=rate * one, rate_sd=0.05 * one, scatter=0.8)
    silent = {"asleep": 40 * one, "asleep_none": none * one, "asleep_scatter": 2 * one}
    costs = Costs(active=cost * one, scatter=0.3 * one, **silent, afterwards=20.0)
    return activity, amounts, costs


def simulated(activity: Activity, amounts: Amounts, costs: Costs, pace: float, size: int = 200_000) -> np.ndarray:
    """The same chances drawn without the library's approximations: real gammas, real leaving times, no discount."""
    rng = np.random.default_rng(11)
    curve = activity.active[0]
    leaving = rng.random(size)
    lasts = np.minimum(np.interp(leaving, curve[::-1], KNOTS[::-1]), KNOTS[-1])
    left = leaving >= curve[0]
    returned = left & (rng.random(size) < activity.back[0])
    lasts = np.where(returned, rng.random(size) * KNOTS[-1], np.where(left, 0.0, lasts))
    events = lasts * pace * rng.gamma(activity.pace_shape[0], 1 / activity.pace_shape[0], size)
    shape = np.maximum(events / amounts.scatter, 1e-9)
    revenue = amounts.revenue[0] * np.exp(amounts.log_sd[0] * rng.normal(size=size) - amounts.log_sd[0] ** 2 / 2)
    earned = events * rng.gamma(shape) / shape * revenue * rng.normal(amounts.rate[0], amounts.rate_sd[0], size)
    any_cost = rng.random(size) >= costs.asleep_none[0]
    asleep = np.where(any_cost, costs.asleep[0] / (1 - costs.asleep_none[0]), 0.0)
    idle = np.where(left, asleep, costs.afterwards) * (KNOTS[-1] - lasts)
    scatter = np.where(left, costs.asleep_scatter[0], costs.scatter[0])
    return earned - (lasts * costs.active[0] + idle) * rng.gamma(1 / scatter) * scatter


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"active": (0.99, 0.95, 0.9, 0.8)},
        {"rate": -0.1},
        {"cost": 1500.0},
        {"active": (0.3, 0.2, 0.15, 0.1)},
        {"active": (0.1, 0.1, 0.1, 0.1), "back": 0.3, "none": 0.5},
    ],
    ids=["ordinary", "loyal", "negative margin", "costly", "probably gone", "gone, and perhaps back"],
)
def test_the_range_holds_nine_in_ten_of_simulated_outcomes(case: dict[str, float]) -> None:
    activity, amounts, costs = one_row(**case)
    drawn = simulated(activity, amounts, costs, pace=6.0)
    found = flow(activity=activity, amounts=amounts, costs=costs, discount=0.0)
    assert np.mean(drawn < found.low[0]) == pytest.approx(0.05, abs=0.025)
    assert np.mean(drawn > found.high[0]) == pytest.approx(0.05, abs=0.025)
    assert found.mean[0] == pytest.approx(drawn.mean(), abs=0.02 * drawn.std())
    assert np.sqrt(found.variance[0]) == pytest.approx(drawn.std(), rel=0.15)


def test_an_answer_does_not_depend_on_the_other_rows() -> None:
    parts = [one_row(), one_row(rate=-0.2), one_row(active=(0.1, 0.05, 0.02, 0.01))]
    alone = [flow(activity=a, amounts=b, costs=c, discount=0.1) for a, b, c in parts]
    together = flow(
        activity=Activity(
            knots=KNOTS,
            **{
                n: np.concatenate([getattr(p[0], n) for p in parts])
                for n in ("active", "back", "time", "events", "pace_shape")
            },
        ),
        amounts=Amounts(
            **{n: np.concatenate([getattr(p[1], n) for p in parts]) for n in ("revenue", "log_sd", "rate", "rate_sd")},
            scatter=0.8,
        ),
        costs=Costs(
            **{
                n: np.concatenate([getattr(p[2], n) for p in parts])
                for n in ("active", "scatter", "asleep", "asleep_none", "asleep_scatter")
            },
            afterwards=20.0,
        ),
        discount=0.1,
    )
    for row, one in enumerate(alone):
        assert (one.mean[0], one.low[0], one.high[0]) == (together.mean[row], together.low[row], together.high[row])


def test_who_is_surely_gone_costs_what_silence_costs_and_nothing_else() -> None:
    activity, amounts, costs = one_row(active=(0.0, 0.0, 0.0, 0.0))
    found = flow(activity=activity, amounts=amounts, costs=costs, discount=0.0)
    assert found.mean[0] == pytest.approx(-40.0 * 5.0)
    assert found.low[0] < -40.0 * 5.0 < found.high[0] <= 0.0


def test_who_is_gone_and_left_alone_costs_nothing_and_who_may_be_back_can_earn() -> None:
    """Nineteen in twenty are left alone: the whole range is zero; one in ten is back: its high end is what he earns."""
    gone = {"active": (0.0, 0.0, 0.0, 0.0), "none": 0.96}
    alone, perhaps = (one_row(**gone, back=back) for back in (0.0, 0.1))
    ranges = [
        flow(activity=activity, amounts=amounts, costs=costs, discount=0.0)
        for activity, amounts, costs in (alone, perhaps)
    ]
    assert (ranges[0].high[0], ranges[0].mean[0]) == (0.0, pytest.approx(-200.0))
    assert ranges[1].high[0] > 500.0
    earned = 6 * 0.1 * 2.5 * 150 - 300 * 0.1 * 2.5 - 40 * (5 - 0.1 * 2.5)
    assert ranges[1].mean[0] == pytest.approx(earned)


def test_extremes_stay_finite() -> None:
    for active, pace in (((1.0, 1.0, 1.0, 1.0), 1e6), ((1e-12, 1e-13, 0.0, 0.0), 1e-9)):
        activity, amounts, costs = one_row(active=active, pace=pace)
        found = flow(activity=activity, amounts=amounts, costs=costs, discount=0.1)
        assert all(np.isfinite(part).all() for part in (found.mean, found.low, found.high, found.variance))
        assert found.low[0] <= found.mean[0] <= found.high[0]


def test_discounted_time_by_hand() -> None:
    """The integral of 1.1^-s from 0 to 1 is (1 - 1/1.1) / ln 1.1 = 0.95382."""
    assert discounted_time(time=np.array([1.0]), discount=0.1)[0] == pytest.approx(0.953823, abs=1e-6)
    assert discounted_time(time=np.array([3.0]), discount=0.0)[0] == 3.0


def test_the_mean_by_hand() -> None:
    """6 a year at 500 x 30 % over 3 active years, 300 a year while active, 40 and 20 a year in silence."""
    activity, amounts, costs = one_row()
    t = float(activity.time[0])
    by_hand = 6 * t * 150 - (300 * t + 40 * 0.2 * 5 + 20 * (0.8 * 5 - t))
    mean = expected_flow(activity=activity, amounts=amounts, costs=costs, discount=0.0)
    assert mean[0] == pytest.approx(by_hand)


def test_chances_that_do_not_fit_the_knots_are_refused() -> None:
    activity, amounts, costs = one_row()
    wrong = replace(activity, knots=KNOTS[:3])
    with pytest.raises(EstimationError):
        flow(activity=wrong, amounts=amounts, costs=costs, discount=0.1)
