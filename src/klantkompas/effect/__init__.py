"""What the actions added, measured against customers who were left alone.

The station is also the call of the library: ``klantkompas.effect(ledger)`` is ``klantkompas.effect.base.effect``,
whatever was imported first.
"""

import sys
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klantkompas.advice.playbook import Playbook
    from klantkompas.effect.base import Effects
    from klantkompas.ledger.book import Ledger


class _Station(ModuleType):
    """A package that can be called: importing part of it sets its name in ``klantkompas``, over the function's."""

    def __call__(self, ledger: "Ledger", *, as_of: date | None = None, playbook: "Playbook | None" = None) -> "Effects":
        from klantkompas.effect.base import effect

        return effect(ledger, as_of=as_of, playbook=playbook)


sys.modules[__name__].__class__ = _Station
