"""What is said of how well the forecast did: names of its figures, and the words of ``validate``."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- the lens ``tracking`` ---------------------------------------------------------------------------------------
    "figure.held_out": ("achtergehouden", "held out"),
    "figure.held_out.definition": (
        "Of het model deze maand niet heeft gezien: dan is wat verwacht werd een voorspelling.",
        "Whether the model did not see this month: then what was expected is a forecast.",
    ),
    "figure.actual": ("gekomen", "came"),
    "figure.actual.definition": (
        "Herhaalbestellingen in de maand, van klanten die bij het begin van de achtergehouden maanden al klant waren.",
        "Repeat orders in the month, of those who were customers when the held-out months began.",
    ),
    "figure.expected": ("verwacht", "expected"),
    "figure.expected.definition": (
        "Wat het model daarvan verwachtte.",
        "What the model expected of that.",
    ),
    "figure.expected_low": ("verwacht, laag", "expected, low"),
    "figure.expected_low.definition": (
        "Onderkant van de marge van 90 %; leeg in maanden die het model heeft gezien.",
        "Lower end of the 90% range; empty in months that the model saw.",
    ),
    "figure.expected_high": ("verwacht, hoog", "expected, high"),
    "figure.expected_high.definition": ("Bovenkant van die marge.", "Upper end of that range."),
    "figure.actual_cumulative": ("gekomen, opgeteld", "came, running total"),
    "figure.actual_cumulative.definition": (
        "Hetzelfde, opgeteld vanaf de eerste maand.",
        "The same, added up from the first month on.",
    ),
    "figure.expected_cumulative": ("verwacht, opgeteld", "expected, running total"),
    "figure.expected_cumulative.definition": (
        "Wat verwacht werd, opgeteld; in de achtergehouden maanden bovenop wat er toen werkelijk gekomen was.",
        "What was expected, added up; in the held-out months on top of what had really come by then.",
    ),
    "figure.expected_cumulative_low": ("verwacht, opgeteld, laag", "expected, running total, low"),
    "figure.expected_cumulative_low.definition": (
        "Onderkant van de marge van 90 % om het opgetelde.",
        "Lower end of the 90% range around the running total.",
    ),
    "figure.expected_cumulative_high": ("verwacht, opgeteld, hoog", "expected, running total, high"),
    "figure.expected_cumulative_high.definition": ("Bovenkant van die marge.", "Upper end of that range."),
}
