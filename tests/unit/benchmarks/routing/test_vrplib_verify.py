"""The VRPLIB verifier: right costs, and every planted violation found."""

from pathlib import Path

import pytest

from benchmarks.faults import FormatError
from benchmarks.routing.families import FAMILIES
from benchmarks.routing.verdict import Verdict
from benchmarks.routing.vrplib_verify import verify_vrplib
from tests.unit.benchmarks.routing.tiny import (
    VRPLIB_FAMILIES,
    VRPLIB_ROUTES,
    WINDOWS,
    vrplib,
    write_text,
)


def judge(
    folder: Path, text: str, routes: str = VRPLIB_ROUTES, rounding: str = "round"
) -> Verdict:
    instance = write_text(folder / "tiny.vrp", text)
    return verify_vrplib(instance, write_text(folder / "tiny.sol", routes), rounding)


COSTS = {
    "cvrp_x": 30,
    "vrptw_gh1000": 300,
    "mtvrptwr": 300,
    "mdvrptw": 30_000,
    # Fixed 7,000 + 3,000, and 20,000 at 2 + 10,000 at 1.
    "hfvrp": 60_000,
    "sdvrptw": 30_000,
    "pcvrptw": 300,
}


@pytest.mark.parametrize("family", VRPLIB_FAMILIES)
def test_a_good_answer_has_its_cost_and_no_fault(tmp_path: Path, family: str) -> None:
    rounding = FAMILIES[family].rounding
    verdict = judge(tmp_path, VRPLIB_FAMILIES[family], rounding=rounding)
    assert verdict == Verdict(COSTS[family], vehicles=2, served=3, faults=())


def test_lost_prizes_are_cost(tmp_path: Path) -> None:
    text = VRPLIB_FAMILIES["pcvrptw"]
    verdict = judge(tmp_path, text, "Route #1: 1 3\n", "dimacs")
    # 5 + 3.1 + 5, and the prize of client 2.
    assert verdict == Verdict(50 + 31 + 50 + 10, 1, 2, ())


def test_a_client_without_prize_must_be_served(tmp_path: Path) -> None:
    text = VRPLIB_FAMILIES["pcvrptw"]
    verdict = judge(tmp_path, text, "Route #1: 3\n", "dimacs")
    assert verdict.faults == ("client 1 is not visited",)


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ("Route #1: 1 2\n", "client 3 is not visited"),
        ("Route #1: 1 2\nRoute #2: 3 2\n", "client 2 is visited 2 times"),
        ("Route #1: 1 2 3\n", "route 1: a load of 15 exceeds the capacity of 10"),
        ("Route #1: 1 2\nRoute #3: 3\n", "route 3: no such vehicle or location"),
        ("Route #1: 1 2\nRoute #2: 3 9\n", "route 2: no such vehicle or location"),
        ("Route #1: 1 0 2\nRoute #2: 3\n", "route 1: may not reload at depot 0"),
    ],
)
def test_a_broken_route_is_found(tmp_path: Path, routes: str, fault: str) -> None:
    assert fault in judge(tmp_path, vrplib(), routes).faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            vrplib(time_window=WINDOWS.replace("3 0 1000", "3 0 9")),
            "route 1: 2 is reached at 10, after its window",
        ),
        (
            vrplib(time_window=WINDOWS.replace("1 0 1000", "1 0 19")),
            "route 1: 0 is reached at 20, after its window",
        ),
        (
            vrplib(
                time_window=WINDOWS.replace("3 0 1000", "3 0 25"),
                release_time="1 0,2 16,3 0,4 0",
            ),
            "route 1: 2 is reached at 26, after its window",
        ),
        (
            vrplib(values="VEHICLES : 2\nCAPACITY : 10\nVEHICLES_MAX_DISTANCE : 19"),
            "route 1: a length of 20 exceeds 19",
        ),
        (
            vrplib(
                values="VEHICLES : 2\nCAPACITY : 10\nVEHICLES_MAX_DURATION : 23",
                service_time="1 0,2 2,3 2,4 2",
            ),
            "route 1: a duration of 24 exceeds 23",
        ),
        (
            vrplib(vehicles_allowed_clients="1 2 3,2 2 3"),
            "route 2: client 3 is closed to this vehicle",
        ),
    ],
)
def test_a_broken_rule_of_the_instance_is_found(
    tmp_path: Path, text: str, fault: str
) -> None:
    assert judge(tmp_path, text).faults == (fault,)


# Client 1 closes at 10 and client 2 opens at 50: leaving at 5, back at 60.
@pytest.mark.parametrize(("limit", "is_kept"), [(55, True), (54, False)])
def test_the_start_moves_to_shorten_the_day(
    tmp_path: Path, limit: int, is_kept: bool
) -> None:
    text = vrplib(
        values=f"VEHICLES : 2\nCAPACITY : 10\nVEHICLES_MAX_DURATION : {limit}",
        time_window="1 0 1000,2 0 10,3 50 60,4 0 1000",
    )
    assert judge(tmp_path, text).is_feasible is is_kept


# The second trip starts when client 2 is released, not before.
@pytest.mark.parametrize(("closes", "is_kept"), [(50, True), (49, False)])
def test_a_trip_waits_at_the_depot_for_its_release(
    tmp_path: Path, closes: int, is_kept: bool
) -> None:
    text = vrplib(
        time_window=f"1 0 1000,2 0 1000,3 0 {closes},4 0 1000",
        release_time="1 0,2 0,3 40,4 0",
        vehicles_reload_depot="1 1,2 1",
    )
    verdict = judge(tmp_path, text, "Route #1: 1 0 2\nRoute #2: 3\n")
    assert verdict.is_feasible is is_kept


def test_a_reload_empties_the_vehicle(tmp_path: Path) -> None:
    text = vrplib(vehicles_reload_depot="1 1,2 1")
    verdict = judge(tmp_path, text, "Route #1: 1 2 0 3\n")
    assert verdict == Verdict(30, vehicles=1, served=3, faults=())


def test_an_empty_route_costs_nothing(tmp_path: Path) -> None:
    text = VRPLIB_FAMILIES["hfvrp"].replace("2 6", "2 20").replace("1 10", "1 1")
    verdict = judge(tmp_path, text, "Route #1:\nRoute #2: 3 1 2\n", "exact")
    # 3,000 for the vehicle; 5 + 3.162 + 5 + 10.
    assert verdict == Verdict(3_000 + 23_162, vehicles=1, served=3, faults=())


@pytest.mark.parametrize(
    "routes", ["Route #1: 1\nRoute #1: 2\n", "Route #1: one\n", "Route: 1\n"]
)
def test_an_unreadable_answer_is_refused(tmp_path: Path, routes: str) -> None:
    with pytest.raises(FormatError, match=r"tiny\.sol, line"):
        judge(tmp_path, vrplib(), routes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("EDGE_WEIGHT_TYPE : EUC_2D\n", "NODE_COORD_SECTION is missing"),
        (vrplib().replace("EUC_2D", "GEO"), "must be EUC_2D"),
        ("1 2 3\n", "line 1: neither a value nor in a section"),
    ],
)
def test_an_unreadable_instance_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        judge(tmp_path, text)


def test_best_known_answers_are_feasible_at_their_cost(shared_dir: Path) -> None:
    # What the headers of each set count in.
    units = {"vrptw_gh1000": (10,), "hfvrp": (1, 100_000)}
    for family in VRPLIB_FAMILIES:
        for path in sorted((shared_dir / "bench" / family).glob("*.vrp"))[:3]:
            solution = path.with_suffix(".sol")
            verdict = verify_vrplib(path, solution, FAMILIES[family].rounding)
            lines = solution.read_text(encoding="utf-8").lower().splitlines()
            (cost,) = (float(x.split()[1]) for x in lines if x.startswith("cost"))
            assert verdict.is_feasible, (path, verdict.faults)
            ratios = [verdict.cost / cost / unit for unit in units.get(family, (1,))]
            assert any(ratio == pytest.approx(1, abs=1e-6) for ratio in ratios), path
