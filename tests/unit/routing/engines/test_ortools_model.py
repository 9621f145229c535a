"""Choices, places in the sequence and prices in the OR-Tools model.

Places lie on one street as in ``tests.engines.routing_instances``.
"""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.ortools_layout import make_layout
from routing.vrp.parts import (
    Choice,
    Objective,
)
from routing.vrp.problem import Stop, TimeWindow
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.ortools_solving import HOURLY, Solved


def test_important_stops_come_first(solved: Solved) -> None:
    stops = [
        replace(stop, priority=p) for stop, p in zip(at(10, 90), (0, 5), strict=True)
    ]
    answer = solved(street(stops, vehicles=[replace(TRUCK, max_stops=1)]))
    assert (answer.cost_fen, answer.omitted) == (180, 1)


def test_a_stop_is_locked_to_a_vehicle(solved: Solved) -> None:
    dear = replace(TRUCK, name="dear", unit_distance_cost_fen_per_km=2000)
    stops = [replace(at(100)[0], vehicle_types=frozenset({1}))]
    assert solved(street(stops, vehicles=[TRUCK, dear])).cost_fen == 400


@pytest.mark.parametrize(
    ("rank", "order"),
    [
        (0, ("200 m", "100 m", "300 m")),
        (1, ("100 m", "200 m", "300 m")),
        (-1, ("100 m", "300 m", "200 m")),
        (-2, ("100 m", "200 m", "300 m")),
    ],
)
def test_places_in_the_sequence(
    solved: Solved, rank: int, order: tuple[str, ...]
) -> None:
    first, second, third = at(100, 200, 300)
    stops = [first, replace(second, rank=rank), third]
    # A window keeps the two others in order.
    stops[2] = replace(third, time_windows=(TimeWindow(260, 2000),))
    stops[0] = replace(first, time_windows=(TimeWindow(0, 300),))
    answer = solved(street(stops))
    assert answer.omitted == 0
    assert answer.routes[0][:3] == order


def test_a_place_beyond_the_last_one_cannot_be_had(solved: Solved) -> None:
    stops = [replace(at(100)[0], rank=-2), *at(50)]
    assert solved(street(stops)).omitted == 0
    assert solved(street(stops[:1])).omitted == 1


def test_carbon_has_a_price(solved: Solved) -> None:
    # 400 m x 1,000 g/km = 400 g at 250,000 fen a tonne: 100 fen.
    truck = replace(TRUCK, emission_g_per_km=1000)
    problem = street(at(200), vehicles=[truck])
    objective = Objective(carbon_price_fen_per_t=250_000)
    assert solved(replace(problem, objective=objective)).cost_fen == 500


def test_unequal_days_have_a_price(solved: Solved) -> None:
    # Two stops each: 2 x 200 against 200 + 2 x 300 and nobody's day longer.
    trucks = [replace(HOURLY, num_available=2, max_stops=2, capacity=(2,))]
    problem = street(at(100, 100, -300, -300), vehicles=trucks)
    fair = replace(problem, objective=Objective(balance_fen_per_h=36_000))
    assert solved(problem).cost_fen == 200 + 600
    assert solved(fair).cost_fen == 2 * 800


def test_scattered_stops_have_a_price(solved: Solved) -> None:
    # East and west by a vehicle each; by one they are 600 m from a centre.
    trucks = [replace(TRUCK, num_available=2)]
    problem = street(at(200, 210, -200, -210), vehicles=trucks)
    goal = Objective(compactness_fen_per_km=1000)
    assert solved(replace(problem, objective=goal)).cost_fen == 840 + 20


def test_one_of_several_alternatives_is_served(solved: Solved) -> None:
    stops = at(100, 110, -300, 120)
    problem = street(stops, vehicles=[TRUCK])
    problem = replace(problem, choices=(Choice(((0,), (2,))), Choice(((1,), (3,)))))
    answer = solved(problem)
    assert (answer.cost_fen, answer.omitted) == (220, 0)


def test_an_alternative_is_served_whole(solved: Solved) -> None:
    stops = at(100, 50, -60, -70)
    problem = replace(street(stops), choices=(Choice(((0, 1), (2, 3))),))
    answer = solved(problem)
    assert (answer.cost_fen, answer.omitted) in {(200, 0), (140, 0)}


def test_only_vehicles_that_can_be_needed_are_modelled() -> None:
    view = ProblemView(
        street(at(100, 200), vehicles=[replace(TRUCK, num_available=900)])
    )
    assert len(make_layout(view, [], np.arange(2)).vehicles) == 3


def test_stops_without_a_name_for_a_load_are_nobodys_commodity(solved: Solved) -> None:
    stops = [Stop("empty", 50, (0,), commodity="oil"), Stop("food", 100, (1,), "food")]
    apart = frozenset({frozenset({"food", "oil"})})
    assert solved(replace(street(stops), incompatible=apart)).cost_fen == 200
