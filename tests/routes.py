"""Routes of a plan by hand: times in hours, what matters named."""

from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from tests.builders import HOUR_S


def stop(
    kind: StopKind,
    site_id: str,
    at_h: float,
    *,
    order_id: str = "",
    load_kg: int = 0,
    trip: int = 1,
    wait_s: int = 0,
    work_s: int = 600,
) -> PlannedStop:
    """Make a visit that begins when the vehicle arrives, or after a wait."""
    arrival_s = round(at_h * HOUR_S)
    start_s = arrival_s + wait_s
    return PlannedStop(
        kind, site_id, order_id, trip, arrival_s, start_s, start_s + work_s,
        load_kg, 0, 1000,
    )  # fmt: skip


def route(vehicle_id: str, *stops: PlannedStop, depot: str = "D1") -> PlannedRoute:
    """Make a route of a vehicle of a depot."""
    return PlannedRoute(
        route_id=f"r-{vehicle_id}",
        vehicle_id=vehicle_id,
        catchment=depot,
        stops=stops,
        distance_m=1000 * (len(stops) - 1),
        duration_s=stops[-1].arrival_s - stops[0].departure_s,
        load_kg=sum(s.load_kg for s in stops if s.kind is StopKind.PICKUP),
        kg_m=0,
        cost_fen=10_000,
    )
