"""What the Monday list of the web application says.

``web.action.CODE`` says of an action of the catalogue how it is done; a firm's own action has only its name.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "web.menu.monday": ("Maandaglijst", "Monday list"),
    "web.monday.customer": ("Klant", "Customer"),
    "web.monday.whose": ("Van wie", "Whose"),
    "web.monday.whose.all": ("iedereen", "everybody"),
    "web.monday.whose.nobody": ("van niemand", "nobody's"),
    "web.monday.show": ("Toon", "Show"),
    "web.monday.hours": (
        "{planned:hours} gepland van de {given:hours} die er zijn; {spent:hours} gedaan.",
        "{planned:hours} planned of the {given:hours} there are; {spent:hours} done.",
    ),
    "web.monday.hours.unknown": (
        "{planned:hours} gepland; {spent:hours} gedaan.",
        "{planned:hours} planned; {spent:hours} done.",
    ),
    "web.monday.empty": (
        "Er wacht niemand op je. Besteed je uren aan wie je graag wilt bedanken.",
        "Nobody waits for you. Spend your hours on those you would like to thank.",
    ),
    "web.monday.empty.first": (
        "Hier komt wie jou deze week nodig heeft, met waarom en wat je doet. Daarvoor zijn eerst cijfers nodig.",
        "Who needs you this week will stand here, with why and what to do. That takes figures first.",
    ),
    "web.monday.new": ("Een nieuwe lijst, of met andere uren", "A new list, or with other hours"),
    "web.monday.group.must": ("Moet", "Must be done"),
    "web.monday.group.must.why": (
        "Een klacht, een toezegging of een vraag van de klant. Dit gaat voor, wat het ook brengt.",
        "A complaint, a promise or a customer's question. It comes first, whatever it brings.",
    ),
    "web.monday.group.best": ("Brengt het meest", "Brings most"),
    "web.monday.group.best.why": (
        "Samen brengen deze naar verwachting het meest binnen de uren die er zijn.",
        "Together these are expected to bring most within the hours there are.",
    ),
    "web.monday.group.short": ("Voorstellen om uren vrij te maken", "Proposals to free hours"),
    "web.monday.group.short.why": (
        "Er zijn te weinig uren. Niets hiervan gebeurt vanzelf: beslis het zelf.",
        "There are too few hours. None of this happens by itself: the decision is yours.",
    ),
    "web.monday.accepted": ("Opgepakt", "Taken up"),
    "web.monday.snoozed": ("Uitgesteld", "Put off"),
    "web.monday.ended": ("Gedaan en overgeslagen", "Done and left out"),
    "web.monday.at_stake": ("op het spel", "at stake"),
    "web.monday.expected": ("verwacht", "expected"),
    "web.monday.basis.assumed": ("aanname, nog niet gemeten", "assumption, not measured yet"),
    "web.monday.basis.measured": ("gemeten bij jullie", "measured at your firm"),
    "web.monday.no_stake": (
        "Onbekend: de waarde van deze klant kan nog niet berekend worden.",
        "Unknown: the value of this customer cannot be computed yet.",
    ),
    "web.monday.must": (
        "Dit is geen keus: het wordt niet afgewogen tegen wat het brengt.",
        "This is no choice: it is not weighed against what it brings.",
    ),
    "web.monday.accept": ("Pak op", "Take up"),
    "web.monday.accept.chosen": ("Pak de aangevinkte op", "Take up what is ticked"),
    "web.monday.accepted.said": ("{n:plural regel|regels} opgepakt.", "{n:plural line|lines} taken up."),
    "web.monday.tick": ("Vink {name} aan", "Tick {name}"),
    "web.monday.done": ("Gedaan", "Done"),
    "web.monday.done.day": ("Op", "On"),
    "web.monday.done.hours": ("Uren", "Hours"),
    "web.monday.done.result": ("Wat kwam eruit, in één zin", "What came of it, in one sentence"),
    "web.monday.done.keep": ("Bewaar", "Keep"),
    "web.monday.done.said": ("Bewaard bij {name}.", "Kept with {name}."),
    "web.monday.refuse": ("Sla over", "Leave out"),
    "web.monday.refuse.why": ("Waarom niet?", "Why not?"),
    "web.monday.refuse.other": ("Anders, namelijk", "Something else, namely"),
    "web.monday.refuse.no_need": ("Niet nodig: er is een goede verklaring", "Not needed: there is a good explanation"),
    "web.monday.refuse.talked_already": ("Al gedaan of al besproken", "Done or talked about already"),
    "web.monday.refuse.wrong_moment": ("Verkeerd moment voor deze klant", "The wrong moment for this customer"),
    "web.monday.refuse.not_this_customer": ("Past niet bij deze klant", "Does not suit this customer"),
    "web.monday.refuse.no_time": ("Geen tijd", "No time"),
    "web.monday.refused": ("overgeslagen: {reason}", "left out: {reason}"),
    "web.monday.refused.said": ("{name} is overgeslagen.", "{name} is left out."),
    "web.monday.snooze": ("Stel uit", "Put off"),
    "web.monday.snooze.until": ("Tot", "Until"),
    "web.monday.snoozed.until": ("uitgesteld tot {until:date}", "put off until {until:date}"),
    "web.monday.snoozed.said": ("{name} staat weer open op {until:date}.", "{name} stands open again on {until:date}."),
    "web.monday.undo": ("Maak ongedaan", "Take back"),
    "web.monday.undone.said": ("{name} staat weer zoals daarvoor.", "{name} stands as it did before."),
    "web.monday.did": ("gedaan op {day:date}", "done on {day:date}"),
    "web.monday.how": ("Hoe je het doet", "How it is done"),
    "web.monday.left_alone": (
        "{n:plural klant wordt|klanten worden} bewust met rust gelaten en {n:plural staat|staan} hier niet bij: alleen zo is later te zien wat een actie toevoegde.",
        "{n:plural customer is|customers are} left alone on purpose and {n:plural does|do} not stand here: only so can it be seen later what an action added.",
    ),
    "web.monday.insist": (
        "Toch doen bij een klant die met rust gelaten wordt",
        "Do it after all for a customer who is left alone",
    ),
    "web.monday.insist.why": (
        "Klachten, toezeggingen en eigen vragen van een klant hoeven niet langs dit formulier: die gaan altijd voor. De klant telt later mee als met rust gelaten; daardoor lijkt de actie iets minder te doen dan zij doet.",
        "Complaints, promises and a customer's own questions need no form: they always come first. The customer counts as left alone later on; that makes the action look a little weaker than it is.",
    ),
    "web.monday.insist.customer": ("Naam of klantnummer", "Name or customer number"),
    "web.monday.insist.note": ("Waarom kan het niet wachten?", "Why can it not wait?"),
    "web.monday.insist.do": ("Zet op mijn lijst", "Put it on my list"),
    "web.monday.insisted": ("toch gedaan, met reden: {why}", "done after all, with a reason: {why}"),
    "web.monday.insisted.said": ("{name} staat nu bij wat je oppakte.", "{name} now stands with what you took up."),
    "keys.done": ("gedaan, op de maandaglijst", "done, on the Monday list"),
    "web.trail.task.accepted": ("regel van de maandaglijst opgepakt", "line of the Monday list taken up"),
    "web.trail.task.done": ("regel van de maandaglijst gedaan", "line of the Monday list done"),
    "web.trail.task.insisted": ("gedaan bij wie met rust gelaten werd", "done for somebody who was left alone"),
    "web.trail.task.refused": ("regel van de maandaglijst overgeslagen", "line of the Monday list left out"),
    "web.trail.task.snoozed": ("regel van de maandaglijst uitgesteld", "line of the Monday list put off"),
    "web.trail.task.undone": ("regel van de maandaglijst teruggedraaid", "line of the Monday list taken back"),
    # --- how the actions of the catalogue are done ---
    "web.action.reprice": (
        "Bereid één gesprek voor: wat kostte de klant ons aan uren, en welke prijs of minimumorder dekt dat. Noem het bedrag en de dag waarop het ingaat.",
        "Prepare one talk: what the customer took in hours, and which price or minimum order covers that. Name the amount and the day on which it begins.",
    ),
    "web.action.self_service": (
        "Leg één keer uit hoe bestellen zonder ons gaat, kijk één keer mee, en spreek een vaste bestelronde af.",
        "Explain once how ordering goes without us, look along once, and agree a fixed order round.",
    ),
    "web.action.cap_hours": (
        "Spreek binnen de firma af hoeveel uren de marge dekt, vertel het de klant als een afspraak over service, en houd je eraan.",
        "Agree within the firm how many hours the margin covers, tell the customer as an agreement on service, and hold on to it.",
    ),
    "web.action.stop": (
        "Neem netjes afscheid: een gesprek, een naam van wie het beter kan, en een einddatum die de klant schikt.",
        "Part decently: a talk, the name of somebody who can do it better, and an end date that suits the customer.",
    ),
    "web.action.wake": (
        "Bel en vraag waarom het stil is; verkoop niets. Daarna zijn er drie wegen: koopt weer, blijven informeren, of laten gaan. Schrijf de reden op.",
        "Call and ask why it is silent; sell nothing. After that there are three ways: buys again, keep informing, or let go. Write down the reason.",
    ),
    "web.action.ask_share": (
        "Vraag waar de klant de rest koopt, hoeveel ongeveer en waarom daar. Schrijf het op bij klantaandeel, met de dag.",
        "Ask where the customer buys the rest, how much about and why there. Write it down as share of customer, with the day.",
    ),
    "web.action.service_discount": (
        "Bied een dienst aan die de ander niet heeft, in ruil voor een groter deel. Spreek af wanneer je samen terugkijkt.",
        "Offer a service that the other lacks, in return for a larger part. Agree when you look back together.",
    ),
    "web.action.volume_discount": (
        "Bied korting vanaf een hoeveelheid die de klant nu niet bij ons haalt; niet op wat er toch al gekocht wordt.",
        "Offer a discount from a quantity that the customer does not reach with us now; not on what is bought anyway.",
    ),
    "web.action.spoil": (
        "Geef aandacht zonder aanleiding: een bedankje, een kop koffie, een vraag hoe het gaat. Geen aanbieding erbij.",
        "Give attention without an occasion: a thank-you, a cup of coffee, asking how things are. No offer with it.",
    ),
    "web.action.range_review": (
        "Loop samen langs wat we hebben en de klant nog niet koopt: kent de klant het, is het nodig, of koopt hij het elders?",
        "Go together along what we have and the customer does not buy yet: is it known, is it needed, or bought elsewhere?",
    ),
    "web.action.planned_surprise": (
        "Verras met iets dat bij deze klant past en dat hij niet verwacht. Niet twee keer hetzelfde.",
        "Surprise with something that suits this customer and is not expected. Not the same thing twice.",
    ),
    "web.action.ask_referral": (
        "Vraag of de klant iemand kent die hier ook mee geholpen is, en bedank voor elke naam.",
        "Ask whether the customer knows somebody whom this would help too, and say thanks for every name.",
    ),
    "web.action.know_strengths": (
        "Maak kennis: wat vindt de klant belangrijk, en waar zijn wij goed in? Beloof weinig, lever meer.",
        "Get to know each other: what matters to the customer, and what are we good at? Promise little, deliver more.",
    ),
    "web.action.service_review": (
        "Kijk samen terug vóór het afhaakmoment: wat ging goed, wat niet, en wat is er volgend jaar nodig?",
        "Look back together before the danger month: what went well, what did not, and what is needed next year?",
    ),
    "web.action.call_by_the_top": (
        "De directie belt zelf terug. Luister, beloof alleen wat kan, en geef door wat er veranderen moet.",
        "The top calls back in person. Listen, promise only what can be done, and pass on what must change.",
    ),
    "web.action.recovery": (
        "Bel vandaag, zeg sorry zonder uitleg, los het op en doe er iets bij. Snel en ruim telt het meest.",
        "Call today, say sorry without explaining, solve it and add something. Fast and generous counts most.",
    ),
    "web.action.keep_promise": (
        "Kom de toezegging alsnog na, of bel vóór de klant dat doet en noem een dag die zeker is.",
        "Keep the promise after all, or call before the customer does and name a day that is certain.",
    ),
    "web.action.shift": (
        "Stel een rustiger moment voor: een andere dag, een langere levertijd.",
        "Propose a quieter moment: another day, a longer delivery time.",
    ),
    "web.action.slow": (
        "Antwoord volgens afspraak en niet eerder; laat extra's weg die de marge niet dekt.",
        "Answer as agreed and not sooner; leave out extras that the margin does not cover.",
    ),
    "web.action.refer": (
        "Noem een ander die deze klant beter kan helpen, en draag netjes over.",
        "Name another who can help this customer better, and hand over decently.",
    ),
}
