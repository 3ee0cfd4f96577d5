"""Whether there is a season, and the clock that runs with it."""

import numpy as np
import pytest

from klantkompas.estimators.season import MONTHS, SLOWEST, clock, season

CHRISTMAS = np.array([0.2] * 10 + [2.0, 8.0])


def orders(index: np.ndarray, *, years: int, total: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(np.tile(index / index.sum() * total, (years, 1))).astype(float)


def test_a_season_that_comes_back_is_found_back() -> None:
    found = season(orders(CHRISTMAS, years=3, total=2_000))
    assert found is not None
    assert found == pytest.approx(CHRISTMAS / CHRISTMAS.mean(), abs=0.15)
    assert found.mean() == pytest.approx(1.0)


def test_of_an_even_firm_next_to_none_is_said_to_have_a_season() -> None:
    said = [season(orders(np.ones(MONTHS), years=3, total=600, seed=seed)) is not None for seed in range(400)]
    assert sum(said) <= 3


def test_growth_or_one_busy_month_is_no_season() -> None:
    growing = np.arange(36.0).reshape(3, MONTHS) + 20.0
    assert season(growing) is None
    once = np.full((3, MONTHS), 40.0)
    once[1, 4] = 200.0
    assert season(once) is None


def test_one_year_or_few_orders_cannot_tell() -> None:
    assert season(orders(CHRISTMAS, years=1, total=2_000)) is None
    assert season(orders(CHRISTMAS, years=3, total=20)) is None


def test_of_a_small_part_the_season_is_drawn_towards_that_of_the_whole_and_never_stands_still() -> None:
    counts = np.zeros((3, MONTHS))
    counts[:, 11] = 40.0
    alone, drawn = season(counts), season(counts, whole=CHRISTMAS / CHRISTMAS.mean())
    assert alone is not None and drawn is not None
    assert alone.min() >= SLOWEST
    assert drawn[10] / drawn[0] > 1.5 > alone[10] / alone[0]


def test_the_clock_passes_a_year_in_a_year_and_goes_on_evenly_beyond_its_ends() -> None:
    months = np.repeat(np.arange(MONTHS), 30)
    found = clock(index=np.stack([np.ones(MONTHS), CHRISTMAS / CHRISTMAS.mean()]), months=months, first=100)
    group, day = np.array([0, 1, 1, 1, 1]), np.array([250.0, 460.0, 100.0, 400.0, 470.0])
    assert found.at(group, day) == pytest.approx([150.0, 360.0, 0.0, 300 * 0.2 / CHRISTMAS.mean(), 370.0])
