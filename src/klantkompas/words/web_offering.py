"""What the pages say of what customers know of our range, and of what they need."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "care.offering.title": ("Kent deze klant ons aanbod?", "Does this customer know our range?"),
    "care.offering.of": ("Kent {name} ons aanbod?", "Does {name} know our range?"),
    "care.offering.open": ("Vastleggen wat de klant kent", "Write down what they know"),
    "care.offering.all": ("Heel het aanbod", "The whole range"),
    "care.offering.what": (
        "Vraag het voor je het aanneemt. Wat er gekocht is, weten we uit de facturen van de laatste twee jaar.",
        "Ask before you assume. What was bought is known from the invoices of the last two years.",
    ),
    "care.offering.none": (
        "Er staan geen productgroepen in je facturen. Lever bij de facturen de kolom productgroep mee.",
        "There are no product groups in your invoices. Supply the column product group with the invoices.",
    ),
    "care.offering.nothing_said": (
        "Koopt: {n:plural groep|groepen}. Van de andere is nog niets gevraagd.",
        "Buys {n:plural group|groups}. Nothing was asked of the others yet.",
    ),
    "care.offering.tap.knows": ("Kent het", "Knows it"),
    "care.offering.tap.does_not_know": ("Weet het niet", "Does not know"),
    "care.offering.tap.no_need": ("Niet nodig", "No need"),
    "care.offering.tap.elsewhere": ("Koopt het elders", "Buys it elsewhere"),
    "care.offering.where": ("Bij wie?", "Where?"),
    "care.offering.why": ("Waarom daar? (mag leeg)", "Why there? (may stay empty)"),
    "care.offering.kept": ("Vastgelegd bij {group}.", "Kept with {group}."),
    "web.trail.customer.awareness": (
        "vastgelegd of de klant ons aanbod kent",
        "kept whether the customer knows our range",
    ),
    # --- for the plan ---
    "care.nav.needs": ("Behoeften", "Needs"),
    "care.needs.title": ("Wat klanten nodig hebben", "What customers need"),
    "care.needs.what": (
        "Het klantkompas en de gesprekken over het aanbod, opgeteld voor het plan.",
        "The customer compass and the conversations about our range, summed for the plan.",
    ),
    "care.needs.segment": ("Segment", "Segment"),
    "care.needs.all": ("Alle klanten", "All customers"),
    "care.needs.needs": ("Eisen en wensen", "Demands and wishes"),
    "care.needs.needs.how": (
        "Elke klant telt één keer, met zijn nieuwste woord van de laatste drie jaar; een behoefte staat hier vanaf drie klanten. Tussen haakjes de marge van 90 %.",
        "Each customer counts once, by the newest word of the last three years; a need stands here from three customers on. In brackets the range of 90%.",
    ),
    "care.needs.place.act": ("Weegt zwaar en gaat matig: hier iets doen", "Matters and goes poorly: act here"),
    "care.needs.place.keep_up": ("Weegt zwaar en gaat goed: zo houden", "Matters and goes well: keep it up"),
    "care.needs.place.ease_off": ("Weegt licht en gaat goed: mag minder", "Matters little and goes well: may be less"),
    "care.needs.place.leave": ("Weegt licht en gaat matig: laten", "Matters little and goes poorly: leave it"),
    "care.needs.place.unsure": ("De marges laten het nog niet zien", "The ranges do not say yet"),
    "care.needs.none": (
        "Hier komt wat minstens drie klanten als eis of wens noemden, na de eerstvolgende berekening.",
        "Here comes what at least three customers named as a demand or wish, after the next computation.",
    ),
    "care.needs.none.do": ("Vul het kompas aan", "Add to the compass"),
    "care.needs.known.how": (
        "Klanten die in de laatste twee jaar iets kochten. Op het spel: wat wie het niet weet of elders koopt er per jaar aan besteedt, alleen van wie dat bekend is.",
        "Customers who bought anything in the last two years. At stake: what who does not know or buys elsewhere spends on it a year, only of whom that is known.",
    ),
    "care.needs.known.of": ("van {n:plural klant|klanten}", "of {n:plural customer|customers}"),
    "care.needs.known.none": (
        "Er staan geen productgroepen in je facturen; daarom is hier niets te zeggen.",
        "There are no product groups in your invoices; so nothing can be said here.",
    ),
}
