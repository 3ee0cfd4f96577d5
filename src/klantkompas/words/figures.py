"""Names, definitions and reasons of every figure.

``figure.NAME``             what a person calls it: the head of a column
``figure.NAME.definition``  one or two sentences: what it is, its unit, its window
``why.CODE``                why a figure is unknown, and where possible what to do
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- a customer ---
    "figure.customer_id": ("klantnummer", "customer number"),
    "figure.customer_id.definition": (
        "Het nummer van de klant, zoals het in je bestanden staat.",
        "The number of the customer, as it stands in your files.",
    ),
    "figure.name": ("klant", "customer"),
    "figure.name.definition": (
        "De naam van de klant; waar die ontbreekt, het klantnummer.",
        "The name of the customer; the customer number where there is no name.",
    ),
    "figure.first_transaction": ("eerste order", "first order"),
    "figure.first_transaction.definition": (
        "De dag van de eerste order in je bestanden. Een creditnota is geen order.",
        "The day of the first order in your files. A credit note is not an order.",
    ),
    "figure.last_transaction": ("laatste order", "last order"),
    "figure.last_transaction.definition": (
        "De dag van de laatste order tot en met de peildatum. Een creditnota is geen order.",
        "The day of the last order up to and including the as-of date. A credit note is not an order.",
    ),
    "figure.transactions": ("orders", "orders"),
    "figure.transactions.definition": (
        "Het aantal dagen waarop de klant iets kocht, sinds het begin van je bestanden. Facturen van één dag zijn samen één order.",
        "The number of days on which the customer bought something, since your files begin. Invoices of one day are one order.",
    ),
    "figure.recency_days": ("dagen stil", "days silent"),
    "figure.recency_days.definition": (
        "Recentheid: dagen tussen de laatste order en de peildatum.",
        "Recency: days between the last order and the as-of date.",
    ),
    "figure.usual_gap_days": ("gewone tussentijd (dagen)", "usual gap (days)"),
    "figure.usual_gap_days.definition": (
        "Het aantal dagen dat gewoonlijk tussen twee orders van deze klant ligt (de middelste tussentijd). Onbekend bij minder dan drie orders.",
        "The number of days that usually lies between two orders of this customer (the median gap). Unknown with fewer than three orders.",
    ),
    "figure.recency_ratio": ("stil tegen eigen ritme", "silence against own rhythm"),
    "figure.recency_ratio.definition": (
        "Dagen stil gedeeld door de gewone tussentijd van deze klant: 2 is twee keer zo lang stil als gewoonlijk.",
        "Days silent divided by this customer's own usual gap: 2 is silent twice as long as usual.",
    ),
    "figure.overdue": ("later dan gewoonlijk", "later than usual"),
    "figure.overdue.definition": (
        "De kans dat een klant met dit ritme, als hij nog klant is, al besteld zou hebben. Boven 95 % is de stilte ongewoon.",
        "The chance that a customer with this rhythm, if still a customer, would have ordered by now. Above 95% the silence is unusual.",
    ),
    "figure.regularity": ("regelmaat", "regularity"),
    "figure.regularity.definition": (
        "Hoe gelijkmatig de tussentijden zijn: onder 1,5 grillig, 1,5 tot 3 redelijk, boven 3 als een klok. Bij weinig orders telt het gemiddelde van zijn groep of van de firma mee.",
        "How even the gaps are: below 1.5 erratic, 1.5 to 3 fair, above 3 like a clock. With few orders the average of his group or of the firm weighs in.",
    ),
    "figure.orders_per_year": ("orders per jaar", "orders a year"),
    "figure.orders_per_year.definition": (
        "Het tempo zolang de klant actief is: verwachte orders per jaar, geschat uit zijn eigen orders en die van de firma.",
        "The pace while the customer is active: expected orders a year, estimated from his own orders and those of the firm.",
    ),
    "figure.duration_days": ("relatieduur (dagen)", "duration (days)"),
    "figure.duration_days.definition": (
        "Dagen van de eerste order (of de dag waarop de klant is geworven, als die eerder is) tot de peildatum of het einde van de relatie.",
        "Days from the first order (or the day the customer was acquired, when earlier) to the as-of date or the end of the relationship.",
    ),
    "figure.duration_years": ("relatieduur (jaren)", "duration (years)"),
    "figure.duration_years.definition": (
        "Jaren van de eerste order (of de werving) tot de peildatum of het einde van de relatie.",
        "Years from the first order (or the acquisition) to the as-of date or the end of the relationship.",
    ),
    "figure.since_before": ("al klant vóór de bestanden", "customer since before"),
    "figure.since_before.definition": (
        "Ja: de klant was waarschijnlijk al klant voordat je bestanden beginnen; de relatie duurt dus langer dan hier staat.",
        "Yes: probably a customer before your files begin, so the relationship is longer than it says here.",
    ),
    "figure.revenue_12m": ("omzet", "turnover"),
    "figure.revenue_12m.definition": (
        "Omzet zonder btw in de twaalf maanden tot en met de peildatum, creditnota's afgetrokken.",
        "Turnover without VAT in the twelve months up to and including the as-of date, credit notes subtracted.",
    ),
    "figure.margin_12m": ("marge", "margin"),
    "figure.margin_12m.definition": (
        "Omzet min directe kosten in de twaalf maanden tot en met de peildatum. Waar een regel geen kosten heeft, omzet maal de marge die jij hebt opgegeven.",
        "Turnover minus direct cost in the twelve months up to and including the as-of date. Where a line has no cost, turnover times the margin that you gave.",
    ),
    "figure.hours_12m": ("uren", "hours"),
    "figure.hours_12m.definition": (
        "Uren die collega's voor deze klant schreven in de twaalf maanden tot en met de peildatum.",
        "Hours that colleagues wrote for this customer in the twelve months up to and including the as-of date.",
    ),
    "figure.service_cost_12m": ("kosten van uren", "cost of hours"),
    "figure.service_cost_12m.definition": (
        "Uren maal de kosten van een uur, per urenregel afgerond op de cent, in de twaalf maanden tot en met de peildatum.",
        "Hours times the cost of an hour, rounded to the cent per line, in the twelve months up to and including the as-of date.",
    ),
    "figure.profit_12m": ("winst na uren", "profit after hours"),
    "figure.profit_12m.definition": (
        "Marge min kosten van uren min vergoedingen na klachten, in de twaalf maanden tot en met de peildatum. Algemene kosten zijn niet verdeeld.",
        "Margin minus cost of hours minus compensation after complaints, in the twelve months up to and including the as-of date. Overheads are not spread.",
    ),
    "figure.profit_previous_12m": ("winst na uren, jaar ervoor", "profit after hours, year before"),
    "figure.profit_previous_12m.definition": (
        "Dezelfde winst na uren over de twaalf maanden daarvóór.",
        "The same profit after hours over the twelve months before.",
    ),
    "figure.profit_total": ("winst na uren, alle jaren", "profit after hours, all years"),
    "figure.profit_total.definition": (
        "Winst na uren sinds het begin van je bestanden tot en met de peildatum.",
        "Profit after hours since your files begin, up to and including the as-of date.",
    ),
    "figure.profit_basis": ("winst steunt op", "profit leans on"),
    "figure.profit_basis.definition": (
        "Waar de winst op steunt: vastgelegde kosten, jouw aannames (marge, kosten van een uur), deels, of onbekend.",
        "What the profit leans on: recorded costs, your assumptions (margin, cost of an hour), partly, or unknown.",
    ),
    "figure.revenue_rank": ("rang in omzet", "rank in turnover"),
    "figure.revenue_rank.definition": (
        "Plaats in de rij van meeste naar minste omzet in twaalf maanden; nummer 1 heeft de meeste.",
        "Place in the row from most to least turnover in twelve months; number 1 has the most.",
    ),
    "figure.profit_rank": ("rang in winst na uren", "rank in profit after hours"),
    "figure.profit_rank.definition": (
        "Plaats in de rij van meeste naar minste winst na uren in twaalf maanden; nummer 1 heeft de meeste.",
        "Place in the row from most to least profit after hours in twelve months; number 1 has the most.",
    ),
    "figure.rank_gap": ("plaatsen verschil", "places apart"),
    "figure.rank_gap.definition": (
        "Rang in winst na uren min rang in omzet: hoeveel plaatsen de klant zakt als je de uren meetelt.",
        "Rank in profit after hours minus rank in turnover: how many places the customer drops once hours are counted.",
    ),
    "figure.break_even_hours_12m": ("dekt zijn kosten bij", "covers its cost at"),
    "figure.break_even_hours_12m.definition": (
        "Het aantal uren in twaalf maanden waarbij marge en kosten gelijk zijn: meer uren dan dit, en de klant kost geld.",
        "The number of hours in twelve months at which margin and cost are equal: more hours than this, and the customer costs money.",
    ),
    "figure.referral_value": ("waarde van doorverwijzingen", "value of referrals"),
    "figure.referral_value.definition": (
        "Referentiekracht in geld: wat klanten waard zijn die via deze klant kwamen, gedeeld over wie doorverwees. Mag opgeteld worden.",
        "Referral power in money: what customers are worth who came through this customer, split over those who referred. May be added up.",
    ),
    "figure.referral_downstream": ("doorverwijzingen, hele keten", "referrals, whole chain"),
    "figure.referral_downstream.definition": (
        "Wat via deze klant kwam, ook langs anderen; iedere stap verder telt half. Alleen om te vergelijken, niet om op te tellen.",
        "What came through this customer, also by way of others; each further step counts half. To compare with, not to add up.",
    ),
    "figure.p_active": ("kans nog klant", "chance still a customer"),
    "figure.p_active.definition": (
        "De kans dat de klant op de peildatum nog klant is, uit zijn eigen ritme en dat van de firma.",
        "The chance that this is still a customer on the as-of date, from his own rhythm and the firm's.",
    ),
    "figure.expected_transactions_12m": ("verwachte orders", "expected orders"),
    "figure.expected_transactions_12m.definition": (
        "Verwachte orders in de twaalf maanden na de peildatum, ook als de klant nu weg lijkt en terugkomt.",
        "Orders expected in the twelve months after the as-of date, also when the customer seems gone and comes back.",
    ),
    "figure.expected_profit_12m": ("verwachte winst", "expected profit"),
    "figure.expected_profit_12m.definition": (
        "Verwachte winst na uren in de twaalf maanden na de peildatum.",
        "Profit after hours expected in the twelve months after the as-of date.",
    ),
    "figure.expected_profit_12m_low": ("verwachte winst, laag", "expected profit, low"),
    "figure.expected_profit_12m_low.definition": (
        "De onderkant van de marge van 90 % om de verwachte winst.",
        "The lower end of the 90% range around the expected profit.",
    ),
    "figure.expected_profit_12m_high": ("verwachte winst, hoog", "expected profit, high"),
    "figure.expected_profit_12m_high.definition": (
        "De bovenkant van de marge van 90 % om de verwachte winst.",
        "The upper end of the 90% range around the expected profit.",
    ),
    "figure.lifetime_value": ("klantwaarde", "lifetime value"),
    "figure.lifetime_value.definition": (
        "Wat de klant de komende vijf jaar naar verwachting verdient na uren, waarbij later geld minder telt.",
        "What the customer is expected to earn after hours in the next five years, later money counting less.",
    ),
    "figure.lifetime_value_low": ("klantwaarde, laag", "lifetime value, low"),
    "figure.lifetime_value_low.definition": (
        "De onderkant van de marge van 90 % om de klantwaarde.",
        "The lower end of the 90% range around the lifetime value.",
    ),
    "figure.lifetime_value_high": ("klantwaarde, hoog", "lifetime value, high"),
    "figure.lifetime_value_high.definition": (
        "De bovenkant van de marge van 90 % om de klantwaarde.",
        "The upper end of the 90% range around the lifetime value.",
    ),
    "figure.share": ("klantaandeel", "share of customer"),
    "figure.share.definition": (
        "Welk deel van wat de klant aan dit soort zaken besteedt, hij bij jou besteedt.",
        "Which part of what the customer spends on such goods he spends with you.",
    ),
    "figure.share_low": ("klantaandeel, laag", "share, low"),
    "figure.share_low.definition": (
        "De onderkant van de marge van 90 % om het klantaandeel.",
        "The lower end of the 90% range around the share of customer.",
    ),
    "figure.share_high": ("klantaandeel, hoog", "share, high"),
    "figure.share_high.definition": (
        "De bovenkant van de marge van 90 % om het klantaandeel.",
        "The upper end of the 90% range around the share of customer.",
    ),
    "figure.share_evidence": ("klantaandeel steunt op", "share leans on"),
    "figure.share_evidence.definition": (
        "Waar het klantaandeel op steunt: gezegd door de klant, gezien, of geschat.",
        "What the share leans on: declared by the customer, observed, or estimated.",
    ),
    "figure.type": ("soort relatie", "type of relation"),
    "figure.type.definition": (
        "Bewerkelijk, slapend, koopt ook elders, vaste klant of nog onduidelijk.",
        "Demanding, dormant, shared, loyal, or still unclear.",
    ),
    "figure.p_demanding": ("kans bewerkelijk", "chance demanding"),
    "figure.p_demanding.definition": (
        "De kans dat de klant veel uren kost en weinig of niets oplevert.",
        "The chance that the customer costs many hours and earns little or nothing.",
    ),
    "figure.p_dormant": ("kans slapend", "chance dormant"),
    "figure.p_dormant.definition": (
        "De kans dat de klant stil is en niet vanzelf terugkomt.",
        "The chance that the customer is silent and does not come back unasked.",
    ),
    "figure.p_shared": ("kans koopt ook elders", "chance shared"),
    "figure.p_shared.definition": (
        "De kans dat de klant een groot deel elders koopt.",
        "The chance that the customer buys a large part elsewhere.",
    ),
    "figure.p_loyal": ("kans vaste klant", "chance loyal"),
    "figure.p_loyal.definition": (
        "De kans dat de klant actief is, verdient en vooral bij jou koopt.",
        "The chance that the customer is active, earns and buys mostly from you.",
    ),
    "figure.p_unclear": ("nog onduidelijk", "still unclear"),
    "figure.p_unclear.definition": (
        "1 waar geen soort relatie zeker genoeg is, anders 0.",
        "1 where no type is certain enough, else 0.",
    ),
    "figure.type_reason": ("reden van de soort", "reason of the type"),
    "figure.type_reason.definition": (
        "Het feit dat de soort relatie bepaalde.",
        "The fact that decided the type of relation.",
    ),
    "figure.phase": ("fase", "phase"),
    "figure.phase.definition": (
        "Waar de relatie staat: prospect, nieuw, groeiend, vast, onder spanning of beëindigd.",
        "Where the relationship stands: prospect, new, building, established, strained or ended.",
    ),
    "figure.phase_reason": ("reden van de fase", "reason of the phase"),
    "figure.phase_reason.definition": (
        "Het feit dat de fase bepaalde.",
        "The fact that decided the phase.",
    ),
    "figure.danger_from": ("afhaakmoment vanaf", "danger from"),
    "figure.danger_from.definition": (
        "Het begin van de maanden waarin klanten als deze vaker weggaan.",
        "The start of the months in which customers like this one leave more often.",
    ),
    "figure.danger_to": ("afhaakmoment tot", "danger to"),
    "figure.danger_to.definition": (
        "Het einde van de maanden waarin klanten als deze vaker weggaan.",
        "The end of the months in which customers like this one leave more often.",
    ),
    "figure.why": ("waarom onbekend", "why unknown"),
    "figure.why.definition": (
        "Per onbekend cijfer van deze klant de reden.",
        "For each unknown figure of this customer, the reason.",
    ),
    # --- the firm ---
    "figure.schema_version": ("versie van het schema", "schema version"),
    "figure.schema_version.definition": (
        "Verandert als de opbouw van dit bestand verandert.",
        "Changes when the shape of this file changes.",
    ),
    "figure.version": ("versie van Klantkompas", "version of Klantkompas"),
    "figure.version.definition": (
        "De versie waarmee deze cijfers zijn gemaakt.",
        "The version that made these figures.",
    ),
    "figure.rules_hash": ("vingerafdruk van de instellingen", "fingerprint of the settings"),
    "figure.rules_hash.definition": (
        "Twaalf tekens die veranderen zodra een instelling verandert.",
        "Twelve characters that change as soon as a setting changes.",
    ),
    "figure.source_fingerprint": ("vingerafdruk van de bestanden", "fingerprint of the files"),
    "figure.source_fingerprint.definition": (
        "Tekens die veranderen zodra een bestand verandert.",
        "Characters that change as soon as a file changes.",
    ),
    "figure.currency": ("munt", "currency"),
    "figure.currency.definition": (
        "De ene munt van alle bedragen.",
        "The one currency of all amounts.",
    ),
    "figure.as_of": ("peildatum", "as-of date"),
    "figure.as_of.definition": (
        "De dag waarop de stand is opgemaakt; wat later gebeurde, telt niet mee.",
        "The day of this state of affairs; what happened later does not count.",
    ),
    "figure.customers": ("klanten", "customers"),
    "figure.customers.definition": (
        "Het aantal klanten met minstens één order tot en met de peildatum; de eigen firma en contante verkoop niet.",
        "The number of customers with at least one order up to and including the as-of date; without the own firm and cash sales.",
    ),
    "figure.revenue_total": ("omzet, alle jaren", "turnover, all years"),
    "figure.revenue_total.definition": (
        "Omzet zonder btw sinds het begin van je bestanden, creditnota's afgetrokken.",
        "Turnover without VAT since your files begin, credit notes subtracted.",
    ),
    "figure.unassigned_revenue": ("omzet zonder klant", "turnover without a customer"),
    "figure.unassigned_revenue.definition": (
        "Omzet van regels zonder klantnummer: van geen klant, wel in de aansluiting.",
        "Turnover of lines without a customer number: of no customer, but in the reconciliation.",
    ),
    "figure.unassigned_lines": ("regels zonder klant", "lines without a customer"),
    "figure.unassigned_lines.definition": (
        "Het aantal regels zonder klantnummer.",
        "The number of lines without a customer number.",
    ),
    "figure.previous_12m": ("de twaalf maanden ervoor", "the twelve months before"),
    "figure.previous_12m.definition": (
        "Dezelfde cijfers over de twaalf maanden vóór de laatste twaalf.",
        "The same figures over the twelve months before the last twelve.",
    ),
    "figure.years": ("per kalenderjaar", "by calendar year"),
    "figure.years.definition": (
        "Dezelfde cijfers per kalenderjaar; het lopende jaar tot en met de peildatum.",
        "The same figures by calendar year; the current year up to and including the as-of date.",
    ),
    "figure.active_expected": ("klanten die nog klant zijn", "customers still active"),
    "figure.active_expected.definition": (
        "De som van de kansen dat klanten nog klant zijn.",
        "The sum of the chances that customers are still active.",
    ),
    "figure.customer_equity": ("klantvermogen", "customer equity"),
    "figure.customer_equity.definition": (
        "De som van de klantwaarden van alle huidige klanten; ook negatieve tellen mee.",
        "The sum of the lifetime values of all present customers; negative ones count too.",
    ),
    "figure.future_customers": ("waarde van toekomstige klanten", "value of future customers"),
    "figure.future_customers.definition": (
        "Wat klanten waard zijn die nog moeten komen, na wervingskosten; staat los van het klantvermogen.",
        "What customers are worth who have yet to come, after acquisition cost; stands apart from customer equity.",
    ),
    "figure.equity_bridge": ("verloop klantvermogen", "equity bridge"),
    "figure.equity_bridge.definition": (
        "Van het klantvermogen een jaar geleden naar nu: gewonnen, gegroeid, gekrompen, verloren.",
        "From customer equity a year ago to now: won, grown, shrunk, lost.",
    ),
    "figure.duration": ("relatieduur van de firma", "duration of the firm's relations"),
    "figure.duration.definition": (
        "Hoe lang relaties duren, lopende relaties meegerekend als lopend.",
        "How long relations last, running ones counted as running.",
    ),
    "figure.split": ("verdeling werven, houden, terugwinnen", "split acquire, keep, win back"),
    "figure.split.definition": (
        "Uren en geld besteed aan werven, houden en terugwinnen.",
        "Hours and money spent on acquiring, keeping and winning back.",
    ),
    "figure.types": ("soorten relaties", "types of relation"),
    "figure.types.definition": (
        "Per soort relatie: klanten, uren, winst na uren en klantwaarde.",
        "Per type of relation: customers, hours, profit after hours and lifetime value.",
    ),
    "figure.model": ("model", "model"),
    "figure.model.definition": (
        "Het koopmodel waarmee ritme en kansen zijn geschat, met zijn getallen.",
        "The purchase model with which rhythm and chances were estimated, with its numbers.",
    ),
    "figure.findings": ("bevindingen", "findings"),
    "figure.findings.definition": (
        "Wat in de bestanden opviel: blokkerend of om te weten.",
        "What was noticed in the files: blocking, or good to know.",
    ),
    # --- the lenses ---
    "figure.rank": ("plaats", "place"),
    "figure.rank.definition": (
        "Plaats van de klant in de rij van meeste naar minste winst na uren.",
        "Place of the customer in the row from most to least profit after hours.",
    ),
    "figure.customers_share": ("deel van de klanten", "share of customers"),
    "figure.customers_share.definition": (
        "Welk deel van de klanten tot hier is geteld, de besten eerst.",
        "Which part of the customers is counted up to here, the best first.",
    ),
    "figure.profit_share": ("deel van de winst", "share of profit"),
    "figure.profit_share.definition": (
        "Welk deel van de hele winst na uren deze klanten samen verdienen. Boven 100 %: de rest kost geld.",
        "Which part of the whole profit after hours these customers earn together. Above 100%: the rest costs money.",
    ),
    "figure.cumulative_profit": ("opgetelde klantwinst", "cumulative profit"),
    "figure.cumulative_profit.definition": (
        "De winst na uren van alle klanten tot en met deze plaats bij elkaar opgeteld.",
        "The profit after hours of all customers up to and including this place, added up.",
    ),
    "figure.decile": ("tiende deel", "tenth"),
    "figure.decile.definition": (
        "Alle klanten van beste naar minste in tien even grote groepen; 1 is de beste groep.",
        "All customers from best to least in ten groups of equal size; 1 is the best group.",
    ),
    "figure.orders": ("orders", "orders"),
    "figure.orders.definition": (
        "Orders van deze groep in deze periode; facturen van één klant op één dag zijn één order.",
        "Orders of this group in this period; invoices of one customer on one day are one order.",
    ),
    "figure.lowest": ("minste", "lowest"),
    "figure.lowest.definition": (
        "De minste winst na uren in deze groep.",
        "The lowest profit after hours in this group.",
    ),
    "figure.highest": ("meeste", "highest"),
    "figure.highest.definition": (
        "De meeste winst na uren in deze groep.",
        "The highest profit after hours in this group.",
    ),
    "figure.box": ("wat gebeurde er", "what happened"),
    "figure.box.definition": (
        "Nieuw: eerste order in de laatste twaalf maanden. Terug: niet het jaar ervoor, wel eerder. Vertrokken: wel het jaar ervoor, nu niet. De rest kocht in beide jaren.",
        "New: first order in the last twelve months. Returned: not the year before, but earlier. Left: the year before, not now. The rest bought in both years.",
    ),
    "figure.previous": ("jaar ervoor", "year before"),
    "figure.previous.definition": (
        "Het bedrag over de twaalf maanden vóór de laatste twaalf.",
        "The amount over the twelve months before the last twelve.",
    ),
    "figure.now": ("laatste twaalf maanden", "last twelve months"),
    "figure.now.definition": (
        "Het bedrag over de twaalf maanden tot en met de peildatum.",
        "The amount over the twelve months up to and including the as-of date.",
    ),
    "figure.change": ("verschil", "change"),
    "figure.change.definition": (
        "De laatste twaalf maanden min de twaalf maanden ervoor.",
        "The last twelve months minus the twelve months before.",
    ),
    "figure.cohort": ("instapjaar", "year of entry"),
    "figure.cohort.definition": (
        "Het kalenderjaar waarin de relatie begon. ‘Al eerder klant’: wie misschien al klant was voordat je bestanden beginnen.",
        "The calendar year in which the relationship began. 'From before': those who may have been customers before your files begin.",
    ),
    "figure.age": ("jaar na instap", "year after entry"),
    "figure.age.definition": (
        "Hele jaren sinds de instap van elke klant; jaar 1 is het eerste.",
        "Whole years since each customer entered; year 1 is the first.",
    ),
    "figure.active": ("kopende klanten", "buying customers"),
    "figure.active.definition": (
        "Klanten met minstens één order in de maand.",
        "Customers with at least one order in the month.",
    ),
    "figure.kept": ("deel van jaar 1", "part of year 1"),
    "figure.kept.definition": (
        "Klantmaanden met een order in dat jaar na de instap, als deel van die in het eerste jaar; alleen jaren die voor iedereen voorbij zijn.",
        "Customer-months with an order in that year after entry, as a part of those in the first year; only years that are over for everybody.",
    ),
    "figure.revenue": ("omzet", "turnover"),
    "figure.revenue.definition": (
        "Omzet zonder btw in deze periode, creditnota's afgetrokken.",
        "Turnover without VAT in this period, credit notes subtracted.",
    ),
    "figure.margin": ("marge", "margin"),
    "figure.margin.definition": (
        "Omzet min directe kosten in deze periode.",
        "Turnover minus direct cost in this period.",
    ),
    "figure.hours": ("uren", "hours"),
    "figure.hours.definition": (
        "Uren die collega's in deze periode voor klanten schreven.",
        "Hours that colleagues wrote for customers in this period.",
    ),
    "figure.service_cost": ("kosten van uren", "cost of hours"),
    "figure.service_cost.definition": (
        "Uren maal de kosten van een uur in deze periode.",
        "Hours times the cost of an hour in this period.",
    ),
    "figure.guidance": ("begeleiding", "guidance"),
    "figure.guidance.definition": (
        "Kosten van uren als deel van de marge in deze periode; onbekend waar een van beide dat is, of zonder marge.",
        "Cost of hours as a share of the margin in this period; unknown where either is, or without a margin.",
    ),
    "figure.profit": ("winst na uren", "profit after hours"),
    "figure.profit.definition": (
        "Marge min kosten van uren min vergoedingen na klachten in deze periode.",
        "Margin minus cost of hours minus compensation after complaints in this period.",
    ),
    "figure.cumulative_per_customer": ("opgeteld per klant", "added up per customer"),
    "figure.cumulative_per_customer.definition": (
        "Winst na uren sinds de instap, gedeeld door alle klanten van dat instapjaar, ook die al weg zijn.",
        "Profit after hours since entry, divided by all customers of that year of entry, those who left included.",
    ),
    "figure.acquisition_cost": ("wervingskosten per klant", "acquisition cost per customer"),
    "figure.acquisition_cost.definition": (
        "Wat het kostte om een klant van dit instapjaar te werven.",
        "What it cost to acquire one customer of this year of entry.",
    ),
    "figure.break_even_year": ("terugverdiend na (jaren)", "earned back after (years)"),
    "figure.break_even_year.definition": (
        "Jaren tot de opgetelde winst na uren per geworven klant de wervingskosten dekt; wie wegging telt mee.",
        "Years until the added-up profit after hours per acquired customer covers the acquisition cost; those who left count.",
    ),
    "figure.month": ("maand", "month"),
    "figure.month.definition": (
        "De kalendermaand; de laatste loopt tot en met de peildatum.",
        "The calendar month; the last one runs up to and including the as-of date.",
    ),
    "figure.measure": ("maat", "measure"),
    "figure.measure.definition": ("Welk cijfer hier verdeeld is.", "Which figure is spread here."),
    "figure.low": ("van", "from"),
    "figure.low.definition": ("Ondergrens van de groep.", "Lower end of the group."),
    "figure.high": ("tot", "to"),
    "figure.high.definition": ("Bovengrens van de groep; leeg: geen grens.", "Upper end of the group; empty: no end."),
    # --- reconciliation ---
    "figure.file": ("bestand", "file"),
    "figure.file.definition": ("Het bestand zoals jij het aanleverde.", "The file as you handed it over."),
    "figure.rows_read": ("regels gelezen", "rows read"),
    "figure.rows_read.definition": (
        "Alle regels in het bestand: gelezen = meegeteld + geweigerd.",
        "All rows in the file: read = kept + refused.",
    ),
    "figure.rows_kept": ("meegeteld", "kept"),
    "figure.rows_kept.definition": ("Regels die in de cijfers zitten.", "Rows that are in the figures."),
    "figure.rows_refused": ("geweigerd", "refused"),
    "figure.rows_refused.definition": (
        "Regels die niet te gebruiken waren; ze staan in de map ‘refused’ om te herstellen.",
        "Rows that could not be used; they are in the folder 'refused' to be mended.",
    ),
    "figure.amount_read": ("bedrag of uren gelezen", "amount or hours read"),
    "figure.amount_read.definition": (
        "De som van de bedragen (bij urenregels de uren) van alle regels die te lezen waren.",
        "The sum of the amounts (of the hours, for hour lines) of all rows that could be read.",
    ),
    "figure.amount_kept": ("meegeteld", "kept"),
    "figure.amount_kept.definition": (
        "De som van de regels die in de cijfers zitten.",
        "The sum of the rows that are in the figures.",
    ),
    "figure.amount_refused": ("geweigerd", "refused"),
    "figure.amount_refused.definition": (
        "De som van de geweigerde regels, voor zover hun bedrag te lezen was.",
        "The sum of the refused rows, as far as their amount could be read.",
    ),
    "figure.unreadable": ("zonder leesbaar bedrag", "without a readable amount"),
    "figure.unreadable.definition": (
        "Geweigerde regels waarvan het bedrag zelf niet te lezen was; die zitten in geen enkele som.",
        "Refused rows of which the amount itself could not be read; those are in no sum.",
    ),
}
