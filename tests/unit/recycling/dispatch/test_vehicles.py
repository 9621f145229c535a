"""Crews and batteries as the routing problem takes them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recycling.dispatch.vehicles import DayRules, vehicle_type
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from routing.vrp.parts import Break, DrivingRest, Energy, Overtime
from tests.builders import HOUR_S

if TYPE_CHECKING:
    from recycling.domain.fleet import VehicleType

FIGURES = {
    "time.lunch_earliest_h": 11,
    "time.lunch_latest_h": 13,
    "time.lunch_s": 1800,
    "time.max_driving_s": 14_400,
    "time.break_s": 1200,
    "time.shift_s": 28_800,
    "cost.overtime_factor": 1.5,
    "fleet.usable_range_share": 0.6,
    "fleet.load_energy_share": 0.5,
}


@pytest.fixture
def strict(micro: Network) -> Network:
    rows = {code: Parameter(code, value, "") for code, value in FIGURES.items()}
    return replace(micro, parameters={**micro.parameters, **rows})


def stated(network: Network, vehicle_id: str, rules: DayRules, **kind: object):
    vehicle = network.vehicles[vehicle_id]
    changed: VehicleType = replace(
        network.vehicle_types[vehicle.vehicle_type],
        **kind,  # type: ignore[arg-type]
    )
    types = {**network.vehicle_types, vehicle.vehicle_type: changed}
    return vehicle_type(
        replace(network, vehicle_types=types), [vehicle], "truck", rules
    )


def test_crews_have_lunch_and_rest_and_paid_overtime(strict: Network) -> None:
    made = stated(strict, "V1", DayRules(), unit_duration_cost_fen_per_h=6000)
    assert made.breaks == (Break(11 * HOUR_S, 13 * HOUR_S, 1800),)
    assert made.driving_rest == DrivingRest(14_400, 1200)
    # Regular are the shift and the lunch; the half beyond the usual price is extra.
    assert made.overtime == Overtime(28_800 + 1800, 3000)


def test_a_rule_without_its_figures_does_not_hold(micro: Network) -> None:
    made = stated(micro, "V1", DayRules())
    assert (made.breaks, made.driving_rest, made.overtime) == ((), None, None)
    assert made.energy is None


def test_the_settings_can_leave_rules_out(strict: Network) -> None:
    rules = DayRules(crew=False, ranges=False)
    made = stated(strict, "V3", rules, nominal_range_km=100, electricity_kwh_per_km=0.5)
    assert (made.breaks, made.driving_rest, made.overtime) == ((), None, None)
    assert made.energy is None


def test_an_electric_vehicle_uses_more_the_more_it_carries(strict: Network) -> None:
    made = stated(
        strict,
        "V3",
        DayRules(emission_g_per_km={"van": 7}),
        nominal_range_km=100,
        electricity_kwh_per_km=0.5,
        charge_power_kw=40,
        payload_kg=2000,
    )
    # 100 km x 60 % x 0.5 kWh; 500 Wh half loaded are 400 empty and 600 full.
    assert made.energy == Energy(30_000, 400, 100, 40_000)
    assert made.emission_g_per_km == 7


def test_range_is_no_matter_for_diesel_or_without_a_figure(strict: Network) -> None:
    assert stated(strict, "V1", DayRules(), nominal_range_km=100).energy is None
    unknown = stated(strict, "V3", DayRules(), nominal_range_km=0)
    assert unknown.energy is None
