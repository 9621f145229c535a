"""Routing problems in one format, written in another."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recycling.domain.errors import InputError, RefusedError
from recycling.services.converting import Converted, convert_file
from recycling.services.problem_files import ProblemFile
from routing.vrp.formats.own import dump_problem, read_problem
from routing.vrp.formats.vrplib import read_vrplib
from tests.engines.routing_instances import INSTANCES
from tests.unit.routing.vrp.formats.test_vrplib import PLANE
from tests.unit.routing.vrp.formats.vroom_cases import (
    MATRIX_EXAMPLE,
    SHIPMENT_EXAMPLE,
)


def file(folder: Path, text: str) -> ProblemFile:
    path = folder / "problem"
    path.write_text(text, encoding="utf-8")
    return ProblemFile(path)


def test_vrplib_and_back_by_the_name_of_the_file(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "in" / "ours.json", tmp_path / "theirs.VRP"
    done = convert_file(file(tmp_path, PLANE), ours)
    assert done == Converted("vrplib", "own", stops=3, vehicles=3)
    done = convert_file(ProblemFile(ours), theirs)
    assert done == Converted("own", "vrplib", stops=3, vehicles=3)
    first, again = read_problem(ours), read_vrplib(theirs).problem
    assert dump_problem(again) == dump_problem(first)


def test_vroom(tmp_path: Path) -> None:
    out = tmp_path / "ours.json"
    done = convert_file(file(tmp_path, json.dumps(MATRIX_EXAMPLE)), out, "own")
    assert done.read_as == "vroom"
    assert len(read_problem(out).stops) == done.stops == len(MATRIX_EXAMPLE["jobs"])


def test_what_only_vroom_can_say(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only VROOM's own format"):
        convert_file(file(tmp_path, json.dumps(SHIPMENT_EXAMPLE)), tmp_path / "out.vrp")


def test_what_vrplib_cannot_say_is_refused_and_nothing_written(tmp_path: Path) -> None:
    problem = INSTANCES[0].problem
    sites = tuple(replace(site, docks=1) for site in problem.unload_sites)
    problem = replace(problem, unload_sites=sites)
    out = tmp_path / "out.vrp"
    with pytest.raises(RefusedError) as caught:
        convert_file(file(tmp_path, dump_problem(problem)), out)
    assert any("docks: cannot be said in VRPLIB" in line for line in caught.value.lines)
    assert not out.exists()


def test_a_problem_with_a_fault(tmp_path: Path) -> None:
    broken = PLANE.replace("CAPACITY : 10", "CAPACITY : ten")
    with pytest.raises(RefusedError):
        convert_file(file(tmp_path, broken), tmp_path / "out.json")


def test_a_format_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--to: must be auto, own, vrplib, got 'xml'"):
        convert_file(file(tmp_path, PLANE), tmp_path / "out.json", "xml")
