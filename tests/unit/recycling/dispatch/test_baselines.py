"""The same orders as today, apart, pooled, at night and electric, on the street."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from recycling.dispatch.baselines import (
    district_depots,
    plan_scenario,
    with_electric_fleet,
)
from recycling.dispatch.night import night_hours, opened_at_night_s
from recycling.dispatch.planning import RouteRequest
from recycling.dispatch.scenario_day import Day
from recycling.domain.errors import InputError, PlanningError
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from recycling.domain.scenarios import Scenario
from tests.builders import DAY, HOUR_S, StreetTravel
from tests.left_out import OPEN, SETTINGS, order, with_parameters, with_vehicles


def day_of(network: Network, orders: Sequence[Order]) -> Day:
    request = RouteRequest("x", DAY, "", OPEN, seed=1)
    return Day(network, orders, StreetTravel(), SETTINGS, request)


def at_night(network: Network) -> Network:
    return with_parameters(
        network,
        travel__night__start_h=22,
        travel__night__end_h=6,
        cost__night_supplement_fen_per_h=600,
        cost__site_open_fen_per_h=9_900,
    )


def stay(first_s: int, last_s: int) -> PlannedStop:
    return PlannedStop(
        StopKind.UNLOAD, "C1", "", 1, first_s, first_s, last_s, -400, -8_000, 0
    )


def routes_with(*stops: PlannedStop) -> list[PlannedRoute]:
    return [
        PlannedRoute(f"r{n}", "V1", "D1", (s,), 0, 0, 0, 0, 0)
        for n, s in enumerate(stops)
    ]


def test_points_belong_to_the_nearest_depot_of_their_district(micro: Network) -> None:
    # D1 is in A, D2 in B; C has no depot: P6 at 33 km is nearer to D2.
    day = day_of(micro, [order("P1"), order("P4"), order("P5"), order("P6")])
    assert district_depots(day) == {"P1": "D1", "P4": "D2", "P5": "D2", "P6": "D2"}
    # A depot without vehicles serves nobody.
    day = day_of(with_vehicles(micro, "V3"), [order("P1")])
    assert district_depots(day) == {"P1": "D2"}


def test_own_fleets_do_not_help_each_other(micro: Network) -> None:
    # V3 holds 1,000 kg and is tied to B by its district; pooled, V1 may come.
    network = with_vehicles(micro, "V1", "V3", shift_end_s=9 * HOUR_S)
    orders = [order("P4", 1_000), order("P5", 1_000), order("P6", 1_000)]
    own = plan_scenario(day_of(network, orders), Scenario.OWN)
    pooled = plan_scenario(day_of(network, orders), Scenario.POOLED)
    assert {route.vehicle_id for route in own.routes} == {"V3"}
    assert len(pooled.unserved) <= len(own.unserved)
    assert own.facts == {"other_district": 1}


def test_as_today_crews_drive_to_the_nearest_point(micro: Network) -> None:
    day = day_of(micro, [order("P1"), order("P2", 800), order("P3")])
    found = plan_scenario(day, Scenario.CURRENT)
    assert found.engine == "nearest_neighbour"
    (route,) = found.routes
    assert route.distance_m == 12_000
    assert found.unserved == ()
    # Planned: P2 and home for the second load last, or first; never farther.
    assert sum(r.distance_m for r in plan_scenario(day, Scenario.OWN).routes) <= 12_000


def test_an_order_whose_district_has_no_vehicle_at_all(micro: Network) -> None:
    day = day_of(replace(micro, vehicles={}), [order("P1")])
    for scenario in (Scenario.CURRENT, Scenario.OWN):
        found = plan_scenario(day, scenario)
        assert [(u.order_id, u.reason) for u in found.unserved] == [
            ("o-P1", "no_vehicle")
        ]


def test_diesel_becomes_the_electric_type_of_nearest_payload(micro: Network) -> None:
    network, replaced = with_electric_fleet(micro)
    kinds = {key: v.vehicle_type for key, v in network.vehicles.items()}
    assert kinds == {"V1": "van", "V2": "van", "V3": "van"}
    assert replaced == 2
    big = replace(micro.vehicle_types["van"], code="big", payload_kg=2_900)
    more = replace(micro, vehicle_types={**micro.vehicle_types, "big": big})
    network, _ = with_electric_fleet(more)
    assert network.vehicles["V1"].vehicle_type == "big"
    found = plan_scenario(day_of(micro, [order("P1")]), Scenario.ELECTRIC)
    # 50 CNY a day, 8 km at 1 CNY, 1,700 s at 60 CNY/h.
    (route,) = found.routes
    assert (route.cost_fen, found.facts) == (5_000 + 800 + 2_833, {"replaced": 2})


def test_no_electric_type_of_the_role_is_said_so(micro: Network) -> None:
    kinds = {"truck": micro.vehicle_types["truck"]}
    network = replace(with_vehicles(micro, "V1"), vehicle_types=kinds)
    with pytest.raises(PlanningError, match="no electric type of role milk_run"):
        with_electric_fleet(network)


def test_the_night_counts_on_beyond_midnight(micro: Network) -> None:
    assert night_hours(at_night(micro)) == (22 * HOUR_S, 30 * HOUR_S)
    with pytest.raises(InputError, match=r"travel\.night\.start_h"):
        night_hours(micro)


def test_the_night_moves_the_cycle_and_leaves_bookings(micro: Network) -> None:
    booked = order(
        "P3",
        source=OrderSource.BOOKING,
        window_start_s=8 * HOUR_S,
        window_end_s=10 * HOUR_S,
    )
    network = with_vehicles(at_night(micro), "V1")
    found = plan_scenario(day_of(network, [order("P1"), booked]), Scenario.NIGHT)
    starts = {s.order_id: s.start_s for r in found.routes for s in r.stops}
    assert 22 * HOUR_S <= starts["o-P1"] <= 30 * HOUR_S
    assert 8 * HOUR_S <= starts["o-P3"] <= 10 * HOUR_S
    assert found.unserved == ()
    # C1 shuts at 22:00, the load is there at 22:16:40 and unloaded at 22:21:40. One
    # vehicle is out twice: its day of 100 CNY counts once.
    assert (found.facts["moved"], found.facts["by_day"]) == (1, 1)
    assert found.extra_fen == round(300 * 9_900 / 3_600) - 10_000
    by_night = next(r for r in found.routes if r.stops[0].departure_s >= 20 * HOUR_S)
    # 60 + 6 CNY an hour.
    assert by_night.cost_fen == 10_000 + 2_400 + round(1_700 * 6_600 / 3_600)


def test_how_long_centres_are_open_at_night(micro: Network) -> None:
    # Open from 6 to 22: 21:30 to 22:30 is half an hour more, 1:00 to 1:20 is on the
    # same watch, until then: 22:00 to 25:20.
    first = stay(21 * HOUR_S + 1_800, 22 * HOUR_S + 1_800)
    last = stay(25 * HOUR_S, 25 * HOUR_S + 1_200)
    assert opened_at_night_s(micro, routes_with(first)) == 1_800
    assert opened_at_night_s(micro, routes_with(first, last)) == 3 * HOUR_S + 1_200
    # The next morning it is open again from 30:00 on.
    morning = stay(29 * HOUR_S, 31 * HOUR_S)
    assert opened_at_night_s(micro, routes_with(morning)) == HOUR_S
    assert opened_at_night_s(micro, []) == 0
