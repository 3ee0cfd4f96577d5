"""What is wrong and what to do: one sentence each."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
