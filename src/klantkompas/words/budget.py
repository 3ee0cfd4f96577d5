"""Words of the budget: its figures, and the page of the report about hours and euros by purpose."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "figure.budget": ("budget", "budget"),
    "figure.budget.definition": (
        "Welk deel van uren en euro's naar werven, behouden en terugwinnen ging, naast 85/15; wat een uur erbij opbrengt.",
        "Which part of hours and euros went to winning, keeping and winning back, beside 85/15; what one more hour brings.",
    ),
    "figure.purpose": ("doel", "purpose"),
    "figure.purpose.definition": (
        "Waarvoor uren en euro's waren: klanten werven, behouden of terugwinnen.",
        "What hours and euros were for: winning customers, keeping them, or winning them back.",
    ),
    "figure.purpose_hours": ("uren", "hours"),
    "figure.purpose_hours.definition": (
        "Uren van de laatste twaalf maanden die met dit doel geschreven zijn.",
        "Hours of the last twelve months that were written for this purpose.",
    ),
    "figure.purpose_euros": ("uitgaven", "spending"),
    "figure.purpose_euros.definition": (
        "Geld van de laatste twaalf maanden voor dit doel, naast de uren; bij werven anders wat het werven van de nieuwe klanten kostte.",
        "Money of the last twelve months for this purpose, beside the hours; for winning otherwise what winning the new customers cost.",
    ),
    "figure.part_spent": ("deel nu", "part now"),
    "figure.part_spent.definition": (
        "Deel van al het geld voor deze doelen, met de uren tegen hun kosten.",
        "Part of all money for these purposes, with the hours at their cost.",
    ),
    "figure.part_customary": ("gebruikelijk", "customary"),
    "figure.part_customary.definition": (
        "Zoals het vaak gaat: 85 % naar werven en 15 % naar behouden.",
        "As it often goes: 85% to winning and 15% to keeping.",
    ),
    "figure.part_best": ("deel dat het meest brengt", "part that brings most"),
    "figure.part_best.definition": (
        "De verdeling waarbij de laatste euro overal evenveel brengt (Blattberg en Deighton).",
        "The split at which the last euro brings the same everywhere (Blattberg and Deighton).",
    ),
    "figure.cost_each": ("kosten per klant", "cost per customer"),
    "figure.cost_each.definition": (
        "Wat één gewonnen, behouden of teruggewonnen klant in twaalf maanden kostte.",
        "What one customer won, kept or won back took in twelve months.",
    ),
    "figure.hour_brings": ("een uur erbij brengt", "one more hour brings"),
    "figure.hour_brings.definition": (
        "Klantwaarde die een uur erbij voor dit doel naar verwachting brengt, na aftrek van dat uur.",
        "Lifetime value that one more hour for this purpose is expected to bring, that hour taken off.",
    ),
    "page.purpose.acquire": ("werven", "winning"),
    "page.purpose.keep": ("behouden", "keeping"),
    "page.purpose.win_back": ("terugwinnen", "winning back"),
    # --- the page ---
    "page.budget.title": ("Werven, behouden, terugwinnen", "Winning, keeping, winning back"),
    "page.budget.caption": (
        "Uren en uitgaven per doel in de laatste twaalf maanden",
        "Hours and spending by purpose in the last twelve months",
    ),
    "page.budget.part_spent": ("nu", "now"),
    "page.budget.part_customary": ("85/15", "85/15"),
    "page.budget.part_best": ("brengt het meest", "brings most"),
    "page.budget.shows": (
        "Je ziet welk deel van uren en uitgaven samen naar elk doel ging in de laatste twaalf maanden, naast 85/15, zoals het vaak gaat.",
        "You see which part of hours and spending together went to each purpose in the last twelve months, beside 85/15, as it often goes.",
    ),
    "page.budget.shows_best": (
        "Je ziet welk deel van uren en uitgaven samen naar elk doel ging in de laatste twaalf maanden, naast 85/15 en naast de verdeling die het meest zou brengen.",
        "You see which part of hours and spending together went to each purpose in the last twelve months, beside 85/15 and beside the split that would bring most.",
    ),
    "page.budget.remarkable": (
        "Zo ging het: {parts:list}; een gewonnen klant kostte {won}, een behouden klant {kept}.",
        "So it went: {parts:list}; a customer won cost {won}, a customer kept {kept}.",
    ),
    "page.budget.remarkable_parts": ("Zo ging het: {parts:list}.", "So it went: {parts:list}."),
    "page.budget.do": (
        "Haal een uur weg bij {source} en besteed het aan {target}: dat brengt naar verwachting {gain} ({ground}).",
        "Take an hour from {source} and spend it on {target}: that is expected to bring {gain} ({ground}).",
    ),
    "page.budget.do_best": (
        "Het meest zou brengen: {parts:list} ({ground}).",
        "What would bring most: {parts:list} ({ground}).",
    ),
    "page.budget.do_unknown": (
        "Of een andere verdeling meer brengt, is nog niet te zeggen: {why}.",
        "Whether another split brings more cannot be said yet: {why}.",
    ),
    "page.budget.stated": ("volgens wat je zelf opgaf", "by what you stated yourself"),
    "page.budget.own_years": (
        "volgens je laatste drie jaren: een aanwijzing, geen bewijs",
        "by your last three years: a hint, no proof",
    ),
    "why.no_hours_by_purpose": (
        "er zijn geen uren met een doel die het hele jaar beslaan",
        "there are no hours with a purpose that cover the whole year",
    ),
    "why.no_spending_by_purpose": (
        "er zijn geen uitgaven met een doel die het hele jaar beslaan",
        "there is no spending with a purpose that covers the whole year",
    ),
    "why.not_customary": ("85/15 zegt niets over terugwinnen", "85/15 says nothing about winning back"),
    "why.nobody_or_no_cost": (
        "het lukte bij niemand, of de kosten zijn onbekend",
        "it worked with nobody, or the cost is unknown",
    ),
}
