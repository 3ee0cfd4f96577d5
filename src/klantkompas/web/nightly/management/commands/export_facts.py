"""``klantkompas manage export_facts FOLDER``: every fact of the application as the files of a ledger.

    klantkompas manage export_facts facts
    klantkompas analyse facts --out result

Parquet files named after the fact tables, as the analysis of the night reads them: what people wrote on the screens
(compass, bonds, promises, complaints, cards, marks, what customers know) with what was imported. The command line gives
the same figures of them.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from klantkompas.web.nightly.reading import write_facts
from klantkompas.web.staff.templatetags.said import language
from klantkompas.words import number, say


class Command(BaseCommand):
    """Write the facts into a folder that is empty or not there yet."""

    help = say("web.export_facts.help", "en")

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and nothing else."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's own shape)
        """Write, and say what was written."""
        folder: Path = options["folder"]
        spoken = language() if translation.get_language() else "en"
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(say("web.export_facts.not_empty", spoken, folder=folder))
        folder.mkdir(parents=True, exist_ok=True)
        rows = write_facts(folder)
        for name, n in rows.items():
            self.stdout.write(f"{name}: {number(n, spoken)}")
        self.stdout.write(say("web.export_facts.done", spoken, folder=folder))
