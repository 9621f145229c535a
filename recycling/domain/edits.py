"""Edits of a day's routes by hand, what they break, and what they change."""

from dataclasses import dataclass
from enum import StrEnum

from recycling.domain.plans import RoutePlan


class EditKind(StrEnum):
    """What a dispatcher may do to a plan."""

    MOVE = "move"
    SWAP = "swap"
    REMOVE = "remove"
    REORDER = "reorder"
    VEHICLE = "vehicle"
    LOCK = "lock"
    LOCK_PLACE = "lock_place"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by hand.

    Attributes
    ----------
    kind
        What to do.
    orders
        Orders concerned: one to move, remove, lock or unlock, two to swap, and to
        reorder as many as are to follow each other in that order.
    vehicle_id
        Vehicle to move to, to reorder, or whose route another one drives.
    to_vehicle_id
        That other one; if it has a route, they exchange routes.
    place
        Place among the pick-ups of the vehicle, from 1; ``None`` for the cheapest.
    """

    kind: EditKind
    orders: tuple[str, ...] = ()
    vehicle_id: str = ""
    to_vehicle_id: str = ""
    place: int | None = None


class BrokenRuleCode(StrEnum):
    """Rules a plan may break; the wording of each is ``broken.<code>``."""

    WINDOW = "window"
    ACCESS = "access"
    SHIFT = "shift"
    DURATION = "duration"
    CAPACITY = "capacity"
    NOT_UNLOADED = "not_unloaded"
    MATERIAL = "material"
    LOCKED_VEHICLE = "locked_vehicle"
    LOCKED_PLACE = "locked_place"
    BREAK = "break"
    REST = "rest"
    RANGE = "range"
    UNREACHABLE = "unreachable"
    DOCKS = "docks"
    INTAKE = "intake"
    ORDER_GONE = "order_gone"
    VEHICLE_GONE = "vehicle_gone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule a plan breaks, and where.

    Attributes
    ----------
    rule
        Which.
    vehicle_id, order_id, site_id
        Where; empty where it is about none.
    value, limit
        What the plan has, and what the rule allows, as people write it.
    """

    rule: BrokenRuleCode
    vehicle_id: str = ""
    order_id: str = ""
    site_id: str = ""
    value: str = ""
    limit: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """Rule and place: the same in two plans is the same fault."""
        return self.rule, self.vehicle_id, self.order_id, self.site_id


@dataclass(frozen=True, slots=True)
class Transfer:
    """An order that another vehicle serves; an empty vehicle is none at all."""

    order_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What tells two plans of the same depots apart.

    Attributes
    ----------
    moved, added, dropped
        Orders that change vehicle, that are served now, and that no longer are.
    cost_fen, distance_m, duration_s
        How much more the second plan takes.
    """

    moved: tuple[Transfer, ...]
    added: tuple[Transfer, ...]
    dropped: tuple[Transfer, ...]
    cost_fen: int
    distance_m: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Late:
    """A vehicle that cannot keep its day, whatever is planned.

    Attributes
    ----------
    vehicle_id
        The vehicle.
    returns_s
        When it comes home at the soonest, where its shift ends earlier.
    keeps_load
        Whether no site takes its load any more, which stays on board.
    """

    vehicle_id: str
    returns_s: int | None = None
    keeps_load: bool = False


def change_of(before: RoutePlan, after: RoutePlan) -> PlanChange:
    """Compare two plans; orders in parts go by the first vehicle that serves them."""
    was, now = _vehicles(before), _vehicles(after)
    moved, added, dropped = [], [], []
    for key in sorted(was.keys() | now.keys()):
        transfer = Transfer(key, was.get(key, ""), now.get(key, ""))
        if not transfer.before:
            added.append(transfer)
        elif not transfer.after:
            dropped.append(transfer)
        elif transfer.before != transfer.after:
            moved.append(transfer)
    return PlanChange(
        tuple(moved),
        tuple(added),
        tuple(dropped),
        after.cost_fen - before.cost_fen,
        after.distance_m - before.distance_m,
        _duration_s(after) - _duration_s(before),
    )


def _vehicles(plan: RoutePlan) -> dict[str, str]:
    found: dict[str, str] = {}
    for route in sorted(plan.routes, key=lambda route: route.vehicle_id):
        for stop in route.stops:
            if stop.order_id:
                found.setdefault(stop.order_id, route.vehicle_id)
    return found


def _duration_s(plan: RoutePlan) -> int:
    return sum(route.duration_s for route in plan.routes)
