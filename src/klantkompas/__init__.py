"""Klantkompas: what every customer relation earned after the hours it cost, from the facts a firm already has.

    import klantkompas as kk

    with kk.open_ledger("exports/") as ledger:
        base = kk.analyse(ledger)
        base.write(Path("result"))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klantkompas.errors import EstimationError, FactsError, KlantkompasError, UsageError
    from klantkompas.insight.base import CustomerBase, analyse
    from klantkompas.insight.order_summary import order_summary
    from klantkompas.ledger.book import Ledger, open_ledger
    from klantkompas.ledger.checks import check_ledger
    from klantkompas.rules import LedgerRules, ProfitRules, Rules, read_rules

_HOME = {
    "CustomerBase": "insight.base",
    "EstimationError": "errors",
    "FactsError": "errors",
    "KlantkompasError": "errors",
    "Ledger": "ledger.book",
    "LedgerRules": "rules",
    "ProfitRules": "rules",
    "Rules": "rules",
    "UsageError": "errors",
    "analyse": "insight.base",
    "check_ledger": "ledger.checks",
    "open_ledger": "ledger.book",
    "order_summary": "insight.order_summary",
    "read_rules": "rules",
}
__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `import klantkompas` itself loads nothing heavy."""
    if name not in _HOME:
        raise AttributeError(f"module 'klantkompas' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"klantkompas.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
