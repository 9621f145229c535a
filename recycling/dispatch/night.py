"""A day's visits moved into the night: who may move, what it changes and costs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.planning import unload_sites
from recycling.dispatch.scenario_day import Day
from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.units import S_PER_DAY, S_PER_H

NIGHT_START = "travel.night.start_h"
NIGHT_END = "travel.night.end_h"
NIGHT_SUPPLEMENT = "cost.night_supplement_fen_per_h"


def may_move(order: Order) -> bool:
    """Whether an order can be visited at night: nobody waits at the door for it."""
    return order.source is not OrderSource.BOOKING


def night_hours(network: Network) -> tuple[int, int]:
    """Begin of the night, and its end counted on beyond midnight, in seconds.

    Raises
    ------
    InputError
        When the parameters ``travel.night.*`` are missing.
    """
    begin_s = round(network.parameter(NIGHT_START) * S_PER_H)
    end_s = round(network.parameter(NIGHT_END) * S_PER_H)
    return begin_s, end_s if end_s > begin_s else end_s + S_PER_DAY


def at_night(day: Day, hours: tuple[int, int]) -> Day:
    """Return a day whose shifts begin with the night, and whose centres are open.

    Shifts are as long as by day; an hour costs the supplement more.
    """
    network = day.network
    supplement = network.parameters.get(NIGHT_SUPPLEMENT)
    more_fen = round(supplement.value) if supplement else 0
    vehicles, kinds = dict(network.vehicles), dict(network.vehicle_types)
    for vehicle in (v for fleet in milk_run_vehicles(network).values() for v in fleet):
        end_s = hours[0] + vehicle.shift_end_s - vehicle.shift_start_s
        vehicles[vehicle.vehicle_id] = replace(
            vehicle, shift_start_s=hours[0], shift_end_s=end_s
        )
        kind = network.vehicle_types[vehicle.vehicle_type]
        per_h = kind.unit_duration_cost_fen_per_h + more_fen
        kinds[kind.code] = replace(kind, unit_duration_cost_fen_per_h=per_h)
    sites = dict(network.sites)
    for site in unload_sites(network, day.request.open_site_ids):
        # Whoever begins his last tour before the end of the night unloads after it.
        sites[site.site_id] = replace(
            site, opens_s=hours[0], closes_s=hours[1] + 2 * S_PER_H
        )
    changed = replace(network, vehicles=vehicles, vehicle_types=kinds, sites=sites)
    return replace(day, network=changed)


def opened_at_night_s(network: Network, routes: Iterable[PlannedRoute]) -> int:
    """Return how long centres are open for routes outside their hours, summed.

    From the first arrival to the last departure of a vehicle that unloads there,
    less what lies within the opening hours of that day or the next.
    """
    used: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for route in routes:
        for stop in route.stops:
            if stop.kind is StopKind.UNLOAD:
                used[stop.site_id].append((stop.start_s, stop.departure_s))
    total_s = 0
    for site_id, stays in used.items():
        first_s = min(begin for begin, _ in stays)
        last_s = max(end for _, end in stays)
        site = network.sites[site_id]
        open_s = sum(
            max(0, min(last_s, closes) - max(first_s, opens))
            for opens, closes in (
                (site.opens_s, site.closes_s),
                (site.opens_s + S_PER_DAY, site.closes_s + S_PER_DAY),
            )
        )
        total_s += last_s - first_s - open_s
    return total_s
