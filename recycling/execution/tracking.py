"""Records of crews on the road beside the plan, and where orders stand by them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from recycling.domain.order_states import ENDED
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import PlannedRoute, RoutePlan, StopKind
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.domain.tracking import TrackedDay, TrackedRoute, TrackedStop

type _Key = tuple[str, str]
"""Vehicle and order."""

_S = OrderStatus
_TRIED_AGAIN = (_S.CONFIRMED, _S.PLANNED, _S.ON_ROUTE)
"""States an order that failed goes through when a crew comes once more."""

_OFF_THE_PLAN = frozenset({_S.REQUESTED, _S.OFFERED, _S.CONFIRMED})
_DONE = ENDED - {_S.FAILED}
"""States that no record of a crew changes."""


def order_path(order: Order, visits: Iterable[Visit], parts: int) -> list[OrderStatus]:
    """Tell the states an order goes through by what crews recorded of it.

    It is collected or failed once every part of it was visited: failed where no crew
    took anything.

    Parameters
    ----------
    order
        The order as it stands.
    visits
        All records of it, of one day.
    parts
        Number of planned stops that fetch it.
    """
    if order.status in _DONE:
        return []
    listed = list(visits)
    is_collected = any(visit.outcome is not VisitOutcome.FAILED for visit in listed)
    after = _S.COLLECTED if is_collected else _S.FAILED
    steps = [after] if len(listed) >= max(1, parts) else [_S.ON_ROUTE]
    if order.status is _S.FAILED:
        return [*_TRIED_AGAIN, *steps] if is_collected else []
    if order.status in _OFF_THE_PLAN:
        # Someone took it off the plan while the crew was on its way.
        return [_S.CONFIRMED, _S.PLANNED, *steps]
    return steps


def track(day: date, plans: Iterable[RoutePlan], visits: Iterable[Visit]) -> TrackedDay:
    """Put the records of a day beside its plans.

    Parameters
    ----------
    day
        The day.
    plans
        What is driven on it.
    visits
        Its records.
    """
    waiting: dict[_Key, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=_by_arrival):
        waiting[visit.vehicle_id, visit.order_id].append(visit)
    routes = [
        TrackedRoute(
            route.vehicle_id,
            plan.plan_id,
            tuple(_tracked(day, route, waiting)),
        )
        for plan in plans
        for route in plan.routes
    ]
    strays = sorted(visit.visit_id for left in waiting.values() for visit in left)
    return TrackedDay(
        day, tuple(sorted(routes, key=lambda r: r.vehicle_id)), tuple(strays)
    )


def _by_arrival(visit: Visit) -> tuple[datetime, str]:
    return visit.arrived_at or datetime.max, visit.visit_id


def _tracked(
    day: date, route: PlannedRoute, waiting: Mapping[_Key, list[Visit]]
) -> Iterator[TrackedStop]:
    """Yield the pickups of a route; their records are taken from those waiting."""
    pickups = [(n, s) for n, s in enumerate(route.stops) if s.kind is StopKind.PICKUP]
    left = Counter((route.vehicle_id, stop.order_id) for _, stop in pickups)
    for sequence, stop in pickups:
        key = (route.vehicle_id, stop.order_id)
        own = waiting.get(key, [])
        # Of a stop that was tried again the last record counts.
        surplus = max(0, len(own) - left[key])
        taken = own[: surplus + 1]
        del own[: surplus + 1]
        left[key] -= 1
        planned = TrackedStop(
            route.vehicle_id,
            sequence,
            stop.order_id,
            stop.site_id,
            stop.arrival_s,
            stop.load_kg,
        )
        yield _beside(day, planned, taken[-1]) if taken else planned


def _beside(day: date, planned: TrackedStop, visit: Visit) -> TrackedStop:
    """Add a record to the stop it is of."""
    arrived_s = None
    if visit.arrived_at is not None:
        since = visit.arrived_at - datetime.combine(day, time())
        arrived_s = round(since.total_seconds())
    return replace(
        planned,
        visit_id=visit.visit_id,
        outcome=visit.outcome,
        arrived_s=arrived_s,
        collected_kg=visit.collected_kg,
        note=visit.note,
    )
