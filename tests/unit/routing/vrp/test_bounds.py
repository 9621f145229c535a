"""Bounds that are the optimum by construction, and parts worked out by hand.

Places lie on one street, a metre costs a fen and lasts a second.
"""

from dataclasses import replace

import numpy as np
import pytest

from routing.vrp.bounds import lower_bound, lower_bound_fen
from routing.vrp.parts import Carried, Choice, Objective
from routing.vrp.problem import (
    UNREACHABLE,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

TRUCK = VehicleType(
    "truck",
    num_available=9,
    capacity=(10,),
    shift=TimeWindow(0, 100_000),
    unit_distance_cost_fen_per_km=1000,
)
PLACES_M = (0, 100, 300, 600, 1000)


def street(
    *stops: Stop,
    sites: tuple[UnloadSite, ...] = (UnloadSite("site", 0),),
    vehicles: tuple[VehicleType, ...] = (TRUCK,),
) -> RoutingProblem:
    places = np.array(PLACES_M)
    metres = np.abs(places[:, None] - places).astype(np.int32)
    return RoutingProblem(
        ("kg",),
        {"default": TravelTable(metres, metres.copy())},
        (Depot("start", 0), Depot("far", 4)),
        sites,
        stops,
        vehicles,
    )


def full(location: int, **changes: object) -> Stop:
    return replace(Stop("full", location, (10,)), **changes)  # type: ignore[arg-type]


def test_a_full_load_costs_its_own_trip() -> None:
    # 2 x 300 + 2 x 600 metres, whatever the order.
    assert lower_bound_fen(street(full(2), full(3))) == 1800


def test_a_load_larger_than_a_truck_costs_its_parts() -> None:
    assert lower_bound_fen(street(Stop("huge", 2, (35,)))) == 2100  # 3.5 x 600


def test_trips_from_a_site_near_by_still_come_from_the_depot_and_go_home() -> None:
    # 0 -> 600 -> 1000 (site) -> 600 -> 1000 -> 0: two trips and both ways.
    problem = street(full(3), full(3), sites=(UnloadSite("site", 4),))
    problem = replace(problem, vehicle_types=(replace(TRUCK, num_available=1),))
    assert lower_bound_fen(problem) == 1000 + 800 + 1000


def test_light_stops_are_each_arrived_at() -> None:
    # One tour of 2 x 1000; four arrivals from the neighbour before.
    stops = [Stop("light", place, (0,)) for place in (1, 2, 3, 4)]
    assert lower_bound_fen(street(*stops)) == 100 + 200 + 300 + 400


def test_stops_at_one_place_share_its_arrival() -> None:
    one, two = (
        street(Stop("a", 2, (0,))),
        street(Stop("a", 2, (0,)), Stop("b", 2, (0,))),
    )
    assert lower_bound_fen(one) == lower_bound_fen(two) > 0


def test_vehicles_are_counted_by_loads_of_a_day() -> None:
    day = replace(TRUCK, max_trips=2, fixed_cost_fen=500)
    bound = lower_bound(street(*[full(0)] * 5, vehicles=(day,)))
    assert bound.least_vehicles == 3
    assert bound.total_fen == 1500


def test_vehicles_are_counted_by_the_work_of_a_day() -> None:
    short = replace(TRUCK, max_duration_s=1000, fixed_cost_fen=500)
    # 3 x 400 s of service do not fit into one day.
    stops = [Stop("slow", 0, (1,), service_s=400)] * 3
    assert lower_bound(street(*stops, vehicles=(short,))).total_fen == 1000


def test_vehicles_are_counted_by_stops() -> None:
    few = replace(TRUCK, max_stops=2, fixed_cost_fen=500)
    stops = [Stop("s", 0, (0,))] * 5
    assert lower_bound_fen(street(*stops, vehicles=(few,))) == 1500


def test_vehicles_are_counted_by_what_they_may_pick_up() -> None:
    light = replace(TRUCK, max_load=(12,), fixed_cost_fen=500)
    assert lower_bound_fen(street(*[full(0)] * 3, vehicles=(light,))) == 1500


def test_time_has_its_price() -> None:
    hourly = replace(
        TRUCK, unit_distance_cost_fen_per_km=0, unit_duration_cost_fen_per_h=3600
    )
    site = UnloadSite("site", 0, service_s=60, service_s_per_1000=2000)
    stop = full(2, service_s=30, service_s_per_1000=1000)
    problem = street(stop, sites=(site,), vehicles=(hourly,))
    assert lower_bound_fen(problem) == 600 + 60 + 20 + 30 + 10


def test_faster_than_the_table_is_cheaper() -> None:
    hourly = replace(
        TRUCK, unit_distance_cost_fen_per_km=0, unit_duration_cost_fen_per_h=3600
    )
    speeds = SpeedProfile((0, 500), np.array([[0.5, 2.0]]), np.zeros(5, dtype=np.intp))
    problem = street(full(2), vehicles=(hourly,))
    assert lower_bound_fen(replace(problem, speed_profile=speeds)) == 300


def test_carbon_is_priced() -> None:
    truck = replace(TRUCK, emission_g_per_km=1000, unit_distance_cost_fen_per_km=0)
    problem = replace(
        street(full(4), vehicles=(truck,)),
        objective=Objective(carbon_price_fen_per_t=1_000_000),
    )
    assert lower_bound_fen(problem) == 2000  # 2 km x 1 kg x 1 fen a gram


def test_what_rounding_takes_off_is_given_up() -> None:
    # 600 m at 0.001 fen: 0.6 fen are rounded to 1; 0.4 would be to 0.
    cheap = replace(TRUCK, unit_distance_cost_fen_per_km=1)
    assert lower_bound_fen(street(full(2), vehicles=(cheap,))) == 1
    assert lower_bound_fen(street(Stop("s", 2, (5,)), vehicles=(cheap,))) <= 1


def test_an_optional_stop_costs_its_prize_or_its_trip() -> None:
    cheap = full(3, required=False, prize_fen=700)
    dear = full(2, required=False, prize_fen=5000)
    assert lower_bound_fen(street(cheap)) == 700
    assert lower_bound_fen(street(dear)) == 600


def test_a_choice_costs_its_cheapest_alternative() -> None:
    problem = street(full(3), full(2), full(1), full(1))
    choice = Choice(((0,), (1,), (2, 3)))
    assert lower_bound_fen(replace(problem, choices=(choice,))) == 400


def test_the_cheapest_vehicle_that_may_come_sets_the_price() -> None:
    cheap = replace(TRUCK, unit_distance_cost_fen_per_km=500)
    problem = street(full(2, vehicle_types=frozenset({0})), vehicles=(TRUCK, cheap))
    assert lower_bound_fen(problem) == 600
    assert lower_bound_fen(street(full(2), vehicles=(TRUCK, cheap))) == 300


def test_large_vehicles_need_fewer_trips() -> None:
    large = replace(TRUCK, capacity=(40,), unit_distance_cost_fen_per_km=2000)
    problem = street(full(2), full(2), vehicles=(TRUCK, large))
    # Two trips of the one or one of the other; by carrying alone, two quarters of
    # the latter.
    assert lower_bound(problem).total_fen == 600
    assert lower_bound_fen(problem) == 1200


def test_visits_are_arrived_at_and_carried_besides() -> None:
    # Four half loads 1,000 m away and 100 m apart: two trips of 2,100 m. An arrival
    # costs 100 m, and half of what is left of a trip 950 m.
    metres = np.full((5, 5), 100, dtype=np.int32)
    metres[0] = metres[:, 0] = 1000
    np.fill_diagonal(metres, 0)
    half = [Stop("half", place, (5,)) for place in range(1, 5)]
    problem = replace(
        street(*half),
        tables={"default": TravelTable(metres, metres)},
        depots=(Depot("start", 0),),
    )
    assert lower_bound_fen(problem) == 4 * (100 + 950)


def test_a_load_may_stay_on_board() -> None:
    keeps = replace(TRUCK, returns_empty=False, end_depot=1)
    problem = street(full(3), sites=(), vehicles=(keeps,))
    assert lower_bound_fen(problem) == 1000


def test_what_nobody_can_serve_does_not_count() -> None:
    skilled = full(3, skills=frozenset({"crane"}))
    assert lower_bound_fen(street(full(2), skilled)) == 600
    glass = full(3, commodity="glass")
    paper = (UnloadSite("paper", 0, commodities=frozenset({"paper"})),)
    assert lower_bound_fen(street(glass, sites=paper)) == 0


def test_what_no_way_leads_to_does_not_count() -> None:
    problem = street(full(2), full(3))
    metres = problem.tables["default"].distance_m.copy()
    metres[:, 3] = UNREACHABLE
    cut = TravelTable(metres, metres)
    assert lower_bound_fen(replace(problem, tables={"default": cut})) == 600


def test_a_way_round_may_be_shorter_than_the_table_says() -> None:
    problem = street(full(2))
    metres = problem.tables["default"].distance_m.copy()
    metres[0, 2] = metres[2, 0] = 900
    detour = TravelTable(metres, metres)
    assert lower_bound_fen(replace(problem, tables={"default": detour})) == 600


def test_what_an_answer_leaves_out_does_not_count() -> None:
    assert lower_bound_fen(street(full(2), full(3)), left_out=(1,)) == 600


def test_a_vehicle_with_a_load_on_board_is_always_used() -> None:
    loaded = replace(
        TRUCK, num_available=2, fixed_cost_fen=50, on_board=(Carried("", (1,)),)
    )
    bound = lower_bound(street(vehicles=(loaded,)))
    assert (bound.total_fen, bound.least_vehicles) == (100, 2)


@pytest.mark.parametrize("vehicles", [(), (replace(TRUCK, num_available=0),)])
def test_nobody_to_serve_costs_the_prizes(vehicles: tuple[VehicleType, ...]) -> None:
    stop = full(2, required=False, prize_fen=7)
    assert lower_bound_fen(street(stop, full(3), vehicles=vehicles)) == 7


def test_nothing_to_serve_costs_nothing() -> None:
    assert lower_bound(street()).total_fen == 0
