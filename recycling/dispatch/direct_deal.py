"""Deals a day's direct loads to vehicles by the time they take, before any search.

A load larger than a truck's payload is fetched in parts, so every truck can be of use:
25 t are one trip of a semi-trailer, two of a heavy truck, three of a medium one. The
vehicle decides into how many parts a load is cut, so vehicles are chosen first, for the
whole city at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recycling.dispatch.direct import trips_of
from recycling.dispatch.problem import PRIORITIES
from recycling.dispatch.traffic import Traffic, access_rules, rules_of
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.orders import Order
from recycling.domain.units import KG_PER_T

type Seconds = NDArray[np.int64]

NEVER_S = 10**9
"""Time of what cannot be done."""

NO_TIME, NOBODY = -1, -2
"""Instead of a vehicle: none has time left; none could do it with all its time."""


@dataclass(frozen=True, slots=True)
class Cycles:
    """How long it takes to fetch orders and bring each to the site nearest to it.

    Attributes
    ----------
    trips
        Shape (orders, vehicles): trips in which a vehicle fetches an order; 0 where
        it may not.
    trip_s
        Shape (orders, vehicles): loading, the way to the site, unloading.
    back_s
        Shape (orders,): from the site back for the next part.
    from_depot_s, to_depot_s
        Shape (orders, vehicles): from the depot to the order, from its site home.
    between_s
        Shape (orders, orders): from the site of the row to the order of the column.
    """

    trips: Seconds
    trip_s: Seconds
    back_s: Seconds
    from_depot_s: Seconds
    to_depot_s: Seconds
    between_s: Seconds

    @property
    def again_s(self) -> Seconds:
        """Shape (orders, vehicles): all trips after the first."""
        again_s: Seconds = self.trip_s + self.back_s[:, None]
        more: Seconds = np.maximum(self.trips - 1, 0)
        return more * again_s

    @property
    def alone_s(self) -> Seconds:
        """Shape (orders, vehicles): a vehicle's day with one trip of an order."""
        day_s = self.from_depot_s + self.trip_s + self.to_depot_s
        return np.where(self.trips > 0, np.minimum(day_s, NEVER_S), NEVER_S)


def cycles_of(
    network: Network,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    travel: Travel,
    ends: Sequence[str],
) -> Cycles:
    """Reckon how long vehicles take for orders, by the travel tables alone.

    Parameters
    ----------
    network
        Sites, materials, vehicle types.
    orders, vehicles
        Rows and columns.
    travel
        Travel between sites.
    ends
        Sites that take something.
    """
    places = [order.site_id for order in orders]
    homes = [vehicle.depot_id for vehicle in vehicles]
    kinds = [network.vehicle_types[vehicle.vehicle_type] for vehicle in vehicles]
    trips = np.array(
        [
            [trips_of(network, order, kind) if _may(v, order) else 0
             for kind, v in zip(kinds, vehicles, strict=True)]
            for order in orders
        ],
        dtype=np.int64,
    ).reshape(len(orders), len(vehicles))  # fmt: skip
    takes = np.array(
        [
            [o.material in network.accepted(network.sites[e]) for e in ends]
            for o in orders
        ]
    ).reshape(len(orders), len(ends))
    there_s = np.where(takes, _seconds(travel, places, ends), NEVER_S)
    rows = np.arange(len(orders))
    own = there_s.argmin(axis=1) if len(ends) else np.zeros(len(orders), np.int64)
    sites = [ends[place] for place in own.tolist()] if ends else places
    between_s = _seconds(travel, sites, places)
    nearest_s = there_s[rows, own] if len(ends) else np.full(len(orders), NEVER_S)
    parts = np.maximum(trips, 1)
    unload_s = _unload_s(network, orders, sites, parts)
    load_s = np.array([o.service_s for o in orders], dtype=np.int64)[:, None]
    is_by_unit = np.array([o.load_units > 0 for o in orders], dtype=bool)[:, None]
    load_s = np.where(is_by_unit, load_s // parts, load_s)
    return Cycles(
        trips=trips,
        trip_s=np.minimum(load_s + nearest_s[:, None] + unload_s, NEVER_S),
        back_s=between_s.diagonal(),
        from_depot_s=_seconds(travel, homes, places).T,
        to_depot_s=_seconds(travel, sites, homes),
        between_s=between_s,
    )


def _unload_s(
    network: Network, orders: Sequence[Order], sites: Sequence[str], parts: Seconds
) -> Seconds:
    """Shape (orders, vehicles): time to unload one part of an order at its site."""
    known = [network.sites[site] for site in sites]
    fixed_s = np.array([site.service_s for site in known], dtype=np.int64)
    kg = np.array([order.load_kg for order in orders], dtype=np.int64)
    per_t_s = np.array([site.unload_s_per_t for site in known], dtype=np.int64)
    whole_s: Seconds = (per_t_s * kg // KG_PER_T)[:, None]
    return fixed_s[:, None] + whole_s // parts


def _may(vehicle: Vehicle, order: Order) -> bool:
    return not vehicle.materials or order.material in vehicle.materials


def _seconds(travel: Travel, starts: Sequence[str], ends: Sequence[str]) -> Seconds:
    """Travel times, each place looked up once; ``NEVER_S`` where no way leads."""
    rows, columns = list(dict.fromkeys(starts)), list(dict.fromkeys(ends))
    if not rows or not columns:
        return np.zeros((len(starts), len(ends)), dtype=np.int64)
    block = np.array(travel.block(rows, columns).duration_s, dtype=np.int64)
    block[block < 0] = NEVER_S
    row = {key: place for place, key in enumerate(rows)}
    column = {key: place for place, key in enumerate(columns)}
    return block[np.ix_([row[s] for s in starts], [column[e] for e in ends])]


def hours_s(vehicle: Vehicle) -> int:
    """Return the longest day of a vehicle; pauses are left to the search."""
    shift_s = vehicle.shift_end_s - vehicle.shift_start_s
    return min(shift_s, vehicle.max_duration_s or shift_s)


def barred_pairs(
    network: Network,
    traffic: Traffic,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    day: date,
) -> set[tuple[str, str]]:
    """Tell which vehicles traffic rules keep from which orders, by their ids.

    A vehicle is kept away where neither before nor after the closed time enough is left
    of its shift, and of the order's window, to load.

    Parameters
    ----------
    network
        Restrictions and vehicle types.
    traffic
        Sites inside their zones.
    orders, vehicles
        The orders and vehicles.
    day
        The day.
    """
    rules_by_vehicle = [rules_of(network, traffic, v, day) for v in vehicles]
    places = [order.site_id for order in orders]
    found = set()
    for rule in access_rules(network, traffic, rules_by_vehicle, places, ()):
        for column in rule.vehicle_types:
            vehicle = vehicles[column]
            for row in rule.stops:
                order = orders[row]
                begin_s = max(vehicle.shift_start_s, order.window_start_s)
                before_s = rule.closed.start_s - begin_s
                after_s = vehicle.shift_end_s - rule.closed.end_s
                if order.window_end_s < rule.closed.end_s:
                    after_s = 0
                if max(before_s, after_s) < order.service_s:
                    found.add((order.order_id, vehicle.vehicle_id))
    return found


def deal(
    cycles: Cycles,
    orders: Sequence[Order],
    vehicles: Sequence[Vehicle],
    tried: Collection[tuple[str, str]] = (),
) -> list[int]:
    """Give orders to vehicles, what adds the least time to a day first.

    A vehicle is given orders while one more trip fits into its day, pauses not
    counted: the search is rather offered too much than too little, and leaves out what
    does not fit. Orders of higher priority go first.

    Parameters
    ----------
    cycles
        How long what takes.
    orders, vehicles
        Its rows and columns.
    tried
        Orders and vehicles, by id, that are kept apart or came to nothing before.

    Returns
    -------
    For each order the position of its vehicle, or ``NO_TIME``, or ``NOBODY``.
    """
    most_s = np.array([hours_s(vehicle) for vehicle in vehicles], dtype=np.int64)
    able = cycles.alone_s <= most_s
    row_of: dict[str, list[int]] = {}
    for row, order in enumerate(orders):
        row_of.setdefault(order.order_id, []).append(row)
    column_of = {v.vehicle_id: column for column, v in enumerate(vehicles)}
    for order_id, vehicle_id in tried:
        if order_id in row_of and vehicle_id in column_of:
            able[row_of[order_id], column_of[vehicle_id]] = False
    dealt = [NO_TIME if row.any() else NOBODY for row in able]
    days = _Days(cycles, most_s, able)
    levels = np.array([PRIORITIES[order.source] for order in orders])
    for level in sorted(set(levels.tolist()), reverse=True):
        rows = np.flatnonzero(levels == level)
        for row, column in days.filled(rows):
            dealt[row] = column
    return dealt


class _Days:
    """The days of vehicles, as they fill.

    Parameters
    ----------
    cycles
        How long what takes.
    most_s
        Longest day of each vehicle.
    able
        Shape (orders, vehicles): what may be dealt.
    """

    def __init__(
        self, cycles: Cycles, most_s: Seconds, able: NDArray[np.bool_]
    ) -> None:
        self._cycles, self._most_s, self._able = cycles, most_s, able
        self._again_s, self._alone_s = cycles.again_s, cycles.alone_s
        self._used_s = np.zeros(len(most_s), dtype=np.int64)
        self._last = np.full(len(most_s), -1)

    def filled(self, rows: Seconds) -> list[tuple[int, int]]:
        """Deal some orders; return each that has found a vehicle, with it."""
        added_s = np.full((len(rows), len(self._most_s)), NEVER_S)
        for column in range(len(self._most_s)):
            added_s[:, column] = self._added_s(rows, column)
        found = []
        while added_s.size:
            place, column = divmod(int(added_s.argmin()), added_s.shape[1])
            if added_s[place, column] >= NEVER_S:
                break
            self._used_s[column] += added_s[place, column]
            self._last[column] = rows[place]
            found.append((int(rows[place]), column))
            added_s[place] = NEVER_S
            open_places = np.flatnonzero((added_s < NEVER_S).any(axis=1))
            added_s[open_places, column] = self._added_s(rows[open_places], column)
        return found

    def _added_s(self, rows: Seconds, column: int) -> Seconds:
        """Time that orders add to a vehicle's day; ``NEVER_S`` if none fits."""
        cycles, last = self._cycles, self._last[column]
        first_s = self._alone_s[rows, column]
        if last >= 0:
            first_s = (
                cycles.between_s[last, rows]
                + cycles.trip_s[rows, column]
                + cycles.to_depot_s[rows, column]
                - cycles.to_depot_s[last, column]
            )
        fits = self._used_s[column] + first_s <= self._most_s[column]
        whole_s = first_s + self._again_s[rows, column]
        return np.where(fits & self._able[rows, column], whole_s, NEVER_S)
