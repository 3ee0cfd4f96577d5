"""The files of a run, as the output contract promises them: of ``analyse`` and of ``advise``.

The command line and the web application write the same files by these functions.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from klantkompas.advice.monday import Advice
from klantkompas.effect.base import FILE as EFFECT
from klantkompas.insight.base import CustomerBase
from klantkompas.insight.columns import SCHEMA
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.mending import Mending, write_mending
from klantkompas.ledger.spreadsheet import write_csv
from klantkompas.report.html import write_report
from klantkompas.report.monday import FILE as MONDAY
from klantkompas.report.monday import organisations_of, write_monday
from klantkompas.report.progress import Measured
from klantkompas.report.workbook import write_workbook
from klantkompas.words import Language

REPORT, WORKBOOK, CUSTOMERS = "report.html", "customers.xlsx", "customers.csv"


def write_results(base: CustomerBase, ledger: Ledger, out: Path, *, language: Language) -> Mending:
    """Write everything that the output contract promises of ``analyse``.

    Raises:
        OSError: the folder cannot be written in.
    """
    back = write_mending(ledger, out, language=language)
    with all_or_nothing(out) as aside:
        base.write(aside)
        write_csv(aside / CUSTOMERS, base.customer_batches(), schema=SCHEMA, language=language)
        write_report(
            base,
            findings=ledger.findings,
            counts=ledger.counts,
            path=aside / REPORT,
            language=language,
            measured=measured_in(out),
        )
        write_workbook(base, findings=ledger.findings, counts=ledger.counts, path=aside / WORKBOOK, language=language)
    return back


def write_advice(advice: Advice, base: CustomerBase, ledger: Ledger | None, out: Path) -> None:
    """Write everything that the output contract promises of ``advise``.

    Raises:
        OSError: the folder cannot be written in.
    """
    organisations = None if ledger is None else organisations_of(ledger, advice)
    out.mkdir(parents=True, exist_ok=True)
    with all_or_nothing(out) as aside:
        advice.write(aside)
        write_monday(advice, base, path=aside / MONDAY, organisations=organisations)


def measured_in(out: Path) -> Measured | None:
    """What ``effect`` wrote into the same folder before; None where it did not, or where it cannot be read."""
    try:
        found: Measured = json.loads((out / EFFECT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


@contextmanager
def all_or_nothing(out: Path) -> Iterator[Path]:
    """A folder to write in; only what was written whole takes the place of what was there.

    A run that is stopped, or a disk that fills up, leaves the results of the former run as they were: never the figures
    of today beside the report of yesterday.
    """
    with TemporaryDirectory(prefix=".klantkompas-", dir=out) as folder:
        aside = Path(folder)
        yield aside
        for path in sorted(aside.rglob("*")):
            target = out / path.relative_to(aside)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                path.replace(target)
