"""Why orders are left out of a day's plan, and what would serve them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.units import KG_PER_T


class Cause(StrEnum):
    """Why an order is left out; each is found by a test, none is guessed."""

    SITE_EXCLUDED = "site_excluded"
    NO_VEHICLE = "no_vehicle"
    MATERIAL = "material"
    SKILL = "skill"
    CAPACITY = "capacity"
    NO_SITE = "no_site"
    UNREACHABLE = "unreachable"
    ACCESS = "access"
    RANGE = "range"
    WINDOW_CLOSED = "window_closed"
    SITE_SHUT = "site_shut"
    SITE_FULL = "site_full"
    SHIFT_TOO_SHORT = "shift_too_short"
    PRIZE_BELOW_COST = "prize_below_cost"
    PLACE_FIXED = "place_fixed"
    FLEET_FULL = "fleet_full"
    FITS = "fits"


class FixKind(StrEnum):
    """What may be changed so that more is served."""

    REPLAN = "replan"
    OPENING = "opening"
    INTAKE = "intake"
    DOCKS = "docks"
    SHIFT = "shift"
    VEHICLE = "vehicle"
    WINDOW = "window"
    OTHER_DAY = "other_day"
    PRIZE = "prize"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that was tried by planning a neighbourhood again with it.

    Attributes
    ----------
    kind, subject
        What is changed, and of which site, depot or vehicle type, or to which day.
    amount
        By how much: seconds of hours, shift and windows, kilograms of intake,
        docks, vehicles; for a prize fen per tonne.
    orders, load_kg
        Orders of the group that are served with it, and their mass.
    route_fen
        What the routes cost more than those of the plan.
    extra_fen
        What the change itself costs, as far as there is a parameter for it.
    routes
        Routes of the plan that were planned again together.
    engine, seconds
        What planned them, and how long that took. The answer passed the check.
    """

    kind: FixKind
    subject: str
    amount: int
    orders: tuple[str, ...]
    load_kg: int
    route_fen: int
    extra_fen: int = 0
    routes: int = 0
    engine: str = ""
    seconds: float = 0.0

    @property
    def cost_fen(self) -> int:
        """What it costs in all, on the day."""
        return self.route_fen + self.extra_fen

    @property
    def cost_fen_per_t(self) -> float:
        """What it costs per tonne that is served with it."""
        return self.cost_fen * KG_PER_T / max(1, self.load_kg)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that is left out.

    Attributes
    ----------
    order_id, site_id, material, load_kg
        The order.
    depot_id
        Depot that would serve it: the nearest in time with a vehicle; empty where
        there is none.
    cause
        Why.
    """

    order_id: str
    site_id: str
    material: str
    load_kg: int
    depot_id: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """Orders of a depot that are left out for the same cause.

    Attributes
    ----------
    depot_id, cause
        What they have in common.
    orders
        The orders, by id.
    fixes
        Changes that serve some of them, the cheapest per tonne first.
    tried
        Number of changes that were tried; 0 where time did not suffice.
    """

    depot_id: str
    cause: Cause
    orders: tuple[LeftOut, ...]
    fixes: tuple[Fix, ...] = ()
    tried: int = 0

    @property
    def load_kg(self) -> int:
        """Mass of the orders."""
        return sum(order.load_kg for order in self.orders)


@dataclass(frozen=True, slots=True)
class NetworkGap:
    """Orders with no centre within a trip: something for whoever plans the sites.

    Attributes
    ----------
    day, plan_id
        Day, and the plan that leaves them out.
    district, material
        Where they are, and of what.
    cause
        Why no trip to a centre is possible.
    orders, load_kg
        The orders and their mass.
    nearest_site_id
        Nearest working site that takes the material; empty where there is none.
    nearest_m, nearest_s
        Way from the orders to it, the shortest of all, and its time.
    """

    day: date
    plan_id: str
    district: str
    material: str
    cause: Cause
    orders: tuple[str, ...]
    load_kg: int
    nearest_site_id: str = ""
    nearest_m: int = 0
    nearest_s: int = 0


@dataclass(frozen=True, slots=True)
class ImpossibleDay:
    """Orders of a depot that cannot all be served on the day.

    Attributes
    ----------
    depot_id
        The depot.
    orders
        The fewest found.
    is_proved
        Whether it is proved that they cannot be served together.
    is_minimal
        Whether any of them left out, the others can be served.
    """

    depot_id: str
    orders: tuple[str, ...]
    is_proved: bool
    is_minimal: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a plan leaves orders out, and what would serve them.

    Attributes
    ----------
    plan_id, day
        The plan.
    served, left_out
        Number of orders on routes, and of those that are not.
    groups
        The orders left out by depot and cause, the largest first.
    gaps
        Those with no centre within a trip.
    impossible
        Smallest sets of orders that cannot be served together.
    seconds
        How long it took to find out.
    """

    plan_id: str
    day: date
    served: int
    left_out: int
    groups: tuple[LeftOutGroup, ...]
    gaps: tuple[NetworkGap, ...] = ()
    impossible: tuple[ImpossibleDay, ...] = ()
    seconds: float = 0.0
