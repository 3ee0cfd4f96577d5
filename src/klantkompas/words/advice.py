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
    "reason.promise_late_days": (
        "Een toezegging is {days:plural dag|dagen} te laat.",
        "A promise is {days:plural day|days} late.",
    ),
    "reason.card_waiting_days": (
        "Vroeg {days:plural dag|dagen} geleden om een telefoontje van de directie.",
        "Asked for a call by the top {days:plural day|days} ago.",
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
        "Kreeg op {day:date} al een actie; eerst afwachten wat die doet.",
        "Had an action on {day:date}; first see what that does.",
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
    "screen.step.advice": ("de lijst voor maandag", "the list for Monday"),
}
