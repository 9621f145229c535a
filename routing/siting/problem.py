"""The facility-location problem: clients, facilities in states, sparse arcs.

Supplies and capacities in integer kilograms per year, money in fen per year,
unit costs in fen per tonne.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Client:
    """A source of one commodity.

    Attributes
    ----------
    name
        The caller's key.
    supply_kg
        Kilograms per year to be assigned; the supply may be split between
        facilities.
    commodity
        What it supplies; a facility's state must accept it.
    """

    name: str
    supply_kg: int
    commodity: str = ""


@dataclass(frozen=True, slots=True)
class FacilityState:
    """One way a facility can be: closed, kept as it is, upgraded, opened.

    Attributes
    ----------
    name
        The caller's key, unique within the facility.
    capacity_kg
        Most it takes in a year; 0 for a closed facility.
    min_throughput_kg
        Least it must take in a year to be in this state.
    fixed_cost_fen
        Yearly cost of being in this state: annualised capital, fixed
        operation, or the annualised cost of closing.
    unit_cost_fen_per_t
        Cost of each tonne taken in.
    commodities
        What it accepts in this state; ``None`` for everything.
    tags
        Labels that count towards the problem's limits.
    """

    name: str
    capacity_kg: int
    min_throughput_kg: int = 0
    fixed_cost_fen: int = 0
    unit_cost_fen_per_t: int = 0
    commodities: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facility:
    """A place that is in exactly one of its states."""

    name: str
    states: tuple[FacilityState, ...]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Assignments the answer may use, as parallel arrays of one length.

    Attributes
    ----------
    client, facility
        int32 positions in the problem's clients and facilities. A pair occurs
        at most once.
    unit_cost_fen_per_t
        int64 cost of bringing one tonne along the arc.
    distance_m
        int32 length of the arc, for reports.
    """

    client: NDArray[np.int32]
    facility: NDArray[np.int32]
    unit_cost_fen_per_t: NDArray[np.int64]
    distance_m: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TagLimit:
    """How many facilities may be in a state that carries a tag."""

    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Which facilities to have, in which state, and who supplies them.

    Serving is optional: what is not assigned costs
    ``unserved_cost_fen_per_t``, so that a capacity too small shows as a gap in
    tonnes instead of an error.

    Attributes
    ----------
    clients, facilities, arcs
        The parts; arcs refer to the others by position.
    unserved_cost_fen_per_t
        Price of a tonne left unassigned.
    tag_limits
        Limits on the number of facilities by tag of their state.
    """

    clients: tuple[Client, ...]
    facilities: tuple[Facility, ...]
    arcs: Arcs
    unserved_cost_fen_per_t: int
    tag_limits: Mapping[str, TagLimit] = field(default_factory=dict)
