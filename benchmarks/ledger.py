"""From Parquet to the five R's and profit of every customer, beside hand-written SQL and ``lifetimes``.

Run as ``python -m benchmarks.ledger [--large]``; writes ``benchmarks/results/ledger.json``. Each measurement runs in a
process of its own, on the same files with the types of the contract (text ids, dates, decimals): 1,000,000 customers,
10,000,000 transactions, 1,000,000 hour lines; with ``--large`` also 10,000,000 customers and 100,000,000 transactions.
Imports are not counted, reading the files is. The SQL is the best that we could write for the same exact figures on
the same engine: it numbers the customers first, as that measured cheaper than grouping on text.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "ledger.json"
MILLION = 1_000_000
RATE = 6200
AS_OF = "2026-07-27"
TIMES = 3
HELP = "import sys; sys.argv = ['klantkompas', '--help']; from klantkompas.cli import main; main()"


def write_facts(folder: Path, customers: int, transactions: int) -> None:
    """A firm of which only the size matters: facts spread evenly over customers and six and a half years."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    db = duckdb.connect()
    db.execute("SET preserve_insertion_order=false")
    number = f"'C' || lpad((hash(i * 7 + 1) % {customers})::VARCHAR, 8, '0')"
    day = "DATE '2020-01-01' + (hash(i * 13 + 5) % 2400)::INT"
    credit = "CASE WHEN hash(i * 19) % 50 = 0 THEN 1000 ELSE 0 END"
    db.execute(
        f"COPY (SELECT {number} AS customer_id, {day} AS date, "
        f"((hash(i * 17 + 3) % 100000)::DECIMAL(18, 2) / 100 - {credit})::DECIMAL(18, 2) AS amount, "
        f"((hash(i * 17 + 3) % 60000)::DECIMAL(18, 2) / 100)::DECIMAL(18, 2) AS cost "
        f"FROM range({transactions}) t(i)) TO '{folder}/transactions.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    db.execute(
        f"COPY (SELECT {number} AS customer_id, {day} AS date, "
        "((hash(i * 29 + 3) % 800) / 100)::DECIMAL(9, 2) AS hours "
        f"FROM range({transactions // 10}) t(i)) TO '{folder}/time_entries.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )


def five_rs_and_profit(folder: Path) -> Callable[[], Any]:
    """The exact figures of every customer, as ``analyse`` makes them before any model."""
    from decimal import Decimal

    import duckdb  # noqa: F401 (imports are not counted)
    import pandas  # noqa: F401 (which pyarrow looks for)

    import klantkompas.ledger.sources.folder
    import klantkompas.ledger.sources.parquet  # noqa: F401
    from klantkompas.insight.facts import customer_facts
    from klantkompas.insight.five_rs import rhythm
    from klantkompas.insight.profit import grounds
    from klantkompas.insight.windows import day_number, windows
    from klantkompas.ledger.book import open_ledger
    from klantkompas.rules import ProfitRules, Rules

    def work() -> dict[str, Any]:
        rules = Rules(profit=ProfitRules(hourly_cost=Decimal(RATE) / 100))
        with open_ledger(folder, rules=rules) as ledger:
            over = windows(ledger.last_day)
            orders = rhythm(ledger, over)
            facts = customer_facts(ledger, orders.customers, grounds(ledger, until=day_number(ledger.last_day)), over)
            found = facts.select("profit_12m", "orders").collect("pyarrow").to_native()
            return _check(found["profit_12m"], found["orders"])

    return work


def whole_analysis(folder: Path) -> Callable[[], Any]:
    """All of ``analyse``: models, lenses and the written result too."""
    from decimal import Decimal

    import scipy.optimize  # noqa: F401 (imports are not counted)

    import klantkompas as kk

    def work() -> dict[str, Any]:
        rules = kk.Rules(profit=kk.ProfitRules(hourly_cost=Decimal(RATE) / 100))
        with kk.open_ledger(folder, rules=rules) as ledger, tempfile.TemporaryDirectory() as out:
            kk.analyse(ledger).write(Path(out))
        return {}

    return work


def sql(folder: Path) -> Callable[[], Any]:
    """The same exact figures in hand-written SQL on the same engine."""
    import duckdb

    def work() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as place:
            db = duckdb.connect(f"{place}/facts.duckdb")
            db.execute("SET memory_limit='768MiB'; SET preserve_insertion_order=false")
            for statement in _statements(folder):
                db.execute(statement)
            found = db.sql("SELECT p_12m, n FROM result").to_arrow_table()
            return _check(found["p_12m"], found["n"])

    return work


def _statements(folder: Path) -> list[str]:
    day = "(date - DATE '1970-01-01')::INT AS day"
    until = f"(DATE '{AS_OF}' - DATE '1970-01-01')"
    year, two = f"(DATE '{AS_OF}' - INTERVAL 12 MONTH)::DATE", f"(DATE '{AS_OF}' - INTERVAL 24 MONTH)::DATE"
    now = f"day > ({year} - DATE '1970-01-01')"
    before = f"day > ({two} - DATE '1970-01-01') AND NOT {now}"

    def sums(name: str) -> str:
        cases = ((now, "12m"), (before, "previous"), ("true", "total"))
        return ", ".join(f"sum({name}) FILTER ({case})::BIGINT AS {name}_{ending}" for case, ending in cases)

    return [
        "CREATE TABLE k AS SELECT customer_id, row_number() OVER ()::INT AS key "
        f"FROM (SELECT DISTINCT customer_id FROM '{folder}/transactions.parquet')",
        f"CREATE TABLE t AS SELECT key, {day}, (amount * 100)::BIGINT AS r, "
        "(amount * 100)::BIGINT - (cost * 100)::BIGINT AS m "
        f"FROM '{folder}/transactions.parquet' LEFT JOIN k USING (customer_id)",
        f"""CREATE TABLE result AS WITH
        orders AS (SELECT DISTINCT key, day FROM t WHERE r >= 0 AND day <= {until}),
        gaps AS (SELECT *, day - lag(day) OVER (PARTITION BY key ORDER BY day) AS gap FROM orders),
        rhythm AS (SELECT key, min(day) AS f, max(day) AS l, count(*) AS n, median(gap) AS usual, sum(ln(gap)) AS logs,
            count(*) FILTER (gap BETWEEN 26 AND 35) AS monthly, count(*) FILTER ({now}) AS n_12m,
            count(*) FILTER ({before}) AS n_previous FROM gaps GROUP BY key),
        earned AS (SELECT key, {sums("r")}, {sums("m")} FROM t WHERE day <= {until} GROUP BY key),
        hours AS (SELECT key, {day}, (hours * 100)::BIGINT AS h FROM '{folder}/time_entries.parquet'
            JOIN k USING (customer_id)),
        served AS (SELECT key, {sums("h")}, {sums("c")} FROM (SELECT *, (h * {RATE} * 2 + 100) // 200 AS c FROM hours
            WHERE day <= {until}) GROUP BY key)
        SELECT *, coalesce(m_12m, 0) - coalesce(c_12m, 0) AS p_12m,
            coalesce(m_previous, 0) - coalesce(c_previous, 0) AS p_previous,
            coalesce(m_total, 0) - coalesce(c_total, 0) AS p_total,
            CASE WHEN c_12m > 0 THEN greatest(coalesce(m_12m, 0), 0) * h_12m // c_12m END AS break_even
        FROM k LEFT JOIN rhythm USING (key) LEFT JOIN earned USING (key) LEFT JOIN served USING (key)""",
    ]


def our_summary(folder: Path) -> Callable[[], Any]:
    """x, t_x, T and mean spend of every customer, from the transactions alone."""
    import duckdb  # noqa: F401 (imports are not counted)
    import pandas  # noqa: F401 (which pyarrow looks for)

    import klantkompas as kk
    import klantkompas.insight.order_summary
    import klantkompas.ledger.sources.parquet

    def work() -> dict[str, Any]:
        with kk.open_ledger(folder / "transactions.parquet") as ledger:
            found = kk.order_summary(ledger).collect("pyarrow").to_native()
            return {"customers": found.num_rows, "orders": int(found["x"].to_numpy().sum()) + found.num_rows}

    return work


def lifetimes_summary(folder: Path) -> Callable[[], Any]:
    """The same by ``lifetimes`` on pandas."""
    import warnings

    warnings.simplefilter("ignore")
    import lifetimes.utils
    import pandas as pd

    def work() -> dict[str, Any]:
        rows = pd.read_parquet(folder / "transactions.parquet", columns=["customer_id", "date", "amount"])
        rows["amount"], rows["date"] = rows["amount"].astype(float), pd.to_datetime(rows["date"])
        found = lifetimes.utils.summary_data_from_transaction_data(
            rows[rows["amount"] >= 0], "customer_id", "date", "amount", observation_period_end=AS_OF
        )
        return {"customers": len(found), "orders": int(found["frequency"].sum()) + len(found)}

    return work


def _check(profit: Any, orders: Any) -> dict[str, Any]:
    """Sums that must be the same on both sides, or the comparison is of different work."""
    return {"profit_cents": sum(profit.to_pylist()), "orders": sum(n for n in orders.to_pylist() if n)}


WORKS = {
    "five R's and profit": five_rs_and_profit,
    "hand-written SQL": sql,
    "whole analysis": whole_analysis,
    "order summary": our_summary,
    "lifetimes summary": lifetimes_summary,
}


def measure(work: str, folder: Path) -> dict[str, Any]:
    """CPU seconds, wall seconds and peak memory of one piece of work in this process."""
    task = WORKS[work](folder)
    cpu, wall = time.process_time(), time.perf_counter()
    found = task()
    taken = {"cpu_seconds": round(time.process_time() - cpu, 1), "wall_seconds": round(time.perf_counter() - wall, 1)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"work": work, **taken, "peak_mib": round(peak), "check": found}


def in_a_new_process(work: str, folder: Path) -> dict[str, Any]:
    """The same, where nothing was imported or cached before."""
    command = [sys.executable, "-m", "benchmarks.ledger", "--measure", work, str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, Any] = json.loads(said.splitlines()[-1])
    print(figures, flush=True)
    return figures


def least_of(times: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Every work so many times, in turn, and of each the run that took least: what else runs here only adds."""
    runs = [{work: in_a_new_process(work, folder) for work in WORKS} for _ in range(times)]
    return {work: min((run[work] for run in runs), key=lambda one: float(one["cpu_seconds"])) for work in WORKS}


def main(large: bool) -> None:
    """Measure everything on the same files, check that the work was the same, and keep the figures."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "million"
        write_facts(folder, MILLION, 10 * MILLION)
        found = least_of(TIMES, folder)
    ours, peer = found["five R's and profit"], found["hand-written SQL"]
    assert ours["check"] == peer["check"], "not the same figures"
    assert found["order summary"]["check"] == found["lifetimes summary"]["check"], "not the same summary"
    quick, slow = found["order summary"], found["lifetimes summary"]
    ratios = {
        "CPU against hand-written SQL (at most 1.3)": round(ours["cpu_seconds"] / peer["cpu_seconds"], 2),
        "CPU of lifetimes against ours (at least 4)": round(slow["cpu_seconds"] / quick["cpu_seconds"], 2),
        "memory of lifetimes against ours (at least 2)": round(slow["peak_mib"] / quick["peak_mib"], 2),
    }
    figures: dict[str, Any] = {"million": list(found.values()), "ratios": ratios, "commands": _commands()}
    if large:
        with tempfile.TemporaryDirectory() as place:
            write_facts(Path(place), 10 * MILLION, 100 * MILLION)
            figures["ten million"] = [in_a_new_process("five R's and profit", Path(place))]
    elif RESULTS.exists():
        figures["ten million"] = json.loads(RESULTS.read_text("utf-8")).get("ten million", [])
    print(json.dumps(ratios | figures["commands"], indent=1))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _commands() -> dict[str, float]:
    """CPU seconds that a new process needs before it can say anything, the interpreter's own start taken off."""

    def cost(*arguments: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    bare = min(cost("-c", "pass") for _ in range(5))
    return {
        "import klantkompas (under 0.15 CPU s)": round(
            min(cost("-c", "import klantkompas") for _ in range(5)) - bare, 3
        ),
        "klantkompas --help (under 0.3 CPU s)": round(min(cost("-c", HELP) for _ in range(5)), 3),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    else:
        main("--large" in sys.argv)
