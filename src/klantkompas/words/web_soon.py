"""What falls due soon, on the home page; and who gets no card, and why."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "care.soon.title": ("Binnenkort", "Coming up"),
    "care.soon.promise": ("Je toezegging aan", "Your promise to"),
    "care.soon.complaint": ("Volgende stap van de klacht van", "Next step of the complaint of"),
    "care.soon.callback": ("Terugbellen", "Call back"),
    "web.settings.page": ("de instellingen", "the settings"),
    # --- the card round ---
    "care.skipped.title": ("Wie krijgt nu geen kaart, en waarom", "Who gets no card now, and why"),
    "care.skipped.what": (
        "Iedereen die niet beëindigd is krijgt eens in de {months} maanden een kaart. Deze klanten nu niet.",
        "Everybody who has not ended gets a card once in {months} months. These customers do not now.",
    ),
    "care.skipped.back": ("Naar de kaarten", "To the cards"),
    "care.skipped.link": ("Wie, en waarom", "Who, and why"),
    "care.skipped.by": ("Reden", "Reason"),
    "care.skipped.all": ("Alle redenen", "All reasons"),
    "care.skipped.for.ended": ("relatie beëindigd", "relation ended"),
    "care.skipped.for.own_firm": ("eigen bedrijf of kasverkoop", "own firm or cash sales"),
    "care.skipped.for.lately": ("had er kort geleden een", "had one lately"),
    "care.skipped.lately": (
        "kreeg er een op {last:date}; weer aan de beurt vanaf {again:date}",
        "had one on {last:date}; due again from {again:date}",
    ),
    "care.skipped.ended": ("beëindigd op {day:date}", "ended on {day:date}"),
    "care.skipped.why": ("Waarom niet", "Why not"),
    "care.skipped.caption": (
        "{n} van {of:plural klant|klanten}, op naam",
        "{n} of {of:plural customer|customers}, by name",
    ),
    "care.skipped.none": ("Niemand wordt overgeslagen.", "Nobody is skipped."),
}
