"""The same orders of a day planned in several ways, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Scenario(StrEnum):
    """A way to serve a day's orders."""

    CURRENT = "current"
    OWN = "own"
    POOLED = "pooled"
    NIGHT = "night"
    ELECTRIC = "electric"


@dataclass(frozen=True, slots=True)
class ScenarioFigures:
    """A day's routes under a scenario, in figures; every route passed the check.

    Attributes
    ----------
    scenario
        Which.
    vehicles, trips
        Vehicles out, and unloadings.
    served, load_kg
        Orders picked up, and their mass.
    unserved, unserved_kg
        Orders left out per reason, and their mass.
    distance_m, empty_m
        Way of all vehicles, and the part of it without load.
    duration_s
        Time of all vehicles between leaving and returning.
    kg_m, capacity_kg_m
        Load times way, and payload times way.
    load_l, capacity_l
        Loose litres collected, and litres the bodies hold on all trips.
    route_fen
        Cost of the routes; the price of their carbon is in it no more, nobody pays it.
    extra_fen
        What the scenario costs besides, such as sites that are open at night.
    emission_g
        CO2 of the way.
    facts
        What was changed, in numbers by name.
    engine, seconds
        What planned it, and how long that took.
    """

    scenario: Scenario
    vehicles: int
    trips: int
    served: int
    load_kg: int
    unserved: Mapping[str, int]
    unserved_kg: int
    distance_m: int
    empty_m: int
    duration_s: int
    kg_m: int
    capacity_kg_m: int
    load_l: int
    capacity_l: int
    route_fen: int
    extra_fen: int
    emission_g: int
    facts: Mapping[str, int] = field(default_factory=dict)
    engine: str = ""
    seconds: float = 0.0

    @property
    def cost_fen(self) -> int:
        """What the day costs in all."""
        return self.route_fen + self.extra_fen

    @property
    def load_factor(self) -> float | None:
        """Load times way over payload times way; ``None`` without a way."""
        return self.kg_m / self.capacity_kg_m if self.capacity_kg_m else None

    @property
    def fill(self) -> float | None:
        """Litres collected over what the bodies hold; ``None`` without a trip."""
        return self.load_l / self.capacity_l if self.capacity_l else None

    @property
    def empty_share(self) -> float | None:
        """Part of the way without load; ``None`` without a way."""
        return self.empty_m / self.distance_m if self.distance_m else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios of one day, planned for the same orders.

    Attributes
    ----------
    day
        Day of the orders.
    orders, load_kg
        How many there are, and their mass.
    time_limit_s
        Time of the solver for all scenarios; each has the same share.
    travel
        Where the travel times come from.
    scenarios
        Figures, in the order asked for; the first is what others differ from.
    """

    day: date
    orders: int
    load_kg: int
    time_limit_s: float
    travel: str
    scenarios: tuple[ScenarioFigures, ...]
