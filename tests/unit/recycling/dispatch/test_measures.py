"""Measures change what they say, and nothing else."""

from dataclasses import replace
from datetime import date

from recycling.config import DispatchSettings
from recycling.demand.generation import estimate_supply
from recycling.dispatch.frequency import plan_cycle
from recycling.dispatch.measures import (
    unpaid_days_fen,
    with_daily_intake,
    with_longer_hours,
    with_more_vehicles,
    with_more_visits,
    with_second_shift,
)
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, RoutePlan
from tests.builders import HOUR_S


def test_a_depot_gets_one_more_vehicle_like_its_first(micro: Network) -> None:
    more = with_more_vehicles(micro, ["D1"])
    assert set(more.vehicles) - set(micro.vehicles) == {"V1+"}
    assert replace(more.vehicles["V1+"], vehicle_id="V1") == micro.vehicles["V1"]
    assert more.sites == micro.sites


def test_a_second_shift_follows_the_first_and_ends_with_the_day(micro: Network) -> None:
    late = replace(
        micro.vehicles["V3"], shift_start_s=9 * HOUR_S, shift_end_s=19 * HOUR_S
    )
    night = replace(
        micro.vehicles["V2"], shift_start_s=10 * HOUR_S, shift_end_s=21 * HOUR_S
    )
    network = replace(micro, vehicles={**micro.vehicles, "V3": late, "V2": night})
    second = with_second_shift(network)
    # V1 6-14 goes on to 22; V3 9-19 to midnight; V2 has three hours left: none.
    assert set(second.vehicles) - set(network.vehicles) == {"V1+2", "V3+2"}
    hours = {
        key: (second.vehicles[key].shift_start_s, second.vehicles[key].shift_end_s)
        for key in ("V1+2", "V3+2")
    }
    assert hours == {
        "V1+2": (14 * HOUR_S, 22 * HOUR_S),
        "V3+2": (19 * HOUR_S, 24 * HOUR_S),
    }
    kind = second.vehicle_types[second.vehicles["V1+2"].vehicle_type]
    assert kind.fixed_cost_fen_per_day == 0
    assert kind.unit_duration_cost_fen_per_h == 6_000


def test_a_vehicle_that_only_goes_out_late_still_costs_its_day(micro: Network) -> None:
    network = with_second_shift(micro)

    def plan(*vehicles: str) -> RoutePlan:
        routes = (PlannedRoute(v, v, "", (), 0, 0, 0, 0, 0) for v in vehicles)
        return RoutePlan("p", date(2026, 1, 1), "", "e", 0.0, tuple(routes), ())

    assert unpaid_days_fen(network, plan("V1", "V1+2", "V2")) == 0
    # A truck's day and a van's day.
    assert unpaid_days_fen(network, plan("V1", "V2+2", "V3+2")) == 10_000 + 5_000


def test_longer_hours_take_more_in_proportion_up_to_midnight(micro: Network) -> None:
    limited = with_daily_intake(micro, {"C1": 16_000})
    longer = with_longer_hours(limited, ["C1", "C2"], 5)
    # 6-22 becomes 6-24: 18 of 16 hours.
    assert (longer.sites["C1"].closes_s, longer.sites["C1"].intake_kg_per_day) == (
        24 * HOUR_S,
        18_000,
    )
    assert longer.sites["C2"].intake_kg_per_day is None
    assert longer.sites["C3"] == micro.sites["C3"]


def test_twice_the_visits_bring_half_the_load(micro: Network) -> None:
    supplies = estimate_supply(micro, 2026)

    def paper(network: Network) -> tuple[int, int]:
        cycle = plan_cycle(network, supplies, DispatchSettings())
        (own,) = (v for v in cycle if (v.site_id, v.material) == ("P1", "paper"))
        return len(own.days), own.load_kg

    # 840 kg in two weeks are 16,800 l: 1.68 loads of 10,000 l, 3.36 of 5,000.
    assert paper(micro) == (2, 420)
    assert paper(with_more_visits(micro, 2.0)) == (3, 280)
