"""The types of relation: their names, those of the workshop, and why a customer has one."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "type.demanding": ("bewerkelijk", "demanding"),
    "type.dormant": ("slapend", "dormant"),
    "type.shared": ("koopt ook elders", "also buys elsewhere"),
    "type.loyal": ("vaste klant", "loyal"),
    "type.unclear": ("nog onduidelijk", "still unclear"),
    # --- names of the workshop: for own staff, never beside a natural person ---
    "workshop.demanding": ("opblaaspop", "balloon"),
    "workshop.dormant": ("doornroosje", "sleeping beauty"),
    "workshop.shared": ("overspelige liefde", "affair"),
    "workshop.loyal": ("huwelijkspartner", "spouse"),
    # --- why ---
    "type.demanding.hours": (
        "{hours:number} uur à € {hour_cost:number} tegen {margin:money} marge in 12 maanden; kostendekkend bij {break_even:number} uur",
        "{hours:number} hours at €{hour_cost:number} against {margin:money} margin in 12 months; covers its cost at {break_even:number} hours",
    ),
    "type.demanding.margin": (
        "{margin:money} marge in 12 maanden tegen {hours:number} uur à € {hour_cost:number}; kostendekkend bij {needed:money} marge",
        "{margin:money} margin in 12 months against {hours:number} hours at €{hour_cost:number}; covers its cost at {needed:money} margin",
    ),
    "type.demanding.asleep": (
        "bestelt al {days:plural dag|dagen} niet en vraagt nog zo'n {asleep:number} uur per jaar; met minder dan {effort:number} uur slapend",
        "has not ordered for {days:plural day|days} and still takes some {asleep:number} hours a year; dormant below {effort:number} hours",
    ),
    "type.demanding.brings": (
        "{hours:number} uur à € {hour_cost:number} tegen {margin:money} marge in 12 maanden; kostendekkend bij {needed:money} marge, maar bracht klanten aan voor {referral:money}",
        "{hours:number} hours at €{hour_cost:number} against {margin:money} margin in 12 months; covers its cost at {needed:money} margin, but brought customers worth {referral:money}",
    ),
    "type.demanding.little": (
        "{hours:number} uur à € {hour_cost:number} tegen {margin:money} marge in 12 maanden liet {profit:money} over; niet bewerkelijk vanaf {enough:money} marge",
        "{hours:number} hours at €{hour_cost:number} against {margin:money} margin in 12 months left {profit:money}; not demanding from {enough:money} margin",
    ),
    "type.demanding.expected": (
        "verwacht in een jaar {expected_hours:number} uur à € {hour_cost:number} tegen {expected_margin:money} marge, dus {expected_profit:money} winst na uren (de laatste 12 maanden: {hours:number} uur en {profit:money}); niet bewerkelijk vanaf {expected_enough:money} marge",
        "expected in a year: {expected_hours:number} hours at €{hour_cost:number} against {expected_margin:money} margin, so {expected_profit:money} profit after hours (the last 12 months: {hours:number} hours and {profit:money}); not demanding from {expected_enough:money} margin",
    ),
    "type.demanding.expected_brings": (
        "verwacht in een jaar {expected_hours:number} uur à € {hour_cost:number} tegen {expected_margin:money} marge, dus {expected_profit:money} winst na uren (de laatste 12 maanden: {hours:number} uur en {profit:money}); niet bewerkelijk vanaf {expected_enough:money} marge, en bracht klanten aan voor {referral:money}",
        "expected in a year: {expected_hours:number} hours at €{hour_cost:number} against {expected_margin:money} margin, so {expected_profit:money} profit after hours (the last 12 months: {hours:number} hours and {profit:money}); not demanding from {expected_enough:money} margin, and brought customers worth {referral:money}",
    ),
    "type.dormant.recency": (
        "bestelde gewoonlijk elke {gap:plural dag|dagen}, maar is nu {days:plural dag|dagen} stil; een nieuwe order verandert dat",
        "usually ordered every {gap:plural day|days}, but has been silent for {days:plural day|days}; a new order changes that",
    ),
    "type.dormant.few_orders": (
        "bestelde {orders:plural keer|keer} en is nu {days:plural dag|dagen} stil; een nieuwe order verandert dat",
        "ordered {orders:plural time|times} and has been silent for {days:plural day|days}; a new order changes that",
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
        "{margin:money} marge in 12 maanden, zonder uren; bewerkelijk vanaf {effort:number} uur die hun kosten niet dekken",
        "{margin:money} margin in 12 months, without hours; demanding from {effort:number} hours that do not cover their cost",
    ),
    "type.active.recency": (
        "bestelde {days:plural dag|dagen} geleden, gewoonlijk elke {gap:plural dag|dagen}; blijft het stil, dan slapend",
        "ordered {days:plural day|days} ago, usually every {gap:plural day|days}; dormant if it stays silent",
    ),
    "type.active.few_orders": (
        "bestelde {orders:plural keer|keer}, het laatst {days:plural dag|dagen} geleden; blijft het stil, dan slapend",
        "ordered {orders:plural time|times}, last {days:plural day|days} ago; dormant if it stays silent",
    ),
    "type.together": (
        "ritme, uren en klantaandeel samen: {first} ({p_first:percent}), anders {second} ({p_second:percent})",
        "rhythm, hours and share together: {first} ({p_first:percent}), else {second} ({p_second:percent})",
    ),
    "type.unclear.early": (
        "eerste order {days:plural dag|dagen} geleden: te vroeg om te zeggen",
        "first order {days:plural day|days} ago: too early to say",
    ),
    "type.unclear.recency": (
        "{first} ({p_first:percent}) of {second} ({p_second:percent}); {days:plural dag|dagen} stil; een telefoontje of een order beslist",
        "{first} ({p_first:percent}) or {second} ({p_second:percent}); silent for {days:plural day|days}; a call or an order decides",
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
