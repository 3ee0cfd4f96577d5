"""What the home page, the pictures and the help of the web application say."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "web.help": ("Begrippen", "Terms"),
    "web.help.intro": (
        "Wat elk woord en elk cijfer op de schermen is. Achter een vraagteken bij een cijfer staat hetzelfde.",
        "What every word and figure on the screens is. A question mark beside a figure says the same.",
    ),
    "web.help.what": ("Wat is dit: {label}", "What is this: {label}"),
    "web.help.all": ("Alle begrippen", "All terms"),
    # --- home ---
    "web.home.hello.morning": ("Goedemorgen {name}.", "Good morning {name}."),
    "web.home.hello.afternoon": ("Goedemiddag {name}.", "Good afternoon {name}."),
    "web.home.hello.evening": ("Goedenavond {name}.", "Good evening {name}."),
    "web.home.need": (
        "Je hebt deze week {given:hours}; {n:plural klant heeft|klanten hebben} je nodig.",
        "You have {given:hours} this week; {n:plural customer needs|customers need} you.",
    ),
    "web.home.need.all": (
        "Jullie hebben deze week {given:hours}; {n:plural klant heeft|klanten hebben} jullie nodig.",
        "You have {given:hours} together this week; {n:plural customer needs|customers need} you.",
    ),
    "web.home.need.hours_unknown": (
        "{n:plural klant heeft|klanten hebben} je nodig.",
        "{n:plural customer needs|customers need} you.",
    ),
    "web.home.nobody": (
        "Er wacht niemand op je. Besteed je uren aan wie je graag wilt bedanken.",
        "Nobody waits for you. Spend your hours on those you would like to thank.",
    ),
    "web.home.age": (
        "De cijfers zijn van {age:plural dag|dagen} geleden.",
        "The figures are {age:plural day|days} old.",
    ),
    "web.home.monday": ("Wie jou nodig heeft", "Who needs you"),
    "web.home.monday.all": ("De hele maandaglijst ({n:number})", "The whole Monday list ({n:number})"),
    "web.home.no_facts": ("Begin met twee bestanden", "Begin with two files"),
    "web.home.no_facts.why": (
        "Je facturen en je uren. Binnen een paar minuten zie je dan wie verdient en wie kost, en wie je deze week nodig heeft.",
        "Your invoices and your hours. Within minutes you see who earns and who costs, and who needs you this week.",
    ),
    "web.home.no_facts.do": ("Breng bestanden binnen", "Bring in files"),
    "web.home.no_facts.ask": (
        "Er zijn nog geen feiten. Vraag iemand die bestanden mag binnenbrengen om de facturen en de uren.",
        "There are no facts yet. Ask somebody who may bring in files for the invoices and the hours.",
    ),
    "web.home.no_figures": ("De feiten zijn er; de cijfers nog niet", "The facts are here; the figures are not yet"),
    "web.home.no_figures.why": (
        "Reken ze door: dan staat hier wie jou nodig heeft, waarom, wat je doet en wat het brengt.",
        "Compute them: then who needs you, why, what you do and what it brings will stand here.",
    ),
    "web.home.no_figures.do": ("Reken door", "Compute"),
    "web.home.no_figures.ask": (
        "Dat gebeurt vannacht vanzelf, of zodra iemand die het mag op ‘reken door’ drukt.",
        "That happens by itself tonight, or once somebody who may presses 'compute'.",
    ),
    "web.home.running": (
        "De cijfers worden nu berekend. Dit blad ververst zichzelf.",
        "The figures are being computed now. This page renews itself.",
    ),
    "web.home.running.waits": (
        "De berekening wacht op haar beurt. Dit blad ververst zichzelf.",
        "The computation waits for its turn. This page renews itself.",
    ),
    "web.home.ran": ("Er wordt niets meer berekend.", "Nothing is being computed any more."),
    "web.home.ran.do": ("Toon wat er nu is", "Show what there is now"),
    "web.home.changed": ("Anders dan de vorige keer", "Different from last time"),
    "web.home.changed.since": ("sinds {since:date}", "since {since:date}"),
    "web.home.changed.first": (
        "Dit zijn de eerste cijfers. De volgende keer staat hier wat er veranderde.",
        "These are the first figures. Next time what changed will stand here.",
    ),
    "web.home.changed.nothing": ("Er veranderde niets dat opvalt.", "Nothing that stands out changed."),
    "web.home.more": ("en nog {n:number}", "and {n:number} more"),
    "web.home.changed.alarm.overdue": (
        "{n:plural klant is|klanten zijn} nu te lang stil",
        "{n:plural customer is|customers are} silent for too long now",
    ),
    "web.home.changed.alarm.dormant": (
        "{n:plural klant is|klanten zijn} gaan slapen",
        "{n:plural customer|customers} fell asleep",
    ),
    "web.home.changed.alarm.danger": (
        "{n:plural klant nadert|klanten naderen} het afhaakmoment",
        "{n:plural customer nears|customers near} the danger month",
    ),
    "web.home.changed.phase.new": ("{n:plural nieuwe klant|nieuwe klanten}", "{n:plural new customer|new customers}"),
    "web.home.changed.phase.established": (
        "{n:plural klant werd|klanten werden} een vaste relatie",
        "{n:plural customer|customers} became established",
    ),
    "web.home.changed.phase.strained": (
        "bij {n:plural klant|klanten} staat de relatie onder spanning",
        "{n:plural relation|relations} came under strain",
    ),
    "web.home.changed.phase.ended": (
        "{n:plural klant is|klanten zijn} verloren",
        "{n:plural customer was|customers were} lost",
    ),
    "web.home.changed.type.loyal": (
        "{n:plural klant werd|klanten werden} vaste klant",
        "{n:plural customer|customers} became loyal",
    ),
    "web.home.changed.type.shared": (
        "{n:plural klant koopt|klanten kopen} nu ook elders",
        "{n:plural customer|customers} now also buy elsewhere",
    ),
    "web.home.changed.type.demanding": (
        "{n:plural klant werd|klanten werden} bewerkelijk",
        "{n:plural customer|customers} became demanding",
    ),
    "web.home.worth": ("Wat de klanten waard zijn", "What the customers are worth"),
    "web.home.worth.range": ("{low} – {high}", "{low} – {high}"),
    "web.home.mine": ("Jouw klanten", "Your customers"),
    "web.home.mine.why": (
        "Opgeteld over de {n:plural klant|klanten} die jij mag zien.",
        "Added up over the {n:plural customer|customers} that you may see.",
    ),
    "web.home.mine.none": (
        "Er staan nog geen klanten op jouw naam. Vraag wie de mensen beheert om jouw naam als accountmanager in te vullen, zoals die in de klantenlijst staat.",
        "There are no customers under your name yet. Ask whoever looks after people to fill in your name as account manager, as it stands in the list of customers.",
    ),
    "web.home.mine.unknown": (
        "van {n:plural klant|klanten} onbekend",
        "unknown of {n:plural customer|customers}",
    ),
    "web.home.mine.no_equity": (
        "De marges van losse klanten tellen niet op: klantvermogen met zijn marge is er alleen voor de firma als geheel.",
        "The ranges of single customers do not add up: customer equity with its range exists for the firm as a whole only.",
    ),
    "web.home.types": ("Vier soorten relaties", "Four types of relation"),
    "web.home.types.type": ("soort", "type"),
    "web.home.hours": ("Uren tegenover winst", "Hours against profit"),
    "web.home.hours.most": ("Jouw klanten met de meeste uren", "Your customers with the most hours"),
    "web.home.hours.none": (
        "Er zijn nog geen uren per klant. Breng een urenbestand binnen, of schrijf uren bij een klant.",
        "There are no hours by customer yet. Bring in a file of hours, or write hours with a customer.",
    ),
    "web.home.vs": ("Verlengen, verhogen, verbeteren", "Lengthen, raise, improve"),
    "web.home.vs.firm_only": (
        "Of onze acties iets toevoegden is alleen over de firma als geheel te zeggen.",
        "Whether our actions added anything can be said of the firm as a whole only.",
    ),
    "web.home.celebrated": ("Gevierd, in twaalf maanden", "Celebrated, in twelve months"),
    "web.home.pictures": ("Alle plaatjes", "All pictures"),
    "web.home.without": (
        "Jouw rollen gaan niet over klanten. In het menu staat wat je wel kunt.",
        "Your roles are not about customers. The menu shows what you can do.",
    ),
    # --- pictures ---
    "web.menu.pictures": ("Plaatjes", "Pictures"),
    "web.pictures.none": (
        "Hier komen de plaatjes van de firma als geheel, elk met wat het toont, wat opvalt en wat je doet. Reken eerst door.",
        "The pictures of the firm as a whole will stand here, each with what it shows, what stands out and what to do. Compute first.",
    ),
    "web.pictures.contents": ("Op deze bladzijde", "On this page"),
    "web.pictures.lacking": ("Nog niet te tekenen", "Cannot be drawn yet"),
}
