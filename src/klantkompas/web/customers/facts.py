"""The fact tables of the ledger as tables of the database, made from ``ledger.tables``: there is one definition.

Money is whole cents, hours whole hundredths, numbers whole ten-thousandths (SQLite would keep a decimal as a float);
what is unknown is null. ``customer_id`` is the firm's own number, as text: the attribute ``customer`` of a fact is the
row of that number. No fact can be without its customer, so that an import makes a customer for every number it meets.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from klantkompas.ledger.tables import TABLES, Column, Kind

# How many of what is stored make one of what a person writes.
SCALE: dict[Kind, int] = {"money": 100, "hours": 100, "number": 10_000}
NAMES = {
    "transactions": "Transaction",
    "customers": "Customer",
    "contacts": "Contact",
    "time_entries": "TimeEntry",
    "capacity": "Capacity",
    "quotes": "Quote",
    "activities": "Activity",
    "complaints": "Complaint",
    "ratings": "Rating",
    "promises": "Promise",
    "compass": "Statement",
    "bonds": "Bond",
    "referrals": "Referral",
    "wallets": "Wallet",
    "market": "Market",
    "cards": "Card",
    "contracts": "Contract",
    "spending": "Spending",
    "actions": "Action",
    "decisions": "Decision",
    "goals": "Goal",
}
# The column by which the lines of one customer, or of the firm, are read in their order.
IN_ORDER = {"contacts": "name", "complaints": "opened_on", "promises": "made_on", "cards": "sent_on"}
IN_ORDER |= {"contracts": "start", "actions": "assigned_on", "wallets": "year", "market": "year", "goals": "due"}
# What people filter customers by most, beside their account manager.
FILTERED_BY = ("city", "sector", "region", "segment")


class Fact(models.Model):
    """One line of one fact table.

    Attributes:
        origin: the import that brought it; None where a person wrote it.
    """

    origin = models.ForeignKey(
        "customers.Import", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Every table has its own."""

        abstract = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


def field_of(table: str, column: Column) -> "models.Field[Any, Any]":
    """How a column of a fact table is kept."""
    if column.name == "customer_id" and table == "customers":
        return models.TextField(unique=True)
    if column.name == "customer_id":
        return models.ForeignKey(
            "customers.Customer",
            to_field="customer_id",
            null=not column.required or table == "transactions",
            on_delete=models.DO_NOTHING,
            db_constraint=False,
            db_index=False,  # the index of the table's order begins with it
            related_name=table,
        )
    null = not column.required
    match column.kind:
        case "date":
            return models.DateField(null=null)
        case "money" | "hours" | "number" | "count":
            return models.BigIntegerField(null=null)
        case "flag":
            return models.BooleanField(null=null)
    return models.TextField(null=null)


def fact_model(table: str) -> type[Fact]:
    """The model of a fact table, named after one of its lines."""
    found = next(one for one in TABLES if one.name == table)
    columns = {column.name for column in found.columns}
    order = IN_ORDER.get(table, "date" if "date" in columns else None)
    by = [name for name in ("customer" if "customer_id" in columns else None, order) if name]
    indexes = [models.Index(fields=by, name=f"{table}_in_order")] if by else []
    if table == "transactions":
        indexes.append(models.Index(fields=["transaction_id"], name="transactions_by_number"))
    if table == "customers":
        indexes = [
            models.Index(fields=["sort_name", "id"], name="customers_in_order"),
            models.Index(fields=["account_manager", "sort_name"], name="customers_of_manager"),
            *(models.Index(fields=[name], name=f"customers_by_{name}") for name in FILTERED_BY),
            # hardly anybody was merged: of an index on everybody, a database thinks that it helps to find who was not;
            # and only an index "IS NOT NULL" is one that SQLite finds by when a customer goes (else it reads them all)
            models.Index(
                fields=["merged_into"], name="customers_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]
    meta = type("Meta", (), {"db_table": f"fact_{table}", "indexes": indexes, "__doc__": "Read in this order."})
    fields = {
        "customer" if column.name == "customer_id" and table != "customers" else column.name: field_of(table, column)
        for column in found.columns
    }
    body: dict[str, Any] = {"__module__": "klantkompas.web.customers.models", "__doc__": found.meaning, "Meta": meta}
    return type(NAMES[table], (CustomerOwn if table == "customers" else Fact,), body | fields)


class CustomerOwn(Fact):
    """What the application keeps of a customer beside the facts.

    Attributes:
        merged_into: the customer that this one turned out to be; None for who stands on its own. Facts keep the number
            they were written under, so that a merge can be taken back.
        version: raised by every change, so that two people who edit at once are told.
        sort_name: name, or number where there is none, small and without accents: lists stand in this order.
    """

    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    sort_name = models.TextField(default="", editable=False)

    class Meta:
        """Of the one model that has it."""

        abstract = True

    def __str__(self) -> str:
        return str(self.name or self.customer_id)


def written(value: int | None, kind: Kind) -> Decimal | int | None:
    """A stored number as a person writes it (cents -> euros); None where unknown."""
    if value is None or kind not in SCALE:
        return value
    return Decimal(value) / SCALE[kind]


def stored(value: Decimal | int | None, kind: Kind) -> int | None:
    """A number as a person writes it, as it is stored (euros -> cents); None where unknown.

    Raises:
        ValueError: it is finer than what is stored.
    """
    if value is None:
        return None
    whole = value * SCALE.get(kind, 1)
    if whole != int(whole):
        raise ValueError(value)
    return int(whole)
