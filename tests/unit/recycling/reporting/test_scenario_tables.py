"""Scenarios side by side, as text and as a file."""

import csv
from dataclasses import replace
from pathlib import Path

from recycling.domain.scenarios import Comparison, Scenario, ScenarioFigures
from recycling.reporting.scenario_tables import (
    ROWS,
    comparison_sections,
    write_comparison,
)
from recycling.schema.columns import LANGUAGES
from recycling.schema.messages import text
from tests.builders import DAY

FACTS = {
    Scenario.CURRENT: {"other_district": 1},
    Scenario.OWN: {"other_district": 1},
    Scenario.POOLED: {},
    Scenario.NIGHT: {"moved": 2, "by_day": 1, "opened_h": 3},
    Scenario.ELECTRIC: {"replaced": 4},
}
CURRENT = ScenarioFigures(
    scenario=Scenario.CURRENT, vehicles=2, trips=4, served=9, load_kg=2_000,
    unserved={"fleet_full": 1}, unserved_kg=500, distance_m=10_000, empty_m=5_000,
    duration_s=7_200, kg_m=6_000_000, capacity_kg_m=30_000_000, load_l=40_000,
    capacity_l=80_000, route_fen=100_000, extra_fen=0, emission_g=5_000_000,
    facts=FACTS[Scenario.CURRENT],
)  # fmt: skip


def compared(*others: ScenarioFigures) -> Comparison:
    return Comparison(DAY, 10, 2_500, 30.0, "street", (CURRENT, *others))


def test_figures_stand_beside_each_other_with_their_differences() -> None:
    pooled = replace(
        CURRENT, scenario=Scenario.POOLED, distance_m=8_000, empty_m=2_000,
        route_fen=90_000, unserved={}, facts={},
    )  # fmt: skip
    figures, unserved, methods = comparison_sections(compared(pooled), "en")
    assert figures.headers == ("Figure", "current assignment", "pooled fleets")
    rows = {row[0]: row[1:] for row in figures.rows}
    assert rows["Way (km)"] == ("10", "8 (-20.0%)")
    assert rows["Empty share of the way"] == ("50.0%", "25.0% (-25.0 points)")
    assert rows["Cost"] == ("1,000.00 元 (CNY)", "900.00 元 (CNY) (-10.0%)")
    assert rows["Cost per tonne"][0] == "500.00 元 (CNY)"
    assert rows["CO2 (t)"] == ("5.00", "5.00 (+0.0%)")
    assert rows["Load factor (t·km over payload·km)"][0] == "20.0%"
    assert rows["Fill of bodies (litres)"][0] == "50.0%"
    # Nothing to divide by: the figure stands alone.
    assert rows["of it besides routes"] == ("0.00 元 (CNY)", "0.00 元 (CNY)")
    assert "15 s of the solver" in figures.note
    assert unserved.rows == ((text("unserved.fleet_full", "en"), "1", "0"),)
    assert [row[0] for row in methods.rows] == ["current assignment", "pooled fleets"]


def test_every_scenario_says_how_it_was_planned_in_every_language() -> None:
    others = [
        replace(CURRENT, scenario=scenario, facts=FACTS[scenario])
        for scenario in Scenario
    ]
    found = Comparison(DAY, 10, 2_500, 30.0, "street", tuple(others))
    for lang in LANGUAGES:
        figures, _, methods = comparison_sections(found, lang)
        assert len(methods.rows) == len(Scenario)
        assert len(figures.rows) == len(ROWS)
        assert not any("{" in cell for row in methods.rows for cell in row)


def test_a_day_without_a_route_has_no_shares(tmp_path: Path) -> None:
    nothing = replace(
        CURRENT, scenario=Scenario.OWN, load_kg=0, distance_m=0, capacity_kg_m=0,
        capacity_l=0,
    )  # fmt: skip
    figures, *_ = comparison_sections(compared(nothing), "en")
    rows = {row[0]: row[1:] for row in figures.rows}
    assert rows["Empty share of the way"] == ("50.0%", "-")
    assert rows["Cost per tonne"][1] == "-"
    path = write_comparison(compared(nothing), tmp_path / "new" / "scenarios.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = {(r["scenario"], r["figure"]): r for r in csv.DictReader(file)}
    assert lines["own", "distance_km"]["difference"] == "-10.0"
    assert lines["own", "fill"]["value"] == lines["own", "fill"]["difference"] == ""
    assert lines["current", "unserved.fleet_full"]["value"] == "1"
    assert len(lines) == 2 * (len(ROWS) + 1)
