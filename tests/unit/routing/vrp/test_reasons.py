"""A stop left out has a reason, and it is the true one; degenerate problems."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from routing.engines.registry import ROUTING_ENGINES
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.parts import Break, Choice, Energy
from routing.vrp.problem import (
    UNREACHABLE,
    AccessRule,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.report import RoutingResult
from routing.vrp.solution import UnservedReason, VisitKind
from tests.engines.routing_instances import TRUCK, at, closed, speeds, street

ENGINES = [engine.name for engine in ROUTING_ENGINES]
COVERING = {
    feature: [engine.name for engine in ROUTING_ENGINES if feature in engine.features]
    for feature in RoutingFeature
}


def solve(problem: RoutingProblem, engine: str) -> RoutingResult:
    options = SolveOptions(engine=engine, time_limit_s=1, solution_limit=20)
    return solve_routing(problem, options)


def one(
    stop: Stop, *sites: UnloadSite, vehicles: Sequence[VehicleType] = (TRUCK,)
) -> RoutingProblem:
    return street([stop], sites or [UnloadSite("site", 0)], vehicles)


def an_island() -> RoutingProblem:
    problem = street(at(100))
    ways = np.array([[0, UNREACHABLE], [100, 0]], dtype=np.int32)
    return replace(problem, tables={"default": TravelTable(ways, ways)})


def ruled(problem: RoutingProblem, *rules: AccessRule) -> RoutingProblem:
    return replace(problem, access_rules=rules)


STOP = at(100)[0]
IDLE = replace(TRUCK, num_available=0)
PAPER = UnloadSite("paper", 0, commodities=frozenset({"paper"}))
R = UnservedReason

CASES = {
    "no vehicle type": (one(STOP, vehicles=[]), R.NO_VEHICLE),
    "no vehicle there": (
        one(STOP, vehicles=[replace(TRUCK, num_available=0)]),
        R.NO_VEHICLE,
    ),
    "no vehicle may carry it": (
        one(STOP, vehicles=[replace(TRUCK, commodities=frozenset())]),
        R.NO_VEHICLE,
    ),
    "skills": (one(replace(STOP, skills=frozenset({"crane"}))), R.SKILLS),
    "no truck holds any of it": (
        one(STOP, vehicles=[replace(TRUCK, capacity=(0,))]),
        R.TOO_LARGE,
    ),
    "larger than any truck, to be fetched at once": (
        one(replace(STOP, load=(101,), rank=0)),
        R.TOO_LARGE,
    ),
    "accepted nowhere": (
        one(replace(STOP, commodity="glass"), PAPER),
        R.NO_UNLOAD_SITE,
    ),
    "no site": (street([STOP], sites=[]), R.NO_UNLOAD_SITE),
    "may not unload": (
        one(STOP, vehicles=[replace(TRUCK, max_trips=0)]),
        R.NO_UNLOAD_SITE,
    ),
    "island": (an_island(), R.UNREACHABLE),
    "closed all day": (ruled(one(STOP), closed(stops=[0])), R.ACCESS),
    "open too late": (ruled(one(STOP), closed(0, 4901, [0])), R.ACCESS),
    "closed within its window": (
        ruled(
            one(replace(STOP, time_windows=(TimeWindow(200, 300),))),
            closed(150, 301, [0]),
        ),
        R.ACCESS,
    ),
    "site closed all day": (
        ruled(one(STOP), closed(unload_sites=frozenset({0}))),
        R.ACCESS,
    ),
    "closed, and its window over before anyone comes": (
        ruled(one(replace(STOP, time_windows=(TimeWindow(0, 99),))), closed(stops=[0])),
        R.TIME_WINDOW,
    ),
    "closed, and no truck holds any of it": (
        ruled(one(STOP, vehicles=[replace(TRUCK, capacity=(0,))]), closed(stops=[0])),
        R.TOO_LARGE,
    ),
    "closed, and larger than any truck": (
        ruled(one(replace(STOP, load=(101,))), closed(stops=[0])),
        R.ACCESS,
    ),
    "window over before anyone comes at that speed": (
        speeds(one(replace(STOP, time_windows=(TimeWindow(0, 199),))), (0,), (0.5,)),
        R.TIME_WINDOW,
    ),
    "too slow to be back in time": (
        speeds(one(replace(STOP, service_s=4700)), (0, 1000), (1, 0.2)),
        R.SHIFT_TOO_SHORT,
    ),
    "window over before anyone comes": (
        one(replace(STOP, time_windows=(TimeWindow(0, 99),))),
        R.TIME_WINDOW,
    ),
    "window after the shift": (
        one(replace(STOP, time_windows=(TimeWindow(9000, 9999),))),
        R.TIME_WINDOW,
    ),
    "service longer than the shift": (
        one(replace(STOP, service_s=4801)),
        R.SHIFT_TOO_SHORT,
    ),
    "way longer than allowed": (
        one(STOP, vehicles=[replace(TRUCK, max_distance_m=199)]),
        R.SHIFT_TOO_SHORT,
    ),
    "day longer than allowed": (
        one(STOP, vehicles=[replace(TRUCK, max_duration_s=199)]),
        R.SHIFT_TOO_SHORT,
    ),
    "site closed before anyone comes": (
        one(STOP, UnloadSite("site", 0, time_windows=(TimeWindow(0, 199),))),
        R.SHIFT_TOO_SHORT,
    ),
    "site opens after the shift": (
        one(STOP, UnloadSite("site", 0, time_windows=(TimeWindow(9000, 9999),))),
        R.SHIFT_TOO_SHORT,
    ),
    "no vehicle allowed": (
        one(replace(STOP, vehicle_types=frozenset({0})), vehicles=[IDLE, TRUCK]),
        R.NO_VEHICLE,
    ),
    "nothing may be picked up in a day": (
        one(STOP, vehicles=[replace(TRUCK, max_load=(0,))]),
        R.TOO_LARGE,
    ),
    "more than a site takes in": (
        one(replace(STOP, load=(9,)), UnloadSite("site", 0, intake=(8,))),
        R.INTAKE_FULL,
    ),
    "farther than the battery lasts": (
        one(STOP, vehicles=[replace(TRUCK, energy=Energy(199, 1000, 0, 3600))]),
        R.RANGE,
    ),
    "second of one": (one(replace(STOP, rank=1)), R.RANK),
    "break in the way of the only window": (
        one(
            replace(STOP, time_windows=(TimeWindow(4800, 4800),)),
            vehicles=[replace(TRUCK, breaks=(Break(4700, 4850, 101),))],
        ),
        R.TIME_WINDOW,
    ),
    "not worth it": (
        one(replace(STOP, required=False, prize_fen=199)),
        R.NOT_WORTH_THE_COST,
    ),
}


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        (name, engine.name)
        for name, (problem, _) in CASES.items()
        for engine in ROUTING_ENGINES
        if features_of(problem) <= engine.features
    ],
)
def test_reason(name: str, engine: str) -> None:
    problem, reason = CASES[name]
    result = solve(problem, engine)
    assert result.solution.routes == ()
    assert [entry.reason for entry in result.solution.unserved] == [reason]


def test_every_reason_is_tried() -> None:
    tried = {reason for _, reason in CASES.values()}
    assert tried == set(R) - {R.FLEET_FULL, R.NOT_CHOSEN}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_larger_than_any_truck_is_fetched_in_parts(engine: str) -> None:
    result = solve(one(replace(STOP, load=(101,))), engine)
    fetched = [
        visit.load
        for route in result.solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    ]
    assert sorted(fetched) == [(1,), (100,)]
    assert result.solution.unserved == ()


@pytest.mark.parametrize("engine", COVERING[RoutingFeature.MAX_LOAD])
def test_what_is_left_of_a_load_fetched_in_part_has_a_reason(engine: str) -> None:
    truck = replace(TRUCK, num_available=1, max_load=(8,))
    result = solve(one(replace(STOP, load=(9,)), vehicles=[truck]), engine)
    (left,) = result.solution.unserved
    assert left.reason is R.FLEET_FULL
    assert left.load in {(1,), (8,)}


@pytest.mark.parametrize("engine", COVERING[RoutingFeature.CHOICES])
def test_of_a_choice_that_fails_the_first_alternative_tells_why(engine: str) -> None:
    late = [replace(stop, time_windows=(TimeWindow(0, 99),)) for stop in at(100, 200)]
    problem = replace(street(late), choices=(Choice(((0,), (1,))),))
    result = solve(problem, engine)
    reasons = [entry.reason for entry in result.solution.unserved]
    assert reasons == [R.TIME_WINDOW, R.NOT_CHOSEN]


@pytest.mark.parametrize("engine", COVERING[RoutingFeature.INTAKE])
def test_full_intake_is_the_reason_where_vehicles_have_room(engine: str) -> None:
    problem = street(at(100, 100), [UnloadSite("site", 0, intake=(1,))])
    result = solve(problem, engine)
    assert [entry.reason for entry in result.solution.unserved] == [R.INTAKE_FULL]


@pytest.mark.parametrize("engine", ENGINES)
def test_full_fleet_is_no_matter_of_worth(engine: str) -> None:
    optional = replace(at(200)[0], required=False, prize_fen=10**6)
    truck = replace(TRUCK, capacity=(1,), max_trips=1)
    result = solve(street([STOP, optional], vehicles=[truck]), engine)
    assert [entry.reason for entry in result.solution.unserved] == [R.FLEET_FULL]


@pytest.mark.parametrize("engine", ENGINES)
def test_worthless_stop_on_a_used_vehicle(engine: str) -> None:
    optional = replace(at(200)[0], required=False, prize_fen=1)
    for capacity in (1, 2):
        truck = replace(TRUCK, capacity=(capacity,))
        result = solve(street([STOP, optional], vehicles=[truck]), engine)
        reasons = [entry.reason for entry in result.solution.unserved]
        assert reasons == [R.NOT_WORTH_THE_COST]


@pytest.mark.parametrize("engine", COVERING[RoutingFeature.TIME_DEPENDENT])
def test_a_day_too_long_is_no_matter_of_worth(engine: str) -> None:
    # At half the speed 100 m and back take the 400 s there are.
    optional = replace(at(-50)[0], required=False, prize_fen=10**6)
    truck = replace(TRUCK, max_duration_s=400)
    problem = speeds(street([STOP, optional], vehicles=[truck]), (0,), (0.5,))
    result = solve(problem, engine)
    assert [entry.reason for entry in result.solution.unserved] == [R.FLEET_FULL]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_do(engine: str) -> None:
    result = solve(street([]), engine)
    assert (result.solution.routes, result.solution.unserved) == ((), ())


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_at_all(engine: str) -> None:
    empty = np.zeros((0, 0), dtype=np.int32)
    tables = {"default": TravelTable(empty, empty)}
    result = solve(RoutingProblem(("kg",), tables, (), (), (), ()), engine)
    assert result.solution.routes == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_no_dimension_and_no_site(engine: str) -> None:
    stops = [replace(stop, load=()) for stop in at(100, 200)]
    truck = replace(TRUCK, capacity=())
    result = solve(street(stops, [], [truck], dimensions=()), engine)
    assert result.report.cost_fen == 400


@pytest.mark.parametrize("engine", ENGINES)
def test_everything_in_one_place(engine: str) -> None:
    truck = replace(TRUCK, capacity=(4,))
    result = solve(street(at(*[0] * 10), vehicles=[truck]), engine)
    assert (result.report.cost_fen, result.report.unloadings) == (0, 3)


@pytest.mark.parametrize("engine", ENGINES)
def test_window_shorter_than_the_service(engine: str) -> None:
    stop = replace(STOP, service_s=500, time_windows=(TimeWindow(200, 201),))
    result = solve(one(stop), engine)
    assert result.report.duration_s == 700


@pytest.mark.parametrize("engine", ENGINES)
def test_free_vehicles_still_take_the_short_way(engine: str) -> None:
    truck = replace(TRUCK, unit_distance_cost_fen_per_km=0)
    result = solve(street(at(100, 300, 200, 400), vehicles=[truck]), engine)
    assert (result.report.cost_fen, result.report.distance_m) == (0, 800)


@pytest.mark.parametrize("engine", ENGINES)
def test_enormous_prices_do_not_overflow(engine: str) -> None:
    truck = replace(
        TRUCK,
        num_available=3,
        fixed_cost_fen=10**12,
        unit_distance_cost_fen_per_km=10**12,
        unit_duration_cost_fen_per_h=10**12,
    )
    optional = replace(at(300)[0], required=False, prize_fen=1)
    result = solve(street([*at(100, 200), optional], vehicles=[truck]), engine)
    assert [entry.stop for entry in result.solution.unserved] == [2]
