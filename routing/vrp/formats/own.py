"""Our own JSON: every field of a problem or an answer, nothing lost."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.vrp.formats.codec import from_json, to_json
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.schema import VERSION, schema_of
from routing.vrp.formats.text import check_shape, parse_json, pretty
from routing.vrp.problem import UNREACHABLE, RoutingProblem
from routing.vrp.report import RoutingResult

PROBLEM, SOLUTION = "routing-problem", "routing-solution"


def read_problem(path: Path) -> RoutingProblem:
    """Read a problem from a file in our format.

    Raises
    ------
    FormatError
        If the file is not as the schema says; every fault is named.
    """
    return parse_problem(path.read_text(encoding="utf-8"), path.name)


def parse_problem(text: str, source: str) -> RoutingProblem:
    """Return the problem of a text in our format; see ``read_problem``."""
    faults = Faults(f"{source} cannot be read as a routing problem")
    return problem_from(parse_json(text, faults), faults)


def problem_from(value: Any, faults: Faults) -> RoutingProblem:
    """Return the problem of a JSON value in our format.

    Raises
    ------
    FormatError
        With what was found before, and here.
    """
    # Tables are large: numpy looks at their entries, the schema at the rest.
    tables, rest = _without_tables(value, faults)
    check_shape(rest, schema_of(PROBLEM), faults)
    faults.raise_any()
    fields = {k: v for k, v in value.items() if k not in {"format", "version"}}
    problem: RoutingProblem = from_json(RoutingProblem, fields | {"tables": tables})
    return problem


def read_solution(path: Path) -> RoutingResult:
    """Read a checked answer and its figures from a file in our format.

    Raises
    ------
    FormatError
        If the file is not as the schema says; every fault is named.
    """
    return parse_solution(path.read_text(encoding="utf-8"), path.name)


def parse_solution(text: str, source: str) -> RoutingResult:
    """Return the answer of a text in our format; see ``read_solution``."""
    faults = Faults(f"{source} cannot be read as a routing solution")
    value = parse_json(text, faults)
    check_shape(value, schema_of(SOLUTION), faults)
    faults.raise_any()
    fields = {k: v for k, v in value.items() if k not in {"format", "version"}}
    result: RoutingResult = from_json(RoutingResult, fields)
    return result


def dump_problem(problem: RoutingProblem) -> str:
    """Return a problem as text in our format."""
    return _dump(PROBLEM, to_json(problem))


def dump_solution(result: RoutingResult) -> str:
    """Return an answer and its figures as text in our format."""
    return _dump(SOLUTION, to_json(result))


def _dump(name: str, content: object) -> str:
    assert isinstance(content, dict)  # noqa: S101 - both are data classes
    value = {"format": name, "version": VERSION, **content}
    return f"{pretty(value)}\n"


def _without_tables(
    value: object, faults: Faults
) -> tuple[dict[str, dict[str, NDArray[np.int32]]], object]:
    """Return the travel tables as arrays, and the value with empty ones."""
    given = value.get("tables") if isinstance(value, dict) else None
    if not isinstance(given, dict):
        return {}, value
    arrays: dict[str, dict[str, NDArray[np.int32]]] = {}
    emptied: dict[str, object] = {}
    for profile, table in given.items():
        if not isinstance(table, Mapping):
            emptied[profile] = table
            continue
        place = f"$.tables.{profile}"
        arrays[profile] = {
            name: _array(f"{place}.{name}", rows, faults)
            for name, rows in table.items()
            if name in _TABLE
        }
        emptied[profile] = {
            name: [] if name in _TABLE else rows for name, rows in table.items()
        }
    assert isinstance(value, dict)  # noqa: S101 - seen above
    return arrays, value | {"tables": emptied}


_TABLE = frozenset(["distance_m", "duration_s"])


def _array(place: str, rows: object, faults: Faults) -> NDArray[np.int32]:
    """Return a table's rows as an array; what is wrong is noted by row."""
    empty = np.empty((0, 0), dtype=np.int32)
    if not isinstance(rows, list):
        faults.add(place, "must be a list of rows", rows)
        return empty
    before = len(faults.found)
    for number, row in enumerate(rows):
        _note_row(f"{place}[{number}]", row, len(rows), faults)
    if len(faults.found) > before:
        return empty
    return np.array(rows, dtype=np.int32).reshape(len(rows), len(rows))


def _note_row(place: str, row: object, size: int, faults: Faults) -> None:
    if not isinstance(row, list) or len(row) != size:
        got = len(row) if isinstance(row, list) else row
        faults.add(place, f"must be a list of {size} numbers, as there are rows", got)
        return
    largest = np.iinfo(np.int32).max
    for column, entry in enumerate(row):
        if type(entry) is not int or not UNREACHABLE <= entry <= largest:
            rule = f"must be a whole number from {UNREACHABLE} to {largest}"
            faults.add(f"{place}[{column}]", rule, entry)
