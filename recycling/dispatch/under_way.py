"""What is left of a vehicle's day, and its day put together again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from recycling.dispatch.freeze import Begun
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from recycling.domain.units import KG_PER_T, M_PER_KM, S_PER_H
from routing.vrp.costs import overtime_s, rounded, route_cost
from routing.vrp.parts import Break, Carried, Energy
from routing.vrp.problem import RoutingProblem, TimeWindow, VehicleType

LUNCH_GRACE_S = S_PER_H
"""Who could not have a break in its hours has it within another hour: a choice of
this product, no rule names one."""


def left_of_day(
    kind: VehicleType, begun: Begun, start_depot: int, charge_w: Mapping[str, int]
) -> VehicleType:
    """Return a vehicle as it is for the rest of its day.

    Parameters
    ----------
    kind
        The vehicle as it was in the morning.
    begun
        How far its day is.
    start_depot
        Position of where it stands among the problem's depots.
    charge_w
        Watts of the chargers, by site.
    """
    shift = TimeWindow(
        max(kind.shift.start_s, begun.ready_s), max(kind.shift.end_s, begun.ready_s)
    )
    if not begun.is_out:
        return replace(kind, shift=shift)
    gone_s = begun.ready_s - begun.left_s
    overtime, most_s = kind.overtime, kind.max_duration_s
    if overtime is not None:
        overtime = replace(overtime, regular_s=max(0, overtime.regular_s - gone_s))
    energy = kind.energy
    if energy is not None:
        left_wh = max(0, energy.start_wh - used_wh(energy, begun.stops, charge_w))
        energy = replace(energy, initial_wh=left_wh)
    return replace(
        kind,
        start_depot=start_depot,
        shift=shift,
        max_duration_s=None if most_s is None else max(0, most_s - gone_s),
        overtime=overtime,
        breaks=tuple(_due(rule, begun.ready_s) for rule in kind.breaks[begun.breaks :]),
        fixed_cost_fen=0,
        energy=energy,
        on_board=tuple(fitting(begun.on_board, kind.capacity)),
    )


def _due(rule: Break, ready_s: int) -> Break:
    """Return a break that is still to come; one that is overdue comes soon."""
    if rule.latest_s >= ready_s:
        return rule
    return replace(
        rule, earliest_s=max(rule.earliest_s, ready_s), latest_s=ready_s + LUNCH_GRACE_S
    )


def fitting(
    on_board: Mapping[str, tuple[int, int]], capacity: Sequence[int]
) -> list[Carried]:
    """Return loads on board; of more than a vehicle holds, what it holds.

    Crews load more than planned. Such a vehicle takes nothing more before it has
    unloaded: to be full is all the problem needs to know.
    """
    totals = [sum(load[n] for load in on_board.values()) for n in range(len(capacity))]
    shares = [
        min(1.0, limit / total) if total else 1.0
        for limit, total in zip(capacity, totals, strict=True)
    ]
    return [
        Carried(
            material,
            tuple(int(a * share) for a, share in zip(load, shares, strict=True)),
        )
        for material, load in sorted(on_board.items())
        if any(load)
    ]


def used_wh(
    energy: Energy, stops: Sequence[PlannedStop], charge_w: Mapping[str, int]
) -> int:
    """Return what is missing in a battery after some stops, rounded up."""
    used, load_kg = 0.0, 0
    for stop in stops:
        per_km = energy.consumption_wh_per_km
        per_km_loaded = energy.load_consumption_wh_per_km_per_1000 * load_kg / KG_PER_T
        used += (per_km + per_km_loaded) * stop.distance_m / M_PER_KM
        if stop.kind is StopKind.CHARGE:
            power_w = min(energy.charge_power_w, charge_w.get(stop.site_id, 0))
            gained = power_w * (stop.departure_s - stop.start_s) / S_PER_H
            used = max(0.0, used - gained)
        load_kg += stop.load_kg
    return -int(-used // 1)


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of a vehicle's day as it is to be driven.

    Attributes
    ----------
    stops
        After what is decided, the way home included.
    energy_wh
        Electricity for it.
    """

    stops: tuple[PlannedStop, ...]
    energy_wh: int = 0


def joined(
    problem: RoutingProblem,
    kind: VehicleType,
    begun: Begun,
    rest: Rest,
    key: tuple[str, str],
) -> PlannedRoute:
    """Return a vehicle's whole day, with what it comes to.

    Parameters
    ----------
    problem
        Gives the carbon price.
    kind
        The vehicle as it was in the morning: the whole day is priced.
    begun, rest
        What is decided, and what is planned.
    key
        Ids of the plan and of the catchment.
    """
    plan_id, catchment = key
    stops = tuple(_numbered((*begun.stops, *rest.stops)))
    distance_m = sum(stop.distance_m for stop in stops)
    duration_s = stops[-1].departure_s - stops[0].departure_s
    cost = route_cost(problem, kind, distance_m, duration_s)
    kg_m = load_kg = 0
    for stop in stops:
        kg_m += load_kg * stop.distance_m
        load_kg += stop.load_kg
    driven_wh = 0 if kind.energy is None else used_wh(kind.energy, begun.stops, {})
    return PlannedRoute(
        route_id=f"{plan_id}-{begun.vehicle_id}",
        vehicle_id=begun.vehicle_id,
        catchment=catchment,
        stops=stops,
        distance_m=distance_m,
        duration_s=duration_s,
        load_kg=sum(s.load_kg for s in stops if s.kind is StopKind.PICKUP),
        kg_m=kg_m,
        cost_fen=cost.total_fen,
        overtime_s=overtime_s(kind, duration_s),
        energy_wh=driven_wh + rest.energy_wh,
        emission_g=rounded(distance_m * kind.emission_g_per_km, 1000),
        carbon_cost_fen=cost.carbon_fen,
    )


def _numbered(stops: Sequence[PlannedStop]) -> list[PlannedStop]:
    """Return stops with their trips, and with all of the load in each unloading."""
    trip, load_kg, load_l, numbered = 1, 0, 0, []
    for stop in stops:
        change = stop
        if stop.kind is StopKind.UNLOAD:
            change = replace(stop, load_kg=-load_kg, load_l=-load_l)
        numbered.append(replace(change, trip=trip))
        load_kg, load_l = load_kg + change.load_kg, load_l + change.load_l
        trip += stop.kind is StopKind.UNLOAD
    return numbered
