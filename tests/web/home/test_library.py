"""What the library reads of the work that people do: who was chosen, in which arm, what was done and what refused."""

from datetime import date
from decimal import Decimal

from klantkompas.advice.holdout import read_records
from klantkompas.effect.base import effect
from klantkompas.ledger.book import open_ledger
from klantkompas.web.customers import tasks
from klantkompas.web.customers.models import Action, Transaction
from klantkompas.web.nightly.reading import write_facts
from tests.web.home.conftest import NOW, line


def facts_of(folder):
    write_facts(folder)
    return open_ledger(folder)


def test_the_library_reads_who_was_chosen_what_was_done_and_what_refused(cast, customer_of, laid, tmp_path):
    treated, alone, refused = (customer_of("Anna") for _ in range(3))
    for customer in (treated, alone, refused):
        Transaction.objects.create(
            customer=customer, date=date(2026, 1, 5), amount=10_000, transaction_id=customer.customer_id
        )
    first, _, third = laid(line(treated), line(alone, arm="held_out"), line(refused))
    tasks.done(actor=cast.anna, task=first, day=date(2026, 11, 2), hours=Decimal("0.5"), at=NOW)
    tasks.refuse(actor=cast.anna, task=third, reason="no_need", at=NOW)
    with facts_of(tmp_path) as ledger:
        records = read_records(ledger, as_of=date(2026, 11, 3))
        measured = effect(ledger, as_of=date(2026, 11, 3))
    assert records.arms == {("K1", "wake"): "treated", ("K2", "wake"): "held_out", ("K3", "wake"): "treated"}
    assert measured.actions["wake"].waiting == (2, 1)


def test_an_effect_counts_what_was_done_by_the_arm_that_was_drawn(cast, customer_of, laid, tmp_path):
    customers = [customer_of("Anna") for _ in range(4)]
    for n, customer in enumerate(customers):
        for day in (date(2025, 1, 6), date(2026, 6, 1)):
            Transaction.objects.create(customer=customer, date=day, amount=10_000, transaction_id=f"{day}-{n}")
    arms = ("treated", "treated", "held_out", "held_out")
    laid(*(line(one, arm=arm) for one, arm in zip(customers, arms)), as_of=date(2026, 1, 5))
    Action.objects.filter(customer=customers[0]).update(done_on=date(2026, 1, 6))
    with facts_of(tmp_path) as ledger:
        found = effect(ledger, as_of=date(2026, 11, 3)).actions["wake"].main("lengthen")
    assert (found.treated, found.held_out) == (2, 2)
