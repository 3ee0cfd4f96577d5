"""Words of who knows what we have, by product group."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "awareness.buys": ("koopt het bij ons", "buys it from us"),
    "awareness.does_not_know": ("weet niet dat wij het hebben", "does not know that we have it"),
    "awareness.elsewhere": ("koopt het elders", "buys it elsewhere"),
    "awareness.no_need": ("heeft het niet nodig", "has no need of it"),
    "awareness.knows": ("kent het, koopt het niet", "knows it, does not buy it"),
    "awareness.not_asked": ("nog niet gevraagd", "not asked yet"),
    # --- the page of the report ---
    "page.awareness.title": ("Weten ze wat we hebben?", "Do they know what we have?"),
    "page.awareness.caption": (
        "Klanten van de laatste twee jaar, per productgroep: wie koopt het, en wat zeiden de anderen",
        "Customers of the last two years, by product group: who buys it, and what the others said",
    ),
    "page.awareness.nobody_asked": (
        "Nog aan niemand is gevraagd wat hij van ons aanbod kent. Vraag het bij het volgende bezoek.",
        "Nobody has been asked yet what they know of our range. Ask at the next visit.",
    ),
    "page.awareness.all_known": (
        "Van de {n} keer dat ernaar gevraagd is, kende iedereen wat we hebben.",
        "Of the {n} times that it was asked, everybody knew what we have.",
    ),
    "page.awareness.least": (
        "{n} van de {of:plural klant weet|klanten weten} niet dat wij {group} hebben.",
        "{n} of {of:plural customer does|customers do} not know that we have {group}.",
    ),
    "page.awareness.stake": (
        "Wie het niet weet of elders koopt, besteedt daaraan samen ongeveer {stake} per jaar, geteld over de {n:plural klant|klanten} van wie dat bekend is.",
        "Who does not know or buys elsewhere spends about {stake} a year on it together, counted over the {n:plural customer|customers} of whom that is known.",
    ),
    "page.awareness.no_stake": (
        "Wat er op het spel staat, is niet te zeggen: van geen van hen is bekend wat hij eraan besteedt.",
        "What is at stake cannot be said: of none of them it is known what they spend on it.",
    ),
    "page.awareness.do": (
        "Vertel het bij het eerstvolgende gesprek, en leg vast wat de klant zei.",
        "Tell them at the next conversation, and write down what the customer said.",
    ),
    "why.no_group_evidence": (
        "van geen van hen is bekend wat hij aan deze groep besteedt",
        "of none of them it is known what they spend on this group",
    ),
    # --- figures ---
    "figure.product_group": ("productgroep", "product group"),
    "figure.product_group.definition": ("Zoals hij in je facturen heet.", "As your invoices call it."),
    "figure.buys": ("koopt bij ons", "buys from us"),
    "figure.buys.definition": (
        "Kocht deze groep in de laatste vierentwintig maanden bij ons.",
        "Bought this group from us in the last twenty-four months.",
    ),
    "figure.does_not_know": ("weet het niet", "does not know"),
    "figure.does_not_know.definition": (
        "Zei niet te weten dat wij dit hebben; het nieuwste jaar telt.",
        "Said not to know that we have this; the newest year counts.",
    ),
    "figure.elsewhere": ("koopt elders", "buys elsewhere"),
    "figure.elsewhere.definition": (
        "Koopt dit bij een ander, zoals de klant zei.",
        "Buys this at another, as the customer said.",
    ),
    "figure.no_need": ("niet nodig", "no need"),
    "figure.no_need.definition": ("Zei dit niet nodig te hebben.", "Said to have no need of this."),
    "figure.knows": ("kent het", "knows it"),
    "figure.knows.definition": (
        "Weet dat wij dit hebben en koopt het niet.",
        "Knows that we have it and does not buy it.",
    ),
    "figure.not_asked": ("niet gevraagd", "not asked"),
    "figure.not_asked.definition": ("Koopt het niet, en niemand vroeg ernaar.", "Does not buy it, and nobody asked."),
    "figure.stake": ("op het spel", "at stake"),
    "figure.stake.definition": (
        "Wat klanten die het niet weten of elders kopen per jaar aan deze groep besteden, excl. btw; alleen van wie het zelf zei of bij wie het gezien is. Omzet, geen winst en geen verwachting.",
        "What customers who do not know it or buy it elsewhere spend on this group a year, excl. VAT; only of whom it was declared or seen. Turnover, no profit and no forecast.",
    ),
    "figure.stake_customers": ("bekend van", "known of"),
    "figure.stake_customers.definition": (
        "Van hoeveel van hen bekend is wat zij eraan besteden.",
        "Of how many of them it is known what they spend on it.",
    ),
}
