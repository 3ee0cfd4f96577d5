"""What ``advise`` says: the playbook, the reason of every line of the Monday list, and the list itself."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "screen.step.advice": ("de lijst voor maandag", "the list for Monday"),
}
