"""The reports page: every report, its downloads, and the tickets behind a figure."""

import json
from datetime import date
from pathlib import Path

import pytest

from recycling.domain.parties import Party, PartyKind
from recycling.reporting.documents import (
    Cell,
    Chart,
    ChartKind,
    Role,
    Series,
    Table,
)
from recycling.reporting.pen import MassUnit
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context
from recycling.ui import report_charts, report_frames
from recycling.ui.i18n import LANGUAGE_NAMES, Words
from recycling.ui.report_panel import tickets_csv
from recycling.ui.report_request import KINDS, ReportAsk, make_document
from tests.ui import tiny_city

LOCALES = {"zh": "zh-CN", "en": "en-US"}
TABLE = Table(
    "t", "T", ("Name", "Mass", "Mass"),
    (
        (Cell("Yubei"), Cell("6", 6.0, "t", exact=6000, exact_unit="kg",
                             figure_id="recovered_kg/2026/500112/-/-"), Cell("1")),
    ),
)  # fmt: skip


def errors(app) -> list[str]:
    return [e.value for e in app.error] + [e.value for e in app.exception]


def open_reports(open_app, workspace: Path, lang: str, **params: str):
    return open_app(workspace, LOCALES[lang], page="reports", **params)


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_report_of_the_small_city(open_app, city: Context, lang: str):
    app = open_reports(open_app, city.settings.workspace, lang)
    for kind in ("target", "district", "site"):
        app.segmented_control(key="report").set_value(kind).run()
        assert not errors(app), kind
        mass = MassUnit.T if kind == "site" else MassUnit.TEN_KT
        ask = ReportAsk(kind, lang, mass, day=tiny_city.DAY)
        assert app.subheader[0].value == make_document(city, ask).title
    # Nothing was posted in this city: carbon says so in words, or shows zero.
    for kind in ("carbon", "settlement"):
        app.segmented_control(key="report").set_value(kind).run()
        assert not app.exception
        assert len(errors(app)) <= 1


def test_a_cell_leads_to_its_tickets(open_app, city: Context):
    app = open_reports(open_app, city.settings.workspace, "en")
    document = make_document(
        city, ReportAsk("target", "en", MassUnit.TEN_KT, day=tiny_city.DAY)
    )
    table = next(t for t in document.tables if t.is_traceable)
    row, column, figure = next(
        (r, c, cell.figure_id)
        for r, cells in enumerate(table.rows)
        for c, cell in enumerate(cells)
        if cell.figure_id
    )
    app.session_state[f"report_table_{document.key}_{table.key}"] = {
        "selection": {"rows": [], "columns": [], "cells": [(row, f"c{column}")]}
    }
    app.run()
    assert not errors(app)
    said = [one.value for one in app.markdown]
    assert f"**{Words('en')('reports.behind')}** `{figure}`" in said


def test_all_tickets_behind_a_figure(city: Context):
    lines = tickets_csv(city, "recovered_kg/2026/-/steel/-", Words("en")).decode(
        "utf-8-sig"
    )
    rows = [line.split(",") for line in lines.splitlines()]
    mass = rows[0].index("net_kg")
    assert sum(int(row[mass]) for row in rows[1:]) == 6000 * tiny_city.KT


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_without_data_the_page_says_what_to_do(open_app, empty: Context, lang: str):
    app = open_reports(open_app, empty.settings.workspace, lang)
    assert not errors(app)
    assert app.header[0].value == Words(lang)("empty.title")


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_a_broken_database_is_said(open_app, tmp_path: Path, lang: str):
    (tmp_path / "recovery.db").write_bytes(b"no database at all" * 100)
    app = open_reports(open_app, tmp_path, lang)
    assert "is not a SQLite database" in errors(app)[0]


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_sealed_months_without_any(open_app, city: Context, lang: str):
    app = open_reports(open_app, city.settings.workspace, lang)
    app.session_state["reports_tab"] = Words(lang)("reports.tab_evidence")
    app.run()
    assert not errors(app)
    assert "recycling evidence close" in app.code[0].value


def test_every_kind_is_one_of_the_command_line():
    assert set(KINDS) == {"target", "district", "site", "carbon", "settlement"}


def test_a_statement_of_one_party(tmp_path: Path):
    context = tiny_city.make(tmp_path)
    party = Party("P-1", "Li", PartyKind.RESIDENT)
    with context.unit_of_work() as work:
        number = log_entry(work, "test", "parties")
        work.inputs.merge(batch_of("parties", [party]), number)
    days = (date(2026, 11, 1), tiny_city.DAY)
    ask = ReportAsk("settlement", "en", MassUnit.KG, days=days, part="P-1")
    assert make_document(context, ask).key == "settlement"


def test_a_table_shows_its_texts_and_knows_its_figures():
    frame = report_frames.table_frame(TABLE)
    assert list(frame.columns) == ["c0", "c1", "c2"]
    assert list(frame.iloc[0]) == ["Yubei", "6", "1"]
    assert report_frames.figure_at(TABLE, 0, 1) == "recovered_kg/2026/500112/-/-"
    assert report_frames.figure_at(TABLE, 0, 2) == ""
    assert report_frames.figure_at(TABLE, 7, 1) == ""


@pytest.mark.parametrize("kind", list(ChartKind))
def test_charts_hold_every_value(kind: ChartKind):
    chart = Chart(
        "c", "C", kind, "t", ("a", "b", "c"),
        (Series("now", Role.ACTUAL, (5.0, -2.0, 3.0)),),
    )  # fmt: skip
    spec = json.loads(report_charts.report_chart(chart).to_json())
    rows = [row for data in spec["datasets"].values() for row in data]
    assert [row["value"] for row in rows] == [5.0, -2.0, 3.0]
    if kind is ChartKind.WATERFALL:
        assert [(row["begin"], row["end"]) for row in rows] == [(0, 5), (5, 3), (0, 3)]
