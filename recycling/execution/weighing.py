"""Simulated weighings of a planned day, for demonstrations and rehearsals.

Every ticket made here carries ``is_simulated``; real ones come from files.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zlib import crc32

from recycling.domain.loads import even_part, loads_on
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order
from recycling.domain.plans import Assignment, PlannedRoute, RoutePlan, StopKind
from recycling.domain.tickets import ElvClass, Ticket
from recycling.domain.units import S_PER_DAY, S_PER_H, S_PER_MIN

LOAD_NOISE = "execution.load_noise"
TARE_SHARE = "execution.tare_per_payload"
FULL_LOAD = "execution.full_load_kg"
ELV_LOAD = "execution.elv_load_units"


def simulate_route_tickets(
    network: Network, plan: RoutePlan, orders: Mapping[str, Order], seed: int
) -> Iterator[Ticket]:
    """Weigh every unloading of a route plan.

    A vehicle with several materials or streams is weighed once before and once
    after each of them, so gross, tare and net agree on every ticket. The mass
    collected differs from the expected one by a normal error whose standard
    deviation is the parameter ``execution.load_noise``.

    Parameters
    ----------
    network
        Vehicles, and the parameters of the simulation.
    plan
        Routes of the day.
    orders
        Orders of the day by id.
    seed
        Seed of the errors; each ticket draws from its own generator, so one
        route's tickets do not depend on the others.
    """
    for route in plan.routes:
        yield from _route_tickets(network, plan.day, route, orders, seed)


def _route_tickets(
    network: Network,
    day: date,
    route: PlannedRoute,
    orders: Mapping[str, Order],
    seed: int,
) -> Iterator[Ticket]:
    vehicle = network.vehicles[route.vehicle_id]
    payload_kg = network.vehicle_types[vehicle.vehicle_type].payload_kg
    empty_kg = round(payload_kg * network.parameter(TARE_SHARE))
    noise = network.parameter(LOAD_NOISE)
    on_board: dict[tuple[str, Stream], int] = defaultdict(int)
    for stop in route.stops:
        if stop.kind is StopKind.PICKUP:
            order = orders[stop.order_id]
            # The stop's load: an order larger than a truck is fetched in parts.
            on_board[order.material, order.stream] += stop.load_kg
        elif stop.kind is StopKind.UNLOAD:
            number = f"SIM-{day:%Y%m%d}-{route.vehicle_id}-{stop.trip}"
            weighed = {
                key: _with_error(kg, noise, "-".join((str(seed), number, *key)))
                for key, kg in sorted(on_board.items())
            }
            gross_kg = empty_kg + sum(weighed.values())
            for (material, stream), net_kg in weighed.items():
                yield Ticket(
                    site_id=stop.site_id,
                    ticket_no=f"{number}-{material}-{stream}",
                    weighed_at=_at(day, stop.start_s),
                    material=material,
                    net_kg=net_kg,
                    stream=stream,
                    gross_kg=gross_kg,
                    tare_kg=gross_kg - net_kg,
                    vehicle_id=route.vehicle_id,
                    is_simulated=True,
                )
                gross_kg -= net_kg
            on_board.clear()


def _with_error(expected_kg: int, noise: float, key: str) -> int:
    # Not for secrets: a repeatable error per ticket is what is wanted.
    error = Random(key).gauss(0.0, noise)  # noqa: S311
    return max(1, round(expected_kg * (1 + error)))


def simulate_direct_tickets(
    network: Network,
    assignments: Iterable[Assignment],
    supplies: Iterable[SiteSupply],
    day: date,
) -> Iterator[Ticket]:
    """Weigh the direct full loads that fall on a day.

    A flow of ``q`` kg a year comes in ``n = ceil(q / full load)`` equal loads
    spread evenly over the year; which days get one is turned by a hash of the
    flow, so that they do not all start on 1 January. End-of-life vehicles come
    in loads of ``execution.elv_load_units`` vehicles.

    Parameters
    ----------
    network
        Parameters of the simulation.
    assignments
        Yearly flows of a siting plan; household flows are left to the routes.
    supplies
        Yearly supply, for the vehicles per kilogram of end-of-life vehicles.
    day
        Day to weigh.
    """
    mean_kg = {
        (s.site_id, s.material): s.kg_per_year / s.units_per_year
        for s in supplies
        if s.units_per_year
    }
    for flow in assignments:
        if flow.stream == Stream.HOUSEHOLD.value or flow.kg_per_year <= 0:
            continue
        unit_kg = mean_kg.get((flow.source_site_id, flow.material), 0.0)
        yield from _flow_tickets(network, flow, unit_kg, day)


def _flow_tickets(
    network: Network, flow: Assignment, unit_kg: float, day: date
) -> Iterator[Ticket]:
    key = f"{flow.source_site_id}>{flow.site_id}>{flow.material}>{flow.stream}"
    number = f"SIM-{day:%Y%m%d}-{flow.source_site_id}-{flow.material}-{flow.stream}"
    full_kg = network.positive_parameter(FULL_LOAD)
    if unit_kg:
        full_kg = network.positive_parameter(ELV_LOAD) * unit_kg
    loads_per_year = -int(-flow.kg_per_year // full_kg)
    units_per_year = round(flow.kg_per_year / unit_kg) if unit_kg else 0
    first, after = loads_on(day, loads_per_year, turn=crc32(key.encode()))
    for load in range(first, after):
        yield Ticket(
            site_id=flow.site_id,
            ticket_no=f"{number}-{load - first}",
            weighed_at=_at(day, 8 * S_PER_H + (load - first) * 10 * S_PER_MIN),
            material=flow.material,
            net_kg=max(1, flow.kg_per_year // loads_per_year),
            stream=Stream(flow.stream),
            units=even_part(units_per_year, load, loads_per_year),
            elv_class=ElvClass.CAR if unit_kg else None,
            origin_site_id=flow.source_site_id,
            is_simulated=True,
        )


def _at(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(
        seconds=min(seconds, S_PER_DAY - 1)
    )
