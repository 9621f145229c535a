"""Back from the answer to a catchment's problem to routes of real vehicles."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from recycling.dispatch.problem import CatchmentProblem
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind, UnservedOrder
from routing.vrp.places import PAUSES, location_of
from routing.vrp.report import RoutingResult
from routing.vrp.solution import Route, Visit, VisitKind


def planned_routes(
    built: CatchmentProblem, result: RoutingResult, plan_id: str
) -> list[PlannedRoute]:
    """Turn an answer into routes of real vehicles, with the check's figures."""
    free = {kind: iter(ids) for kind, ids in enumerate(built.vehicle_ids)}
    routes = []
    for route, report in zip(result.solution.routes, result.report.routes, strict=True):
        stops = planned_stops(built, route)
        vehicle_id = next(free[route.vehicle_type])
        routes.append(
            PlannedRoute(
                route_id=f"{plan_id}-{vehicle_id}",
                vehicle_id=vehicle_id,
                catchment=built.catchment.depot_id,
                stops=stops,
                distance_m=report.distance_m,
                duration_s=report.duration_s,
                load_kg=sum(s.load_kg for s in stops if s.kind is StopKind.PICKUP),
                kg_m=report.load_distance[0],
                cost_fen=report.cost_fen,
                overtime_s=report.overtime_s,
                energy_wh=report.energy_wh,
                emission_g=report.emission_g,
                carbon_cost_fen=report.cost.carbon_fen,
            )
        )
    return routes


def planned_stops(built: CatchmentProblem, route: Route) -> tuple[PlannedStop, ...]:
    """Return the stops of a route, each with what is picked up or unloaded there."""
    locations = _locations(built, route.visits)
    profile = built.problem.vehicle_types[route.vehicle_type].profile
    table = built.problem.tables[profile].distance_m
    trip, load_kg, load_l, before = 1, 0, 0, locations[0]
    stops = []
    for visit, row in zip(route.visits, locations, strict=True):
        change = (0, 0)
        order_id = ""
        if visit.kind is VisitKind.STOP:
            order = built.catchment.orders[visit.index]
            order_id = order.order_id
            # A load larger than a truck is fetched in parts.
            whole = (order.load_kg, order.load_l)
            part_kg, part_l = whole if visit.load is None else visit.load
            change = (part_kg, part_l)
        elif visit.kind is VisitKind.UNLOAD:
            change = (-load_kg, -load_l)
        stops.append(
            PlannedStop(
                kind=_KINDS[visit.kind],
                site_id=built.site_ids[row],
                order_id=order_id,
                trip=trip,
                arrival_s=visit.arrival_s,
                start_s=visit.start_s,
                departure_s=visit.departure_s,
                load_kg=change[0],
                load_l=change[1],
                distance_m=int(table[before, row]),
            )
        )
        load_kg, load_l, before = load_kg + change[0], load_l + change[1], row
        trip += visit.kind is VisitKind.UNLOAD
    return tuple(stops)


_KINDS: Mapping[VisitKind, StopKind] = MappingProxyType(
    {
        VisitKind.DEPOT: StopKind.DEPOT,
        VisitKind.STOP: StopKind.PICKUP,
        VisitKind.UNLOAD: StopKind.UNLOAD,
        VisitKind.CHARGE: StopKind.CHARGE,
        VisitKind.BREAK: StopKind.BREAK,
        VisitKind.REST: StopKind.REST,
    }
)


def _locations(built: CatchmentProblem, visits: Sequence[Visit]) -> list[int]:
    """Row of each visit; a pause is where the vehicle stands meanwhile.

    A pause whose arrival is the end of the visit before is taken there, before
    driving on; any other one is taken at the next place, on arrival.
    """
    found: list[int] = []
    for position, visit in enumerate(visits):
        own = _location(built, visit)
        if own is None and visit.arrival_s == visits[position - 1].departure_s:
            own = found[-1]
        if own is None:
            rows = (_location(built, later) for later in visits[position:])
            own = next(row for row in rows if row is not None)
        found.append(own)
    return found


def _location(built: CatchmentProblem, visit: Visit) -> int | None:
    """Row of a visit that has a place of its own."""
    if visit.kind in PAUSES:
        return None
    return location_of(built.problem, visit.kind, visit.index)


def unserved_orders(
    built: CatchmentProblem, result: RoutingResult
) -> list[UnservedOrder]:
    """Orders the answer leaves out, each with its reason."""
    return [
        UnservedOrder(built.catchment.orders[left.stop].order_id, left.reason.value)
        for left in result.solution.unserved
    ]
