"""Names of customers where there is no list of customers: the invoices name them.

A report of names is what a person walks to a colleague with; most invoice exports have the name beside the number.
"""

import re
from collections.abc import Iterator

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Engine
from klantkompas.ledger.intake import Intake
from klantkompas.ledger.mapping import CUSTOMER_NAME, FileMapping
from klantkompas.ledger.sources import RawTable, Source
from klantkompas.ledger.tables import table
from klantkompas.ledger.values import Style, one_array, read

_SCHEMA = pa.schema([("customer_id", pa.string()), ("name", pa.string())])
_SEVERAL_WORDS = re.compile(r"[^\W\d_]\W+[^\W\d_]")


def name_customers(intake: Intake, source: Source, engine: Engine) -> None:
    """Make ``customers`` of the names on the invoices, where no file fills it.

    Args:
        intake: with the transactions; it gets the names beside them.
        source: the files, read once more for their names.
        engine: where the names are stored.
    """
    if "customers" in intake.frames:
        return
    raw = {one.file: one for one in source.tables}
    sold = [one for one in intake.mappings if one.table == "transactions" and "customer_id" in one.columns]
    names = dict(pair for one in sold for pair in _names(raw[one.file], one))
    if not names:
        return
    listed = pa.RecordBatch.from_arrays(
        [pa.array(names.keys(), pa.string()), pa.array(names.values(), pa.string())], schema=_SCHEMA
    )
    loaded = engine.load("named_on_invoices", [listed], _SCHEMA)
    kept = intake.frames["transactions"].select(customer_id=nw.col("customer_id").str.strip_chars()).unique()
    intake.frames["customers"] = engine.store("staged_customers", loaded.join(kept, on="customer_id", how="semi"))
    intake.columns["customers"] = ("customer_id", "name")


def _names(raw: RawTable, mapping: FileMapping) -> Iterator[tuple[str, str]]:
    """Customer number and name as the lines have them; a number of several words is a name itself."""
    header, named = mapping.columns["customer_id"], mapping.columns.get(CUSTOMER_NAME)
    number, name = table("customers").column("customer_id"), table("customers").column("name")
    for batch in raw.batches():
        pair = {"number": read(one_array(batch[header]), number, Style(), {}).values}
        pair["name"] = read(one_array(batch[named]), name, Style(), {}).values if named else pair["number"]
        rows = pa.table(pair).group_by(["number", "name"]).aggregate([]).to_pylist()
        found = [(row["number"], row["name"]) for row in rows if row["number"] and row["name"]]
        found = found if named else [one for one in found if _SEVERAL_WORDS.search(one[1])]
        yield from found
        if not (named or found):
            return  # plain numbers: the rest of a large file need not be read for names
