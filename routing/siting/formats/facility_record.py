"""Facilities, fixes and limits as records of a JSON file."""

from dataclasses import asdict
from typing import Any

from routing.siting.facility import Facility, FacilityState, Fix, Yield
from routing.siting.problem import TagLimit

type Record = dict[str, Any]


def facility_record(facility: Facility) -> Record:
    """Write a facility."""
    moves = facility.transitions
    return {
        "name": facility.name,
        "initial": facility.initial,
        "transitions": None if moves is None else sorted(map(list, moves)),
        "states": [_state_record(state) for state in facility.states],
    }


def facility_of(record: Record) -> Facility:
    """Read a facility."""
    moves = record["transitions"]
    return Facility(
        name=record["name"],
        states=tuple(_state_of(state) for state in record["states"]),
        initial=record["initial"],
        transitions=None if moves is None else frozenset(map(_pair, moves)),
    )


def fix_record(fix: Fix) -> Record:
    """Write a fix."""
    return {**asdict(fix), "states": sorted(fix.states)}


def fix_of(record: Record) -> Fix:
    """Read a fix."""
    return Fix(**{**record, "states": frozenset(record["states"])})


def limit_record(limits: TagLimit | tuple[TagLimit, ...]) -> Record | list[Record]:
    """Write the limits on a tag."""
    if isinstance(limits, TagLimit):
        return asdict(limits)
    return [asdict(limit) for limit in limits]


def limit_of(record: Record | list[Record]) -> TagLimit | tuple[TagLimit, ...]:
    """Read the limits on a tag."""
    if isinstance(record, list):
        return tuple(TagLimit(**limit) for limit in record)
    return TagLimit(**record)


def _state_record(state: FacilityState) -> Record:
    accepted = state.commodities
    return {
        **asdict(state),
        "commodities": None if accepted is None else sorted(accepted),
        "tags": sorted(state.tags),
        "yields": [asdict(made) for made in state.yields],
    }


def _state_of(record: Record) -> FacilityState:
    accepted = record["commodities"]
    changed = {
        "commodities": None if accepted is None else frozenset(accepted),
        "tags": frozenset(record["tags"]),
        "yields": tuple(Yield(**made) for made in record["yields"]),
    }
    return FacilityState(**{**record, **changed})


def _pair(move: list[str]) -> tuple[str, str]:
    before, after = move
    return before, after
