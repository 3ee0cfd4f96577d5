"""What the home page, the pictures and the help of the web application say."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "web.help": ("Begrippen", "Terms"),
    "web.help.intro": (
        "Wat elk woord en elk cijfer op de schermen is. Achter een vraagteken bij een cijfer staat hetzelfde.",
        "What every word and figure on the screens is. A question mark beside a figure says the same.",
    ),
    "web.help.what": ("Wat is dit: {label}", "What is this: {label}"),
    "web.help.all": ("Alle begrippen", "All terms"),
}
