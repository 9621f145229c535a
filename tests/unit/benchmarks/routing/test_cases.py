"""Instances as routing problems, and what their answers look like in files."""

from pathlib import Path

import pytest

from benchmarks.routing.case import scaled_down, scaled_up
from benchmarks.routing.cases import build_case
from benchmarks.routing.families import FAMILIES, recognise
from benchmarks.routing.route_file import read_routes
from benchmarks.routing.vrplib_case import add_cost, write_sol
from routing.vrp.parts import Break, Choice
from routing.vrp.problem import RoutingProblem, TimeWindow
from routing.vrp.solution import Route, RoutingSolution, Visit, VisitKind
from routing.vrp.validate import validate_problem
from tests.unit.benchmarks.routing.tiny import (
    KIM,
    KIM_ARRIVALS,
    PVRPIF_MINUTES,
    PVRPIF_ROUTES,
    write_all,
    write_pvrpif,
    write_qingdao,
    write_text,
)


def problem_of(path: Path) -> RoutingProblem:
    family = recognise(path)
    assert family is not None
    return build_case(path, family).problem


def test_every_problem_is_valid(tmp_path: Path) -> None:
    write_all(tmp_path)
    paths = [path for path in tmp_path.rglob("*") if recognise(path) is not None]
    for path in paths:
        validate_problem(problem_of(path))
    # Qingdao's folder is one; its files are none.
    assert len(paths) == len(FAMILIES) - 1


def test_a_collection_day_is_stated_in_whole_numbers(tmp_path: Path) -> None:
    problem = problem_of(write_text(tmp_path / "k.txt", KIM))
    (truck,) = problem.vehicle_types
    table = problem.tables["default"]

    assert truck.capacity == (10_000,)
    assert truck.max_load == (20_000,)
    assert truck.max_stops == 2
    assert truck.shift == TimeWindow(4 * 3600, 15 * 3600)
    assert truck.breaks == (Break(11 * 3600, 12 * 3600, 3600),)
    assert truck.returns_empty
    assert [stop.load for stop in problem.stops] == [(6_000,), (6_000,)]
    assert problem.stops[0].time_windows == ()
    assert problem.stops[1].time_windows == (TimeWindow(7 * 3600, 13 * 3600),)
    # From the depot to the landfill: ten miles, a mile in 90 s.
    assert table.distance_m[0, 3] == 52_800
    assert table.duration_s[0, 3] == 900


def test_a_horizon_is_one_problem_with_choices(tmp_path: Path) -> None:
    problem = problem_of(write_pvrpif(tmp_path / "p.json"))
    assert [stop.vehicle_types for stop in problem.stops] == [
        frozenset([day]) for _ in range(2) for day in range(2)
    ]
    # Customer 1 on one day of two, customer 2 on both.
    assert problem.choices == (Choice(((0,), (1,))),)
    assert [kind.num_available for kind in problem.vehicle_types] == [1, 1]
    assert {kind.max_duration_s for kind in problem.vehicle_types} == {3600}


def test_vehicles_of_qingdao_unload_and_go_home(tmp_path: Path) -> None:
    problem = problem_of(write_qingdao(tmp_path / "q"))
    (truck,) = problem.vehicle_types
    assert truck.capacity == (72_000,)
    assert truck.max_duration_s == 8 * 3600
    assert truck.returns_empty
    assert truck.fixed_cost_fen == 0
    # One hundredth of a degree on the equator, times 1.3, at 12.5 m/s.
    assert problem.tables["default"].distance_m[0, 2] == 1445
    assert problem.tables["default"].duration_s[0, 2] == 116


def visit(kind: VisitKind, index: int, *times: int) -> Visit:
    return Visit(kind, index, *times)


def test_days_and_vehicles_are_written(tmp_path: Path) -> None:
    path = write_pvrpif(tmp_path / "p.json")
    case = build_case(path, FAMILIES["waste_pvrpif"])
    depot, stop, tip = VisitKind.DEPOT, VisitKind.STOP, VisitKind.UNLOAD
    routes = (
        Route(
            1,
            (
                visit(depot, 0, 0, 0, 0),
                visit(stop, 3, 600, 600, 900),
                visit(tip, 0, 1500, 1500, 1500),
                visit(depot, 0, 1800, 1800, 1800),
            ),
        ),
        Route(
            0,
            (
                visit(depot, 0, 0, 0, 0),
                visit(stop, 0, 600, 600, 900),
                visit(stop, 2, 1080, 1080, 1380),
                visit(tip, 0, 1980, 1980, 1980),
                visit(depot, 0, 2280, 2280, 2280),
            ),
        ),
    )
    target = tmp_path / "answer.json"
    case.write(RoutingSolution(routes, (), 0, "hand"), target)

    written = read_routes(target)
    assert [(r.day, r.vehicle, list(r.visits)) for r in written] == [
        (r["day"], r["vehicle"], r["visits"]) for r in PVRPIF_ROUTES
    ]
    verdict = FAMILIES["waste_pvrpif"].verify(path, target)
    assert verdict.faults == ()
    assert verdict.cost == PVRPIF_MINUTES


# Lunch at the next stop: after a work over at 10:50 it goes behind the stop's work,
# unless that would make it late; after one over at 11:20 it goes before.
@pytest.mark.parametrize(
    ("ready", "drive", "said"),
    [(39_000, 720, 39_720), (39_000, 4_180, 46_780), (40_800, 720, 45_120)],
)
def test_lunch_is_seen_in_the_times(
    tmp_path: Path, ready: int, drive: int, said: int
) -> None:
    case = build_case(write_text(tmp_path / "k.txt", KIM), FAMILIES["waste_kim2006"])
    there = ready + drive
    after = there + 3600
    route = Route(
        0,
        (
            visit(VisitKind.DEPOT, 0, 30_000, 30_000, 30_000),
            visit(VisitKind.STOP, 1, ready - 60, ready - 60, ready),
            visit(VisitKind.BREAK, 0, there, there, after),
            visit(VisitKind.STOP, 0, after, after, after + 60),
            visit(VisitKind.UNLOAD, 0, after + 870, after + 870, after + 1470),
            visit(VisitKind.DEPOT, 0, after + 2370, after + 2370, after + 2370),
        ),
    )
    target = tmp_path / "k.json"
    case.write(RoutingSolution((route,), (), 0, "hand"), target)

    (written,) = read_routes(target)
    assert list(written.visits) == [0, 33, 22, 1, 0]
    assert list(written.arrivals) == [
        30_000,
        ready - 60,
        said,
        after + 870,
        after + 2370,
    ]


# Back at 08:16 without lunch: it unloads so that lunch can follow at 11:00, if the
# landfill is still open then, and drives home after it.
@pytest.mark.parametrize(("hours", "unloads"), [("2400", 39_000), ("0800", 28_260)])
def test_an_early_day_has_lunch_before_the_way_home(
    tmp_path: Path, hours: str, unloads: int
) -> None:
    text = KIM.replace("0000 2400 600", f"0000 {hours} 600")
    path = write_text(tmp_path / "k.txt", text)
    case = build_case(path, FAMILIES["waste_kim2006"])
    kinds = [
        (VisitKind.DEPOT, 0, 0),
        (VisitKind.STOP, 0, 60),
        (VisitKind.UNLOAD, 0, 600),
        (VisitKind.STOP, 1, 60),
        (VisitKind.UNLOAD, 0, 600),
        (VisitKind.DEPOT, 0, 0),
    ]
    visits = tuple(
        visit(kind, index, at, at, at + work)
        for (kind, index, work), at in zip(kinds, KIM_ARRIVALS, strict=True)
    )
    target = tmp_path / "k.json"
    case.write(RoutingSolution((Route(0, visits),), (), 0, "hand"), target)

    (written,) = read_routes(target)
    assert list(written.arrivals) == [*KIM_ARRIVALS[:4], unloads, 44_100]
    assert FAMILIES["waste_kim2006"].verify(path, target).faults == ()


def test_vehicles_that_differ_keep_their_places(tmp_path: Path) -> None:
    target = tmp_path / "a.sol"
    write_sol(target, {2: [4, 5], 0: [6]}, 4)
    add_cost(target, "Cost:", 12.34, 1)
    text = target.read_text(encoding="utf-8")
    assert text == "Route #1: 6\nRoute #2:\nRoute #3: 4 5\nRoute #4:\nCost: 12.3\n"


def test_vehicles_that_are_alike_have_no_empty_routes(tmp_path: Path) -> None:
    target = tmp_path / "a.sol"
    write_sol(target, {5: [4, 0, 5], 0: [6], 3: []}, None)
    text = target.read_text(encoding="utf-8")
    assert text == "Route #1: 6\nRoute #2: 4 0 5\n"


def test_scaling_never_helps_the_solver() -> None:
    # 0.1 + 0.2 is not 0.3, and no reason for another unit.
    assert scaled_up(0.1 + 0.2, 10) == scaled_down(0.1 + 0.2, 10) == 3
    assert scaled_up(0.25, 10) == 3
    assert scaled_down(0.25, 10) == 2
