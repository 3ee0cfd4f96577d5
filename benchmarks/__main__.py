"""All benchmarks, one after the other: ``make bench``. Each writes its figures to ``benchmarks/results/``."""

import runpy
import sys

for name in (
    "ledger",
    "estimators",
    "value",
    "accuracy",
    "coverage",
    "activity",
    "example_firm",
    "effect",
    "allocate",
    "year",
    "types",
    "web_pages",
    "web_night",
    "web_import",
):
    print(f"== {name}", flush=True)
    sys.argv = [name]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
