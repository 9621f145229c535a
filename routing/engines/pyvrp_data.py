"""A routing problem as PyVRP's data, arrays in bulk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from routing.engines.pyvrp_places import Matrices, Places, can_unload, matrices_for
from routing.engines.pyvrp_scale import Rates, Scale, rates_of, scale_of
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.problem import TimeWindow, VehicleType
from routing.vrp.view import ProblemView
from routing.vrp.windows import Windows

DEAR = 100
"""An omission is priced as this many of the dearest ways to a stop and back."""


@dataclass(frozen=True)
class Layout:
    """Which part of a problem is which part of PyVRP's data.

    Attributes
    ----------
    view
        The problem.
    stops
        Stops that PyVRP is told of, in the order of its clients' first windows.
    priced
        Whether required stops may be left out at a price above all else; without,
        an answer that leaves one out is no answer.
    """

    view: ProblemView
    stops: tuple[int, ...]
    priced: bool

    @cached_property
    def kinds(self) -> tuple[int, ...]:
        """Vehicle types, in the order of PyVRP's."""
        types = self.view.problem.vehicle_types
        return tuple(k for k, vehicle in enumerate(types) if vehicle.num_available)

    @cached_property
    def places(self) -> Places:
        """Locations of clients and depots."""
        return Places(self.view, self.kinds)

    @cached_property
    def rates(self) -> dict[int, Rates]:
        """Rates of each vehicle type in use."""
        problem = self.view.problem
        return {
            kind: rates_of(problem, problem.vehicle_types[kind]) for kind in self.kinds
        }

    @cached_property
    def scale(self) -> Scale:
        """Scale of costs."""
        stops = self.view.problem.stops
        prizes = (stops[s].prize_fen for s in self.stops if not stops[s].required)
        return scale_of(self.rates.values(), prizes)

    @cached_property
    def visits(self) -> tuple[tuple[int, tuple[int, int] | None], ...]:
        """Stop and window of each client; a stop with k windows is k clients.

        Windows that end before the stop is released are left out.
        """
        windows = self.view.windows(self.kinds[0]) if self.kinds else ()
        stops = self.view.problem.stops
        return tuple(
            (stop, window if stops[stop].time_windows else None)
            for stop in self.stops
            for window in windows[stop]
            if window[1] >= stops[stop].release_s
        )

    @cached_property
    def client_of(self) -> dict[int, int]:
        """First client of each stop."""
        first: dict[int, int] = {}
        for client, (stop, _) in enumerate(self.visits):
            first.setdefault(stop, client)
        return first

    def per_unit(self, kind: int) -> int:
        """Return the dearest of a type's rates, in units."""
        rates = self.rates[kind]
        return max(
            self.scale.units(rates.per_m),
            self.scale.units(rates.per_s + rates.overtime_per_s),
        )


def build_data(layout: Layout) -> pyvrp.ProblemData:
    """Return PyVRP's data for a layout."""
    profiles, matrices = _profiles(layout)
    groups = list(_groups(layout))
    group_of = {c: number for number, group in enumerate(groups) for c in group}
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(layout.places.rows),
        clients=list(_clients(layout, group_of, matrices)),
        depots=list(_depots(layout)),
        vehicle_types=[
            _vehicle(layout, kind, profile)
            for kind, profile in zip(layout.kinds, profiles, strict=True)
        ],
        distance_matrices=_plain(entry.distance for entry in matrices),
        duration_matrices=_plain(entry.duration for entry in matrices),
        groups=[
            pyvrp.ClientGroup(group, required=_must(layout, group)) for group in groups
        ],
    )


def _plain(matrices: Iterable[NDArray[np.int64]]) -> list[Any]:
    """Return arrays as a list; PyVRP's own annotation of them is no valid type."""
    return list(matrices)


def _profiles(layout: Layout) -> tuple[list[int], list[Matrices]]:
    """Return the profile of each type, and the matrices of each profile."""
    known: dict[tuple[object, ...], int] = {}
    profiles: list[int] = []
    matrices: list[Matrices] = []
    for kind in layout.kinds:
        vehicle = layout.view.problem.vehicle_types[kind]
        rates = layout.rates[kind]
        barred = tuple(layout.places.barred(kind).tolist())
        key: tuple[object, ...] = vehicle.profile, barred
        if layout.places.goes_via(vehicle):
            # Which site is the cheapest last one may depend on the rates.
            key = (*key, vehicle.end_depot, rates.per_m, rates.per_s)
        if key not in known:
            known[key] = len(matrices)
            unit = layout.per_unit(kind)
            matrices.append(matrices_for(layout.places, kind, rates, unit))
        profiles.append(known[key])
    return profiles, matrices


def _groups(layout: Layout) -> Iterator[list[int]]:
    """Yield the clients of each stop with several windows."""
    clients: dict[int, list[int]] = {}
    for client, (stop, _) in enumerate(layout.visits):
        clients.setdefault(stop, []).append(client)
    yield from (group for group in clients.values() if len(group) > 1)


def _must(layout: Layout, group: list[int]) -> bool:
    stop = layout.view.problem.stops[layout.visits[group[0]][0]]
    return stop.required and not layout.priced


def _clients(
    layout: Layout, group_of: dict[int, int], matrices: list[Matrices]
) -> Iterator[pyvrp.Client]:
    omission = _omission_units(layout, matrices) if layout.priced else 0
    view = layout.view
    loads = view.load.tolist()
    for client, (index, window) in enumerate(layout.visits):
        stop = view.problem.stops[index]
        prize = layout.scale.units(PARTS_PER_FEN * stop.prize_fen)
        if stop.required:
            prize = omission * (1 + stop.priority)
        late: dict[str, Any] = {} if window is None else {"tw_late": window[1]}
        yield pyvrp.Client(
            location=int(layout.places.of_stop[index]),
            delivery=loads[index],
            service_duration=int(view.service_s[index]),
            tw_early=0 if window is None else window[0],
            release_time=stop.release_s,
            prize=prize,
            required=stop.required and not layout.priced and client not in group_of,
            group=group_of.get(client),
            **late,
        )


def _omission_units(layout: Layout, matrices: list[Matrices]) -> int:
    """Return the price of leaving a required stop out: above what it may save."""
    longest = max((_longest_open(entry, layout) for entry in matrices), default=0)
    dearest = max((layout.per_unit(kind) for kind in layout.kinds), default=0)
    fixed = max((rate.fixed for rate in layout.rates.values()), default=0)
    way = 4 * dearest * longest + layout.scale.units(fixed)
    stops = layout.view.problem.stops
    prizes = sum(stops[s].prize_fen for s in layout.stops if not stops[s].required)
    return DEAR * way + layout.scale.units(PARTS_PER_FEN * prizes) + 1


def _longest_open(matrices: Matrices, layout: Layout) -> int:
    """Return the most metres or seconds of an arc that is no closed one."""
    limit = max(
        int(table.distance_m.max(initial=0)) + int(table.duration_s.max(initial=0))
        for table in layout.view.problem.tables.values()
    )
    # Ways home over a site are two arcs.
    limit = 2 * limit + int(layout.view.service_s.max(initial=0))
    return max(
        int(matrix[matrix <= limit].max(initial=0))
        for matrix in (matrices.distance, matrices.duration)
    )


def _depots(layout: Layout) -> Iterator[pyvrp.Depot]:
    """Yield the unloading sites, the depots, and their stand-ins."""
    view, places = layout.view, layout.places
    windows = view.windows(layout.kinds[0])[view.num_stops :]
    for site in range(view.num_sites):
        yield pyvrp.Depot(
            location=places.first_site + site,
            service_duration=int(view.service_s[view.num_stops + site]),
            **_when(windows[site], 0),
        )
    for depot in range(len(view.problem.depots)):
        yield pyvrp.Depot(location=places.first_depot + depot)
    for (depot, profile), location in places.stand_ins.items():
        bounds = _arrivals(layout, depot, profile) if view.num_sites == 1 else {}
        yield pyvrp.Depot(location=location, **bounds)


def _arrivals(layout: Layout, depot: int, profile: str) -> dict[str, Any]:
    """Return when vehicles may come home from the only unloading site.

    PyVRP wants that to be possible within every shift; where it is not, the
    answer is repaired afterwards.
    """
    view, places = layout.view, layout.places
    table = view.problem.tables[profile]
    arc = places.rows[places.first_site], places.rows[places.first_depot + depot]
    later_s = int(table.duration_s[arc] + view.service_s[view.num_stops])
    bounds = _when(view.windows(layout.kinds[0])[view.num_stops], later_s)
    types = (view.problem.vehicle_types[kind] for kind in layout.kinds)
    for shift in (kind.shift for kind in types if kind.end_depot == depot):
        bounds["tw_early"] = min(bounds["tw_early"], shift.end_s)
        bounds["tw_late"] = max(bounds["tw_late"], shift.start_s)
    return bounds


def _when(windows: Windows, later_s: int) -> dict[str, Any]:
    """Return the bounds of the first window, moved by the way on from there."""
    low_s, high_s = windows[0]
    return {"tw_early": max(0, low_s + later_s), "tw_late": high_s + later_s}


def _vehicle(layout: Layout, kind: int, profile: int) -> pyvrp.VehicleType:
    view, places = layout.view, layout.places
    vehicle: VehicleType = view.problem.vehicle_types[kind]
    rates, units = layout.rates[kind], layout.scale.units
    reload_depots = list(range(view.num_sites)) if can_unload(vehicle) else []
    shift: TimeWindow = vehicle.shift
    return pyvrp.VehicleType(
        num_available=min(vehicle.num_available, max(len(layout.stops), 1)),
        capacity=list(vehicle.capacity),
        start_depot=view.num_sites + vehicle.start_depot,
        end_depot=places.end_of(vehicle) - places.first_site,
        fixed_cost=units(rates.fixed),
        tw_early=shift.start_s,
        tw_late=shift.end_s,
        unit_distance_cost=units(rates.per_m),
        unit_duration_cost=units(rates.per_s),
        profile=profile,
        reload_depots=reload_depots,
        **_limits(layout, vehicle),
        **_hours(layout, kind),
    )


def _limits(layout: Layout, vehicle: VehicleType) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if vehicle.max_distance_m is not None:
        limits["max_distance"] = vehicle.max_distance_m
    if vehicle.max_trips is not None:
        # The last unloading, folded into the way home, is no reload.
        last = int(layout.places.goes_via(vehicle))
        limits["max_reloads"] = max(0, vehicle.max_trips - last)
    return limits


def _hours(layout: Layout, kind: int) -> dict[str, Any]:
    """Return regular and longest duration, and the price between them."""
    vehicle = layout.view.problem.vehicle_types[kind]
    longest_s, overtime = vehicle.max_duration_s, vehicle.overtime
    if overtime is None:
        return {} if longest_s is None else {"shift_duration": longest_s}
    most_s = vehicle.shift.end_s - vehicle.shift.start_s
    most_s = most_s if longest_s is None else min(most_s, longest_s)
    return {
        "shift_duration": min(overtime.regular_s, most_s),
        "max_overtime": max(0, most_s - overtime.regular_s),
        "unit_overtime_cost": layout.scale.units(layout.rates[kind].overtime_per_s),
    }
