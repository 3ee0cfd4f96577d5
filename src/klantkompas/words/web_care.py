"""What the pages of care say: the card to the top, and the directors' queue."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "web.menu.cards": ("Kaarten", "Cards"),
    "web.menu.callbacks": ("Terugbellijst", "Calls to make"),
    "web.trail.card.sent": ("kaart gemaakt", "card made"),
    "web.trail.card.answered": ("kaart beantwoord", "card answered"),
    "web.trail.card.withdrawn": ("kaarten teruggenomen", "cards taken back"),
    "web.trail.callback.called": ("teruggebeld door de directie", "called back by the top"),
    "web.trail.callback.changed": ("oorzaak aangepakt", "cause dealt with"),
    # --- on paper ---
    "care.card.firm": ("onze directie", "our directors"),
    "care.card.title": ("Zullen wij je eens bellen?", "Shall we give you a call?"),
    "care.card.text": (
        "Gaat er iets niet goed, of juist wel, en wil je dat liever tegen de top zeggen? Laat alleen je naam achter. Je hoeft niets uit te leggen.",
        "Is something not right, or very right, and would you rather tell the top? Just leave your name. There is nothing to explain.",
    ),
    "care.card.promise": (
        "Je wordt zelf gebeld door {firm}, binnen drie werkdagen.",
        "You are called by {firm} in person, within three working days.",
    ),
    "care.card.how": ("Scan de code of typ het adres onderaan.", "Scan the code or type the address below."),
    # --- the public page ---
    "care.public.title": ("Wil je dat de directie je belt?", "Shall the directors call you?"),
    "care.public.what": (
        "Laat je naam achter; meer is niet nodig. Wat je schrijft komt bij de directie en bij niemand anders.",
        "Leave your name; nothing else is needed. What you write goes to the directors and to nobody else.",
    ),
    "care.public.name": ("Je naam", "Your name"),
    "care.public.phone": ("Telefoonnummer, als je wilt", "Telephone number, if you like"),
    "care.public.good_time": ("Wanneer schikt het? Als je wilt", "When does it suit you? If you like"),
    "care.public.send": ("Bel mij", "Call me"),
    "care.public.privacy": (
        "Je naam en nummer worden alleen gebruikt om je terug te bellen.",
        "Your name and number are used to call you back and for nothing else.",
    ),
    "care.public.thanks": ("Dank je. Wij bellen je.", "Thank you. We will call you."),
    "care.public.thanks.what": (
        "Uiterlijk {day:date} belt iemand van de directie je zelf.",
        "One of the directors calls you in person, on {day:date} at the latest.",
    ),
    "care.public.gone": ("Deze kaart werkt niet meer", "This card no longer works"),
    "care.public.gone.what": (
        "Misschien is er al een naam mee achtergelaten, of is zij te oud. Bel ons gerust zelf.",
        "A name may have been left with it already, or it is too old. Do call us yourself.",
    ),
    # --- the round of cards ---
    "care.cards.title": ("Kaarten aan klanten", "Cards to customers"),
    "care.cards.what": (
        "Iedere klant krijgt eens in de {months:n} maanden een kaart waarop alleen zijn naam hoeft. Die naam komt bij de directie, en de directie belt zelf.",
        "Every customer gets a card once in {months:n} months that asks for nothing but a name. The name goes to the directors, and they call in person.",
    ),
    "care.cards.no_director": (
        "Er is nog niemand met de rol directeur, dus niemand kan terugbellen. Voeg eerst een directeur toe bij Mensen.",
        "Nobody has the role of director yet, so nobody can call back. Add a director under People first.",
    ),
    "care.cards.due": (
        "{n:plural klant is|klanten zijn} aan de beurt.",
        "{n:plural customer is|customers are} due.",
    ),
    "care.cards.pace": (
        "Met {pace:n} kaarten per maand krijgt iedereen er een in {months:n} maanden.",
        "With {pace:n} cards a month everybody gets one in {months:n} months.",
    ),
    "care.cards.number": ("Hoeveel kaarten nu?", "How many cards now?"),
    "care.cards.make": ("Maak kaarten (PDF)", "Make cards (PDF)"),
    "care.cards.make.hint": (
        "Wie het langst wacht krijgt er het eerst een. De code op een kaart staat nergens anders: bewaar het bestand tot de kaarten op de post zijn.",
        "Who waits longest gets one first. The code on a card stands nowhere else: keep the file until the cards are posted.",
    ),
    "care.cards.file": ("kaarten", "cards"),
    "care.cards.out": ("Onderweg", "On their way"),
    "care.cards.out.caption": (
        "Kaarten die gemaakt zijn, per keer dat dat gebeurde",
        "Cards that were made, by the time they were made",
    ),
    "care.cards.made_at": ("gemaakt", "made"),
    "care.cards.number_of": ("kaarten", "cards"),
    "care.cards.answered": ("beantwoord", "answered"),
    "care.cards.withdraw": ("Neem terug", "Take back"),
    "care.cards.withdrawn": (
        "{n:plural kaart|kaarten} teruggenomen; die klanten zijn weer aan de beurt.",
        "{n:plural card|cards} taken back; those customers are due again.",
    ),
    "care.cards.who": ("Wie er aan de beurt is", "Who is due"),
    "care.cards.who.caption": (
        "De eerste {n:n} van {of:n}, wie het langst wacht eerst",
        "The first {n:n} of {of:n}, who waits longest first",
    ),
    "care.cards.customer": ("klant", "customer"),
    "care.cards.last": ("laatste kaart", "last card"),
    "care.cards.never": ("nog nooit", "never"),
    "care.cards.nobody": (
        "Niemand: iedereen kreeg de laatste {months:n} maanden een kaart.",
        "Nobody: everybody got a card in the last {months:n} months.",
    ),
    "care.cards.skipped": ("Wie er geen krijgt", "Who gets none"),
    "care.cards.skipped.ended": (
        "{n:plural klant|klanten} van wie de relatie beëindigd is",
        "{n:plural customer|customers} whose relation has ended",
    ),
    "care.cards.skipped.internal": (
        "{n:plural nummer|nummers} van de eigen firma of contante verkoop",
        "{n:plural number|numbers} of the own firm or cash sales",
    ),
    "care.cards.skipped.lately": (
        "{n:plural klant kreeg|klanten kregen} er een in de laatste {months:n} maanden",
        "{n:plural customer|customers} had one in the last {months:n} months",
    ),
    # --- the directors' queue ---
    "care.queue.title": ("Terugbellijst van de directie", "Calls for the directors"),
    "care.queue.what": (
        "Wie een kaart terugstuurde, wacht op een telefoontje van jullie zelf. Niemand anders ziet deze namen.",
        "Who answered a card waits for a call from one of you in person. Nobody else sees these names.",
    ),
    "care.queue.hours": (
        "De laatste vier weken belde de directie {hours:hours} per week.",
        "In the last four weeks the directors called {hours:hours} a week.",
    ),
    "care.queue.caption": ("Te bellen, wat het eerst moet staat vooraan", "To call, what is due first stands first"),
    "care.queue.due": ("vóór", "before"),
    "care.queue.late": ("te laat", "late"),
    "care.queue.name": ("wie", "who"),
    "care.queue.customer": ("klant", "customer"),
    "care.queue.director": ("wiens beurt", "whose turn"),
    "care.queue.empty": (
        "Niemand wacht. Zodra iemand een kaart terugstuurt, staat zijn naam hier; kaarten maak je onder Kaarten.",
        "Nobody waits. As soon as somebody answers a card his name stands here; cards are made under Cards.",
    ),
    "care.queue.made": ("Gebeld", "Called"),
    "care.call.received": ("ontvangen {day}", "received {day}"),
    "care.call.turn": ("de beurt van {name}", "{name}'s turn"),
    "care.call.before": ("bellen vóór {day:date}", "to be called before {day:date}"),
    "care.call.do": ("Bel {number}", "Call {number}"),
    "care.call.good_time": ("Schikt het best: {when}", "Best time: {when}"),
    "care.call.what_came": ("Wat kwam ervan?", "What came of it?"),
    "care.call.result": ("Afloop", "Outcome"),
    "care.call.told": ("Wat er gezegd is", "What was said"),
    "care.call.cause": ("Oorzaak", "Cause"),
    "care.call.cause.help": (
        "In een paar woorden, zoals ‘levertijd’. Dezelfde oorzaak telt bij elkaar op.",
        "In a few words, such as ‘delivery time’. Calls of the same cause are counted together.",
    ),
    "care.call.minutes": ("Minuten", "Minutes"),
    "care.call.keep": ("Bewaar", "Keep"),
    "care.call.back": ("Terug naar de lijst", "Back to the list"),
    "care.call.kept": ("Bewaard.", "Kept."),
    "care.result.satisfied": ("tevreden klant", "content customer"),
    "care.result.solved": ("opgelost", "solved"),
    "care.result.agreed": ("afspraak gemaakt", "something agreed"),
    "care.result.no_answer": ("geen gehoor: blijft staan", "no answer: stays on the list"),
    "care.causes": ("Oorzaken", "Causes"),
    "care.causes.what": (
        "Gehoord, aangepakt, en dan minder gehoord: daar is de lijst voor.",
        "Heard, dealt with, and then heard less: that is what the list is for.",
    ),
    "care.causes.caption": ("Oorzaken die klanten noemden", "Causes that customers named"),
    "care.cause": ("oorzaak", "cause"),
    "care.cause.calls": ("keer gehoord", "times heard"),
    "care.cause.change": ("wat we veranderden", "what we changed"),
    "care.cause.before": ("per jaar ervoor", "a year before"),
    "care.cause.since": ("per jaar erna", "a year since"),
    "care.cause.too_short": ("nog geen negentig dagen om te tellen", "not ninety days to count over yet"),
    "care.cause.keep": ("Bewaar", "Keep"),
    "care.cause.kept": ("Bewaard bij elk gesprek met deze oorzaak.", "Kept with every call of this cause."),
    "care.cause.empty": ("Schrijf op wat jullie veranderden.", "Write down what you changed."),
    # --- on the page of a customer ---
    "care.promised": (
        "De directie belt deze klant zelf, uiterlijk {day:date}.",
        "The directors call this customer in person, on {day:date} at the latest.",
    ),
}
