"""What every page has around it: the menu of what this person may see."""

from typing import Any

from django.http import HttpRequest

from klantkompas.web.staff.rights import Object, Verb

Pages = tuple[tuple[str, str, Object, Verb], ...]
MENU: Pages = (
    ("monday", "web.menu.monday", "advice", "view"),
    ("customers", "web.menu.customers", "customer", "view"),
    ("segments", "web.menu.segments", "customer", "view"),
    ("complaints", "web.menu.complaints", "complaint", "view"),
    ("callbacks", "web.menu.callbacks", "callback", "view"),
    ("pictures", "web.menu.pictures", "analysis", "export"),
    ("snapshots", "web.menu.snapshots", "analysis", "export"),
)
BEHIND_THE_PERSON: Pages = (
    ("imports", "web.menu.imports", "import", "view"),
    ("duplicates", "customer.duplicates", "customer", "change"),
    ("people", "web.menu.people", "people", "view"),
    ("settings", "web.menu.settings", "settings", "view"),
    ("post_setup", "post.setup.title", "settings", "view"),
    ("jobs", "web.menu.jobs", "job", "view"),
    ("trail", "web.menu.trail", "trail", "view"),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """The menu, and what stands behind the person's name: address and words of every page that may be opened.

    And whether this person may look for customers.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    menu, behind = (
        [(url, words) for url, words, thing, verb in pages if user.may(thing, verb)]
        for pages in (MENU, BEHIND_THE_PERSON)
    )
    return {"menu": menu, "behind": behind, "may_find": user.may("customer", "view")}
