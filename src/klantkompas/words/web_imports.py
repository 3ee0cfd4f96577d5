"""What the screens of importing say."""

SENTENCES: dict[str, tuple[str, str]] = {
    # --- findings of importing ---------------------------------------------------------------------------------------
    "finding.customer_twice": (
        "{n:plural klant staat|klanten staan} er meer dan eens in",
        "{n:plural customer stands|customers stand} in it more than once",
    ),
    "finding.customer_twice.why": (
        "Een klantnummer is van een klant; van deze regels is er een genomen, de andere deden niets.",
        "A customer number is one customer's; of these lines one was taken, the others did nothing.",
    ),
    "finding.customer_twice.do": (
        "Haal de dubbele regels uit de klantenlijst en geef haar opnieuw.",
        "Take the double lines out of the list of customers and hand it over again.",
    ),
}
