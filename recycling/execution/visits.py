"""Simulated records of crews at the stops of a planned day.

Every visit made here carries ``is_simulated``; real ones come from files.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, RoutePlan, StopKind
from recycling.domain.site_records import Visit

CREW_NOISE = "execution.crew_noise"
MISSED = "execution.missed_visit_share"


def simulate_visits(network: Network, plan: RoutePlan, seed: int) -> Iterator[Visit]:
    """Record what crews would at the pickups of a route plan.

    The mass is the planned one with a normal error whose standard deviation is
    the parameter ``execution.crew_noise``: crews estimate. The share
    ``execution.missed_visit_share`` of the stops gets no record, as happens.

    Parameters
    ----------
    network
        Parameters of the simulation.
    plan
        Routes of the day.
    seed
        Seed of the errors; each visit draws from its own generator.
    """
    noise = network.parameter(CREW_NOISE)
    missed = network.parameter(MISSED)
    for route in plan.routes:
        yield from _route_visits(plan.day, route, noise, missed, seed)


def _route_visits(
    day: date, route: PlannedRoute, noise: float, missed: float, seed: int
) -> Iterator[Visit]:
    for position, stop in enumerate(route.stops):
        if stop.kind is not StopKind.PICKUP:
            continue
        visit_id = f"SIM-{day:%Y%m%d}-{route.vehicle_id}-{position}"
        # Not for secrets: a repeatable error per visit is what is wanted.
        random = Random(f"{seed}-{visit_id}")  # noqa: S311
        if random.random() < missed:
            continue
        midnight = datetime.combine(day, time())
        yield Visit(
            visit_id=visit_id,
            day=day,
            vehicle_id=route.vehicle_id,
            order_id=stop.order_id,
            site_id=stop.site_id,
            collected_kg=max(0, round(stop.load_kg * (1 + random.gauss(0.0, noise)))),
            arrived_at=midnight + timedelta(seconds=stop.arrival_s),
            departed_at=midnight + timedelta(seconds=stop.departure_s),
            is_simulated=True,
        )
