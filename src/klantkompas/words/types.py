"""The types of relation: their names, and why a customer has one."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "type.demanding": ("bewerkelijk", "demanding"),
    "type.dormant": ("slapend", "dormant"),
    "type.shared": ("koopt ook elders", "also buys elsewhere"),
    "type.loyal": ("vaste klant", "loyal"),
    "type.unclear": ("nog onduidelijk", "still unclear"),
    "type.demanding.hours": (
        "{hours:number} uur à € {hour_cost:number} tegen {margin:money} marge in 12 maanden; kostendekkend bij {break_even:number} uur",
        "{hours:number} hours at €{hour_cost:number} against {margin:money} margin in 12 months; covers its cost at {break_even:number} hours",
    ),
    "type.demanding.margin": (
        "{margin:money} marge in 12 maanden tegen {hours:number} uur à € {hour_cost:number}; kostendekkend bij {needed:money} marge",
        "{margin:money} margin in 12 months against {hours:number} hours at €{hour_cost:number}; covers its cost at {needed:money} margin",
    ),
    "type.demanding.asleep": (
        "bestelt al {days:number} dagen niet en vraagt nog zo'n {asleep:number} uur per jaar; met minder dan {effort:number} uur slapend",
        "has not ordered for {days:number} days and still takes some {asleep:number} hours a year; dormant below {effort:number} hours",
    ),
    "type.demanding.brings": (
        "{hours:number} uur à € {hour_cost:number} tegen {margin:money} marge in 12 maanden; kostendekkend bij {break_even:number} uur, maar bracht klanten aan voor {referral:money}",
        "{hours:number} hours at €{hour_cost:number} against {margin:money} margin in 12 months; covers its cost at {break_even:number} hours, but brought customers worth {referral:money}",
    ),
    "type.dormant.recency": (
        "bestelt gewoonlijk elke {gap:number} dagen, maar is nu {days:number} dagen stil; een nieuwe order verandert dat",
        "usually orders every {gap:number} days, but has been silent for {days:number} days; a new order changes that",
    ),
    "type.dormant.few_orders": (
        "bestelde {orders:plural keer|keer} en is nu {days:number} dagen stil; een nieuwe order verandert dat",
        "ordered {orders:plural time|times} and has been silent for {days:number} days; a new order changes that",
    ),
    "type.dormant.ended": (
        "staat in je klantenlijst als beëindigd",
        "stands in your list of customers as ended",
    ),
    "type.shared.share": (
        "koopt naar schatting {share:percent} van wat hij nodig heeft bij jou (tussen {low:percent} en {high:percent}); vaste klant vanaf {threshold:percent}",
        "buys an estimated {share:percent} of all it needs from you (between {low:percent} and {high:percent}); loyal from {threshold:percent}",
    ),
    "type.shared.ask": (
        "koopt mogelijk ook elders: vraag het (klantaandeel geschat op {share:percent}, tussen {low:percent} en {high:percent}; vaste klant vanaf {threshold:percent})",
        "may also buy elsewhere: ask (share estimated at {share:percent}, between {low:percent} and {high:percent}; loyal from {threshold:percent})",
    ),
    "type.shared.unknown": (
        "koopt mogelijk ook elders: vraag het (niets zegt welk deel hij bij jou koopt)",
        "may also buy elsewhere: ask (nothing says which part is bought from you)",
    ),
    "type.loyal.share": (
        "koopt naar schatting {share:percent} van wat hij nodig heeft bij jou (tussen {low:percent} en {high:percent}); onder {threshold:percent} koopt hij ook elders",
        "buys an estimated {share:percent} of all it needs from you (between {low:percent} and {high:percent}); below {threshold:percent} it also buys elsewhere",
    ),
    "type.loyal.unknown": (
        "bestelt volgens het eigen ritme; welk deel hij bij jou koopt is onbekend: vraag het",
        "orders in its own rhythm; which part is bought from you is unknown: ask",
    ),
    "type.active.profit": (
        "{margin:money} marge tegen {hours:number} uur à € {hour_cost:number} in 12 maanden; kostendekkend tot {break_even:number} uur",
        "{margin:money} margin against {hours:number} hours at €{hour_cost:number} in 12 months; covers its cost up to {break_even:number} hours",
    ),
    "type.active.no_hours": (
        "{margin:money} marge in 12 maanden, zonder uren; vanaf {effort:number} uur die niets opleveren bewerkelijk",
        "{margin:money} margin in 12 months, without hours; demanding from {effort:number} hours that bring nothing",
    ),
    "type.active.recency": (
        "bestelde {days:number} dagen geleden, gewoonlijk elke {gap:number} dagen; blijft het stil, dan slapend",
        "ordered {days:number} days ago, usually every {gap:number} days; dormant if it stays silent",
    ),
    "type.active.few_orders": (
        "bestelde {orders:plural keer|keer}, het laatst {days:number} dagen geleden; blijft het stil, dan slapend",
        "ordered {orders:plural time|times}, last {days:number} days ago; dormant if it stays silent",
    ),
    "type.together": (
        "ritme, uren en klantaandeel samen: {first} ({p_first:percent}), anders {second} ({p_second:percent})",
        "rhythm, hours and share together: {first} ({p_first:percent}), else {second} ({p_second:percent})",
    ),
    "type.unclear.early": (
        "eerste order {days:number} dagen geleden: te vroeg om te zeggen",
        "first order {days:number} days ago: too early to say",
    ),
    "type.unclear.recency": (
        "{first} ({p_first:percent}) of {second} ({p_second:percent}); {days:number} dagen stil: bel, of wacht op de volgende order",
        "{first} ({p_first:percent}) or {second} ({p_second:percent}); silent for {days:number} days: call, or wait for the next order",
    ),
    "type.unclear.profit": (
        "{first} ({p_first:percent}) of {second} ({p_second:percent}); de uren van de komende maanden beslissen",
        "{first} ({p_first:percent}) or {second} ({p_second:percent}); the hours of the coming months decide",
    ),
    "type.unclear.share": (
        "{first} ({p_first:percent}) of {second} ({p_second:percent}); vraag welk deel hij bij jou koopt",
        "{first} ({p_first:percent}) or {second} ({p_second:percent}); ask which part is bought from you",
    ),
    "type.kept": (
        "{first} is nu waarschijnlijker ({p_first:percent}); de soort verandert pas na herhaald bewijs",
        "{first} is more likely now ({p_first:percent}); the type changes after repeated evidence only",
    ),
    "type.set": (
        "vastgelegd door {by}: {reason}",
        "set by {by}: {reason}",
    ),
    "type.set.until": (
        "vastgelegd door {by}, tot en met {until:date}: {reason}",
        "set by {by}, until {until:date}: {reason}",
    ),
}
