"""Words of milestones: what is to be celebrated, and by which rule."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "milestone.won": ("gewonnen", "won"),
    "milestone.kept": ("behouden voorbij het afhaakmoment", "kept past the danger month"),
    "milestone.grown": ("gegroeid", "grown"),
    "milestone.woken": ("gewekt", "woken"),
    "milestone.recovered": ("klacht goedgemaakt", "complaint made good"),
    "milestone.referred": ("bracht een klant aan", "brought a customer"),
    "milestone.won.definition": (
        "Eerste order, als bekend is dat het de eerste was. Telt ook wie één keer koopt en nooit terugkomt.",
        "First order, where it is known that it was the first. Counts who buys once and never returns as well.",
    ),
    "milestone.kept.definition": (
        "Eerste order na het einde van de maanden waarin jouw klanten geneigd zijn weg te gaan. Wie zelden bestelt, telt laat; schuift het afhaakmoment, dan schuift de dag mee.",
        "First order after the months in which your customers tend to leave. Who orders rarely counts late; where the danger months move, the day moves with them.",
    ),
    "milestone.grown.definition": (
        "Einde van een kwartaal waarop de omzet van twaalf maanden minstens een kwart én € 1.000 boven die van de twaalf maanden ervoor lag; hoogstens eens per jaar, en alleen wie toen al klant was. Gaat over omzet: wat met korting of extra uren gekocht is, telt mee. Kijk dus ook naar de winst na uren.",
        "End of a quarter at which the turnover of twelve months stood at least a quarter and € 1,000 above that of the twelve before; once a year at most, and only of who was a customer then. It is about turnover: what was bought with discounts or extra hours counts too. So look at profit after hours as well.",
    ),
    "milestone.woken.definition": (
        "Eerste order na een stilte die een alarm was geworden, of waarmee de relatie als beëindigd gold. Ook wie uit zichzelf terugkwam telt mee; wat bellen toevoegt, staat bij het effect.",
        "First order after a silence that had become an alarm, or by which the relation counted as ended. Who came back unasked counts as well; what calling adds stands under effect.",
    ),
    "milestone.recovered.definition": (
        "Eerste order nadat een klacht was opgelost, binnen negentig dagen of twee eigen tussenpozen. Misschien had deze klant ook zonder oplossing besteld: vergelijk met klanten zonder klacht.",
        "First order after a complaint was solved, within ninety days or two of the customer's own gaps. Perhaps this customer would have ordered anyway: compare with customers without a complaint.",
    ),
    "milestone.referred.definition": (
        "De dag waarop iemand die deze klant aanbracht voor het eerst bestelde. Een aanbeveling waar nog geen order op volgde, telt niet.",
        "The day on which somebody whom this customer brought first ordered. A referral that no order followed yet does not count.",
    ),
    # --- the page of the report ---
    "page.milestones.title": ("Te vieren", "To celebrate"),
    "page.sheet.milestones": ("Mijlpalen", "Milestones"),
    "page.milestones.caption": (
        "Mijlpalen van de laatste twaalf maanden, met de nieuwste van elke soort",
        "Milestones of the last twelve months, with the newest of each kind",
    ),
    "page.milestones.shows": (
        "Gewonnen: {won:plural klant|klanten}. Van klanten die jullie al hadden: {kept:plural mijlpaal|mijlpalen}.",
        "Won: {won:plural customer|customers}. Of customers whom you had already: {kept:plural milestone|milestones}.",
    ),
    "page.milestones.no_proof": (
        "Een mijlpaal is een feit met een dag, geen bewijs dat het door ons kwam: dat staat bij verlengen, verhogen, verbeteren.",
        "A milestone is a fact with a day, no proof that it was our doing: that stands under lengthen, raise, improve.",
    ),
    # --- figures ---
    "figure.milestone": ("mijlpaal", "milestone"),
    "figure.milestone.definition": (
        "Wat er te vieren valt: gewonnen, behouden voorbij het afhaakmoment, gegroeid, gewekt, klacht goedgemaakt, een klant aangebracht. Een feit met een dag, geen bewijs dat het door ons kwam.",
        "What is to be celebrated: won, kept past the danger month, grown, woken, complaint made good, brought a customer. A fact with a day, no proof that it was our doing.",
    ),
    "figure.milestones": ("mijlpalen", "milestones"),
    "figure.milestones.definition": (
        "Mijlpalen in de laatste twaalf maanden, per soort; leeg als die soort niet te weten is.",
        "Milestones of the last twelve months, by kind; empty where that kind cannot be known.",
    ),
    "figure.times": ("keer", "times"),
    "figure.times.definition": ("Hoe vaak in de laatste twaalf maanden.", "How often in the last twelve months."),
    "figure.newest": ("de nieuwste", "the newest"),
    "figure.newest.definition": (
        "De klanten met de nieuwste mijlpaal van deze soort, en de dag.",
        "The customers with the newest milestone of this kind, and its day.",
    ),
    "figure.date": ("datum", "date"),
    "figure.date.definition": ("De dag waarop het gebeurde.", "The day on which it happened."),
    "figure.about": ("over wie", "about whom"),
    "figure.about.definition": (
        "Klantnummer van wie werd aangebracht; leeg bij de andere mijlpalen.",
        "Number of the customer who was brought; empty for the other milestones.",
    ),
}
