"""What trip prices are worked out from: ways between stops, loads in steps."""

from collections import Counter

import numpy as np

from routing.vrp.bounds_fleet import Rates
from routing.vrp.bounds_prices import PriceMaker, StopPrices
from routing.vrp.bounds_trips import (
    LEVELS,
    MOST_OPERATIONS,
    TripPrices,
    TripWays,
    operations,
)
from routing.vrp.bounds_ways import Flags, Floats, Ints, arc_prices
from routing.vrp.split import split_large

FEW_LOCATIONS = 400
"""Most locations of problems whose trips are looked at one by one."""

MOST_KINDS = 4
"""Most vehicle types whose ways or capacities differ."""

FEWEST_ROUNDS = 5
GOOD_ROUNDS = 12
"""Rounds below which it is not worth while, and rounds for which loads are counted
in as many steps as time allows."""

FIRST_REBATE = 0.75
"""Share of the least arcs at a stop with which its rebate begins."""


def trip_prices(maker: PriceMaker) -> StopPrices | None:
    """Return prices that no trip undercuts, in the dimension that fills trips most.

    They hold for answers that fetch in parts only what no vehicle holds at once;
    such stops, and those that fill no step of a vehicle, cost nothing but work.
    ``None`` where there are too many places, or kinds of vehicles.
    """
    problem = maker.fleet.problem
    sizes = [len(table.distance_m) for table in problem.tables.values()]
    if not problem.dimensions or max(sizes, default=0) > FEW_LOCATIONS:
        return None
    dimension, most = _fullest(maker)
    whole = _whole(maker) & (maker.loads[:, dimension] > 0)
    # No trip carries more than there is.
    most = min(most, int(maker.loads[whole, dimension].sum()))
    room = _steps(int(whole.sum()), most, len(maker.tariffs))
    if not most or not room:
        return None
    step = -(-most // room)
    weights = (maker.loads[:, dimension] // step).astype(np.intp)
    members = np.flatnonzero(whole & (weights > 0))
    ways = _ways(maker, members, weights[members], dimension, step)
    if not ways or len(members) < 2:
        return None
    credited = PriceMaker(maker.fleet, maker.rates, FIRST_REBATE)
    credit = [tariff.credit for tariff in credited.tariffs.values()]
    rebates = np.min(credit, axis=0)[maker.locations[members]]
    raised = TripPrices(ways, rebates).raised()
    return None if raised is None else _priced(maker, members, raised)


def _fullest(maker: PriceMaker) -> tuple[int, int]:
    """Return the dimension of which there is most, and what a vehicle holds of it."""
    types = [maker.fleet.problem.vehicle_types[kind] for kind in maker.tariffs]
    most = np.max([vehicle.capacity for vehicle in types], axis=0)
    filled = maker.loads.sum(axis=0) / np.maximum(most, 1)
    dimension = int(filled.argmax())
    return dimension, int(most[dimension])


def _whole(maker: PriceMaker) -> Flags:
    """Return the stops with a load that is never fetched in parts."""
    _, parts = split_large(maker.fleet.problem)
    pieces = Counter(parts.origin)
    stops = range(len(maker.loads))
    once = np.array([pieces[stop] == 1 for stop in stops], dtype=bool)
    return once & maker.servable & maker.loads.any(axis=1)


def _steps(number: int, most: int, kinds: int) -> int:
    """Return in how many steps loads are counted; 0 if there is no time for any."""

    def rounds(room: int) -> float:
        return MOST_OPERATIONS / (kinds * operations(number, room))

    fewest, room = LEVELS
    while room > fewest and rounds(room) < GOOD_ROUNDS:
        room -= 8
    room = max(room, fewest)
    return min(room, most) if rounds(room) >= FEWEST_ROUNDS else 0


def _ways(
    maker: PriceMaker, members: Ints, weights: Ints, dimension: int, step: int
) -> list[TripWays]:
    """Return the ways of each vehicle type; none if too many types differ."""
    problem, places = maker.fleet.problem, maker.locations[members]
    known: dict[object, TripWays] = {}
    between: dict[object, Floats] = {}
    for kind, tariff in maker.tariffs.items():
        vehicle = problem.vehicle_types[kind]
        able = np.isfinite(maker.trips[kind][members])
        able &= (maker.loads[members] <= np.array(vehicle.capacity)).all(axis=1)
        back = np.array(
            [
                tariff.back[maker.fleet.sites_of[problem.stops[stop].commodity]][place]
                for stop, place in zip(members, places, strict=True)
            ]
        )
        out = np.where(able, tariff.out[places], np.inf)
        room = min(vehicle.capacity[dimension] // step, int(weights.sum()))
        profile = vehicle.profile, tariff.rates
        key = profile, room, out.tobytes(), back.tobytes()
        if key in known or room < 1:
            continue
        if len(known) == MOST_KINDS:
            return []
        if profile not in between:
            between[profile] = _chained(maker, *profile)[np.ix_(places, places)]
        # Neither in between nor last can be whom the vehicle may not serve.
        onwards = np.where(able, between[profile], np.inf)
        known[key] = TripWays(out, np.where(able, back, np.inf), onwards, weights, room)
    return list(known.values())


def _chained(maker: PriceMaker, profile: str, rates: Rates) -> Floats:
    """Return the cheapest chains of arcs between all locations.

    By allowing one more place on the way at a time (R. W. Floyd, Algorithm 97:
    shortest path, Communications of the ACM 5, 1962).
    """
    prices = arc_prices(maker.fleet.problem, profile, rates.per_m, rates.per_s)
    ways = prices.rows(slice(None))
    for place in range(len(ways)):
        np.minimum(ways, ways[:, place, None] + ways[place], out=ways)
    return ways


def _priced(maker: PriceMaker, members: Ints, raised: Floats) -> StopPrices:
    """Return prices with what a route costs besides, and work at its least price."""
    carried = maker.carrying(0)
    per_s = min(tariff.rates.per_s for tariff in maker.tariffs.values())
    values = np.where(maker.servable, per_s * maker.work_s, np.inf)
    values[members] += raised
    return StopPrices(values, carried.besides)
