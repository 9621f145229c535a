"""A day's orders planned in other ways: as today, apart, pooled, at night, electric.

``current``
    Every point is served from the nearest depot of its own district, and crews drive
    to the nearest point, as `recycling.dispatch.tours` has it.
``own``
    The same depots with planned routes. The data name no operator of points and
    vehicles: collection is a franchise of the districts, so the depots of a district
    are taken for its operator, which serves the points of the district and no other.
``pooled``
    Vehicles of all depots for all points (共同配送): the nearest depot in time serves
    a point, whatever district it is in, and idle vehicles of others help out.
``night``
    As pooled, with the visits of the cycle moved into the night (夜间配送) where nobody
    waits for them: booked orders keep their windows. Centres that are shut at night
    are opened, crews get a supplement; traffic rules hold at their hours.
``electric``
    As pooled, with every diesel type replaced by the electric one of its role whose
    payload is nearest; ranges and chargers bind.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from concurrent.futures import Executor, wait
from dataclasses import replace

from recycling.dispatch.catchments import milk_run_vehicles, nearest_depots
from recycling.dispatch.measures import with_daily_intake
from recycling.dispatch.night import (
    at_night,
    may_move,
    night_hours,
    opened_at_night_s,
)
from recycling.dispatch.planning import (
    plan_routes,
    state_catchments,
)
from recycling.dispatch.routes import planned_routes, unserved_orders
from recycling.dispatch.scenario_day import Day, Planned
from recycling.dispatch.shares import unloaded_kg
from recycling.dispatch.tours import nearest_tours
from recycling.domain.errors import PlanningError
from recycling.domain.fleet import Energy, Vehicle, VehicleType
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute, UnservedOrder
from recycling.domain.scenarios import Scenario
from recycling.domain.units import S_PER_H
from recycling.schema.said import said
from routing.errors import RoutingError
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.solution import UnservedReason

SITE_OPEN = "cost.site_open_fen_per_h"

WARM_UP_S = 0.1
"""Seconds of search in which a worker process loads what it needs."""

DAY_SHARE = 0.5
"""Share of the time for the orders that stay by day, where there are some."""


def plan_scenario(
    day: Day, scenario: Scenario, executor: Executor | None = None
) -> Planned:
    """Plan a day under a scenario.

    Parameters
    ----------
    day
        Orders, and what they are planned with.
    scenario
        How.
    executor
        Worker processes; ``None`` to solve here.

    Raises
    ------
    InputError
        When the parameter table lacks the hours of the night.
    PlanningError
        When a catchment could not be solved, or there is no type to replace another.
    """
    if scenario is Scenario.NIGHT:
        return _by_night(day, executor)
    if scenario is Scenario.ELECTRIC:
        network, replaced = with_electric_fleet(day.network)
        plan = _solved(replace(day, network=network), executor)
        return replace(plan, facts={"replaced": replaced})
    if scenario is Scenario.POOLED:
        return _solved(day, executor)
    home = district_depots(day)
    away = sum(
        day.network.sites[site].district != day.network.sites[depot].district
        for site, depot in home.items()
    )
    tied = replace(day, request=replace(day.request, assigned=home))
    plan = _driven(tied) if scenario is Scenario.CURRENT else _solved(tied, executor)
    return replace(plan, facts={"other_district": away})


def warm_up(day: Day, executor: Executor, workers: int) -> None:
    """Let worker processes load what they need, outside the time of any scenario.

    Starting processes and loading compiled code takes seconds, which would else be
    those of the first scenario alone.

    Parameters
    ----------
    day
        A day: one of its orders is planned, on every worker.
    executor
        The processes.
    workers
        How many there are.
    """
    settings = replace(day.settings, time_limit_s=WARM_UP_S)
    built = state_catchments(
        day.network, day.orders[:1], day.travel, settings, day.request
    )
    options = SolveOptions(engine=settings.engine, time_limit_s=WARM_UP_S)
    problems = [part.problem for part in built.values()]
    tasks = [
        executor.submit(solve_routing, problem, options)
        for _ in range(workers)
        for problem in problems
    ]
    wait(tasks)


def district_depots(day: Day) -> dict[str, str]:
    """Tie the site of every order to the nearest depot of its own district.

    Sites of a district without a depot that has vehicles are tied to the nearest of
    all depots.
    """
    sites = day.network.sites
    depots = sorted(milk_run_vehicles(day.network))
    groups: dict[str, list[str]] = defaultdict(list)
    for site_id in sorted({order.site_id for order in day.orders}):
        groups[sites[site_id].district].append(site_id)
    home: dict[str, str] = {}
    for district, site_ids in groups.items():
        own = [depot for depot in depots if sites[depot].district == district]
        choice = own or depots
        if not choice:
            continue
        near = nearest_depots(site_ids, choice, day.travel)
        for site_id, place in zip(site_ids, near, strict=True):
            home[site_id] = choice[place]
    return home


def with_electric_fleet(network: Network) -> tuple[Network, int]:
    """Replace diesel milk-run vehicles by electric ones; say how many.

    Parameters
    ----------
    network
        Vehicles and their types.

    Raises
    ------
    PlanningError
        When there is no electric type of the role.
    """
    swap: dict[str, Vehicle] = {}
    for vehicle in (v for fleet in milk_run_vehicles(network).values() for v in fleet):
        kind = network.vehicle_types[vehicle.vehicle_type]
        if kind.energy is not Energy.ELECTRIC:
            code = _electric_like(network, kind).code
            swap[vehicle.vehicle_id] = replace(
                vehicle, vehicle_type=code, emission_stage=0
            )
    return replace(network, vehicles={**network.vehicles, **swap}), len(swap)


def _electric_like(network: Network, kind: VehicleType) -> VehicleType:
    """Return the electric type of the same role whose payload is nearest."""
    known = [
        other
        for other in network.vehicle_types.values()
        if other.role is kind.role and other.energy is Energy.ELECTRIC
    ]
    if not known:
        msg = said("vehicle_type.no_electric", code=kind.code, role=kind.role)
        raise PlanningError(msg)
    return min(known, key=lambda k: (abs(k.payload_kg - kind.payload_kg), k.code))


def _solved(day: Day, executor: Executor | None) -> Planned:
    plan = plan_routes(
        day.network,
        day.orders,
        day.travel,
        day.settings,
        day.request,
        executor,
        lambda _done, _total: None,
    )
    return Planned(day.network, plan.routes, plan.unserved, plan.engine, plan.seconds)


def _driven(day: Day) -> Planned:
    """Plan every catchment by tours to the nearest point."""
    built = state_catchments(
        day.network, day.orders, day.travel, day.settings, day.request
    )
    reasons = {order.order_id: UnservedReason.NO_VEHICLE.value for order in day.orders}
    routes: list[PlannedRoute] = []
    seconds, engine = 0.0, ""
    for part in built.values():
        try:
            result = nearest_tours(part.problem)
        except RoutingError as error:
            msg = said(
                "compare.failed",
                plan_id=day.request.plan_id,
                depot_id=part.catchment.depot_id,
                error=error,
            )
            raise PlanningError(msg) from error
        for order in part.catchment.orders:
            del reasons[order.order_id]
        left = unserved_orders(part, result)
        reasons |= {one.order_id: one.reason for one in left}
        routes += planned_routes(part, result, day.request.plan_id)
        engine = result.solution.engine
        seconds += result.solution.seconds
    unserved = tuple(UnservedOrder(key, reasons[key]) for key in sorted(reasons))
    return Planned(day.network, tuple(routes), unserved, engine, seconds)


def _by_night(day: Day, executor: Executor | None) -> Planned:
    """Plan what may move in the night, and with the same vehicles the rest by day."""
    hours = night_hours(day.network)
    moved = [order for order in day.orders if may_move(order)]
    stays = [order for order in day.orders if not may_move(order)]
    share = 1.0 - (DAY_SHARE if stays else 0.0)
    night = replace(
        at_night(day, hours),
        orders=[
            replace(order, window_start_s=hours[0], window_end_s=hours[1])
            for order in moved
        ],
    )
    plans = [_solved(_hurried(night, share), executor)]
    if stays:
        by_day = replace(day, orders=stays, network=_left_by(day, plans[0].routes))
        plans.append(_solved(_hurried(by_day, DAY_SHARE), executor))
    out = [{route.vehicle_id for route in plan.routes} for plan in plans]
    twice = set.intersection(*out) if len(out) > 1 else set()
    opened_s = opened_at_night_s(day.network, plans[0].routes)
    price = day.network.parameters.get(SITE_OPEN)
    opened_fen = round(opened_s * price.value / S_PER_H) if price else 0
    return Planned(
        network=day.network,
        routes=tuple(route for plan in plans for route in plan.routes),
        unserved=tuple(left for plan in plans for left in plan.unserved),
        engine=", ".join(sorted({plan.engine for plan in plans})),
        seconds=sum(plan.seconds for plan in plans),
        # A vehicle that is out at night and by day costs its day once.
        extra_fen=opened_fen - _days_fen(day.network, twice),
        facts={
            "moved": len(moved),
            "by_day": len(stays),
            "opened_h": round(opened_s / S_PER_H),
        },
    )


def _left_by(day: Day, routes: Sequence[PlannedRoute]) -> Network:
    """Return the network with what routes leave of what sites take in a day."""
    brought = unloaded_kg(routes)
    limits = {
        key: max(0, limit_kg - brought[key])
        for key in brought
        if (limit_kg := day.network.sites[key].intake_kg_per_day) is not None
    }
    return with_daily_intake(day.network, limits)


def _hurried(day: Day, share: float) -> Day:
    limit_s = day.settings.time_limit_s * share
    return replace(day, settings=replace(day.settings, time_limit_s=limit_s))


def _days_fen(network: Network, vehicle_ids: Collection[str]) -> int:
    """Return what the days of some vehicles cost, their way aside."""
    kinds = (network.vehicles[key].vehicle_type for key in vehicle_ids)
    return sum(network.vehicle_types[kind].fixed_cost_fen_per_day for kind in kinds)
