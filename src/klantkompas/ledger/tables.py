"""The fact tables: their one definition, from which intake, checks and the reference page follow.

A table lists its columns in the order in which they are documented. ``kind`` says how a column is written and kept:

| kind   | in a file                             | inside (engine, databases)                          |
|--------|---------------------------------------|-----------------------------------------------------|
| id     | text; leading zeros matter            | text                                                |
| text   | text                                  | text                                                |
| date   | a date without time                   | whole days since 1970-01-01, under ``Column.stored``|
| money  | two decimals, excluding VAT           | whole cents                                         |
| hours  | two decimals                          | whole hundredths of an hour                         |
| number | at most four decimals                 | decimal(18, 4)                                      |
| count  | whole number                          | 64-bit integer                                      |
| flag   | yes / no                              | boolean                                             |
| choice | one of ``choices``                    | text                                                |
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["id", "text", "date", "money", "hours", "number", "count", "flag", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact table.

    Attributes:
        name: its name in the contract.
        kind: how it is written and kept (see the module).
        meaning: what it holds, in one line.
        required: without it the table cannot be used.
        choices: the words a ``choice`` may hold.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def stored(self) -> str:
        """The name inside: dates become day numbers (``date`` -> ``day``, ``paid_on`` -> ``paid_day``)."""
        if self.kind != "date":
            return self.name
        return "day" if self.name == "date" else f"{self.name.removesuffix('_on')}_day"


@dataclass(frozen=True, slots=True)
class Table:
    """One fact table: its name, meaning and columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column with this name; raises KeyError where the table has none."""
        return _by_name(self)[name]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which the table cannot be used."""
        return tuple(column.name for column in self.columns if column.required)


@cache
def _by_name(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def _column(kind: Kind) -> Callable[..., Column]:
    def column(name: str, meaning: str, choices: tuple[str, ...] = (), *, required: bool = False) -> Column:
        return Column(name, kind, meaning, required, choices)

    return column


_id, _text, _date, _money = _column("id"), _column("text"), _column("date"), _column("money")
_hours, _number, _count = _column("hours"), _column("number"), _column("count")
_flag, _choice = _column("flag"), _column("choice")

TABLES: tuple[Table, ...] = (
    Table(
        "transactions",
        "Invoices, invoice lines, orders and credit notes: the one table that must be there.",
        (
            _id("transaction_id", "number of the invoice or order; may repeat, as line exports do"),
            _id(
                "customer_id",
                "whose it is; empty: the unassigned bucket, kept in every reconciliation",
                required=True,
            ),
            _date("date", "invoice date or order date", required=True),
            _money(
                "amount",
                "turnover excluding VAT; credit notes negative; absent in the whole table: a count-only ledger",
            ),
            _money("cost", "direct cost of what was sold; margin is amount minus cost"),
            _number("quantity", "how many"),
            _text("product", "what was sold"),
            _text("product_group", "the group it belongs to"),
            _text("channel", "how it was ordered"),
            _money("discount", "discount given, excluding VAT"),
            _date("promised_on", "day promised to the customer"),
            _date("delivered_on", "day delivered"),
            _date("due_on", "day on which payment is due"),
            _date("paid_on", "day on which it was paid"),
        ),
    ),
    Table(
        "customers",
        "Who the customers are.",
        (
            _id("customer_id", "the firm's own number of the customer", required=True),
            _text("name", "name"),
            _choice(
                "kind",
                "what it is in law; decides which privacy rules hold",
                ("organisation", "sole_trader", "person"),
            ),
            _text("email", "general e-mail address"),
            _text("phone", "telephone number"),
            _text("address", "street and number"),
            _text("postcode", "postal code"),
            _text("city", "place"),
            _text("vat_number", "VAT number"),
            _date("ended_on", "day on which the relation ended, where known"),
            _choice("ended_reason", "why it ended", ("left", "bankrupt", "moved", "merged", "let_go")),
            _flag("internal", "own firm or cash sales: in no figure, kept in reconciliation"),
            _text("sector", "line of business"),
            _text("region", "region"),
            _text("country", "country"),
            _count("employees", "people who work there"),
            _text("segment", "the firm's own division"),
            _text("account_manager", "who looks after the relation"),
            _date("acquired_on", "day on which the relation began"),
            _text("acquisition_channel", "how the customer was won"),
            _money("acquisition_cost", "what winning the customer cost"),
            _id("parent_id", "the customer this one belongs to (holding)"),
        ),
    ),
    Table(
        "contacts",
        "People at the customer.",
        (
            _id("contact_id", "number of the contact person"),
            _id("customer_id", "where they work", required=True),
            _text("name", "name", required=True),
            _text("role", "function"),
            _text("email", "e-mail address"),
            _text("phone", "telephone number"),
            _text("language", "language they are written to"),
            _flag("may_mail", "agreed to be mailed"),
            _flag("may_call", "agreed to be called"),
            _text("consent_source", "where the agreement was given"),
            _date("consent_on", "when it was given"),
        ),
    ),
    Table(
        "time_entries",
        "Hours written on a customer.",
        (
            _id("time_entry_id", "number of the hour line"),
            _id("customer_id", "for whom; empty where only a project is known"),
            _text("project", "project, where hours are written on projects"),
            _date("date", "day worked", required=True),
            _hours("hours", "hours worked", required=True),
            _money("hourly_cost", "cost of one hour, frozen when written"),
            _text("employee", "who worked"),
            _text("activity", "what was done"),
            _choice("purpose", "what it was for", ("acquire", "keep", "win_back", "serve")),
            _flag("billable", "billed to the customer"),
        ),
    ),
    Table(
        "capacity",
        "Hours there are for relations.",
        (
            _text("account_manager", "whose hours", required=True),
            _hours("hours_per_week", "hours a week for customers", required=True),
            _date("from", "from which day"),
        ),
    ),
    Table(
        "quotes",
        "Quotes made, won and lost.",
        (
            _id("quote_id", "number of the quote"),
            _id("customer_id", "for whom", required=True),
            _date("date", "day it was made", required=True),
            _money("amount", "value excluding VAT", required=True),
            _choice("status", "what came of it", ("open", "won", "lost")),
            _date("decided_on", "day of the decision"),
            _hours("hours", "hours spent on it"),
        ),
    ),
    Table(
        "activities",
        "Contacts with customers: visits, calls, mails, letters, events.",
        (
            _id("activity_id", "number of the contact"),
            _id("customer_id", "with whom", required=True),
            _date("date", "day", required=True),
            _choice("kind", "what it was", ("visit", "call", "email", "letter", "event", "note"), required=True),
            _text("direction", "who began: in or out"),
            _text("employee", "who on our side"),
            _choice(
                "gave",
                "which of the five wants it served",
                ("attention", "personal", "information", "service", "advantage"),
            ),
        ),
    ),
    Table(
        "complaints",
        "Complaints and what became of them.",
        (
            _id("complaint_id", "number of the complaint"),
            _id("customer_id", "who complained", required=True),
            _date("opened_on", "day received", required=True),
            _date("acknowledged_on", "day acknowledged"),
            _date("resolved_on", "day resolved"),
            _choice("justified", "whether the customer was right", ("yes", "partly", "no")),
            _text("cause", "what caused it"),
            _text("remedy", "what was done"),
            _money("compensation", "money given"),
            _flag("satisfied", "content with the outcome"),
            _choice("severity", "how serious", ("large", "small")),
            _text("party", "whose doing: supplier, dealer, own department"),
        ),
    ),
    Table(
        "ratings",
        "Marks that customers gave.",
        (
            _id("rating_id", "number of the answer"),
            _id("customer_id", "who answered", required=True),
            _date("date", "day", required=True),
            _choice("measure", "which scale: mark 1-10, recommend 0-10, satisfaction 1-5", ("mark", "nps", "csat")),
            _number("score", "the mark", required=True),
            _text("occasion", "after what it was asked"),
        ),
    ),
    Table(
        "promises",
        "What was promised, for when, and when it was done.",
        (
            _id("promise_id", "number of the promise"),
            _id("customer_id", "to whom", required=True),
            _date("made_on", "day it was made", required=True),
            _date("due_on", "day by which", required=True),
            _date("kept_on", "day it was done"),
            _text("kind", "what was promised"),
            _text("employee", "by whom"),
            _text("party", "who had to do it"),
        ),
    ),
    Table(
        "compass",
        "What customers demand, wish, appreciate, and how we come across.",
        (
            _id("statement_id", "number of the statement"),
            _id("customer_id", "whose", required=True),
            _date("date", "day", required=True),
            _choice(
                "kind",
                "eis, wens, waardering or indruk",
                ("demand", "wish", "appreciation", "impression"),
                required=True,
            ),
            _text("text", "in the customer's words"),
            _number("weight", "how much it matters, 1-5"),
            _number("score", "how well we do, 1-10"),
            _text("source", "how we know"),
            _text("contact", "who said it"),
        ),
    ),
    Table(
        "bonds",
        "What ties a customer to us.",
        (
            _id("customer_id", "who", required=True),
            _date("date", "day", required=True),
            _choice("kind", "of the head or of the heart", ("rational", "emotional"), required=True),
            _text(
                "bond",
                "which one: availability, switching cost, convenience, confidentiality, personal, association",
                required=True,
            ),
            _number("strength", "how strong, 1-5"),
            _text("source", "how we know"),
        ),
    ),
    Table(
        "referrals",
        "Who brought whom.",
        (
            _id("referrer_id", "who recommended us", required=True),
            _id("customer_id", "who came", required=True),
            _date("date", "when"),
            _text("kind", "how"),
        ),
    ),
    Table(
        "wallets",
        "What customers spend in our field in all, with us and elsewhere.",
        (
            _id("customer_id", "who", required=True),
            _count("year", "calendar year", required=True),
            _text("product_group", "of which group; empty: in all"),
            _money("amount", "spent in all, excluding VAT"),
            _choice("source", "how we know", ("declared", "observed", "estimated")),
            _text("competitor", "where else"),
            _text("reason", "why elsewhere"),
            _choice("awareness", "do they know that we have it", ("unknown_to_them", "known", "not_needed")),
        ),
    ),
    Table(
        "market",
        "How large the market is.",
        (
            _text("segment", "part of the market", required=True),
            _count("year", "calendar year", required=True),
            _count("customers", "how many buyers there are"),
            _money("amount", "what they spend, excluding VAT"),
            _text("source", "how we know"),
        ),
    ),
    Table(
        "cards",
        "The card to the top: once per eighteen months.",
        (
            _id("card_id", "number of the card"),
            _id("customer_id", "to whom", required=True),
            _date("sent_on", "day sent", required=True),
            _date("answered_on", "day a name came back"),
            _date("called_on", "day the top called"),
            _text("result", "what came of it"),
        ),
    ),
    Table(
        "contracts",
        "Agreements with a term.",
        (
            _id("contract_id", "number of the contract"),
            _id("customer_id", "with whom", required=True),
            _date("start", "first day", required=True),
            _date("end", "last day; empty: running"),
            _money("amount", "per period, excluding VAT"),
            _text("period", "month, quarter or year"),
        ),
    ),
    Table(
        "spending",
        "Marketing and sales costs that belong to no one customer.",
        (
            _date("date", "day", required=True),
            _money("amount", "excluding VAT", required=True),
            _choice("purpose", "what it was for", ("acquire", "keep", "win_back"), required=True),
            _text("description", "what it was"),
        ),
    ),
    Table(
        "actions",
        "What was done, or on purpose not done, for whom.",
        (
            _id("action_id", "number of the action"),
            _id("customer_id", "for whom", required=True),
            _text("action", "which action of the playbook", required=True),
            _date("assigned_on", "day chosen", required=True),
            _choice("arm", "treated, or left alone to compare with", ("treated", "held_out"), required=True),
            _date("done_on", "day done"),
            _hours("hours", "hours it took"),
            _money("cost", "what it cost"),
            _text("refused_reason", "why it was not done"),
        ),
    ),
    Table(
        "decisions",
        "What a person decided about a relation.",
        (
            _id("customer_id", "about whom", required=True),
            _date("date", "day", required=True),
            _choice(
                "kind",
                "which decision",
                ("type_override", "let_sleep", "keep_informing", "insist", "let_go", "not_served"),
                required=True,
            ),
            _text("value", "its content"),
            _text("reason", "why"),
            _date("until", "until when it holds"),
            _text("by", "by whom"),
        ),
    ),
    Table(
        "goals",
        "The three V's: what we want to lengthen, raise, improve.",
        (
            _id("goal_id", "number of the goal"),
            _choice("v", "verlengen, verhogen or verbeteren", ("lengthen", "raise", "improve"), required=True),
            _text("segment", "for whom"),
            _text("measure", "which figure", required=True),
            _number("target", "to reach", required=True),
            _date("due", "by when", required=True),
        ),
    ),
)

NAMES: tuple[str, ...] = tuple(one.name for one in TABLES)
_TABLES = {one.name: one for one in TABLES}


def table(name: str) -> Table:
    """The fact table with this name; raises KeyError where there is none."""
    return _TABLES[name]
