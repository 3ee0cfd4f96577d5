"""Sentences of the Monday list on paper, and certainty in words."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- how sure a type is ---
    "certainty.sure": ("vrijwel zeker", "nearly certain"),
    "certainty.likely": ("waarschijnlijk", "likely"),
    "certainty.guess": ("gok", "a guess"),
    # --- the list ---
    "screen.advice.page": ("Maandaglijst op papier  {path}", "Monday list on paper  {path}"),
    "monday.title": ("Maandaglijst", "Monday list"),
    "monday.takes": (
        "{n:plural klant heeft|klanten hebben} je nodig: {used:hours} van de {given:hours} die er zijn.",
        "{n:plural customer needs|customers need} you: {used:hours} of the {given:hours} there are.",
    ),
    "monday.budget": ("Het kost {cost} van {budget}.", "It costs {cost} of {budget}."),
    "monday.gain.assumed": (
        "Naar verwachting brengt dat {value} ({low} – {high}): een aanname, nog niet gemeten.",
        "It is expected to bring {value} ({low} – {high}): an assumption, not measured yet.",
    ),
    "monday.gain.measured": (
        "Naar verwachting brengt dat {value} ({low} – {high}), gerekend met wat eerder gemeten is.",
        "It is expected to bring {value} ({low} – {high}), reckoned with what was measured before.",
    ),
    "monday.gain.partial": (
        "Naar verwachting brengt dat {value} ({low} – {high}); een deel is gemeten, een deel is nog een aanname.",
        "It is expected to bring {value} ({low} – {high}); part of it was measured, part is still an assumption.",
    ),
    "monday.empty": (
        "Er is niemand voor wie een actie naar verwachting meer brengt dan zij kost: besteed de uren aan wie je graag wilt bedanken.",
        "There is nobody for whom an action is expected to bring more than it costs: spend the hours on those you would like to thank.",
    ),
    "monday.sums": (
        "{used:hours} van {given:hours} · één uur meer zou {price} brengen",
        "{used:hours} of {given:hours} · one hour more would bring {price}",
    ),
    "monday.sums.short": (
        "{used:hours} van {given:hours}, en {short:hours} te weinig voor wat moet · één uur meer zou {price} brengen",
        "{used:hours} of {given:hours}, and {short:hours} too few for what must be done · one hour more would bring {price}",
    ),
    "monday.held_out": (
        "{n:plural klant wordt|klanten worden} bewust met rust gelaten: alleen zo is later te zien wat een actie toevoegde.",
        "{n:plural customer is|customers are} left alone on purpose: only so can it be seen later what an action added.",
    ),
    "monday.done": ("gedaan", "done"),
    "monday.customer": ("klant", "customer"),
    "monday.action": ("wat te doen, en waarom", "what to do, and why"),
    "monday.hours": ("uren", "hours"),
    "monday.at_stake": ("op het spel", "at stake"),
    "monday.expected": ("verwacht", "expected"),
    "monday.must": ("moet", "must"),
    "monday.basis.assumed": ("aanname", "assumption"),
    "monday.basis.measured": ("gemeten", "measured"),
    "monday.nobody": ("Deze week niemand.", "Nobody this week."),
    "monday.shorter": ("Voorstellen om uren vrij te maken", "Proposals to free hours"),
    "monday.shorter.why": (
        "Er zijn te weinig uren. Deze klanten brengen per uur het minst; niets hiervan gebeurt vanzelf, beslis het zelf.",
        "There are too few hours. These customers bring the least an hour; none of this happens by itself, the decision is yours.",
    ),
    "monday.alone": ("Met rust laten", "Leave alone"),
    "monday.alone.why": (
        "Zij zijn de controlegroep: doe deze actie bij hen niet. Klachten, toezeggingen en vragen van henzelf gaan altijd voor.",
        "They are held out: do not do this action for them. Complaints, promises and their own questions always come first.",
    ),
    "monday.alone.line": ("{name} (geen ‘{action}’)", "{name} (no '{action}')"),
    "monday.alone.more": ("en nog {n:number}; zie advice.csv", "and {n:number} more; see advice.csv"),
    "monday.resting": (
        "Bij {nothing:plural klant|klanten} doe je niets, en {asleep:plural klant laat|klanten laat} je slapen; waarom staat per klant in advice.csv.",
        "For {nothing:plural customer|customers} you do nothing, and {asleep:plural customer|customers} you let sleep; why stands per customer in advice.csv.",
    ),
    "monday.footer": (
        "Schrijf op wat je deed, wanneer en hoe lang, in het bestand actions: dan kan ‘klantkompas effect’ meten wat het bracht. Intern: niet voor klanten.",
        "Write down what you did, when and how long, in the file actions: then 'klantkompas effect' can measure what it brought. Internal: not for customers.",
    ),
}
