r"""A lower bound on what any answer to a routing problem costs.

Every stop i gets a price v_i such that no route costs less than the prices of its
stops together, plus an amount e_t that a route of type t costs besides. Then an
answer costs at least the prices of what must be served, for an optional stop the
smaller of price and prize, for a choice the cheapest alternative, and e_t for as
many vehicles as the work needs. That is a feasible answer to the dual of the set
partitioning problem over all routes (M. Desrochers, J. Desrosiers, M. Solomon, A
new optimization algorithm for the vehicle routing problem with time windows,
Operations Research 40, 1992); windows, breaks, queues, energy and every other rule
only make routes fewer and dearer. Weights for balance, compactness and reassignment,
lateness and overtime are at least zero. What rounding takes off is taken off e_t.

**Carrying** (per dimension). A trip that visits i leads from where trips begin
to i and from there to where it ends, so it costs at least r_i, the cheapest chain
of arcs (``routing.vrp.bounds_ways``). With the loads q_j of its stops at most the
capacity Q, :math:`\max_j r_j \ge \sum_j (q_j / Q) r_j`: prices
:math:`v_i = q_i r_i / Q` hold, also where a load is fetched in parts (M. Haimovich,
A. H. G. Rinnooy Kan, Bounds and heuristics for capacitated routing problems,
Mathematics of Operations Research 10, 1985). Besides, a route with a load drives
home from its last unloading, and its first trip begins at the depot instead of
at the nearest site: e_t has that way, and the least difference that the depot
makes for any stop.

**Arriving**, and likewise **leaving**. Every location that is visited and is no
depot is entered by an arc, which its stops share, and each route enters its end
depot by one more. Stops that no vehicle type can serve both, such as those of two
days, share nothing.

**Arriving, leaving and carrying**. Every stop's location is entered and left: take
the least arcs into and out of it, or a share of them, off all arcs there, which
leaves none of them negative. A trip costs what is taken off and what is left; the
former is its stops' price of arriving and leaving, and carrying at the prices left
is another, so that the two prices add up.

**Trips** (``routing.vrp.bounds_trips``). For up to some hundred stops the cheapest
chains of stops that fill a vehicle are looked at, and each stop is priced by the
least of those it is on.

**Work** is service, and unloading in proportion to the load, at the price of time.
It is part of both prices: no arc contains it.

Mixtures of valid prices are valid; the best of a few is taken.

**Vehicles**. Each limit of a day (loads, seconds, stops) is used up by
prices in its own unit: for seconds, the same prices with one per second. The
vehicles used must cover what must be served; the cheapest such fleet costs at least
its fractional optimum, and as much as the least number of vehicles times the
cheapest of them (G. B. Dantzig, Discrete-variable extremum problems, Operations
Research 5, 1957).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf

import numpy as np

from routing.vrp.bounds_chains import trip_prices
from routing.vrp.bounds_cover import TOLERANCE, Limit, least_cost, least_number
from routing.vrp.bounds_fleet import (
    MANY_LOCATIONS,
    Rates,
    fleet_of,
    longest_day_s,
    money_rates,
    most_rounded_off_fen,
    most_trips,
)
from routing.vrp.bounds_prices import PriceMaker, StopPrices
from routing.vrp.bounds_ways import Flags, Floats
from routing.vrp.bounds_work import demand_of
from routing.vrp.problem import RoutingProblem, VehicleType

SLACK_FEN = 1e-6
RELATIVE_SLACK = 1e-11
"""What sums of doubles may be off by."""

SECONDS = Rates(per_m=0.0, per_s=1.0)


@dataclass(frozen=True, slots=True)
class LowerBound:
    """What no answer can cost less than, and its parts.

    Attributes
    ----------
    total_fen
        The bound on cost and lost prizes, rounded up as both are whole.
    stops_fen
        Prices of the stops: ways and work, or lost prizes where those are less.
    vehicles_fen
        Fixed costs, and ways that every vehicle drives besides.
    least_vehicles
        Vehicles that any answer uses.
    """

    total_fen: int
    stops_fen: float
    vehicles_fen: float
    least_vehicles: int


def lower_bound_fen(problem: RoutingProblem, left_out: Collection[int] = ()) -> int:
    """Return fen that no answer can cost less than; see ``lower_bound``."""
    return lower_bound(problem, left_out, thorough=True).total_fen


def lower_bound(
    problem: RoutingProblem, left_out: Collection[int] = (), *, thorough: bool = False
) -> LowerBound:
    """Bound the cost of answers, lost prizes included, from below.

    Parameters
    ----------
    problem
        A valid problem of any features.
    left_out
        Stops that an answer leaves out, required or not. The bound holds for
        answers that serve every other required stop; a choice is left out when
        all its stops are. Required stops that no vehicle type may carry or reach
        do not count in any case.
    thorough
        Whether to take some tenths of a second for up to some hundred stops. Such
        a bound holds for answers that fetch in parts only what no vehicle holds
        at once.
    """
    if not any(kind.num_available for kind in problem.vehicle_types):
        lost_fen = sum(stop.prize_fen for stop in problem.stops if not stop.required)
        return LowerBound(0 if problem.choices else lost_fen, 0.0, 0.0, 0)
    return _Bounding(problem, frozenset(left_out), thorough=thorough).bound()


def is_too_much(problem: RoutingProblem) -> bool:
    """Whether what is required is proved to be more than the vehicles have days for.

    By what all of them can load, by their time, by their stops; or because no vehicle
    may carry or reach a stop. Windows and ways between stops are left aside.
    """
    required = any(stop.required for stop in problem.stops)
    if not any(kind.num_available for kind in problem.vehicle_types):
        return required
    return required and _Bounding(problem, frozenset(), thorough=False).is_too_much()


class _Bounding:
    """One problem's bounds; what they have in common is worked out once."""

    def __init__(
        self, problem: RoutingProblem, left_out: frozenset[int], *, thorough: bool
    ) -> None:
        self.problem = problem
        self.thorough = thorough
        self.fleet = fleet_of(problem)
        rates = [money_rates(problem, kind) for kind in problem.vehicle_types]
        self.money = PriceMaker(self.fleet, rates)
        # What a day has time for matters where another vehicle costs something.
        sizes = [len(table.distance_m) for table in problem.tables.values()]
        matters = any(self._own_fen(kind) > 0 for kind in self.fleet.types)
        self.seconds: PriceMaker | None = None
        if matters or max(sizes, default=0) <= MANY_LOCATIONS:
            self.seconds = PriceMaker(self.fleet, [SECONDS] * len(rates))
        self.loads = self.money.loads
        self.is_loaded = self.loads.any(axis=1)
        self.demand = demand_of(problem, self.money.servable, left_out)
        self.available = {
            kind: problem.vehicle_types[kind].num_available for kind in self.fleet.types
        }

    def bound(self) -> LowerBound:
        limits = list(self._limits(np.ones_like(self.is_loaded)))
        limits_loaded = list(self._limits(self.is_loaded))
        number = max(
            least_number(limit, self.available) for limit in limits + limits_loaded
        )
        number = max(number, sum(self.available[kind] for kind in self._always_used()))
        best = LowerBound(0, 0.0, 0.0, number)
        for prices in self._money_lists():
            stops_fen = self.demand.least_fen(prices.values)
            vehicles_fen = self._vehicles_fen(prices, limits, limits_loaded)
            sum_fen = stops_fen + vehicles_fen
            slack_fen = SLACK_FEN + RELATIVE_SLACK * abs(sum_fen)
            total_fen = max(0, ceil(sum_fen - slack_fen))
            if total_fen > best.total_fen:
                best = LowerBound(total_fen, stops_fen, vehicles_fen, number)
        return best

    def is_too_much(self) -> bool:
        """Whether some limit does not hold what must be served."""
        required = np.array([stop.required for stop in self.problem.stops], dtype=bool)
        in_choices = [
            stop
            for choice in self.problem.choices
            for group in choice.alternatives
            for stop in group
        ]
        required[in_choices] = False
        if (required & ~self.money.servable).any():
            return True
        counted = np.ones_like(self.is_loaded), self.is_loaded
        return any(
            limit.need * (1 - TOLERANCE)
            > sum(self.available[kind] * limit.has[kind] for kind in self.available)
            for flags in counted
            for limit in self._limits(flags)
        )

    def _money_lists(self) -> list[StopPrices]:
        lists = self.money.lists(thorough=self.thorough)
        by_trips = trip_prices(self.money) if self.thorough else None
        return lists if by_trips is None else [*lists, by_trips]

    def _limits(self, counted: Flags) -> Iterator[Limit]:
        """Return what the vehicles' days leave of each thing, and the need of it."""
        types = {kind: self.problem.vehicle_types[kind] for kind in self.fleet.types}
        for dimension in range(len(self.problem.dimensions)):
            has = {
                kind: self._most_load(kind, vehicle, dimension)
                for kind, vehicle in types.items()
            }
            yield Limit(self._use(self.loads[:, dimension], counted), has)
        seconds = self.seconds
        for prices in seconds.lists(thorough=self.thorough) if seconds else ():
            every = bool(counted.all() and not self.is_loaded.all())
            besides = dict.fromkeys(types, 0.0) if every else prices.besides
            has = {
                kind: max(0.0, longest_day_s(vehicle) - besides[kind])
                for kind, vehicle in types.items()
            }
            yield Limit(self._use(prices.values, counted), has)
        has = {
            kind: inf if vehicle.max_stops is None else float(vehicle.max_stops)
            for kind, vehicle in types.items()
        }
        yield Limit(self._use(np.ones(len(counted)), counted), has)

    def _use(self, values: Floats, counted: Flags) -> float:
        return self.demand.least_use(np.where(counted, values, 0.0))

    def _most_load(self, kind: int, vehicle: VehicleType, dimension: int) -> float:
        shortest_s = 0.0
        if self.seconds is not None:
            trips_s = self.seconds.trips[kind][self.is_loaded]
            shortest_s = float(trips_s.min(initial=inf))
        loads = most_trips(
            vehicle,
            shortest_s,
            has_sites=bool(self.problem.unload_sites),
        )
        limit = vehicle.capacity[dimension]
        most = loads * limit if limit else 0.0
        return (
            most if vehicle.max_load is None else min(most, vehicle.max_load[dimension])
        )

    def _vehicles_fen(
        self, prices: StopPrices, limits: list[Limit], limits_loaded: list[Limit]
    ) -> float:
        """Return what the vehicles cost besides, less what rounding takes off."""
        own = {kind: self._own_fen(kind) for kind in self.fleet.types}
        loaded = {kind: own[kind] + prices.besides[kind] for kind in own}
        worst = loaded if self.is_loaded.all() else own
        most_routes = min(
            sum(self.available.values()), len(self.is_loaded) + len(self._always_used())
        )
        lost_fen = most_routes * max(max(0.0, -fen) for fen in worst.values())
        covers = [
            least_cost(limit, self.available, _at_least_zero(fen))
            for fen, each in ((own, limits), (loaded, limits_loaded))
            for limit in each
        ]
        always_fen = sum(
            self.available[kind] * max(0.0, own[kind]) for kind in self._always_used()
        )
        return max(*covers, always_fen) - lost_fen

    def _own_fen(self, kind: int) -> float:
        vehicle = self.problem.vehicle_types[kind]
        return vehicle.fixed_cost_fen - most_rounded_off_fen(self.problem, vehicle)

    def _always_used(self) -> list[int]:
        types = self.problem.vehicle_types
        return [
            kind
            for kind in self.fleet.types
            if types[kind].on_board or types[kind].prefix
        ]


def _at_least_zero(prices: Mapping[int, float]) -> dict[int, float]:
    return {kind: max(0.0, fen) for kind, fen in prices.items()}
