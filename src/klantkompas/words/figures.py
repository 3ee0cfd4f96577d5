"""Names, definitions and reasons of every figure."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
