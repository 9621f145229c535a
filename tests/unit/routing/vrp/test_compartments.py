"""The assignment of commodities to compartments is searched in full."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.vrp.compartments import body_fault, holds_alone
from routing.vrp.parts import Compartment
from routing.vrp.problem import RoutingProblem
from tests.engines.routing_instances import TRUCK, street

NAMES = "abcd"
PAIRS = [frozenset(pair) for pair in ("ab", "bc", "cd", "ad")]


def fits_by_trying_all(
    problem: RoutingProblem,
    compartments: tuple[Compartment, ...],
    loads: Mapping[str, tuple[int, ...]],
) -> bool:
    """Return whether any of all assignments fits."""
    names = [name for name in loads if any(loads[name])]
    return any(
        _is_fit(problem, compartments, dict(zip(names, places, strict=True)), loads)
        for places in product(range(len(compartments)), repeat=len(names))
    )


def _is_fit(
    problem: RoutingProblem,
    compartments: tuple[Compartment, ...],
    place: dict[str, int],
    loads: Mapping[str, tuple[int, ...]],
) -> bool:
    for index, part in enumerate(compartments):
        held = [name for name in place if place[name] == index]
        allowed = part.commodities is None or part.commodities >= set(held)
        total = [sum(loads[name][d] for name in held) for d in range(2)]
        full = any(a > b for a, b in zip(total, part.capacity, strict=True))
        apart = not any(pair <= set(held) for pair in problem.incompatible)
        if full or not (allowed and apart):
            return False
    return True


@given(
    st.lists(
        st.builds(
            Compartment,
            st.tuples(st.integers(0, 9), st.integers(0, 9)),
            st.none() | st.frozensets(st.sampled_from(NAMES)),
        ),
        min_size=1,
        max_size=3,
    ),
    st.dictionaries(
        st.sampled_from(NAMES), st.tuples(st.integers(0, 6), st.integers(0, 6))
    ),
    st.frozensets(st.sampled_from(PAIRS)),
)
def test_a_way_is_found_if_there_is_one(
    parts: list[Compartment],
    loads: dict[str, tuple[int, ...]],
    incompatible: frozenset[frozenset[str]],
) -> None:
    problem = replace(street([]), incompatible=incompatible)
    vehicle = replace(TRUCK, compartments=tuple(parts))
    fits = fits_by_trying_all(problem, tuple(parts), loads)
    assert (body_fault(problem, vehicle, loads) == "") is fits


@pytest.mark.parametrize(
    ("parts", "allowed", "held"),
    [
        ((), None, [(8,)]),
        ((), {"b"}, []),
        ((Compartment((5,)), Compartment((9,))), None, [(5,), (8,)]),
        ((Compartment((5,), frozenset("b")), Compartment((3,))), {"a"}, [(3,)]),
    ],
)
def test_what_a_vehicle_holds_of_one_commodity(
    parts: tuple[Compartment, ...], allowed: set[str] | None, held: list[tuple[int]]
) -> None:
    commodities = None if allowed is None else frozenset(allowed)
    vehicle = replace(TRUCK, capacity=(8,), compartments=parts, commodities=commodities)
    assert holds_alone(vehicle, "a") == held
