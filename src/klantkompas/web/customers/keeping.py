"""Lists that people keep under a name."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from klantkompas.errors import UsageError
from klantkompas.web.customers import lists
from klantkompas.web.customers.models import SavedView
from klantkompas.web.staff.models import User
from klantkompas.web.staff.services import need
from klantkompas.web.staff.trail import note
from klantkompas.words import failure

LONGEST_NAME = 100


def name_of(text: str) -> str:
    """A name as it is kept.

    Raises:
        UsageError: there is none, or it is longer than 100 letters.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise failure(UsageError, "web_name_length", most=LONGEST_NAME)
    return name


@transaction.atomic
def save_view(*, actor: User, name: str, question: str, shared: bool, at: datetime) -> SavedView:
    """Keep a list: the same name keeps the new one in place of the old.

    Args:
        actor: whose it is.
        name: what it is called.
        question: what stands after the ``?`` of its address.
        shared: whether everybody may see the list; each sees his own customers in it.
        at: when.

    Raises:
        UsageError: no name, or an address that cannot be read.
    """
    need(actor, "customer", "view")
    wanted = lists.read(QueryDict(question))
    kept = {"question": wanted.but(), "shared": shared}
    view, _ = SavedView.objects.update_or_create(by=actor, name=name_of(name), defaults=kept)
    note(actor=actor, action="view.saved", subject="view", subject_id=view.pk, at=at, shared=shared)
    return view


@transaction.atomic
def delete_view(*, actor: User, view: SavedView, at: datetime) -> None:
    """Forget a list.

    Raises:
        UsageError: it is somebody else's.
    """
    if view.by != actor:
        raise failure(UsageError, "web_not_allowed")
    note(actor=actor, action="view.deleted", subject="view", subject_id=view.pk, at=at, question=view.question)
    view.delete()
