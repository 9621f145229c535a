"""``recycling solve routing``: what it prints, writes, and refuses."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recycling.cli import solve
from recycling.services.solving import SolveNews
from tests.unit.routing.vrp.formats.test_vrplib import PLANE
from tests.unit.routing.vrp.formats.vroom_cases import MATRIX_EXAMPLE, STEPS_EXAMPLE

type Recycling = Callable[..., Any]

LIMITS = ("--engine", "insertion", "--time-limit", "1", "--workers", "1", "--seed", "3")


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(MATRIX_EXAMPLE), encoding="utf-8")
    return path


def test_it_writes_the_answer_and_says_what_it_costs(
    recycling: Recycling, problem: Path, tmp_path: Path
) -> None:
    target = tmp_path / "solution.json"
    ended = recycling("solve", "routing", problem, "-o", target, *LIMITS)
    assert ended.code == 0
    assert "Cost 5,461.00; vehicles 1; unserved 0; lower bound" in ended.out
    assert str(target) in ended.out.replace("\n", "")
    assert json.loads(target.read_text(encoding="utf-8"))["code"] == 0


def test_it_prints_json_for_programs(
    recycling: Recycling, problem: Path, tmp_path: Path
) -> None:
    target = tmp_path / "solution.json"
    ended = recycling("solve", "routing", problem, "-o", target, *LIMITS, "--json")
    printed = json.loads(ended.out)
    assert (printed["cost"], printed["file_format"]) == (5461, "vroom")


def test_a_line_for_every_fault(
    recycling: Recycling, problem: Path, tmp_path: Path
) -> None:
    broken = MATRIX_EXAMPLE | {"jobs": [{"id": -1, "servce": 3}]}
    problem.write_text(json.dumps(broken), encoding="utf-8")
    target = tmp_path / "x.json"
    ended = recycling("solve", "routing", problem, "-o", target, *LIMITS)
    lines = [line for line in ended.err.splitlines() if line.startswith("recycling")]
    assert ended.code == 2
    assert ended.out == ""
    assert len(lines) == 2
    assert all("problem.json: $.jobs[0]." in line for line in lines)


def test_a_note_is_shown(recycling: Recycling, problem: Path, tmp_path: Path) -> None:
    first, *others = STEPS_EXAMPLE["vehicles"]
    steps = [{"type": "job", "id": 1, "service_at": 1600416000}]
    value = STEPS_EXAMPLE | {"vehicles": [first | {"steps": steps}, *others]}
    problem.write_text(json.dumps(value), encoding="utf-8")
    target = tmp_path / "x.json"
    ended = recycling("solve", "routing", problem, "-o", target, *LIMITS)
    assert "$.vehicles[0].steps: the search begins with this route" in ended.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "steam"), "no engine is called 'steam'"),
        (("--format", "xml"), "--format: must be auto, own, vroom, vrplib"),
    ],
)
def test_a_mistake(
    recycling: Recycling,
    problem: Path,
    tmp_path: Path,
    options: tuple[str, ...],
    message: str,
) -> None:
    target = tmp_path / "x.json"
    ended = recycling("solve", "routing", problem, "-o", target, *options)
    assert ended.code == 2
    assert message in " ".join(ended.err.split())


def test_a_file_that_is_not_there(recycling: Recycling, tmp_path: Path) -> None:
    ended = recycling("solve", "routing", tmp_path / "no.json", "-o", tmp_path / "x")
    assert ended.code == 2
    assert "no.json" in ended.err


def test_progress_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(solve, "LINE_EVERY_S", 0.0)
    line = solve.ProgressLine(shown.append)
    assert line.show(SolveNews("improve", 12.4, 1234.5))
    assert line.show(SolveNews("build", 0.1, None))
    assert shown == [
        "Improving, 12 s, cost 1,234.50",
        "Building the model, 0 s, cost -",
    ]
    assert capsys.readouterr().err.splitlines() == shown


def test_an_interruption_ends_the_search_and_not_the_program() -> None:
    line = solve.ProgressLine(str)
    before = signal.getsignal(signal.SIGINT)
    with solve.stopping(line):
        signal.raise_signal(signal.SIGINT)
        assert not line.show(SolveNews("improve", 1.0, 1.0))
        assert signal.getsignal(signal.SIGINT) is before
    assert signal.getsignal(signal.SIGINT) is before


def test_it_writes_a_problem_in_another_format(
    recycling: Recycling, tmp_path: Path
) -> None:
    plane, ours = tmp_path / "plane.vrp", tmp_path / "plane.json"
    plane.write_text(PLANE, encoding="utf-8")
    ended = recycling("solve", "convert", plane, "-o", ours)
    assert ended.code == 0
    assert str(ours) in ended.out.replace("\n", "")
    assert len(json.loads(ours.read_text(encoding="utf-8"))["stops"]) == 3
    ended = recycling("solve", "convert", ours, "-o", plane, "--json")
    assert json.loads(ended.out)["written_as"] == "vrplib"


def test_what_the_other_format_cannot_say_is_a_line_each(
    recycling: Recycling, problem: Path, tmp_path: Path
) -> None:
    target = tmp_path / "x.vrp"
    ended = recycling("solve", "convert", problem, "-o", target)
    assert ended.code == 2
    assert "problem.json: different end depot: cannot be said" in ended.err
    assert not target.exists()
