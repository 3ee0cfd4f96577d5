"""Klantkompas: what every customer relation earned after the hours it cost, from the facts a firm already has.

import klantkompas as kk

with kk.open_ledger("exports/") as ledger:
    base = kk.analyse(ledger)
    base.write(Path("result"))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klantkompas.advice.monday import Advice, advise
    from klantkompas.advice.playbook import Playbook, read_playbook
    from klantkompas.effect.base import Effects, effect
    from klantkompas.errors import EstimationError, FactsError, KlantkompasError, UsageError
    from klantkompas.insight.base import CustomerBase, analyse
    from klantkompas.insight.order_summary import order_summary
    from klantkompas.insight.validation import Validation, validate
    from klantkompas.ledger.book import Ledger, open_ledger
    from klantkompas.ledger.checks import check_ledger
    from klantkompas.rules import LedgerRules, ProfitRules, Rules, read_rules

_HOME = {
    "advice.monday": ("Advice", "advise"),
    "advice.playbook": ("Playbook", "read_playbook"),
    "effect.base": ("Effects", "effect"),
    "errors": ("EstimationError", "FactsError", "KlantkompasError", "UsageError"),
    "insight.base": ("CustomerBase", "analyse"),
    "insight.order_summary": ("order_summary",),
    "insight.validation": ("Validation", "validate"),
    "ledger.book": ("Ledger", "open_ledger"),
    "ledger.checks": ("check_ledger",),
    "rules": ("LedgerRules", "ProfitRules", "Rules", "read_rules"),
}
__all__ = [
    "Advice",
    "CustomerBase",
    "Effects",
    "EstimationError",
    "FactsError",
    "KlantkompasError",
    "Ledger",
    "LedgerRules",
    "Playbook",
    "ProfitRules",
    "Rules",
    "UsageError",
    "Validation",
    "advise",
    "analyse",
    "check_ledger",
    "effect",
    "open_ledger",
    "order_summary",
    "read_playbook",
    "read_rules",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `import klantkompas` itself loads nothing heavy."""
    home = next((module for module, names in _HOME.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'klantkompas' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"klantkompas.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
