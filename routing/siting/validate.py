"""Whether a siting problem makes sense, before any engine sees it."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from routing.errors import InvalidProblemError
from routing.siting.problem import Arcs, Facility, FacilityState, SitingProblem

MAX_FIGURE = 10**15
"""Largest mass in kg and cost in fen: sums of 9,000 of them still fit int64."""
MAX_UNIT_COST = 10**9
"""Largest fen per tonne: ten million CNY. Min-cost flow multiplies it by the
number of facilities and of nodes."""


def validate_problem(problem: SitingProblem) -> None:
    """Refuse a problem that contradicts itself.

    Raises
    ------
    InvalidProblemError
        With every fault found, each as place, rule, value and way out.
    """
    faults = [
        *_client_faults(problem),
        *_facility_faults(problem),
        *_arc_faults(problem),
        *_tag_faults(problem),
        *_range_faults(
            "unserved_cost_fen_per_t", problem.unserved_cost_fen_per_t, MAX_UNIT_COST
        ),
    ]
    if faults:
        headline = f"The siting problem has {len(faults)} fault(s)"
        raise InvalidProblemError(headline, faults)


def _client_faults(problem: SitingProblem) -> Iterator[str]:
    for i, client in enumerate(problem.clients):
        place = f"clients[{i}] {client.name!r}, supply_kg"
        yield from _range_faults(place, client.supply_kg, MAX_FIGURE)


def _facility_faults(problem: SitingProblem) -> Iterator[str]:
    if not problem.facilities:
        yield "facilities: must not be empty. Add a site that exists or may be opened."
    for j, facility in enumerate(problem.facilities):
        place = f"facilities[{j}] {facility.name!r}"
        if not facility.states:
            yield f"{place}, states: must not be empty. Add at least one state."
        for name in _repeated(facility):
            yield f"{place}, states: {name!r} occurs twice. Name each state once."
        for state in facility.states:
            yield from _state_faults(f"{place}, state {state.name!r}", state)


def _repeated(facility: Facility) -> list[str]:
    names = Counter(state.name for state in facility.states)
    return [name for name, count in names.items() if count > 1]


def _state_faults(place: str, state: FacilityState) -> Iterator[str]:
    yield from _range_faults(f"{place}, capacity_kg", state.capacity_kg, MAX_FIGURE)
    yield from _range_faults(
        f"{place}, min_throughput_kg", state.min_throughput_kg, MAX_FIGURE
    )
    yield from _range_faults(
        f"{place}, fixed_cost_fen", state.fixed_cost_fen, MAX_FIGURE
    )
    yield from _range_faults(
        f"{place}, unit_cost_fen_per_t", state.unit_cost_fen_per_t, MAX_UNIT_COST
    )
    if state.min_throughput_kg > state.capacity_kg >= 0:
        yield (
            f"{place}, min_throughput_kg: must be <= capacity_kg "
            f"{state.capacity_kg}, got {state.min_throughput_kg}. "
            "Lower it or raise the capacity."
        )


def _range_faults(place: str, value: int, most: int) -> Iterator[str]:
    if not isinstance(value, int | np.integer):
        yield f"{place}: must be a whole number, got {value!r}. Round it."
    elif value < 0:
        yield f"{place}: must be >= 0, got {value}. Give 0 for none."
    elif value > most:
        yield f"{place}: must be <= {most}, got {value}. Check the unit."


def _arc_faults(problem: SitingProblem) -> Iterator[str]:
    arcs = problem.arcs
    columns: dict[str, NDArray[np.integer]] = {
        "client": arcs.client,
        "facility": arcs.facility,
        "unit_cost_fen_per_t": arcs.unit_cost_fen_per_t,
        "distance_m": arcs.distance_m,
    }
    shapes = {name: column.shape for name, column in columns.items()}
    if len(set(shapes.values())) > 1 or arcs.client.ndim != 1:
        yield f"arcs: columns must be 1-D and of one length, got {shapes}. Pad none."
        return
    for name, column in columns.items():
        if column.dtype.kind not in "iu":
            yield f"arcs, {name}: must be integers, got {column.dtype}. Round them."
    last = (len(problem.clients) - 1, len(problem.facilities) - 1)
    limits = (*last, MAX_UNIT_COST, MAX_FIGURE)
    for (name, column), most in zip(columns.items(), limits, strict=True):
        yield from _column_faults(name, column, most)
    yield from _duplicate_faults(arcs)


def _column_faults(name: str, column: NDArray[np.integer], most: int) -> Iterator[str]:
    bad = np.flatnonzero((column < 0) | (column > most))
    if bad.size:
        yield (
            f"arcs[{bad[0]}], {name}: must be within 0 and {most}, got "
            f"{column[bad[0]]} ({bad.size} arc(s) like it). Drop or correct them."
        )


def _duplicate_faults(arcs: Arcs) -> Iterator[str]:
    order = np.lexsort((arcs.facility, arcs.client))
    client, facility = arcs.client[order], arcs.facility[order]
    same = (client[1:] == client[:-1]) & (facility[1:] == facility[:-1])
    again = order[1:][same]
    if again.size:
        arc = again[0]
        yield (
            f"arcs[{arc}]: client {arcs.client[arc]} and facility "
            f"{arcs.facility[arc]} occur twice ({again.size} arc(s) like it). "
            "Keep one arc per pair."
        )


def _tag_faults(problem: SitingProblem) -> Iterator[str]:
    carriers = Counter(
        chain.from_iterable(
            frozenset().union(*(state.tags for state in facility.states))
            for facility in problem.facilities
        )
    )
    for tag, limit in problem.tag_limits.items():
        place = f"tag_limits[{tag!r}]"
        if limit.minimum < 0:
            yield f"{place}, minimum: must be >= 0, got {limit.minimum}. Give 0."
        if limit.maximum is not None and limit.maximum < limit.minimum:
            yield (
                f"{place}, maximum: must be >= minimum {limit.minimum}, got "
                f"{limit.maximum}. Raise it, or give None for no maximum."
            )
        if limit.minimum > carriers[tag]:
            yield (
                f"{place}, minimum: must be <= the {carriers[tag]} facilities with "
                f"such a state, got {limit.minimum}. Lower it or add candidates."
            )
