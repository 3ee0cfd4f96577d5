"""What ``effect`` says: what an action added, how sure that is, and why something cannot be measured."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "cli.effect": ("wat je acties toevoegden", "what your actions added"),
    "cli.effect.help": (
        "Leest EXPORTS met een tabel van acties (wie behandeld werd en wie met rust gelaten) en schrijft effect.json: per actie en per V wat zij toevoegde, met een marge die klopt hoe vaak je ook kijkt. Wat niet te meten is, zegt waarom.",
        "Reads EXPORTS with a table of actions (who was treated and who was left alone) and writes effect.json: per action and per V what it added, with a range that is right however often you look. What cannot be measured says why.",
    ),
    "screen.step.effect": ("wat de acties toevoegden", "what the actions added"),
    "screen.effect.actions": ("Wat je acties toevoegden", "What your actions added"),
    "screen.effect.none": (
        "Er staan geen acties in je exports. Leg vast wat je doet, en wie je met rust laat, in een tabel actions.",
        "There are no actions in your exports. Write down what you do, and whom you leave alone, in a table actions.",
    ),
    "screen.effect.figure": ("{what}: {effect} ({low} tot {high})", "{what}: {effect} ({low} to {high})"),
    "screen.effect.counts": (
        "{treated:number} behandeld, {held_out:number} met rust gelaten",
        "{treated:number} treated, {held_out:number} left alone",
    ),
    "screen.effect.waiting": (
        "Nog niet meegeteld, want hun tijd is nog niet om: {treated:number} behandeld en {held_out:number} met rust gelaten.",
        "Not counted yet, as their time is not over: {treated:number} treated and {held_out:number} left alone.",
    ),
    "screen.effect.read": (
        "De marges kloppen in 95 van de 100 bedrijven, hoe vaak je ook kijkt. Wie één keer kijkt, op een dag die vooraf vaststond, mag de smallere in effect.json nemen.",
        "The ranges are right in 95 of 100 firms, however often you look. Who looks once, on a day fixed beforehand, may take the narrower ones in effect.json.",
    ),
    "screen.effect.sight": (
        "Ook als je al je {customers:plural klant|klanten} voor één actie kiest en er {held_out:number} met rust laat, is pas een stijging van {base:percent} naar {reached:percent} te zien. Wat kleiner is heeft jaren nodig; intussen leert elke maand iets bij.",
        "Even if you choose all your {customers:plural customer|customers} for one action and leave {held_out:number} alone, only a rise from {base:percent} to {reached:percent} can be seen. What is smaller takes years; meanwhile every month adds a little.",
    ),
    "screen.effect.sight.nothing": (
        "Ook als je al je {customers:plural klant|klanten} voor één actie kiest, zijn het er te weinig om een effect te zien.",
        "Even if you choose all your {customers:plural customer|customers} for one action, they are too few to see an effect.",
    ),
    "screen.effect.totals": ("Aantoonbaar door onze acties", "Shown to come from our actions"),
    "screen.effect.policy": ("Alles bij elkaar, tegen wie niets kreeg", "Everything together, against who got nothing"),
    "screen.effect.goals": ("De doelen", "The goals"),
    "screen.effect.goal": (
        "{what}: nu {now}, doel {target} op {due:date}: {state}",
        "{what}: now {now}, goal {target} on {due:date}: {state}",
    ),
    "screen.effect.file": ("Alle cijfers: {path}", "All figures: {path}"),
    "effect.v.lengthen": ("verlengen", "lengthen"),
    "effect.v.raise": ("verhogen", "raise"),
    "effect.v.improve": ("verbeteren", "improve"),
    "effect.measure.ordered": ("klanten die bestellen", "customers who order"),
    "effect.measure.kept": ("klanten die blijven bestellen", "customers who keep ordering"),
    "effect.measure.months": ("maanden tot de laatste order", "months to the last order"),
    "effect.measure.profit": ("winst na uren per klant", "profit after hours a customer"),
    "effect.measure.margin": ("marge per klant, zonder uren", "margin a customer, without hours"),
    "effect.measure.revenue": ("omzet per klant", "turnover a customer"),
    "effect.measure.hours": ("uren per klant", "hours a customer"),
    "effect.measure.complaints": ("klachten per klant", "complaints a customer"),
    "effect.measure.share": (
        "klantaandeel, van wie zijn bestedingen vertelde",
        "share of customer, of who told his spending",
    ),
    "effect.measure.causes_gone": (
        "oorzaken van klachten die niet terugkwamen",
        "causes of complaints that did not come back",
    ),
    "effect.measure.keep_hours": ("uren aan behouden, van alle uren", "hours spent on keeping, of all hours"),
    "effect.total.kept": ("klanten die door ons bleven bestellen", "customers who kept ordering through us"),
    "effect.total.profit": ("winst na uren", "profit after hours"),
    "effect.total.margin": ("marge, zonder uren", "margin, without hours"),
    "effect.total.revenue": ("omzet", "turnover"),
    "effect.total.hours": ("uren", "hours"),
    "effect.total.complaints": ("klachten", "complaints"),
    "effect.part": ("{sign}{value} op de 100", "{sign}{value} in 100"),
    "effect.months": ("{sign}{value} maand", "{sign}{value} months"),
    "effect.customers": ("{sign}{value} klanten", "{sign}{value} customers"),
    "effect.count": ("{sign}{value}", "{sign}{value}"),
    "effect.verdict.works": (
        "Werkt, met {certainty:percent} zekerheid.",
        "It works, with {certainty:percent} certainty.",
    ),
    "effect.verdict.works_not": (
        "Werkt niet: het gaat de andere kant op, met {certainty:percent} zekerheid.",
        "It does not work: it goes the other way, with {certainty:percent} certainty.",
    ),
    "effect.verdict.costs_hours": (
        "Het kost meer uren dan het spaart, met {certainty:percent} zekerheid.",
        "It takes more hours than it saves, with {certainty:percent} certainty.",
    ),
    "effect.verdict.not_yet": (
        "Nog niet te zeggen, bij dit tempo over ongeveer {months:plural maand|maanden}.",
        "Too early to say; at this pace in about {months:plural month|months}.",
    ),
    "effect.verdict.not_soon": (
        "Nog niet te zeggen, en bij dit tempo niet binnen vijf jaar: met zo veel klanten is het te zien vanaf {detectable}.",
        "Too early to say, and at this pace not within five years: with so many customers it shows from {detectable} on.",
    ),
    "effect.not_measurable.no_actions": (
        "Niet te meten: er is niets vastgelegd. Zet wat je doet, en wie je met rust laat, in een tabel actions.",
        "Not measurable: nothing was written down. Put what you do, and whom you leave alone, in a table actions.",
    ),
    "effect.not_measurable.no_holdout": (
        "Geen bewijs: niemand werd met rust gelaten om mee te vergelijken. Laat voortaan een deel met rust.",
        "No proof: nobody was left alone to compare with. Leave a part alone from now on.",
    ),
    "effect.not_measurable.not_optional": (
        "Geen bewijs: dit doe je voor iedereen die het nodig heeft, dus er is niemand om mee te vergelijken.",
        "No proof: you do this for everybody who needs it, so there is nobody to compare with.",
    ),
    "effect.not_measurable.too_few": (
        "Niet te meten: {treated:number} behandeld en {held_out:number} met rust gelaten is te weinig. Ga door, en tel meer klanten.",
        "Not measurable: {treated:number} treated and {held_out:number} left alone are too few. Go on, and count more customers.",
    ),
    "effect.not_measurable.not_complete": (
        "Nog niet te meten: de tijd waarin het moet werken is nog niet om. Kijk later weer.",
        "Not measurable yet: the time in which it must work is not over. Look again later.",
    ),
    "effect.not_measurable.no_variation": (
        "Niet te meten: bij iedereen kwam er hetzelfde uit.",
        "Not measurable: the same came of everybody.",
    ),
    "effect.not_measurable.facts_missing": (
        "Niet te meten: de feiten ervoor staan niet in je exports. Voeg bedragen, uren of klachten toe.",
        "Not measurable: the facts for it are not in your exports. Add amounts, hours or complaints.",
    ),
    "effect.not_measurable.never_group_not_kept": (
        "Niet te meten: wie nergens voor gekozen mocht worden, is toch gekozen. Volg de arm in de lijst van advise.",
        "Not measurable: who was to be chosen for nothing was chosen all the same. Follow the arm in the list of advise.",
    ),
    "effect.detectable": (
        "Te zien was geweest: {detectable} of meer.",
        "What could have been seen: {detectable} or more.",
    ),
    "effect.before_after": (
        "Alleen een voor/na-verschil van {change}; dat bewijst niets.",
        "Only a difference between before and after of {change}; that proves nothing.",
    ),
    "goal.state.reached": ("gehaald", "reached"),
    "goal.state.on_course": ("op koers", "on course"),
    "goal.state.off_course": ("niet op koers, zo wordt het {expected}", "off course, this way it will be {expected}"),
    "goal.state.missed": ("niet gehaald", "missed"),
    "goal.state.unknown": ("onbekend, de feiten ervoor ontbreken", "unknown, the facts for it are missing"),
    "goal.measure.retention_12m": ("klanten die terugkwamen, op de 100", "customers who came back, in 100"),
    "goal.measure.customers_12m": ("klanten die bestelden", "customers who ordered"),
    "goal.measure.profit_12m": ("winst na uren", "profit after hours"),
    "goal.measure.profit_12m_per_customer": ("winst na uren per klant", "profit after hours a customer"),
    "goal.measure.revenue_12m_per_customer": ("omzet per klant", "turnover a customer"),
    "goal.measure.share": ("klantaandeel, op de 100", "share of customer, in 100"),
    "goal.measure.hours_per_order": ("uren per order", "hours an order"),
    "goal.measure.complaints_per_100_orders": ("klachten per 100 orders", "complaints per 100 orders"),
    "goal.measure.days_to_resolve": ("dagen tot een klacht is opgelost", "days until a complaint is solved"),
    "goal.measure.causes_removed": ("weggenomen oorzaken van klachten", "causes of complaints removed"),
    "goal.measure.keep_hours": ("uren aan behouden, op de 100", "hours spent on keeping, in 100"),
}
