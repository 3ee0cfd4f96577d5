"""What the words of the trade mean on the screens, beside the figures: ``term.NAME`` and ``term.NAME.definition``."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "term.monday_list": ("maandaglijst", "Monday list"),
    "term.monday_list.definition": (
        "Wie jou deze week nodig heeft, binnen de uren die er zijn: eerst wat moet, daarna wat naar verwachting het meest brengt.",
        "Who needs you this week, within the hours there are: first what must be done, then what is expected to bring most.",
    ),
    "term.at_stake": ("op het spel", "at stake"),
    "term.at_stake.definition": (
        "Wat deze klant naar verwachting nog opbrengt of kost, en waar de actie over gaat. Het is niet wat de actie brengt.",
        "What this customer is still expected to bring or cost, which the action is about. It is not what the action brings.",
    ),
    "term.gain": ("verwacht", "expected"),
    "term.gain.definition": (
        "Wat de actie naar verwachting toevoegt, na haar uren en kosten: de kans dat zij iets verandert, maal wat dat waard is. Aanname: nog niet bij jullie gemeten. Gemeten: gerekend met wat eerder bij jullie gemeten is.",
        "What the action is expected to add, after its hours and cost: the chance that it changes something, times what that is worth. Assumption: not measured at your firm yet. Measured: reckoned with what was measured at your firm before.",
    ),
    "term.left_alone": ("controlegroep", "hold-out"),
    "term.left_alone.definition": (
        "Klanten die voor een actie gekozen zijn en die het lot met rust laat. Alleen door met hen te vergelijken is later te zien wat een actie toevoegde. Klachten, toezeggingen en eigen vragen van een klant gaan altijd voor.",
        "Customers who were chosen for an action and whom chance leaves alone. Only by comparing with them can it be seen later what an action added. Complaints, promises and a customer's own questions always come first.",
    ),
    "term.as_of": ("peildatum", "as of"),
    "term.as_of.definition": (
        "De dag waarop de cijfers gelden. Wat daarna gebeurde, is er nog niet in verwerkt.",
        "The day on which the figures hold. What happened after it is not in them yet.",
    ),
    "term.three_vs": ("de drie V's", "the three V's"),
    "term.three_vs.definition": (
        "Verlengen: klanten blijven langer. Verhogen: zij brengen per klant meer op. Verbeteren: het kost ons minder moeite. Aantoonbaar door onze acties is alleen wat verschilt van de klanten die met rust gelaten zijn.",
        "Lengthen: customers stay longer. Raise: each brings more. Improve: it takes us less effort. Shown to come from our actions is only what differs from the customers who were left alone.",
    ),
    "term.celebrated": ("gevierd", "celebrated"),
    "term.celebrated.definition": (
        "Een klant houden verdient hetzelfde applaus als een klant winnen. Geteld over de twaalf maanden tot de peildatum.",
        "A customer kept deserves the applause that a new one gets. Counted over the twelve months up to the as-of date.",
    ),
    "term.demanding": ("bewerkelijk", "demanding"),
    "term.demanding.definition": (
        "Vraagt veel aandacht en levert weinig op. Wat te doen: de prijs, de manier van bestellen of de uren aanpassen.",
        "Takes much attention and brings little. What to do: change the price, the way of ordering or the hours.",
    ),
    "term.dormant": ("slapend", "dormant"),
    "term.dormant.definition": (
        "Veel langer stil dan zijn eigen ritme, of duidelijk trager geworden. Wat te doen: bellen en vragen waarom, of laten slapen.",
        "Silent for much longer than its own rhythm, or clearly slower. What to do: call and ask why, or let sleep.",
    ),
    "term.shared": ("koopt ook elders", "also buys elsewhere"),
    "term.shared.definition": (
        "Koopt een deel van zijn behoefte bij een ander. Zonder dat de klant het zei is het een vermoeden: vraag het.",
        "Buys part of its needs from another. Unless the customer said so it is a guess: ask.",
    ),
    "term.loyal": ("vaste klant", "loyal"),
    "term.loyal.definition": (
        "Koopt regelmatig en verdient goed na uren. Wat te doen: verwennen, en nagaan of de klant alles kent wat we hebben.",
        "Buys regularly and earns well after hours. What to do: spoil, and check that the customer knows all we have.",
    ),
    "term.unclear": ("nog onduidelijk", "still unclear"),
    "term.unclear.definition": (
        "Er is nog te weinig van bekend om een van de vier te zeggen.",
        "Too little is known yet to say one of the four.",
    ),
}
