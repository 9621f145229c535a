"""Answers as ``.sol`` files."""

from pathlib import Path

import pytest

from routing.errors import FormatError
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.formats.vrplib import VrplibInstance, parse_vrplib
from routing.vrp.formats.vrplib_solution import (
    dump_routes,
    read_solution,
    timed_solution,
    write_solution,
)
from routing.vrp.solution import VisitKind

TRIPS = """NAME : trips
TYPE : MTVRPTWR
DIMENSION : 4
VEHICLES : 2
CAPACITY : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 0
3 6 0
4 0 5
DEMAND_SECTION
1 0
2 6
3 6
4 6
TIME_WINDOW_SECTION
1 0 100
2 0 100
3 0 100
4 0 100
RELEASE_TIME_SECTION
1 0
2 0
3 40
4 0
VEHICLES_RELOAD_DEPOT_SECTION
1 1
2 1
DEPOT_SECTION
1
EOF
"""


@pytest.fixture
def trips() -> VrplibInstance:
    return parse_vrplib(TRIPS, "round", "trips.vrp")


@pytest.fixture
def fleet() -> VrplibInstance:
    """Two kinds of vehicles: routes belong to positions."""
    text = TRIPS.replace("CAPACITY : 10\n", "").replace(
        "DEPOT_SECTION\n1\nEOF", "CAPACITY_SECTION\n1 6\n2 20\nDEPOT_SECTION\n1\n"
    )
    return parse_vrplib(text, "round", "fleet.vrp")


def test_a_reload_waits_for_what_is_released_later(trips: VrplibInstance) -> None:
    solution = timed_solution(trips, [(1, 0, 2), (3,)])
    first = solution.routes[0]
    kinds = [visit.kind for visit in first.visits]
    unload = first.visits[2]
    assert kinds[1:4] == [VisitKind.STOP, VisitKind.UNLOAD, VisitKind.STOP]
    assert unload.departure_s == 40
    assert first.visits[-1].arrival_s == 52
    assert solution.cost_fen == 6 + 12 + 10
    assert check_routing(trips.problem, solution).violations == ()


def test_clients_on_no_route_are_unserved(trips: VrplibInstance) -> None:
    solution = timed_solution(trips, [(1,)])
    assert [entry.stop for entry in solution.unserved] == [1, 2]


@pytest.mark.parametrize(
    ("routes", "message"),
    [
        ([(9,)], "route 1: must be clients, or depots to reload at, got 9"),
        ([(), (), (1,)], "route 3: there are only 2 vehicles"),
    ],
)
def test_routes_that_do_not_fit(
    trips: VrplibInstance, routes: list[tuple[int, ...]], message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        timed_solution(trips, routes)


def test_a_route_outside_its_windows() -> None:
    text = TRIPS.replace("2 0 100", "2 0 2")
    instance = parse_vrplib(text, "round", "late.vrp")
    with pytest.raises(FormatError, match="cannot be driven within its windows"):
        timed_solution(instance, [(1,)])


def test_written_and_read_again(trips: VrplibInstance, tmp_path: Path) -> None:
    path = tmp_path / "trips.sol"
    write_solution(path, trips, timed_solution(trips, [(1, 0, 2), (3,)]))
    again = read_solution(path)
    assert again.routes == ((1, 0, 2), (3,))
    assert again.cost == 28


def test_routes_stand_at_their_vehicle_where_vehicles_differ(
    fleet: VrplibInstance,
) -> None:
    solution = timed_solution(fleet, [(), (1, 2, 3)])
    assert dump_routes(fleet, solution).splitlines()[:2] == [
        "Route #1:",
        "Route #2: 1 2 3",
    ]


def test_a_solved_file_reads_back_at_its_cost(
    trips: VrplibInstance, tmp_path: Path
) -> None:
    options = SolveOptions(engine="insertion", time_limit_s=1, workers=1)
    result = solve_routing(trips.problem, options)
    path = tmp_path / "solved.sol"
    write_solution(path, trips, result.solution)
    known = read_solution(path)
    assert timed_solution(trips, known.routes).cost_fen == known.cost


def test_costs_are_read_with_and_without_a_colon(tmp_path: Path) -> None:
    path = tmp_path / "some.sol"
    path.write_text("Route #1: 1 2\nCost 12.5\n", encoding="utf-8")
    assert read_solution(path).cost == 12.5


def test_a_file_that_is_no_solution(tmp_path: Path) -> None:
    path = tmp_path / "broken.sol"
    path.write_text("Route #1: 1 two\nCost: much\n", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        read_solution(path)
    assert len(caught.value.faults) == 2
