"""What people do with a line of the Monday list, and the facts that it becomes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from klantkompas.errors import UsageError
from klantkompas.web.customers import tasks
from klantkompas.web.customers.models import Action, Activity, Decision, Note, Task, TimeEntry
from klantkompas.web.staff.models import TrailLine
from tests.web.home.conftest import AS_OF, NOW, line

DAY = date(2026, 11, 2)


def finish(cast, task, hours="0.5", result="Koopt weer."):
    tasks.done(actor=cast.anna, task=task, day=DAY, hours=Decimal(hours), at=NOW, result=result)
    task.refresh_from_db()


def test_who_was_chosen_is_written_down_in_both_arms_on_the_day_of_the_choice(customer_of, laid):
    one, other, owed = customer_of("Anna"), customer_of("Anna"), customer_of("Anna")
    laid(line(one), line(other, arm="held_out"), line(owed, "recovery", "none", group="must"))
    written = {fact.customer_id: (fact.action_id, fact.action, fact.arm) for fact in Action.objects.all()}
    assert written == {
        "K1": ("20261030-K1", "wake", "treated"),
        "K2": ("20261030-K2", "wake", "held_out"),
        "K3": ("20261030-K3", "recovery", "treated"),
    }
    assert {fact.assigned_on for fact in Action.objects.all()} == {AS_OF}


def test_who_is_chosen_twice_on_one_day_was_chosen_once(cast, customer_of, laid):
    customer = customer_of("Anna")
    laid(line(customer))
    tasks.close(today=DAY)
    (again,) = laid(line(customer))
    assert Action.objects.get() == again.fact and Action.objects.get().refused_reason is None


def test_a_proposal_to_serve_less_is_no_assignment(customer_of, laid):
    (task,) = laid(line(customer_of("Anna"), "slow", "none", group="short"))
    assert task.fact is None
    assert not Action.objects.exists()


def test_done_becomes_hours_a_contact_and_the_end_of_the_assignment(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna"), cost=25.0))
    finish(cast, task, "0.75")
    assert (task.state, task.hours, task.result, task.by) == ("done", 75, "Koopt weer.", cast.anna)
    fact, hours, call = Action.objects.get(), TimeEntry.objects.get(), Activity.objects.get()
    assert (fact.done_on, fact.hours, fact.cost) == (DAY, 75, 2500)
    assert (hours.customer_id, hours.date, hours.hours, hours.employee) == ("K1", DAY, 75, "Anna")
    assert (call.kind, call.date, Note.objects.get().text) == ("call", DAY, "Koopt weer.")
    assert TrailLine.objects.filter(action="task.done", subject_id=str(task.pk)).exists()


def test_done_can_be_taken_back_with_all_it_became(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna")))
    finish(cast, task)
    tasks.undo(actor=cast.anna, task=task, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.hours, task.result) == ("accepted", None, "")
    assert not TimeEntry.objects.exists() and not Activity.objects.exists() and not Note.objects.exists()
    assert (Action.objects.get().done_on, Action.objects.get().hours) == (None, None)


def test_a_proposal_that_is_done_becomes_an_action_and_undone_is_none(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna"), "slow", "none", group="short", channel="none"))
    finish(cast, task, "0")
    assert Action.objects.get().done_on == DAY and not TimeEntry.objects.exists()
    tasks.undo(actor=cast.anna, task=task, at=NOW)
    assert not Action.objects.exists()


def test_refused_has_one_reason_and_can_be_taken_back(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna")))
    tasks.refuse(actor=cast.anna, task=task, reason="no_need", at=NOW)
    assert Action.objects.get().refused_reason == "no_need"
    task.refresh_from_db()
    tasks.undo(actor=cast.anna, task=task, at=NOW)
    task.refresh_from_db()
    assert (task.state, task.reason, Action.objects.get().refused_reason) == ("open", "", None)


def test_put_off_until_a_day_that_is_to_come(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna")))
    with pytest.raises(UsageError, match="no day to put it off to"):
        tasks.snooze(actor=cast.anna, task=task, until=DAY, at=NOW)
    tasks.snooze(actor=cast.anna, task=task, until=DAY + timedelta(days=7), at=NOW)
    assert Task.objects.get().until == date(2026, 11, 9)


def test_several_are_taken_up_at_once_and_only_what_stands_open_counts(cast, customer_of, laid):
    lines = laid(*(line(customer_of("Anna")) for _ in range(3)))
    tasks.refuse(actor=cast.anna, task=lines[0], reason="no_time", at=NOW)
    chosen = list(Task.objects.all())
    assert tasks.accept(actor=cast.anna, chosen=chosen, at=NOW) == 2
    assert sorted(Task.objects.values_list("state", flat=True)) == ["accepted", "accepted", "refused"]


def test_two_who_end_the_same_line_are_told(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna")))
    as_seen = Task.objects.get()
    tasks.refuse(actor=cast.anna, task=task, reason="no_time", at=NOW)
    with pytest.raises(UsageError, match="before you"):
        finish(cast, as_seen)
    assert not TimeEntry.objects.exists()


def test_a_colleague_reads_the_list_and_cannot_change_it(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna")))
    assert list(tasks.tasks(cast.bram)) == [task]
    assert not tasks.tasks(cast.bram, "change") and not tasks.tasks(cast.carla)
    with pytest.raises(UsageError, match="may not"):
        tasks.refuse(actor=cast.bram, task=task, reason="no_time", at=NOW)
    assert Task.objects.get().state == "open"


def test_who_is_left_alone_is_never_shown_unless_somebody_insists(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna", "Bakkerij De Linde"), arm="held_out"))
    assert not tasks.tasks(cast.anna) and not tasks.tasks(cast.dirk)
    with pytest.raises(UsageError, match="not among those left alone"):
        tasks.insist(actor=cast.carla, customer="Bakkerij De Linde", why="hij belde zelf", at=NOW)
    tasks.insist(actor=cast.anna, customer="bakkerij de linde", why="hij belde zelf", at=NOW)
    assert list(tasks.tasks(cast.anna)) == [task]
    finish(cast, Task.objects.get())
    fact = Action.objects.get()
    assert (fact.arm, fact.done_on) == ("held_out", DAY), "the arm stays: he is compared as he was drawn"
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason, decision.customer_id) == (
        "insist",
        "hij belde zelf",
        task.customer.customer_id,
    )
    assert decision.date > fact.assigned_on, "of the day of the choice it would take him out of the comparison"


def test_who_was_insisted_on_by_mistake_is_left_alone_again(cast, customer_of, laid):
    (task,) = laid(line(customer_of("Anna", "Bakkerij De Linde"), arm="held_out"))
    tasks.insist(actor=cast.anna, customer="Bakkerij De Linde", why="hij belde zelf", at=NOW)
    finish(cast, Task.objects.get())
    for _ in range(2):  # that it was done, and that somebody insisted
        task.refresh_from_db()
        tasks.undo(actor=cast.anna, task=task, at=NOW)
    assert not Decision.objects.exists() and not tasks.tasks(cast.anna)


# --- from one list to the next ----------------------------------------------------------------------------------------


def test_a_new_list_is_due_once_a_week(customer_of, laid):
    assert tasks.is_due(AS_OF)
    laid(line(customer_of("Anna")))
    assert not tasks.is_due(AS_OF + timedelta(days=6))
    assert tasks.is_due(AS_OF + timedelta(days=7))


def test_a_new_list_replaces_what_nobody_came_to(cast, customer_of, laid):
    kinds = ("open", "accepted", "snoozed", "held_out", "done")
    made = dict(
        zip(
            kinds,
            laid(*(line(customer_of("Anna"), arm="held_out" if one == "held_out" else "treated") for one in kinds)),
        )
    )
    tasks.accept(actor=cast.anna, chosen=[made["accepted"]], at=NOW)
    tasks.snooze(actor=cast.anna, task=made["snoozed"], until=date(2026, 12, 1), at=NOW)
    finish(cast, made["done"])
    assert tasks.close(today=date(2026, 11, 9)) == 2
    assert sorted(Task.objects.values_list("state", flat=True)) == ["accepted", "done", "snoozed"]
    said = dict(Action.objects.values_list("customer_id", "refused_reason"))
    assert said == {"K1": "replaced", "K2": None, "K3": None, "K4": None, "K5": None}
