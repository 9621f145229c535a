"""Our own JSON: everything comes back, and every fault is named with its path."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import FormatError
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.formats.own import (
    dump_problem,
    dump_solution,
    parse_problem,
    parse_solution,
    read_problem,
    read_solution,
)
from tests.engines.routing_instances import INSTANCES, Instance

BASE: dict[str, Any] = {
    "format": "routing-problem",
    "version": 1,
    "dimensions": ["kg"],
    "tables": {
        "default": {"distance_m": [[0, 5], [7, 0]], "duration_s": [[0, 1], [-1, 0]]}
    },
    "depots": [{"name": "depot", "location": 0}],
    "unload_sites": [{"name": "tip", "location": 0}],
    "stops": [{"name": "stop", "location": 1, "load": [3]}],
    "vehicle_types": [{"name": "truck", "num_available": 1, "capacity": [9]}],
}


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(FormatError) as caught:
        parse_problem(text, "problem.json")
    return caught.value.faults


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
def test_a_problem_comes_back_as_it_was(instance: Instance) -> None:
    text = dump_problem(instance.problem)
    again = parse_problem(text, "again")
    assert dump_problem(again) == text
    assert again.stops == instance.problem.stops
    assert again.vehicle_types == instance.problem.vehicle_types
    assert again.unload_sites == instance.problem.unload_sites
    assert again.access_rules == instance.problem.access_rules
    for profile, table in instance.problem.tables.items():
        assert np.array_equal(again.tables[profile].distance_m, table.distance_m)
        assert np.array_equal(again.tables[profile].duration_s, table.duration_s)


def test_an_answer_comes_back_with_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text(changed("tables.default.duration_s.1.0", 4), encoding="utf-8")
    options = SolveOptions(engine="insertion", time_limit_s=1)
    result = solve_routing(read_problem(path), options)
    assert len(result.solution.routes) == 1
    answer = tmp_path / "answer.json"
    answer.write_text(dump_solution(result), encoding="utf-8")
    assert read_solution(answer) == result


def test_defaults_are_left_out() -> None:
    text = dump_problem(parse_problem(json.dumps(BASE), "problem.json"))
    assert json.loads(text) == BASE


def changed(path: str, value: object) -> str:
    """Replace one field of the base; ``...`` takes it out."""
    problem = json.loads(json.dumps(BASE))
    *steps, last = (int(s) if s.isdigit() else s for s in path.split("."))
    place = problem
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(problem)


FAULTS: list[tuple[str, object, str]] = [
    ("format", "vroom", "$.format: must be 'routing-problem', got 'vroom'"),
    ("version", 2, "$.version: must be 1, got 2"),
    ("dimensions", ..., "$.dimensions: is missing; add it"),
    ("stops.0.load", ..., "$.stops[0].load: is missing; add it"),
    ("stops.0.load.0", -1, "$.stops[0].load[0]: must be >= 0, got -1"),
    ("stops.0.load.0", 1.5, "$.stops[0].load[0]: must be a whole number, got 1.5"),
    ("stops.0.name", 7, "$.stops[0].name: must be a text, got 7"),
    ("stops.0.sevice_s", 7, "$.stops[0].sevice_s: is not a known field; did you mean"),
    ("stops.0.colour", 7, "$.stops[0].colour: is not a known field; remove it"),
    ("stops.0.required", 1, "$.stops[0].required: must be true or false, got 1"),
    ("stops.0.priority", 101, "$.stops[0].priority: must be <= 100, got 101"),
    ("stops.0.skills", ["a", "a"], "$.stops[0].skills: must name each entry once"),
    ("vehicle_types.0.overtime", 3, "must be an object or null, got 3"),
    ("vehicle_types.0.overtime", {}, "overtime.regular_s: is missing"),
    (
        "vehicle_types.0.overtime",
        {"regular_s": -1, "unit_cost_fen_per_h": 1},
        "overtime.regular_s: must be >= 0, got -1",
    ),
    (
        "vehicle_types.0.prefix",
        [{"kind": "visit", "index": 0}],
        "$.vehicle_types[0].prefix[0].kind: must be one of depot, stop, unload",
    ),
    ("tables.default.distance_m", 3, "distance_m: must be a list of rows, got 3"),
    ("tables.default.distance_m.0", [0], "must be a list of 2 numbers"),
    ("tables.default.distance_m.0.1", -2, "must be a whole number from -1"),
    ("tables.default.duration_s.1.0", 0.5, "duration_s[1][0]: must be a whole"),
    ("tables.default.duration_s", ..., "$.tables.default.duration_s: is missing"),
    ("tables.default", [], "$.tables.default: must be an object, got []"),
    ("tables", [], "$.tables: must be an object, got []"),
]


@pytest.mark.parametrize(("path", "value", "message"), FAULTS)
def test_a_fault(path: str, value: object, message: str) -> None:
    faults = faults_of(changed(path, value))
    assert any(message in fault for fault in faults), faults


def test_every_fault_is_named_at_once() -> None:
    broken = json.loads(json.dumps(BASE))
    broken["stops"][0] |= {"load": [-1], "colour": 1}
    broken["depots"] = 3
    broken["tables"]["default"]["distance_m"][0][0] = "x"
    assert len(faults_of(json.dumps(broken))) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1, column 2: must be JSON"),
        ("[]", "$: must be an object, got []"),
        ('{"format": 1, "format": 2}', "$.format: must be there once, not 2 times"),
        ('{"stops": NaN}', "$.stops: must be a finite number, got NaN"),
        ('{"stops": [0, -Infinity]}', "$.stops[1]: must be a finite number, got -Inf"),
        ('{"stops": 1e999}', "$.stops: must be a finite number, got 1e999"),
        ("NaN", "$: must be a finite number, got NaN"),
        ("[" * 100_000, "must not be nested so deeply"),
    ],
)
def test_text_that_is_no_strict_json(text: str, message: str) -> None:
    assert any(message in fault for fault in faults_of(text))


def test_every_place_that_is_no_strict_json_is_named_at_once() -> None:
    text = """{
      "stops": [{"load": [1, NaN]}, {"load": [Infinity], "name": 1, "name": NaN}],
      "tables": {"default": {"distance_m": [[0, -Infinity], [1.5, 1e400]]}}
    }"""
    assert faults_of(text) == (
        "$.stops[0].load[1]: must be a finite number, got NaN",
        "$.stops[1].name: must be there once, not 2 times; keep one",
        "$.stops[1].load[0]: must be a finite number, got Infinity",
        "$.stops[1].name: must be a finite number, got NaN",
        "$.tables.default.distance_m[0][1]: must be a finite number, got -Infinity",
        "$.tables.default.distance_m[1][1]: must be a finite number, got 1e400",
    )


def test_an_answer_with_a_fault() -> None:
    with pytest.raises(FormatError, match="solution: is missing"):
        parse_solution('{"format": "routing-solution", "version": 1}', "answer.json")
