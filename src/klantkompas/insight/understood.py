"""What is understood of a firm at one date: its facts summed, and what all its customers teach together.

The one path for ``analyse`` and for ``validate``: a forecast is checked by understanding the firm at an earlier date.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame, collect
from klantkompas.insight.facts import customer_facts
from klantkompas.insight.five_rs import FirmRhythm, Rhythm, firm_rhythm, rhythm
from klantkompas.insight.forecast import DAYS, with_lately
from klantkompas.insight.profit import Grounds, grounds
from klantkompas.insight.share import with_wallets
from klantkompas.insight.valued import Learned, learn, with_contracts
from klantkompas.insight.windows import Window, day_number, windows
from klantkompas.insight.yearly import YEAR, year_ends, yearly
from klantkompas.ledger.book import Ledger

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A firm at one date; nothing after it was read.

    Attributes:
        until: the date, as a day number.
        over: the windows that end there.
        ends: last days of the years back.
        orders: how customers order.
        basis: what margins and the cost of hours lean on.
        exact: a row a customer: the exact sums.
        facts: the same with yearly sums, contracts, wallets and orders lately.
        rows: how many customers.
        firm: their rhythm together.
        learned: what each customer is valued with.
    """

    until: int
    over: tuple[Window, Window, Window]
    ends: tuple[int, ...]
    orders: Rhythm
    basis: Grounds
    exact: Frame
    facts: Frame
    rows: int
    firm: FirmRhythm
    learned: Learned


def understood(ledger: Ledger, *, as_of: date, days: int = DAYS, step: Step = lambda _name: None) -> Understood:
    """Sum the facts up to a date, and learn from all customers.

    Args:
        ledger: the facts.
        as_of: the date.
        days: the stretch ahead of which orders and profit are expected; by default twelve months.
        step: told what is being done.
    """
    until, over, ends = day_number(as_of), windows(as_of), year_ends(as_of)
    step("rhythm")
    orders = rhythm(ledger, over)
    basis = grounds(ledger, until=until)
    step("profit")
    exact = customer_facts(ledger, orders.customers, basis, over)
    rows = int(collect(exact.select(nw.len().alias("n")))["n"][0].as_py())
    facts = exact.join(yearly(ledger, orders, basis, ends), on="key", how="left")
    facts = with_wallets(ledger, with_contracts(ledger, facts), as_of)
    facts = with_lately(ledger.engine, facts, orders.order_days, ends, days=days)
    step("value")
    firm = firm_rhythm(orders.customers, customers=rows, until=until)
    learned = learn(ledger, facts, orders.order_days, firm, basis, ends=ends, rows=rows, days=days)
    if learned.model is not None and days != DAYS:
        learned = replace(learned, model=replace(learned.model, soon=days / YEAR))
    return Understood(
        until=until,
        over=over,
        ends=ends,
        orders=orders,
        basis=basis,
        exact=exact,
        facts=facts,
        rows=rows,
        firm=replace(firm, seasons=learned.seasons, evenness=learned.evenness),
        learned=learned,
    )
