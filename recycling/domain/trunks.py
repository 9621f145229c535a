"""Trunk legs of a month: what goes on from centres, where to, and by which mode."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.bounds import proven_gap
from recycling.domain.plans import GREAT_CIRCLE
from recycling.domain.units import KG_PER_T

TRUNK = "trunk-"
"""Begin of the ids of trunk plans; a month has one."""


class TrunkMode(StrEnum):
    """How loads go on."""

    ROAD = "road"
    RAIL = "rail"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class TrunkWay:
    """One way from a site to another.

    Attributes
    ----------
    mode
        How it goes.
    distance_m
        Whole way, that to and from stations or ports included.
    carriage_fen_per_t, transfer_fen_per_t
        Cost of carrying a tonne, and of changing it between modes.
    co2_g_per_t
        CO2 of a tonne.
    via
        First and last station or port; empty by road.
    """

    mode: TrunkMode
    distance_m: int
    carriage_fen_per_t: int
    transfer_fen_per_t: int
    co2_g_per_t: int
    via: tuple[str, ...] = ()

    @property
    def fen_per_t(self) -> int:
        """Cost of a tonne, carriage and changes together."""
        return self.carriage_fen_per_t + self.transfer_fen_per_t

    def cost_fen(self, kg: int) -> int:
        """Cost of a mass."""
        return round(kg * self.fen_per_t / KG_PER_T)

    def co2_g(self, kg: int) -> int:
        """CO2 of a mass."""
        return round(kg * self.co2_g_per_t / KG_PER_T)


@dataclass(frozen=True, slots=True)
class TrunkSupply:
    """What waits at a site to go on.

    Attributes
    ----------
    site_id, material, kg
        Site, material of the bales, and mass.
    sources
        Names of the weighed figures it was made of, for ``recycling trace``.
    """

    site_id: str
    material: str
    kg: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrunkSource:
    """What a site weighed in the month, and the bales it makes of it.

    Attributes
    ----------
    site_id, material, weighed_kg
        Site, material as it came in, and its mass.
    bales_kg
        What of it goes on, all materials together.
    figure
        Name of the weighed figure, for ``recycling trace``.
    """

    site_id: str
    material: str
    weighed_kg: int
    bales_kg: int
    figure: str


@dataclass(frozen=True, slots=True)
class TrunkFlow:
    """What goes from a site to another in the month.

    Attributes
    ----------
    origin, destination, material, kg
        From where to where, what, and how much.
    mode
        Mode chosen.
    ways
        All ways there are, by mode; the chosen one among them.
    sources
        As of `TrunkSupply`.
    """

    origin: str
    destination: str
    material: str
    kg: int
    mode: TrunkMode
    ways: tuple[TrunkWay, ...]
    sources: tuple[str, ...] = ()

    def way(self, mode: TrunkMode) -> TrunkWay | None:
        """Find the way of a mode; ``None`` where there is none."""
        return next((way for way in self.ways if way.mode is mode), None)

    @property
    def chosen(self) -> TrunkWay:
        """The way it goes."""
        return next(way for way in self.ways if way.mode is self.mode)

    @property
    def cost_fen(self) -> int:
        """Cost by the mode chosen."""
        return self.chosen.cost_fen(self.kg)

    @property
    def co2_g(self) -> int:
        """CO2 by the mode chosen."""
        return self.chosen.co2_g(self.kg)


@dataclass(frozen=True, slots=True)
class TrunkPlan:
    """Answer of the month's transport problem, checked.

    Attributes
    ----------
    plan_id, month
        Key, and the first day of the month.
    engine, seconds
        What solved it and how long that took.
    carbon_price_fen_per_t
        What a tonne of CO2 weighed in the choice; it is in no cost.
    flows
        What goes where, by origin, material and destination.
    unserved
        What no park or base takes: too little room, or no way.
    bound_fen
        Proven lower bound of the weighed cost; ``None`` where none is known.
    weighed_fen
        Cost the engine had least of: carriage, changes, the price of carbon, and
        that of what stays behind.
    travel
        Where the ways come from.
    weighed
        What all of it was made of.
    """

    plan_id: str
    month: date
    engine: str
    seconds: float
    carbon_price_fen_per_t: int
    flows: tuple[TrunkFlow, ...]
    unserved: tuple[TrunkSupply, ...]
    weighed_fen: int
    bound_fen: int | None = None
    travel: str = GREAT_CIRCLE
    weighed: tuple[TrunkSource, ...] = ()

    @property
    def gap(self) -> float | None:
        """Most the weighed cost can be above the least, as a share of itself."""
        return proven_gap(self.weighed_fen, self.bound_fen)

    @property
    def kg(self) -> int:
        """Mass that goes on."""
        return sum(flow.kg for flow in self.flows)

    @property
    def cost_fen(self) -> int:
        """Cost of all flows."""
        return sum(flow.cost_fen for flow in self.flows)

    @property
    def co2_g(self) -> int:
        """CO2 of all flows."""
        return sum(flow.co2_g for flow in self.flows)
