"""The command on siting instances of every family, as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measure import module, run
from benchmarks.siting.command import siting
from benchmarks.solving import Options
from tests.unit.benchmarks.siting.tiny import (
    CAPACITATED,
    FILES,
    SINGLE_SOURCE,
    TWO_STAGE,
    TWO_STAGE_COST,
    write_all,
    write_text,
)

KEYS = {
    *("instance", "family", "model", "objective", "bound", "certified_gap_pct"),
    *("best_known", "gap_pct", "seconds", "peak_mb", "open", "feasible"),
}
ANSWER_KEYS = {"open", "assignment", "objective", "bound", "multipliers"}


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def options(
    *paths: Path, out: Path, engine: str = "auto", peers: tuple[str, ...] = ()
) -> Options:
    return Options(paths, out, 1.0, 1, 1, engine, peers)


def test_every_family_is_solved_and_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(tmp_path / "in put")
    siting(options(tmp_path / "in put", out=tmp_path / "out"))

    lines = lines_of(capsys.readouterr().out)
    results = [line for line in lines if "instance" in line]
    assert {line["family"] for line in results} == {f for _, f in FILES.values()}
    for line in results:
        assert set(line) >= KEYS
        assert line["feasible"] is True, line
        assert line["bound"] <= line["objective"] * (1 + 1e-9)
        assert 0 <= line["seconds"] < 30
        assert 10 < line["peak_mb"] < 4_000
        path = tmp_path / "out" / f"{line['instance']}.json"
        assert Path(line["solution"]) == path
        assert set(json.loads(path.read_text(encoding="utf-8"))) >= ANSWER_KEYS
    sums = {(line["set"], line["model"]) for line in lines if "mean_gap_pct" in line}
    assert sums == {(line["set"], line["model"]) for line in results}


def test_answers_of_peers_go_to_a_folder_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_text(tmp_path / "PSC2-C1-50.txt", TWO_STAGE)
    write_text(tmp_path / "bks-50.txt", f"1 2 {TWO_STAGE_COST}\n")
    siting(options(path, out=tmp_path / "out", peers=("highs", "cpsat")))

    _, highs, cpsat, *sums = lines_of(capsys.readouterr().out)
    assert highs["solution"] == str(tmp_path / "out/peers/highs/PSC2-C1-50.json")
    assert highs["gap_pct"] == pytest.approx(0)
    assert highs["certified_gap_pct"] == pytest.approx(0)
    assert cpsat["feasible"] is None
    assert cpsat["reason"]
    assert [line["ok"] for line in sums if line["is_peer"]] == [None, None]


def test_equal_names_do_not_overwrite_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("holmberg", "orlib_small", "x/orlib_small"):
        write_text(tmp_path / folder / "p1", CAPACITATED["pairs"])
    siting(options(tmp_path, out=tmp_path / "out", engine="no such engine"))
    lines = lines_of(capsys.readouterr().out)
    names = [line["instance"] for line in lines if "instance" in line]
    assert names == ["p1", "orlib_small-p1", "orlib_small-p1-2"]


def test_what_fails_is_a_line_and_not_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_text(tmp_path / "bad", CAPACITATED["pairs"].replace("4 10", "4 ten"))
    good = write_text(tmp_path / "good", CAPACITATED["pairs"])
    code = siting(options(bad, tmp_path / "gone", good, out=tmp_path / "out"))
    first, second, third, *sums = lines_of(capsys.readouterr().out)
    assert code == 1
    assert first["feasible"] is None
    assert first["reason"]
    assert second == {"path": str(tmp_path / "gone"), "reason": "does not exist"}
    assert third["instance"] == "good"
    assert sums[0]["ok"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("siting",),
        ("siting", "x", "--peers", "gurobi"),
        ("siting", "x", "--time-limit", "nan"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(arguments: tuple[str, ...]) -> None:
    done = run(module("benchmarks", *arguments))
    assert done.code == 2
    assert "error" in done.error


def test_the_command_runs_from_anywhere(tmp_path: Path) -> None:
    path = write_text(tmp_path / "p1", CAPACITATED["pairs"])
    out = tmp_path / "answers"
    limits = ("--time-limit", "1", "--workers", "1", "--out", str(out))
    peers = ("--peers", "highs", "--engine", "auto")
    done = run(module("benchmarks", "siting", str(path), *limits, *peers))
    _, line, *_ = lines_of(done.output)
    assert line["objective"] == SINGLE_SOURCE
    text = (out / "peers" / "highs" / "p1.json").read_text(encoding="utf-8")
    assert json.loads(text)["open"] == [0, 1]
