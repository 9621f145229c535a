"""Reports of a year as documents: every split adds up, every figure has its id."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from recycling.domain.balance import FlowSum
from recycling.domain.counting import CountingRule
from recycling.domain.figures import parse_figure
from recycling.domain.tickets import Flow, Recovered
from recycling.reporting.district_document import (
    DistrictInputs,
    city_document,
    district_document,
)
from recycling.reporting.documents import Document, Table, row_id
from recycling.reporting.pen import MassUnit, Pen
from recycling.reporting.provenance import Provenance
from recycling.reporting.report import ReportInputs, build_report
from recycling.reporting.site_document import (
    SiteInputs,
    site_document,
    sites_document,
)
from recycling.reporting.target_document import target_document
from recycling.schema.columns import LANGUAGES, Lang
from tests.builders import micro_network

type Rows = Callable[..., Recovered]
PROVENANCE = Provenance(
    first=date(2026, 1, 1), last=date(2026, 6, 30), newest=date(2026, 7, 2),
    tickets=12, net_kg=1_000_000, simulated_kg=250_000,
    counting=CountingRule(), factor_version="v1", sources=("the plan",),
)  # fmt: skip
PERIOD = "2026-01-01..2026-06-30"


def named(document: Document) -> dict[str, Table]:
    return {table.key: table for table in document.tables}


def exact(table: Table, column: int) -> list[float | None]:
    return [row[column].exact for row in table.rows]


def notes(document: Document) -> dict[str, str]:
    return {note.key: note.text for note in document.notes}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_target_report(inputs: ReportInputs, lang: Lang) -> None:
    due = {date(2026, 1, 1): 600_000, date(2026, 2, 1): 700_000}
    report = build_report(inputs)
    document = target_document(report, due, PROVENANCE, Pen(lang, MassUnit.T))
    tables = named(document)
    first = tables["indicators"].rows[0]
    assert first[1].text == "1,000.0"
    assert row_id(first) == f"recovered_kg/{PERIOD}/-/-/-"
    months = tables["months"]
    assert exact(months, 1) == [1_000_000, 0]
    # 1,000 t of 600 t, then of 1,300 t.
    assert exact(months, 4) == [600_000, 1_300_000]
    assert [row[5].text for row in months.rows] == ["166.7%", "76.9%"]
    for key in ("districts", "materials"):
        assert sum(value or 0 for value in exact(tables[key], 2)) == 1_000_000
    assert tables["districts"].rows[0][1].text == "1"
    charts = {chart.key: chart for chart in document.charts}
    assert charts["burn_up"].series[0].values == (1000.0, 1000.0)
    assert "25.0%" in document.warning
    assert "2026-07-02" in notes(document)["freshness"]
    assert notes(document)["factors"] == "v1"
    assert "first_intake" in notes(document)["counting"]
    assert notes(document)["sources"] == "the plan"


def test_every_id_of_the_target_report_names_a_figure(inputs: ReportInputs) -> None:
    document = target_document(build_report(inputs), {}, PROVENANCE, Pen("en"))
    cells = [cell for table in document.tables for row in table.rows for cell in row]
    ids = [cell.figure_id for cell in cells if cell.figure_id]
    assert len(ids) > 5
    for name in ids:
        assert str(parse_figure(name)) == name
        # Targets are of the years they are due in.
        figure = parse_figure(name)
        is_dated = figure.account in {"target", "growth", "stated"}
        assert is_dated or figure.days[0].year == 2026


def test_without_targets_nothing_is_due(bare: ReportInputs) -> None:
    document = target_document(build_report(bare), {}, PROVENANCE, Pen("en"))
    assert exact(named(document)["months"], 4) == [None]
    assert all(len(chart.series) == 1 for chart in document.charts)


def test_made_up_figures_are_said_to_be() -> None:
    whole = replace(PROVENANCE, simulated_kg=1_000_000)
    none = replace(PROVENANCE, simulated_kg=0)
    gate = replace(none, counting=CountingRule(2), sealed_to=date(2026, 5, 1))
    first, second = (
        sites_document(micro_network(), [], provenance, Pen("en"))
        for provenance in (whole, gate)
    )
    assert first.warning.startswith("Synthetic")
    assert second.warning == ""
    assert "level 2" in notes(second)["counting"]
    assert "2026-05" in notes(second)["freshness"]


def test_districts_by_materials_add_up_both_ways(
    inputs: ReportInputs, rows: Rows
) -> None:
    cells = [
        rows(600_000, district="A", material="paper"),
        rows(100_000, district="A", material="elv"),
        rows(300_000, district="C", material="paper"),
    ]
    districts = build_report(inputs).districts
    document = city_document(
        micro_network(),
        DistrictInputs(2027, districts, cells, []),
        PROVENANCE,
        Pen("zh"),
    )
    matrix = named(document)["district_materials"]
    *parts, total = matrix.rows
    for column in range(1, len(matrix.headers)):
        whole = sum(row[column].exact or 0 for row in parts)
        assert whole == total[column].exact
    assert total[-1].exact == 1_000_000
    assert document.paragraphs


def test_one_district(inputs: ReportInputs, rows: Rows) -> None:
    network = micro_network()
    districts = build_report(inputs).districts
    months = [rows(700_000, district="A"), rows(300_000, district="C")]
    cells = [rows(700_000, district="A", material="paper")]
    sites = [rows(500_000, site="C1"), rows(200_000, site="C2")]
    given = DistrictInputs(2027, districts, cells, months, sites, {date(2026, 1, 1): 5})
    document = district_document(
        network, network.districts["A"], given, PROVENANCE, Pen("en")
    )
    tables = named(document)
    assert exact(tables["months"], 1) == [700_000]
    assert row_id(tables["months"].rows[0]) == "recovered_kg/2026-01/A/-/-"
    assert exact(tables["materials"], 1) == [700_000]
    assert [row[1].text for row in tables["sites"].rows] == ["C1", "C2"]
    assert len(tables["districts"].rows) == 1


def test_one_site_with_all_loads(rows: Rows) -> None:
    network = micro_network()
    month = date(2026, 1, 1)

    def flow(way: Flow, kg: int) -> FlowSum:
        return FlowSum(month, "C1", "", "paper", "household", way, kg, 0, 1, 0)

    flows = {month: [flow(Flow.INTAKE, 900), flow(Flow.OUTPUT, 400)]}
    sums = [rows(800, material="paper"), rows(100, material="elv")]
    document = site_document(
        network, network.sites["C1"], SiteInputs(sums, flows), PROVENANCE,
        Pen("en", MassUnit.KG),
    )  # fmt: skip
    tables = named(document)
    assert [cell.text for cell in tables["flows"].rows[0]] == [
        "2026-01", "900", "0", "0", "400",
    ]  # fmt: skip
    assert exact(tables["months"], 1) == [900]
    assert row_id(tables["materials"].rows[0]) == (f"recovered_kg/{PERIOD}/C1/paper/-")
    shares = [row[2].text for row in tables["materials"].rows]
    assert shares == ["88.9%", "11.1%"]
