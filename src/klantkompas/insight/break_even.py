"""When what a customer cost to win has been earned back (workshop, the card company).

The text's example: 50 to win a customer, earned back in the second year; one-year members are a loss; year four brings
twice year three, and in year five profit triples.
"""

from collections.abc import Sequence
from decimal import Decimal


def earned_back(*, profits: Sequence[Decimal], cost: Decimal, discount_rate: Decimal = Decimal(0)) -> Decimal | None:
    """Years until the profits of a customer have earned back what winning him cost.

    Args:
        profits: profit per customer won in his first year, his second, and so on; those who left count as zero.
        cost: what winning him cost.
        discount_rate: yearly rate at which later money counts less, from the middle of each year.

    Returns:
        Years, counted within a year as if its profit came evenly; ``None`` when it is not earned back in these years.
    """
    if cost <= 0:
        return Decimal(0)
    standing = -cost
    for year, profit in enumerate(profits):
        worth = profit / (1 + discount_rate) ** (Decimal(year) + Decimal("0.5"))
        if standing + worth >= 0 and worth > 0:
            return year + -standing / worth
        standing += worth
    return None


def running_total(*, profits: Sequence[Decimal], cost: Decimal) -> list[Decimal]:
    """Where a customer stands after each year: what winning him cost, and all profits since."""
    standing, after = -cost, []
    for profit in profits:
        standing += profit
        after.append(standing)
    return after
