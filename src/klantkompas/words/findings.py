"""What was found in the facts: why it matters and what to do."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
