"""Prices by trips: no trip undercuts them, and they find what carrying misses."""

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest

from routing.vrp.bounds import lower_bound, lower_bound_fen
from routing.vrp.bounds_chains import MOST_KINDS, trip_prices
from routing.vrp.bounds_fleet import fleet_of, money_rates
from routing.vrp.bounds_prices import PriceMaker
from routing.vrp.bounds_trips import TripPrices, TripWays
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

TRUCK = VehicleType(
    "truck",
    num_available=9,
    capacity=(10,),
    shift=TimeWindow(0, 100_000),
    unit_distance_cost_fen_per_km=1000,
)


def plane(*loads: int, seed: int = 1, **truck: object) -> RoutingProblem:
    """Return stops at random places of a square kilometre; the depot is in a corner."""
    places = np.random.default_rng(seed).uniform(0, 1000, (len(loads) + 1, 2))
    places[0] = 0
    away = np.hypot(*(places[:, None] - places).transpose(2, 0, 1)).astype(np.int32)
    return RoutingProblem(
        ("kg",),
        {"default": TravelTable(away, away)},
        (Depot("depot", 0),),
        (UnloadSite("site", 0),),
        tuple(Stop(f"s{at}", at, (load,)) for at, load in enumerate(loads, start=1)),
        (replace(TRUCK, **truck),),  # type: ignore[arg-type]
    )


def maker_of(problem: RoutingProblem) -> PriceMaker:
    rates = [money_rates(problem, kind) for kind in problem.vehicle_types]
    return PriceMaker(fleet_of(problem), rates)


@pytest.mark.parametrize("seed", range(8))
def test_no_trip_is_cheaper_than_its_stops(seed: int) -> None:
    random = np.random.default_rng(seed)
    number, room = 5, 7
    between = random.uniform(0, 100, (number, number))
    for place in range(number):
        between = np.minimum(between, between[:, place, None] + between[place])
    ways = TripWays(
        out=random.uniform(50, 200, number),
        back=random.uniform(50, 200, number),
        between=between,
        weights=random.integers(1, 5, number).astype(np.intp),
        room=room,
    )
    values = TripPrices([ways], random.uniform(0, 90, number)).raised()
    assert values is not None
    singles = 0.0
    for size in range(1, number + 1):
        for group in combinations(range(number), size):
            if ways.weights[list(group)].sum() > room:
                continue
            cost = min(
                ways.out[order[0]]
                + ways.back[order[-1]]
                + between[order[:-1], order[1:]].sum()
                for order in map(list, permutations(group))
            )
            assert values[list(group)].sum() <= cost + 1e-9
            singles = max(singles, float(values[list(group)].sum() / cost))
    # Some trip is priced in full, or nearly.
    assert singles > 0.9


def test_trips_price_what_lies_between_their_stops() -> None:
    problem = plane(*[3] * 18)
    quick_fen = lower_bound(problem).total_fen
    thorough_fen = lower_bound_fen(problem)
    assert thorough_fen > 1.15 * quick_fen


def test_what_is_fetched_in_parts_is_not_priced_by_trips() -> None:
    prices = trip_prices(maker_of(plane(3, 4, 25)))
    assert prices is not None
    assert prices.values[2] == 0
    assert (prices.values[:2] > 0).all()


def test_each_of_several_vehicle_types_sets_the_price_where_it_is_cheapest() -> None:
    problem = plane(3, 4, 5, 6)
    cheap = replace(TRUCK, unit_distance_cost_fen_per_km=500)
    both = replace(problem, vehicle_types=(TRUCK, cheap))
    alone = replace(problem, vehicle_types=(cheap,))
    assert lower_bound_fen(both) <= lower_bound_fen(problem)
    assert lower_bound_fen(both) == pytest.approx(lower_bound_fen(alone), rel=0.05)


def test_where_it_would_take_long_trips_are_not_looked_at() -> None:
    assert trip_prices(maker_of(plane(*[3] * 401))) is None
    many = tuple(replace(TRUCK, capacity=(6 + kind,)) for kind in range(MOST_KINDS + 1))
    problem = replace(plane(3, 4, 5), vehicle_types=many)
    assert trip_prices(maker_of(problem)) is None
    assert trip_prices(maker_of(replace(problem, vehicle_types=many[1:]))) is not None


def test_there_may_be_nothing_to_carry() -> None:
    assert trip_prices(maker_of(plane(0, 0))) is None
    assert trip_prices(maker_of(plane(3, 4, capacity=(0,)))) is None
