"""Builds a feasible answer fast, with nothing but arrays.

Vehicle by vehicle and trip by trip: the stop that is hardest to serve opens a
trip, the cheapest insertions fill it, section turns smooth it. Required stops
go first; optional ones follow where their prize pays.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.options import SearchStopped
from routing.vrp.build import Builder
from routing.vrp.choosing import chosen_mask
from routing.vrp.committed import missing_routes
from routing.vrp.costs import PARTS_PER_FEN, omissions
from routing.vrp.features import is_committed
from routing.vrp.joint import Joint, settle
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.solution import Unserved, UnservedReason
from routing.vrp.view import ProblemView

MANY_STOPS = 1000

FARNESS = (0.2, 0.7)
"""How much of the way from its unloading a stop is forgiven when insertions are
ranked. Measured on five problems of 150-300 stops with 0 to 1: the better of
these two costs 3-17 % less than 0. Above ``MANY_STOPS`` only the first is tried."""


def say_nothing() -> None:
    """Tell nobody."""


def build_start(
    view: ProblemView, tell: Callable[[], None] = say_nothing
) -> list[OpenRoute]:
    """Return feasible routes that serve what they can, deterministically.

    The best of answers that differ in how eagerly they fetch far stops, in whether
    they keep to regular hours as long as there are vehicles, and, if
    required stops of a priority are left out, in serving those of the highest
    priority before any other.

    Parameters
    ----------
    view
        The problem.
    tell
        Called after each route; may raise ``SearchStopped`` to end the building.
    """
    farness = FARNESS if view.num_stops <= MANY_STOPS else FARNESS[:1]
    regular = _regular_hours(view)
    plans = [(share, False, view) for share in farness]
    plans += [(share, False, regular) for share in farness[:1] if regular is not view]
    best: list[OpenRoute] | None = None
    best_value: tuple[int, float] = (0, 0.0)
    while plans:
        share, by_priority, strict = plans.pop(0)
        routes: list[OpenRoute] = []
        try:
            if strict is not view:
                complete(strict, routes, share, tell=tell)
                routes = [_moved(view, route) for route in routes]
            complete(view, routes, share, by_priority=by_priority, tell=tell)
        except SearchStopped:
            plans = []
        value = _value(view, routes)
        if best is None or value < best_value:
            best, best_value = routes, value
        levels = {int(level) for level in view.weight[view.required]}
        if not plans and not by_priority and best_value[0] and len(levels) > 1:
            plans = [(farness[0], True, view)]
    return best or []


def _regular_hours(view: ProblemView) -> ProblemView:
    """Return the problem in which nobody works overtime."""
    types = list(view.problem.vehicle_types)
    for index, kind in enumerate(types):
        if kind.overtime is not None and not is_committed(kind):
            hours_s = kind.overtime.regular_s
            longest_s = kind.max_duration_s
            limit_s = hours_s if longest_s is None else min(hours_s, longest_s)
            types[index] = replace(kind, max_duration_s=limit_s)
    if tuple(types) == view.problem.vehicle_types:
        return view
    return ProblemView(replace(view.problem, vehicle_types=tuple(types)))


def _moved(view: ProblemView, route: OpenRoute) -> OpenRoute:
    """Return a route of a stricter problem in this one."""
    twin = OpenRoute(view, route.vehicle_type, route.farness)
    twin.trips = [Trip(list(trip.stops), trip.site) for trip in route.trips]
    twin.refresh()
    return twin


def complete(
    view: ProblemView,
    routes: list[OpenRoute],
    farness: float = 0.0,
    *,
    joint: Joint | None = None,
    by_priority: bool = False,
    tell: Callable[[], None] = say_nothing,
) -> None:
    """Add what routes leave out, to them and by further ones, if it fits and pays.

    Required stops first; of a choice, the alternative that suits best.

    Parameters
    ----------
    view
        The problem.
    routes
        Changed in place.
    farness
        See ``FARNESS``.
    joint
        What the routes hold of what all share; ``None`` if that has yet to be
        worked out, which may change them.
    by_priority
        Whether stops of the highest priority are served before any other.
    tell
        Called after each route; an exception of it passes through.
    """
    if joint is None:
        joint = Joint(view)
        if view.shares or missing_routes(view, routes):
            settle(view, routes, joint)
    builder = Builder(view, routes, joint, farness, tell)
    wanted = chosen_mask(view, routes)
    required = view.required & wanted
    levels = np.unique(view.weight[required])[::-1] if by_priority else [None]
    for level in levels:
        among = required if level is None else required & (view.weight >= level)
        builder.spread(among)
        builder.add_routes(among)
        builder.top_up(among)
    builder.try_choices()
    builder.top_up(~view.required & wanted, optional=True)
    builder.add_routes(~view.required & wanted, optional=True)
    builder.drop_broken_choices()


def _value(view: ProblemView, routes: list[OpenRoute]) -> tuple[int, float]:
    """Return the weight of what is left out, then cost and lost prizes in parts."""
    cost = sum(route.cost_parts() for route in routes)
    fixed = sum(route.vehicle.fixed_cost_fen for route in routes)
    served = {stop for route in routes for stop in route.stops}
    lost = omissions(
        view.problem,
        (
            Unserved(stop, UnservedReason.FLEET_FULL)
            for stop in range(view.num_stops)
            if stop not in served
        ),
    )
    return lost.weight, cost + PARTS_PER_FEN * float(fixed + lost.lost_prize_fen)
