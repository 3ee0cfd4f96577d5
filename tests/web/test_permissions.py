"""Every address of the application, and who may open it. An address that is not in the table fails the build."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from klantkompas.web.staff.rights import ROLES
from tests.web.conftest import somebody

SIGNED_IN = "signed in"
ANYBODY = "anybody"
WITH_CUSTOMERS = set(ROLES) - {"administrator"}
# of what is known of one customer: with the number of that
FACTS_OF_CUSTOMER = {
    **{"new_contact": 1, "edit_contact": 2, "remove_contact": 2, "add_document": 1, "remove_document": 2},
    **{"decide": 1, "end_decision": 2},
}
WHOLE_FIRM = {"director", "relationship_manager", "analyst"}
MERGING = {"merge": 2, "not_the_same": 2, "merge_with": 1, "unmerge": 1}
TASKS = ("task_accept", "task_done", "task_refuse", "task_snooze", "task_undo")
# name of the address: who may open it
TABLE: dict[str, object] = {
    "home": SIGNED_IN,
    "healthy": ANYBODY,
    "begin": ANYBODY,
    "people": {"director", "administrator"},
    "new_person": {"administrator"},
    "person": {"administrator"},
    "new_team": {"administrator"},
    "settings": {"director", "relationship_manager", "analyst", "administrator"},
    "save_settings": {"director", "relationship_manager", "administrator"},
    "costs": {"director", "relationship_manager", "administrator"},
    "save_firm": {"director", "relationship_manager", "administrator"},
    "my_language": SIGNED_IN,
    "my_names": SIGNED_IN,
    "jobs": set(ROLES),
    "cancel_job": set(ROLES),
    "trail": {"director", "administrator"},
    "analyse": {"director", "relationship_manager", "analyst"},
    **{key: {"director", "relationship_manager", "analyst"} for key in ("snapshots", "snapshot", "snapshot_file")},
    "help": SIGNED_IN,
    "pictures": WHOLE_FIRM,
    "picture": WHOLE_FIRM,
    "monday": WITH_CUSTOMERS,
    **dict.fromkeys(("tasks_accept", "task_insist"), WITH_CUSTOMERS - {"analyst"}),
    **dict.fromkeys(TASKS, WITH_CUSTOMERS - {"analyst"}),
    "customers": WITH_CUSTOMERS,
    "save_view": WITH_CUSTOMERS,
    "delete_view": WITH_CUSTOMERS,
    "search": WITH_CUSTOMERS,
    "change_together": WITH_CUSTOMERS - {"analyst"},
    "undo_together": WITH_CUSTOMERS - {"analyst"},
    "export_customers": WITH_CUSTOMERS - {"complaint_handler"},
    "segments": WITH_CUSTOMERS,
    "segment": WITH_CUSTOMERS,
    "new_segment": {"director", "relationship_manager", "analyst"},
    "delete_segment": {"director", "relationship_manager", "analyst"},
    "customer": WITH_CUSTOMERS,
    "customer_timeline": WITH_CUSTOMERS,
    "customer_lines": WITH_CUSTOMERS,
    "log_hours": WITH_CUSTOMERS - {"analyst"},
    "log_visit": WITH_CUSTOMERS - {"analyst"},
    "take_back": WITH_CUSTOMERS - {"analyst"},
    "new_customer": {"director", "relationship_manager", "account_manager"},
    **dict.fromkeys(("edit_customer", "end_relation", "customer_trail"), WITH_CUSTOMERS - {"analyst"}),
    **dict.fromkeys(FACTS_OF_CUSTOMER, WITH_CUSTOMERS - {"analyst"}),
    "document": WITH_CUSTOMERS,
    **dict.fromkeys(("duplicates", "find_duplicates", *MERGING), WITH_CUSTOMERS - {"analyst"}),
}
HANDLING = {"director", "relationship_manager", "complaint_handler"}
TABLE |= {
    **dict.fromkeys(("complaints", "complaint"), WITH_CUSTOMERS),
    "new_complaint": HANDLING | {"account_manager"},
    **dict.fromkeys(("complaint_step", "change_complaints"), HANDLING),
    **dict.fromkeys(("compass_round", "promises", "customer_compass", "customer_offering"), WITH_CUSTOMERS),
    "needs": WHOLE_FIRM,
    **dict.fromkeys(("add_bond", "add_promise", "keep_promise"), WITH_CUSTOMERS - {"analyst"}),
    "leave_a_name": ANYBODY,
    "complaint_letter": WITH_CUSTOMERS,
    **{key: {"director", "relationship_manager"} for key in ("cards", "skipped", "letterhead")},
    **{key: {"director", "relationship_manager"} for key in ("send_cards", "withdraw_cards")},
    **{key: {"director"} for key in ("callbacks", "callback", "called_back", "change_cause", "enlist_calls")},
}
# nobody's: 404 for those who may as well
NUMBERS = {"person": [999_999], "cancel_job": [999_999], "delete_view": [999_999]}
NUMBERS |= {"undo_together": [999_999], "segment": [999_999], "delete_segment": [999_999]}
ONLY_POST = {
    "new_team",
    "save_settings",
    "save_firm",
    "my_names",
    "my_language",
    "cancel_job",
    "save_view",
    "delete_view",
}
ONLY_POST |= {"undo_together", "export_customers", "delete_segment"}
# of one customer
OF_CUSTOMER = (
    "customer",
    "customer_timeline",
    "log_hours",
    "log_visit",
    "edit_customer",
    "end_relation",
    "customer_trail",
)
NUMBERS |= {name: [999_999] * numbers for name, numbers in FACTS_OF_CUSTOMER.items()} | {"document": [999_999, 1]}
ONLY_POST |= {"remove_contact", "remove_document", "end_decision", "find_duplicates", "not_the_same", "unmerge"}
NUMBERS |= {name: [999_999] * numbers for name, numbers in MERGING.items()}
NUMBERS |= {key: [999999] for key in OF_CUSTOMER} | {"customer_lines": [999_999, "2026"], "take_back": [999_999, 1]}
NUMBERS |= {"snapshot": [999_999], "snapshot_file": [999_999, "report.html"]}
ONLY_POST |= {"analyse", "take_back", "tasks_accept", "task_insist", *TASKS}
NUMBERS |= {key: [999999] for key in TASKS} | {"picture": [999_999, "nl", "whale_curve-wide"]}


NUMBERS |= {"leave_a_name": ["nobodys"], "callback": [999_999], "called_back": [999_999]}
NUMBERS |= {key: [999999] for key in ("customer_compass", "customer_offering", "add_bond", "add_promise")}
NUMBERS |= {"keep_promise": [999_999]}
NUMBERS |= {key: [999_999] for key in ("complaint", "complaint_letter", "new_complaint")}
NUMBERS |= {"complaint_step": [999_999, "close"]}
ONLY_POST |= {"complaint_step", "change_complaints"}
ONLY_POST |= {"add_bond", "add_promise", "keep_promise"}
ONLY_POST |= {"send_cards", "withdraw_cards", "called_back", "change_cause"}

TABLE |= {
    **{"post": WITH_CUSTOMERS, "send_again": HANDLING | {"account_manager"}, "post_round": HANDLING},
    **dict.fromkeys(("arrived", "arrival", "enclosure"), WITH_CUSTOMERS),
    **dict.fromkeys(("arrival_of", "arrival_aside", "write_about"), HANDLING),
    **{"mail_cards": {"director", "relationship_manager"}, "give_mark": ANYBODY},
    "post_setup": {"director", "relationship_manager", "analyst", "administrator"},
}
NUMBERS |= {key: [999_999] for key in ("send_again", "arrival", "arrival_of", "arrival_aside", "enclosure")}
NUMBERS |= {"write_about": [999_999], "give_mark": ["nobodys"]}
ONLY_POST |= {"send_again", "post_round", "arrival_of", "arrival_aside", "write_about", "mail_cards"}

IMPORTING = {"relationship_manager", "analyst", "administrator"}
ASKED_OF_IMPORTS = ("import_mapping", "confirm_import", "plan_import", "remove_import")
TABLE |= dict.fromkeys(("imports", "import", "import_refused"), IMPORTING | {"director"})
TABLE |= dict.fromkeys(("new_import", *ASKED_OF_IMPORTS), IMPORTING) | {"undo_import": IMPORTING - {"analyst"}}
NUMBERS |= {name: [999_999] for name in ("import", "undo_import", *ASKED_OF_IMPORTS)} | {"import_refused": [999_999, 0]}
ONLY_POST |= {"confirm_import", "plan_import", "remove_import", "undo_import"}


def own_addresses() -> list[str]:
    def walk(patterns, prefix=""):
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, prefix + str(one.pattern))
            elif isinstance(one, URLPattern) and not prefix.startswith("account/"):
                yield one.name

    return sorted(walk(get_resolver().url_patterns))


def test_every_address_is_in_the_table():
    assert own_addresses() == sorted(TABLE)


def opens(client: Client, name: str) -> bool:
    """Whether the page exists for this person: anything but 404, or 405 where only POST will do."""
    response = client.get(reverse(name, args=NUMBERS.get(name, ())))
    return response.status_code != 404


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_who_may_not_see_a_page_is_told_it_is_not_there(role, db, client_of):
    client = client_of(somebody("Iemand", *([role] if role else [])))
    for name, who in TABLE.items():
        if name in NUMBERS or name == "begin":
            continue  # nothing of that number; the first page is gone once there is somebody
        expected = who in (SIGNED_IN, ANYBODY) or role in who
        assert opens(client, name) == expected, (name, role)


def test_a_stranger_is_asked_to_sign_in_and_told_nothing(cast):
    for name, who in TABLE.items():
        response = Client().get(reverse(name, args=NUMBERS.get(name, ())))
        if who == ANYBODY:
            assert response.status_code in (200, 404)
        else:
            assert response.status_code == 302 and response.url.startswith("/account/login/"), name


def test_what_changes_something_refuses_to_be_looked_at(cast, client_of):
    client = client_of(somebody("Iemand", *ROLES))
    for name in ONLY_POST:
        assert client.get(reverse(name, args=NUMBERS.get(name, ()))).status_code == 405


def test_a_view_that_declares_no_right_does_not_answer(cast, client_of, rf):
    from django.core.exceptions import ImproperlyConfigured

    from klantkompas.web.staff.middleware import Rights

    request = rf.get("/")
    request.user = cast.dirk
    with pytest.raises(ImproperlyConfigured):
        Rights(lambda r: None).process_view(request, lambda r: None, (), {})
