"""Where no centre lies within a trip: gaps of the network, for whoever plans sites.

An order is in a gap when no working site takes it on a trip of its own, however far
the sites that are tried, and a centre beside it would. Both are tested, with every
rule of the vehicles: shift, range, access, windows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recycling.dispatch.explain import cause_alone
from recycling.dispatch.workbench import Conditions, Situation, Workbench, lay_out
from recycling.domain.errors import InputError
from recycling.domain.explanations import Cause, NetworkGap
from recycling.domain.orders import Order
from routing.vrp.problem import RoutingProblem, UnloadSite
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.split import split_large
from routing.vrp.view import ProblemView

FAR_CAUSES = frozenset(
    {
        Cause.NO_SITE,
        Cause.UNREACHABLE,
        Cause.RANGE,
        Cause.SHIFT_TOO_SHORT,
        Cause.WINDOW_CLOSED,
        Cause.SITE_SHUT,
    }
)
"""Causes behind which a centre may be too far away."""


@dataclass(frozen=True, slots=True)
class _Lost:
    """An order without a centre within a trip, and the nearest one there is."""

    order: Order
    cause: Cause
    site_id: str
    distance_m: int
    duration_s: int


def network_gaps(
    conditions: Conditions, situation: Situation, left: Sequence[Order]
) -> list[NetworkGap]:
    """Find orders of a depot with no centre within a trip, by district and material.

    Parameters
    ----------
    conditions, situation
        The depot's day.
    left
        Orders left out for one of ``FAR_CAUSES``.
    """
    groups: dict[tuple[str, str, Cause], list[_Lost]] = defaultdict(list)
    for lost in _lost(conditions, situation, left):
        district = conditions.network.sites[lost.order.site_id].district
        groups[district, lost.order.material, lost.cause].append(lost)
    return [
        _gap(conditions, situation, district, cause, groups[district, material, cause])
        for district, material, cause in sorted(groups)
    ]


def _gap(
    conditions: Conditions,
    situation: Situation,
    district: str,
    cause: Cause,
    lost: Sequence[_Lost],
) -> NetworkGap:
    nearest = min(lost, key=lambda one: (not one.site_id, one.duration_s))
    return NetworkGap(
        day=conditions.day,
        plan_id=situation.plan.plan_id,
        district=district,
        material=nearest.order.material,
        cause=cause,
        orders=tuple(sorted(one.order.order_id for one in lost)),
        load_kg=sum(one.order.load_kg for one in lost),
        nearest_site_id=nearest.site_id,
        nearest_m=nearest.distance_m,
        nearest_s=nearest.duration_s,
    )


def _lost(
    conditions: Conditions, situation: Situation, left: Sequence[Order]
) -> list[_Lost]:
    """Return the orders that no site is within a trip of, but one beside them is."""
    bench = _with_all_sites(conditions, situation, left)
    if bench is None:
        return []
    problem = split_large(bench.problem)[0]
    view, beside = ProblemView(problem), ProblemView(_with_sites_beside(problem))
    found = []
    for stop, order in enumerate(bench.built.catchment.orders):
        cause = cause_alone(view, bench.problem.stops[stop], stop)
        if cause is None or intrinsic_reason(beside, stop) is not None:
            continue
        found.append(_Lost(order, cause, *_nearest(conditions, order)))
    return found


def _with_all_sites(
    conditions: Conditions, situation: Situation, left: Sequence[Order]
) -> Workbench | None:
    """Lay out some orders alone, with every site, as much room as they need."""
    sites = {
        site.site_id: replace(site, intake_kg_per_day=None) for site in conditions.sites
    }
    network = conditions.network
    wide = replace(
        conditions,
        network=replace(network, sites={**network.sites, **sites}),
        sites=tuple(sites.values()),
        settings=replace(
            conditions.settings, unload_sites=max(1, len(sites)), dock_limits=False
        ),
    )
    empty = replace(
        situation,
        plan=replace(situation.plan, routes=(), unserved=()),
        orders={order.order_id: order for order in left},
        others=(),
    )
    try:
        return lay_out(wide, empty)
    except InputError:
        # The depot has no vehicle: that is the cause, not the way.
        return None


def _with_sites_beside(problem: RoutingProblem) -> RoutingProblem:
    """Add a centre that is always open and takes everything beside every stop."""
    places = dict.fromkeys(stop.location for stop in problem.stops)
    longest_s = max((site.service_s for site in problem.unload_sites), default=0)
    beside = tuple(UnloadSite("", place, service_s=longest_s) for place in places)
    return replace(problem, unload_sites=(*problem.unload_sites, *beside))


def _nearest(conditions: Conditions, order: Order) -> tuple[str, int, int]:
    """Return the nearest site that takes the material, and the way there."""
    taking = [
        site
        for site in conditions.sites
        if order.material in conditions.network.accepted(site)
    ]
    if not taking:
        return "", 0, 0
    block = conditions.travel.block([order.site_id], [s.site_id for s in taking])
    seconds = np.asarray(block.duration_s)[0].astype(np.int64)
    metres = np.asarray(block.distance_m)[0]
    reached = np.where(seconds < 0, np.iinfo(np.int64).max, seconds)
    best = int(reached.argmin())
    if seconds[best] < 0:
        return "", 0, 0
    return taking[best].site_id, int(metres[best]), int(seconds[best])
