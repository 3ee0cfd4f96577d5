"""The public door of the example firm: one call writes a ledger folder with the truth beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from klantkompas.errors import UsageError
from klantkompas.ledger.example_firm.columns import cents, days, labels, money, number4, numbers, table, whole
from klantkompas.ledger.example_firm.export import Files
from klantkompas.ledger.example_firm.firm import CHUNK, SECTORS, Firm, Language
from klantkompas.ledger.example_firm.folder import PARAMETERS, make_room
from klantkompas.ledger.example_firm.season import day_number, season
from klantkompas.ledger.example_firm.simulate import Simulated, branches

SMALLEST, LARGEST = 30, 1_000_000
TEXT_UP_TO = 20_000
"""Firms above this size are written as Parquet."""

README = {"nl": "LEESMIJ.txt", "en": "README.txt"}


@dataclass(frozen=True, slots=True)
class ExampleSummary:
    """What was written.

    Attributes:
        out: the folder. format: of the fact files. rows: per contract table. truth: whether `truth/` is beside them.
        first, last: first and last day of the data. currency: of all money.
    """

    out: Path
    format: Literal["csv", "parquet"]
    rows: dict[str, int]
    first: date
    last: date
    truth: bool
    currency: str = "EUR"

    @property
    def customers(self) -> int:
        """Rows of the customer file."""
        return self.rows["customers"]


def write_example(
    *,
    out: Path,
    customers: int = 400,
    seed: int = 7,
    language: Language = "nl",
    progress: Callable[[float], None] | None = None,
) -> ExampleSummary:
    """Write the fictional firm as an accounting and an hours package would export it, with the truth beside it.

    The same seed, size and language always give the same files. Every full branch of 2,000 customers is the same
    whatever the size of the firm; memory stays bounded, as branches are written one by one.

    Args:
        out: folder to write in, made when it is not there; an earlier example in it is replaced.
        customers: how many, 30 to 1,000,000; above 20,000 as Parquet, else as CSV. A few dirty records come on top.
        seed: seed of all chance.
        language: of headers, choices and text files.
        progress: called with the part that is done, 0 to 1.

    Raises:
        UsageError: `customers` is out of bounds, or `out` is a file or a folder with other files.
    """
    _refuse_size(customers)
    make_room(out=out)
    (out / "truth").mkdir(exist_ok=True)
    firm = Firm()
    _write_settings(out, firm, customers, seed, {})  # so that a broken-off example is known as ours
    with Files(out=out, as_text=customers <= TEXT_UP_TO, language=language) as files:
        for done, one in enumerate(branches(firm=firm, customers=customers, seed=seed), start=1):
            _keep(files, one)
            if progress:
                progress(min(1.0, done * CHUNK / customers))
        for name, rows in _of_the_firm(firm, customers, seed).items():
            files.write(name, rows)
    _write_settings(out, firm, customers, seed, files.rows)
    if files.as_text:  # an hours export has no rate: then the firm says what an hour costs
        (out / "klantkompas.toml").write_text(f"[profit]\nhourly_cost = {firm.hourly_cost:.0f}\n", "utf-8")
    (out / README[language]).write_text(_READ_ME[language].format(firm=firm, customers=customers, seed=seed), "utf-8")
    return ExampleSummary(
        out=out,
        format="csv" if files.as_text else "parquet",
        rows=files.rows,
        first=firm.start,
        last=firm.end,
        truth=True,
    )


def _keep(files: Files, one: Simulated) -> None:
    for name, rows in one.facts.items():
        files.write(name, rows)
    for name, rows in one.truth.items():
        files.write_truth(name, rows)


def _refuse_size(customers: int) -> None:
    if not SMALLEST <= customers <= LARGEST:
        raise UsageError(
            code="example_size",
            message=f"The example firm cannot have {customers:,} customers. Ask for 30 to 1,000,000.",
            params={"customers": customers, "smallest": SMALLEST, "largest": LARGEST},
        )


def _of_the_firm(firm: Firm, customers: int, seed: int) -> dict[str, pa.Table]:
    """The tables that belong to no branch: spending, market, goals."""
    return {"spending": _spending(firm, customers, seed), "market": _market(firm, customers), "goals": _goals(firm)}


def _spending(firm: Firm, customers: int, seed: int) -> pa.Table:
    """Monthly marketing costs; most of it, as everywhere, goes to winning new customers."""
    rng, calendar = np.random.default_rng([seed, 1]), season(firm)
    kinds = (
        ("acquire", "advertenties", 5.2),
        ("acquire", "beurs en reclame", 3.1),
        ("acquire", "website", 1.6),
        ("keep", "nieuwsbrief en klantendag", 1.5),
        ("win_back", "mailing oud-klanten", 0.35),
    )
    month = np.repeat(np.arange(calendar.history), len(kinds))
    which = np.tile(np.arange(len(kinds)), calendar.history)
    each = np.array([kind[2] for kind in kinds])[which] * customers / 2
    return table(
        {
            "date": days(calendar.workday_in(month, rng.random(len(month)))),
            "amount": money(cents(np.rint(each * rng.gamma(6.0, 1 / 6.0, len(month)) * 20) / 20)),
            "purpose": labels([kind[0] for kind in kinds], which),
            "description": labels([kind[1] for kind in kinds], which),
        }
    )


def _market(firm: Firm, customers: int) -> pa.Table:
    """What the trade association says about the region, by sector and year: we have a few per cent."""
    years = list(range(firm.end.year - 3, firm.end.year + 1))
    weight = np.array([one.weight for one in SECTORS])
    buyers = np.tile(np.rint(customers * weight * 22 / 10) * 10, len(years))
    need = np.tile(np.array([one.need * (one.staff / 10) ** 0.6 for one in SECTORS]) * 1.4, len(years))
    n = len(buyers)
    return table(
        {
            "segment": labels([one.name for one in SECTORS], np.tile(np.arange(len(SECTORS)), len(years))),
            "year": whole(np.repeat(np.array(years), len(SECTORS))),
            "customers": whole(buyers.astype(np.int64)),
            "amount": money(cents(np.rint(buyers * need / 1_000) * 1_000)),
            "source": labels(("brancheorganisatie",), np.zeros(n, dtype=np.int64)),
        }
    )


def _goals(firm: Firm) -> pa.Table:
    """One goal for each of the three V's."""
    due = day_number(firm.end + timedelta(days=365))
    return table(
        {
            "goal_id": numbers(np.arange(1, 4)),
            "v": labels(("lengthen", "raise", "improve"), np.arange(3)),
            "measure": labels(("retention_12m", "profit_12m_per_customer", "hours_per_order"), np.arange(3)),
            "target": number4(np.array([88, 1_700, 2])),
            "due": days(np.full(3, due)),
        }
    )


def _write_settings(out: Path, firm: Firm, customers: int, seed: int, rows: dict[str, int]) -> None:
    """Everything that was chosen by hand, as the key to the truth."""
    settings: dict[str, Any] = {
        "customers": customers,
        "seed": seed,
        "branch": CHUNK,
        "rows": rows,
        "firm": asdict(firm),
        "sectors": [asdict(one) for one in SECTORS],
    }
    text = json.dumps(settings, indent=1, default=str, ensure_ascii=False)
    (out / PARAMETERS).write_text(text + "\n", "utf-8")


_READ_ME = {
    "nl": """{firm.name}: een verzonnen bedrijf

Dit zijn de gegevens van een groothandel in verpakkingen en schoonmaakartikelen die niet bestaat, met
{customers} klanten die niet bestaan. Namen, adressen en nummers zijn samengesteld; elke gelijkenis is toeval.
Alles loopt tot en met {firm.end:%d-%m-%Y}; de facturen beginnen op {firm.start:%d-%m-%Y}, de uren op
{firm.service_start:%d-%m-%Y}.

De bestanden zien eruit zoals een boekhoudpakket en een urenpakket ze geven, met hun slordigheden: dubbele klanten,
uren op onbekende klantnummers en op een intern project, verkopen zonder klant, telefoontjes die niemand opschreef.
In de urenregistratie staat geen uurtarief; reken met 62 euro kosten per uur.

In truth/ staat wat er werkelijk aan de hand is. Een echt bedrijf heeft dat bestand niet.
Opnieuw te maken met: klantkompas example --customers {customers} --seed {seed} --out MAP
""",
    "en": """{firm.name}: a firm that does not exist

These are the facts of a fictional wholesaler in packaging and cleaning supplies with {customers} fictional customers.
Names, addresses and numbers are put together by chance; any likeness is accidental.
Everything runs until {firm.end:%Y-%m-%d}; invoices begin on {firm.start:%Y-%m-%d}, hours on
{firm.service_start:%Y-%m-%d}.

The files look as an accounting and an hours package export them, with their flaws: customers entered twice, hours on
unknown customer numbers and on an internal project, sales without a customer, calls that nobody wrote down.
The hours have no cost rate; reckon with 62 euros an hour.

In truth/ stands what is really so. A real firm has no such file.
Made again with: klantkompas example --customers {customers} --seed {seed} --out FOLDER
""",
}
