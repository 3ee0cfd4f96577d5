"""Hours written on projects, or on names instead of numbers, matched to customers.

Every guess stands in ``koppeling.csv``, to be corrected; what stands there goes before any guess.
"""

import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import narwhals.stable.v2 as nw
import pyarrow as pa

from klantkompas.engine import Engine, Frame, rows_of
from klantkompas.errors import UsageError
from klantkompas.ledger.mapping import plain
from klantkompas.ledger.sources.text import text_form
from klantkompas.words import failure

How = Literal["corrected", "number", "zeros", "vat", "name", "inside", "similar", "none"]
HEADER = ("geschreven_als", "klantnummer", "klantnaam", "hoe", "uren", "regels")
ALIKE = 0.88
MOST_COMPARED = 1_000_000
_LEGAL_FORMS = re.compile(r"\b(b v|bv|n v|nv|v o f|vof|bvba|srl|cv|holding|groep|group|zn|en zn|gebr|de|het|firma)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One way in which hours were written that is no customer number, and whose they are taken to be.

    Attributes:
        written: project, name or number as it stands in the hours.
        customer_id: the customer it was matched to; ``None``: nobody.
        name: that customer's name.
        how: by what it was recognised.
        hours: hundredths of an hour written so.
        lines: hour lines written so.
    """

    written: str
    customer_id: str | None
    name: str
    how: How
    hours: int
    lines: int


@dataclass(frozen=True, slots=True)
class _Known:
    """Customers as they can be recognised: by number, number without zeros, VAT number, bare name."""

    names: Mapping[str, str]
    by_zeros: Mapping[str, str]
    by_vat: Mapping[str, str]
    by_name: Mapping[str, str]
    compare: bool = True  # whether there are few enough to hold every writing against every name


def match_hours(
    hours: Frame, *, customers: Frame | None, writings: Frame, engine: Engine, corrections: Path | None
) -> tuple[Frame, tuple[Match, ...]]:
    """Give hour lines without a known customer number the customer they are probably for.

    Args:
        hours: the stored hours: ``key``, ``unknown_id`` (the number that nobody knows), perhaps ``project``.
        customers: the staged customers, where there are such.
        writings: every way in which a customer number is ``written``, with its ``key``.
        engine: what holds them.
        corrections: the user's ``koppeling.csv``, where there is one.

    Returns:
        The hours, with ``key`` filled in where it was matched and ``unknown_id`` where it was not; and every match
        made or not made.
    """
    written = _unknown_writings(hours)
    if not written:
        return hours, ()
    known = _known(customers)
    known = replace(known, compare=len(written) * len(known.by_name) <= MOST_COMPARED)
    corrected = read_corrections(corrections) if corrections else {}
    matches = tuple(_match(row, known, corrected) for row in written)
    return engine.store("matched_entries", _applied(hours, matches, writings, engine)), matches


def read_corrections(path: Path) -> dict[str, str | None]:
    """What the user says hours are for: as written -> customer number, ``None`` for nobody.

    Raises:
        UsageError: the file does not have the columns of ``koppeling.csv``.
    """
    with text_form(path).open(path) as file:
        first = file.readline()
        delimiter = max(";,\t", key=first.count)  # a spreadsheet saves it in the custom of its own country
        header = next(csv.reader([first], delimiter=delimiter), [])
        rows = csv.DictReader(file, header, delimiter=delimiter)
        if not {"geschreven_als", "klantnummer"} <= set(rows.fieldnames or ()):
            raise failure(UsageError, "corrections_unreadable", path=str(path), header=list(HEADER))
        return {row["geschreven_als"]: (row["klantnummer"] or "").strip() or None for row in rows}


def write_matches(path: Path, matches: Iterable[Match]) -> None:
    """Write every match for the user to correct: largest hours first."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(HEADER)
        for one in sorted(matches, key=lambda match: -match.hours):
            hours = str(Decimal(one.hours).scaleb(-2)).replace(".", ",")
            out.writerow((one.written, one.customer_id or "", one.name, one.how, hours, one.lines))


def _known(customers: Frame | None) -> _Known:
    rows: list[dict[str, Any]] = []
    if customers is not None:
        wanted = [name for name in ("customer_id", "name", "vat_number") if name in customers.collect_schema().names()]
        rows = rows_of(customers.select(wanted).filter(~nw.col("customer_id").is_null()))
    return _Known(
        names={row["customer_id"]: row.get("name") or "" for row in rows},
        by_zeros=_only_once((row["customer_id"].lstrip("0"), row["customer_id"]) for row in rows),
        by_vat=_only_once((_bare(row.get("vat_number") or ""), row["customer_id"]) for row in rows),
        by_name=_only_once((bare_name(row.get("name") or ""), row["customer_id"]) for row in rows),
    )


def _only_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What names one customer and no other: two customers of one name are no basis for a guess."""
    found: dict[str, set[str]] = {}
    for word, customer in pairs:
        found.setdefault(word, set()).add(customer)
    return {word: min(customers) for word, customers in found.items() if word and len(customers) == 1}


def bare_name(name: str) -> str:
    """A firm's name without legal form, articles and punctuation: ``Bakkerij De Linde B.V.`` -> ``bakkerij linde``."""
    return " ".join(_LEGAL_FORMS.sub(" ", plain(name)).split())


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def numbered_projects(hours: Frame, writings: Frame) -> Frame:
    """Lines without a customer whose project is simply a customer number, with that number."""
    columns = hours.collect_schema().names()
    if "project" not in columns:
        return hours
    numbers = writings.select(project="written", as_number="written")
    own = [nw.col("customer_id")] if "customer_id" in columns else []
    joined = hours.join(numbers, on="project", how="left")
    return joined.with_columns(customer_id=nw.coalesce(*own, nw.col("as_number"))).drop("as_number")


def _writing(hours: Frame) -> nw.Expr:
    """What stands where a customer number belongs, on lines of nobody known; else null."""
    project = [nw.col("project")] if "project" in hours.collect_schema().names() else []
    return nw.when(nw.col("key").is_null()).then(nw.coalesce("unknown_id", *project))


def _unknown_writings(hours: Frame) -> list[dict[str, Any]]:
    lines = hours.select("hours", written=_writing(hours)).filter(~nw.col("written").is_null())
    sums = lines.group_by("written").agg(nw.col("hours").sum(), nw.len().alias("lines"))
    return sorted(rows_of(sums), key=lambda row: str(row["written"]))


def _match(row: dict[str, Any], known: _Known, corrected: Mapping[str, str | None]) -> Match:
    written = row["written"]
    customer, how = _whose(written, known, corrected)
    return Match(
        written=written,
        customer_id=customer,
        name=known.names.get(customer or "", ""),
        how=how,
        hours=row["hours"],
        lines=row["lines"],
    )


def _whose(written: str, known: _Known, corrected: Mapping[str, str | None]) -> tuple[str | None, How]:
    if written in corrected:
        return corrected[written], "corrected"
    tokens = re.findall(r"[A-Za-z0-9]{3,}", written)
    for token in tokens:
        if token in known.names:
            return token, "number"
    for token in (written.strip(), *tokens):
        if any(mark.isdigit() for mark in token) and (found := known.by_zeros.get(token.lstrip("0"))):
            return found, "zeros"
    if found := known.by_vat.get(_bare(written)):
        return found, "vat"
    return _by_name(bare_name(written), known)


def _by_name(said: str, known: _Known) -> tuple[str | None, How]:
    if found := known.by_name.get(said):
        return found, "name"
    words = said.split()
    pieces = (" ".join(words[a:b]) for b in range(len(words), 0, -1) for a in range(b - 1))
    for piece in sorted(pieces, key=len, reverse=True):
        if found := known.by_name.get(piece):
            return found, "inside"
    near = difflib.get_close_matches(said, known.by_name, n=2, cutoff=ALIKE) if known.compare else []
    if len(near) == 1:
        return known.by_name[near[0]], "similar"
    return None, "none"


def _applied(hours: Frame, matches: tuple[Match, ...], writings: Frame, engine: Engine) -> Frame:
    made = [(one.written, one.customer_id) for one in matches if one.customer_id]
    schema = pa.schema([("written", pa.string()), ("matched_id", pa.string())])
    batch = pa.RecordBatch.from_pylist([{"written": a, "matched_id": b} for a, b in made], schema=schema)
    lookup = engine.load("matched_hours", [batch], schema)
    keys = writings.select(matched_id="written", matched_key="key")
    joined = hours.with_columns(written=_writing(hours)).join(lookup, on="written", how="left")
    joined = joined.join(keys, on="matched_id", how="left")
    nobody = nw.when(nw.col("matched_key").is_null()).then(nw.coalesce("matched_id", "written"))
    found = joined.with_columns(key=nw.coalesce("key", "matched_key"), unknown_id=nobody)
    return found.drop("written", "matched_id", "matched_key")
