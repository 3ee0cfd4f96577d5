"""Sentences of the pictures of value, duration and relation, of the page of four, and of the three V's.

Amounts of money stand in plain braces: the report writes them in the currency of the ledger.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- page 2: the standing in four pictures ---
    "page.board.title": ("De stand in vier plaatjes", "The standing in four pictures"),
    "page.board.whale_curve": ("Wie de winst draagt", "Who carries the profit"),
    "page.board.equity_bridge": ("Wat je klanten waard zijn", "What your customers are worth"),
    "page.board.types_effort": ("Vier soorten relaties", "Four types of relation"),
    "page.board.types_share": ("Vier soorten relaties", "Four types of relation"),
    "page.board.progress": ("Verlengen, verhogen, verbeteren", "Lengthen, raise, improve"),
    "page.lacking.title": ("Wat er nog bij kan", "What can still be added"),
    "page.lacking.why": ("Nu nog niet: {why}.", "Not yet: {why}."),
    "page.progress.step": (
        "doe de lijst van ‘klantkompas advise’, schrijf op wat gedaan is, vraag ‘klantkompas effect’ met dezelfde map voor het resultaat, en maak dit verslag opnieuw",
        "do the list of 'klantkompas advise', write down what was done, ask 'klantkompas effect' with the same folder for the result, and make this report again",
    ),
    # --- equity bridge ---
    "page.equity_bridge.title": ("Verloop klantvermogen", "Equity bridge"),
    "page.equity_bridge.caption": (
        "Wat er in twaalf maanden met de klantwaarde gebeurde",
        "What happened to lifetime value in twelve months",
    ),
    "page.bridge.opening": ("een jaar geleden", "a year ago"),
    "page.bridge.closing": ("nu", "now"),
    "page.bridge.won": ("gewonnen", "won"),
    "page.bridge.grown": ("gegroeid", "grown"),
    "page.bridge.shrunk": ("gekrompen", "shrunk"),
    "page.bridge.lost": ("verloren", "lost"),
    "page.equity_bridge.shows": (
        "Het klantvermogen was een jaar geleden {opening} en is nu {closing}: elke balk zegt wat erbij kwam of afging, met hetzelfde model aan beide kanten.",
        "Customer equity was {opening} a year ago and is {closing} now: each bar says what was added or went, with the same model at both ends.",
    ),
    "page.equity_bridge.remarkable": (
        "Het meest deed ‘{box}’: {change}. De waarde van nu ligt tussen {low} en {high}.",
        "'{box}' did the most: {change}. The value now lies between {low} and {high}.",
    ),
    "page.equity_bridge.do": (
        "Bel wie het meest kromp en nog klant is: {names:list}.",
        "Call those who shrank the most and are still customers: {names:list}.",
    ),
    "page.equity_bridge.do_none": (
        "Niemand kromp: vraag een groeier waarom hij groeit.",
        "Nobody shrank: ask one who grew why.",
    ),
    # --- spread of value ---
    "page.value_spread.title": ("Klantwaarde: de spreiding", "Lifetime value: the spread"),
    "page.value_spread.caption": (
        "Klanten naar klantwaarde; de buitenste regels tellen ook alles daarbuiten",
        "Customers by lifetime value; the outer rows also count everything beyond them",
    ),
    "page.value_spread.middle": ("middelste klant {value}", "middle customer {value}"),
    "page.value_spread.shows": (
        "Elke balk telt klanten naar klantwaarde: wat zij in de komende {years:plural jaar|jaar} naar verwachting verdienen na uren. Het zijn er {n:number}.",
        "Each bar counts customers by lifetime value: what they are expected to earn after hours in the coming {years:plural year|years}. There are {n:number}.",
    ),
    "page.value_spread.remarkable": (
        "Gemiddeld {mean}, maar de middelste klant is {middle} waard: de beste tien procent draagt {share:percent} van het klantvermogen, en {n:plural klant kost|klanten kosten} naar verwachting meer dan zij brengen.",
        "{mean} on average, but the middle customer is worth {middle}: the best ten percent carry {share:percent} of customer equity, and {n:plural customer is|customers are} expected to cost more than they bring.",
    ),
    "page.value_spread.remarkable_loss": (
        "Gemiddeld {mean}; de middelste klant is {middle} waard, en {n:plural klant kost|klanten kosten} naar verwachting meer dan zij brengen.",
        "{mean} on average; the middle customer is worth {middle}, and {n:plural customer is|customers are} expected to cost more than they bring.",
    ),
    "page.value_spread.do": (
        "Reken bij werven en korting met de middelste klant ({middle}), niet met het gemiddelde ({mean}).",
        "Reckon with the middle customer ({middle}) for acquisition and discounts, not with the average ({mean}).",
    ),
    # --- the most valuable, with ranges ---
    "page.value_names.title": ("De waardevolste klanten", "The most valuable customers"),
    "page.value_names.caption": (
        "De klanten met de hoogste klantwaarde, elk van laag tot hoog",
        "The customers with the highest lifetime value, each from low to high",
    ),
    "page.value_names.shows": (
        "De {n:plural klant|klanten} met de hoogste klantwaarde: de stip is de verwachting, de lijn loopt van laag naar hoog (90 %).",
        "The {n:plural customer|customers} with the highest lifetime value: the dot is what is expected, the line runs from low to high (90%).",
    ),
    "page.value_names.remarkable": (
        "Samen zijn zij {sum} waard, {share:percent} van het klantvermogen; het onzekerst is {name}: tussen {low} en {high}.",
        "Together they are worth {sum}, {share:percent} of customer equity; the least certain is {name}: between {low} and {high}.",
    ),
    "page.value_names.remarkable_loss": (
        "Samen zijn zij {sum} waard; het onzekerst is {name}: tussen {low} en {high}.",
        "Together they are worth {sum}; the least certain is {name}: between {low} and {high}.",
    ),
    "page.value_names.do": (
        "Ga deze maand bij hen langs, en begin bij {name}: de kans dat die nog klant is, is {chance:percent}.",
        "Visit them this month, and begin with {name}: the chance of still being a customer is {chance:percent}.",
    ),
    # --- share of customer ---
    "page.share.title": ("Klantaandeel", "Share of customer"),
    "page.share.caption": (
        "De klanten die het meest elders lijken te kopen",
        "The customers who seem to buy the most elsewhere",
    ),
    "page.evidence.declared": ("door de klant gezegd", "said by the customer"),
    "page.evidence.observed": ("gezien", "observed"),
    "page.evidence.estimated": ("geschat", "estimated"),
    "page.share.shows": (
        "Welk deel van hun bestedingen {n:plural klant|klanten} bij jou doen, van laag tot hoog (90 %); een open stip is alleen geschat, een dichte steunt op wat gezegd of gezien is.",
        "Which part of their spending {n:plural customer|customers} do with you, from low to high (90%); an open dot is only estimated, a filled one leans on what was said or seen.",
    ),
    "page.share.remarkable": (
        "Deze {n:plural klant koopt|klanten kopen} mogelijk samen zo'n {sum} per jaar elders.",
        "{n:plural customer|customers} here may together buy about {sum} a year elsewhere.",
    ),
    "page.share.do": (
        "Vraag {names:list} wat zij elders kopen en waarom: met één antwoord wordt de lijn korter.",
        "Ask {names:list} what they buy elsewhere and why: one answer makes the line shorter.",
    ),
    "page.share.do_known": (
        "Bespreek met {names:list} wat nodig is om meer bij jou te kopen: service, assortiment of prijs.",
        "Discuss with {names:list} what it takes to buy more from you: service, range or price.",
    ),
    # --- survival ---
    "page.survival.title": ("Hoe lang relaties duren", "How long relations last"),
    "page.survival.caption": ("Deel dat na zoveel jaar nog klant is", "Part still a customer after so many years"),
    "page.survival.axis": ("jaren klant", "years a customer"),
    "page.survival.danger": ("afhaakmoment", "danger months"),
    "page.survival.danger_short": ("afhaken", "danger"),
    "page.survival.shows_estimated": (
        "De lijn is het deel van de relaties dat na zoveel jaar nog loopt, met de spreiding (90 %) als vlak; niemand schreef op wie wegging, dus dat is afgeleid uit stilte.",
        "The line is the part of the relations that still runs after so many years, with its range (90%) as an area; nobody wrote down who left, so that is inferred from silence.",
    ),
    "page.survival.shows_known_ends": (
        "De lijn is het deel van de relaties dat na zoveel jaar nog loopt, met de spreiding (90 %) als vlak; een einde is wat in je bestanden als einde staat.",
        "The line is the part of the relations that still runs after so many years, with its range (90%) as an area; an end is what your files call an end.",
    ),
    "page.survival.shows_contracts": (
        "De lijn is het deel van de relaties dat na zoveel jaar nog loopt, met de spreiding (90 %) als vlak; een einde is het einde van het laatste contract.",
        "The line is the part of the relations that still runs after so many years, with its range (90%) as an area; an end is the end of the last contract.",
    ),
    "page.survival.remarkable": (
        "Van de eerste {until} jaar is een relatie er gemiddeld {mean} klant ({low} – {high}); de helft is dan nog niet weg.",
        "Of the first {until} years a relation lasts {mean} on average ({low} – {high}); half have not left by then.",
    ),
    "page.survival.remarkable_half": (
        "De helft van de relaties duurt langer dan {half} jaar; van de eerste {until} jaar is een relatie er gemiddeld {mean} klant ({low} – {high}).",
        "Half of the relations last longer than {half} years; of the first {until} years a relation lasts {mean} on average ({low} – {high}).",
    ),
    "page.survival.do": (
        "Tussen maand {from_month:number} en {to_month:number} vertrekken klanten vaker dan ervoor: plan daarvóór een servicegesprek. Het komende kwartaal is niemand zover.",
        "Between month {from_month:number} and {to_month:number} customers leave more often than before: plan a service review ahead of it. Nobody comes that far in the next quarter.",
    ),
    "page.survival.do_near": (
        "Tussen maand {from_month:number} en {to_month:number} vertrekken klanten vaker dan ervoor; {n:plural klant komt|klanten komen} er het komende kwartaal aan toe. Plan een servicegesprek, eerst met {names:list}.",
        "Between month {from_month:number} and {to_month:number} customers leave more often than before; {n:plural customer comes|customers come} to it in the next quarter. Plan a service review, first with {names:list}.",
    ),
    "page.survival.do_none": (
        "Er is nu geen afhaakmoment te zien: {why}. Plan servicegesprekken op waarde en stilte, niet op leeftijd.",
        "No danger months can be seen now: {why}. Plan service reviews by value and silence, not by age.",
    ),
    "page.survival.do_terms": (
        "Van alle eindes komt {share:percent} met het einde van een contract van {months:list} maanden: dat maakt het contract, en telt niet als afhaakmoment. Bespreek verlengen ruim daarvóór.",
        "Of all ends {share:percent} come with the end of a contract of {months:list} months: the contract makes them, and they count as no danger months. Talk about renewal well ahead.",
    ),
    # --- tracking ---
    "page.tracking.title": ("Verwacht tegenover gekomen", "Expected against what came"),
    "page.tracking.caption": (
        "Vervolgorders per maand: gekomen en verwacht",
        "Repeat orders by month: what came and what was expected",
    ),
    "page.tracking.axis": ("vervolgorders per maand", "repeat orders a month"),
    "page.tracking.came": ("gekomen", "came"),
    "page.tracking.expected": ("verwacht", "expected"),
    "page.tracking.cut": ("tot hier geleerd", "learned up to here"),
    "page.tracking.shows": (
        "De doorgetrokken lijn is wat er aan vervolgorders kwam, de streepjeslijn wat het model verwachtte; vanaf {since} wist het model niets meer, en is het vlak de spreiding (90 %).",
        "The solid line is the repeat orders that came, the dashed line what the model expected; from {since} on the model knew nothing more, and the area is its range (90%).",
    ),
    "page.tracking.remarkable": (
        "In die {n:plural maand|maanden} kwamen er {came:number} orders; verwacht waren er {expected:number} (tussen {low:number} en {high:number}).",
        "In those {n:plural month|months} {came:number} orders came; {expected:number} were expected (between {low:number} and {high:number}).",
    ),
    "page.tracking.do_trust": (
        "Het model hield je klanten bij ({inside:number} van {n:plural maand|maanden} binnen het vlak): plan op de verwachte orders.",
        "The model kept up with your customers ({inside:number} of {n:plural month|months} inside the area): plan on the expected orders.",
    ),
    "page.tracking.do_more": (
        "Er kwam {apart:percent} meer dan verwacht: zoek uit wat er veranderde, en lees de verwachte orders als voorzichtig.",
        "{apart:percent} more came than expected: find out what changed, and read expected orders as cautious.",
    ),
    "page.tracking.do_less": (
        "Er kwam {apart:percent} minder dan verwacht: zoek uit wat er veranderde, en reken voorlopig op minder dan er staat.",
        "{apart:percent} less came than expected: find out what changed, and for now count on less than it says.",
    ),
    # --- types ---
    "page.types.caption": ("De soorten relaties, met hun geld en uren", "The types of relation, with money and hours"),
    "page.types_effort.title": ("Vier soorten: moeite en opbrengst", "Four types: effort and return"),
    "page.types_effort.shows": (
        "Elke vorm is een klant. Rechts van de staande streep ({hours:hours} per jaar) vraagt een klant veel, onder de liggende streep ({border}) blijft er weinig over. De soort kijkt vooruit, de plaats is die van de laatste twaalf maanden; de assen zijn gebogen (wortelschaal).",
        "Each mark is a customer. To the right of the upright line ({hours:hours} a year) a customer takes much, below the lying line ({border}) little is left. The type looks ahead, the place is that of the last twelve months; the axes are bent (square root).",
    ),
    "page.types_effort.floor": ("{floor} per jaar", "{floor} a year"),
    "page.types_effort.price": ("{price} per uur", "{price} an hour"),
    "page.types_effort.remarkable": (
        "{n:plural klant is|klanten zijn} bewerkelijk: samen {hours:hours}, {share:percent} van alle uren, en {profit} winst na uren.",
        "{n:plural customer is|customers are} demanding: {hours:hours} together, {share:percent} of all hours, and {profit} profit after hours.",
    ),
    "page.types_effort.remarkable_loss": (
        "{n:plural klant is|klanten zijn} bewerkelijk: samen {hours:hours}, {share:percent} van alle uren, en na die uren kosten zij {profit}.",
        "{n:plural customer is|customers are} demanding: {hours:hours} together, {share:percent} of all hours, and after those hours they cost {profit}.",
    ),
    "page.types_effort.remarkable_none": (
        "Geen klant vraagt naar verwachting veel en levert weinig op.",
        "No customer is expected to take much and bring little.",
    ),
    "page.types_effort.do": (
        "Spreek met wie {names:list} bedient af wat minder of anders kan, en aan wie die uren dan gaan.",
        "Agree with whoever serves {names:list} what can be less or different, and who then gets those hours.",
    ),
    "page.types_effort.do_none": (
        "Houd het zo, en geef vrije uren aan de vaste klanten met de hoogste klantwaarde.",
        "Keep it that way, and give free hours to the loyal customers with the highest lifetime value.",
    ),
    "page.types_share.title": (
        "Vier soorten: nog klant, en voor welk deel",
        "Four types: still a customer, and for which part",
    ),
    "page.types_share.shows": (
        "Naar boven: de kans dat iemand nog klant is; naar rechts: welk deel van zijn bestedingen bij jou komt, met de grens op {share:percent}. De kansen zijn aan de uiteinden uitgerekt. Wie een jaar niets kocht, heeft geen klantaandeel en staat er niet in.",
        "Upwards: the chance of still being a customer; to the right: which part of their spending comes to you, with the border at {share:percent}. Chances are stretched at the ends. Who bought nothing for a year has no share and is not in it.",
    ),
    "page.types_share.remarkable": (
        "{loyal:plural vaste klant|vaste klanten}; {shared:plural klant koopt|klanten kopen} mogelijk ook elders, en {dormant:plural klant slaapt|klanten slapen}.",
        "{loyal:plural loyal customer|loyal customers}; {shared:plural customer|customers} may also buy elsewhere, and {dormant:plural customer is|customers are} dormant.",
    ),
    "page.types_share.do": (
        "Vraag {elsewhere:list} wat zij elders kopen; bel {asleep} en vraag waarom het stil is, voordat je laat slapen.",
        "Ask {elsewhere:list} what they buy elsewhere; call {asleep} and ask why it is silent, before you let it sleep.",
    ),
    "page.types_share.do_asleep": (
        "Bel {names:list} en vraag waarom het stil is, voordat je laat slapen.",
        "Call {names:list} and ask why it is silent, before you let it sleep.",
    ),
    "page.types_share.do_elsewhere": (
        "Vraag {names:list} wat zij elders kopen, en waarom.",
        "Ask {names:list} what they buy elsewhere, and why.",
    ),
    "page.types_share.do_none": (
        "Niemand slaapt en niemand koopt aantoonbaar elders: verwen wie er is.",
        "Nobody sleeps and nobody is known to buy elsewhere: spoil those who are there.",
    ),
    # --- movement ---
    "page.movement.title": ("Van soort naar soort", "From type to type"),
    "page.movement.caption": (
        "Klanten van de soort van toen (rijen) naar die van nu (kolommen)",
        "Customers from the type of then (rows) to that of now (columns)",
    ),
    "page.movement.then": ("toen", "then"),
    "page.movement.now": ("nu", "now"),
    "page.movement.shows": (
        "Elke rij is de soort bij de vorige meting, elke kolom die van nu, voor {n:plural klant die|klanten die} toen en nu een soort hadden; op de schuine lijn veranderde er niets.",
        "Each row is the type at the last measurement, each column that of now, for {n:plural customer|customers} with a type then and now; on the slanting line nothing changed.",
    ),
    "page.movement.remarkable": (
        "{n:number} van {all:plural klant|klanten} veranderden van soort; het vaakst van ‘{then}’ naar ‘{now}’: {k:plural keer|keer}.",
        "{n:number} of {all:plural customer|customers} changed type; most often from '{then}' to '{now}': {k:plural time|times}.",
    ),
    "page.movement.remarkable_none": ("Niemand veranderde van soort.", "Nobody changed type."),
    "page.movement.do": (
        "{n:plural vaste klant werd|vaste klanten werden} iets anders ({shared:number} koopt ook elders, {dormant:number} slapend, {demanding:number} bewerkelijk): zoek ze op in het werkboek en vraag wat er gebeurde.",
        "{n:plural loyal customer|loyal customers} became something else ({shared:number} also buys elsewhere, {dormant:number} dormant, {demanding:number} demanding): look them up in the workbook and ask what happened.",
    ),
    "page.movement.do_none": (
        "Geen vaste klant ging naar een andere soort: zeg hun deze maand dank.",
        "No loyal customer went to another type: thank them this month.",
    ),
    # --- phases ---
    "page.phases.title": ("Fasen van de relatie", "Phases of the relationship"),
    "page.phases.caption": ("Klanten per fase", "Customers by phase"),
    "page.phases.shows": (
        "Waar de {n:plural relatie staat|relaties staan}, van eerste contact tot einde, naar wat er gebeurde: orders, offertes, klachten, toezeggingen en stilte.",
        "Where the {n:plural relation stands|relations stand}, from first contact to end, by what happened: orders, quotes, complaints, promises and silence.",
    ),
    "page.phases.remarkable": (
        "De meeste staan in ‘{phase}’: {n:number}, {share:percent}.",
        "Most are in '{phase}': {n:number}, {share:percent}.",
    ),
    "page.phases.do": (
        "{n:plural relatie staat|relaties staan} onder druk: bel eerst {names:list}.",
        "{n:plural relation is|relations are} strained: call {names:list} first.",
    ),
    "page.phases.do_none": (
        "Geen relatie staat onder druk: goed moment voor een verrassing bij een vaste klant.",
        "No relation is strained: a good moment to surprise a loyal customer.",
    ),
    # --- three V's ---
    "page.progress.title": ("Verlengen, verhogen, verbeteren", "Lengthen, raise, improve"),
    "page.progress.caption": (
        "De drie V's: doel, stand, en wat wij aantoonbaar deden",
        "The three V's: goal, standing, and what we demonstrably did",
    ),
    "page.progress.v": ("V", "V"),
    "page.progress.goal": ("doel", "goal"),
    "page.progress.standing": ("stand", "standing"),
    "page.progress.course": ("zo verder", "this way"),
    "page.progress.caused": ("aantoonbaar door onze acties", "demonstrably by our actions"),
    "page.progress.target": ("{what}: {target} op {due:date}", "{what}: {target} by {due:date}"),
    "page.progress.no_goal": ("geen doel gesteld", "no goal set"),
    "page.progress.range": ("{what}: {effect} (tussen {low} en {high})", "{what}: {effect} (between {low} and {high})"),
    "page.progress.of": ("{what}: {why}", "{what}: {why}"),
    "page.progress.action": ("actie", "action"),
    "page.progress.arms": ("klanten", "customers"),
    "page.progress.measured": (
        "Gemeten tegen klanten die met rust werden gelaten, met een marge die klopt hoe vaak je ook kijkt (95 %).",
        "Measured against customers who were left alone, with a range that holds however often you look (95%).",
    ),
    "page.progress.nothing_yet": (
        "Van geen enkele actie is al te zeggen of zij iets deed: houd bij wie een actie kreeg en wie met rust gelaten werd.",
        "Of no action can it be said yet whether it did anything: keep track of who had an action and who was left alone.",
    ),
    "page.progress_actions.title": ("Wat elke actie toevoegde", "What each action added"),
    "page.progress.missing": (
        "Hier komt wat acties aantoonbaar deden, zodra ‘klantkompas effect’ het gemeten heeft.",
        "What actions demonstrably did will stand here, as soon as 'klantkompas effect' has measured it.",
    ),
    # --- the model ---
    "page.model.title": ("Het model in woorden", "The model in words"),
    "page.model.caption": ("Het koopmodel, getal voor getal", "The purchase model, number by number"),
    "page.model.what": ("wat", "what"),
    "page.model.number": ("getal", "number"),
    "page.model.means": ("wat het zegt", "what it says"),
    "page.model.name.what": ("model", "model"),
    "page.model.name.means": (
        "ieder bestelt in een eigen ritme, en houdt na een order soms stil op",
        "everybody orders in a rhythm of their own, and sometimes stops silently after an order",
    ),
    "page.model.k.what": ("k (regelmaat)", "k (regularity)"),
    "page.model.k.means": (
        "1: orders vallen willekeurig; hoe hoger, hoe gelijkmatiger",
        "1: orders fall at random; the higher, the more even",
    ),
    "page.model.r.what": ("r (verschil in tempo)", "r (spread of pace)"),
    "page.model.r.means": (
        "laag: klanten verschillen sterk in tempo; hoog: zij lijken op elkaar",
        "low: customers differ much in pace; high: they are alike",
    ),
    "page.model.alpha.what": ("alpha (dagen)", "alpha (days)"),
    "page.model.alpha.means": ("samen met r en k het gemiddelde tempo", "together with r and k the average pace"),
    "page.model.a.what": ("a (ophouden)", "a (stopping)"),
    "page.model.a.means": (
        "samen met b de kans om na een order op te houden: a / (a + b)",
        "together with b the chance to stop after an order: a / (a + b)",
    ),
    "page.model.b.what": ("b (blijven)", "b (staying)"),
    "page.model.b.means": (
        "hoe hoger tegenover a, hoe trouwer",
        "the higher against a, the more faithful",
    ),
    "page.model.converged.what": ("tot rust gekomen", "settled"),
    "page.model.converged.means": (
        "ja: de beste getallen zijn gevonden; nee: lees kansen en waarden als ruwe schatting",
        "yes: the best numbers were found; no: read chances and values as rough estimates",
    ),
    "page.model.shows": (
        "Wie klant is, bestelt gemiddeld {pace} keer per jaar; na elke order houdt naar schatting {leaving:percent} ongemerkt op.",
        "Who is a customer orders {pace} times a year on average; after each order an estimated {leaving:percent} stop unnoticed.",
    ),
    "page.model.regular": (
        "Van de geprobeerde ritmes past k = {k} het best: klanten bestellen gelijkmatiger dan toeval, dus stilte zegt veel.",
        "Of the rhythms that were tried k = {k} fits best: customers order more evenly than chance, so silence says much.",
    ),
    "page.model.random": (
        "Van de geprobeerde ritmes past k = {k} het best: orders vallen willekeurig, dus een stille maand zegt nog weinig.",
        "Of the rhythms that were tried k = {k} fits best: orders fall at random, so one silent month says little.",
    ),
    "page.model.settled": (
        "Het rekenen kwam tot rust; of het klopt, zie je bij ‘Verwacht tegenover gekomen’.",
        "The reckoning settled; whether it is right you see under 'Expected against what came'.",
    ),
    "page.model.unsettled": (
        "Het rekenen kwam niet tot rust: lees kansen en waarden als ruwe schatting.",
        "The reckoning did not settle: read chances and values as rough estimates.",
    ),
    # --- sheets of the workbook ---
    "page.sheet.value": ("Waarde", "Value"),
    "page.sheet.types": ("Soorten", "Types"),
    "page.sheet.equity_bridge": ("Verloop klantvermogen", "Equity bridge"),
    "page.sheet.survival": ("Relatieduur", "Duration"),
    "page.sheet.tracking": ("Verwacht en gekomen", "Expected and came"),
    "page.sheet.model": ("Model", "Model"),
    # --- reasons of pictures that cannot be there yet ---
    "why.no_previous": (
        "geef met --previous de customers.parquet van een vorige keer mee",
        "give the customers.parquet of an earlier time with --previous",
    ),
    "why.previous_without_types": (
        "de vorige customers.parquet heeft geen soorten",
        "the earlier customers.parquet has no types",
    ),
    # --- heads of tables behind pictures ---
    "figure.bridge_box": ("wat gebeurde er", "what happened"),
    "figure.bridge_box.definition": (
        "Gewonnen: eerste order in de laatste twaalf maanden. Verloren: was klant en is het nu naar verwachting niet meer. Gegroeid en gekrompen: de rest.",
        "Won: first order in the last twelve months. Lost: was a customer and is expected to be none now. Grown and shrunk: the rest.",
    ),
    "figure.bridge_change": ("klantwaarde erbij of eraf", "lifetime value added or gone"),
    "figure.bridge_change.definition": (
        "De klantwaarde nu min die van twaalf maanden geleden, van alle klanten in deze groep samen.",
        "Lifetime value now minus that of twelve months ago, of all customers in this group together.",
    ),
    "figure.value_range": ("klantwaarde van – tot", "lifetime value from – to"),
    "figure.value_range.definition": (
        "De grenzen van de groep, in hele munten.",
        "The borders of the group, in whole units of money.",
    ),
    "figure.value_sum": ("klantwaarde samen", "lifetime value together"),
    "figure.value_sum.definition": (
        "De klantwaarden van deze groep bij elkaar opgeteld.",
        "The lifetime values of this group added up.",
    ),
    "figure.bought_elsewhere": ("elders, ongeveer", "elsewhere, about"),
    "figure.bought_elsewhere.definition": (
        "Wat de klant naar schatting per jaar elders koopt: omzet gedeeld door klantaandeel, min de omzet; afgerond op honderden.",
        "What the customer is estimated to buy elsewhere a year: turnover divided by share, minus turnover; rounded to hundreds.",
    ),
    "figure.after_years": ("na jaren", "after years"),
    "figure.after_years.definition": ("Hele jaren sinds de relatie begon.", "Whole years since the relation began."),
    "figure.survival_low": ("nog klant, laag", "still a customer, low"),
    "figure.survival_low.definition": (
        "De onderkant van de marge van 90 % om dat deel.",
        "The lower end of the 90% range around that part.",
    ),
    "figure.survival_high": ("nog klant, hoog", "still a customer, high"),
    "figure.survival_high.definition": (
        "De bovenkant van de marge van 90 % om dat deel.",
        "The upper end of the 90% range around that part.",
    ),
    "figure.orders_came": ("gekomen", "came"),
    "figure.orders_came.definition": (
        "Vervolgorders in die maand, van klanten die aan het eind van de leertijd al besteld hadden.",
        "Repeat orders in that month, of customers who had ordered by the end of the learning time.",
    ),
    "figure.orders_expected": ("verwacht", "expected"),
    "figure.orders_expected.definition": (
        "Wat het model er verwachtte, met alleen wat tot het eind van de leertijd bekend was.",
        "What the model expected, with only what was known by the end of the learning time.",
    ),
    "figure.orders_expected_low": ("verwacht, laag", "expected, low"),
    "figure.orders_expected_low.definition": (
        "De onderkant van de marge van 90 % om de verwachting.",
        "The lower end of the 90% range around what was expected.",
    ),
    "figure.orders_expected_high": ("verwacht, hoog", "expected, high"),
    "figure.orders_expected_high.definition": (
        "De bovenkant van de marge van 90 % om de verwachting.",
        "The upper end of the 90% range around what was expected.",
    ),
    "figure.relation_type": ("soort relatie", "type of relation"),
    "figure.relation_type.definition": (
        "Bewerkelijk: vraagt veel, levert weinig op. Slapend: naar verwachting geen klant meer. Koopt ook elders en vaste klant: minder of meer dan de grens van zijn bestedingen bij jou. Onduidelijk: geen kans is groot genoeg.",
        "Demanding: takes much, brings little. Dormant: expected to be no customer any more. Also buys elsewhere and loyal: less or more than the border of their spending with you. Unclear: no chance is large enough.",
    ),
    "figure.relation_phase": ("fase", "phase"),
    "figure.relation_phase.definition": (
        "Waar de relatie staat, naar wat er gebeurde.",
        "Where the relationship stands, by what happened.",
    ),
}
