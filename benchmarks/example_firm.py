"""What the example firm costs to make: seconds and peak memory by size, each size in a process of its own.

Run as ``python -m benchmarks.example_firm [SIZE ...]``; writes ``benchmarks/results/example_firm.json``.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (400, 20_000, 200_000, 1_000_000)
RESULTS = Path(__file__).parent / "results" / "example_firm.json"


def main(sizes: list[int]) -> None:
    """Measure every size and keep the figures."""
    figures = [json.loads(_in_a_new_process(size)) for size in sizes]
    for one in figures:
        print(one)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _in_a_new_process(size: int) -> str:
    command = [sys.executable, "-m", "benchmarks.example_firm", "--measure", str(size)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure(size: int) -> dict[str, float | int | str]:
    """Write one firm in a temporary folder; seconds include the import of the library."""
    wall, cpu = time.perf_counter(), time.process_time()
    from klantkompas.ledger.example_firm import write_example

    with tempfile.TemporaryDirectory() as folder:
        written = write_example(out=Path(folder), customers=size)
        taken = time.perf_counter() - wall, time.process_time() - cpu
        size_on_disk = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "customers": size,
        "format": written.format,
        "transactions": written.rows["transactions"],
        "time_entries": written.rows["time_entries"],
        "wall_seconds": round(taken[0], 1),
        "cpu_seconds": round(taken[1], 1),
        "peak_mib": round(peak),
        "disk_mib": round(size_on_disk / 2**20),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(one) for one in sys.argv[1:]] or list(SIZES))
