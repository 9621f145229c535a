"""Use case of whoever watches a day: plans beside what crews recorded so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.fleet import Vehicle
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute
from recycling.domain.running import DayEvent, Publication
from recycling.domain.tracking import TrackedDay
from recycling.execution.tracking import track
from recycling.services.context import Context
from recycling.services.driven import driven_plans


@dataclass(frozen=True, slots=True)
class DayProgress:
    """A day under way.

    Attributes
    ----------
    day
        The day.
    tracked
        Planned stops with their records, by vehicle; without routes where nothing is
        planned.
    routes
        Planned routes by vehicle.
    depots
        Depot of each vehicle that drives.
    publications
        What crews drive by, by depot; drafts are in no depot's.
    events
        What went wrong or came late, as it became known.
    """

    day: date
    tracked: TrackedDay
    routes: Mapping[str, PlannedRoute]
    depots: Mapping[str, str]
    publications: Mapping[str, Publication]
    events: tuple[DayEvent, ...]


def day_progress(context: Context, day: date) -> DayProgress:
    """Read how far a day is; a day without a plan has no routes."""
    with context.unit_of_work() as work:
        plans = driven_plans(work, day)
        visits = work.rates.visits(day)
        homes = {v.vehicle_id: v.depot_id for v in work.inputs.rows(Vehicle)}
        publications = work.publications.of_day(day)
        events = tuple(work.events.of_day(day))
    routes = {route.vehicle_id: route for plan in plans for route in plan.routes}
    return DayProgress(
        day,
        track(day, plans, visits),
        routes,
        {key: homes.get(key, route.catchment) for key, route in routes.items()},
        publications,
        events,
    )


def stop_orders(
    context: Context, progress: DayProgress, vehicle_id: str
) -> list[Order]:
    """Read the orders a vehicle serves, in the order of its stops."""
    route = progress.routes.get(vehicle_id)
    keys = [stop.order_id for stop in route.stops if stop.order_id] if route else []
    with context.unit_of_work() as work:
        found = work.orders.find(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]
