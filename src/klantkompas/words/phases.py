"""The phases of a relation: their names, those of the workshop, and why a relation is in one."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "figure.next_phase": ("fase een maand later", "phase a month later"),
    "figure.next_phase.definition": (
        "De fase aan het einde van de volgende maand.",
        "The phase at the end of the next month.",
    ),
    "figure.months": ("keren", "times"),
    "figure.months.definition": (
        "Hoe vaak dat van de ene maand op de andere gebeurde, over alle klanten.",
        "How often that happened from one month to the next, over all customers.",
    ),
    "figure.chance": ("kans binnen een maand", "chance within a month"),
    "figure.chance.definition": (
        "De kans om een maand later in die fase te zijn.",
        "The chance to be in that phase a month later.",
    ),
    "figure.chance_low": ("kans, laag", "chance, low"),
    "figure.chance_low.definition": (
        "De onderkant van de marge van 90 % om die kans.",
        "The lower end of the 90% range around that chance.",
    ),
    "figure.chance_high": ("kans, hoog", "chance, high"),
    "figure.chance_high.definition": (
        "De bovenkant van de marge van 90 % om die kans.",
        "The upper end of the 90% range around that chance.",
    ),
    "figure.expected_months": ("maanden te verwachten", "months to be expected"),
    "figure.expected_months.definition": (
        "Hoeveel maanden wie nu in de eerste fase is nog in de tweede doorbrengt, voordat de relatie eindigt.",
        "How many months who is in the first phase now will still spend in the second, before the relation ends.",
    ),
    # --- neutral: what is stored is what may be shown ---
    "phase.prospect": ("prospect", "prospect"),
    "phase.prospect.means": ("contact, nog geen order", "contact, no order yet"),
    "phase.new": ("nieuw", "new"),
    "phase.new.means": ("eerste order of open offerte", "first order or open quote"),
    "phase.building": ("in opbouw", "building"),
    "phase.building.means": ("bestelt, nog zonder vast ritme", "orders, without a settled rhythm yet"),
    "phase.established": ("vaste relatie", "established"),
    "phase.established.means": ("eigen ritme, niets mis", "own rhythm, nothing wrong"),
    "phase.strained": ("onder druk", "strained"),
    "phase.strained.means": ("klacht, toezegging of stilte", "complaint, promise or silence"),
    "phase.ended": ("beëindigd", "ended"),
    "phase.ended.means": ("opgezegd, gestopt of weg", "ended by word, decision or silence"),
    # --- names of the workshop: for own staff, never beside a natural person ---
    "workshop.new": ("eerste zoentje", "first kiss"),
    "workshop.building": ("lekker knuffelen", "cuddling"),
    "workshop.established": ("vaste relatie", "steady relationship"),
    "workshop.strained": ("huwelijksproblemen", "marriage trouble"),
    # --- why ---
    "phase.reason.listed": (
        "Staat in je bestanden en heeft nog nooit besteld.",
        "Is in your files and has never ordered.",
    ),
    "phase.reason.contact": (
        "Er is contact sinds {day:date}, en er is nog niet besteld.",
        "There has been contact since {day:date}, and no order yet.",
    ),
    "phase.reason.quote": (
        "Er ligt een offerte van {day:date}, en er is nog niet besteld.",
        "There is a quote of {day:date}, and no order yet.",
    ),
    "phase.reason.first_order": (
        "De eerste order was op {day:date}; er is nog geen ritme.",
        "The first order was on {day:date}; there is no rhythm yet.",
    ),
    "phase.reason.came_back": (
        "Kwam op {day:date} terug na een einde, en begint opnieuw.",
        "Came back on {day:date} after an end, and begins anew.",
    ),
    "phase.reason.few_orders": (
        "Bestelt sinds {day:date}; voor een vaste relatie is het nog te kort of te weinig.",
        "Has ordered since {day:date}; still too short or too few orders for an established relation.",
    ),
    "phase.reason.rhythm": (
        "Bestelt sinds {day:date} in een eigen ritme, en er is niets mis.",
        "Has ordered since {day:date} in a rhythm of its own, and nothing is wrong.",
    ),
    "phase.reason.complaint_open": (
        "De klacht van {day:date} is nog niet opgelost.",
        "The complaint of {day:date} has not been resolved.",
    ),
    "phase.reason.complaint_severe": (
        "Op {day:date} kwam er een grote klacht.",
        "There was a large complaint on {day:date}.",
    ),
    "phase.reason.card_unanswered": (
        "Vroeg op {day:date} om door de directie gebeld te worden, en is nog niet gebeld.",
        "Asked on {day:date} to be called by the top, and has not been called.",
    ),
    "phase.reason.promise_broken": (
        "Wat voor {day:date} was toegezegd, is nog niet gedaan.",
        "What was promised for {day:date} has not been done.",
    ),
    "phase.reason.rating_low": (
        "Gaf op {day:date} een onvoldoende.",
        "Gave a failing mark on {day:date}.",
    ),
    "phase.reason.rating_fell": (
        "Gaf op {day:date} een veel lager cijfer dan de keer ervoor.",
        "Gave a much lower mark on {day:date} than the time before.",
    ),
    "phase.reason.silence": (
        "Is sinds de order van {day:date} langer stil dan bij het eigen ritme past.",
        "Has been silent since the order of {day:date} for longer than its own rhythm makes likely.",
    ),
    "phase.reason.waiting": (
        "Wat er mis was, is sinds {day:date} voorbij; het wachten is op een order in het eigen ritme.",
        "What was wrong has been over since {day:date}; an order in its own rhythm has yet to come.",
    ),
    "phase.reason.left": ("Is vertrokken op {day:date}.", "Left on {day:date}."),
    "phase.reason.bankrupt": ("Is failliet sinds {day:date}.", "Has been bankrupt since {day:date}."),
    "phase.reason.moved": ("Is verhuisd op {day:date}.", "Moved away on {day:date}."),
    "phase.reason.merged": (
        "Is op {day:date} in een andere klant opgegaan.",
        "Became part of another customer on {day:date}.",
    ),
    "phase.reason.let_go": ("Is losgelaten op {day:date}.", "Was let go on {day:date}."),
    "phase.reason.ended": ("De relatie eindigde op {day:date}.", "The relation ended on {day:date}."),
    "phase.reason.decided_let_go": (
        "Op {day:date} is besloten deze klant los te laten.",
        "On {day:date} it was decided to let this customer go.",
    ),
    "phase.reason.decided_not_served": (
        "Op {day:date} is besloten deze klant niet meer te bedienen.",
        "On {day:date} it was decided to serve this customer no longer.",
    ),
    "phase.reason.gone_silent": (
        "Is stil sinds de order van {day:date}: vrijwel zeker vertrokken.",
        "Has been silent since the order of {day:date}: almost certainly gone.",
    ),
    "phase.reason.went_cold": (
        "Het laatste contact was op {day:date}; wie nog kwam, kwam eerder.",
        "The last contact was on {day:date}; those who came did so sooner.",
    ),
}
