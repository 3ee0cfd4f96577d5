"""A label waits for evidence, and for a person; the chances do not."""

import numpy as np
import pytest

from klantkompas.insight.relation.labels import UNCLEAR, UNSEEN, Before, damped, decided
from klantkompas.ledger.relation_types import LABELS

NEVER = np.array([False])


def label(
    now: tuple[float, ...], before: str | None, then: tuple[float, ...] = (0, 0, 0, 0), *, early: bool = False
) -> str:
    """The label of one customer."""
    had = UNSEEN if before is None else LABELS.index(before)
    found = damped(
        np.array([now]), Before(np.array([had]), np.array([then], dtype=float)), least=0.6, early=np.array([early])
    )
    return LABELS[found[0]]


@pytest.mark.parametrize(
    ("now", "before", "then", "expected"),
    [
        ((0.0, 0.1, 0.2, 0.7), None, (0, 0, 0, 0), "loyal"),  # nothing to wait for
        ((0.0, 0.1, 0.4, 0.5), None, (0, 0, 0, 0), "unclear"),
        ((0.0, 0.1, 0.3, 0.6), "loyal", (0.0, 0.1, 0.2, 0.7), "loyal"),
        ((0.0, 0.0, 0.65, 0.35), "loyal", (0.0, 0.0, 0.4, 0.6), "loyal"),  # ln(.65 / .35) = 0.62, less than 2
        ((0.0, 0.0, 0.80, 0.20), "loyal", (0.0, 0.0, 0.4, 0.6), "loyal"),  # ln 4 = 1.39
        ((0.0, 0.0, 0.80, 0.20), "loyal", (0.0, 0.0, 0.75, 0.25), "shared"),  # 1.39 + 0.7 ln 3 = 2.16
        ((0.0, 0.0, 0.89, 0.11), "loyal", (0.0, 0.0, 0.1, 0.9), "shared"),  # ln(.89 / .11) = 2.09 alone
        ((0.0, 0.45, 0.50, 0.05), "loyal", (0.0, 0.0, 0.1, 0.9), "unclear"),  # no longer loyal, and not yet else
        ((0.0, 0.0, 0.35, 0.65), "unclear", (0.0, 0.0, 0.5, 0.5), "unclear"),  # seen once
        ((0.0, 0.0, 0.35, 0.65), "unclear", (0.0, 0.0, 0.4, 0.6), "loyal"),  # seen twice
        ((0.0, 0.0, 0.15, 0.85), "unclear", (0.0, 0.0, 0.5, 0.5), "loyal"),  # at once
    ],
)
def test_a_label_changes_on_repeated_evidence(
    now: tuple[float, ...], before: str | None, then: tuple[float, ...], expected: str
) -> None:
    assert label(now, before, then) == expected


def test_too_early_is_said_whatever_was_said_before() -> None:
    assert label((0.0, 0.0, 0.0, 1.0), "loyal", (0.0, 0.0, 0.0, 1.0), early=True) == "unclear"


def test_once_it_is_no_longer_early_a_type_is_said_at_its_second_sight() -> None:
    assert label((0.0, 0.0, 0.3, 0.7), "unclear", (0.0, 0.0, 0.3, 0.7)) == "loyal"


def test_a_type_is_said_from_its_border_on() -> None:
    chances = np.array([[0.1, 0.1, 0.2, 0.6], [0.1, 0.1, 0.21, 0.59]])
    assert decided(chances, least=0.6, early=np.array([False, False])).tolist() == [3, UNCLEAR]


def test_flickering_evidence_does_not_flicker_the_label() -> None:
    """A chance that goes up and down around a half for a year: no change; one that has really turned: one."""
    had, then, said = LABELS.index("loyal"), (0.0, 0.0, 0.4, 0.6), []
    for month in range(12):
        now = (0.0, 0.0, 0.62, 0.38) if month % 2 else (0.0, 0.0, 0.38, 0.62)
        had, then = LABELS.index(label(now, LABELS[had], then)), now
        said.append(had)
    assert set(said) == {3}
    for _ in range(3):
        now = (0.0, 0.0, 0.8, 0.2)
        had, then = LABELS.index(label(now, LABELS[had], then)), now
    assert LABELS[had] == "shared"
