"""Every figure and term that a screen shows, with what it is."""

from klantkompas import words
from klantkompas.insight.columns import MILESTONES
from klantkompas.web.customers.models import FIGURES
from klantkompas.words import Language
from klantkompas.words.terms import SENTENCES

DEFINITION = ".definition"
# Of the firm as a whole, and of the pictures; what only programs read is no word of a person.
OF_THE_FIRM = (
    *("active_expected", "customer_equity", "future_customers", "new_customer_value", "equity_bridge", "duration"),
    *("split", "kept", "guidance", "break_even_year", "cohort", "decile", "cumulative_profit", "bought_elsewhere"),
    *("survival", "hour_brings", "part_best", "acquisition_cost", "rank_gap", "duration_years"),
)


def meaning(name: str, language: Language) -> tuple[str, str]:
    """What a figure, term or milestone (``milestone.won``) is called, and what it is.

    Raises:
        KeyError: nothing is known of it.
    """
    codes = (name, f"figure.{name}", f"term.{name}")
    code = next((one for one in codes if words.has(f"{one}{DEFINITION}")), codes[-1])
    return words.say(code, language), words.say(f"{code}{DEFINITION}", language)


def names() -> list[str]:
    """Of every figure and term."""
    own = [code.split(".")[1] for code in SENTENCES if code.endswith(DEFINITION)]
    figures = [name for name in (*FIGURES, *OF_THE_FIRM) if words.has(f"figure.{name}{DEFINITION}")]
    return list(dict.fromkeys([*own, *figures, *(f"milestone.{kind}" for kind in MILESTONES)]))


def glossary(language: Language) -> list[tuple[str, str, str]]:
    """Name, what it is called and what it is, by what it is called; columns that are two ends of a range only once."""
    told = [(name, *meaning(name, language)) for name in names() if not name.endswith(("_low", "_high"))]
    return sorted(told, key=lambda one: one[1].casefold())
