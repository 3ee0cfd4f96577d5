"""A night of the web application over a large firm, on both databases: out of the database, computed, laid in.

    python -m benchmarks.web_night [--customers 200000]

A made-up firm (seeded) that orders as the models believe firms do: 200,000 customers, 2,000,000 invoices over five
years, hours on one customer in ten, twenty account managers. The figures are computed twice, as on two nights: the
first fills empty tables and makes a Monday list, the second finds the lines of the first. Per step the CPU and wall
seconds of the process and its memory so far; of laying in apart what is made ready beside the tables and the one
transaction for which others who write must wait. Each database in a process of its own. Writes
``benchmarks/results/web_night.json``.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.web_pages import database

RESULTS = Path(__file__).parent / "results" / "web_night.json"
NIGHTS = (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
LAST, DAYS = date(2026, 11, 21), 5 * 365
ORDERS_A_YEAR, MANAGERS = 4.5, 20
TOML = "[profit]\nmargin = 0.35\nhourly_cost = 62\n"


def fill(customers: int) -> int:
    """The firm in the database that the surroundings name; how many invoices."""
    from django.db import transaction

    from klantkompas.web.customers.bulk import bulk_load
    from klantkompas.web.staff.models import RulesVersion

    rng = np.random.default_rng(7)
    names = ("id", "customer_id", "name", "kind", "account_manager", "version", "sort_name")
    everybody = (
        (n, f"K{n:06}", f"Klant {n}", "organisation", f"Collega {n % MANAGERS:02}", 1, f"klant {n}")
        for n in range(1, customers + 1)
    )
    with transaction.atomic():
        bulk_load("fact_customers", names, everybody)
        bulk_load("figures", ("customer_id",), ((n,) for n in range(1, customers + 1)))
        RulesVersion.objects.create(at=NIGHTS[0] - timedelta(days=9), toml=TOML, fingerprint="")
        invoices = bulk_load("fact_transactions", ("customer_id", "date", "amount"), _invoices(customers, rng))
        bulk_load("fact_time_entries", ("customer_id", "date", "hours"), _hours(customers, rng))
    return invoices


def _invoices(customers: int, rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    """Pareto/NBD: everybody begins on a day, orders at a pace of his own and leaves at a risk of his own."""
    began = rng.integers(0, DAYS - 30, customers)
    pace = rng.gamma(1.2, ORDERS_A_YEAR / 365 / 1.2, customers)
    stays = np.minimum(rng.exponential(1 / rng.gamma(2.0, 1 / 2500, customers)), DAYS - began)
    owner = np.repeat(np.arange(customers), 1 + rng.poisson(pace * stays))
    first = np.append(True, owner[1:] != owner[:-1])
    after = np.where(first, 0.0, rng.random(owner.size) * stays[owner])
    day = began[owner] + after.astype(np.int64)
    cents = rng.gamma(4.0, rng.lognormal(9.8, 0.9, customers)[owner] / 4).astype(np.int64) + 100
    return _lines(owner, day, cents)


def _hours(customers: int, rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    owner = np.repeat(np.arange(9, customers, 10), rng.poisson(12, len(range(9, customers, 10))))
    return _lines(owner, rng.integers(0, DAYS, owner.size), rng.integers(1, 16, owner.size) * 25)


def _lines(owner: Any, day: Any, amount: Any) -> Iterator[tuple[Any, ...]]:
    """Lines by the number of the customer and the day, counted from the first."""
    days = [LAST - timedelta(days=DAYS - n) for n in range(DAYS + 1)]
    for who, when, what in zip(owner.tolist(), day.tolist(), amount.tolist(), strict=True):
        yield f"K{who + 1:06}", days[when], what


class Clock:
    """CPU and wall seconds since it was asked before, and the most memory so far."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, float]] = {}
        self._name, self._cpu, self._wall = "", time.process_time(), time.perf_counter()

    def __call__(self, name: str, *_: Any) -> None:
        """A step begins, and the one before it ends."""
        cpu, wall = time.process_time(), time.perf_counter()
        if self._name:
            one = self.steps.setdefault(self._name, {"cpu": 0.0, "wall": 0.0})
            one["cpu"], one["wall"] = round(one["cpu"] + cpu - self._cpu, 1), round(one["wall"] + wall - self._wall, 1)
            one["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"  {self._name}: {one}", file=sys.stderr, flush=True)
        self._name, self._cpu, self._wall = name, time.process_time(), time.perf_counter()

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, as a step of its own."""

        def told(*given: Any, **named: Any) -> Any:
            self(name)
            answer = work(*given, **named)
            self("the rest")
            return answer

        return told


def work(customers: int) -> dict[str, Any]:
    """All that is measured, in the database that the surroundings name."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from klantkompas.web.customers.models import Snapshot
    from klantkompas.web.nightly import keeping, services

    began = time.perf_counter()
    found: dict[str, Any] = {"invoices": fill(customers), "filled in": round(time.perf_counter() - began, 1)}
    stage, lay_in = keeping.stage, keeping.lay_in
    for night, at in zip(("first night", "second night"), NIGHTS, strict=True):
        clock = Clock()
        keeping.stage = clock.around("made ready beside", stage)
        keeping.lay_in = clock.around("the transaction", lay_in)
        cpu, wall = time.process_time(), time.perf_counter()
        services.recalculate(clock, by=None, at=at)
        clock("")
        in_all = {"cpu": round(time.process_time() - cpu, 1), "wall": round(time.perf_counter() - wall, 1)}
        found[night] = clock.steps | {"in all": in_all}
    assert Snapshot.objects.count() == len(NIGHTS)
    return found | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def measure(name: str, customers: int) -> dict[str, Any]:
    """The work in a process of its own, over an installation that is new."""
    with tempfile.TemporaryDirectory() as home, database(name, Path(home)) as named:
        around = {one: value for one, value in os.environ.items() if one != "DATABASE_URL"} | named
        around |= {"KLANTKOMPAS_HOME": home, "KLANTKOMPAS_INSECURE": "1"}
        around |= {"DJANGO_SETTINGS_MODULE": "klantkompas.web.settings"}
        command = [sys.executable, "-m", "benchmarks.web_night", "--customers", str(customers), "--here"]
        done = subprocess.run(command, env=around, stdout=subprocess.PIPE, text=True, check=True)
        return dict(json.loads(done.stdout))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--customers", type=int, default=200_000)
    arguments.add_argument("--here", action="store_true", help="in this process, as its surroundings say")
    asked = arguments.parse_args()
    if asked.here:
        print(json.dumps(work(asked.customers)))
        return
    found: dict[str, Any] = {"customers": asked.customers, "cores": os.cpu_count()}
    for name in ("sqlite", "postgresql"):
        found[name] = measure(name, asked.customers)
        print(name, json.dumps(found[name]), flush=True)
    if asked.customers == arguments.get_default("customers"):
        RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
