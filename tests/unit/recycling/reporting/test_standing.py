"""Where the split starts from, vehicles by class, and all figures of the plan."""

from datetime import date

import pytest

from recycling.domain.materials import HazardClass, Material, Parameter
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Pieces, Recovered
from recycling.reporting.forecast_history import months_from
from recycling.reporting.standing import (
    baseline_of,
    baseline_year,
    plan_figures,
    vehicle_classes,
)
from tests.unit.recycling.reporting.past import monthly

BASE = [Target("a", Indicator.RECOVERED, 2023, 5, is_baseline=True)]


def year_of(year: int, kg: int, last: int = 12) -> list[Recovered]:
    months = months_from(date(year, 1, 1), date(year, last, 1))
    return [monthly(month, "A", "steel", kg) for month in months]


def test_the_plan_s_baseline_year_where_it_is_whole() -> None:
    rows = [*year_of(2022, 1), *year_of(2023, 2), *year_of(2024, 3)]
    assert baseline_year(BASE, rows) == 2023
    assert baseline_of(BASE, rows) == {("A", "steel"): 24}


def test_else_the_newest_whole_year() -> None:
    rows = [*year_of(2023, 2, last=11), *year_of(2024, 3), *year_of(2025, 4, last=6)]
    assert baseline_year(BASE, rows) == 2024
    assert baseline_of(BASE, year_of(2025, 4, last=6)) == {}


def test_vehicles_by_class_and_in_standard_vehicles() -> None:
    materials = {
        "elv": Material("elv", "ELV", "报废机动车", "elv", hazard=HazardClass.ELV),
        "weee": Material("weee", "WEEE", "家电", "weee", hazard=HazardClass.WEEE),
    }
    parameters = {
        f"elv.standard.{kind}": Parameter(f"elv.standard.{kind}", value, "")
        for kind, value in {"car": 1.0, "truck": 5.2}.items()
    }

    def pieces(month: int, kind: str, units: int, material: str = "elv") -> Pieces:
        day = date(2026, month, 1)
        return Pieces(day, "A", material, kind, units, units * 1000, 1)

    rows = [pieces(1, "truck", 10), pieces(2, "car", 3), pieces(1, "car", 4),
            pieces(1, "", 2), pieces(1, "", 99, "weee")]  # fmt: skip
    found = vehicle_classes(rows, materials, parameters)
    assert [(c.elv_class, c.units, c.net_kg) for c in found] == [
        ("car", 7, 7_000), ("truck", 10, 10_000), ("", 2, 2_000),
    ]  # fmt: skip
    assert [c.standard_units for c in found] == pytest.approx([7, 52, 2])


def test_all_figures_of_the_plan_are_listed() -> None:
    targets = [
        Target("m", Indicator.GREEN_MALLS, 2027, 65, source="line 142"),
        Target("g", Indicator.GREEN_CENTRES, 2027, 10),
        Target("d", Indicator.GREEN_CENTRES, 2027, 3, district="A"),
        *BASE,
    ]
    found = plan_figures(targets, {Indicator.GREEN_CENTRES: 4})
    assert [(f.indicator, f.value, f.reached) for f in found] == [
        (Indicator.RECOVERED, 5, None),
        (Indicator.GREEN_CENTRES, 10, 4),
        (Indicator.GREEN_MALLS, 65, None),
    ]
    assert found[0].is_baseline
    assert found[2].source == "line 142"
