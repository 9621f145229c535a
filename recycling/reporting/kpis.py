"""Figures of plans: what a siting plan does and how good a day's routes are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from recycling.domain.plans import RoutePlan, SiteAction, SitingPlan, StopKind
from recycling.domain.units import KG_PER_T


@dataclass(frozen=True, slots=True)
class SitingFigures:
    """A siting plan in figures.

    Attributes
    ----------
    plan_id, year, engine, seconds
        Which plan it is and how it was made.
    actions
        Sites per action.
    green_centres
        Green sorting centres under the plan.
    cost_fen, bound_fen, gap
        Yearly cost, its proven lower bound, and the gap between them.
    supply_kg, unserved_kg
        Yearly supply, and the part no site takes.
    travel
        Where the travel times come from.
    """

    plan_id: str
    year: int
    engine: str
    seconds: float
    actions: dict[str, int]
    green_centres: int
    cost_fen: int
    bound_fen: int | None
    gap: float | None
    supply_kg: int
    unserved_kg: int
    travel: str


def siting_figures(plan: SitingPlan) -> SitingFigures:
    """Sum up a siting plan."""
    actions = Counter(decision.action.value for decision in plan.decisions)
    return SitingFigures(
        plan_id=plan.plan_id,
        year=plan.year,
        engine=plan.engine,
        seconds=plan.seconds,
        actions={action.value: actions[action.value] for action in SiteAction},
        green_centres=sum(decision.is_green for decision in plan.decisions),
        cost_fen=plan.cost_fen,
        bound_fen=plan.bound_fen,
        gap=plan.gap,
        supply_kg=plan.supply_kg,
        unserved_kg=plan.unserved_kg,
        travel=plan.travel,
    )


@dataclass(frozen=True, slots=True)
class RouteFigures:
    """A day's routes in figures.

    Attributes
    ----------
    plan_id, day, engine, seconds
        Which plan it is and how it was made.
    routes, trips, served
        Vehicles out, unloadings, and orders picked up.
    unserved
        Orders left out, per reason.
    distance_m, duration_s, load_kg, kg_m
        Sums over all routes; ``kg_m`` is load times way, leg by leg.
    empty_m
        Way driven without load.
    pause_s, overtime_s
        Pauses and charging, and time beyond the regular hours.
    energy_wh, charges
        Electricity used where range matters, and stops at chargers.
    cost_fen, bound_fen, gap
        Cost of all routes, its proven lower bound for the orders served, and the
        gap between them.
    travel
        Where the travel times come from.
    """

    plan_id: str
    day: date
    engine: str
    seconds: float
    routes: int
    trips: int
    served: int
    unserved: dict[str, int]
    distance_m: int
    duration_s: int
    load_kg: int
    kg_m: int
    empty_m: int
    pause_s: int
    overtime_s: int
    energy_wh: int
    charges: int
    cost_fen: int
    bound_fen: int | None
    gap: float | None
    travel: str

    @property
    def cost_fen_per_t(self) -> int | None:
        """Transport cost of a collected tonne."""
        if not self.load_kg:
            return None
        return round(self.cost_fen * KG_PER_T / self.load_kg)


def route_figures(plan: RoutePlan) -> RouteFigures:
    """Sum up a route plan."""
    kinds = Counter(stop.kind for route in plan.routes for stop in route.stops)
    return RouteFigures(
        plan_id=plan.plan_id,
        day=plan.day,
        engine=plan.engine,
        seconds=plan.seconds,
        routes=len(plan.routes),
        trips=sum(route.trips for route in plan.routes),
        served=kinds[StopKind.PICKUP],
        unserved=dict(sorted(Counter(u.reason for u in plan.unserved).items())),
        distance_m=plan.distance_m,
        duration_s=sum(route.duration_s for route in plan.routes),
        load_kg=plan.load_kg,
        kg_m=sum(route.kg_m for route in plan.routes),
        empty_m=sum(route.empty_m for route in plan.routes),
        pause_s=sum(route.pause_s for route in plan.routes),
        overtime_s=sum(route.overtime_s for route in plan.routes),
        energy_wh=sum(route.energy_wh for route in plan.routes),
        charges=kinds[StopKind.CHARGE],
        cost_fen=plan.cost_fen,
        bound_fen=plan.bound_fen,
        gap=plan.gap,
        travel=plan.travel,
    )
