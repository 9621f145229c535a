"""Small random problems cost what VROOM itself finds, where it is installed."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from routing.engines.ortools_tasks import solve_tasks
from routing.options import SolveOptions, ignore_progress
from routing.solve import solve_routing
from routing.vrp.formats.vroom_check import check_vroom
from routing.vrp.formats.vroom_contract import answer_of, express, why_not
from routing.vrp.formats.vroom_output import vroom_output
from tests.unit.routing.vrp.formats.vroom_cases import read

OPTIONS = SolveOptions(engine="ortools", time_limit_s=0.5)


def random_problem(seed: int, *, shipments: bool) -> dict[str, Any]:
    draw = random.Random(seed)  # noqa: S311 - a test's instances
    size = draw.randint(4, 8)
    durations = [
        [0 if a == b else draw.randint(100, 200) for b in range(size)]
        for a in range(size)
    ]
    vehicles = []
    for number in range(draw.randint(1, 3)):
        one: dict[str, Any] = {"id": number, "capacity": [draw.randint(3, 8)]}
        one |= draw.choice([{"start_index": 0}, {"end_index": 0}, {}])
        one.setdefault("end_index", 1)
        one |= draw.choice([{}, {"max_tasks": 3}, {"time_window": [0, 900]}])
        one |= draw.choice([{}, {"max_travel_time": 600}, {"costs": {"fixed": 90}}])
        vehicles.append(one)
    kind = draw.choice(["delivery", "pickup"])
    value: dict[str, Any] = {"vehicles": vehicles, "jobs": [], "shipments": []}
    for row in range(1, size):
        amount = [draw.randint(1, 3)]
        place = {"id": row, "location_index": row, "service": draw.randint(0, 40)}
        if shipments and draw.random() < 0.4:
            end = {"id": row, "location_index": draw.randrange(size)}
            shipment = {"amount": amount, "pickup": place, "delivery": end}
            value["shipments"].append(shipment)
            continue
        job = place | {kind: amount, "setup": draw.randint(0, 30)}
        if draw.random() < 0.3:
            start = draw.randint(0, 500)
            job["time_windows"] = [[start, start + 200]]
        value["jobs"].append(job)
    return value | {"matrices": {"car": {"durations": durations}}}


def peer(value: dict[str, Any], folder: Path) -> tuple[int, int]:
    vroom = pytest.importorskip("vroom")
    path = folder / "problem.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    solution = vroom.Input.from_json(path).solve(exploration_level=5, nb_threads=1)
    summary = solution.to_dict()["summary"]
    return summary["unassigned"], summary["cost"]


def ours(value: dict[str, Any]) -> tuple[int, int]:
    problem = read(value)
    if why_not(problem):
        answer = solve_tasks(problem, OPTIONS, ignore_progress)
    else:
        expressed = express(problem)
        result = solve_routing(expressed.problem, OPTIONS)
        answer = answer_of(expressed, result.solution)
    check_vroom(problem, answer)
    summary = vroom_output(problem, answer)["summary"]
    return summary["unassigned"], summary["cost"]


@pytest.mark.parametrize("seed", range(4))
def test_vroom_finds_nothing_better(seed: int, tmp_path: Path) -> None:
    value = random_problem(seed, shipments=False)
    assert ours(value) <= peer(value, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_vroom_serves_no_more_with_shipments(seed: int, tmp_path: Path) -> None:
    value = random_problem(seed, shipments=True)
    left, cost = ours(value)
    best_left, best_cost = peer(value, tmp_path)
    assert left <= best_left
    # The search is cut off by the clock, which a busy machine slows down.
    assert cost <= 1.5 * best_cost or left < best_left


def with_a_light_break(seed: int) -> dict[str, Any]:
    """Return jobs to pick up, and a break that may be taken with a part on board."""
    draw = random.Random(seed)  # noqa: S311 - a test's instances
    durations = [
        [0 if a == b else draw.randint(100, 200) for b in range(6)] for a in range(6)
    ]
    jobs = [
        {"id": row, "location_index": row, "pickup": [draw.randint(1, 2)]}
        for row in range(1, 6)
    ]
    start = draw.randint(100, 500)
    pause = {"id": 1, "service": 60, "time_windows": [[start, start + 150]]}
    one = {"id": 1, "start_index": 0, "end_index": 0, "capacity": [6]}
    one |= {"time_window": [0, 1500], "breaks": [pause | {"max_load": [seed % 4]}]}
    return {
        "vehicles": [one],
        "jobs": jobs,
        "matrices": {"car": {"durations": durations}},
    }


@pytest.mark.parametrize("seed", range(4))
def test_breaks_with_a_limit_of_load(seed: int, tmp_path: Path) -> None:
    value = with_a_light_break(seed)
    expected = peer(value, tmp_path)
    problem = read(value)
    assert why_not(problem)
    answer = solve_tasks(problem, OPTIONS, ignore_progress)
    check_vroom(problem, answer)
    summary = vroom_output(problem, answer)["summary"]
    assert (summary["unassigned"], summary["cost"]) == expected
