"""What no vehicle holds is fetched in parts, and told as one stop."""

from dataclasses import replace

import pytest

from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.parts import Choice, Compartment, PlannedVisit
from routing.vrp.problem import (
    RoutingProblem,
    Stop,
    TimeWindow,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from routing.vrp.split import MOST_PARTS, divide_answer, join_parts, split_large
from tests.engines.routing_instances import TRUCK, at, closed, street
from tests.unit.routing.vrp.hand_made import STOP, UNLOAD, depot, visit

SMALL = replace(TRUCK, name="small", capacity=(3,), num_available=9)
LARGE = replace(TRUCK, name="large", capacity=(4,), num_available=9)

HEAP = Stop(
    "heap",
    100,
    (10,),
    service_s=7,
    time_windows=(TimeWindow(0, 500),),
    required=False,
    prize_fen=101,
    priority=3,
)


def a_problem(*vehicles: VehicleType, **changes: object) -> RoutingProblem:
    """Return a heap of 10 kg between two stops of 1 kg."""
    first, last = at(50, 200)
    heap = replace(HEAP, **changes)
    return street([first, heap, last], vehicles=vehicles or (SMALL, LARGE))


def test_full_loads_of_the_largest_vehicle_and_the_rest() -> None:
    original = a_problem()
    problem, parts = split_large(original)
    assert parts.origin == (0, 1, 2, 1, 1)
    assert parts.load == (None, (4,), None, (4,), (2,))
    assert [stop.load for stop in problem.stops] == [(1,), (4,), (1,), (4,), (2,)]
    # 101 fen by 4, 4 and 2 of 10 kg: 40.4, 80.8 and 101 in all, each rounded down.
    assert [problem.stops[index].prize_fen for index in (1, 3, 4)] == [40, 40, 21]
    whole = replace(original.stops[1], load=(), prize_fen=0)
    for index in (1, 3, 4):
        assert replace(problem.stops[index], load=(), prize_fen=0) == whole


def test_what_some_vehicle_holds_stays_whole() -> None:
    vehicle = replace(LARGE, capacity=(10,))
    problem = a_problem(SMALL, vehicle)
    same, parts = split_large(problem)
    assert same is problem
    assert parts.origin == (0, 1, 2)
    solution = RoutingSolution((), (), 0, "none")
    assert join_parts(problem, parts, solution) is solution


LOADS = [
    # The large one may not come, is not there, or lacks the skill.
    ({"vehicle_types": frozenset({0})}, (SMALL, LARGE), [3, 3, 3, 1]),
    ({}, (SMALL, replace(LARGE, num_available=0)), [3, 3, 3, 1]),
    (
        {"skills": frozenset({"crane"})},
        (replace(SMALL, skills=frozenset({"crane"})), LARGE),
        [3, 3, 3, 1],
    ),
    # It holds less of one commodity, or less in a day.
    ({}, (replace(LARGE, compartments=(Compartment((2,)),)),), [2] * 5),
    ({}, (replace(LARGE, max_load=(3,)),), [3, 3, 3, 1]),
    ({"load": (8,)}, (LARGE,), [4, 4]),
]


@pytest.mark.parametrize(("changes", "vehicles", "loads"), LOADS)
def test_parts_are_what_a_vehicle_allowed_there_holds(
    changes: dict[str, object], vehicles: tuple[VehicleType, ...], loads: list[int]
) -> None:
    _, parts = split_large(a_problem(*vehicles, **changes))
    assert [load for load in parts.load if load] == [(load,) for load in loads]


@pytest.mark.parametrize(
    ("intakes", "returns_empty", "loads"),
    [
        ([2], True, [2] * 5),
        ([2, 3], True, [3, 3, 3, 1]),
        ([2, None], True, [4, 4, 2]),
        ([2], False, [4, 4, 2]),
        ([0], True, [4, 4, 2]),
    ],
)
def test_parts_are_no_larger_than_some_site_takes_in(
    intakes: list[int | None], returns_empty: bool, loads: list[int]
) -> None:
    sites = tuple(
        UnloadSite("site", 0, intake=None if most is None else (most,))
        for most in intakes
    )
    truck = replace(LARGE, returns_empty=returns_empty)
    _, parts = split_large(replace(a_problem(truck), unload_sites=sites))
    assert [load for load in parts.load if load] == [(load,) for load in loads]


WHOLE = {
    "no vehicle may carry it": {
        "vehicles": (replace(LARGE, commodities=frozenset({"paper"})),)
    },
    "no vehicle holds any": {"vehicles": (replace(LARGE, capacity=(0,)),)},
    "no vehicle": {"vehicles": (replace(LARGE, num_available=0),)},
    "too many parts": {"load": (4 * MOST_PARTS + 1,)},
    "a place in the sequence": {"rank": 0},
}


@pytest.mark.parametrize("name", WHOLE)
def test_stops_that_are_never_split(name: str) -> None:
    changes = dict(WHOLE[name])
    problem = a_problem(*changes.pop("vehicles", ()), **changes)
    assert split_large(problem)[0] is problem


def test_an_alternative_has_all_parts_of_its_stops() -> None:
    problem = replace(a_problem(), choices=(Choice(((1,), (0,))),))
    divided, parts = split_large(problem)
    (choice,) = divided.choices
    assert choice.alternatives == ((1, 3, 4), (0,))
    assert parts.origin == (0, 1, 2, 1, 1)


def test_promised_stops_are_never_split() -> None:
    promised = replace(LARGE, prefix=(PlannedVisit(VisitKind.STOP, 1),))
    problem = a_problem(promised)
    assert split_large(problem)[0] is problem


def test_most_parts_are_still_made() -> None:
    problem, _ = split_large(a_problem(load=(4 * MOST_PARTS,)))
    assert len(problem.stops) == MOST_PARTS + 2


def test_dimensions_are_divided_alike() -> None:
    # Litres fill the vehicle first: four loads of 25 l, kilograms in proportion.
    truck = replace(TRUCK, capacity=(50, 25))
    heap = Stop("heap", 100, (7, 90))
    problem = street([heap], vehicles=[truck], dimensions=("kg", "l"))
    _, parts = split_large(problem)
    assert parts.load == ((1, 25), (2, 25), (2, 25), (2, 15))


def test_access_rules_hold_for_every_part() -> None:
    original = replace(a_problem(), access_rules=(closed(stops=[1, 2]),))
    problem, _ = split_large(original)
    assert problem.access_rules[0].stops == {1, 2, 3, 4}


def fetching(stop: int, vehicle_type: int = 1) -> Route:
    work = visit(STOP, stop, 100, 100, 107)
    return Route(vehicle_type, (depot(0), work, visit(UNLOAD, 0, 207), depot(207)))


def test_an_answer_is_told_of_the_whole_stop() -> None:
    original = a_problem()
    _, parts = split_large(original)
    reasons = UnservedReason
    solution = RoutingSolution(
        (fetching(1), fetching(4)),
        (
            Unserved(0, reasons.FLEET_FULL),
            Unserved(2, reasons.TIME_WINDOW),
            Unserved(3, reasons.SHIFT_TOO_SHORT),
        ),
        400,
        "by hand",
    )
    joined = join_parts(original, parts, solution)
    fetched = [route.visits[1] for route in joined.routes]
    assert fetched == [Visit(STOP, 1, 100, 100, 107, load) for load in ((4,), (2,))]
    assert joined.unserved == (
        Unserved(0, reasons.FLEET_FULL),
        Unserved(2, reasons.TIME_WINDOW),
        Unserved(1, reasons.SHIFT_TOO_SHORT, (4,)),
    )
    report = check_routing(original, joined)
    # 4 of 10 kg are left: 40.4 fen.
    assert (report.violations, report.objective) == ((), (2, 441))


def test_a_stop_left_out_in_all_parts_has_one_entry_and_the_firmest_reason() -> None:
    original = a_problem()
    _, parts = split_large(original)
    reasons = (
        UnservedReason.FLEET_FULL,
        UnservedReason.TIME_WINDOW,
        UnservedReason.FLEET_FULL,
    )
    entries = (Unserved(*pair) for pair in zip((1, 3, 4), reasons, strict=True))
    joined = join_parts(original, parts, RoutingSolution((), tuple(entries), 0, ""))
    assert joined.unserved == (Unserved(1, UnservedReason.TIME_WINDOW),)


def test_an_answer_is_divided_into_the_parts_it_was_joined_from() -> None:
    original = a_problem()
    _, parts = split_large(original)
    reason = UnservedReason.FLEET_FULL
    solution = RoutingSolution(
        (fetching(3), fetching(4)),
        (Unserved(0, reason), Unserved(1, reason), Unserved(2, reason)),
        400,
        "by hand",
    )
    joined = join_parts(original, parts, solution)
    divided = divide_answer(parts, joined)
    # The parts of 4 kg are alike.
    stops = [route.visits[1].index for route in divided.routes]
    assert stops == [1, 4]
    assert {entry.stop for entry in divided.unserved} == {0, 2, 3}
    again = join_parts(original, parts, divided)
    assert again.routes == joined.routes
    assert set(again.unserved) == set(joined.unserved)


def test_what_was_fetched_in_other_parts_is_left_out() -> None:
    _, parts = split_large(a_problem())
    work = visit(STOP, 1, 100, 100, 107)
    route = replace(fetching(1), visits=(depot(0), replace(work, load=(7,)), depot(9)))
    left = Unserved(1, UnservedReason.TIME_WINDOW, (3,))
    divided = divide_answer(parts, RoutingSolution((route,), (left,), 0, ""))
    assert divided.routes[0].visits == (depot(0), depot(9))
    assert [entry.reason for entry in divided.unserved if entry.stop in {1, 3, 4}] == [
        UnservedReason.TIME_WINDOW
    ] * 3


@pytest.mark.parametrize("engine", ["insertion", "ortools"])
def test_a_search_begins_with_the_parts_of_its_start(engine: str) -> None:
    problem = a_problem(required=True)
    options = SolveOptions(engine=engine, time_limit_s=1, solution_limit=5)
    start = solve_routing(problem, options).solution
    again = solve_routing(problem, options, start=start).solution
    assert objective(problem, again) <= objective(problem, start)
    assert again.unserved == ()
