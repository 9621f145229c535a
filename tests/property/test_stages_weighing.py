"""Mass is conserved on every scale, and loads spread over a year add up."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recycling.domain.loads import loads_on
from recycling.domain.materials import Parameter, Stream
from recycling.domain.orders import Order
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    StopKind,
)
from recycling.execution.weighing import simulate_route_tickets
from tests.builders import DAY, HOUR_S, micro_network

NETWORK = micro_network()


@given(
    year=st.sampled_from([2026, 2028]),
    loads=st.integers(0, 5_000),
    turn=st.integers(0, 2**32),
)
def test_loads_of_a_year_add_up_whatever_the_turn(
    year: int, loads: int, turn: int
) -> None:
    start = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - start).days
    days = [loads_on(start + timedelta(n), loads, turn) for n in range(length)]
    numbers = [load for first, after in days for load in range(first, after)]
    assert sorted(numbers) == list(range(loads))
    assert len({after - first for first, after in days}) <= 2


TRIPS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["paper", "steel"]),
            st.sampled_from([Stream.HOUSEHOLD, Stream.COMMERCIAL]),
            st.integers(1, 3_000),
        ),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=4,
)


@given(trips=TRIPS, noise=st.sampled_from([0.0, 0.05, 0.3]), seed=st.integers(0, 99))
def test_route_tickets_balance(
    trips: list[list[tuple[str, Stream, int]]], noise: float, seed: int
) -> None:
    code = "execution.load_noise"
    parameters = {**NETWORK.parameters, code: Parameter(code, noise, "share")}
    network = replace(NETWORK, parameters=parameters)
    orders: dict[str, Order] = {}
    stops: list[PlannedStop] = []
    for trip, loads in enumerate(trips, 1):
        for material, stream, kilograms in loads:
            key = f"o{len(orders)}"
            orders[key] = Order(key, "P1", DAY, material, kilograms, stream)
            stops.append(_stop(StopKind.PICKUP, key, trip, kilograms))
        stops.append(_stop(StopKind.UNLOAD, "", trip))
    route = PlannedRoute("r", "V1", "D1", tuple(stops), 0, 0, 0, 0, 0)
    plan = RoutePlan("p", DAY, "", "hand", 0.0, (route,), ())
    tickets = list(simulate_route_tickets(network, plan, orders, seed))
    assert all(t.gross_kg - t.tare_kg == t.net_kg > 0 for t in tickets)
    assert len({t.ticket_no for t in tickets}) == len(tickets)
    for before, after in pairwise(tickets):
        # One vehicle's scale: each weighing starts where the one before ended,
        # or with the next trip's load.
        same_trip = before.ticket_no.split("-")[3] == after.ticket_no.split("-")[3]
        assert not same_trip or after.gross_kg == before.tare_kg
    if noise == 0:
        assert sum(t.net_kg for t in tickets) == sum(o.load_kg for o in orders.values())


def _stop(kind: StopKind, order_id: str, trip: int, load_kg: int = 0) -> PlannedStop:
    return PlannedStop(kind, "C1", order_id, trip, 0, HOUR_S, HOUR_S, load_kg, 0, 0)
