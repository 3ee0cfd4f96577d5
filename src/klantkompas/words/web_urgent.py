"""What waits since the figures were made: first on the Monday list, on home and with the customer."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "care.urgent.title": ("Nieuw sinds de cijfers", "New since the figures"),
    "care.urgent.why": (
        "Dit gaat voor, en wacht niet op de berekening van vannacht.",
        "This comes first, and does not wait for tonight's computation.",
    ),
    "care.urgent.open": ("Naar de klacht", "To the complaint"),
    "care.urgent.home": (
        "{n:plural klant kan|klanten kunnen} niet wachten.",
        "{n:plural customer|customers} cannot wait.",
    ),
    "care.since.strained": (
        "Sinds deze cijfers: door een open klacht staat de relatie onder druk, sinds {day:date}.",
        "Since these figures: an open complaint strains the relation, since {day:date}.",
    ),
    "care.since.will_strain": (
        "Sinds deze cijfers is er een klacht. Staat die op {day:date} nog open, dan komt de relatie onder druk.",
        "Since these figures there is a complaint. If it is still open on {day:date}, it strains the relation.",
    ),
    "care.since.solved": (
        "De klacht is opgelost op {day:date}. De fase verandert pas als er weer een bestelling in het eigen ritme komt.",
        "The complaint was solved on {day:date}. The phase changes only when an order in the customer's own rhythm comes.",
    ),
}
