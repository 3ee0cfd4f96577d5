"""Sentences of the report and the workbook.

Amounts of money stand in plain braces: the report writes them in the currency of the ledger.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- around everything ---
    "page.title": ("Wie verdient, wie kost", "Who earns, who costs"),
    "page.skip": ("Naar de inhoud", "Skip to the content"),
    "page.contents": ("Inhoud", "Contents"),
    "page.as_of": ("per {as_of:date}", "as of {as_of:date}"),
    "page.peildatum": ("peildatum {as_of:date}", "as of {as_of:date}"),
    "page.table": ("De tabel bij dit plaatje", "The table behind this picture"),
    "page.nothing": (
        "Hier komt een plaatje zodra het kan; nu nog niet: {why}.",
        "A picture will stand here as soon as it can; not yet: {why}.",
    ),
    "page.yes": ("ja", "yes"),
    "page.no": ("nee", "no"),
    "page.unit.hours": ("u", "h"),
    "page.remark": ("opmerking", "remark"),
    "page.before": ("al eerder klant", "from before"),
    "page.sampled": (
        "Het plaatje toont {n:number} van de {all:number} klanten, gelijkmatig gekozen; alle klanten staan in customers.parquet.",
        "The picture shows {n:number} of the {all:number} customers, evenly chosen; all customers are in customers.parquet.",
    ),
    "page.ends_only": (
        "Je hebt {n:number} klanten; hier staan de uitersten. Alle klanten staan in customers.parquet en customers.csv.",
        "You have {n:number} customers; the two ends stand here. All customers are in customers.parquet and customers.csv.",
    ),
    "page.basis.both": ("met jouw {margin:percent} en {rate}", "with your {margin:percent} and {rate}"),
    "page.basis.margin": ("met jouw {margin:percent} marge", "with your {margin:percent} margin"),
    "page.basis.rate": ("met jouw {rate} per uur", "with your {rate} an hour"),
    "page.basis.settings": (
        "met jouw marges en uurkosten uit klantkompas.toml",
        "with your margins and hourly costs from klantkompas.toml",
    ),
    "page.footer": (
        "Gemaakt door Klantkompas {version} uit je eigen bestanden. Achter elke onderstreepte kop staat de uitleg; alle begrippen staan achteraan.",
        "Made by Klantkompas {version} from your own files. Every underlined heading opens its explanation; all terms stand at the end.",
    ),
    "page.terms.title": ("Begrippen", "Terms"),
    "page.terms.intro": ("Wat elk cijfer in dit verslag is.", "What each figure in this report is."),
    # --- page 1: five sentences ---
    "page.sentence.profit": (
        "Je hebt {customers:plural klant|klanten}; in de twaalf maanden tot en met {as_of:date} was hun omzet {revenue}, en na directe kosten en {hours:hours} bleef daarvan {profit} over.",
        "You have {customers:plural customer|customers}; in the twelve months up to {as_of:date} their turnover was {revenue}, and after direct cost and {hours:hours} {profit} of it was left.",
    ),
    "page.sentence.margin": (
        "Je hebt {customers:plural klant|klanten}; in de twaalf maanden tot en met {as_of:date} was hun omzet {revenue} en hun marge {margin}.",
        "You have {customers:plural customer|customers}; in the twelve months up to {as_of:date} their turnover was {revenue} and their margin {margin}.",
    ),
    "page.sentence.revenue": (
        "Je hebt {customers:plural klant|klanten}; in de twaalf maanden tot en met {as_of:date} was hun omzet {revenue}.",
        "You have {customers:plural customer|customers}; in the twelve months up to {as_of:date} their turnover was {revenue}.",
    ),
    "page.sentence.orders": (
        "Je hebt {customers:plural klant|klanten}; tot en met {as_of:date} plaatsten zij {orders:plural order|orders}, zonder bedragen.",
        "You have {customers:plural customer|customers}; up to {as_of:date} they placed {orders:plural order|orders}, without amounts.",
    ),
    "page.sentence.nobody": (
        "Tot en met {as_of:date} is er nog geen klant met een order.",
        "Up to {as_of:date} there is no customer with an order yet.",
    ),
    "page.sentence.whale": (
        "De beste {share:percent} van je klanten verdient samen {peak:percent} van die winst; wie daarna komt, kost samen {loss}.",
        "The best {share:percent} of your customers together earn {peak:percent} of that profit; those after them cost {loss} together.",
    ),
    "page.sentence.whale_money": (
        "De beste {share:percent} van je klanten verdient samen {peak}; wie daarna komt, kost samen {loss}.",
        "The best {share:percent} of your customers together earn {peak}; those after them cost {loss} together.",
    ),
    "page.sentence.no_loss": (
        "Geen klant kost meer dan hij opbrengt.",
        "No customer costs more than he brings in.",
    ),
    "page.sentence.concentration": (
        "De beste tien procent van je klanten is goed voor {share:percent} van het geheel ({measure}).",
        "The best ten percent of your customers bring {share:percent} of the whole ({measure}).",
    ),
    "page.sentence.few": (
        "Met zo weinig klanten valt er nog niets te vergelijken.",
        "With so few customers there is nothing to compare yet.",
    ),
    "page.sentence.gap": (
        "{name} is nummer {revenue_rank:number} in omzet en nummer {profit_rank:number} in winst na uren: {hours:hours} in een jaar, en {places:plural plaats|plaatsen} gezakt.",
        "{name} is number {revenue_rank:number} in turnover and number {profit_rank:number} in profit after hours: {hours:hours} in a year, and {places:plural place|places} down.",
    ),
    "page.sentence.no_gap": (
        "Niemand zakt als je de uren meetelt: wie veel omzet heeft, verdient ook het meest.",
        "Nobody drops once hours are counted: who has much turnover also earns the most.",
    ),
    "page.sentence.profit_unknown": (
        "Wie na uren verdient en wie kost is nog onbekend: {why}.",
        "Who earns after hours and who costs is not known yet: {why}.",
    ),
    "page.sentence.change": (
        "Een jaar eerder was dat {before}; nieuwe en teruggekeerde klanten brachten {won}, met {n:plural vertrokken klant|vertrokken klanten} verdween {lost}.",
        "A year before it was {before}; new and returned customers brought {won}, with {n:plural customer|customers} who left went {lost}.",
    ),
    "page.sentence.change_measure": (
        "Een jaar eerder was hun {measure} {before}; nieuwe en teruggekeerde klanten brachten {won}, met {n:plural vertrokken klant|vertrokken klanten} verdween {lost}.",
        "A year before their {measure} was {before}; new and returned customers brought {won}, with {n:plural customer|customers} who left went {lost}.",
    ),
    "page.sentence.no_change": (
        "Met het jaar ervoor valt nog niet te vergelijken: {why}.",
        "It cannot be compared with the year before yet: {why}.",
    ),
    "page.sentence.do_hours": (
        "Loop vandaag langs bij wie de uren schrijft voor {names:list}: wat was er nodig, en moet het zo blijven?",
        "Walk today to whoever writes the hours for {names:list}: what was needed, and should it stay this way?",
    ),
    "page.sentence.do_silent": (
        "Bel vandaag {names:list}: stiller dan hun eigen ritme.",
        "Call {names:list} today: more silent than their own rhythm.",
    ),
    "page.sentence.do_nothing": (
        "Niemand springt eruit vandaag; de lijst hieronder is om te bedanken.",
        "Nobody stands out today; the list below is there to say thank you.",
    ),
    "page.sentence.do_supply": (
        "Lever een export mee met facturen tot en met vandaag; dan staan hier namen.",
        "Supply an export with invoices up to today; then names will stand here.",
    ),
    # --- page 1: lists ---
    "page.gaps.title": (
        "De grootste verschillen tussen omzet en winst na uren",
        "The widest gaps between turnover and profit after hours",
    ),
    "page.gaps.row": (
        "nr. {revenue_rank:number} in omzet, nr. {profit_rank:number} in winst na uren: {hours:hours}; dekt zijn kosten bij {break_even:number}",
        "no. {revenue_rank:number} in turnover, no. {profit_rank:number} in profit after hours: {hours:hours}; covers its cost at {break_even:number}",
    ),
    "page.gaps.row_short": (
        "nr. {revenue_rank:number} in omzet, nr. {profit_rank:number} in winst na uren: {hours:hours}",
        "no. {revenue_rank:number} in turnover, no. {profit_rank:number} in profit after hours: {hours:hours}",
    ),
    "page.gaps.amount": ("{revenue} omzet, {profit} na uren", "{revenue} turnover, {profit} after hours"),
    "page.gaps.few": ("Er zijn er {n:number}.", "There are {n:number}."),
    "page.gaps.none": ("Geen enkele klant zakt als je de uren meetelt.", "No customer drops once hours are counted."),
    "page.silent.title": ("Groot, en stiller dan gewoonlijk", "Large, and more silent than usual"),
    "page.silent.row": (
        "bestelt gewoonlijk om de {gap:plural dag|dagen}, nu {days:plural dag|dagen} stil",
        "usually orders every {gap:plural day|days}, now silent for {days:plural day|days}",
    ),
    "page.silent.amount": ("{revenue} omzet", "{revenue} turnover"),
    "page.silent.none": ("Niemand is stiller dan zijn eigen ritme.", "Nobody is more silent than their own rhythm."),
    "page.best.title": ("De tien beste: {measure}", "The ten best: {measure}"),
    "page.best.none": (
        "Hier staan straks de klanten die het meest verdienen.",
        "Here the customers will stand who earn the most.",
    ),
    # --- opgetelde klantwinst ---
    "page.whale_curve.title": ("Opgetelde klantwinst", "Cumulative customer profit"),
    "page.whale_curve.caption": (
        "Opgetelde klantwinst, van de beste klant naar de minste",
        "Cumulative customer profit, from the best customer to the least",
    ),
    "page.whale_curve.peak": ("{y} bij {x:percent} van de klanten", "{y} at {x:percent} of the customers"),
    "page.whale_curve.shows": (
        "De klanten staan van meeste naar minste winst na uren; de lijn telt hun winst op tot {total}.",
        "The customers stand from most to least profit after hours; the line adds up their profit to {total}.",
    ),
    "page.whale_curve.remarkable": (
        "De lijn is op haar hoogst bij {share:percent} van de klanten, op {peak:percent} van de winst ({money}); wie daarna komt, kost samen {loss}.",
        "The line is highest at {share:percent} of the customers, at {peak:percent} of the profit ({money}); those after them cost {loss} together.",
    ),
    "page.whale_curve.remarkable_money": (
        "De lijn is op haar hoogst bij {share:percent} van de klanten, op {money}; wie daarna komt, kost samen {loss}.",
        "The line is highest at {share:percent} of the customers, at {money}; those after them cost {loss} together.",
    ),
    "page.whale_curve.no_loss": (
        "De lijn daalt nergens: geen klant kost meer dan hij opbrengt.",
        "The line falls nowhere: no customer costs more than he brings in.",
    ),
    "page.whale_curve.do": (
        "Neem de {rest:percent} na de top door met wie de uren schreef: minder uren, een andere prijs, of bewust zo laten.",
        "Go through the {rest:percent} after the top with whoever wrote the hours: fewer hours, another price, or leave it so on purpose.",
    ),
    "page.whale_curve.do_no_loss": (
        "De helft van de winst komt van {half:percent} van de klanten: zorg dat elk van hen een vaste collega heeft.",
        "Half of the profit comes from {half:percent} of the customers: see that each of them has a colleague of their own.",
    ),
    # --- wie verdient, wie kost ---
    "page.ends.title": ("Wie verdient en wie kost", "Who earns and who costs"),
    "page.ends.caption": ("De klanten aan de twee uiteinden", "The customers at the two ends"),
    "page.ends.shows": (
        "Bovenaan de {n:plural klant|klanten} met de meeste {measure}, onderaan de {m:plural klant|klanten} die het meest kosten.",
        "At the top the {n:plural customer|customers} with the most {measure}, at the bottom the {m:plural customer|customers} who cost the most.",
    ),
    "page.ends.shows_best": (
        "De {n:plural klant|klanten} met de meeste {measure}.",
        "The {n:plural customer|customers} with the most {measure}.",
    ),
    "page.ends.remarkable": (
        "De eersten verdienen samen {earned}, {share:percent} van het geheel; de laatsten kosten samen {lost} en {hours:hours}.",
        "The first earn {earned} together, {share:percent} of the whole; the last cost {lost} together, and {hours:hours}.",
    ),
    "page.ends.remarkable_loss": (
        "De eersten verdienen samen {earned}; de laatsten kosten samen {lost} en {hours:hours}.",
        "The first earn {earned} together; the last cost {lost} together, and {hours:hours}.",
    ),
    "page.ends.remarkable_best": (
        "Samen zijn zij goed voor {share:percent} van het geheel.",
        "Together they bring {share:percent} of the whole.",
    ),
    "page.ends.remarkable_plain": ("Samen: {total}.", "Together: {total}."),
    "page.ends.do": (
        "Bedank deze week {first}; bespreek met wie {last} bedient wat er minder of anders kan.",
        "Thank {first} this week; discuss with whoever serves {last} what can be less or different.",
    ),
    "page.ends.do_best": ("Bedank deze week {first}.", "Thank {first} this week."),
    "page.ends.do_unknown": ("Wie kost, is nog niet te zien: {why}.", "Who costs cannot be seen yet: {why}."),
    # --- uren tegenover winst ---
    "page.hours_against_profit.title": ("Uren tegenover winst", "Hours against profit"),
    "page.hours_against_profit.caption": ("De klanten met de meeste uren", "The customers with the most hours"),
    "page.hours_against_profit.shows": (
        "Elke stip is een klant: naar rechts meer uren, naar boven meer winst na uren; een driehoekje onder de lijn kost geld. De assen zijn gebogen (wortelschaal), zodat kleine klanten ook ruimte hebben.",
        "Each dot is a customer: more hours to the right, more profit after hours upwards; a triangle below the line costs money. The axes are bent (square root), so that small customers have room too.",
    ),
    "page.hours_against_profit.remarkable": (
        "De {n:plural klant|klanten} met de meeste uren vragen {hours:hours}, {share:percent} van alle uren, en leveren samen {profit} op.",
        "The {n:plural customer|customers} with the most hours take {hours:hours}, {share:percent} of all hours, and bring {profit} together.",
    ),
    "page.hours_against_profit.do": (
        "Begin rechtsonder: {names:list}. Veel uren, en toch geld erbij.",
        "Begin at the lower right: {names:list}. Many hours, and still at a loss.",
    ),
    "page.hours_against_profit.do_none": (
        "Rechtsonder is leeg: van wie de meeste uren vraagt, kost niemand geld. Houd dat zo.",
        "The lower right is empty: of those who take the most hours, nobody costs money. Keep it that way.",
    ),
    # --- tienden ---
    "page.deciles.title": ("Tien even grote groepen", "Ten groups of equal size"),
    "page.deciles.caption": (
        "Klanten in tien groepen, van beste naar minste",
        "Customers in ten groups, from best to least",
    ),
    "page.deciles.tied": (
        "Wie gelijk staat, blijft bij elkaar: daarom zijn er {n:number} groepen en geen tien.",
        "Equals stay together: therefore there are {n:number} groups and not ten.",
    ),
    "page.deciles.shows": (
        "Alle klanten in groepen van een tiende, de beste groep links; de hoogte is {measure}.",
        "All customers in groups of one tenth, the best group on the left; the height is {measure}.",
    ),
    "page.deciles.remarkable": (
        "De beste groep is goed voor {best}, {share:percent} van het geheel; de laatste voor {worst}.",
        "The best group brings {best}, {share:percent} of the whole; the last brings {worst}.",
    ),
    "page.deciles.remarkable_plain": (
        "De beste groep is goed voor {best}, de laatste voor {worst}.",
        "The best group brings {best}, the last {worst}.",
    ),
    "page.deciles.do": (
        "De beste groep krijgt {best_hours:percent} van je uren, de laatste {worst_hours:percent}: vraag je af of dat klopt.",
        "The best group gets {best_hours:percent} of your hours, the last {worst_hours:percent}: ask yourself whether that is right.",
    ),
    "page.deciles.do_plain": (
        "Zorg dat elke klant van de beste groep ({n:plural klant|klanten}) een vaste collega heeft.",
        "See that every customer of the best group ({n:plural customer|customers}) has a colleague of their own.",
    ),
    # --- vijf R's ---
    "page.five_rs.title": ("De vijf R's", "The five R's"),
    "page.five_rs.caption": (
        "Hoeveel klanten waar staan, per R; de buitenste balken tellen ook alles daarbuiten",
        "How many customers stand where, per R; the outer bars also count everything beyond them",
    ),
    "page.five_rs.r": ("maat", "measure"),
    "page.five_rs.range": ("van – tot", "from – to"),
    "page.bin.below": ("onder {high}", "below {high}"),
    "page.bin.above": ("{low} of meer", "{low} or more"),
    "page.five_rs.shows": (
        "Recentheid, regelmaat, relatieduur, revenuen en referentiekracht: elke balk telt hoeveel van de {n:plural klant|klanten} daar staan.",
        "Recency, regularity, duration, profitability and referral power: each bar counts how many of the {n:plural customer|customers} stand there.",
    ),
    "page.five_rs.remarkable": (
        "{n:plural klant is|klanten zijn} later dan 95 % van hun eigen tussentijden: {share:percent} van wie een eigen ritme heeft.",
        "{n:plural customer is|customers are} later than 95% of their own gaps: {share:percent} of those with a rhythm of their own.",
    ),
    "page.five_rs.remarkable_none": (
        "Nog geen klant heeft een eigen ritme: daarvoor zijn drie orders nodig.",
        "No customer has a rhythm of their own yet: that takes three orders.",
    ),
    "page.five_rs.do": (
        "Bel eerst wie groot is en ongewoon stil: {names:list}.",
        "Call first who is large and unusually silent: {names:list}.",
    ),
    "page.five_rs.do_none": ("Niemand is ongewoon stil: houd dat zo.", "Nobody is unusually silent: keep it that way."),
    # --- verloop ---
    "page.change.title": ("Van vorig jaar naar dit jaar", "From last year to this year"),
    "page.change.caption": (
        "Wat er met klanten gebeurde, in twee keer twaalf maanden",
        "What happened to customers, in twice twelve months",
    ),
    "page.box.new": ("nieuw", "new"),
    "page.box.returned": ("terug", "returned"),
    "page.box.grown": ("gegroeid", "grown"),
    "page.box.same": ("gelijk", "same"),
    "page.box.shrunk": ("gekrompen", "shrunk"),
    "page.box.left": ("vertrokken", "left"),
    "page.box.silent": ("zonder order, wel uren", "no order, hours only"),
    "page.change.shows": (
        "Van {before} in de twaalf maanden ervoor naar {after} in de laatste twaalf ({measure}): elke balk is een groep klanten.",
        "From {before} in the twelve months before to {after} in the last twelve ({measure}): each bar is a group of customers.",
    ),
    "page.change.remarkable": (
        "Het meest deed ‘{box}’: {change} bij {n:plural klant|klanten}.",
        "'{box}' did the most: {change} with {n:plural customer|customers}.",
    ),
    "page.change.do": (
        "{n:plural vertrokken klant nam|vertrokken klanten namen} {lost} mee en bij {m:plural klant|klanten} kromp het: vraag er vijf waarom.",
        "{n:plural customer|customers} left and took {lost}, and with {m:plural customer|customers} it shrank: ask five of them why.",
    ),
    "page.change.do_none": (
        "Niemand vertrok of kromp: vraag een groeier waarom hij groeit.",
        "Nobody left or shrank: ask one who grew why.",
    ),
    # --- maanden ---
    "page.months.title": ("Maand na maand", "Month by month"),
    "page.months.caption": ("De laatste maanden", "The last months"),
    "page.months.shows": (
        "Per maand de omzet (licht) en de marge (donker) van de laatste {n:plural maand|maanden}.",
        "By month the turnover (light) and the margin (dark) of the last {n:plural month|months}.",
    ),
    "page.months.shows_one": (
        "Per maand de {measure} van de laatste {n:plural maand|maanden}.",
        "By month the {measure} of the last {n:plural month|months}.",
    ),
    "page.months.remarkable": (
        "De beste hele maand was {best}, met {most}; de minste {worst}, met {least}.",
        "The best whole month was {best}, with {most}; the least {worst}, with {least}.",
    ),
    "page.months.remarkable_none": (
        "Er is nog geen hele maand om te vergelijken.",
        "There is no whole month to compare yet.",
    ),
    "page.months.do": (
        "Spreek je klanten vóór hun drukke tijd: die begon vorige keer in {best}.",
        "Talk to your customers before their busy time: last time it came in {best}.",
    ),
    "page.months.do_none": ("Kom terug als er een jaar staat.", "Come back when there is a year."),
    "page.guidance.title": ("Begeleiding", "Guidance"),
    "page.guidance.caption": ("Uren tegenover marge, per maand", "Hours against margin, by month"),
    "page.guidance.shows": (
        "Per maand het deel van de marge dat opgaat aan uren voor klanten.",
        "By month the share of the margin that goes into hours for customers.",
    ),
    "page.guidance.remarkable": (
        "Het ging van {before:percent} in het jaar ervoor naar {now:percent} in de laatste twaalf hele maanden.",
        "It went from {before:percent} the year before to {now:percent} in the last twelve whole months.",
    ),
    "page.guidance.remarkable_none": (
        "Er zijn nog geen twee hele jaren om te vergelijken.",
        "There are no two whole years to compare yet.",
    ),
    "page.guidance.do": (
        "Loopt het op, kijk dan bij 'Uren tegenover winst' wie die uren krijgt.",
        "If it rises, see under 'Hours against profit' who gets those hours.",
    ),
    # --- instapjaren ---
    "page.stack.title": ("Instapjaren op elkaar", "Years of entry, stacked"),
    "page.stack.caption_margin": ("Marge per kalenderjaar en instapjaar", "Margin by calendar year and year of entry"),
    "page.stack.caption_active": (
        "Kopende klanten (klantmaanden) per kalenderjaar en instapjaar",
        "Buying customers (customer-months) by calendar year and year of entry",
    ),
    "page.stack.shows": (
        "Elke laag is een instapjaar, de oudste onderop: zo rust elke maand op klanten van vroeger.",
        "Each layer is a year of entry, the oldest at the bottom: so every month rests on customers from before.",
    ),
    "page.stack.remarkable": (
        "In {year} komt tot nu toe {share:percent} van {measure} van klanten die in een eerder jaar instapten.",
        "In {year} so far {share:percent} of {measure} comes from customers who entered in an earlier year.",
    ),
    "page.stack.margin": ("de marge", "the margin"),
    "page.stack.active": ("de kopende klanten", "the buying customers"),
    "page.stack.do": (
        "Van het kopen in hun eerste jaar bleef bij klanten uit {cohort} een jaar later {share:percent} over: vraag wie stopte wat er ontbrak.",
        "Of what customers of {cohort} bought in their first year {share:percent} remained a year later: ask those who stopped what was missing.",
    ),
    "page.stack.do_none": ("Volgend jaar is te zien wie er bleef.", "Next year will show who stayed."),
    "page.cohorts.title": ("Instapjaren naast elkaar", "Years of entry, side by side"),
    "page.cohorts.caption": (
        "Hoeveel van het kopen in jaar 1 overbleef, en wat een klant tot nu toe opleverde",
        "How much of the buying in year 1 remained, and what a customer has brought so far",
    ),
    "page.cohorts.year": ("jaar {n}", "year {n}"),
    "page.cohorts.shows": (
        "Een regel per instapjaar: van elke honderd maanden waarin klanten in hun eerste jaar kochten, hoeveel er in later jaren overbleven.",
        "A row per year of entry: of every hundred months in which customers bought in their first year, how many remained in later years.",
    ),
    "page.cohorts.remarkable": (
        "Van jaar 1 op jaar 2 bleef het meest over bij {best} ({most:percent}) en het minst bij {worst} ({least:percent}).",
        "From year 1 to year 2 most remained with {best} ({most:percent}) and least with {worst} ({least:percent}).",
    ),
    "page.cohorts.remarkable_none": (
        "Er zijn nog geen twee instapjaren die twee hele jaren oud zijn.",
        "There are no two years of entry that are two full years old yet.",
    ),
    "page.cohorts.do": (
        "Zoek op wat je in {best} anders deed dan in {worst}: wie wierf, met welke belofte?",
        "Look up what you did differently in {best} than in {worst}: who won customers, with which promise?",
    ),
    "page.cohorts.do_none": (
        "Kom over een jaar terug: dan valt er te vergelijken.",
        "Come back in a year: then there is something to compare.",
    ),
    # --- terugverdienjaar ---
    "page.break_even.title": ("Terugverdienjaar", "Break-even year"),
    "page.break_even.caption": ("Terugverdienjaar per instapjaar", "Break-even year by year of entry"),
    "page.break_even.axis": ("jaar", "year"),
    "page.break_even.value": ("opgeteld per klant, na werving", "added up per customer, after acquisition"),
    "page.break_even.shows": (
        "Elke lijn is een instapjaar: wat een geworven klant sindsdien verdiende, na uren en na {cost} wervingskosten; bij nul is hij terugverdiend.",
        "Each line is a year of entry: what a won customer has earned since, after hours and {cost} acquisition cost; at nought he is earned back.",
    ),
    "page.break_even.shows_no_cost": (
        "Elke lijn is een instapjaar: wat een geworven klant sindsdien verdiende, na uren; de wervingskosten zijn onbekend en niet afgetrokken.",
        "Each line is a year of entry: what a won customer has earned since, after hours; the acquisition cost is unknown and not subtracted.",
    ),
    "page.break_even.remarkable": (
        "{n:number} van de {m:plural instapjaar is|instapjaren zijn} terugverdiend; het langst duurde {slowest}: {years} jaar.",
        "{n:number} of the {m:plural year of entry has|years of entry have} been earned back; {slowest} took longest: {years} years.",
    ),
    "page.break_even.remarkable_none": (
        "Geen enkel instapjaar is aantoonbaar terugverdiend: {why}.",
        "No year of entry has demonstrably been earned back: {why}.",
    ),
    "page.break_even.do": (
        "Een klant levert in zijn eerste jaar gemiddeld {first} op: wie dan weggaat, verdient zijn werving alleen terug als die minder kostte.",
        "A customer brings {first} on average in the first year: who leaves then only earns back an acquisition that cost less.",
    ),
    "page.card_company.title": ("Het voorbeeld: een creditcardbedrijf", "The example: a credit card company"),
    "page.card_company.caption": (
        "Opgetelde winst per klant van het creditcardbedrijf, na 50 dollar wervingskosten",
        "Added-up profit per customer of the credit card company, after 50 dollars acquisition cost",
    ),
    "page.card_company.value": ("dollar, opgeteld", "dollars, added up"),
    "page.card_company.year_four": ("jaar 5 is 3 × jaar 4", "year 5 is 3 × year 4"),
    "page.card_company.year_three": ("jaar 5 is 3 × jaar 3", "year 5 is 3 × year 3"),
    "page.card_company.shows": (
        "Een klant werven kost 50 dollar en is in het tweede jaar terugverdiend; jaar 4 brengt twee keer jaar 3, en in jaar 5 verdrievoudigt de winst. Ten opzichte van welk jaar laat de tekst open: beide lijnen staan er. De winsten van jaar 1 tot en met 3 zijn bedacht.",
        "Winning a customer costs 50 dollars, earned back in the second year; year 4 brings twice year 3, and in year 5 profit triples. Compared with which year the text leaves open: both lines stand here. The profits of years 1 to 3 are invented.",
    ),
    # --- bevindingen en aansluiting ---
    "page.findings.title": ("Bevindingen en aansluiting", "Findings and reconciliation"),
    "page.findings.caption": ("Wat in de bestanden opviel", "What was noticed in the files"),
    "page.findings.none": ("Er viel niets op in de bestanden.", "Nothing was noticed in the files."),
    "page.findings.severity.blocking": ("blokkeert", "blocks"),
    "page.findings.severity.warning": ("om te weten", "good to know"),
    "page.findings.severity": ("ernst", "severity"),
    "page.findings.what": ("wat", "what"),
    "page.findings.where": ("waar", "where"),
    "page.findings.why": ("waarom het telt", "why it matters"),
    "page.findings.do": ("wat je doet", "what to do"),
    "page.findings.count": ("regels", "rows"),
    "page.findings.more": (
        "Hier staan de {n:number} grootste van {all:plural soort|soorten}; alle staan in findings.csv.",
        "The {n:number} largest of {all:plural kind|kinds} stand here; all are in findings.csv.",
    ),
    "page.counts.title": ("Aansluiting", "Reconciliation"),
    "page.counts.caption": ("Gelezen = meegeteld + geweigerd, per bestand", "Read = kept + refused, per file"),
    "page.counts.shows": (
        "{read:plural regel|regels} gelezen: {kept:number} meegeteld, {refused:number} geweigerd.",
        "Of {read:plural row|rows} {kept:plural was|were} kept and {refused:number} refused.",
    ),
    "page.counts.remarkable": (
        "Zonder klantnummer: {lines:plural regel|regels}, samen {revenue}; van geen klant, wel meegeteld in de totalen van de bestanden.",
        "Without a customer number: {lines:plural row|rows}, {revenue} together; of no customer, but counted in the totals of the files.",
    ),
    "page.counts.remarkable_lines": (
        "Zonder klantnummer: {lines:plural regel|regels}; van geen klant, wel meegeteld in de totalen van de bestanden.",
        "Without a customer number: {lines:plural row|rows}; of no customer, but counted in the totals of the files.",
    ),
    "page.counts.do": (
        "Herstel de geweigerde regels in de map ‘refused’ en lees ze opnieuw in.",
        "Mend the refused rows in the folder 'refused' and read them in again.",
    ),
    "page.counts.do_none": ("Er is niets te herstellen.", "There is nothing to mend."),
    # --- workbook ---
    "page.sheet.readme": ("Lees mij", "Read me"),
    "page.sheet.overview": ("Overzicht", "Overview"),
    "page.sheet.customers": ("Klanten", "Customers"),
    "page.sheet.names": ("Namen", "Names"),
    "page.sheet.whale_curve": ("Opgetelde klantwinst", "Cumulative profit"),
    "page.sheet.cohorts": ("Instapjaren", "Years of entry"),
    "page.sheet.findings": ("Bevindingen", "Findings"),
    "page.sheet.counts": ("Aansluiting", "Reconciliation"),
    "page.sheet.terms": ("Begrippen", "Terms"),
    "page.readme.intro": (
        "Dit werkboek zegt wat elke klant opleverde na de uren die hij kostte.",
        "This workbook says what every customer brought after the hours he cost.",
    ),
    "page.readme.unknown": (
        "Een lege cel is onbekend, nooit nul; in de kolom ‘waarom onbekend’ staat per klant de reden.",
        "An empty cell is unknown, never nought; the column 'why unknown' has the reason per customer.",
    ),
    "page.readme.everybody": ("Onbekend voor elke klant", "Unknown for every customer"),
    "page.readme.sheets": ("Bladen", "Sheets"),
    "page.profit_basis.recorded": ("vastgelegde kosten", "recorded costs"),
    "page.profit_basis.assumed": ("jouw aannames", "your assumptions"),
    "page.profit_basis.partial": ("deels jouw aannames", "partly your assumptions"),
    "page.profit_basis.unknown": ("onbekend", "unknown"),
    "page.overview.figure": ("cijfer", "figure"),
    "page.overview.value": ("waarde", "value"),
    "page.overview.low": ("laag", "low"),
    "page.overview.high": ("hoog", "high"),
    "page.overview.year": ("kalenderjaar", "calendar year"),
    "page.term": ("begrip", "term"),
    "page.meaning": ("betekenis", "meaning"),
    "page.reason": ("reden", "reason"),
    "page.months_window": ("laatste twaalf maanden", "last twelve months"),
}
