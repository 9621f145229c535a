"""The facility-location problem: clients, facilities in states, sparse arcs.

Masses in integer kilograms per year, money in integer fen per year, unit costs
in integer fen per tonne, distances in metres, CO2 in grams per tonne, shares in
parts per million. What is many (clients, arcs) stands in columns, what is few
(facilities, floors, limits) in objects. Columns by period have the period first.

Money need not be fen: it is the problem's own whole money unit. A builder that
starts from figures of another kind multiplies them by a ``Scale`` that loses
nothing that matters, and leaves the scale with the problem.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from routing.siting.facility import Facility, Fix

PPM = 1_000_000
"""Parts of a whole in shares and yields; also grams in a tonne."""


class Objective(StrEnum):
    """What the best answer has least of.

    Attributes
    ----------
    COST
        Money over all periods, each with its weight.
    LARGEST_DISTANCE
        Metres of the longest arc with flow on it, in any period; money does not
        count.
    """

    COST = "cost"
    LARGEST_DISTANCE = "largest_distance"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of years in which everything stays as it is.

    Attributes
    ----------
    name
        The caller's key.
    weight
        Years it stands for: yearly costs count as often.
    capital_budget_fen
        Most that may be invested on entering states in it; ``None`` for no limit.
    """

    name: str = ""
    weight: int = 1
    capital_budget_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """One row of ``Clients``, for problems written by hand.

    Attributes
    ----------
    name, commodity
        The caller's key, and what it supplies.
    supply_kg
        Kilograms per year, in every period or in each.
    unserved_cost_fen_per_t, required
        As in ``Clients``.
    """

    name: str
    supply_kg: int | tuple[int, ...]
    commodity: str = ""
    unserved_cost_fen_per_t: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class Clients:
    """C sources of one commodity each, in T periods.

    A place that supplies ten materials is ten clients: every mass then has one
    commodity, and no column needs a second dimension for it.

    Attributes
    ----------
    names
        The caller's keys.
    commodity
        Shape (C,): positions in ``SitingProblem.commodities``.
    supply_kg
        Shape (T, C): kilograms per year to be assigned.
    unserved_cost_fen_per_t
        Shape (C,): price of a tonne left unassigned. Without meaning for a
        required client.
    required
        Shape (C,): whether all of the supply must be assigned.
    """

    names: tuple[str, ...]
    commodity: NDArray[np.int32]
    supply_kg: NDArray[np.int64]
    unserved_cost_fen_per_t: NDArray[np.int64]
    required: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self.names)

    @classmethod
    def of(
        cls, rows: Iterable[Client], commodities: tuple[str, ...], periods: int = 1
    ) -> "Clients":
        """Turn rows into columns.

        Parameters
        ----------
        rows
            The clients; a single supply counts for every period.
        commodities
            Names of the commodities, in the order of the problem.
        periods
            Number of periods.
        """
        clients = tuple(rows)
        supply = [
            (c.supply_kg,) * periods if isinstance(c.supply_kg, int) else c.supply_kg
            for c in clients
        ]
        by_period = np.array(supply, np.int64).reshape(len(clients), periods)
        return cls(
            names=tuple(client.name for client in clients),
            commodity=np.array(
                [commodities.index(client.commodity) for client in clients], np.int32
            ),
            supply_kg=np.ascontiguousarray(by_period.T),
            unserved_cost_fen_per_t=np.array(
                [client.unserved_cost_fen_per_t for client in clients], np.int64
            ),
            required=np.array([client.required for client in clients], np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Arcs:
    """A possible assignments of clients to facilities, as parallel arrays.

    What must not be assigned, being too far or refused, has no arc.

    Attributes
    ----------
    client, facility
        Positions among the problem's clients and facilities. A pair occurs
        at most once.
    unit_cost_fen_per_t
        Cost of bringing one tonne along the arc.
    distance_m
        Length of the arc.
    co2_g_per_t
        CO2 of bringing one tonne; ``None`` for none.
    """

    client: NDArray[np.int32]
    facility: NDArray[np.int32]
    unit_cost_fen_per_t: NDArray[np.int64]
    distance_m: NDArray[np.int32]
    co2_g_per_t: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.client)


@dataclass(frozen=True, slots=True)
class Trunks:
    """K possible legs from facility to facility, as parallel arrays.

    Attributes
    ----------
    origin, destination
        Positions among the problem's facilities.
    commodity
        Positions in ``SitingProblem.commodities``: which output it carries.
    mode
        Positions in ``modes``.
    unit_cost_fen_per_t, transfer_cost_fen_per_t
        Cost of carrying one tonne, and of changing it over.
    distance_m, co2_g_per_t
        Length, and CO2 of one tonne.
    modes
        Names of the modes: road, rail, water.
    """

    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    commodity: NDArray[np.int32]
    mode: NDArray[np.int32]
    unit_cost_fen_per_t: NDArray[np.int64]
    transfer_cost_fen_per_t: NDArray[np.int64]
    distance_m: NDArray[np.int32]
    co2_g_per_t: NDArray[np.int64]
    modes: tuple[str, ...] = ("road",)

    def __len__(self) -> int:
        """Return the number of legs."""
        return len(self.origin)

    @classmethod
    def none(cls) -> "Trunks":
        """Return no legs at all."""
        small, large = np.zeros(0, np.int32), np.zeros(0, np.int64)
        return cls(small, small, small, small, large, large, small, large)


@dataclass(frozen=True, slots=True)
class Floor:
    """Least mass that must arrive over some arcs and legs.

    ``sum(arc_ppm x flow) + sum(trunk_ppm x flow) >= PPM x minimum_kg[t]`` in every
    period: tonnes recovered in all, of a material or district, a share of supply
    covered, or served in every district. Negative shares make it a ceiling.

    Attributes
    ----------
    name
        The caller's key.
    minimum_kg
        One per period. It may be negative for a ceiling.
    arc, arc_ppm
        Positions of arcs, each at most once, and what a kilogram counts for.
    trunk, trunk_ppm
        The same for trunk legs.
    """

    name: str
    minimum_kg: tuple[int, ...]
    arc: NDArray[np.int64]
    arc_ppm: NDArray[np.int64]
    trunk: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    trunk_ppm: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class TagLimit:
    """How many facilities may be in a state that carries a tag."""

    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """What one unit of the figures a problem was built from became in it.

    Attributes
    ----------
    fen, kg, m
        Money units, kilograms and metres for one unit of the source's cost,
        demand and distance.
    """

    fen: float = 1.0
    kg: float = 1.0
    m: float = 1.0


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Which facilities to have, in which state and when, and who supplies them.

    Attributes
    ----------
    clients, facilities, arcs
        The parts; arcs refer to the others by position.
    commodities
        Names of all commodities, supplied or made.
    tag_limits
        Limits on the number of facilities by tag of their state: one for every
        period, or a tuple of one each.
    trunks
        Legs for what states make of their intake.
    periods
        In order of time.
    floors
        Least masses.
    fixes
        States ruled out or prescribed, each with its reason.
    single_source
        Whether a client's supply goes to one facility in whole, or is left in
        whole; otherwise it may be split.
    objective
        What the best answer has least of.
    carbon_price_fen_per_t
        Money for a tonne of CO2.
    scale
        Of the figures it was built from.
    """

    clients: Clients
    facilities: tuple[Facility, ...]
    arcs: Arcs
    commodities: tuple[str, ...] = ("",)
    tag_limits: Mapping[str, TagLimit | tuple[TagLimit, ...]] = field(
        default_factory=dict
    )
    trunks: Trunks = field(default_factory=Trunks.none)
    periods: tuple[Period, ...] = (Period(),)
    floors: tuple[Floor, ...] = ()
    fixes: tuple[Fix, ...] = ()
    single_source: bool = False
    objective: Objective = Objective.COST
    carbon_price_fen_per_t: int = 0
    scale: Scale = field(default_factory=Scale)

    def limits_of(self, tag: str) -> tuple[TagLimit, ...]:
        """Return the limits on a tag, one per period."""
        limits = self.tag_limits[tag]
        if isinstance(limits, TagLimit):
            return (limits,) * len(self.periods)
        return limits
