"""A problem or an answer written as JSON and read again is the same."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.vrp.formats.codec import from_json, hints_of, to_json
from routing.vrp.formats.own import (
    dump_problem,
    dump_solution,
    parse_problem,
    parse_solution,
)
from routing.vrp.formats.schema import schema_of
from routing.vrp.problem import RoutingProblem, SpeedProfile, Stop, TravelTable
from routing.vrp.report import RoutingResult

WHOLE = st.integers(0, 10**12)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
FEW: dict[str, Any] = {"max_size": 2}


def tables(size: int) -> st.SearchStrategy[TravelTable]:
    entry = st.integers(-1, 2**31 - 1)
    row = st.lists(entry, min_size=size, max_size=size)
    rows = st.lists(row, min_size=size, max_size=size)
    array = rows.map(lambda values: np.array(values, np.int32).reshape(size, size))
    return st.builds(TravelTable, array, array)


SPEEDS = st.builds(
    SpeedProfile,
    st.lists(WHOLE, **FEW).map(tuple),
    st.lists(
        st.lists(st.floats(0.01, 100), min_size=2, max_size=2), min_size=1, **FEW
    ).map(np.array),
    st.lists(st.integers(0, 9), min_size=1, **FEW).map(
        lambda values: np.array(values, np.int32)
    ),
)

ARRAYS: dict[Any, st.SearchStrategy[Any]] = {
    SpeedProfile: SPEEDS,
    TravelTable: st.integers(0, 3).flatmap(tables),
}
"""What holds arrays, whose shapes belong together."""


def values_of(hint: Any, place: tuple[type, str]) -> st.SearchStrategy[Any]:
    """Draw any value of a field's type that the schema allows."""
    if isinstance(hint, UnionType):
        kinds = [part for part in get_args(hint) if part is not NoneType]
        return st.one_of(st.none(), values_of(kinds[0], place))
    if hint in ARRAYS:
        return ARRAYS[hint]
    if is_dataclass(hint):
        return drawn(hint)  # type: ignore[arg-type]
    if get_origin(hint) is None:
        return scalars_of(hint, place)
    return containers_of(get_origin(hint), get_args(hint), place)


def containers_of(
    origin: Any, inner: tuple[Any, ...], place: tuple[type, str]
) -> st.SearchStrategy[Any]:
    if origin is Mapping:
        return st.dictionaries(TEXT, values_of(inner[1], place), **FEW)
    if origin is frozenset:
        return st.frozensets(values_of(inner[0], place), **FEW)
    return st.lists(values_of(inner[0], place), **FEW).map(tuple)


def scalars_of(hint: Any, place: tuple[type, str]) -> st.SearchStrategy[Any]:
    plain: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        str: TEXT,
        float: st.floats(0, 1e9),
        int: WHOLE,
    }
    if place == (Stop, "rank"):
        return st.integers(-5, 5)
    if place == (Stop, "priority"):
        return st.integers(0, 100)
    return plain[hint] if hint in plain else st.sampled_from(list(hint))


def drawn(cls: type) -> st.SearchStrategy[Any]:
    hints = hints_of(cls)
    parts = {
        field.name: values_of(hints[field.name], (cls, field.name))
        for field in fields(cls)  # type: ignore[arg-type]
    }
    return st.builds(cls, **parts)


SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SETTINGS
@given(drawn(RoutingProblem))
def test_a_problem_comes_back_as_it_was(problem: RoutingProblem) -> None:
    text = dump_problem(problem)
    again = parse_problem(text, "again")
    assert dump_problem(again) == text
    for field in fields(RoutingProblem):
        if field.name not in {"tables", "speed_profile"}:
            assert getattr(again, field.name) == getattr(problem, field.name)
    for profile, table in problem.tables.items():
        assert np.array_equal(again.tables[profile].distance_m, table.distance_m)
        assert np.array_equal(again.tables[profile].duration_s, table.duration_s)
    if problem.speed_profile is not None:
        assert again.speed_profile is not None
        assert np.array_equal(again.speed_profile.factor, problem.speed_profile.factor)


@SETTINGS
@given(drawn(RoutingResult))
def test_an_answer_comes_back_as_it_was(result: RoutingResult) -> None:
    assert parse_solution(dump_solution(result), "again") == result


@SETTINGS
@given(drawn(Stop))
def test_what_is_written_is_what_the_schema_names(stop: Stop) -> None:
    value = json.loads(json.dumps(to_json(stop)))
    assert set(value) <= set(
        schema_of("routing-problem")["$defs"]["Stop"]["properties"]
    )
    assert from_json(Stop, value) == stop
