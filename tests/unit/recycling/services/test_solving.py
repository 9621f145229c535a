"""Routing problems from files: told by their shape, solved, written whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from recycling.domain.errors import InputError, RefusedError
from recycling.services.problem_files import ProblemFile, write_whole
from recycling.services.solving import (
    Solved,
    SolveNews,
    SolveRequest,
    solve_file,
    solve_options,
)
from routing.options import SolveOptions
from routing.vrp.formats.own import dump_problem, read_solution
from routing.vrp.formats.vrplib_solution import read_solution as read_routes
from tests.engines.routing_instances import INSTANCES
from tests.unit.routing.vrp.formats.test_vrplib import PLANE
from tests.unit.routing.vrp.formats.vroom_cases import (
    EXAMPLES,
    MATRIX_EXAMPLE,
    SHIPMENT_EXAMPLE,
)

OPTIONS = SolveOptions(engine="insertion", time_limit_s=1)
ANY_ENGINE = SolveOptions(time_limit_s=0.5)


def ignore(news: SolveNews) -> bool:
    del news
    return True


def solve(
    folder: Path, text: str, options: SolveOptions = OPTIONS, **more: Any
) -> tuple[Solved, Path]:
    problem, out = folder / "problem", folder / "out" / "answer"
    problem.write_text(text, encoding="utf-8")
    request = SolveRequest(ProblemFile(problem, **more), out, options)
    return solve_file(request, ignore), out


def test_our_own_format(tmp_path: Path) -> None:
    solved, out = solve(tmp_path, dump_problem(INSTANCES[0].problem))
    answer = read_solution(out)
    assert (solved.file_format, solved.unit, solved.engine) == (
        "own",
        "CNY",
        "insertion",
    )
    assert solved.cost == answer.report.objective[1] / 100
    assert solved.vehicles == len(answer.solution.routes)


def test_vrplib(tmp_path: Path) -> None:
    solved, out = solve(tmp_path, PLANE)
    routes = read_routes(out)
    assert solved.file_format == "vrplib"
    assert routes.cost == solved.cost
    assert sorted(place for route in routes.routes for place in route) == [1, 2, 3]


def test_rounding_of_vrplib(tmp_path: Path) -> None:
    plain, _ = solve(tmp_path, PLANE)
    scaled, _ = solve(tmp_path, PLANE, rounding="exact")
    assert scaled.cost > 900 * plain.cost


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_vroom(tmp_path: Path, name: str) -> None:
    solved, out = solve(tmp_path, json.dumps(EXAMPLES[name]), ANY_ENGINE)
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["code"] == 0
    assert answer["summary"]["cost"] == solved.cost
    assert len(answer["unassigned"]) == solved.unserved
    assert solved.notes == ()


def test_the_example_with_a_shipment_serves_all(tmp_path: Path) -> None:
    solved, _ = solve(tmp_path, json.dumps(SHIPMENT_EXAMPLE), ANY_ENGINE)
    assert (solved.unserved, solved.vehicles, solved.engine) == (0, 2, "ortools")


def test_slower_vehicles_take_longer(tmp_path: Path) -> None:
    value = {
        "vehicles": [{"id": 1, "start": [106, 29], "end": [106, 29]}],
        "jobs": [{"id": 1, "location": [106.5, 29]}],
    }
    fast, _ = solve(tmp_path, json.dumps(value), speed_kmh=80.0)
    slow, _ = solve(tmp_path, json.dumps(value), speed_kmh=20.0)
    assert slow.cost == pytest.approx(4 * fast.cost, rel=0.001)


def test_an_engine_that_cannot(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot solve deliveries .* Use auto"):
        solve(tmp_path, json.dumps(SHIPMENT_EXAMPLE))


def test_an_unknown_engine(tmp_path: Path) -> None:
    options = SolveOptions(engine="steam")
    with pytest.raises(InputError, match="no engine is called 'steam'"):
        solve(tmp_path, PLANE, options)


@pytest.mark.parametrize(
    ("text", "more", "lines"),
    [
        ("{}", {}, "$.format: is missing"),
        ('{"vehicles": []}', {"file_format": "own"}, "$.dimensions: is missing"),
        ("hello", {}, "must be 'NAME : value' or a section"),
        ("", {}, "DIMENSION: must be"),
        (PLANE, {"rounding": "up"}, "rounding: must be one of"),
    ],
)
def test_a_file_that_is_refused(
    tmp_path: Path, text: str, more: dict[str, Any], lines: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        solve(tmp_path, text, **more)
    assert any(lines in line for line in caught.value.lines)
    assert not (tmp_path / "out").exists()


def test_a_problem_that_contradicts_itself(tmp_path: Path) -> None:
    value = json.loads(dump_problem(INSTANCES[0].problem))
    value["depots"][0]["location"] = 99
    value["stops"][0]["location"] = 98
    with pytest.raises(RefusedError) as caught:
        solve(tmp_path, json.dumps(value))
    assert len(caught.value.lines) == 2


def test_vroom_reads_its_error_in_the_answer(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        solve(tmp_path, json.dumps(MATRIX_EXAMPLE | {"jobs": 3}))
    answer = json.loads((tmp_path / "out" / "answer").read_text(encoding="utf-8"))
    assert answer["code"] == 2
    assert "$.jobs: must be a list, got 3" in answer["error"]


def test_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--format: must be auto, own, vroom, vrplib"):
        solve(tmp_path, PLANE, file_format="xml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "problem"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="must be text in UTF-8"):
        solve_file(SolveRequest(ProblemFile(path), tmp_path / "out"), ignore)


@pytest.mark.parametrize("speed_kmh", [0.0, float("nan")])
def test_a_speed_that_cannot_be(tmp_path: Path, speed_kmh: float) -> None:
    with pytest.raises(InputError, match="--detour, --speed-kmh"):
        solve(tmp_path, json.dumps(SHIPMENT_EXAMPLE), ANY_ENGINE, speed_kmh=speed_kmh)


def test_options_that_cannot_be() -> None:
    with pytest.raises(InputError, match="time_limit_s: must be > 0"):
        solve_options("auto", -1, 1, 1)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_news_is_in_the_unit_of_the_file(tmp_path: Path) -> None:
    news: list[SolveNews] = []
    path = tmp_path / "problem"
    path.write_text(json.dumps(MATRIX_EXAMPLE), encoding="utf-8")
    options = SolveOptions(engine="ortools", time_limit_s=0.5)

    def note(one: SolveNews) -> bool:
        news.append(one)
        return True

    solve_file(SolveRequest(ProblemFile(path), tmp_path / "out", options), note)
    costs = [one.cost for one in news if one.cost is not None]
    assert costs
    assert costs[-1] == pytest.approx(5461)


def test_a_search_ends_when_it_is_told_to(tmp_path: Path) -> None:
    path, out = tmp_path / "problem", tmp_path / "out"
    path.write_text(json.dumps(SHIPMENT_EXAMPLE), encoding="utf-8")
    options = SolveOptions(time_limit_s=30)
    request = SolveRequest(ProblemFile(path), out, options)
    solved = solve_file(request, lambda news: news.phase != "improve")
    assert solved.seconds < 20
    assert json.loads(out.read_text(encoding="utf-8"))["code"] == 0
