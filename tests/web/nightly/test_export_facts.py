"""What people write on the screens goes out as the files of a ledger, and the command line makes the same of it."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from klantkompas.web.care import cards, compass, complaints, offering, promises
from klantkompas.web.customers.models import Rating, Transaction
from klantkompas.web.nightly.services import recalculate
from tests.cli.running import ask
from tests.web.conftest import somebody

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CARE = ("recovery", "satisfaction", "marks", "promises", "needs", "awareness", "milestones", "phases")
SCREENS = {"compass", "bonds", "promises", "complaints", "cards", "ratings", "wallets"}


@pytest.fixture
def written(cast, customer_of):
    """A firm of which everything of care was written on the screens."""
    karim, firm = somebody("Karim", "complaint_handler"), [customer_of("Anna", f"K {n}") for n in range(5)]
    for n, customer in enumerate(firm):
        for month in range(1, 11):
            day = date(2026, month, 1 + n)
            Transaction.objects.create(customer=customer, date=day, amount=10_000, product_group="papier")
        whose = {"actor": cast.anna, "customer": customer, "at": NOW, "day": TODAY}
        compass.say_of(**whose, kind="demand", text="snel antwoord", weight=5, score=4 + n, contact="")
        compass.bind(**whose, bond="convenience", strength=3)
        promises.promise(**whose, what="terugbellen", due=TODAY + timedelta(days=2))
        offering.tell(**whose, group="onderhoud", state="does_not_know", competitor="", reason="")
        given = {"text": "x", "remedy_asked": "", "channel": "phone", "severity": "large", "about": None}
        fact = complaints.receive(actor=karim, customer=customer, **given, day=date(2026, 5, 1), at=NOW)
        answer = {"justified": "yes", "response": "x", "remedy": "", "compensation": Decimal(25), "cause": "levertijd"}
        complaints.respond(actor=karim, fact=fact, **answer, day=date(2026, 5, 3), at=NOW)
        complaints.close(actor=karim, fact=fact, satisfied=True, day=date(2026, 5, 4), at=NOW)
        Rating.objects.create(customer=customer, date=date(2026, 3, 1), measure="mark", score=(6 + n) * 10_000)
    cards.send(actor=cast.dirk, chosen=firm[:2], at=NOW)
    return firm


def test_the_command_line_makes_the_same_of_them(written, tmp_path, capsys):
    snapshot = recalculate(lambda *_: None, by=None, at=NOW, as_of=TODAY)
    call_command("export_facts", str(tmp_path / "facts"))
    assert {path.stem for path in (tmp_path / "facts").iterdir()} >= SCREENS
    asked = ("analyse", tmp_path / "facts", "--as-of", TODAY.isoformat(), "--out", tmp_path / "out", "--language", "nl")
    assert ask(capsys, *asked).status == 0
    kept = Path(settings.DATA) / snapshot.folder
    for name in CARE:
        ours, theirs = (pq.read_table(one / "lenses" / f"{name}.parquet") for one in (kept, tmp_path / "out"))
        assert ours.num_rows and ours.equals(theirs), name
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["milestones"] == snapshot.summary["milestones"]
    assert summary["generosity"] == snapshot.summary["generosity"]


def test_a_folder_with_something_in_it_is_left_alone(db, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(CommandError, match=r"niet leeg|not empty"):
        call_command("export_facts", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
