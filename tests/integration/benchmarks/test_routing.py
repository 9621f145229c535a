"""The command on instances of every family, as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.jobs import Outcome
from benchmarks.measure import module, run
from benchmarks.routing.arguments import PEERS
from benchmarks.routing.child import run_job
from benchmarks.routing.command import routing
from benchmarks.routing.families import FAMILIES, recognise
from benchmarks.routing.job import RoutingJob
from benchmarks.solving import Options
from tests.unit.benchmarks.routing.tiny import (
    VRPLIB_FAMILIES,
    VRPLIB_ROUTES,
    vrplib,
    write_all,
    write_qingdao,
    write_text,
)

KEYS = {
    *("instance", "family", "engine", "cost", "best_known", "gap_pct"),
    *("seconds", "peak_mb", "vehicles", "feasible"),
}


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def options(*paths: Path, out: Path, engine: str = "insertion") -> Options:
    return Options(paths, out, 0.3, 1, 1, engine, ())


def test_every_family_is_solved_and_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = write_all(tmp_path / "in put")
    write_text(
        tmp_path / "in put" / "some folder" / "tiny cvrp_x v1.0.sol", VRPLIB_ROUTES
    )
    routing(options(tmp_path / "in put", out=tmp_path / "out", engine="auto"))

    lines = lines_of(capsys.readouterr().out)
    by_name = {line["instance"]: line for line in lines if "instance" in line}
    assert {name: line["family"] for name, line in by_name.items()} == names
    for name, line in by_name.items():
        assert set(line) >= KEYS
        assert line["feasible"] is True, line
        assert line["lower_bound"] <= line["cost"], line
        assert 0 <= line["seconds"] < 30
        assert 10 < line["peak_mb"] < 4_000
        suffix = FAMILIES[line["family"]].suffix
        assert Path(line["solution"]) == tmp_path / "out" / f"{name}{suffix}"
    assert by_name["tiny cvrp_x v1.0"]["best_known"] == 30
    assert by_name["tiny cvrp_x v1.0"]["gap_pct"] >= 0
    sums = {line["family"]: line for line in lines if "mean_gap_pct" in line}
    assert set(sums) == set(names.values())


@pytest.mark.parametrize("engine", PEERS)
@pytest.mark.parametrize("family", ["cvrp_x", "vrptw_gh1000"])
def test_peers_answer_what_they_can_express(
    tmp_path: Path, family: str, engine: str
) -> None:
    if engine == "vroom":
        pytest.importorskip("vroom")
    path = write_text(tmp_path / "a.vrp", VRPLIB_FAMILIES[family])
    assert answered(job(path, engine)).reason == ""
    verdict = FAMILIES[family].verify(path, path.with_suffix(".answer"))
    assert verdict.is_feasible
    assert verdict.cost == pytest.approx(30 * FAMILIES[family].divisor, rel=0.2)


def answered(task: RoutingJob) -> Outcome:
    (outcome,) = run_job(task)
    return outcome


def job(path: Path, engine: str) -> RoutingJob:
    family = recognise(path)
    assert family is not None
    solution = str(path.with_suffix(".answer"))
    return RoutingJob(
        path=str(path),
        family=family.name,
        engine=engine,
        is_peer=True,
        time_limit_s=0.3,
        workers=1,
        seed=1,
        solution=solution,
    )


@pytest.mark.parametrize("engine", ["pyvrp", "ortools"])
def test_peers_unload_in_qingdao(tmp_path: Path, engine: str) -> None:
    folder = write_qingdao(tmp_path / "q")
    depot = (folder / "Depots.json").read_text(encoding="utf-8")
    # For PyVRP the home must be a facility.
    text = (folder / "DisposalFacilities.json").read_text(encoding="utf-8")
    home = json.loads(depot)["depot"][0]
    places = [*json.loads(text)["disposal_facility"], home]
    write_text(folder / "DisposalFacilities.json", json.dumps({"places": places}))

    assert answered(job(folder, engine)).reason == ""

    answer = folder.with_suffix(".answer")
    verdict = FAMILIES["qingdao"].verify(folder, answer)
    assert verdict.faults == ()
    assert verdict.cost == pytest.approx(2 * (1 + 2) * 1.4456, abs=0.01)


def test_a_peer_says_what_it_cannot_express(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.vrp", VRPLIB_FAMILIES["pcvrptw"])
    outcome = answered(job(path, "vroom"))
    assert outcome.seconds is None
    assert outcome.reason


def test_equal_names_do_not_overwrite_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        family = list(VRPLIB_FAMILIES)[1 if number else 0]
        text = VRPLIB_FAMILIES[family]
        write_text(tmp_path / "in" / str(number) / "same.vrp", text)
    routing(options(tmp_path / "in", out=tmp_path / "out"))
    lines = lines_of(capsys.readouterr().out)
    files = [Path(line["solution"]) for line in lines if line.get("solution")]
    folders = [file.parent.relative_to(tmp_path / "out") for file in files]
    assert folders == [Path(), Path("vrptw_gh1000"), Path("vrptw_gh1000-2")]
    assert all(file.is_file() for file in files)


def test_what_fails_is_a_line_and_not_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_text(tmp_path / "bad.vrp", vrplib().replace("2\t3\t4", "2\tx\t4"))
    good = write_text(tmp_path / "good.vrp", vrplib())
    code = routing(options(bad, tmp_path / "missing", good, out=tmp_path / "out"))
    first, second, third, summary = lines_of(capsys.readouterr().out)
    assert code == 1
    assert first["feasible"] is None
    assert first["reason"]
    assert second == {"path": str(tmp_path / "missing"), "reason": "does not exist"}
    assert third["feasible"] is True
    assert summary["ok"] is False


def test_a_command_that_takes_too_long_is_ended() -> None:
    code = "import subprocess, sys; subprocess.run(['sleep', '60'])"
    done = run(["/usr/bin/env", "python3", "-c", code], timeout_s=1)
    assert done.seconds < 10
    assert done.code != 0
    assert done.complaint == "overdue: ended after 1 s"


@pytest.mark.parametrize(
    "arguments",
    [
        ("routing",),
        ("routing", "x", "--peers", "gurobi"),
        ("city", "--time-limit", "0"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments: tuple[str, ...]) -> None:
    done = run(module("benchmarks", *arguments))
    assert done.code == 2
    assert "error" in done.error


def test_the_command_runs_from_anywhere(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.vrp", vrplib())
    out = tmp_path / "answers"
    limits = ("--time-limit", "0.3", "--workers", "1", "--out", str(out))
    done = run(module("benchmarks", "routing", str(path), *limits))
    line, _ = lines_of(done.output)
    assert line["cost"] == 30
    text = (out / "a.sol").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "Cost 30"
