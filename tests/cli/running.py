"""The command line, run in this process, and a small firm's exports."""

from dataclasses import dataclass
from pathlib import Path

from klantkompas.cli import run

HEADER = "Factuurnr;Klantnr;Klantnaam;Factuurdatum;Bedrag excl. btw;Kostprijs"


@dataclass(frozen=True)
class Answer:
    """What came back: exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def flat(self) -> str:
        """What was printed as one line: where it is broken depends on the width."""
        return " ".join(self.out.split())


def ask(capsys, *arguments, language="nl") -> Answer:
    """Run ``klantkompas`` with these arguments."""
    capsys.readouterr()
    status = run([str(one) for one in arguments], {"LANG": f"{language}_NL.UTF-8"})
    said = capsys.readouterr()
    return Answer(status, said.out, said.err)


def small_firm(folder: Path) -> Path:
    """Three customers over two years, whole and well written, with hours and settings."""
    folder.mkdir()
    lines = [
        f"F{100 * customer + month};{customer};Firma {customer};15-{month % 12 + 1:02d}-{2024 + month // 12};"
        f"{customer}00,50;{customer}0,00"
        for customer in (1, 2, 3)
        for month in range(24)
    ]
    (folder / "facturen.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    hours = [f"{customer};{day:02d}-06-2025;2,5;Jan" for customer in (1, 2, 3) for day in range(1, 29)]
    hours += [
        f"3;{day:02d}-{month:02d}-{year};0,5;Jan" for year in (2024, 2025) for month in range(1, 13) for day in (2, 9)
    ]
    (folder / "uren.csv").write_text("\n".join(["Klant;Datum;Uren;Medewerker", *hours]), encoding="utf-8")
    (folder / "klantkompas.toml").write_text("[profit]\nhourly_cost = 62\n", encoding="utf-8")
    return folder


def with_bad_rows(folder: Path) -> Path:
    """The same firm, with four rows that cannot be counted."""
    path = folder / "facturen.csv"
    bad = [
        "B1;1;Firma 1;31-02-2025;10,00;1,00",
        "B2;2;=cmd|calc;01-03-2025;tien;1,00",
        "B3;3;@home;;30,00;1,00",
        "B4;3;een;veld;te;veel;hier",
    ]
    path.write_text(path.read_text(encoding="utf-8") + "\n" + "\n".join(bad), encoding="utf-8")
    return folder
