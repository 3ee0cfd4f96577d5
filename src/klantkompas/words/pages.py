"""Sentences of the report and the workbook."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
