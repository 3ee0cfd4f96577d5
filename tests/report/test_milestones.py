"""What there is to celebrate stands in the report: how often, the newest by name, and why something is unknown."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from klantkompas.insight.columns import MILESTONES
from klantkompas.insight.milestones import SCHEMA
from klantkompas.report.milestones import milestone_table, tell_milestones
from klantkompas.report.writer import Writer
from tests.report.fake_base import AS_OF, fake_base
from tests.report.valued_base import with_changes

WRITER = Writer(language="nl", currency="EUR", as_of=AS_OF)


def test_how_often_the_newest_by_name_and_why_not(tmp_path: Path):
    base = fake_base(20)
    numbers = base.table["customer_id"].to_pylist()
    names = dict(zip(numbers, base.table["name"].to_pylist(), strict=True))
    days = [date(2026, 1, 5), date(2026, 3, 5), date(2026, 2, 5), date(2025, 12, 5)]
    lines = [(number, day, "won", None) for number, day in zip(numbers, days, strict=False)]
    rows = [dict(zip(SCHEMA.names, line, strict=True)) for line in [*lines, (numbers[5], days[0], "woken", None)]]
    path = tmp_path / "milestones.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    counts = dict.fromkeys(MILESTONES, 0) | {"won": 4, "woken": 1, "kept": None}
    told = dict(base.summary) | {"milestones": counts, "why": {"milestones.kept": "no_rise"}}
    base = with_changes(base, summary=told, milestones=path)
    table = {row[0]: row[1:] for row in milestone_table(base, WRITER).rows}
    first = [names[numbers[at]] for at in (1, 2, 0)]
    assert table["gewonnen"] == (4, f"{first[0]} (05-03-2026), {first[1]} (05-02-2026), {first[2]} (05-01-2026)")
    assert table["gewekt"] == (1, f"{names[numbers[5]]} (05-01-2026)")
    assert table["behouden voorbij het afhaakmoment"] == (None, WRITER.why("no_rise"))
    assert table["gegroeid"] == (0, "–")
    said = tell_milestones(base, WRITER)[0].replace("\u00a0", " ")
    assert said == "Gewonnen: 4 klanten. Van klanten die jullie al hadden: 1 mijlpaal."


def test_a_base_without_milestones_has_no_such_page():
    assert not milestone_table(fake_base(5), WRITER).rows
