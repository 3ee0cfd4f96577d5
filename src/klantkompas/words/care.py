"""Words of care: what customers did after a complaint or a mark."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "complaint.not_told": ("zei ons niets", "did not tell us"),
    "complaint.unresolved": ("niet opgelost", "not solved"),
    "complaint.resolved": ("opgelost", "solved"),
    "complaint.resolved_well": ("snel en royaal opgelost", "solved fast and generously"),
    # --- figures ---
    "figure.complaint_state": ("klacht", "complaint"),
    "figure.complaint_state.definition": (
        "Hoe een klacht er dertig dagen na ontvangst voor stond. Snel en royaal: binnen een week, en er is iets vergoed. Zei ons niets: gaf een laag cijfer en klaagde niet.",
        "How a complaint stood thirty days after it came in. Fast and generously: within a week, and something was given. Did not tell us: gave a low mark and did not complain.",
    ),
    "figure.state": ("klacht", "complaint"),
    "figure.state.definition": (
        "not_told, unresolved, resolved of resolved_well: hoe een klacht er na settle_days voor stond.",
        "not_told, unresolved, resolved or resolved_well: how a complaint stood after settle_days.",
    ),
    "figure.cases": ("gevallen", "cases"),
    "figure.cases.definition": (
        "Klanten bij wie het zo ging en van wie bekend is of zij weer bestelden; ieder telt één keer.",
        "Customers with whom it went so and of whom it is known whether they ordered again; each counts once.",
    ),
    "figure.running": ("loopt nog", "still running"),
    "figure.running.definition": (
        "Gevallen waarvan de tijd om terug te komen nog niet om is.",
        "Cases whose time to come back is not over yet.",
    ),
    "figure.again": ("bestelde weer", "ordered again"),
    "figure.again.definition": (
        "Deel dat weer bestelde binnen negentig dagen, of binnen twee eigen tussenpozen als dat langer is. Met een marge van 90 %.",
        "Part that ordered again within ninety days, or within two of their own gaps where that is longer. With a range of 90%.",
    ),
    "figure.again_low": ("bestelde weer, minstens", "ordered again, at least"),
    "figure.again_low.definition": ("Ondergrens van de marge van 90 %.", "Lower end of the 90% range."),
    "figure.again_high": ("bestelde weer, hoogstens", "ordered again, at most"),
    "figure.again_high.definition": ("Bovengrens van de marge van 90 %.", "Upper end of the 90% range."),
    "figure.matched": ("vergelijkbaar", "comparable"),
    "figure.matched.definition": (
        "Deel van vergelijkbare klanten zonder klacht dat in dezelfde tijd bestelde: zij bestelden even vaak en waren even lang stil.",
        "Part of comparable customers without a complaint that ordered in the same time: they ordered as often and had been silent as long.",
    ),
    "figure.gap": ("verschil", "difference"),
    "figure.gap.definition": (
        "Deel dat weer bestelde min dat van vergelijkbare klanten. Samenhang, geen effect: wie het beste behandeld wordt, is niet geloot.",
        "Part that ordered again minus that of comparable customers. It goes together; it is no effect: who is treated best was not drawn by lot.",
    ),
    "figure.gap_low": ("verschil, minstens", "difference, at least"),
    "figure.gap_low.definition": ("Ondergrens van de marge van 90 %.", "Lower end of the 90% range."),
    "figure.gap_high": ("verschil, hoogstens", "difference, at most"),
    "figure.gap_high.definition": ("Bovengrens van de marge van 90 %.", "Upper end of the 90% range."),
    "figure.compensation": ("vergoed per klacht", "given per complaint"),
    "figure.compensation.definition": (
        "Wat er na een klacht gemiddeld vergoed is.",
        "What was given after a complaint, on average.",
    ),
    "figure.referrals": ("aanbevelingen erna", "referrals after it"),
    "figure.referrals.definition": (
        "Klanten die deze klanten in het jaar na hun klacht aanbrachten.",
        "Customers whom these customers brought in the year after their complaint.",
    ),
    "figure.text": ("volgens de tekst", "by the text"),
    "figure.text.definition": (
        "Wat de workshop zegt: 9 % als een klacht niet is opgelost, 54 % als dat wel zo is, 82 % als het snel en royaal ging. Niet van jouw bedrijf.",
        "What the workshop says: 9% where a complaint was not solved, 54% where it was, 82% where it was solved fast and generously. Not of your firm.",
    ),
    "figure.tarp": ("volgens TARP", "by TARP"),
    "figure.tarp.definition": (
        "De bron van die cijfers (TARP 1979, grote klachten): 9 % van wie niets zei, 19 % niet opgelost, 54 % opgelost, 82 % snel opgelost.",
        "Where these come from (TARP 1979, large complaints): 9% of who did not tell, 19% not solved, 54% solved, 82% solved fast.",
    ),
    "figure.mark": ("cijfer", "mark"),
    "figure.mark.definition": ("Het cijfer dat een klant gaf, van tien.", "The mark that a customer gave, of ten."),
    "figure.answers": ("antwoorden", "answers"),
    "figure.answers.definition": ("Aantal antwoorden.", "Number of answers."),
    "figure.curve": ("lijn", "curve"),
    "figure.curve.definition": (
        "Deel dat weer bestelt als een hoger cijfer nooit minder mag betekenen, met een band van 90 %.",
        "Part that orders again where a higher mark may never mean less, with a band of 90%.",
    ),
    "figure.curve_low": ("lijn, minstens", "curve, at least"),
    "figure.curve_low.definition": ("Ondergrens van de band van 90 %.", "Lower end of the 90% band."),
    "figure.curve_high": ("lijn, hoogstens", "curve, at most"),
    "figure.curve_high.definition": ("Bovengrens van de band van 90 %.", "Upper end of the 90% band."),
    "figure.mean": ("gemiddelde", "mean"),
    "figure.mean.definition": ("Gemiddeld cijfer, van tien.", "Mean mark, of ten."),
    "figure.mean_low": ("gemiddelde, minstens", "mean, at least"),
    "figure.mean_low.definition": ("Ondergrens van de marge van 90 %.", "Lower end of the 90% range."),
    "figure.mean_high": ("gemiddelde, hoogstens", "mean, at most"),
    "figure.mean_high.definition": ("Bovengrens van de marge van 90 %.", "Upper end of the 90% range."),
    "figure.net_promoters": ("aanbevelers min afraders", "net promoters"),
    "figure.net_promoters.definition": (
        "Deel dat een 9 of 10 gaf min het deel dat hoogstens een 6 gaf (NPS gedeeld door honderd).",
        "Part that gave a 9 or 10 minus the part that gave at most a 6 (NPS over a hundred).",
    ),
    "figure.net_promoters_low": ("aanbevelers min afraders, minstens", "net promoters, at least"),
    "figure.net_promoters_low.definition": ("Ondergrens van de marge van 90 %.", "Lower end of the 90% range."),
    "figure.net_promoters_high": ("aanbevelers min afraders, hoogstens", "net promoters, at most"),
    "figure.net_promoters_high.definition": ("Bovengrens van de marge van 90 %.", "Upper end of the 90% range."),
    "why.no_complaints": (
        "er zijn geen klachten met een dag van oplossing, en geen lage cijfers",
        "there are no complaints with a day on which they were solved, and no low marks",
    ),
    "why.no_cases_yet": ("er zijn nog geen zulke gevallen", "there are no such cases yet"),
    "why.nobody_comparable": ("niemand bestelde vergelijkbaar", "nobody ordered in a comparable way"),
    "why.text_silent": ("de tekst noemt dit geval niet", "the text does not speak of this case"),
    "why.no_marks": ("er zijn te weinig cijfers van klanten", "there are too few marks of customers"),
    # --- pages ---
    "page.recovery.title": ("Na een klacht", "After a complaint"),
    "page.recovery.caption": (
        "Klanten die na een klacht weer bestelden, naar hoe de klacht is opgelost",
        "Customers who ordered again after a complaint, by how it was solved",
    ),
    "page.recovery.own": ("jouw klanten", "your customers"),
    "page.recovery.comparable": ("vergelijkbaar, zonder klacht", "comparable, without a complaint"),
    "page.recovery.text": ("volgens de tekst", "by the text"),
    "page.recovery.shows": (
        "Je ziet welk deel van de klanten na een klacht weer bestelde ({n:n} klanten), naast vergelijkbare klanten zonder klacht en naast de 9, 54 en 82 % van de tekst.",
        "You see which part of the customers ordered again after a complaint ({n:n} customers), beside comparable customers without one and beside the text's 9, 54 and 82%.",
    ),
    "page.recovery.part": ("{state} {again:percent} (van {n:n})", "{state} {again:percent} (of {n:n})"),
    "page.recovery.remarkable": ("Zo ging het bij jullie: {parts:list}.", "So it went with you: {parts:list}."),
    "page.recovery.text_only": (
        "Er zijn nog te weinig klachten van jullie zelf: de percentages van de tekst zijn van andere bedrijven, en van lang geleden.",
        "There are too few complaints of your own yet: the text's percentages are of other firms, and of long ago.",
    ),
    "page.recovery.do_record": (
        "Leg van elke klacht vast wanneer zij kwam, wanneer zij was opgelost en wat er vergoed is; dan staan hier je eigen cijfers.",
        "Write down of every complaint when it came, when it was solved and what was given; then your own figures stand here.",
    ),
    "page.recovery.do_generous": (
        "Los klachten snel en royaal op: van wie dat meemaakte bestelt {gap:percent} meer weer dan van vergelijkbare klanten zonder klacht, voor gemiddeld {given}. Dat is samenhang: loot eens wie de royale oplossing krijgt, dan weet je het.",
        "Solve complaints fast and generously: of those, {gap:percent} more order again than of comparable customers without a complaint, for {given} on average. They go together; draw by lot who gets the generous solution, and you know.",
    ),
    "page.recovery.do_lost": (
        "Begin bij ‘{state}’: daar bestelt {gap:percent} minder dan vergelijkbare klanten zonder klacht.",
        "Begin with ‘{state}’: {gap:percent} fewer order there than comparable customers without a complaint.",
    ),
    "page.recovery.do_no_difference": (
        "Het verschil met vergelijkbare klanten is kleiner dan het toeval: kijk naar de oorzaken, niet naar de percentages.",
        "The difference from comparable customers is smaller than chance: look at the causes, not at the percentages.",
    ),
    "page.satisfaction.title": ("Van cijfer naar terugkomen", "From mark to coming back"),
    "page.satisfaction.caption": (
        "Klanten die weer bestelden, naar het cijfer dat zij gaven",
        "Customers who ordered again, by the mark they gave",
    ),
    "page.satisfaction.shows": (
        "Je ziet welk deel van de klanten na elk cijfer weer bestelde ({n:n} klanten, ieder met het laatste cijfer), met een lijn die alleen kan stijgen.",
        "You see which part of the customers ordered again after each mark ({n:n} customers, each by the last mark), with a curve that can only rise.",
    ),
    "page.satisfaction.remarkable": (
        "De grootste stap ligt tussen een {below:n} en een {above:n}: {step:percent}.",
        "The largest step lies between a {below:n} and a {above:n}: {step:percent}.",
    ),
    "page.satisfaction.flat": (
        "Wie een hoger cijfer gaf, bestelde niet vaker weer.",
        "Who gave a higher mark did not order again more often.",
    ),
    "page.satisfaction.do_step": (
        "Help klanten over die stap: vraag wie een {below:n} gaf wat er een {above:n} van zou maken.",
        "Help customers over that step: ask who gave a {below:n} what would make it a {above:n}.",
    ),
    "page.satisfaction.do_unsure": (
        "De stappen zijn kleiner dan hun marge: vraag vaker om een cijfer voordat je er iets aan verbindt.",
        "The steps are smaller than their range: ask for marks more often before you draw anything from them.",
    ),
}
