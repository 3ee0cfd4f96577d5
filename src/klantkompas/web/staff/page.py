"""What every page has around it: the menu of what this person may see."""

from typing import Any

from django.http import HttpRequest

from klantkompas.web.staff.rights import Object, Verb

MENU: tuple[tuple[str, str, Object, Verb], ...] = (
    ("monday", "web.menu.monday", "advice", "view"),
    ("customers", "web.menu.customers", "customer", "view"),
    ("segments", "web.menu.segments", "customer", "view"),
    ("snapshots", "web.menu.snapshots", "analysis", "export"),
    ("people", "web.menu.people", "people", "view"),
    ("settings", "web.menu.settings", "settings", "view"),
    ("jobs", "web.menu.jobs", "job", "view"),
    ("trail", "web.menu.trail", "trail", "view"),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """The menu: address and words of every page this person may open; and whether he may look for customers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    menu = [(url, words) for url, words, thing, verb in MENU if user.may(thing, verb)]
    return {"menu": menu, "may_find": user.may("customer", "view")}
