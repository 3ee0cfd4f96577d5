"""Exports as accounting and time-writing packages make them: understood without a word from the user."""

from textwrap import dedent

import pytest

from klantkompas.engine import rows_of
from klantkompas.ledger.book import open_ledger
from tests.ledger_files import facts

SALES = {
    "titled_columns": (
        """
        "Factuurnummer";"Factuurdatum";"Relatie: Code";"Relatie: Naam";"Bedrag excl. BTW";"Bedrag incl. BTW";"Valuta"
        "267001";"03-01-2025";"             1";"Bakkerij De Linde B.V.";"1.234,50";"1.493,75";"EUR"
        "267002";"10-02-2025";"             2";"Café ’t Hoekje";"-99,95";"-120,94";"EUR"
        """,
        "cp1252",
        [("1", "Bakkerij De Linde B.V.", 123450), ("2", "Café ’t Hoekje", -9995)],
    ),
    "sales_relation": (
        """
        Administratie;Boekstuknummer;Verkooprelatie;Naam verkooprelatie;Factuurdatum;Bedrag exclusief;Bedrag inclusief
        01;2025001;10001;Jansen Installaties;3-1-2025;1500;1815
        01;2025002;10002;De Boer & Zn.;4-2-2025;250,5;303,11
        """,
        "utf-8",
        [("10001", "Jansen Installaties", 150000), ("10002", "De Boer & Zn.", 25050)],
    ),
    "net_and_gross": (
        """
        Dagboek,Factuurnummer,Datum,Debiteur,Naam,Netto,BTW,Bruto,Valuta
        VRK,2025-0001,2025-01-03,1000,Jansen BV,1000.00,210.00,1210.00,EUR
        VRK,2025-0002,2025-02-03,1001,"Pietersen, Vof",-50.00,-10.50,-60.50,EUR
        """,
        "utf-8-sig",
        [("1000", "Jansen BV", 100000), ("1001", "Pietersen, Vof", -5000)],
    ),
    "currency_signs_and_minus_behind": (
        """
        Factuurnr.;Klantnr.;Klant;Factuurdatum;Totaal excl. btw;Totaal incl. btw
        1001;501;Fam. de Vries;1-3-2025;€ 1.250,00;€ 1.512,50
        1002;502;Garage Noord;15-3-2025;€ 300,00-;€ 363,00-
        """,
        "utf-16",
        [("501", "Fam. de Vries", 125000), ("502", "Garage Noord", -30000)],
    ),
    "names_only": (
        """
        Factuurnummer,Contact,Datum,Totaal excl. btw,Totaal incl. btw,Valuta
        2025-0001,Bakkerij De Linde,2025-01-03,"1.234,50","1.493,75",EUR
        2025-0002,Café Zon,2025-02-03,"99,00","119,79",EUR
        """,
        "utf-8",
        [("Bakkerij De Linde", "Bakkerij De Linde", 123450), ("Café Zon", "Café Zon", 9900)],
    ),
}


def written(folder, name, text, encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(dedent(text).strip().replace("\n", "\r\n").encode(encoding))
    return folder


@pytest.mark.parametrize("package", SALES)
def test_invoices_are_understood_and_customers_have_their_names(tmp_path, package):
    text, encoding, expected = SALES[package]
    with open_ledger(written(tmp_path / "export", "verkoopfacturen.csv", text, encoding)) as ledger:
        named = {row["customer_id"]: row["name"] for row in facts(ledger, "customers")}
        assert [(row["customer_id"], named[row["customer_id"]], row["amount"]) for row in facts(ledger)] == expected


def test_a_list_of_customers_goes_before_the_names_on_the_invoices(tmp_path):
    folder = written(tmp_path / "x", "facturen.csv", "Klantnr;Klantnaam;Datum;Bedrag\n1;Oud;03-01-2025;1,00")
    written(folder, "klanten.csv", "Klantnr;Naam\n1;Nieuw")
    with open_ledger(folder) as ledger:
        assert [row["name"] for row in facts(ledger, "customers")] == ["Nieuw"]


def test_a_customer_of_refused_lines_only_is_not_made_by_his_name(tmp_path):
    text = "Klantnr;Klantnaam;Datum;Bedrag\n1;Een;03-01-2025;1,00\n2;Twee;31-02-2025;1,00"
    with open_ledger(written(tmp_path / "x", "facturen.csv", text)) as ledger:
        assert [row["customer_id"] for row in rows_of(ledger.customers)] == ["1"]


HOURS = {
    "organisation_and_clock": (
        """
        Medewerker;Organisatie;Project;Dienst;Datum;Uren;Tarief
        Jan;Bakkerij De Linde BV;Website;Advies;03-01-2025;1:30;95,00
        Jan;Cafe Zon;Huisstijl;Ontwerp;04-02-2025;0:45;95,00
        """,
        {"Bakkerij De Linde": 150, "Café Zon": 75},
    ),
    "client_start_date_duration": (
        """
        User,Email,Client,Project,Billable,Start date,Start time,End date,Duration
        Jan,j@x.example,Bakkerij De Linde,Site,Yes,2025-01-13,09:00:00,2025-01-13,01:30:00
        Jan,j@x.example,Café Zon,Site,No,2025-02-13,09:00:00,2025-02-13,00:20:00
        """,
        {"Bakkerij De Linde": 150, "Café Zon": 33},
    ),
    "duration_twice": (
        """
        Client,Description,User,Start Date,Duration (h),Duration (decimal)
        Bakkerij De Linde,call,Jan,2025-01-13,01:30:00,1.50
        Café Zon,call,Jan,2025-02-13,00:20:00,0.33
        """,
        {"Bakkerij De Linde": 150, "Café Zon": 33},
    ),
}


@pytest.mark.parametrize("package", HOURS)
def test_hours_by_name_and_by_the_clock_find_their_customer(tmp_path, package):
    text, expected = HOURS[package]
    folder = written(tmp_path / "export", "facturen.csv", SALES["names_only"][0])
    written(folder, "time entries 2025.csv", text)
    with open_ledger(folder) as ledger:
        assert {row["customer_id"]: row["hours"] for row in facts(ledger, "time_entries")} == expected


@pytest.mark.parametrize(
    ("cell", "hundredths"),
    [
        ("1:30", 150), ("01:30:00", 150), ("1u30", 150), ("1h30", 150), ("1,5 uur", 150), ("2u", 200), ("25:10", 2517),
        ("-0:20", -33), ("0:05:59", 10), ("1:75", None), ("90 min", None), ("1:30 - 2:30", None),
    ],
)  # fmt: skip
def test_hours_are_read_to_the_hundredth_or_refused(tmp_path, cell, hundredths):
    folder = written(tmp_path / "export", "facturen.csv", "klantnummer;datum;bedrag\n1;03-01-2025;1,00")
    written(folder, "uren.csv", f"klantnummer;datum;uren\n1;03-01-2025;{cell}\n1;04-01-2025;0,25")
    with open_ledger(folder) as ledger:
        read = [row["hours"] for row in facts(ledger, "time_entries")]
    assert sorted(read) == sorted([25, hundredths] if hundredths is not None else [25])


def test_a_date_that_is_none_does_not_make_the_others_doubtful(tmp_path):
    text = "klantnummer;datum;bedrag\n1;03-01-2025;1,00\n2;99-99-2025;2,00\n3;28-01-2025;3,00"
    with open_ledger(written(tmp_path / "x", "facturen.csv", text)) as ledger:
        assert [row["customer_id"] for row in facts(ledger)] == ["1", "3"]


def test_amounts_that_are_never_filled_leave_a_ledger_of_counts(tmp_path):
    text = "klantnummer;datum;bedrag\n1;03-01-2025;\n2;04-01-2025;"
    with open_ledger(written(tmp_path / "x", "facturen.csv", text)) as ledger:
        assert not ledger.has("transactions", "amount")
        assert [row["customer_id"] for row in facts(ledger)] == ["1", "2"]
        assert "bedrag" in ledger.mappings[0].unused
