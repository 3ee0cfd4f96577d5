"""Names and definitions of the figures of value, duration and market."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "figure.new_customer_value": ("waarde van een nieuwe klant", "value of a new customer"),
    "figure.new_customer_value.definition": (
        "Wat een gemiddelde nieuwe klant in de komende jaren verdient na uren, later geld minder waard, vóór wervingskosten.",
        "What an average new customer earns after hours in the years to come, later money counting less, before acquisition cost.",
    ),
    "figure.extra_year_value": ("waarde van een jaar langer klant", "value of one more year"),
    "figure.extra_year_value.definition": (
        "Wat een gemiddelde klant in een jaar verdient na uren zolang hij klant is: zoveel brengt een jaar langer op.",
        "What an average customer earns after hours in a year while still a customer: that much one more year brings.",
    ),
    "figure.customers_valued": ("klanten met een klantwaarde", "customers with a value"),
    "figure.customers_valued.definition": (
        "Het aantal klanten in het klantvermogen: die waarvan de winst na uren bekend is.",
        "The number of customers in customer equity: those of whom profit after hours is known.",
    ),
    "figure.opening": ("waarde een jaar geleden", "value a year ago"),
    "figure.opening.definition": (
        "De klantwaarde twaalf maanden vóór de peildatum, met hetzelfde model; 0 voor wie toen nog geen klant was.",
        "The lifetime value twelve months before the as-of date, by the same model; 0 for who was no customer then.",
    ),
    "figure.closing": ("waarde nu", "value now"),
    "figure.closing.definition": ("De klantwaarde op de peildatum.", "The lifetime value on the as-of date."),
    "figure.at_risk": ("relaties die zo ver kwamen", "relations that came so far"),
    "figure.at_risk.definition": (
        "Het aantal relaties dat op die leeftijd nog in beeld was; minder dan 25 zegt weinig.",
        "The number of relations still in sight at that age; fewer than 25 say little.",
    ),
    "figure.survival": ("deel dat nog klant is", "part still a customer"),
    "figure.survival.definition": (
        "Het deel van de relaties dat langer duurt dan zoveel maanden; lopende relaties tellen als lopend.",
        "The part of the relations that last longer than so many months; running ones count as running.",
    ),
    "figure.hazard": ("kans om te vertrekken", "chance to leave"),
    "figure.hazard.definition": (
        "De kans per maand dat een relatie van die leeftijd eindigt, gladgestreken.",
        "The chance a month that a relation of that age ends, smoothed.",
    ),
    "figure.hazard_low": ("kans om te vertrekken, laag", "chance to leave, low"),
    "figure.hazard_low.definition": (
        "De onderkant van de marge van 90 % om de kans om te vertrekken.",
        "The lower end of the 90% range around the chance to leave.",
    ),
    "figure.hazard_high": ("kans om te vertrekken, hoog", "chance to leave, high"),
    "figure.hazard_high.definition": (
        "De bovenkant van de marge van 90 % om de kans om te vertrekken.",
        "The upper end of the 90% range around the chance to leave.",
    ),
    "figure.market": ("marktaandeel", "market share"),
    "figure.market.definition": (
        "Per deel van de markt: jouw omzet als deel van wat alle afnemers besteden, en jouw klanten als deel van alle afnemers.",
        "Per part of the market: your turnover as a part of what all buyers spend, and your customers as a part of all buyers.",
    ),
}
