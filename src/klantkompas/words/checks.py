"""What is remarkable in facts that came in whole: what, why it matters, what to do."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "finding.no_amounts": (
        "Er staan geen bedragen bij de transacties.",
        "The transactions have no amounts.",
    ),
    "finding.no_amounts.why": (
        "Omzet, marge en winst blijven onbekend; wel zie je hoe recent en regelmatig klanten bestellen.",
        "Turnover, margin and profit stay unknown; how recently and regularly customers order can still be seen.",
    ),
    "finding.no_amounts.do": (
        "Neem het bedrag exclusief btw mee in de export.",
        "Include the amount excluding VAT in the export.",
    ),
    "finding.margin_unknown": (
        "Van de omzet is niet bekend wat ervan overblijft.",
        "What is left of the turnover is not known.",
    ),
    "finding.margin_unknown.why": (
        "Zonder kostprijs of marge is winst na uren niet te berekenen, en nul zou niet waar zijn.",
        "Without a cost price or a margin, profit after hours cannot be computed, and zero would not be true.",
    ),
    "finding.margin_unknown.do": (
        "Neem de kostprijs mee in de export, of zet in klantkompas.toml onder [profit] de regel: margin = 0.35",
        "Include the cost price in the export, or put this line in klantkompas.toml under [profit]: margin = 0.35",
    ),
    "finding.margin_assumed": (
        "De marge is een aanname: er staat geen kostprijs in de transacties.",
        "The margin is an assumption: the transactions have no cost price.",
    ),
    "finding.margin_assumed.why": (
        "Elke winst in dit rapport leunt op de marge die jij hebt opgegeven.",
        "Every profit in this report leans on the margin that you gave.",
    ),
    "finding.margin_assumed.do": (
        "Klopt de marge niet, pas dan [profit] margin in klantkompas.toml aan, of neem de kostprijs mee in de export.",
        "If the margin is wrong, change [profit] margin in klantkompas.toml, or include the cost price in the export.",
    ),
    "finding.margin_unknown_on_lines": (
        "{n:plural transactieregel heeft|transactieregels hebben} geen kostprijs.",
        "{n:plural transaction line has|transaction lines have} no cost price.",
    ),
    "finding.margin_unknown_on_lines.why": (
        "De winst van de klanten op die regels is onbekend: een ontbrekende kostprijs is geen nul.",
        "The profit of the customers on those lines is unknown: a missing cost price is no zero.",
    ),
    "finding.margin_unknown_on_lines.do": (
        "Vul de kostprijzen aan, of zet in klantkompas.toml onder [profit] de regel: margin = 0.35",
        "Complete the cost prices, or put this line in klantkompas.toml under [profit]: margin = 0.35",
    ),
    "finding.margin_assumed_on_lines": (
        "{n:plural transactieregel heeft|transactieregels hebben} geen kostprijs; daar is de marge een aanname.",
        "{n:plural transaction line has|transaction lines have} no cost price; there the margin is an assumption.",
    ),
    "finding.margin_assumed_on_lines.why": (
        "De winst van die klanten leunt deels op de marge die jij hebt opgegeven.",
        "The profit of those customers leans in part on the margin that you gave.",
    ),
    "finding.margin_assumed_on_lines.do": (
        "Vul de kostprijzen aan, of pas [profit] margin in klantkompas.toml aan als die niet klopt.",
        "Complete the cost prices, or change [profit] margin in klantkompas.toml if it is wrong.",
    ),
    "finding.hourly_cost_unknown_on_lines": (
        "{n:plural urenregel heeft|urenregels hebben} geen tarief.",
        "{n:plural hour line has|hour lines have} no rate.",
    ),
    "finding.hourly_cost_unknown_on_lines.why": (
        "De winst na uren van die klanten is onbekend: een uur zonder tarief is niet gratis.",
        "The profit after hours of those customers is unknown: an hour without a rate is not free.",
    ),
    "finding.hourly_cost_unknown_on_lines.do": (
        "Vul de tarieven aan, of zet in klantkompas.toml onder [profit] de regel: hourly_cost = 62",
        "Complete the rates, or put this line in klantkompas.toml under [profit]: hourly_cost = 62",
    ),
    "finding.hourly_cost_assumed_on_lines": (
        "{n:plural urenregel heeft|urenregels hebben} geen tarief; daar zijn de kosten per uur een aanname.",
        "{n:plural hour line has|hour lines have} no rate; there the cost of an hour is an assumption.",
    ),
    "finding.hourly_cost_assumed_on_lines.why": (
        "De winst na uren van die klanten leunt deels op het bedrag dat jij hebt opgegeven.",
        "The profit after hours of those customers leans in part on the amount that you gave.",
    ),
    "finding.hourly_cost_assumed_on_lines.do": (
        "Vul de tarieven aan, of pas [profit] hourly_cost in klantkompas.toml aan als het niet klopt.",
        "Complete the rates, or change [profit] hourly_cost in klantkompas.toml if it is wrong.",
    ),
    "finding.no_hours": (
        "Er is geen urenregistratie.",
        "There is no time sheet.",
    ),
    "finding.no_hours.why": (
        "Winst na uren is onbekend: wie veel aandacht vraagt, is zonder uren niet te herkennen.",
        "Profit after hours is unknown: who asks for much attention cannot be told without hours.",
    ),
    "finding.no_hours.do": (
        "Leg een export van de uren per klant naast de facturen.",
        "Put an export of the hours per customer beside the invoices.",
    ),
    "finding.hourly_cost_unknown": (
        "Wat een uur kost, is niet bekend.",
        "What an hour costs is not known.",
    ),
    "finding.hourly_cost_unknown.why": (
        "Zonder kosten per uur is winst na uren niet te berekenen.",
        "Without the cost of an hour, profit after hours cannot be computed.",
    ),
    "finding.hourly_cost_unknown.do": (
        "Zet in klantkompas.toml onder [profit] de regel: hourly_cost = 62",
        "Put this line in klantkompas.toml under [profit]: hourly_cost = 62",
    ),
    "finding.hourly_cost_assumed": (
        "De kosten per uur zijn een aanname: er staat geen tarief in de uren.",
        "The cost of an hour is an assumption: the time sheet has no rate.",
    ),
    "finding.hourly_cost_assumed.why": (
        "Elke winst na uren in dit rapport leunt op het bedrag dat jij hebt opgegeven.",
        "Every profit after hours in this report leans on the amount that you gave.",
    ),
    "finding.hourly_cost_assumed.do": (
        "Klopt het bedrag niet, pas dan [profit] hourly_cost in klantkompas.toml aan.",
        "If the amount is wrong, change [profit] hourly_cost in klantkompas.toml.",
    ),
    "finding.unknown_customer": (
        "{n:plural regel staat|regels staan} op een klantnummer dat nergens voorkomt.",
        "{n:plural row is|rows are} for a customer number that is nowhere else.",
    ),
    "finding.unknown_customer.why": (
        "Wat bij {value} hoort, telt bij geen enkele klant mee.",
        "What belongs to {value} counts for no customer.",
    ),
    "finding.unknown_customer.do": (
        "Verbeter het nummer in de bron, voeg de klant toe aan de klantenlijst, of vul bij uren koppeling.csv in.",
        "Correct the number at its source, add the customer to the customer list, or for hours fill in koppeling.csv.",
    ),
    "finding.unassigned_transactions": (
        "{n:plural transactieregel heeft|transactieregels hebben} geen klantnummer.",
        "{n:plural transaction line has|transaction lines have} no customer number.",
    ),
    "finding.unassigned_transactions.why": (
        "Ze tellen mee in de aansluiting, maar bij geen enkele klant.",
        "They count in the reconciliation, but for no customer.",
    ),
    "finding.unassigned_transactions.do": (
        "Vul de klantnummers in, of laat het zo als dit losse verkoop is.",
        "Fill in the customer numbers, or leave it if these are casual sales.",
    ),
    "finding.unassigned_hours": (
        "{n:plural urenregel staat|urenregels staan} op geen klant en geen project.",
        "{n:plural hour line is|hour lines are} for no customer and no project.",
    ),
    "finding.unassigned_hours.why": (
        "Deze uren kosten wel geld, maar tellen bij geen enkele klant mee.",
        "These hours do cost money, but count for no customer.",
    ),
    "finding.unassigned_hours.do": (
        "Vul in je urenregistratie in voor wie er gewerkt is.",
        "Fill in on the time sheet for whom the work was done.",
    ),
    "finding.date_to_come": (
        "{n:plural regel heeft|regels hebben} een datum die nog moet komen.",
        "{n:plural row has|rows have} a date that is yet to come.",
    ),
    "finding.date_to_come.why": (
        "De laatste is {value}; wat na de peildatum ligt, telt niet mee.",
        "The last one is {value}; what lies after the as-of date is not counted.",
    ),
    "finding.date_to_come.do": (
        "Is het een tikfout, verbeter dan de datum in de bron.",
        "If it is a typing error, correct the date at its source.",
    ),
    "finding.double_rows": (
        "{n:plural regel staat|regels staan} er dubbel in: in alle kolommen gelijk aan een andere.",
        "{n:plural row is|rows are} there twice: the same as another in every column.",
    ),
    "finding.double_rows.why": (
        "Ze tellen mee, want iemand kan op één dag twee keer hetzelfde kopen; soms is een bestand dubbel aangeleverd.",
        "They count, as one may buy the same twice on a day; sometimes a file was handed over twice.",
    ),
    "finding.double_rows.do": (
        "Kijk of je een periode twee keer hebt geëxporteerd.",
        "See whether you exported a period twice.",
    ),
    "finding.numbers_alike": (
        "{n:plural paar klantnummers verschilt|paren klantnummers verschillen} alleen in voorloopnullen of hoofdletters.",
        "{n:plural pair of customer numbers differs|pairs of customer numbers differ} in leading zeros or capitals only.",
    ),
    "finding.numbers_alike.why": (
        "Als {one} en {other} dezelfde klant zijn, staat die nu als twee klanten in het rapport.",
        "If {one} and {other} are the same customer, the report now shows two.",
    ),
    "finding.numbers_alike.do": (
        "Is het dezelfde klant, schrijf het nummer dan overal hetzelfde.",
        "If it is the same customer, write the number in one way.",
    ),
    "finding.cash_customer": (
        "{n:plural klant lijkt|klanten lijken} een verzamelnaam voor contante verkoop.",
        "{n:plural customer looks|customers look} like a name for all cash sales.",
    ),
    "finding.cash_customer.why": (
        "{value} is geen relatie, maar telt nu wel mee in de rangorde.",
        "{value} is no relation, but now counts in the ranking.",
    ),
    "finding.cash_customer.do": (
        'Laat haar buiten de cijfers: zet in klantkompas.toml onder [ledger] de regel: internal = ["{customer_id}"]',
        'Leave it out of the figures: put this line in klantkompas.toml under [ledger]: internal = ["{customer_id}"]',
    ),
    "finding.internal_customer": (
        "{n:plural klant lijkt|klanten lijken} je eigen bedrijf.",
        "{n:plural customer looks|customers look} like your own firm.",
    ),
    "finding.internal_customer.why": (
        "{value} is geen relatie, maar telt nu wel mee in de rangorde.",
        "{value} is no relation, but now counts in the ranking.",
    ),
    "finding.internal_customer.do": (
        'Laat hem buiten de cijfers: zet in klantkompas.toml onder [ledger] de regel: internal = ["{customer_id}"]',
        'Leave it out of the figures: put this line in klantkompas.toml under [ledger]: internal = ["{customer_id}"]',
    ),
    "finding.collective_invoices": (
        "{n:plural klant krijgt|klanten krijgen} ongeveer één factuur per maand.",
        "{n:plural customer gets|customers get} about one invoice a month.",
    ),
    "finding.collective_invoices.why": (
        "Dat is het ritme van jouw facturering, niet van hun bestellingen: over stilte zegt het niets.",
        "That is the rhythm of your invoicing, not of their ordering: it says nothing about silence.",
    ),
    "finding.collective_invoices.do": (
        "Geef orders of pakbonnen mee in plaats van verzamelfacturen, als je die hebt.",
        "Hand over orders or delivery notes instead of collective invoices, if you have them.",
    ),
    "finding.subscriptions": (
        "{n:plural klant betaalt|klanten betalen} elke maand hetzelfde bedrag: een abonnement.",
        "{n:plural customer pays|customers pay} the same amount every month: a subscription.",
    ),
    "finding.subscriptions.why": (
        "Een abonnement loopt vanzelf door; recentheid zegt dan niets over de relatie.",
        "A subscription runs on by itself; recency then says nothing about the relation.",
    ),
    "finding.subscriptions.do": (
        "Geef de contracten mee in een tabel contracten, met begin en einde.",
        "Hand over the contracts in a table contracts, with start and end.",
    ),
    "finding.part_year_begins": (
        "De facturen beginnen pas op {day:date}.",
        "The invoices begin on {day:date} only.",
    ),
    "finding.part_year_begins.why": (
        "Dat eerste jaar is niet heel, en wie toen al kocht kan al langer klant zijn.",
        "That first year is not whole, and who bought then may have been a customer before.",
    ),
    "finding.part_year_begins.do": (
        "Leg exports van eerdere jaren ernaast, of vul 'klant sinds' in op de klantenlijst.",
        "Put exports of earlier years beside it, or fill in 'customer since' on the customer list.",
    ),
    "finding.part_year_ends": (
        "De facturen lopen tot {day:date}.",
        "The invoices run until {day:date}.",
    ),
    "finding.part_year_ends.why": (
        "Het laatste jaar is niet heel: vergelijk het niet met een heel jaar. '12 maanden' is wel altijd heel.",
        "The last year is not whole: do not compare it with a whole one. '12 months' is always whole.",
    ),
    "finding.part_year_ends.do": (
        "Je hoeft niets te doen.",
        "There is nothing to do.",
    ),
    "finding.months_without_hours": (
        "In {n:plural maand|maanden} zijn er wel facturen, maar geen uren.",
        "In {n:plural month|months} there are invoices but no hours.",
    ),
    "finding.months_without_hours.why": (
        "Van {first:date} tot en met {last:date} ontbreken er maanden: winst na uren is daar onbekend, niet gratis.",
        "From {first:date} to {last:date} there are months lacking: profit after hours is unknown there, not free.",
    ),
    "finding.months_without_hours.do": (
        "Leg de uren van die maanden ernaast, als ze geschreven zijn.",
        "Put the hours of those months beside it, if they were written.",
    ),
    "finding.unknown_type": (
        "{n:plural besluit zet|besluiten zetten} een soort die niet bestaat.",
        "{n:plural decision sets|decisions set} a type that does not exist.",
    ),
    "finding.unknown_type.why": (
        "‘{value}’ is geen soort relatie: die klant houdt de soort die uit de feiten volgt.",
        "'{value}' is no type of relation: that customer keeps the type that follows from the facts.",
    ),
    "finding.unknown_type.do": (
        "Schrijf in die kolom bewerkelijk, slapend, koopt ook elders, vaste klant of nog onduidelijk.",
        "Write demanding, dormant, also buys elsewhere, loyal or still unclear in that column.",
    ),
}
