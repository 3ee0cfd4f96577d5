"""What is said of how well the forecast did: names of its figures, and the words of ``validate``."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- the lens ``tracking`` ---------------------------------------------------------------------------------------
    "figure.held_out": ("achtergehouden", "held out"),
    "figure.held_out.definition": (
        "Of het model deze maand niet heeft gezien: dan is wat verwacht werd een voorspelling.",
        "Whether the model did not see this month: then what was expected is a forecast.",
    ),
    "figure.actual": ("gekomen", "came"),
    "figure.actual.definition": (
        "Herhaalbestellingen in de maand, van klanten die bij het begin van de achtergehouden maanden al klant waren.",
        "Repeat orders in the month, of those who were customers when the held-out months began.",
    ),
    "figure.expected": ("verwacht", "expected"),
    "figure.expected.definition": (
        "Wat het koopmodel daarvan verwachtte.",
        "What the purchase model expected of that.",
    ),
    "figure.expected_low": ("verwacht, laag", "expected, low"),
    "figure.expected_low.definition": (
        "Onderkant van de marge van 90 %; leeg in maanden die het model heeft gezien.",
        "Lower end of the 90% range; empty in months that the model saw.",
    ),
    "figure.expected_high": ("verwacht, hoog", "expected, high"),
    "figure.expected_high.definition": ("Bovenkant van die marge.", "Upper end of that range."),
    "figure.actual_cumulative": ("gekomen, opgeteld", "came, running total"),
    "figure.actual_cumulative.definition": (
        "Hetzelfde, opgeteld vanaf de eerste maand.",
        "The same, added up from the first month on.",
    ),
    "figure.expected_cumulative": ("verwacht, opgeteld", "expected, running total"),
    "figure.expected_cumulative.definition": (
        "Wat verwacht werd, opgeteld; in de achtergehouden maanden bovenop wat er toen werkelijk gekomen was.",
        "What was expected, added up; in the held-out months on top of what had really come by then.",
    ),
    "figure.expected_cumulative_low": ("verwacht, opgeteld, laag", "expected, running total, low"),
    "figure.expected_cumulative_low.definition": (
        "Onderkant van de marge van 90 % om het opgetelde.",
        "Lower end of the 90% range around the running total.",
    ),
    "figure.expected_cumulative_high": ("verwacht, opgeteld, hoog", "expected, running total, high"),
    "figure.expected_cumulative_high.definition": ("Bovenkant van die marge.", "Upper end of that range."),
    # --- the command -------------------------------------------------------------------------------------------------
    "cli.validate": (
        "kijkt na of de voorspelling bij jouw bedrijf klopt",
        "checks whether the forecast holds for your firm",
    ),
    "cli.validate.help": (
        "Leest EXPORTS, houdt de laatste maanden achter, voorspelt ze uit wat daarvoor ligt en zet de uitkomst naast wat er werkelijk kwam en naast eenvoudige vuistregels. Schrijft validation.json.",
        "Reads EXPORTS, holds out the last months, forecasts them from what lies before, and puts the outcome beside what really came and beside simple rules of thumb. Writes validation.json.",
    ),
    "cli.option.holdout_days": (
        "Hoeveel dagen achter te houden. Anders een half jaar, of de helft van wat er is.",
        "How many days to hold out. Otherwise half a year, or half of what there is.",
    ),
    "cli.option.origins": (
        "Hoe vaak, elke keer een periode eerder. Anders 3, of zo vaak als kan.",
        "How often, each time a period earlier. Otherwise 3, or as often as is possible.",
    ),
    "screen.step.validate": ("toen voorspeld, naast wat er kwam", "forecast then, beside what came"),
    "screen.validate.firm": ("{source}: de voorspelling nagekeken", "{source}: the forecast checked"),
    "screen.validate.how": (
        "{n:plural keer|keer} {days:plural dag|dagen} achtergehouden, tot en met {as_of:date}, en vergeleken met wat er kwam.",
        "Held out {days:plural day|days}, {n:plural time|times}, up to {as_of:date}, and compared with what came.",
    ),
    "screen.validate.fewer": (
        "Vaker dan {n:plural keer|keer} laten je bestanden niet toe: zij beginnen te laat.",
        "Your files do not allow more than {n:plural time|times}: they begin too late.",
    ),
    "screen.validate.orders": ("Bestellingen per klant", "Orders per customer"),
    "screen.validate.profit": ("Winst na uren per klant", "Profit after hours per customer"),
    "screen.validate.rmse": ("fout", "error"),
    "screen.validate.mae": ("gemiddeld", "mean"),
    "screen.validate.bias": ("totaal", "total"),
    "screen.validate.top10": ("top 10 %", "top 10%"),
    "screen.validate.coverage": ("in marge", "in range"),
    "screen.validate.legend": (
        "Fout: hoe ver het er bij een klant naast zit (wortel van het gemiddelde kwadraat). Totaal: hoeveel alles samen te hoog of te laag. Top 10 %: het deel van wat kwam dat kwam van de tien procent met de hoogste verwachting. In marge: hoe vaak de uitkomst in de marge van 90 % viel.",
        "Error: how far off it is for a customer (root of the mean square). Total: how much all together too high or too low. Top 10%: the part of what came that came from the tenth with the highest expectation. In range: how often the outcome fell in the 90% range.",
    ),
    "validate.forecast": ("voorspelling", "forecast"),
    "validate.same_as_last_period": ("als vorige periode", "as last period"),
    "validate.same_as_last_year": ("als vorig jaar", "as last year"),
    "validate.lifetime_rate": ("eigen tempo", "own pace"),
    "validate.hiatus_rule": ("stiltegrens", "silence limit"),
    "screen.validate.forecast": (
        "De voorspelling is beter dan ‘{baseline}’: {gain:percent} minder fout per klant ({low:percent} tot {high:percent}).",
        "The forecast is better than ‘{baseline}’: {gain:percent} less error per customer ({low:percent} to {high:percent}).",
    ),
    "screen.validate.baseline": (
        "‘{baseline}’ is hier beter dan de voorspelling, met {gain:percent} minder fout per klant ({low:percent} tot {high:percent}): houd per klant dat cijfer aan, en neem de klantwaarde, die op de voorspelling leunt, als minder zeker dan haar marge zegt.",
        "‘{baseline}’ is better here than the forecast, with {gain:percent} less error per customer ({low:percent} to {high:percent}): go by that figure per customer, and take customer value, which leans on the forecast, as less certain than its range says.",
    ),
    "screen.validate.no_error": (
        "‘{baseline}’ zat er bij geen enkele klant naast, de voorspelling wel: houd per klant dat cijfer aan.",
        "‘{baseline}’ was right for every customer, and the forecast was not: go by that figure per customer.",
    ),
    "screen.validate.undecided": (
        "Tussen de voorspelling en ‘{baseline}’ is bij {n:plural klant|klanten} geen verschil aan te tonen.",
        "With {n:plural customer|customers}, no difference can be shown between the forecast and ‘{baseline}’.",
    ),
    "screen.validate.nothing": (
        "Van {n:plural klant|klanten} kwam in de achtergehouden dagen niets: dan valt er niets te vergelijken.",
        "Nothing came of {n:plural customer|customers} in the held-out days: then there is nothing to compare.",
    ),
    "screen.validate.few": (
        "Met {n:plural klant|klanten} is niet te zeggen of de voorspelling beter is dan ‘{baseline}’; daarvoor zijn er minstens {least} nodig.",
        "With {n:plural customer|customers} nobody can say whether the forecast is better than ‘{baseline}’; that takes at least {least}.",
    ),
    "screen.validate.no_profit": (
        "De winst na uren is niet nagekeken: {why}.",
        "Profit after hours was not checked: {why}.",
    ),
    "screen.validate.totals": ("Alle klanten samen", "All customers together"),
    "screen.validate.from": ("vanaf", "from"),
    "screen.validate.customers": ("klanten", "customers"),
    "screen.validate.expected": ("verwacht", "expected"),
    "screen.validate.range": ("marge", "range"),
    "screen.validate.came": ("gekomen", "came"),
    "screen.validate.groups": (
        "Klanten in vijf groepen: wie het meest verwacht werd, moet het meest brengen",
        "Customers in five groups: those expected most must bring most",
    ),
    "screen.validate.group": ("verwachting", "expectation"),
    "screen.validate.group.1": ("laagste vijfde", "lowest fifth"),
    "screen.validate.group.2": ("daarboven", "above that"),
    "screen.validate.group.3": ("middelste vijfde", "middle fifth"),
    "screen.validate.group.4": ("daarboven", "above that"),
    "screen.validate.group.5": ("hoogste vijfde", "highest fifth"),
    "screen.validate.file": ("Alle cijfers: {path}", "All figures: {path}"),
}
