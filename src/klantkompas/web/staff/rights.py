"""Who may do what: the one table of rights, by role, object and verb.

A right has a level: ``none``, ``own`` (customers of whom I am the account manager, what I asked for myself), ``team``
(those of everybody in my teams) or ``all``. Somebody with several roles has the highest level that one of them gives.
What is not in the table is not allowed.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Literal, get_args

Role = Literal["director", "relationship_manager", "account_manager", "complaint_handler", "analyst", "administrator"]
Object = Literal[
    "customer",
    "fact",
    "import",
    "analysis",
    "advice",
    "card",
    "callback",
    "complaint",
    "job",
    "settings",
    "people",
    "trail",
]
Verb = Literal["view", "create", "change", "delete", "export"]
ROLES: tuple[Role, ...] = get_args(Role)
OBJECTS: tuple[Object, ...] = get_args(Object)
VERBS: tuple[Verb, ...] = get_args(Verb)


class Level(IntEnum):
    """How far a right reaches."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


_LETTERS = {"-": Level.NONE, "o": Level.OWN, "t": Level.TEAM, "a": Level.ALL}

# A letter a verb, in the order view, create, change, delete, export.
_TABLE: Mapping[Object, Mapping[str, str]] = {
    "customer": {
        "director": "aaa-a",
        "relationship_manager": "aaaaa",
        "account_manager": "too-o",
        "complaint_handler": "a-o--",
        "analyst": "a---a",
    },
    "fact": {
        "director": "aaa-a",
        "relationship_manager": "aaaaa",
        "account_manager": "tooot",
        "complaint_handler": "aoo--",
        "analyst": "a---a",
    },
    "import": {"director": "a----", "relationship_manager": "aa-a-", "analyst": "aa---", "administrator": "aa-a-"},
    "analysis": {
        "director": "aa--a",
        "relationship_manager": "aa--a",
        "account_manager": "t----",
        "complaint_handler": "t----",
        "analyst": "aa--a",
    },
    "advice": {
        "director": "aaa-a",
        "relationship_manager": "aaa-a",
        "account_manager": "toooo",
        "complaint_handler": "o-o--",
        "analyst": "a---a",
    },
    "card": {"director": "aaaa-", "relationship_manager": "aa-a-"},
    "callback": {"director": "a-a--"},
    "complaint": {
        "director": "aaa--",
        "relationship_manager": "aaa--",
        "account_manager": "to---",
        "complaint_handler": "aaa--",
        "analyst": "a----",
    },
    "job": {
        "director": "a-a--",
        "relationship_manager": "a-a--",
        "account_manager": "o-o--",
        "complaint_handler": "o-o--",
        "analyst": "o-o--",
        "administrator": "a-a--",
    },
    "settings": {"director": "a-a--", "relationship_manager": "a-a--", "analyst": "a----", "administrator": "a-a--"},
    "people": {"director": "a----", "administrator": "aaaa-"},
    "trail": {"director": "a---a", "administrator": "a---a"},
}


def level(roles: Iterable[str], thing: Object, verb: Verb) -> Level:
    """How far somebody with these roles may go.

    Args:
        roles: of one person; names that are no role give nothing.
        thing: what it is about.
        verb: what is done to it.
    """
    rights = _TABLE[thing]
    at = VERBS.index(verb)
    return max((_LETTERS[rights[role][at]] for role in roles if role in rights), default=Level.NONE)
