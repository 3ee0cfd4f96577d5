"""What ``advise`` says: the reason of every line of the Monday list, and the list itself.

``reason.WORTH`` and ``reason.CIRCUMSTANCE`` say of an action why this customer; ``reason.nothing.WHY`` why nothing is
done. Names of actions stand in the playbook itself, where a firm changes them.
"""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- why this customer -------------------------------------------------------------------------------------------
    "reason.woken": (
        "Bestelde gewoonlijk elke {gap:plural dag|dagen} en is nu {silent:plural dag|dagen} stil.",
        "Usually ordered every {gap:plural day|days}, and has been silent for {silent:plural day|days} now.",
    ),
    "reason.woken.pace": (
        "Bestelde {orders:plural keer|keer} en is nu {silent:plural dag|dagen} stil.",
        "Ordered {orders:plural time|times}, and has been silent for {silent:plural day|days} now.",
    ),
    "reason.kept": (
        "Verdiende in 12 maanden {profit:money} na {hours:hours} aandacht.",
        "Earned {profit:money} in 12 months, after {hours:hours} of attention.",
    ),
    "reason.kept.margin": (
        "Bracht in 12 maanden {margin:money} marge; de uren zijn onbekend.",
        "Brought a margin of {margin:money} in 12 months; the hours are unknown.",
    ),
    "reason.kept.new": (
        "Klant sinds {first:date}, met {orders:plural order|orders} tot nu toe.",
        "A customer since {first:date}, with {orders:plural order|orders} so far.",
    ),
    "reason.kept.danger": (
        "Rond {danger:date} komt het afhaakmoment: dan vertrekken klanten van deze leeftijd vaker.",
        "Around {danger:date} the danger months come: customers of this age leave more often then.",
    ),
    "reason.share.known": (
        "Koopt {share:percent} van zijn behoefte hier ({low:percent} tot {high:percent}); de rest elders.",
        "Buys {share:percent} of all it needs here ({low:percent} to {high:percent}); the rest elsewhere.",
    ),
    "reason.share.estimated": (
        "Koopt mogelijk ook elders: naar schatting {share:percent} hier, maar dat kan {low:percent} tot {high:percent} zijn.",
        "May also buy elsewhere: an estimated {share:percent} here, but it may be {low:percent} to {high:percent}.",
    ),
    "reason.more_margin": (
        "Kocht in 12 maanden voor {revenue:money}; kent misschien niet alles wat we hebben.",
        "Bought for {revenue:money} in 12 months; may not know all we have.",
    ),
    "reason.new_customer": (
        "Is {years:number} jaar klant en verdiende {profit:money} in 12 maanden: vast tevreden genoeg om ons aan te bevelen.",
        "A customer for {years:number} years who earned {profit:money} in 12 months: surely content enough to recommend us.",
    ),
    "reason.new_customer.margin": (
        "Is {years:number} jaar klant en bracht {margin:money} marge in 12 maanden: vast tevreden genoeg om ons aan te bevelen.",
        "A customer for {years:number} years who brought a margin of {margin:money} in 12 months: surely content enough to recommend us.",
    ),
    "reason.effort": (
        "Kostte {hours:hours} in 12 maanden, tegen {margin:money} marge; die dekt {covered:hours}.",
        "Took {hours:hours} in 12 months, against a margin of {margin:money}, which covers {covered:hours}.",
    ),
    "reason.losses_avoided": (
        "Kostte twee jaar achtereen meer dan hij opbracht: {profit:money} na uren in 12 maanden, {previous:money} het jaar ervoor.",
        "Cost more than it brought two years running: {profit:money} after hours in 12 months, {previous:money} the year before.",
    ),
    "reason.complaint_open_days": (
        "Een klacht van {days:plural dag|dagen} oud is nog niet opgelost.",
        "A complaint of {days:plural day|days} old is not solved yet.",
    ),
    "reason.complaint_open_days.today": (
        "Een klacht van vandaag is nog niet opgelost.",
        "A complaint of today is not solved yet.",
    ),
    "reason.promise_late_days": (
        "Een toezegging is {days:plural dag|dagen} te laat.",
        "A promise is {days:plural day|days} late.",
    ),
    "reason.card_waiting_days": (
        "Vroeg {days:plural dag|dagen} geleden om een telefoontje van de directie.",
        "Asked for a call by the top {days:plural day|days} ago.",
    ),
    "reason.card_waiting_days.today": (
        "Vroeg vandaag om een telefoontje van de directie.",
        "Asked for a call by the top today.",
    ),
    "reason.not_known": (
        "{reason} Weet niet dat wij dit hebben: {groups}.",
        "{reason} Does not know that we have this: {groups}.",
    ),
    "reason.own_rates": (
        "{reason} Bij jullie kwam na snel en royaal {well:percent} terug (van {n}), na niet opgelost {unsolved:percent} (van {m}); dat is samenhang, geen proef.",
        "{reason} At your firm {well:percent} came back after fast and generous (of {n}), and {unsolved:percent} after not solved (of {m}); they go together, nobody drew lots.",
    ),
    "reason.none": (
        "Voldoet aan wat het draaiboek voor deze actie vraagt.",
        "Is what the playbook asks for this action.",
    ),
    "reason.test": (
        "{reason} Proef: van deze actie weten we hier nog niets.",
        "{reason} A test: nothing is known of this action here yet.",
    ),
    "reason.short": (
        "{reason} Voorstel omdat er uren te weinig zijn; beslis het zelf.",
        "{reason} Proposed because there are too few hours; the decision is yours.",
    ),
    "reason.held_out": (
        "Controlegroep van ‘{action}’: bewust niets doen, zodat te zien is wat die actie toevoegt.",
        "Hold-out of '{action}': nothing is done on purpose, to see what that action adds.",
    ),
    # --- why nothing -------------------------------------------------------------------------------------------------
    "reason.nothing.pays": (
        "Geen actie brengt naar verwachting meer op dan zij kost.",
        "No action is expected to bring more than it costs.",
    ),
    "reason.nothing.no_hours": (
        "De uren of het budget zijn op: andere klanten brengen er meer mee op.",
        "Hours or budget are spent: other customers bring more with them.",
    ),
    "reason.nothing.ended": ("De relatie is beëindigd.", "The relation has ended."),
    "reason.nothing.contacted": (
        "Is de laatste tijd al {n:plural keer|keer} benaderd: even met rust laten.",
        "Was contacted {n:plural time|times} lately: leave in peace for a while.",
    ),
    "reason.nothing.no_consent": (
        "Wil niet gebeld of gemaild worden.",
        "Does not want to be called or mailed.",
    ),
    "reason.nothing.recently": (
        "Stond op {day:date} op de lijst; eerst afwachten wat dat doet.",
        "Was on the list on {day:date}; first see what that does.",
    ),
    "reason.nothing.value_unknown": (
        "Wat deze klant waard is, is onbekend; dan is niet te wegen wat een actie oplevert.",
        "What this customer is worth is unknown; then what an action brings cannot be weighed.",
    ),
    "reason.nothing.no_orders": (
        "Heeft nog geen order en er wacht niets.",
        "Has no order yet, and nothing is waiting.",
    ),
    "reason.nothing.let_go": ("Besloten deze klant te laten gaan.", "It was decided to let this customer go."),
    "reason.nothing.not_served": (
        "Besloten deze klant niet te bedienen.",
        "It was decided not to serve this customer.",
    ),
    "reason.nothing.keep_informing": (
        "Besloten alleen te blijven informeren.",
        "It was decided to keep informing only.",
    ),
    "reason.nothing.let_sleep": (
        "Besloten te laten slapen; kijk weer op {day:date}.",
        "It was decided to let sleep; look again on {day:date}.",
    ),
    "reason.sleep": (
        "Is {silent:plural dag|dagen} stil; wekken kost naar verwachting meer dan het opbrengt. Kijk weer op {day:date}.",
        "Silent for {silent:plural day|days}; waking is expected to cost more than it brings. Look again on {day:date}.",
    ),
    # --- on the terminal ---------------------------------------------------------------------------------------------
    "cli.advise": ("wat je maandag doet, binnen je uren", "what to do on Monday, within your hours"),
    "cli.advise.help": (
        "Leest EXPORTS (of de map met de uitkomsten van analyse) en kiest per klant hoogstens één actie die binnen de uren en het budget samen het meest opbrengt, met de reden erbij. Een deel blijft bewust met rust, zodat te zien is wat een actie toevoegt.",
        "Reads EXPORTS (or the folder with the results of analyse) and chooses at most one action a customer that together bring most within the hours and the budget, with the reason. Some are left alone on purpose, to see what an action adds.",
    ),
    "cli.meta.hours": ("UREN", "HOURS"),
    "cli.meta.euros": ("EURO", "EUROS"),
    "cli.option.hours": (
        "De uren voor deze lijst: 120, of per accountmanager Anna=40 (zo vaak als nodig).",
        "Hours for this list: 120, or Anna=40 for each account manager (as often as needed).",
    ),
    "cli.option.budget": (
        "Het budget in euro's. Anders zonder grens.",
        "The budget in euros. Otherwise without limit.",
    ),
    "cli.option.playbook": (
        "Je eigen draaiboek. Anders playbook.toml bij je exports, over het meegeleverde heen.",
        "Your own playbook. Otherwise playbook.toml beside your exports, over the one that comes along.",
    ),
    "screen.step.advice": ("de lijst voor maandag", "the list for Monday"),
    "screen.advice": (
        "Maandaglijst: {n:plural klant|klanten}, {hours:hours}",
        "Monday list: {n:plural customer|customers}, {hours:hours}",
    ),
    "screen.advice.line.assumed": (
        "op het spel {at_stake}, verwacht {gain} (aanname)",
        "at stake {at_stake}, expected {gain} (an assumption)",
    ),
    "screen.advice.line.measured": (
        "op het spel {at_stake}, verwacht {gain} (gemeten)",
        "at stake {at_stake}, expected {gain} (measured)",
    ),
    "screen.advice.nothing": (
        "Niemand heeft je deze week nodig: geen actie brengt naar verwachting meer op dan zij kost.",
        "Nobody needs you this week: no action is expected to bring more than it costs.",
    ),
    "screen.advice.nothing.unknown": (
        "Er is geen lijst te maken.",
        "No list can be made.",
    ),
    "screen.advice.unknown": (
        "Van {n:plural klant|klanten} is onbekend wat een actie oplevert: {why}.",
        "Of {n:plural customer|customers} it is unknown what an action brings: {why}.",
    ),
    "screen.advice.before_hours": (
        "Van {n:plural klant|klanten} zijn de uren onbekend: hun waarde is die van de marge, vóór uren, en dus te hoog.",
        "Of {n:plural customer|customers} the hours are unknown: their value is that of the margin, before hours, and so too high.",
    ),
    "screen.advice.more": (
        "En nog {n:plural klant|klanten}: de hele lijst staat in {path}.",
        "And {n:plural more customer|more customers}: the whole list is in {path}.",
    ),
    "screen.advice.gain.assumed": (
        "Samen naar verwachting {value:money} ({low:money} tot {high:money}). Dat is een aanname uit het draaiboek, nog niet gemeten.",
        "Together {value:money} is expected ({low:money} to {high:money}). That is an assumption of the playbook, not yet measured.",
    ),
    "screen.advice.gain.partial": (
        "Samen naar verwachting {value:money} ({low:money} tot {high:money}), deels gemeten en deels nog een aanname.",
        "Together {value:money} is expected ({low:money} to {high:money}), partly measured and partly still an assumption.",
    ),
    "screen.advice.gain.measured": (
        "Samen naar verwachting {value:money} ({low:money} tot {high:money}), gemeten tegen een controlegroep.",
        "Together {value:money} is expected ({low:money} to {high:money}), measured against a hold-out.",
    ),
    "screen.advice.proof": (
        "Van wat gekozen kon worden is er {gap}.",
        "Of what could be chosen, {gap}.",
    ),
    "screen.advice.gap.none": ("geen betere lijst binnen deze uren", "there is no better list within these hours"),
    "screen.advice.gap": (
        "hoogstens een lijst die {gap} % meer opbrengt",
        "there is at most a list that brings {gap}% more",
    ),
    "screen.advice.manager": (
        "{name}: {used:hours} van {hours:hours}; een uur meer zou {price:money} opbrengen.",
        "{name}: {used:hours} of {hours:hours}; one more hour would bring {price:money}.",
    ),
    "screen.advice.nobody": ("zonder accountmanager", "without account manager"),
    "screen.advice.short": (
        "{name} komt {hours:hours} tekort: onder de voorstellen staat wie je minder kunt bedienen.",
        "{name} is {hours:hours} short: among the proposals stands whom to serve less.",
    ),
    "screen.advice.held_out": (
        "{n:plural klant blijft|klanten blijven} bewust met rust, als controlegroep.",
        "{n:plural customer is|customers are} left alone on purpose, to compare with.",
    ),
    "screen.advice.few": (
        "Met {n:plural klant|klanten} duurt het lang voordat te zien is wat een actie toevoegt; zie klantkompas effect.",
        "With {n:plural customer|customers} it takes long before what an action adds can be seen; see klantkompas effect.",
    ),
    "screen.advice.waiting": (
        "{n:plural klacht, toezegging of terugbelverzoek|klachten, toezeggingen en terugbelverzoeken} wachten te lang om nog vanzelf op de lijst te staan. Kijk ze na.",
        "{n:plural complaint, promise or call-back has|complaints, promises and call-backs have} waited too long to be on the list by itself. Look them through.",
    ),
    "screen.advice.no_facts": (
        "Uit een resultaat is niet te zien wie gebeld wil worden, wie net is benaderd en wat er is afgesproken. Kijk dat zelf na, of geef de map met je exports.",
        "A result does not show who agreed to be called, who was just contacted and what was decided. See to that yourself, or give the folder with your exports.",
    ),
    "screen.advice.list": ("Lijst      {path}", "List       {path}"),
    "screen.advice.actions": (
        "Zet {path} bij je exports en vul in wat je deed: dan kan klantkompas meten wat het opbracht.",
        "Put {path} beside your exports and fill in what you did: then klantkompas can measure what it brought.",
    ),
}
