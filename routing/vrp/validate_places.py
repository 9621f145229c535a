"""Faults of stops, unloading sites and chargers."""

from collections.abc import Iterator

from routing.vrp.parts import Charger
from routing.vrp.problem import RoutingProblem, Stop, UnloadSite, work_s
from routing.vrp.validate_values import (
    LARGEST_RATE,
    LARGEST_TRAVEL,
    amount,
    flag,
    position,
    vector,
    window,
)

HIGHEST_PRIORITY = 100


def place_faults(problem: RoutingProblem) -> Iterator[str]:
    """Name what is wrong with stops, unloading sites and chargers."""
    for index, stop in enumerate(problem.stops):
        yield from _stop(f"stops[{index}] ({stop.name})", stop, problem)
    for index, site in enumerate(problem.unload_sites):
        yield from _site(f"unload_sites[{index}] ({site.name})", site, problem)
    for index, charger in enumerate(problem.chargers):
        yield from _charger(f"chargers[{index}] ({charger.name})", charger)


def _stop(place: str, stop: Stop, problem: RoutingProblem) -> Iterator[str]:
    faults = [
        *vector(f"{place}.load", stop.load, problem.dimensions),
        *_service(place, stop),
    ]
    yield from faults
    if not faults and work_s(stop, stop.load) > LARGEST_TRAVEL:
        seconds = work_s(stop, stop.load)
        yield f"{place}: its work must take <= {LARGEST_TRAVEL} s, takes {seconds}"
    if stop.late_cost_fen_per_min is not None:
        late_cost = stop.late_cost_fen_per_min
        yield from amount(f"{place}.late_cost_fen_per_min", late_cost)
    yield from amount(f"{place}.release_s", stop.release_s, LARGEST_TRAVEL)
    yield from flag(f"{place}.required", stop.required)
    yield from amount(f"{place}.priority", stop.priority, HIGHEST_PRIORITY)
    yield from amount(f"{place}.prize_fen", stop.prize_fen)
    for index in sorted(stop.vehicle_types or (), key=str):
        kinds = len(problem.vehicle_types)
        yield from position(f"{place}.vehicle_types", index, kinds)
    if stop.rank is not None:
        furthest = LARGEST_TRAVEL
        yield from amount(f"{place}.rank", stop.rank, furthest, least=-furthest)
    if stop.home is not None:
        yield from position(f"{place}.home", stop.home, len(problem.vehicle_types))


def _service(place: str, item: Stop | UnloadSite) -> Iterator[str]:
    yield from amount(f"{place}.service_s", item.service_s, LARGEST_TRAVEL)
    per_1000 = item.service_s_per_1000
    yield from amount(f"{place}.service_s_per_1000", per_1000, LARGEST_RATE)
    for index, times in enumerate(item.time_windows):
        yield from window(f"{place}.time_windows[{index}]", times)


def _site(place: str, site: UnloadSite, problem: RoutingProblem) -> Iterator[str]:
    yield from _service(place, site)
    if site.docks is not None:
        yield from amount(f"{place}.docks", site.docks, least=1)
    if site.intake is not None:
        yield from vector(f"{place}.intake", site.intake, problem.dimensions)
    yield from amount(f"{place}.charge_power_w", site.charge_power_w, LARGEST_RATE)


def _charger(place: str, charger: Charger) -> Iterator[str]:
    yield from amount(f"{place}.power_w", charger.power_w, LARGEST_RATE, least=1)
    yield from amount(f"{place}.plugs", charger.plugs, least=1)
