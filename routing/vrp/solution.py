"""The answer to a routing problem, and what recomputing it gives."""

from dataclasses import dataclass
from enum import StrEnum


class VisitKind(StrEnum):
    """What a vehicle does at a visit."""

    DEPOT = "depot"
    STOP = "stop"
    UNLOAD = "unload"


class UnservedReason(StrEnum):
    """Why a stop was left out."""

    NO_VEHICLE = "no_vehicle"
    SKILLS = "skills"
    TOO_LARGE = "too_large"
    NO_UNLOAD_SITE = "no_unload_site"
    UNREACHABLE = "unreachable"
    ACCESS = "access"
    TIME_WINDOW = "time_window"
    SHIFT_TOO_SHORT = "shift_too_short"
    NOT_WORTH_THE_COST = "not_worth_the_cost"
    FLEET_FULL = "fleet_full"


@dataclass(frozen=True, slots=True)
class Visit:
    """One place on a route.

    Attributes
    ----------
    kind
        What happens there.
    index
        Position in the problem's depots, stops or unload sites.
    arrival_s, start_s, departure_s
        When the vehicle arrives, begins its work and leaves; waiting is
        ``start_s - arrival_s``.
    """

    kind: VisitKind
    index: int
    arrival_s: int
    start_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day: depot, stops and unloadings in order, depot."""

    vehicle_type: int
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop left out, with the reason."""

    stop: int
    reason: UnservedReason


@dataclass(frozen=True, slots=True)
class RoutingSolution:
    """An engine's answer.

    Attributes
    ----------
    routes
        Routes of the vehicles that leave their depot.
    unserved
        Every stop that no route visits.
    cost_fen
        Cost of the routes as the engine counted it; ``check`` recomputes it.
    engine
        Name of the engine.
    seconds
        Wall-clock seconds used.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    cost_fen: int
    engine: str
    seconds: float = 0.0
