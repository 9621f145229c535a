"""Driver sheets of a route plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PAUSES, PlannedRoute, PlannedStop, RoutePlan
from recycling.domain.sheets import DriverSheet, SheetStop


def driver_sheets(
    network: Network,
    plan: RoutePlan,
    orders: Mapping[str, Order],
    links: Mapping[str, str],
) -> tuple[DriverSheet, ...]:
    """Write a sheet for each vehicle that has stops, in the order of the plan.

    Parameters
    ----------
    network
        Sites, vehicles and materials.
    plan
        What the vehicles do.
    orders
        Orders by id; of one that is not there, a sheet says only what the plan does.
    links
        What opens the way to a site on a telephone, by site.
    """
    writer = _Writer(network, orders, links)
    return tuple(writer.sheet(plan, route) for route in plan.routes if route.stops)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What all sheets of a plan are written from."""

    network: Network
    orders: Mapping[str, Order]
    links: Mapping[str, str]

    def sheet(self, plan: RoutePlan, route: PlannedRoute) -> DriverSheet:
        """Write the sheet of a route."""
        vehicle = self.network.vehicles.get(route.vehicle_id)
        return DriverSheet(
            plan_id=plan.plan_id,
            state=plan.state,
            day=plan.day,
            route_id=route.route_id,
            vehicle_id=route.vehicle_id,
            plate=vehicle.plate if vehicle else "",
            vehicle_type=vehicle.vehicle_type if vehicle else "",
            depot=self._name(route.stops[0].site_id),
            stops=tuple(self._stops(route)),
            distance_m=route.distance_m,
            duration_s=route.duration_s,
            load_kg=route.load_kg,
        )

    def _stops(self, route: PlannedRoute) -> Iterator[SheetStop]:
        on_board_kg = on_board_units = 0
        for sequence, stop in enumerate(route.stops):
            order = self.orders.get(stop.order_id)
            units = self._units(stop, order, on_board_units)
            on_board_kg += stop.load_kg
            on_board_units += units
            visit = SheetStop(
                sequence=sequence,
                kind=stop.kind,
                site_id=stop.site_id,
                name=self._name(stop.site_id),
                trip=stop.trip,
                arrival_s=stop.arrival_s,
                start_s=stop.start_s,
                departure_s=stop.departure_s,
                load_kg=stop.load_kg,
                on_board_kg=on_board_kg,
                distance_m=stop.distance_m,
                units=units,
                order_id=stop.order_id,
                link="" if stop.kind in PAUSES else self.links.get(stop.site_id, ""),
            )
            yield _with_order(visit, order)

    def _units(self, stop: PlannedStop, order: Order | None, on_board: int) -> int:
        """Vehicles picked up, or all on board where the vehicle is emptied."""
        if order is not None:
            # A part of a load has its part of the vehicles.
            return round(order.load_units * stop.load_kg / max(1, order.load_kg))
        return -on_board if stop.load_kg < 0 else 0

    def _name(self, site_id: str) -> str:
        site = self.network.sites.get(site_id)
        return site.name if site else site_id


def _with_order(stop: SheetStop, order: Order | None) -> SheetStop:
    """Add what an order says; a visit without one stays as it is."""
    if order is None:
        return stop
    return replace(
        stop,
        material=order.material,
        address=order.address,
        contact=order.contact,
        whole_kg=order.load_kg,
        window_start_s=order.window_start_s,
        window_end_s=order.window_end_s,
    )
