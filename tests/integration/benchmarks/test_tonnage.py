"""The tonnage benchmark on little data: what it prints, and what it keeps."""

import json
import tempfile
from pathlib import Path

import pytest

from benchmarks.tonnage import tonnage
from benchmarks.tonnage_city import City, kept_workspace

TINY = City(tickets=300, months=1, scale="small")


def test_every_figure_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert tonnage(TINY, tmp_path / "nothing", has_bars=False) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({"name", "value", "unit", "bar", "ok"} <= line.keys() for line in lines)
    values = {line["name"]: line["value"] for line in lines}
    for name in ("report_full_s", "month_close_s", "verify_s", "report_site_pdf_s"):
        assert values[name] > 0
    # The real data is not there: the forecast's lines say so.
    assert values["forecast_mase_8_weeks"] is None
    months = {line["months"] for line in lines if line["name"] == "verify_s"}
    assert months == {1}

    kept = kept_workspace(TINY)
    assert kept.parent.parent == tmp_path
    assert "building" not in capsys.readouterr().err
