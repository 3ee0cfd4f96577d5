"""What ``advise`` says: the playbook, the reason of every line of the Monday list, and the list itself."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    # --- errors in a playbook ----------------------------------------------------------------------------------------
    "playbook_missing": (
        "Het draaiboek {path} is er niet. Controleer de naam, of laat de optie weg.",
        "The playbook {path} is not there. Check the name, or leave the option out.",
    ),
    "playbook_unreadable": (
        "Het draaiboek {path} is geen geldige TOML ({detail}). Verbeter die regel.",
        "The playbook {path} is no valid TOML ({detail}). Correct that line.",
    ),
    "playbook_unknown_setting": (
        "Het draaiboek {path} noemt {name}, maar dat bestaat niet. Kies uit {known:list}.",
        "The playbook {path} names {name}, which does not exist. Choose from {known:list}.",
    ),
    "playbook_bad_value": (
        "In het draaiboek {path} kan {setting} niet {value} zijn. Kijk in docs/explanation/playbook.md wat er mag staan.",
        "In the playbook {path}, {setting} cannot be {value}. See docs/explanation/playbook.md for what it may be.",
    ),
    "playbook_incomplete": (
        "In het draaiboek {path} mist de actie {name} nog {missing:list}. Vul dat aan.",
        "In the playbook {path} the action {name} lacks {missing:list}. Add that.",
    ),
}
