"""Whether what is on board fits the parts of a vehicle's body."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from routing.vrp.parts import Compartment
from routing.vrp.problem import RoutingProblem, VehicleType

type Loads = Mapping[str, tuple[int, ...]]
"""Amounts per dimension, by commodity."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A compartment that fills up."""

    capacity: tuple[int, ...]
    commodities: frozenset[str] | None
    held: frozenset[str] = frozenset()


def body_fault(problem: RoutingProblem, vehicle: VehicleType, loads: Loads) -> str:
    """Return why commodities cannot be on board together; empty if they can.

    Without compartments no two that are incompatible may be. With them each
    rides in one compartment that may hold it, and incompatible ones apart; the
    assignment is searched in full, largest loads first. The vehicle's own
    capacity is not looked at.
    """
    on_board = {name: load for name, load in loads.items() if any(load)}
    if not vehicle.compartments:
        for pair in combinations(sorted(on_board), 2):
            if frozenset(pair) in problem.incompatible:
                return f"{pair[0]!r} may not travel with {pair[1]!r}"
        return ""
    parts = tuple(
        _Part(part.capacity, part.commodities) for part in vehicle.compartments
    )
    order = sorted(on_board, key=lambda name: (sum(on_board[name]), name))
    if _fit(order, on_board, parts, problem.incompatible):
        return ""
    shown = ", ".join(f"{name!r} {on_board[name]}" for name in sorted(on_board))
    return f"no way to divide {shown} over its compartments"


def _fit(
    waiting: list[str],
    loads: Loads,
    parts: tuple[_Part, ...],
    incompatible: frozenset[frozenset[str]],
) -> bool:
    """Return whether the commodities, the last one first, can all be placed."""
    if not waiting:
        return True
    *rest, name = waiting
    tried: set[_Part] = set()
    for position, part in enumerate(parts):
        left = tuple(a - b for a, b in zip(part.capacity, loads[name], strict=True))
        if (
            part in tried
            or (part.commodities is not None and name not in part.commodities)
            or any(amount < 0 for amount in left)
            or any(frozenset({name, other}) in incompatible for other in part.held)
        ):
            continue
        tried.add(part)
        filled = replace(part, capacity=left, held=part.held | {name})
        others = (*parts[:position], filled, *parts[position + 1 :])
        if _fit(rest, loads, others, incompatible):
            return True
    return False


def holds_alone(vehicle: VehicleType, commodity: str) -> list[tuple[int, ...]]:
    """Return how much of one commodity a vehicle can hold, per way to load it.

    The capacity, or, with compartments, that of each compartment that may hold
    the commodity within it; none when it may not be carried.
    """
    if vehicle.commodities is not None and commodity not in vehicle.commodities:
        return []
    if not vehicle.compartments:
        return [vehicle.capacity]
    return [
        _least(part, vehicle.capacity)
        for part in vehicle.compartments
        if part.commodities is None or commodity in part.commodities
    ]


def _least(part: Compartment, capacity: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(min(pair) for pair in zip(part.capacity, capacity, strict=True))
