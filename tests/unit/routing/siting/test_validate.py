"""One broken problem per rule of ``validate_problem``."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InvalidProblemError
from routing.siting.problem import Arcs, SitingProblem, TagLimit
from routing.siting.validate import validate_problem
from routing.siting.validate_columns import MAX_FIGURE, MAX_UNIT_COST
from tests.engines.siting_instances import CLOSE, INSTANCES, problem, state

SOUND = problem(
    [10, 5],
    [[CLOSE, state("keep", 20, tags=("green",))], [CLOSE]],
    [(0, 0, 1), (1, 0, 2), (1, 1, 3)],
)


def with_client(**changes: object) -> SitingProblem:
    columns = {name: np.array(value) for name, value in changes.items()}
    return replace(SOUND, clients=replace(SOUND.clients, **columns))


def with_state(**changes: object) -> SitingProblem:
    first, second = SOUND.facilities
    keep = replace(first.states[1], **changes)
    return replace(SOUND, facilities=(replace(first, states=(CLOSE, keep)), second))


def with_arcs(**changes: object) -> SitingProblem:
    columns = {name: np.array(value) for name, value in changes.items()}
    return replace(SOUND, arcs=replace(SOUND.arcs, **columns))


def with_states(*states) -> SitingProblem:
    first, second = SOUND.facilities
    return replace(SOUND, facilities=(replace(first, states=states), second))


def with_limit(**limit: int) -> SitingProblem:
    return replace(SOUND, tag_limits={"green": TagLimit(**limit)})


BROKEN = {
    "negative supply": (
        with_client(supply_kg=[[-5, 0]]),
        r"clients\[0\], supply_kg.*-5",
    ),
    "huge supply": (with_client(supply_kg=[[0, MAX_FIGURE + 1]]), "Check the unit"),
    "supply is not a number": (
        with_client(supply_kg=[[1.0, np.nan]]),
        r"clients\[1\], supply_kg: is not a",
    ),
    "no facility": (
        problem([1], [], []),
        "facilities: must not be empty",
    ),
    "no states": (with_states(), "states: must not be empty"),
    "state twice": (with_states(CLOSE, CLOSE), "'close' occurs twice"),
    "negative capacity": (with_state(capacity_kg=-1), "capacity_kg: must be >= 0"),
    "negative minimum": (with_state(min_throughput_kg=-1), "min_throughput_kg: must"),
    "minimum above capacity": (
        with_state(min_throughput_kg=20_001),
        "must be <= capacity_kg 20000, got 20001",
    ),
    "negative fixed cost": (with_state(fixed_cost_fen=-1), "fixed_cost_fen: must be"),
    "negative unit cost": (with_state(unit_cost_fen_per_t=-1), "unit_cost_fen_per_t"),
    "huge unit cost": (with_state(unit_cost_fen_per_t=MAX_UNIT_COST + 1), "the unit"),
    "columns of different length": (with_arcs(distance_m=[1]), "arcs, shapes: "),
    "columns of two dimensions": (
        replace(SOUND, arcs=Arcs(*[np.zeros((1, 1), np.int64)] * 4)),
        "arcs, shapes: ",
    ),
    "distance not a number": (
        with_arcs(distance_m=[1, np.nan, 2]),
        r"arcs\[1\], distance_m: is not a",
    ),
    "unknown client": (with_arcs(client=[0, 1, 2]), r"arcs\[2\], client.*got 2"),
    "client before the first": (with_arcs(client=[0, 1, -1]), r"arcs\[2\], client"),
    "unknown facility": (with_arcs(facility=[2, 0, 1]), r"arcs\[0\], facility"),
    "negative arc cost": (
        with_arcs(unit_cost_fen_per_t=[0, -1, -2]),
        r"arcs\[1, 2\], unit_cost_fen_per_t: must be >= 0, got -1",
    ),
    "negative distance": (with_arcs(distance_m=[0, 0, -1]), r"arcs\[2\], distance_m"),
    "arc twice": (
        with_arcs(client=[1, 1, 1], facility=[0, 1, 0]),
        r"arcs\[2\]: client 1 and facility 0 occur twice",
    ),
    "negative unserved cost": (
        with_client(unserved_cost_fen_per_t=[-1, 0]),
        "unserved_cost_fen_per_t: must be >= 0",
    ),
    "negative tag minimum": (with_limit(minimum=-1), "minimum: must be >= 0"),
    "tag minimum above maximum": (
        with_limit(minimum=1, maximum=0),
        "must be >= minimum 1, got 0",
    ),
    "tag minimum above its carriers": (
        with_limit(minimum=2),
        "must be <= the 1 facilities with such a state, got 2",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_each_broken_rule_is_named(rule: str) -> None:
    broken, message = BROKEN[rule]
    with pytest.raises(InvalidProblemError, match=message) as caught:
        validate_problem(broken)
    assert len(caught.value.faults) == 1


def test_all_faults_are_collected() -> None:
    broken = replace(
        with_client(supply_kg=[[-5, 0]], unserved_cost_fen_per_t=[0, -1]),
        tag_limits={"green": TagLimit(2, 1), "gold": TagLimit(minimum=-1)},
    )
    with pytest.raises(InvalidProblemError) as caught:
        validate_problem(broken)
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.name)
def test_sound_problems_pass(instance) -> None:
    validate_problem(instance.problem)
