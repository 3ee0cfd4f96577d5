"""Who knows what we have: a row a product group, and what that may be worth where it is known."""

from klantkompas.insight.base import CustomerBase
from klantkompas.insight.knowing import STATES
from klantkompas.report.reading import Row, lens
from klantkompas.report.tables import Column, Table, table_of
from klantkompas.report.writer import Writer

HEADS = ("product_group", "customers", *STATES, "stake")
WHY = {"stake": "no_group_evidence"}


def awareness_table(base: CustomerBase, writer: Writer) -> Table:
    """The product groups of the firm as a whole, what most do not know first; without rows where none has a name."""
    rows = sorted(_whole(base), key=lambda row: (-row["does_not_know"], -row["buys"], row["product_group"]))
    units = {"product_group": "text", "stake": "money"}
    columns = [Column(name=name, unit=units.get(name, "count")) for name in HEADS]  # type: ignore[arg-type]
    return table_of(rows, columns, caption=writer.say("page.awareness.caption"), why=WHY)


def tell_awareness(base: CustomerBase, writer: Writer) -> tuple[str, ...]:
    """Which group is least known, what those customers spend on it where they said so, and what to do."""
    rows = _whole(base)
    asked = sum(row["customers"] - row["buys"] - row["not_asked"] for row in rows)
    if not asked:
        return (writer.say("page.awareness.nobody_asked"),)
    least = max(rows, key=lambda row: (row["does_not_know"], row["product_group"]))
    if not least["does_not_know"]:
        return (writer.say("page.awareness.all_known", n=asked),)
    told = {"n": least["does_not_know"], "of": least["customers"], "group": least["product_group"]}
    said = [writer.say("page.awareness.least", **told)]
    if least["stake"] is None:
        said.append(writer.say("page.awareness.no_stake"))
    else:
        said.append(writer.say("page.awareness.stake", stake=writer.money(least["stake"]), n=least["stake_customers"]))
    return (*said, writer.say("page.awareness.do"))


def _whole(base: CustomerBase) -> list[Row]:
    return [row for row in lens(base, "awareness") if row["segment"] is None]
