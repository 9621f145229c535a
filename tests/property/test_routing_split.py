"""No kilogram is lost or made when large stops are divided and told as one."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from routing.vrp.check_coverage import check_coverage
from routing.vrp.problem import Stop
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from routing.vrp.split import join_parts, split_large
from tests.engines.routing_instances import TRUCK, street

AMOUNTS = st.tuples(st.integers(0, 40), st.integers(0, 60))
CAPACITIES = st.tuples(st.integers(1, 9), st.integers(1, 9))
STOPS = st.builds(
    Stop,
    name=st.just("stop"),
    location=st.just(0),
    load=AMOUNTS,
    required=st.booleans(),
    prize_fen=st.integers(0, 1000),
)


@given(st.data(), st.lists(STOPS, max_size=4), st.lists(CAPACITIES, max_size=2))
def test_loads_and_prizes_are_kept(
    data: st.DataObject, stops: list[Stop], capacities: list[tuple[int, int]]
) -> None:
    trucks = [replace(TRUCK, capacity=capacity) for capacity in capacities]
    original = street(stops, vehicles=trucks, dimensions=("kg", "l"))
    problem, parts = split_large(original)
    prizes: Counter[int] = Counter()
    for stop, origin, load in zip(problem.stops, parts.origin, parts.load, strict=True):
        prizes[origin] += stop.prize_fen
        assert load is None or load == stop.load
        assert load is None or any(
            all(a <= b for a, b in zip(load, held, strict=True)) for held in capacities
        )
    assert all(
        prizes[index] == stop.prize_fen for index, stop in enumerate(original.stops)
    )
    served = data.draw(st.lists(st.booleans(), min_size=len(parts.origin)))
    visits = tuple(
        Visit(VisitKind.STOP, index, 0, 0, 0)
        for index in range(len(problem.stops))
        if served[index]
    )
    left_out = tuple(
        Unserved(index, UnservedReason.FLEET_FULL)
        for index in range(len(problem.stops))
        if not served[index]
    )
    answer = RoutingSolution((Route(0, visits),), left_out, 0, "any")
    assert not list(check_coverage(problem, answer))
    assert not list(check_coverage(original, join_parts(original, parts, answer)))
