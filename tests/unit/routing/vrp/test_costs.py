"""Money is exact: rounded once a route, halves up."""

from dataclasses import replace

import pytest

from routing.vrp.costs import objective, route_cost
from routing.vrp.solution import RoutingSolution, Unserved, UnservedReason
from tests.engines.routing_instances import TRUCK, at, street


@pytest.mark.parametrize(
    ("per_km", "per_h", "metres", "seconds", "cost"),
    [
        (1000, 0, 1, 0, 1),
        (1, 0, 499, 0, 0),
        (1, 0, 500, 0, 1),
        (0, 3600, 0, 7, 7),
        (0, 1, 0, 1799, 0),
        (0, 1, 0, 1800, 1),
        # A quarter of a fen each way: 250 m at 1 fen/km, 900 s at 1 fen/h.
        (1, 1, 250, 900, 1),
        (10**6, 10**6, 10**8, 10**8, 10**11 + (10**14 + 1800) // 3600),
    ],
)
def test_route_cost(
    per_km: int, per_h: int, metres: int, seconds: int, cost: int
) -> None:
    vehicle = replace(
        TRUCK,
        fixed_cost_fen=7,
        unit_distance_cost_fen_per_km=per_km,
        unit_duration_cost_fen_per_h=per_h,
    )
    assert route_cost(street([]), vehicle, metres, seconds).total_fen == 7 + cost


def test_required_stops_come_before_money() -> None:
    stops = [*at(1), replace(at(2)[0], required=False, prize_fen=50)]
    left_out = tuple(Unserved(stop, UnservedReason.FLEET_FULL) for stop in (0, 1))
    problem = street(stops)
    assert objective(problem, RoutingSolution((), left_out, 10, "")) == (1, 60)
    assert objective(problem, RoutingSolution((), left_out[1:], 10, "")) == (0, 60)
