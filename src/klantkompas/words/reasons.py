"""Why a figure is unknown: what stands behind a dash."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "why.unknown": ("onbekend", "unknown"),
    "why.not_estimated": ("wordt nog niet geschat", "not estimated yet"),
    "why.no_orders": ("nog geen order", "no order yet"),
    "why.fewer_than_three_orders": ("minder dan drie orders", "fewer than three orders"),
    "why.no_name": ("geen naam in de bestanden", "no name in the files"),
    "why.no_amounts": ("er staan geen bedragen in je bestanden", "there are no amounts in your files"),
    "why.cost_unknown": (
        "de directe kosten zijn onbekend: lever ze mee of vul [profit] margin in klantkompas.toml in",
        "the direct cost is unknown: supply it or fill in [profit] margin in klantkompas.toml",
    ),
    "why.no_hours": (
        "er zijn geen uren: lever een urenexport mee",
        "there are no hours: supply an export of hours",
    ),
    "why.hours_part_period": (
        "de uren dekken niet de hele periode",
        "the hours do not cover the whole period",
    ),
    "why.no_hours_on_customer": ("aan deze klant is geen uur geschreven", "no hour was written for this customer"),
    "why.hourly_cost_unknown": (
        "de kosten van een uur zijn onbekend: vul [profit] hourly_cost in klantkompas.toml in",
        "the cost of an hour is unknown: fill in [profit] hourly_cost in klantkompas.toml",
    ),
    "why.profit_unknown": ("de winst na uren is onbekend", "profit after hours is unknown"),
    "why.no_whole_year": (
        "nog niet iedereen van dit instapjaar is een jaar klant",
        "not everyone of this cohort has been a customer for a year",
    ),
    "why.not_yet": ("nog niet terugverdiend", "not earned back yet"),
    "why.acquisition_cost_unknown": (
        "de wervingskosten zijn onbekend: vul acquisition_cost of een tabel spending in",
        "the acquisition cost is unknown: fill in acquisition_cost or a table spending",
    ),
    "why.no_referrals": ("er zijn geen doorverwijzingen vastgelegd", "no referrals are recorded"),
    "why.invoicing_rhythm": (
        "vaste facturen: het ritme is dat van de facturen, niet van de klant",
        "fixed invoices: the rhythm is that of the invoices, not of the customer",
    ),
    "why.no_amount_in_table": ("deze tabel heeft geen bedragen of uren", "this table has no amounts or hours"),
    "why.few_customers": ("er zijn te weinig klanten om te vergelijken", "there are too few customers to compare"),
    "why.not_there_yet": ("toen waren zij nog geen klant", "they were no customers yet"),
    "why.began_before": ("begon misschien vóór je bestanden", "may have begun before your files"),
    "why.not_lived_yet": ("dat jaar is nog niet geweest", "that year has not been yet"),
    "why.no_danger_near": (
        "er is geen afhaakmoment in het komende kwartaal",
        "no danger months in the next quarter",
    ),
    "why.too_few_ends": (
        "er zijn te weinig relaties beëindigd om een afhaakmoment te zien",
        "too few relations have ended to see danger months",
    ),
    "why.too_short": (
        "de relaties duren nog te kort om een afhaakmoment te zien",
        "the relations are still too short to see danger months",
    ),
    "why.no_rise": (
        "klanten vertrekken op geen enkele leeftijd duidelijk vaker",
        "customers do not clearly leave more often at any age",
    ),
    "why.contract_term": (
        "klanten vertrekken alleen vaker als hun contract afloopt",
        "customers leave more often only when their contract ends",
    ),
    "why.few_relations": (
        "er zijn te weinig relaties om te zien hoe lang zij duren",
        "there are too few relations to see how long they last",
    ),
    "why.facts_too_short": (
        "je bestanden gaan minder dan een jaar terug",
        "your files go back less than a year",
    ),
    "why.too_few_months": (
        "je bestanden gaan minder dan zes hele maanden terug",
        "your files go back less than six whole months",
    ),
    "why.no_wallet_evidence": (
        "niets zegt wat deze klant in totaal besteedt: vraag het, of lever branche of aantal werknemers mee",
        "nothing says what this customer spends in all: ask, or supply sector or employees",
    ),
    "why.no_spend": ("kocht niets in de laatste twaalf maanden", "bought nothing in the last twelve months"),
    "why.no_market": ("er is geen tabel met de omvang van de markt", "there is no table with the size of the market"),
    "why.no_observations": ("er is niets om uit te schatten", "there is nothing to estimate from"),
    "why.no_purposes": (
        "er zijn geen uren met een doel (werven, behouden, terugwinnen) en geen uitgaven per doel",
        "there are no hours with a purpose (acquire, keep, win back) and no spending by purpose",
    ),
    "why.no_response_seen": (
        "je jaren laten niet zien dat meer uitgeven meer oplevert: vul onder [budget] in klantkompas.toml in wat je weet",
        "your years do not show that spending more brings more: fill in what you know under [budget] in klantkompas.toml",
    ),
}
