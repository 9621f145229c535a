"""What each vehicle type charges at least, and who may serve which stop."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.vrp.bounds_ways import (
    ArcPrices,
    Flags,
    Floats,
    ReducedArcs,
    arc_prices,
    least_arcs,
    reduced_arcs,
    ways_from,
    ways_to,
)
from routing.vrp.problem import RoutingProblem, Stop, VehicleType

G_PER_T = 1_000_000
M_PER_KM = 1000
S_PER_H = 3600

MANY_LOCATIONS = 3000
"""Above it, vehicle types of one profile share their cheapest prices."""

type AcceptingSites = frozenset[int]
"""Positions of the unloading sites that accept a commodity."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Fen, or any other unit, per metre and per second of a vehicle type."""

    per_m: float
    per_s: float


def money_rates(problem: RoutingProblem, vehicle: VehicleType) -> Rates:
    """Return a vehicle type's fen per metre, carbon included, and per second."""
    carbon_fen_per_g = problem.objective.carbon_price_fen_per_t / G_PER_T
    per_km = (
        vehicle.unit_distance_cost_fen_per_km
        + vehicle.emission_g_per_km * carbon_fen_per_g
    )
    return Rates(per_km / M_PER_KM, vehicle.unit_duration_cost_fen_per_h / S_PER_H)


def most_rounded_off_fen(problem: RoutingProblem, vehicle: VehicleType) -> float:
    """Return the most fen that rounding takes off one route's cost.

    Distance, duration, overtime and lateness are rounded once, carbon by itself,
    both halves up: half a fen each, and nothing where whole metres and seconds
    cost whole fen, as what overtime and lateness add is not counted here.
    """
    whole = (
        vehicle.unit_distance_cost_fen_per_km % M_PER_KM == 0
        and vehicle.unit_duration_cost_fen_per_h % S_PER_H == 0
    )
    grams_fen = vehicle.emission_g_per_km * problem.objective.carbon_price_fen_per_t
    exact = grams_fen % (G_PER_T * M_PER_KM) == 0
    return (0.0 if whole else 0.5) + (0.0 if exact else 0.5)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Least prices of a vehicle type's ways, by location.

    Attributes
    ----------
    rates
        Its own prices.
    out
        From where a trip of it may begin: its depot, or a site where it unloads
        before another trip.
    first_out
        From its depot.
    back
        To where a trip may end, unloading's fixed work included, per set of
        accepting sites.
    home
        Of the way from where it unloads last to its end depot.
    into, out_of
        Of one arc from or to another location.
    credit
        Of a visit to each location, where the ways are less by it; else zero.
    """

    rates: Rates
    out: Floats
    first_out: Floats
    back: dict[AcceptingSites, Floats]
    home: float
    into: Floats
    out_of: Floats
    credit: Floats


@dataclass(frozen=True)
class Fleet:
    """The vehicles there are, and the stops each may serve.

    Attributes
    ----------
    problem
        A valid problem.
    types
        Positions of the vehicle types of which there are any.
    sites_of
        Accepting sites of each commodity that stops have.
    allowed
        Shape (stops, vehicle types): may it serve the stop, before any driving.
    """

    problem: RoutingProblem
    types: tuple[int, ...]
    sites_of: dict[str, AcceptingSites]
    allowed: Flags

    def tariffs(
        self, rates: Sequence[Rates], credited: float = 0.0
    ) -> dict[int, Tariff]:
        """Return each type's tariff at some rates, one per type of the problem.

        Parameters
        ----------
        rates
            The rates.
        credited
            Share of the least arcs into and out of a stop's location by which all
            ways are less.
        """
        maker = _TariffMaker(self, rates, credited)
        return {kind: maker.tariff(kind) for kind in self.types}


def fleet_of(problem: RoutingProblem) -> Fleet:
    """Return the fleet of a problem."""
    types = tuple(
        kind
        for kind, vehicle in enumerate(problem.vehicle_types)
        if vehicle.num_available > 0
    )
    sites_of = {
        commodity: frozenset(
            position
            for position, site in enumerate(problem.unload_sites)
            if site.commodities is None or commodity in site.commodities
        )
        for commodity in {stop.commodity for stop in problem.stops}
    }
    return Fleet(problem, types, sites_of, _allowed(problem, types))


def _allowed(problem: RoutingProblem, types: tuple[int, ...]) -> Flags:
    seen: dict[object, list[int]] = {}
    allowed = np.zeros((len(problem.stops), len(problem.vehicle_types)), dtype=bool)
    for position, stop in enumerate(problem.stops):
        needs = tuple(amount > 0 for amount in stop.load)
        key = (stop.skills, stop.commodity, stop.vehicle_types, needs)
        if key not in seen:
            seen[key] = [kind for kind in types if _may_serve(problem, kind, stop)]
        allowed[position, seen[key]] = True
    return allowed


def _may_serve(problem: RoutingProblem, kind: int, stop: Stop) -> bool:
    vehicle = problem.vehicle_types[kind]
    return (
        (stop.vehicle_types is None or kind in stop.vehicle_types)
        and stop.skills <= vehicle.skills
        and (vehicle.commodities is None or stop.commodity in vehicle.commodities)
        and all(
            not amount or limit
            for amount, limit in zip(stop.load, vehicle.capacity, strict=True)
        )
    )


def most_trips(vehicle: VehicleType, shortest_s: float, has_sites: bool) -> float:
    """Return how many loads a vehicle can fetch in a day; infinite for no limit.

    One per unloading, and one more that it may bring home; no more than trips
    of the shortest duration fit into its day.
    """
    unloadings = np.inf if vehicle.max_trips is None else float(vehicle.max_trips)
    loads = (unloadings if has_sites else 0.0) + (not vehicle.returns_empty)
    if shortest_s <= 0:
        return loads
    return min(loads, float(longest_day_s(vehicle) // shortest_s))


def longest_day_s(vehicle: VehicleType) -> int:
    """Return the most seconds between a vehicle's departure and its return."""
    shift_s = max(0, vehicle.shift.end_s - vehicle.shift.start_s)
    if vehicle.max_duration_s is None:
        return shift_s
    return min(shift_s, vehicle.max_duration_s)


class _TariffMaker:
    """Makes tariffs; what several types have in common is worked out once."""

    def __init__(self, fleet: Fleet, rates: Sequence[Rates], credited: float) -> None:
        self.fleet = fleet
        self.problem = fleet.problem
        self.rates = rates
        self.credited = credited
        sizes = [len(table.distance_m) for table in self.problem.tables.values()]
        self.shares_prices = max(sizes, default=0) > MANY_LOCATIONS
        self._prices: dict[tuple[str, Rates], ArcPrices] = {}
        self._ways: dict[object, Floats] = {}
        self._arcs: dict[tuple[str, Rates], tuple[Floats, Floats]] = {}

    def tariff(self, kind: int) -> Tariff:
        vehicle = self.problem.vehicle_types[kind]
        rates = self._rates_of(kind)
        key = (vehicle.profile, rates)
        depot = self.problem.depots[vehicle.start_depot].location
        every = frozenset(range(len(self.problem.unload_sites)))
        sites = every if vehicle.max_trips != 0 else frozenset()
        loads = most_trips(vehicle, 0, has_sites=bool(sites))
        again = {self.problem.unload_sites[site].location for site in sites}
        starts = frozenset({depot} | (again if loads > 1 else set()))
        prices = self._of(*key)
        if key not in self._arcs:
            self._arcs[key] = least_arcs(prices)
        return Tariff(
            rates=self.rates[kind],
            out=self._from(key, starts),
            first_out=self._from(key, frozenset({depot})),
            back={
                accepting: self._to(key, vehicle, accepting & sites)
                for accepting in set(self.fleet.sites_of.values())
            },
            home=self._home(key, vehicle, sites),
            into=self._arcs[key][0],
            out_of=self._arcs[key][1],
            credit=(
                prices.credit
                if isinstance(prices, ReducedArcs)
                else np.zeros(prices.size)
            ),
        )

    def _rates_of(self, kind: int) -> Rates:
        if not self.shares_prices:
            return self.rates[kind]
        profile = self.problem.vehicle_types[kind].profile
        alike = [
            self.rates[other]
            for other in self.fleet.types
            if self.problem.vehicle_types[other].profile == profile
        ]
        return Rates(min(r.per_m for r in alike), min(r.per_s for r in alike))

    def _of(self, profile: str, rates: Rates) -> ArcPrices:
        key = (profile, rates)
        if key not in self._prices:
            prices = arc_prices(self.problem, profile, rates.per_m, rates.per_s)
            if self.credited:
                prices = reduced_arcs(prices, self._visited(prices), self.credited)
            self._prices[key] = prices
        return self._prices[key]

    def _visited(self, prices: ArcPrices) -> Flags:
        """Return the locations of stops, which every route enters and leaves.

        Not those of depots, where it begins and ends.
        """
        flags = np.zeros(prices.size, dtype=bool)
        flags[[stop.location for stop in self.problem.stops]] = True
        flags[[depot.location for depot in self.problem.depots]] = False
        return flags

    def _from(self, key: tuple[str, Rates], starts: frozenset[int]) -> Floats:
        if (key, starts) not in self._ways:
            self._ways[key, starts] = ways_from(
                self._of(*key), dict.fromkeys(starts, 0.0)
            )
        return self._ways[key, starts]

    def _to(
        self, key: tuple[str, Rates], vehicle: VehicleType, sites: AcceptingSites
    ) -> Floats:
        ends: dict[int, float] = {}
        for position in sites:
            site = self.problem.unload_sites[position]
            work = key[1].per_s * site.service_s
            ends[site.location] = min(work, ends.get(site.location, np.inf))
        if not vehicle.returns_empty:
            ends[self.problem.depots[vehicle.end_depot].location] = 0.0
        known = (key, "to", frozenset(ends.items()))
        if known not in self._ways:
            self._ways[known] = ways_to(self._of(*key), ends)
        return self._ways[known]

    def _home(
        self, key: tuple[str, Rates], vehicle: VehicleType, sites: AcceptingSites
    ) -> float:
        if not vehicle.returns_empty or not sites:
            return 0.0
        end = self.problem.depots[vehicle.end_depot].location
        known = (key, "home", end)
        if known not in self._ways:
            self._ways[known] = ways_to(self._of(*key), {end: 0.0})
        locations = [self.problem.unload_sites[site].location for site in sites]
        return float(self._ways[known][locations].min())
