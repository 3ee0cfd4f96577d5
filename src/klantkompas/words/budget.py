"""Names and definitions of the figures of the budget."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "figure.budget": ("budget", "budget"),
    "figure.budget.definition": (
        "Welk deel van uren en euro's naar werven, behouden en terugwinnen ging, naast 85/15; wat een uur erbij opbrengt.",
        "Which part of hours and euros went to winning, keeping and winning back, beside 85/15; what one more hour brings.",
    ),
}
