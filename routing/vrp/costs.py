"""What a route costs, exactly, and how two answers compare."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.vrp.problem import RoutingProblem, Stop, VehicleType
from routing.vrp.solution import Route, RoutingSolution, Unserved, VisitKind

PARTS_PER_FEN = 18_000
"""Least common unit of a fen per kilometre-metre and a fen per hour-second."""

DISTANCE_PARTS = PARTS_PER_FEN // 1000
DURATION_PARTS = PARTS_PER_FEN // 3600
LATENESS_PARTS = PARTS_PER_FEN // 60

CARBON_PARTS_PER_FEN = 10**9
"""A metre x gram per kilometre x fen per tonne, in parts of a fen."""

_BLOCK = 4_000_000
"""Entries of a travel table looked at together: 32 MB of 64-bit numbers."""


@dataclass(frozen=True, slots=True)
class RouteCost:
    """The cost of one vehicle's day in fen, by component; they add up to it.

    The running components are added in parts of a fen and rounded once. Each is
    shown as what it adds to the rounded sum of those before it, in the order of
    the attributes, so that the shown figures add up as well.

    Attributes
    ----------
    fixed_fen
        Cost of using the vehicle at all.
    distance_fen, duration_fen
        Kilometres driven, and hours between departure and return.
    overtime_fen
        Hours beyond the regular ones, on top.
    lateness_fen
        Minutes after the windows of stops that may be served late.
    carbon_fen
        CO2 emitted, at the objective's price; rounded by itself.
    """

    fixed_fen: int
    distance_fen: int
    duration_fen: int
    overtime_fen: int
    lateness_fen: int
    carbon_fen: int

    @property
    def total_fen(self) -> int:
        """Cost of the route."""
        running = self.distance_fen + self.duration_fen + self.overtime_fen
        return self.fixed_fen + running + self.lateness_fen + self.carbon_fen


def route_cost(
    problem: RoutingProblem,
    vehicle: VehicleType,
    distance_m: int,
    duration_s: int,
    lateness_parts: int = 0,
) -> RouteCost:
    """Return what one vehicle's day costs.

    Integer arithmetic throughout: distance, duration, overtime and lateness are
    added in eighteen-thousandths of a fen (the common denominator of 1 km =
    1,000 m, 1 h = 3,600 s and 1 min = 60 s) and rounded once per route, halves
    up; so is the carbon, by itself.

    Parameters
    ----------
    problem
        Gives the carbon price.
    vehicle
        The vehicle type.
    distance_m, duration_s
        Metres driven, and seconds between departure and return.
    lateness_parts
        Sum over its late stops of seconds late x ``late_cost_fen_per_min`` x
        ``LATENESS_PARTS``.
    """
    sums = [0]
    for parts in (
        DISTANCE_PARTS * vehicle.unit_distance_cost_fen_per_km * distance_m,
        DURATION_PARTS * vehicle.unit_duration_cost_fen_per_h * duration_s,
        _overtime_parts(vehicle, duration_s),
        lateness_parts,
    ):
        sums.append(sums[-1] + parts)
    fen = [rounded(total, PARTS_PER_FEN) for total in sums]
    carbon = distance_m * vehicle.emission_g_per_km
    carbon *= problem.objective.carbon_price_fen_per_t
    return RouteCost(
        fixed_fen=vehicle.fixed_cost_fen,
        distance_fen=fen[1] - fen[0],
        duration_fen=fen[2] - fen[1],
        overtime_fen=fen[3] - fen[2],
        lateness_fen=fen[4] - fen[3],
        carbon_fen=rounded(carbon, CARBON_PARTS_PER_FEN),
    )


def overtime_s(vehicle: VehicleType, duration_s: int) -> int:
    """Return the seconds of a day beyond the vehicle's regular ones."""
    if vehicle.overtime is None:
        return 0
    return max(0, duration_s - vehicle.overtime.regular_s)


def _overtime_parts(vehicle: VehicleType, duration_s: int) -> int:
    if vehicle.overtime is None:
        return 0
    price = vehicle.overtime.unit_cost_fen_per_h
    return DURATION_PARTS * price * overtime_s(vehicle, duration_s)


def rounded(parts: int, per_unit: int) -> int:
    """Return parts in whole units, halves up."""
    return (2 * parts + per_unit) // (2 * per_unit)


@dataclass(frozen=True, slots=True)
class Omissions:
    """What the stops left out weigh.

    Attributes
    ----------
    weight
        Sum over the required stops left out of ``1 + priority``; of a choice of
        which no alternative is taken, over its first alternative's.
    lost_prize_fen
        Sum of the prizes of the optional stops left out, counted likewise. Of a
        load fetched in part the prize is lost in proportion to what is left, in
        the dimension of which most is, rounded up.
    """

    weight: int
    lost_prize_fen: int


def omissions(problem: RoutingProblem, unserved: Iterable[Unserved]) -> Omissions:
    """Return what the stops left out weigh; one left out in part counts wholly.

    Except for its prize: see ``Omissions``.
    """
    left = {entry.stop: entry.load for entry in unserved}
    left_out = _left_out(problem, left)
    stops = [(problem.stops[index], left.get(index)) for index in left_out]
    return Omissions(
        weight=sum(1 + stop.priority for stop, _ in stops if stop.required),
        lost_prize_fen=sum(
            _lost_prize_fen(stop, load) for stop, load in stops if not stop.required
        ),
    )


def _left_out(problem: RoutingProblem, unserved: Iterable[int]) -> set[int]:
    """Return the stops left out, of a choice those of its first alternative."""
    left_out = set(unserved)
    for choice in problem.choices:
        taken = any(left_out.isdisjoint(group) for group in choice.alternatives)
        for group in choice.alternatives[0 if taken else 1 :]:
            left_out.difference_update(group)
        if not taken:
            left_out.update(choice.alternatives[0])
    return left_out


def serves_less(
    problem: RoutingProblem, solution: RoutingSolution, other: RoutingSolution
) -> bool:
    """Whether a solution leaves out more of what comes first than another does.

    Required stops of the highest priority are counted first, then those of the next.
    By ``objective`` alone, many stops of low priority outweigh one of a high one.
    """

    def counts(answer: RoutingSolution) -> Counter[int]:
        indices = _left_out(problem, (entry.stop for entry in answer.unserved))
        stops = (problem.stops[index] for index in indices)
        return Counter(stop.priority for stop in stops if stop.required)

    mine, theirs = counts(solution), counts(other)
    levels = sorted(mine | theirs, reverse=True)
    return [mine[level] for level in levels] > [theirs[level] for level in levels]


def _lost_prize_fen(stop: Stop, left: tuple[int, ...] | None) -> int:
    if left is None:
        return stop.prize_fen
    pairs = zip(left, stop.load, strict=False)
    return max(
        (-(-stop.prize_fen * amount // whole) for amount, whole in pairs if whole),
        default=stop.prize_fen,
    )


def balance_s(durations_s: Iterable[int]) -> int:
    """Return the seconds between the longest and the shortest route."""
    durations = list(durations_s)
    return max(durations) - min(durations) if durations else 0


def compactness_m(problem: RoutingProblem, route: Route) -> int:
    """Return the metres between the stops of a route and its centre.

    The centre is the stop with the least sum of distances from all stops to it,
    by the table of the route's vehicle. Where no way leads from a stop to
    another, the longest way between two stops of the route counts.
    """
    vehicle = problem.vehicle_types[route.vehicle_type]
    visits = (visit for visit in route.visits if visit.kind is VisitKind.STOP)
    locations = [problem.stops[visit.index].location for visit in visits]
    return spread_m(problem.tables[vehicle.profile].distance_m, locations)


def spread_m(distance_m: NDArray[np.int32], locations: list[int]) -> int:
    """Return the least sum of metres from all locations to one of them."""
    if not locations:
        return 0
    places, counts = np.unique(np.array(locations), return_counts=True)
    width = max(1, _BLOCK // len(places))
    blocks = [places[at : at + width] for at in range(0, len(places), width)]
    ways = (distance_m[np.ix_(places, block)].astype(np.int64) for block in blocks)
    if len(blocks) == 1:
        (only,) = ways
        return _least_sum(only, counts, int(only.max()))
    longest = max(int(way.max()) for way in ways)
    return min(
        _least_sum(distance_m[np.ix_(places, block)].astype(np.int64), counts, longest)
        for block in blocks
    )


def _least_sum(
    ways_m: NDArray[np.int64], counts: NDArray[np.int64], longest_m: int
) -> int:
    ways_m[ways_m < 0] = max(0, longest_m)
    return int((counts @ ways_m).min())


def reassigned(problem: RoutingProblem, route: Route) -> int:
    """Return how often a route visits stops that are at home on another vehicle."""
    homes = (
        problem.stops[visit.index].home
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    )
    return sum(home is not None and home != route.vehicle_type for home in homes)


def weights_fen(
    problem: RoutingProblem, balance: int, compactness: int, away: int = 0
) -> int:
    """Return what uneven, scattered and reassigned routes weigh, in fen.

    Parameters
    ----------
    problem
        Gives the weights.
    balance
        Seconds between the longest and the shortest route.
    compactness
        Metres between stops and the centres of their routes.
    away
        Visits of stops that are at home on another vehicle.
    """
    prices = problem.objective
    parts = (
        DURATION_PARTS * prices.balance_fen_per_h * balance
        + DISTANCE_PARTS * prices.compactness_fen_per_km * compactness
    )
    return rounded(parts, PARTS_PER_FEN) + prices.reassign_fen * away


def objective(problem: RoutingProblem, solution: RoutingSolution) -> tuple[int, int]:
    """Return what an engine minimises, in order of importance.

    First the weight of the required stops left out (see ``Omissions``), then, in
    fen, the cost of the routes, the prizes of the optional stops left out, and
    the weights of balance, compactness and reassignment.
    """
    lost = omissions(problem, solution.unserved)
    prices, routes = problem.objective, solution.routes
    balance = compactness = away = 0
    if prices.balance_fen_per_h:
        balance = balance_s(
            route.visits[-1].arrival_s - route.visits[0].departure_s for route in routes
        )
    if prices.compactness_fen_per_km:
        compactness = sum(compactness_m(problem, route) for route in routes)
    if prices.reassign_fen:
        away = sum(reassigned(problem, route) for route in routes)
    weights = weights_fen(problem, balance, compactness, away)
    return lost.weight, solution.cost_fen + lost.lost_prize_fen + weights


def better(
    problem: RoutingProblem, start: RoutingSolution, answer: RoutingSolution
) -> RoutingSolution:
    """Return an answer, or the start it was made from where that is as good.

    What a start serves is never given up for more stops of lower priority.
    """
    if serves_less(problem, answer, start):
        return start
    is_cheaper = objective(problem, answer) < objective(problem, start)
    return answer if is_cheaper else start
