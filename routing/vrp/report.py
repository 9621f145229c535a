"""What recomputing an answer gives: the figures of each route and in all."""

from collections.abc import Mapping
from dataclasses import dataclass

from routing.vrp.costs import RouteCost, balance_s
from routing.vrp.solution import RoutingSolution


@dataclass(frozen=True, slots=True)
class TripReport:
    """What is picked up between two unloadings.

    Attributes
    ----------
    stops
        Number of stops visited.
    unload_site
        Position in the problem's unload sites, or ``None`` when the vehicle went
        home without unloading: with nothing on board, or loaded where it may.
    load
        One amount per dimension, as unloaded or brought home; what was on board
        at the start belongs to the first trip.
    load_by_commodity
        The same, per commodity that was on board.
    distance_m
        Metres from the depot or the unloading before to this unloading, or home.
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
        Seconds from departure to return: driving + service + waiting + pauses.
    driving_s, service_s, waiting_s, pause_s
        The parts of the duration; unloading counts as service, charging besides
        breaks and rests as a pause.
    overtime_s
        Seconds of the duration beyond the regular ones.
    lateness_s
        Seconds after their windows at which stops were begun.
    energy_wh
        Watt-hours used for driving; 0 without a battery.
    emission_g
        Grams of CO2.
    compactness_m
        Metres between the stops and the route's centre.
    reassigned
        Visits of stops that are at home on another vehicle.
    trips
        One entry per unloading, in order, and one for what is fetched after the
        last one. The way home from an unloading counts in no trip.
    load_distance
        Sum over the legs of load on board x metres, per dimension (kilogram
        metres for a dimension in kilograms).
    cost
        What the day costs, by component.
    """

    vehicle_type: int
    distance_m: int
    duration_s: int
    driving_s: int
    service_s: int
    waiting_s: int
    pause_s: int
    overtime_s: int
    lateness_s: int
    energy_wh: int
    emission_g: int
    compactness_m: int
    reassigned: int
    trips: tuple[TripReport, ...]
    load_distance: tuple[int, ...]
    cost: RouteCost

    @property
    def cost_fen(self) -> int:
        """Cost of the route."""
        return self.cost.total_fen

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
    omission_weight
        What the required stops left out weigh (``routing.vrp.costs.Omissions``).
    lost_prize_fen
        Prizes of the optional stops left out.
    weights_fen
        What uneven, scattered and reassigned routes weigh.
    """

    routes: tuple[RouteReport, ...]
    violations: tuple[str, ...]
    omission_weight: int = 0
    lost_prize_fen: int = 0
    weights_fen: int = 0

    @property
    def objective(self) -> tuple[int, int]:
        """What engines minimise, as ``routing.vrp.costs.objective`` counts it."""
        fen = self.cost_fen + self.lost_prize_fen + self.weights_fen
        return self.omission_weight, fen

    @property
    def balance_s(self) -> int:
        """Seconds between the longest and the shortest route."""
        return balance_s(route.duration_s for route in self.routes)

    @property
    def compactness_m(self) -> int:
        """Metres between stops and the centres of their routes."""
        return sum(route.compactness_m for route in self.routes)

    @property
    def reassigned(self) -> int:
        """Visits of stops that are at home on another vehicle."""
        return sum(route.reassigned for route in self.routes)

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
    def pause_s(self) -> int:
        """Seconds of breaks, rests and charging of all vehicles."""
        return sum(route.pause_s for route in self.routes)

    @property
    def overtime_s(self) -> int:
        """Seconds beyond the regular ones of all vehicles."""
        return sum(route.overtime_s for route in self.routes)

    @property
    def lateness_s(self) -> int:
        """Seconds after their windows at which stops were begun."""
        return sum(route.lateness_s for route in self.routes)

    @property
    def energy_wh(self) -> int:
        """Watt-hours used by all electric vehicles."""
        return sum(route.energy_wh for route in self.routes)

    @property
    def emission_g(self) -> int:
        """Grams of CO2 of all vehicles."""
        return sum(route.emission_g for route in self.routes)

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
    """An answer that passed its check, with the figures the check computed.

    Attributes
    ----------
    solution
        The answer.
    report
        Its figures.
    lower_bound_fen
        No answer that leaves out no more costs less, prizes and weights
        included; ``None`` where no bound was computed.
    """

    solution: RoutingSolution
    report: RoutingReport
    lower_bound_fen: int | None = None
