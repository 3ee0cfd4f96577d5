"""Whether a customer knows that we have something: the states, and the one rule by which facts become one of them.

    buys           bought it from us in the last two years
    does_not_know  said not to know that we have it
    elsewhere      buys it at another, and why
    no_need        has no need of it
    knows          knows that we have it, and does not buy it
    not_asked      nobody asked

What is bought is a fact and goes before what was said; of what was said the first of this list counts.

Source: workshop Relatiemarketing (huwelijkspartner: check that they know our whole range).
"""

from typing import Literal

Awareness = Literal["buys", "does_not_know", "elsewhere", "no_need", "knows", "not_asked"]
STATES: tuple[Awareness, ...] = ("buys", "does_not_know", "elsewhere", "no_need", "knows", "not_asked")
RULE: tuple[tuple[str, str | None, Awareness], ...] = (
    ("awareness", "unknown_to_them", "does_not_know"),
    ("competitor", None, "elsewhere"),  # whichever it is
    ("awareness", "not_needed", "no_need"),
    ("awareness", "known", "knows"),
)
"""Column of the table ``wallets``, what it says (None: anything), and the state that it gives; the first that holds."""
MONTHS = 24  # so long ago something may have been bought to count as what they buy


def state_of(*, bought: bool, awareness: str | None, competitor: str | None) -> Awareness:
    """The state of one customer and product group.

    Args:
        bought: from us, in the last two years.
        awareness: as the table ``wallets`` has it; None: not said.
        competitor: where else it is bought; None: not said.
    """
    if bought:
        return "buys"
    said = {"awareness": awareness, "competitor": competitor}
    holds = (state for column, value, state in RULE if said[column] and value in (None, said[column]))
    return next(holds, "not_asked")
