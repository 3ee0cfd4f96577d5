"""Hours on projects and on names: whose they are taken to be, by what, and how the user corrects it."""

import time
from pathlib import Path

import pytest

from klantkompas.errors import UsageError
from klantkompas.ledger.book import Ledger
from klantkompas.ledger.matching import bare_name, read_corrections, write_matches
from tests.ledger_files import facts, ledger_of, sold, worked

CUSTOMERS = [
    {"customer_id": "10234", "name": "Bakkerij De Linde B.V.", "vat_number": "NL001234567B01"},
    {"customer_id": "00077", "name": "Van Dam Techniek"},
    {"customer_id": "10300", "name": "Jansen"},
    {"customer_id": "10301", "name": "Jansen"},
    {"customer_id": "10400", "name": "Installatiebedrijf Vermeulen"},
]
LINES = [sold(one["customer_id"], "2025-01-01") for one in CUSTOMERS]


def on_project(written: str, hours: str = "1") -> dict[str, object]:
    line = worked(None, "2025-01-02", hours, project=written)
    del line["customer_id"]
    return line


def matched(folder: Path, *written: str) -> Ledger:
    return ledger_of(folder, transactions=LINES, customers=CUSTOMERS, time_entries=[on_project(one) for one in written])


@pytest.mark.parametrize(
    ("written", "customer", "how"),
    [
        ("10234", "10234", None),
        ("P10234 onderhoud", None, "none"),
        ("Onderhoud 10234", "10234", "number"),
        ("Project 10234-03", "10234", "number"),
        ("77", "00077", "zeros"),
        ("klant 077", "00077", "zeros"),
        ("NL 0012.34.567.B01", "10234", "vat"),
        ("Bakkerij de Linde", "10234", "name"),
        ("bakkerij linde bv", "10234", "name"),
        ("Website Van Dam Techniek 2025", "00077", "inside"),
        ("Instalatiebedrijf Vermeulen", "10400", "similar"),
        ("Jansen", None, "none"),  # two customers of that name: no basis for a guess
        ("Kantine", None, "none"),
    ],
)
def test_hours_find_their_customer(written: str, customer: str | None, how: str | None, tmp_path: Path) -> None:
    with matched(tmp_path, written) as ledger:
        assert [row["customer_id"] for row in facts(ledger, "time_entries")] == [customer]
        assert [(one.written, one.customer_id, one.how) for one in ledger.matches] == (
            [] if how is None else [(written, customer, how)]
        )
        assert facts(ledger, "time_entries")[0]["unknown_id"] == (written if customer is None else None)


def test_every_match_stands_in_a_file_and_what_is_corrected_there_goes_before_any_guess(tmp_path: Path) -> None:
    with matched(tmp_path, "Jansen", "Kantine", "Bakkerij de Linde", "Bakkerij de Linde") as ledger:
        write_matches(tmp_path / "koppeling.csv", ledger.matches)
    assert (tmp_path / "koppeling.csv").read_text("utf-8-sig").splitlines() == [
        "geschreven_als;klantnummer;klantnaam;hoe;uren;regels",
        "Bakkerij de Linde;10234;Bakkerij De Linde B.V.;name;2,00;2",
        "Jansen;;;none;1,00;1",
        "Kantine;;;none;1,00;1",
    ]
    text = "geschreven_als;klantnummer\nJansen;10301\nBakkerij de Linde;\nKantine;10400\n"
    (tmp_path / "koppeling.csv").write_text(text, "utf-8")
    with matched(tmp_path, "Jansen", "Bakkerij de Linde", "Kantine") as ledger:
        assert {one.written: (one.customer_id, one.how) for one in ledger.matches} == {
            "Jansen": ("10301", "corrected"),
            "Bakkerij de Linde": (None, "corrected"),
            "Kantine": ("10400", "corrected"),
        }
        assert {row["customer_id"] for row in facts(ledger, "time_entries")} == {"10301", None, "10400"}


def test_a_correction_to_a_number_that_nobody_has_stays_visible_as_unknown(tmp_path: Path) -> None:
    tmp_path.joinpath("koppeling.csv").write_text("geschreven_als;klantnummer\nKantine;99999\n", "utf-8")
    with matched(tmp_path, "Kantine") as ledger:
        (row,) = facts(ledger, "time_entries")
        assert (row["customer_id"], row["unknown_id"]) == (None, "99999")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_corrections_are_read_as_a_spreadsheet_saves_them(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "koppeling.csv"
    path.write_bytes("geschreven_als;klantnummer\r\nCafé Zuid;0012\r\n".encode(encoding))
    assert read_corrections(path) == {"Café Zuid": "0012"}
    path.write_bytes("geschreven_als,klantnummer\r\nCafé Zuid,0012\r\n".encode(encoding))
    assert read_corrections(path) == {"Café Zuid": "0012"}


def test_corrections_without_our_columns_are_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "koppeling.csv").write_text("a;b\n1;2\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        matched(tmp_path, "Kantine")
    assert caught.value.code == "corrections_unreadable"


def test_hours_on_projects_without_a_customer_list_are_kept_for_nobody(tmp_path: Path) -> None:
    with ledger_of(tmp_path, transactions=LINES, time_entries=[on_project("Kantine"), on_project("10234")]) as ledger:
        hours = facts(ledger, "time_entries")
        assert sum(row["hours"] for row in hours) == 200
        assert sorted(str(row["customer_id"]) for row in hours) == ["10234", "None"]


def test_hours_without_customer_and_without_project_stay_in_the_reconciliation(tmp_path: Path) -> None:
    lines = [worked("10234", "2025-01-02", "1.25"), worked(None, "2025-01-02", "2.50")]
    with ledger_of(tmp_path, transactions=LINES, customers=CUSTOMERS, time_entries=lines) as ledger:
        assert [(row["customer_id"], row["hours"]) for row in facts(ledger, "time_entries")] == [
            ("10234", 125),
            (None, 250),
        ]
        (count,) = [one for one in ledger.counts if one.table == "time_entries"]
        assert count.amount_kept == 375


def test_a_number_goes_before_the_project_beside_it(tmp_path: Path) -> None:
    lines = [worked("10400", "2025-01-02", project="Bakkerij de Linde"), worked(None, "2025-01-03", project="10234")]
    with ledger_of(tmp_path, transactions=LINES, customers=CUSTOMERS, time_entries=lines) as ledger:
        assert sorted(row["customer_id"] for row in facts(ledger, "time_entries")) == ["10234", "10400"]


def test_a_name_is_bare_without_form_article_and_point() -> None:
    assert bare_name("Bakkerij De Linde B.V.") == bare_name("bakkerij linde bv") == "bakkerij linde"
    assert bare_name("Café 't Hoekje V.O.F.") == "cafe t hoekje"
    assert bare_name("B.V.") == ""


def test_thousands_of_unknown_projects_beside_thousands_of_names_are_matched_in_seconds(tmp_path: Path) -> None:
    customers = [{"customer_id": f"K{n}", "name": f"Firma nummer {n * 7919 % 10_007}"} for n in range(3_000)]
    hours = [on_project(f"werk aan zaak {n * 104_729 % 99_991}") for n in range(3_000)]
    begun = time.process_time()
    with ledger_of(tmp_path, transactions=LINES, customers=customers, time_entries=hours) as ledger:
        assert len(ledger.matches) == 3_000
    assert time.process_time() - begun < 10
