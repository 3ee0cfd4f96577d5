"""Customers and money by type, and between which types they moved: to the cent."""

from decimal import Decimal

import numpy as np
import pyarrow as pa

from klantkompas.insight.relation.labels import UNSEEN
from klantkompas.insight.relation.movement import Moves


def figures(hours: list[int | None], profit: list[int | None]) -> dict[str, pa.Array]:
    return {"hours_12m": pa.array(hours, pa.int64()), "profit_12m": pa.array(profit, pa.int64())}


def moved() -> Moves:
    """Two blocks: two stay loyal, one becomes dormant, one is new and unclear with unknown profit."""
    moves = Moves()
    moves.add(np.array([3, 3]), np.array([3, 1]), figures([100, 50], [12_345, -500]))
    moves.add(np.array([3, UNSEEN]), np.array([3, 4]), figures([25, 0], [1, None]))
    return moves


def test_types_add_up_over_blocks() -> None:
    found = moved().types()
    assert {name: row["customers"] for name, row in found.items()} == {
        "demanding": 0, "dormant": 1, "shared": 0, "loyal": 2, "unclear": 1
    }  # fmt: skip
    assert found["loyal"]["profit_12m"] == Decimal("123.46")
    assert found["loyal"]["hours_12m"] == Decimal("1.25")
    assert found["demanding"]["profit_12m"] == 0


def test_a_sum_with_an_unknown_in_it_is_unknown() -> None:
    found = moved().types()["unclear"]
    assert found["profit_12m"] is None
    assert found["hours_12m"] == 0
    assert found["lifetime_value"] is None


def test_moves_name_where_from_and_where_to() -> None:
    rows = [(row["from"], row["to"], row["customers"], row["profit_12m"]) for row in moved().table().to_pylist()]
    assert rows == [
        (None, "unclear", 1, None),
        ("loyal", "dormant", 1, Decimal("-5.00")),
        ("loyal", "loyal", 2, Decimal("123.46")),
    ]
