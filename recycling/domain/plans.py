"""Plans: which sites to have, and which vehicle goes where on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recycling.domain.bounds import proven_gap

GREAT_CIRCLE = "great-circle"
"""Travel times by great circle times detour factor, where there are no roads."""

DIRECT = "direct-"
"""Begin of the ids of plans of direct full loads; a day has one besides its routes."""


class SiteAction(StrEnum):
    """What a siting plan does with a site.

    ``fixed`` sites (parks, bases, dismantlers) take part as they are and are
    not up for decision; a candidate that is not built is ``skip``.
    """

    FIXED = "fixed"
    KEEP = "keep"
    CLOSE = "close"
    UPGRADE = "upgrade"
    OPEN = "open"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class SiteDecision:
    """What happens to one site, and what it would handle and cost per year.

    Attributes
    ----------
    site_id, action
        The site and what to do with it.
    facility_class
        Class it has under the plan, empty when closed or not built.
    is_green
        A green sorting centre under the plan.
    capacity_kg, throughput_kg
        Yearly capacity and assigned intake.
    fixed_cost_fen, variable_cost_fen
        Yearly cost of the site under the plan.
    """

    site_id: str
    action: SiteAction
    facility_class: str
    is_green: bool
    capacity_kg: int
    throughput_kg: int
    fixed_cost_fen: int
    variable_cost_fen: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """Yearly flow from one source to one site under a siting plan."""

    source_site_id: str
    site_id: str
    material: str
    stream: str
    kg_per_year: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class SitingPlan:
    """Answer of the facility-location problem, checked.

    Attributes
    ----------
    plan_id
        Key of the plan.
    year
        Year whose supply it is made for.
    engine, seconds
        What solved it and how long that took.
    cost_fen
        Yearly cost: fixed, variable, transport and unserved together.
    transport_cost_fen, unserved_cost_fen
        Two of its parts; the others are in the decisions, and in a study's years
        where material goes on from the sites or carbon has a price.
    bound_fen
        Proven lower bound of the cost over the assignments considered.
    supply_kg, unserved_kg
        Yearly supply, and the part no site takes.
    decisions, assignments
        What happens to each site, and who supplies it.
    travel
        Where the travel times come from, with a warning when it is a fall-back.
    """

    plan_id: str
    year: int
    engine: str
    seconds: float
    cost_fen: int
    transport_cost_fen: int
    unserved_cost_fen: int
    bound_fen: int | None
    supply_kg: int
    unserved_kg: int
    decisions: tuple[SiteDecision, ...]
    assignments: tuple[Assignment, ...]
    travel: str = GREAT_CIRCLE

    @property
    def gap(self) -> float | None:
        """Most the cost can be above the least there is, as a share of itself."""
        return proven_gap(self.cost_fen, self.bound_fen)

    def open_site_ids(self) -> frozenset[str]:
        """Sites that work under the plan."""
        closed = {SiteAction.CLOSE, SiteAction.SKIP}
        return frozenset(d.site_id for d in self.decisions if d.action not in closed)


class PlanState(StrEnum):
    """Where a route plan stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"


class StopKind(StrEnum):
    """What a vehicle does at a stop."""

    DEPOT = "depot"
    PICKUP = "pickup"
    UNLOAD = "unload"
    CHARGE = "charge"
    BREAK = "break"
    REST = "rest"


PAUSES = frozenset({StopKind.BREAK, StopKind.REST})
"""Stops of the driver, not of the load: lunch, and rest after long driving."""


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One visit of a route.

    Attributes
    ----------
    kind, site_id
        What happens where. A break or a rest is at the site where the vehicle
        stands meanwhile: that of the visit before, or of the next one.
    order_id
        Order picked up; empty at any other kind of visit.
    trip
        Trip the visit belongs to, from 1; an unloading ends its trip.
    arrival_s, start_s, departure_s
        Times in seconds after midnight.
    load_kg, load_l
        Picked up (positive) or unloaded (negative) here.
    distance_m
        Way from the visit before.
    """

    kind: StopKind
    site_id: str
    order_id: str
    trip: int
    arrival_s: int
    start_s: int
    departure_s: int
    load_kg: int
    load_l: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One vehicle's day under a route plan.

    Attributes
    ----------
    route_id, vehicle_id, catchment
        Key, vehicle, and the part of the city it was planned with.
    stops
        Visits in order, depots included.
    distance_m, duration_s
        Way and time between leaving and returning.
    load_kg
        Mass collected.
    kg_m
        Load on each leg times its length, summed (kilogram-metres).
    cost_fen
        Cost of the vehicle's day, as planning weighs it: the price of its carbon
        included.
    overtime_s
        Part of the duration beyond the regular hours.
    energy_wh
        Electricity used for driving; 0 where range is no matter.
    emission_g
        CO2 of the way at the mean of the vehicle type.
    carbon_cost_fen
        The part of the cost that is the price of the CO2 and paid to nobody.
    """

    route_id: str
    vehicle_id: str
    catchment: str
    stops: tuple[PlannedStop, ...]
    distance_m: int
    duration_s: int
    load_kg: int
    kg_m: int
    cost_fen: int
    overtime_s: int = 0
    energy_wh: int = 0
    emission_g: int = 0
    carbon_cost_fen: int = 0

    @property
    def pause_s(self) -> int:
        """Time of breaks, rests and charging."""
        kinds = PAUSES | {StopKind.CHARGE}
        stops = (stop for stop in self.stops if stop.kind in kinds)
        return sum(stop.departure_s - stop.start_s for stop in stops)

    @property
    def empty_m(self) -> int:
        """Way driven without load."""
        empty_m = on_board_kg = 0
        for stop in self.stops:
            if on_board_kg == 0:
                empty_m += stop.distance_m
            on_board_kg += stop.load_kg
        return empty_m

    @property
    def trips(self) -> int:
        """Number of unloadings."""
        return sum(stop.kind is StopKind.UNLOAD for stop in self.stops)


@dataclass(frozen=True, slots=True)
class UnservedOrder:
    """An order left out, with the reason's code."""

    order_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Answer of one day's routing, checked.

    Attributes
    ----------
    plan_id, day
        Key and day of the plan.
    siting_plan_id
        Siting plan whose open sites take the loads.
    engine, seconds
        What solved it and how long that took.
    routes, unserved
        Vehicles' days, and the orders left out.
    travel
        Where the travel times come from, with a warning when it is a fall-back.
    bound_fen
        Proven lower bound of the cost of serving the orders that are served, from
        the depots the plan gives them to; ``None`` where none is known.
    state
        Draft until it is published.
    depots
        Depots it plans for; empty for all of the city.
    based_on
        Plan it was made from by editing or re-planning; empty for a new one.
    planned_from_s
        Seconds after midnight from which it plans; what lies before is done.
    made_by
        Who asked for it.
    """

    plan_id: str
    day: date
    siting_plan_id: str
    engine: str
    seconds: float
    routes: tuple[PlannedRoute, ...]
    unserved: tuple[UnservedOrder, ...]
    travel: str = GREAT_CIRCLE
    bound_fen: int | None = None
    state: PlanState = PlanState.DRAFT
    depots: tuple[str, ...] = ()
    based_on: str = ""
    planned_from_s: int = 0
    made_by: str = ""

    @property
    def gap(self) -> float | None:
        """Most the cost can be above the least there is, as a share of itself."""
        return proven_gap(self.cost_fen, self.bound_fen)

    @property
    def cost_fen(self) -> int:
        """Cost of all routes."""
        return sum(route.cost_fen for route in self.routes)

    @property
    def distance_m(self) -> int:
        """Way of all routes."""
        return sum(route.distance_m for route in self.routes)

    @property
    def load_kg(self) -> int:
        """Mass collected by all routes."""
        return sum(route.load_kg for route in self.routes)
