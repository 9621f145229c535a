"""The answer to a routing problem, and what recomputing it gives."""

from dataclasses import dataclass
from enum import StrEnum


class VisitKind(StrEnum):
    """What a vehicle does at a visit."""

    DEPOT = "depot"
    STOP = "stop"
    UNLOAD = "unload"
    CHARGE = "charge"
    BREAK = "break"
    REST = "rest"


class UnservedReason(StrEnum):
    """Why a stop was left out."""

    NO_VEHICLE = "no_vehicle"
    SKILLS = "skills"
    TOO_LARGE = "too_large"
    NO_UNLOAD_SITE = "no_unload_site"
    INTAKE_FULL = "intake_full"
    UNREACHABLE = "unreachable"
    ACCESS = "access"
    RANGE = "range"
    RANK = "rank"
    TIME_WINDOW = "time_window"
    SHIFT_TOO_SHORT = "shift_too_short"
    NOT_WORTH_THE_COST = "not_worth_the_cost"
    FLEET_FULL = "fleet_full"
    NOT_CHOSEN = "not_chosen"


@dataclass(frozen=True, slots=True)
class Visit:
    """One place on a route.

    Attributes
    ----------
    kind
        What happens there.
    index
        Position in the problem's depots, stops, unload sites or chargers, or in
        the vehicle's breaks; 0 for a rest.
    arrival_s, start_s, departure_s
        When the vehicle arrives, begins its work and leaves; waiting is
        ``start_s - arrival_s``. A break or a rest has no place of its own: it
        begins either at the place before (``arrival_s`` is when that one's work
        ended, and the way to the next one begins when the pause ends) or at the
        next one (``arrival_s`` is when the vehicle arrives there). Pauses may
        follow each other. Whatever comes after a pause at the same place, another
        pause or the work, has the pause's end as its ``arrival_s``: no second
        counts twice.
    load
        What is picked up at a stop whose load is fetched in parts, one amount
        per dimension; ``None`` for all of it, and for any other kind.
    """

    kind: VisitKind
    index: int
    arrival_s: int
    start_s: int
    departure_s: int
    load: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day: depot, stops, unloadings and pauses in order, depot."""

    vehicle_type: int
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop left out, or a part of its load, with the reason.

    Attributes
    ----------
    stop
        Position in the problem's stops.
    reason
        Why.
    load
        What is left of a load of which other parts are fetched; ``None`` for all.
    """

    stop: int
    reason: UnservedReason
    load: tuple[int, ...] | None = None


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
        Cost of the routes as the engine counted it (see ``route_cost``);
        ``check`` recomputes it.
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
