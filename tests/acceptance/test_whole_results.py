"""Results are of one run: all of them, or those of the run before."""

import pytest

from tests.cli.running import ask, small_firm

STOPS = {"Ctrl-C": KeyboardInterrupt(), "full disk": OSError(28, "No space left on device")}


@pytest.mark.parametrize("stop", STOPS)
def test_a_run_that_stops_halfway_leaves_the_former_results(capsys, tmp_path, monkeypatch, stop):
    monkeypatch.chdir(tmp_path)
    firm = small_firm(tmp_path / "firm")
    monkeypatch.setattr("klantkompas.report.results.write_report", lambda *_, **__: None)
    assert ask(capsys, "analyse", firm, "--out", "out", "--as-of", "2025-06-30").status == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}

    def stopped(*_, **__):
        raise STOPS[stop]

    monkeypatch.setattr("klantkompas.report.results.write_workbook", stopped)
    answer = ask(capsys, "analyse", firm, "--out", "out", "--as-of", "2025-09-30")
    assert answer.status == (130 if stop == "Ctrl-C" else 1)
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}
    assert after["customers.parquet"] == before["customers.parquet"]
    assert after["summary.json"] == before["summary.json"]
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
