"""Time kept free for queues and pauses grows with losses, and shrinks without."""

from dataclasses import replace

import numpy as np

from routing.decompose.reserves import LEAST_MORE, MOST_PAUSES, Reserves
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from tests.unit.routing.decompose.test_eased import crowded

SHIFT_S = 20_000
LOST = (Unserved(0, UnservedReason.FLEET_FULL),)


def answer(wait_s: int, rest_s: int, *, lost: bool = False) -> RoutingSolution:
    visits = (
        Visit(VisitKind.UNLOAD, 0, 1000, 1000 + wait_s, 1600 + wait_s),
        Visit(VisitKind.REST, 0, 3000, 3000, 3000 + rest_s),
    )
    return RoutingSolution((Route(0, visits),), LOST if lost else (), 0, "")


def test_the_first_search_expects_a_wait_and_no_pauses() -> None:
    first = Reserves.first(crowded())
    assert first.wait_s.tolist() == [120.0]
    assert first.pauses_s.tolist() == [0.0]
    assert first.eased().unload_sites[0].service_s == 720


def test_losses_make_room_until_half_the_shift() -> None:
    reserves = Reserves.first(crowded())
    reserves.learn(answer(0, 0), answer(400, 600, lost=True))
    # The wait there was and half of it; the pauses and at least a share of the shift.
    assert reserves.wait_s.tolist() == [600.0]
    assert reserves.pauses_s.tolist() == [600 + LEAST_MORE * SHIFT_S]
    for _ in range(20):
        reserves.learn(answer(0, 0), answer(400, 600, lost=True))
    assert reserves.pauses_s.tolist() == [MOST_PAUSES * SHIFT_S]


def test_without_losses_pauses_are_never_expected_to_be_longer() -> None:
    reserves = Reserves.first(crowded())
    reserves.learn(answer(0, 0), answer(400, 600))
    assert reserves.wait_s.tolist() == [260.0]
    assert reserves.pauses_s.tolist() == [0.0]


def test_what_is_kept_free_shrinks_where_it_leaves_stops_out() -> None:
    reserves = Reserves(crowded(), np.array([0.0]), np.array([1000.0]))
    reserves.learn(answer(0, 0), answer(0, 600))
    assert reserves.pauses_s.tolist() == [800.0]
    reserves.learn(answer(0, 0, lost=True), answer(0, 800, lost=True))
    assert reserves.pauses_s.tolist() == [400.0]


def test_vehicles_without_pauses_keep_their_shift() -> None:
    problem = crowded()
    (truck,) = problem.vehicle_types
    plain = replace(truck, energy=None, driving_rest=None)
    reserves = Reserves.first(replace(problem, vehicle_types=(plain,)))
    reserves.learn(answer(0, 0), answer(400, 0, lost=True))
    assert reserves.eased().vehicle_types[0].shift == truck.shift
