"""VRPLIB files by hand, one broken file per fault, and the benchmark instances."""

from pathlib import Path

import numpy as np
import pytest

from routing.errors import FormatError
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.formats.vrplib import VrplibInstance, parse_vrplib, read_vrplib
from routing.vrp.formats.vrplib_solution import read_solution, timed_solution
from routing.vrp.problem import TimeWindow
from routing.vrp.validate import validate_problem

PLANE = """NAME : plane
TYPE : CVRP
DIMENSION : 4
CAPACITY : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 0 2.5
DEMAND_SECTION
1 0
2 4
3 5
4 6
DEPOT_SECTION
1
-1
EOF
"""


def read(text: str, rounding: str = "round") -> VrplibInstance:
    instance = parse_vrplib(text, rounding, "plane.vrp")
    validate_problem(instance.problem)
    return instance


def with_sections(*sections: str, headers: str = "") -> str:
    head, body = PLANE.split("NODE_COORD", 1)
    return f"{head}{headers}NODE_COORD{body.removesuffix('EOF\n')}" + "".join(sections)


def section(name: str, *rows: str) -> str:
    numbered = "".join(f"{n} {row}\n" for n, row in enumerate(rows, start=1))
    return f"{name}_SECTION\n{numbered}"


def faults_of(text: str, rounding: str = "round") -> tuple[str, ...]:
    with pytest.raises(FormatError) as caught:
        parse_vrplib(text, rounding, "plane.vrp")
    return caught.value.faults


def test_a_plain_file() -> None:
    instance = read(PLANE)
    problem = instance.problem
    (vehicle,) = problem.vehicle_types
    table = problem.tables["default"]
    assert (instance.name, instance.kind) == ("plane", "CVRP")
    assert [stop.load for stop in problem.stops] == [(4,), (5,), (6,)]
    assert [stop.location for stop in problem.stops] == [1, 2, 3]
    assert table.distance_m[0].tolist() == [0, 5, 10, 2]
    assert table.distance_m is table.duration_s
    assert vehicle.num_available == 3
    assert vehicle.capacity == (10,)
    assert not vehicle.returns_empty
    assert not problem.unload_sites
    assert vehicle.max_trips == 0


@pytest.mark.parametrize(
    ("rounding", "row", "demand", "scale"),
    [
        ("round", [0, 5, 10, 2], 4, 1),
        ("trunc", [0, 5, 10, 2], 4, 1),
        ("dimacs", [0, 50, 100, 25], 40, 10),
        ("exact", [0, 5000, 10000, 2500], 4000, 1000),
    ],
)
def test_rounding(rounding: str, row: list[int], demand: int, scale: int) -> None:
    instance = read(PLANE, rounding)
    assert instance.problem.tables["default"].distance_m[0].tolist() == row
    assert instance.problem.stops[0].load == (demand,)
    assert instance.scale == scale


def test_values_of_clients() -> None:
    text = with_sections(
        section("SERVICE_TIME", "0", "1", "2", "3"),
        section("TIME_WINDOW", "0 100", "5 6", "7 8", "9 10"),
        section("RELEASE_TIME", "0", "3", "0", "0"),
        section("PRIZE", "0", "0", "7", "0"),
        section("MUTUALLY_EXCLUSIVE_GROUP", "2 4"),
    )
    problem = read(text).problem
    assert [stop.service_s for stop in problem.stops] == [1, 2, 3]
    assert problem.stops[0].time_windows == (TimeWindow(5, 6),)
    assert problem.stops[0].release_s == 3
    assert [stop.required for stop in problem.stops] == [True, False, True]
    assert problem.stops[1].prize_fen == 7
    assert problem.choices[0].alternatives == ((0,), (2,))
    assert problem.vehicle_types[0].shift == TimeWindow(0, 100)


def test_vehicles_that_are_alike_are_one_type() -> None:
    text = with_sections(
        section("CAPACITY", "10", "20", "10"),
        section("VEHICLES_FIXED_COST", "7", "8", "7"),
        section("VEHICLES_UNIT_DISTANCE_COST", "1.5", "2", "1.5"),
        section("VEHICLES_ALLOWED_CLIENTS", "2 3 4", "3", "2 3 4"),
        section("VEHICLES_MAX_DURATION", "50", "60", "50"),
        section("VEHICLES_MAX_DISTANCE", "70", "80", "70"),
        headers="VEHICLES : 3\n",
    ).replace("CAPACITY : 10\n", "")
    instance = read(text)
    small, large = instance.problem.vehicle_types
    assert instance.vehicles == ((0, 2), (1,))
    assert instance.individual
    assert small.num_available == 2
    assert (small.fixed_cost_fen, large.fixed_cost_fen) == (7, 8)
    assert small.unit_distance_cost_fen_per_km == 1500
    assert (large.max_duration_s, large.max_distance_m) == (60, 80)
    allowed = [stop.vehicle_types for stop in instance.problem.stops]
    assert allowed == [frozenset([0]), frozenset([0, 1]), frozenset([0])]


def test_reload_depots_are_unloading_sites_of_those_who_may_use_them() -> None:
    text = with_sections(
        section("VEHICLES_RELOAD_DEPOT", "1", "2", ""),
        section("VEHICLES_DEPOT", "1", "2", "2"),
        section("VEHICLES_MAX_RELOADS", "3", "4", "5"),
        headers="VEHICLES : 3\n",
    ).replace("DEPOT_SECTION\n1\n-1\n", "DEPOT_SECTION\n1\n2\n-1\n")
    problem = read(text).problem
    assert [site.location for site in problem.unload_sites] == [0, 1]
    assert [vehicle.max_trips for vehicle in problem.vehicle_types] == [3, 4, 0]
    assert [vehicle.start_depot for vehicle in problem.vehicle_types] == [0, 1, 1]
    closed = {rule.unload_sites: rule.vehicle_types for rule in problem.access_rules}
    assert closed == {frozenset([0]): frozenset([1]), frozenset([1]): frozenset([0])}


@pytest.mark.parametrize(
    ("shape", "numbers"),
    [
        ("FULL_MATRIX", "0 1 2 1 0 3 2 3 0"),
        ("LOWER_ROW", "1 2 3"),
        ("LOWER_DIAG_ROW", "0 1 0 2 3 0"),
        ("UPPER_ROW", "1 2 3"),
        ("UPPER_DIAG_ROW", "0 1 2 0 3 0"),
        ("UPPER_COL", "1 2 3"),
        ("LOWER_COL", "1 2 3"),
    ],
)
def test_explicit_distances(shape: str, numbers: str) -> None:
    text = (
        "DIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\n"
        f"EDGE_WEIGHT_FORMAT : {shape}\nEDGE_WEIGHT_SECTION\n{numbers}\nEOF\n"
    )
    table = read(text).problem.tables["default"].distance_m
    assert table.tolist() == [[0, 1, 2], [1, 0, 3], [2, 3, 0]]


def test_tables_are_computed_in_blocks() -> None:
    size = 600
    rows = "".join(f"{n + 1} {n} 0\n" for n in range(size))
    text = f"DIMENSION : {size}\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n{rows}"
    table = read(text).problem.tables["default"].distance_m
    away = np.abs(np.arange(size)[:, None] - np.arange(size))
    assert np.array_equal(table, away)


FAULTS = [
    (("DIMENSION : 4\n", ""), "DIMENSION: must be the number of depots"),
    (("DIMENSION : 4", "DIMENSION : four"), "line 3, DIMENSION: must be a number"),
    (("DIMENSION : 4", "DIMENSION : 4.5"), "must be a whole number, got 4.5"),
    (("EUC_2D", "GEO"), "must be one of EUC_2D, FLOOR_2D, CEIL_2D"),
    (("4 0 2.5\n", ""), "needs 4 rows of a number and two coordinates, got 3"),
    (("4 0 2.5", "4 0 two"), "line 10, NODE_COORD_SECTION: must be numbers"),
    (("4 0 2.5", "4 0 nan"), "must be finite numbers"),
    (("4 0 2.5", "3 0 2.5"), "rows must be numbered from 1 to 4, each once"),
    (("2 4\n", "2 -4\n"), "DEMAND_SECTION, row 2: must be >= 0, got [-4.0]"),
    (("2 4\n", "2 4 4\n"), "needs 1 values after the number, got [4.0, 4.0]"),
    (("4 6\n", ""), "DEMAND_SECTION: needs 4 rows, got 3"),
    (("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n2\n"), "must be the first places"),
    (("DEMAND_SECTION", "DEMANDS_SECTION"), "did you mean 'DEMAND'?"),
    (("CAPACITY :", "CAPACTY :"), "did you mean 'CAPACITY'?"),
    (("CAPACITY : 10", "CAPACITY : -1"), "CAPACITY: must be a number >= 0"),
    (("TYPE : CVRP", "CAPACITY : 9"), "is given already on line 2"),
    (("TYPE : CVRP", "hello"), "line 2: must be 'NAME : value' or a section"),
    (("DEMAND_", "BACKHAUL_"), "pickups after deliveries cannot be expressed"),
    (("2 3 4\n", "2 3e9 4\n"), "distances: must be below 2,147,483,648"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=str)
def test_a_fault(change: tuple[str, str], message: str) -> None:
    broken = PLANE.replace(*change)
    assert broken != PLANE
    assert any(message in fault for fault in faults_of(broken))


SECTION_FAULTS = [
    (section("TIME_WINDOW", "0 9", "5 4", "0 9", "0 9"), "must end after it starts"),
    (section("MUTUALLY_EXCLUSIVE_GROUP", "1 2"), "must name clients, got 1"),
    (section("MUTUALLY_EXCLUSIVE_GROUP", "2 3", "3 4"), "in one group only"),
    (section("MUTUALLY_EXCLUSIVE_GROUP", "2 9"), "must be numbers from 1 to 4"),
    (section("VEHICLES_DEPOT", "1", "1", "1 1"), "one depot per vehicle"),
    (section("VEHICLES_UNIT_DISTANCE_COST", *["0.12345"] * 3), "three decimals"),
    (section("VEHICLES_ALLOWED_CLIENTS", "2"), "needs 3 rows, got 1"),
]


@pytest.mark.parametrize(("added", "message"), SECTION_FAULTS)
def test_a_fault_of_a_section(added: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(with_sections(added)))


def test_every_fault_is_named_at_once() -> None:
    broken = PLANE.replace("4 0 2.5", "4 0 two").replace("2 4\n", "2 x\n")
    places = {fault.split(":")[0] for fault in faults_of(broken)}
    assert {"line 10, NODE_COORD_SECTION", "line 13, DEMAND_SECTION"} <= places


def test_without_rounding_values_must_be_whole() -> None:
    (fault,) = faults_of(PLANE, "none")
    assert "choose a rounding" in fault


def test_an_unknown_rounding() -> None:
    (fault,) = faults_of(PLANE, "up")
    assert "must be one of round, trunc, dimacs, exact, none, got 'up'" in fault


ROUNDINGS = {
    "cvrp_x": ("round", 4),
    "vrptw_gh1000": ("dimacs", 2),
    "mtvrptwr": ("dimacs", 8),
    "pcvrptw": ("dimacs", 2),
    "hfvrp": ("exact", 3),
    "mdvrptw": ("exact", 4),
    "sdvrptw": ("exact", 4),
}


@pytest.mark.parametrize("family", ROUNDINGS)
def test_best_known_answers_cost_what_their_files_say(
    shared_dir: Path, family: str
) -> None:
    rounding, count = ROUNDINGS[family]
    # The smallest of each family, so that the suite stays quick.
    paths = sorted(
        (shared_dir / "bench" / family).glob("*.vrp"), key=lambda p: p.stat().st_size
    )
    for path in paths[:count]:
        instance = read_vrplib(path, rounding)
        known = read_solution(path.with_suffix(".sol"))
        solution = timed_solution(instance, known.routes)
        report = check_routing(instance.problem, solution)
        assert report.violations == ()
        weight, cost = objective(instance.problem, solution)
        assert weight == 0
        # Files state costs in units of the problem, or of the file (cents there).
        assert known.cost is not None
        scales = {1, instance.scale, 100 * instance.scale}
        assert any(known.cost * scale == pytest.approx(cost, 1e-6) for scale in scales)
