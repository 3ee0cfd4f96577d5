"""What the command line says."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
