"""What recomputing an answer gives: the figures of each route and in all."""

from collections.abc import Mapping
from dataclasses import dataclass

from routing.vrp.solution import RoutingSolution


@dataclass(frozen=True, slots=True)
class TripReport:
    """What is picked up between two unloadings.

    Attributes
    ----------
    stops
        Number of stops visited.
    unload_site
        Position in the problem's unload sites, or ``None`` when nothing was on
        board and the vehicle went home without unloading.
    load
        One amount per dimension, as unloaded.
    load_by_commodity
        The same, per commodity that was on board.
    distance_m
        Metres from the depot or the unloading before to this unloading.
    """

    stops: int
    unload_site: int | None
    load: tuple[int, ...]
    load_by_commodity: Mapping[str, tuple[int, ...]]
    distance_m: int


@dataclass(frozen=True, slots=True)
class RouteReport:
    """The figures of one vehicle's day.

    Attributes
    ----------
    vehicle_type
        Position in the problem's vehicle types.
    distance_m
        Metres driven.
    duration_s
        Seconds from departure to return: driving + service + waiting.
    driving_s, service_s, waiting_s
        The parts of the duration; unloading counts as service.
    trips
        One entry per unloading, in order, and one for stops without load after
        the last unloading. The way home counts in no trip.
    load_distance
        Sum over the legs of load on board x metres, per dimension (kilogram
        metres for a dimension in kilograms).
    cost_fen
        Fixed, distance and duration cost.
    """

    vehicle_type: int
    distance_m: int
    duration_s: int
    driving_s: int
    service_s: int
    waiting_s: int
    trips: tuple[TripReport, ...]
    load_distance: tuple[int, ...]
    cost_fen: int

    @property
    def unloadings(self) -> int:
        """Number of unloadings."""
        return sum(trip.unload_site is not None for trip in self.trips)


@dataclass(frozen=True, slots=True)
class RoutingReport:
    """The figures of a whole answer, recomputed from the problem.

    Attributes
    ----------
    routes
        One report per route of the answer, in its order. A route too broken to
        be walked has none, and a violation instead.
    violations
        Every rule of the problem the answer breaks; empty for a valid one.
    """

    routes: tuple[RouteReport, ...]
    violations: tuple[str, ...]

    @property
    def distance_m(self) -> int:
        """Metres driven by all vehicles."""
        return sum(route.distance_m for route in self.routes)

    @property
    def duration_s(self) -> int:
        """Seconds all vehicles are away from their depots."""
        return sum(route.duration_s for route in self.routes)

    @property
    def driving_s(self) -> int:
        """Seconds of driving of all vehicles."""
        return sum(route.driving_s for route in self.routes)

    @property
    def service_s(self) -> int:
        """Seconds of service and unloading of all vehicles."""
        return sum(route.service_s for route in self.routes)

    @property
    def waiting_s(self) -> int:
        """Seconds of waiting of all vehicles."""
        return sum(route.waiting_s for route in self.routes)

    @property
    def unloadings(self) -> int:
        """Number of unloadings of all vehicles."""
        return sum(route.unloadings for route in self.routes)

    @property
    def load_distance(self) -> tuple[int, ...]:
        """Load x metres of all vehicles, per dimension."""
        per_route = (route.load_distance for route in self.routes)
        return tuple(map(sum, zip(*per_route, strict=True)))

    @property
    def cost_fen(self) -> int:
        """Cost of all routes."""
        return sum(route.cost_fen for route in self.routes)


@dataclass(frozen=True, slots=True)
class RoutingResult:
    """An answer that passed its check, with the figures the check computed."""

    solution: RoutingSolution
    report: RoutingReport
