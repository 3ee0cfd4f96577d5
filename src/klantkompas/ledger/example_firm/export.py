"""Written as packages export it: Dutch or English text files for a firm, Parquet for a very large one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from klantkompas.ledger.example_firm.columns import Column
from klantkompas.ledger.example_firm.firm import Language
from klantkompas.ledger.tables import table as fact_table

ROWS_TOGETHER = 100_000
"""Rows of a table that are kept until they make a decent row group."""

DUTCH_FILES = {
    "transactions": "verkoopfacturen",
    "customers": "klanten",
    "contacts": "contactpersonen",
    "time_entries": "urenregistratie",
    "capacity": "capaciteit",
    "quotes": "offertes",
    "activities": "activiteiten",
    "complaints": "klachten",
    "ratings": "beoordelingen",
    "promises": "toezeggingen",
    "compass": "kompas",
    "bonds": "bindingen",
    "referrals": "aanbevelingen",
    "wallets": "klantaandeel",
    "market": "markt",
    "cards": "kaarten",
    "contracts": "contracten",
    "spending": "uitgaven",
    "actions": "acties",
    "goals": "doelen",
}
"""What a Dutch package calls the file of each table."""

DUTCH_COLUMNS: dict[str, str] = {
    "customer_id": "klantnummer",
    "date": "datum",
    "amount": "bedrag excl. btw",
    "hours": "uren",
    "employee": "medewerker",
    "account_manager": "accountmanager",
    "kind": "soort",
    "source": "bron",
    "segment": "segment",
    "name": "naam",
    "email": "e-mail",
    "phone": "telefoon",
    "year": "jaar",
    "product_group": "productgroep",
    "party": "partij",
    "reason": "reden",
    "transactions.transaction_id": "factuurnummer",
    "transactions.date": "factuurdatum",
    "transactions.cost": "kostprijs",
    "transactions.quantity": "aantal",
    "transactions.product": "artikel",
    "transactions.product_group": "artikelgroep",
    "transactions.channel": "bestelwijze",
    "transactions.discount": "korting",
    "transactions.promised_on": "toegezegde leverdatum",
    "transactions.delivered_on": "leverdatum",
    "transactions.due_on": "vervaldatum",
    "transactions.paid_on": "betaaldatum",
    "customers.kind": "rechtsvorm",
    "customers.address": "adres",
    "customers.postcode": "postcode",
    "customers.city": "plaats",
    "customers.vat_number": "btw-nummer",
    "customers.ended_on": "einddatum",
    "customers.ended_reason": "reden einde",
    "customers.internal": "intern",
    "customers.sector": "branche",
    "customers.region": "provincie",
    "customers.country": "land",
    "customers.employees": "aantal werknemers",
    "customers.acquired_on": "klant sinds",
    "customers.acquisition_channel": "herkomst",
    "customers.acquisition_cost": "wervingskosten",
    "contacts.contact_id": "contactnummer",
    "contacts.role": "functie",
    "contacts.language": "taal",
    "contacts.may_mail": "mag mailen",
    "contacts.may_call": "mag bellen",
    "contacts.consent_source": "bron toestemming",
    "contacts.consent_on": "toestemming op",
    "time_entries.time_entry_id": "urenregelnummer",
    "time_entries.project": "project",
    "time_entries.activity": "werksoort",
    "time_entries.purpose": "doel",
    "time_entries.billable": "declarabel",
    "capacity.hours_per_week": "uren per week",
    "capacity.from": "vanaf",
    "quotes.quote_id": "offertenummer",
    "quotes.date": "offertedatum",
    "quotes.amount": "offertebedrag",
    "quotes.status": "uitkomst",
    "quotes.decided_on": "datum besluit",
    "activities.activity_id": "activiteitnummer",
    "activities.direction": "richting",
    "activities.gave": "gaf",
    "complaints.complaint_id": "klachtnummer",
    "complaints.opened_on": "ontvangen op",
    "complaints.acknowledged_on": "bevestigd op",
    "complaints.resolved_on": "opgelost op",
    "complaints.justified": "terecht",
    "complaints.cause": "oorzaak",
    "complaints.remedy": "oplossing",
    "complaints.compensation": "vergoeding",
    "complaints.satisfied": "tevreden",
    "complaints.severity": "ernst",
    "ratings.rating_id": "antwoordnummer",
    "ratings.measure": "schaal",
    "ratings.score": "cijfer",
    "ratings.occasion": "aanleiding",
    "promises.promise_id": "toezeggingnummer",
    "promises.made_on": "gedaan op",
    "promises.due_on": "uiterlijk",
    "promises.kept_on": "nagekomen op",
    "promises.kind": "toezegging",
    "compass.statement_id": "uitspraaknummer",
    "compass.text": "uitspraak",
    "compass.weight": "gewicht",
    "compass.score": "cijfer",
    "bonds.bond": "binding",
    "bonds.strength": "sterkte",
    "referrals.referrer_id": "aanbevolen door",
    "referrals.kind": "wijze",
    "wallets.amount": "totale besteding",
    "wallets.competitor": "concurrent",
    "wallets.awareness": "bekendheid",
    "market.customers": "aantal afnemers",
    "market.amount": "omvang",
    "cards.card_id": "kaartnummer",
    "cards.sent_on": "verzonden op",
    "cards.answered_on": "beantwoord op",
    "cards.called_on": "gebeld op",
    "cards.result": "resultaat",
    "contracts.contract_id": "contractnummer",
    "contracts.start": "begindatum",
    "contracts.end": "einddatum",
    "contracts.amount": "bedrag",
    "contracts.period": "periode",
    "spending.purpose": "doel",
    "spending.description": "omschrijving",
    "actions.action_id": "actienummer",
    "actions.action": "actie",
    "actions.assigned_on": "toegewezen op",
    "actions.arm": "groep",
    "actions.done_on": "uitgevoerd op",
    "actions.cost": "kosten",
    "goals.goal_id": "doelnummer",
    "goals.v": "v",
    "goals.measure": "maatstaf",
    "goals.target": "streefwaarde",
    "goals.due": "uiterlijk",
}
"""Headers of Dutch exports, by column, or by table and column where they differ."""

DUTCH_WORDS = {
    "organisation": "organisatie",
    "sole_trader": "eenmanszaak",
    "left": "vertrokken",
    "bankrupt": "failliet",
    "moved": "verhuisd",
    "merged": "gefuseerd",
    "let_go": "losgelaten",
    "acquire": "werven",
    "keep": "behouden",
    "win_back": "terugwinnen",
    "serve": "bedienen",
    "won": "gewonnen",
    "lost": "verloren",
    "visit": "bezoek",
    "call": "telefoon",
    "attention": "aandacht",
    "personal": "persoonlijk",
    "information": "informatie",
    "service": "service",
    "advantage": "voordeel",
    "yes": "ja",
    "partly": "deels",
    "no": "nee",
    "large": "groot",
    "small": "klein",
    "mark": "rapportcijfer",
    "demand": "eis",
    "wish": "wens",
    "appreciation": "waardering",
    "impression": "indruk",
    "rational": "rationeel",
    "emotional": "emotioneel",
    "declared": "opgegeven",
    "unknown_to_them": "onbekend",
    "known": "bekend",
    "not_needed": "niet nodig",
    "treated": "behandeld",
    "held_out": "controlegroep",
    "lengthen": "verlengen",
    "raise": "verhogen",
    "improve": "verbeteren",
}
"""How a Dutch package writes the choices of the contract."""

NOT_IN_TEXT = {"time_entries": ("hourly_cost",)}
"""Hours packages export no cost rate: the rules supply it. The Parquet files do have it."""


@dataclass(slots=True)
class Files:
    """The open files of one ledger folder; `write` may be called once per branch and table."""

    out: Path
    as_text: bool
    language: Language
    rows: dict[str, int] = field(default_factory=dict)
    _open: dict[str, Any] = field(default_factory=dict)
    _waiting: dict[str, list[pa.Table]] = field(default_factory=dict)

    def write(self, name: str, rows: pa.Table) -> None:
        """Add rows to the file of a fact table."""
        self.rows[name] = self.rows.get(name, 0) + len(rows)
        if self.as_text:
            self._write_text(name, rows)
        else:
            self._write_parquet(self.out / f"{name}.parquet", rows)

    def write_truth(self, name: str, rows: pa.Table) -> None:
        """Add rows to a truth file, which is always Parquet."""
        self._write_parquet(self.out / "truth" / f"{name}.parquet", rows)

    def __enter__(self) -> Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write what waits, unless something went wrong, and close all files."""
        for path in [path for path, waiting in self._waiting.items() if waiting and kind is None]:
            self._flush(path)
        for file in self._open.values():
            file.close()

    def _write_text(self, name: str, rows: pa.Table) -> None:
        left_out = [one for one in NOT_IN_TEXT.get(name, ()) if one in rows.column_names]
        rows, dutch = rows.drop_columns(left_out), self.language == "nl"
        if name not in self._open:
            self._open[name] = _opened(self.out, name, rows.column_names, dutch)
        cells = pa.table({one: _cells(rows[one], dutch) for one in rows.column_names})
        style = pa_csv.WriteOptions(
            include_header=False, delimiter=";" if dutch else ",", quoting_style="none" if dutch else "needed"
        )
        pa_csv.write_csv(_with_choices(name, cells, dutch), self._open[name], style)

    def _write_parquet(self, path: Path, rows: pa.Table) -> None:
        waiting = self._waiting.setdefault(str(path), [])
        waiting.append(rows)
        if sum(len(one) for one in waiting) >= ROWS_TOGETHER:
            self._flush(str(path))

    def _flush(self, path: str) -> None:
        together = pa.concat_tables(self._waiting[path])
        if path not in self._open:
            self._open[path] = pq.ParquetWriter(path, together.schema, compression="zstd")
        self._open[path].write_table(together)
        self._waiting[path] = []


def _opened(out: Path, name: str, columns: list[str], dutch: bool) -> IO[bytes]:
    """A text file with its header: Dutch packages put a byte order mark before it."""
    file = (out / f"{DUTCH_FILES[name] if dutch else name}.csv").open("wb")
    titles = [dutch_header(table=name, column=one) if dutch else one for one in columns]
    file.write((("\ufeff" if dutch else "") + (";" if dutch else ",").join(titles) + "\n").encode())
    return file


def dutch_header(*, table: str, column: str) -> str:
    """What a Dutch package calls this column; KeyError for a column we never export."""
    return DUTCH_COLUMNS.get(f"{table}.{column}") or DUTCH_COLUMNS[column]


def _cells(column: Column, dutch: bool) -> Column:
    """A column as text: 1234,50 and 31-12-2025 and ja in Dutch; 1234.50, 2025-12-31 and yes in English."""
    if pa.types.is_boolean(column.type):
        return pc.if_else(column, *(("ja", "nee") if dutch else ("yes", "no")))
    if pa.types.is_date(column.type):
        return pc.strftime(column, format="%d-%m-%Y" if dutch else "%Y-%m-%d")
    if column.type == pa.decimal128(18, 4):
        return column.cast(pa.decimal128(18, 0)).cast(pa.string())
    text = column.cast(pa.string())
    return (
        pc.replace_substring(text, pattern=".", replacement=",") if dutch and pa.types.is_decimal(column.type) else text
    )


def _with_choices(name: str, cells: pa.Table, dutch: bool) -> pa.Table:
    """Dutch words in the choice columns."""
    choices = [one.name for one in fact_table(name).columns if one.kind == "choice" and one.name in cells.column_names]
    for one in choices if dutch else ():
        cells = cells.set_column(cells.column_names.index(one), one, _translated(cells[one]))
    return cells


def _translated(column: Column) -> Column:
    said = column.combine_chunks().dictionary_encode()
    words = [DUTCH_WORDS.get(word, word) for word in said.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(said.indices)
