"""Prices of stops that no route undercuts; the proofs are in ``routing.vrp.bounds``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.vrp.bounds_fleet import Fleet, Rates, Tariff
from routing.vrp.bounds_ways import Flags, Floats, Ints
from routing.vrp.problem import VehicleType

CREDITED = (0.5, 0.75, 1.0)
"""Shares of the least arcs at a stop that its visit pays, beside its carrying."""

FEW_LOCATIONS = 1000
"""Most locations of problems whose ways are found anew for each of these shares."""

MIXTURES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of arriving, or leaving, in prices mixed of it and of carrying."""


@dataclass(frozen=True)
class StopPrices:
    """Prices of stops, and what a route costs besides.

    Attributes
    ----------
    values
        Per stop; infinite where no vehicle type can serve it.
    besides
        Per vehicle type of which there are any, for a route with a load.
    """

    values: Floats
    besides: dict[int, float]

    def mixed(self, other: "StopPrices", share: float) -> "StopPrices":
        """Return prices of which a share is another's; both serve the same stops."""
        finite = np.isfinite(self.values)
        values = np.full_like(self.values, np.inf)
        values[finite] = (1 - share) * self.values[finite]
        values[finite] += share * other.values[finite]
        besides = {
            kind: (1 - share) * own + share * other.besides[kind]
            for kind, own in self.besides.items()
        }
        return StopPrices(values, besides)


class PriceMaker:
    """Makes the prices of one problem's stops at rates per vehicle type.

    Parameters
    ----------
    fleet, rates
        The vehicles, and what they charge.
    credited
        What visits pay of the ways that lead to them and away; see ``CREDITED``.
    """

    def __init__(
        self, fleet: Fleet, rates: Sequence[Rates], credited: float = 0.0
    ) -> None:
        self.fleet = fleet
        self.rates = rates
        self.tariffs: dict[int, Tariff] = fleet.tariffs(rates, credited)

    def lists(self, *, thorough: bool = False) -> list[StopPrices]:
        """Return prices of every kind, and mixtures; with care those that take time."""
        return [*self._mixtures(), *(self._credited() if thorough else ())]

    def _credited(self) -> list[StopPrices]:
        """Return prices of carrying at what visits leave of the ways."""
        tables = self.fleet.problem.tables.values()
        if max((len(table.distance_m) for table in tables), default=0) > FEW_LOCATIONS:
            return []
        makers = [PriceMaker(self.fleet, self.rates, share) for share in CREDITED]
        dimensions = range(len(self.fleet.problem.dimensions))
        return [maker.carrying(n) for maker in makers for n in dimensions]

    def _mixtures(self) -> list[StopPrices]:
        dimensions = range(len(self.fleet.problem.dimensions))
        carrying = [self.carrying(dimension) for dimension in dimensions]
        passing = [self.passing(arriving=True), self.passing(arriving=False)]
        if not carrying:
            return passing
        return [
            one.mixed(other, share)
            for one in carrying
            for other in passing
            for share in MIXTURES
        ]

    @cached_property
    def locations(self) -> Ints:
        """Location of each stop."""
        return np.array([s.location for s in self.fleet.problem.stops], dtype=np.intp)

    @cached_property
    def loads(self) -> Floats:
        """Loads of shape (stops, dimensions)."""
        stops, dimensions = self.fleet.problem.stops, self.fleet.problem.dimensions
        loads = np.array([stop.load for stop in stops], dtype=np.float64)
        return loads.reshape(len(stops), len(dimensions))

    @cached_property
    def trips(self) -> dict[int, Floats]:
        """Per type the cheapest trip to each stop, infinite where it cannot serve.

        A stop without a load may be passed on the way home: its trip is free.
        """
        groups: dict[frozenset[int], list[int]] = {}
        for position, stop in enumerate(self.fleet.problem.stops):
            groups.setdefault(self.fleet.sites_of[stop.commodity], []).append(position)
        loaded = self.loads.any(axis=1)
        trips = {}
        for kind, tariff in self.tariffs.items():
            trip = tariff.out[self.locations]
            for sites, members in groups.items():
                trip[members] += tariff.back[sites][self.locations[members]]
            trip = np.where(loaded, trip, 0.0)
            trip[~np.isfinite(tariff.first_out[self.locations])] = np.inf
            trip[~self.fleet.allowed[:, kind]] = np.inf
            trips[kind] = trip
        return trips

    @cached_property
    def servable(self) -> Flags:
        """Which stops some vehicle type can carry and reach."""
        flags = np.zeros(len(self.locations), dtype=bool)
        for trip in self.trips.values():
            flags |= np.isfinite(trip)
        return flags

    @cached_property
    def work_s(self) -> Floats:
        """Seconds of service, and of unloading in proportion to the load."""
        problem = self.fleet.problem
        types = [problem.vehicle_types[kind] for kind in self.tariffs]
        may_keep = not all(vehicle.returns_empty for vehicle in types)
        unloading = {
            commodity: 0 if may_keep else self._least_per_1000(sites)
            for commodity, sites in self.fleet.sites_of.items()
        }
        fixed_s = np.array([stop.service_s for stop in problem.stops], dtype=np.float64)
        per_1000 = np.array(
            [s.service_s_per_1000 + unloading[s.commodity] for s in problem.stops],
            dtype=np.float64,
        )
        first = self.loads[:, 0] if problem.dimensions else np.zeros_like(fixed_s)
        return fixed_s + first * per_1000 / 1000

    def _least_per_1000(self, sites: frozenset[int]) -> int:
        all_sites = self.fleet.problem.unload_sites
        return min((all_sites[site].service_s_per_1000 for site in sites), default=0)

    def carrying(self, dimension: int) -> StopPrices:
        """Return each stop's share of a trip by what it fills of the vehicle.

        And, where visits pay for a part of the ways, what its visit pays.
        """
        ways = {}
        shares = self._visit_shares
        for kind, trip in self.trips.items():
            limit = self.fleet.problem.vehicle_types[kind].capacity[dimension]
            filled = self.loads[:, dimension] / max(1, limit)
            ways[kind] = np.where(np.isfinite(trip), trip, 0.0) * filled
            ways[kind] += shares * self.tariffs[kind].credit[self.locations]
        besides = {
            kind: tariff.home + self._depot_detour(kind)
            for kind, tariff in self.tariffs.items()
        }
        return self._prices(ways, besides)

    def _depot_detour(self, kind: int) -> float:
        places = self.locations[self.loads.any(axis=1) & np.isfinite(self.trips[kind])]
        if not len(places):
            return 0.0
        tariff = self.tariffs[kind]
        return float((tariff.first_out[places] - tariff.out[places]).min())

    def passing(self, *, arriving: bool) -> StopPrices:
        """Return each stop's share of an arc into, or out of, its location."""
        problem = self.fleet.problem
        ends = {
            kind: _depots_of(problem.vehicle_types[kind], arriving=arriving)
            for kind in self.tariffs
        }
        depots = {problem.depots[d].location for pair in ends.values() for d in pair}
        at_depot = np.isin(self.locations, sorted(depots))
        shares = np.where(at_depot, 0.0, self._visit_shares)
        ways, besides = {}, {}
        for kind, tariff in self.tariffs.items():
            arcs = tariff.into if arriving else tariff.out_of
            arcs = np.where(np.isfinite(arcs), arcs, 0.0)
            ways[kind] = shares * arcs[self.locations]
            depot = problem.depots[ends[kind][0]].location
            besides[kind] = 0.0 if at_depot.any() else float(arcs[depot])
        return self._prices(ways, besides)

    @cached_property
    def _visit_shares(self) -> Floats:
        """Return each stop's share of a visit to its location.

        Those surely served share one; where there are none, all do. Stops that
        no vehicle type, not even through other stops, connects share none.
        """
        problem = self.fleet.problem
        sure = np.array([stop.required for stop in problem.stops], dtype=bool)
        sure &= self.servable
        fleets = _connected(self.fleet.allowed)
        places = np.stack([self.locations, fleets], axis=1)
        _, place = np.unique(places, axis=0, return_inverse=True)
        place = place.reshape(-1)
        number = np.bincount(place, minlength=1)
        for choice in problem.choices:
            counts = Counter[int]()
            for alternative in choice.alternatives:
                sure[list(alternative)] = False
                own = Counter(place[list(alternative)].tolist())
                number[list(own)] -= list(own.values())
                counts |= own
            # Of a choice, no more visits than its largest alternative has there.
            number[list(counts)] += list(counts.values())
        number_sure = np.bincount(place, weights=sure, minlength=1)
        some_sure = number_sure[place] > 0
        among_sure = np.where(sure, 1.0, 0.0) / np.maximum(number_sure[place], 1)
        return np.where(some_sure, among_sure, 1.0 / np.maximum(number[place], 1))

    def _prices(self, ways: dict[int, Floats], besides: dict[int, float]) -> StopPrices:
        values = np.full(len(self.locations), np.inf)
        for kind, way in ways.items():
            price = way + self.tariffs[kind].rates.per_s * self.work_s
            price[~np.isfinite(self.trips[kind])] = np.inf
            np.minimum(values, price, out=values)
        return StopPrices(values, besides)


def _depots_of(vehicle: VehicleType, *, arriving: bool) -> tuple[int, int]:
    """Return the depot it arrives at last, or leaves first, and the other one."""
    depots = (vehicle.end_depot, vehicle.start_depot)
    return depots if arriving else (depots[1], depots[0])


def _connected(allowed: Flags) -> Ints:
    """Return a number per stop, equal where shared vehicle types connect stops."""
    group = list(range(allowed.shape[1]))

    def root(kind: int) -> int:
        while group[kind] != kind:
            kind = group[kind]
        return kind

    for row in np.unique(allowed, axis=0):
        kinds = [root(int(kind)) for kind in np.flatnonzero(row)]
        for kind in kinds:
            group[kind] = min(kinds)
    roots = np.array([root(kind) for kind in range(len(group))], dtype=np.intp)
    if not len(roots):
        return np.zeros(len(allowed), dtype=np.intp)
    answer: Ints = roots[allowed.argmax(axis=1)]
    return answer
