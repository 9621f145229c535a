"""Problems as VRPLIB files: read again they are the same, or refused as a whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pyvrp

from routing.errors import FormatError
from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.formats.vrplib import parse_vrplib, read_vrplib
from routing.vrp.formats.vrplib_refused import SAID
from routing.vrp.formats.vrplib_write import dump_vrplib, write_vrplib
from routing.vrp.parts import Break, Choice, Objective
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    UnloadSite,
    VehicleType,
)
from routing.vrp.validate import validate_problem
from tests.engines.routing_instances import INSTANCES, TRUCK, at, street, table
from tests.unit.routing.vrp.formats.test_vrplib import PLANE, section, with_sections

ROUTED = with_sections(
    section("SERVICE_TIME", "0", "1", "2", "3"),
    section("TIME_WINDOW", "3 100", "5 6", "7 8", "9 10"),
    section("RELEASE_TIME", "0", "3", "0", "0"),
    section("PRIZE", "0", "0", "0", "9"),
    section("MUTUALLY_EXCLUSIVE_GROUP", "2 3"),
)
FLEET = with_sections(
    section("CAPACITY", "10", "20", "10", "10"),
    section("VEHICLES_FIXED_COST", "7", "8", "7", "7"),
    section("VEHICLES_UNIT_DISTANCE_COST", "1.5", "2", "1.5", "0.125"),
    section("VEHICLES_ALLOWED_CLIENTS", "3 4", "3", "3 4", "3 4"),
    section("VEHICLES_MAX_DURATION", "50", "60", "50", "50"),
    section("VEHICLES_MAX_DISTANCE", "70", "80", "70", "70"),
    section("VEHICLES_RELOAD_DEPOT", "1 2", "2", "1 2", "1"),
    section("VEHICLES_MAX_RELOADS", "3", "1", "3", "2"),
    section("VEHICLES_DEPOT", "1", "2", "1", "1"),
    headers="VEHICLES : 4\n",
).replace("CAPACITY : 10\n", "")
FLEET = FLEET.replace("DEPOT_SECTION\n1\n", "DEPOT_SECTION\n1\n2\n", 1)


def bare(problem: RoutingProblem) -> RoutingProblem:
    types = (replace(vehicle, name="") for vehicle in problem.vehicle_types)
    return replace(problem, tables={}, vehicle_types=tuple(types))


def same(one: RoutingProblem, other: RoutingProblem) -> bool:
    """Compare problems but for their vehicles' names, tables by what is in them."""
    return bare(one) == bare(other) and all(
        np.array_equal(one.tables[name].distance_m, other.tables[name].distance_m)
        and np.array_equal(one.tables[name].duration_s, other.tables[name].duration_s)
        for name in one.tables | other.tables
    )


@pytest.mark.parametrize("text", [PLANE, ROUTED, FLEET], ids=["plane", "times", "many"])
def test_a_file_comes_back_as_it_was(text: str) -> None:
    problem = parse_vrplib(text, "round", "plane.vrp").problem
    written = dump_vrplib(problem, "plane")
    assert same(parse_vrplib(written, "none", "again").problem, problem)


def test_the_text() -> None:
    problem = street(
        at(100, 300), [], [replace(TRUCK, returns_empty=False, num_available=2)]
    )
    assert dump_vrplib(problem, "my street").splitlines() == [
        "NAME : my_street",
        "TYPE : VRPTW",
        "DIMENSION : 4",
        "VEHICLES : 2",
        "EDGE_WEIGHT_TYPE : EXPLICIT",
        "EDGE_WEIGHT_FORMAT : FULL_MATRIX",
        "CAPACITY : 100",
        "# 1 depot start",
        "# 2 depot end",
        "# 3 stop 100 m",
        "# 4 stop 300 m",
        "EDGE_WEIGHT_SECTION",
        "0 0 100 300",
        "0 0 100 300",
        "100 100 0 200",
        "300 300 200 0",
        "DEMAND_SECTION",
        "1 0",
        "2 0",
        "3 1",
        "4 1",
        "TIME_WINDOW_SECTION",
        "1 0 5000",
        "2 0 5000",
        "3 0 5000",
        "4 0 5000",
        "DEPOT_SECTION",
        "1",
        "2",
        "-1",
        "EOF",
    ]


def test_what_the_format_has_no_word_for_is_said_otherwise() -> None:
    stops = (
        Stop("a", 1, (4,), skills=frozenset(["crane"])),
        Stop("b", 2, (5,), commodity="glass"),
        Stop("c", 3, (6,)),
    )
    crane = VehicleType(
        "crane",
        1,
        (9,),
        shift=TimeWindow(0, 50),
        skills=frozenset(["crane"]),
        commodities=frozenset(["", "paper"]),
    )
    van = replace(crane, name="van", shift=TimeWindow(9, 90), skills=frozenset())
    rule = AccessRule(
        "kerb", frozenset([1]), frozenset([2]), frozenset([1]), TimeWindow(9, 91)
    )
    problem = RoutingProblem(
        dimensions=("kg",),
        tables={"default": table([[abs(a - b) for a in range(5)] for b in range(5)])},
        depots=(Depot("home", 0),),
        unload_sites=(UnloadSite("gate", 0), UnloadSite("tip", 4)),
        stops=stops,
        vehicle_types=(crane, van),
        access_rules=(rule,),
    )
    validate_problem(problem)
    again = parse_vrplib(dump_vrplib(problem, "x"), "none", "x").problem
    # The van's hours are a depot's of their own; the tip is one to reload at.
    assert [vehicle.start_depot for vehicle in again.vehicle_types] == [0, 1]
    assert [v.shift for v in again.vehicle_types] == [crane.shift, van.shift]
    assert [site.name for site in again.unload_sites] == ["1", "3"]
    assert [stop.vehicle_types for stop in again.stops] == [
        frozenset([0]),
        frozenset(),
        frozenset([0]),
    ]
    # They unload at the gate when they come home, which is no reload.
    assert not any(vehicle.returns_empty for vehicle in again.vehicle_types)
    (kept_away,) = again.access_rules
    assert kept_away.vehicle_types == frozenset([1])
    assert kept_away.unload_sites == frozenset([1])


def test_limits_of_some_vehicles_bind_no_other() -> None:
    short = replace(TRUCK, max_distance_m=700, max_trips=1, returns_empty=False)
    vehicles = [short, replace(TRUCK, returns_empty=False)]
    text = dump_vrplib(street(at(100), vehicles=vehicles), "x")
    one, other = parse_vrplib(text, "none", "x").problem.vehicle_types
    assert (one.max_distance_m, one.max_trips) == (700, 1)
    assert (other.max_distance_m, other.max_trips) == (5000, 1)


def test_the_unloading_at_home_is_no_reload() -> None:
    truck = replace(TRUCK, max_trips=2)
    text = dump_vrplib(street(at(100), vehicles=[truck]), "x")
    (again,) = parse_vrplib(text, "none", "x").problem.vehicle_types
    assert (again.max_trips, again.returns_empty) == (1, False)
    # From elsewhere the second may be followed by an empty way home.
    sites = [UnloadSite("gate", 0), UnloadSite("tip", 50)]
    with pytest.raises(FormatError, match="an empty return"):
        dump_vrplib(street(at(100), sites, vehicles=[truck]), "x")


def test_nothing_to_do_and_nobody_to_do_it() -> None:
    problem = street([], vehicles=[replace(TRUCK, num_available=0)])
    again = parse_vrplib(dump_vrplib(problem, "x"), "none", "x").problem
    assert (again.stops, again.vehicle_types) == ((), ())


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
def test_a_feature_is_written_or_refused_by_its_name(instance: object) -> None:
    problem = instance.problem  # type: ignore[attr-defined]
    unsaid = features_of(problem) - SAID
    try:
        text = dump_vrplib(problem, "x")
    except FormatError as error:
        places = {fault.split(":")[0] for fault in error.faults}
        assert {feature.value for feature in unsaid} <= places
    else:
        assert not unsaid
        validate_problem(parse_vrplib(text, "none", "x").problem)


def test_all_that_cannot_be_said_is_named_at_once() -> None:
    stops = [
        replace(stop, service_s_per_1000=3, rank=0, required=number > 1)
        for number, stop in enumerate(at(100, 200, 300, 400, 500))
    ]
    windows = (TimeWindow(0, 3), TimeWindow(5, 7))
    stops[4] = replace(stops[4], time_windows=windows, late_cost_fen_per_min=3)
    vehicles = [
        replace(TRUCK, breaks=(Break(0, 9, 5),), unit_duration_cost_fen_per_h=1),
        replace(TRUCK, name="far", profile="far", end_depot=1),
    ]
    problem = street(stops, [UnloadSite("tip", 300, 60)], vehicles, end=500)
    slow = replace(
        problem.tables["far"], duration_s=problem.tables["far"].duration_s + 1
    )
    problem = replace(
        problem,
        tables=problem.tables | {"far": slow},
        access_rules=(AccessRule("noon", frozenset([0]), closed=TimeWindow(5, 9)),),
        choices=(Choice(((0,), (1,))),),
        objective=Objective(balance_fen_per_h=1),
    )
    with pytest.raises(FormatError) as caught:
        dump_vrplib(problem, "x")
    trucks = "vehicle_types[0] (truck), vehicle_types[1] (far)"
    first = "stops[0] (100 m), stops[1] (200 m), stops[2] (300 m) and 2 more"
    no = "cannot be said in VRPLIB"
    assert caught.value.faults == (
        f"balance: {no}",
        f"breaks: {no}; vehicle_types[0] (truck)",
        f"different end depot: {no}; vehicle_types[1] (far)",
        f"duration cost: {no}; vehicle_types[0] (truck)",
        f"rank: {no}; {first}",
        f"soft windows: {no}; stops[4] (500 m)",
        f"service by load: {no}; {first}",
        f"work at an unloading site: {no}; unload_sites[0] (tip)",
        f"several windows of one stop: {no}; stops[4] (500 m)",
        f"an optional stop without prize: {no}; stops[0] (100 m), stops[1] (200 m)",
        f"a choice of optional stops, or between several at a time: {no}; choices[0]",
        f"access rules for a part of a shift: {no}; access_rules[0] (noon)",
        f"an empty return but by a site at the depot: {no}; {trucks}",
        f"durations that are not the distances: {no}; tables.far",
        f"several travel tables: {no}; tables.default, tables.far",
    )


def test_a_feature_that_is_new_is_refused() -> None:
    assert RoutingFeature.BREAKS not in SAID
    assert set(RoutingFeature) > SAID


@pytest.mark.parametrize("text", [PLANE, ROUTED, FLEET], ids=["plane", "times", "many"])
def test_pyvrp_reads_the_same_from_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "written.vrp"
    problem = parse_vrplib(text, "round", "plane.vrp").problem
    write_vrplib(path, problem)
    assert same(read_vrplib(path).problem, problem)
    read = pyvrp.read(path, round_func="exact")
    metres = problem.tables["default"].distance_m
    ways = read.distance_matrix(0)
    usual = ways < pyvrp.constants.MAX_VALUE
    assert np.array_equal(ways[usual], 1000 * metres[usual])
    assert [c.delivery[0] for c in read.clients()] == [
        1000 * stop.load[0] for stop in problem.stops
    ]
    assert [v.num_available for v in read.vehicle_types()] == [
        v.num_available for v in problem.vehicle_types
    ]
    assert [v.capacity[0] for v in read.vehicle_types()] == [
        1000 * v.capacity[0] for v in problem.vehicle_types
    ]
    if text == ROUTED:
        assert [c.tw_early for c in read.clients()] == [5000, 7000, 9000]
        assert [c.prize for c in read.clients()] == [0, 0, 9000]
        assert len(read.groups()) == 1
    if text == FLEET:
        assert [v.max_reloads for v in read.vehicle_types()] == [3, 1, 2]
        assert [list(v.reload_depots) for v in read.vehicle_types()] == [
            [0, 1],
            [1],
            [0],
        ]
