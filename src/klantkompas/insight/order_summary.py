"""The four numbers from which purchase models are fitted, for who fits his own: x, t_x, T and mean spend."""

from datetime import date

import narwhals.stable.v2 as nw

from klantkompas.engine import Frame
from klantkompas.insight.windows import day_number
from klantkompas.ledger.book import Ledger


def order_summary(ledger: Ledger, *, as_of: date | None = None) -> Frame:
    """Recency, frequency, age and mean spend of every customer with an order.

    Args:
        ledger: the facts.
        as_of: nothing after this date is seen; by default the newest transaction or hour.

    Returns:
        A lazy frame, a row a customer: ``customer_id``, ``x`` (orders after the first), ``t_x`` (days from the first
        order to the last), ``T`` (days from the first order to the as-of date), ``mean_spend`` (mean amount of the
        orders after the first, in euros; null without one, or in a count-only ledger). An order is a customer-day
        with at least one line of amount >= 0, and its amount is that of those lines.

    Source: Fader, Hardie & Lee 2005; Fader & Hardie 2013 for the spend of repeat orders.
    """
    until = day_number(as_of or ledger.last_day)
    amount = nw.col("amount") if ledger.has("transactions", "amount") else nw.lit(None, nw.Int64)
    lines = ledger.tables["transactions"].filter(~nw.col("key").is_null(), nw.col("day") <= until)
    lines = lines.select("key", "day", amount=amount).filter(nw.col("amount").fill_null(0) >= 0)
    days = lines.group_by("key", "day").agg(nw.col("amount").sum())
    day, spent = nw.col("day"), nw.col("amount").sum()
    whole = days.group_by("key").agg(
        day.min().alias("first_day"), day.max().alias("last_day"), nw.len().alias("n"), spent.alias("spent")
    )
    first = days.select("key", first_day="day", at_first="amount")
    together = whole.join(first, on=["key", "first_day"], how="inner").join(
        ledger.customers.filter(~nw.col("internal")).select("key", "customer_id"), on="key", how="inner"
    )
    x = (nw.col("n") - 1).cast(nw.Int64)
    repeat = (nw.col("spent") - nw.col("at_first")).cast(nw.Float64) / 100 / x
    return together.select(
        "customer_id",
        x=x,
        t_x=nw.col("last_day") - nw.col("first_day"),
        T=nw.lit(until) - nw.col("first_day"),
        mean_spend=nw.when(x > 0).then(repeat) if ledger.has("transactions", "amount") else nw.lit(None, nw.Float64()),
    )
