"""What is said of the example firm in the web application."""

SENTENCES: dict[str, tuple[str, str]] = {
    "cli.option.example": (
        "Het voorbeeldbedrijf, met vier gebruikers, in een map van zichzelf: klantkompas-example in je eigen map.",
        "The example firm, with four users, in a folder of its own: klantkompas-example in your own folder.",
    ),
    "screen.step.web_import": ("de exports komen erin", "the exports are taken in"),
    "screen.step.web_analysis": ("alle cijfers van elke klant", "all figures of every customer"),
    "screen.serve.role": ("Rol", "Role"),
    "screen.serve.people": ("Log in als een van deze vier:", "Sign in as one of these four:"),
}
