"""Loads, prefixes and what rides together in the OR-Tools model.

Places lie on one street as in ``tests.engines.routing_instances``.
"""

from dataclasses import replace

from routing.engines.ortools_loads import assignments
from routing.vrp.parts import (
    Carried,
    Compartment,
    PlannedVisit,
)
from routing.vrp.problem import UnloadSite
from routing.vrp.solution import VisitKind
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.ortools_solving import Answer, Solved


def test_a_vehicle_may_come_home_loaded(solved: Solved) -> None:
    # The site is 500 m away, on the other side of nothing: 2 x 100 without it.
    truck = replace(TRUCK, returns_empty=False)
    answer = solved(street(at(100), [UnloadSite("site", 500)], [truck]))
    assert answer == Answer(200, 0, (("100 m",),))


def test_what_is_on_board_takes_room_until_it_is_unloaded(solved: Solved) -> None:
    # Room for one more stop of two: unload at -50 first, or one trip more.
    truck = replace(TRUCK, capacity=(2,), on_board=(Carried("", (1,)),))
    problem = street(at(100, 200), [UnloadSite("site", -50)], [truck])
    answer = solved(problem)
    assert answer.cost_fen == 50 + 50 + 200 + 250 + 50
    assert answer.routes[0][0] == "site"


def test_a_loaded_vehicle_leaves_though_there_is_nothing_to_fetch(
    solved: Solved,
) -> None:
    truck = replace(TRUCK, on_board=(Carried("", (1,)),), fixed_cost_fen=7)
    spare = replace(TRUCK, name="spare")
    near = replace(at(10)[0], vehicle_types=frozenset({1}))
    problem = street([near], [UnloadSite("site", -50)], [truck, spare])
    assert solved(problem).cost_fen == 7 + 100 + 20 + 100


def test_decided_visits_come_first(solved: Solved) -> None:
    decided = (
        PlannedVisit(VisitKind.STOP, 1),
        PlannedVisit(VisitKind.UNLOAD, 0),
    )
    truck = replace(TRUCK, prefix=decided)
    answer = solved(street(at(100, 200), vehicles=[truck]))
    assert answer == Answer(600, 0, (("200 m", "site", "100 m", "site"),))


def test_no_more_stops_than_allowed(solved: Solved) -> None:
    truck = replace(TRUCK, num_available=2, max_stops=2)
    answer = solved(street(at(100, 110, 120), vehicles=[truck]))
    assert (answer.cost_fen, answer.omitted) == (240 + 200, 0)


def test_no_more_load_in_a_day_than_allowed(solved: Solved) -> None:
    truck = replace(TRUCK, num_available=2, capacity=(2,), max_load=(2,))
    answer = solved(street(at(100, 110, 120), vehicles=[truck]))
    assert (answer.cost_fen, answer.omitted) == (240 + 200, 0)


def test_goods_that_may_not_ride_together_take_two_trips(solved: Solved) -> None:
    stops = [replace(at(100)[0], commodity="food"), replace(at(90)[0], commodity="oil")]
    apart = frozenset({frozenset({"food", "oil"})})
    problem = replace(street(stops), incompatible=apart)
    assert solved(problem).cost_fen == 380
    parts = (Compartment((100,)), Compartment((100,)))
    divided = replace(TRUCK, compartments=parts)
    problem = replace(street(stops, vehicles=[divided]), incompatible=apart)
    assert solved(problem).cost_fen == 200


def test_compartments_hold_a_commodity_each(solved: Solved) -> None:
    # Paper fits one part, glass the other; the third stop's paper is too much.
    parts = (
        Compartment((2,), frozenset({"paper"})),
        Compartment((9,), frozenset({"glass"})),
    )
    truck = replace(TRUCK, compartments=parts)
    stops = [
        replace(stop, commodity=name)
        for stop, name in zip(
            at(100, 100, 100, 90), ("paper",) * 3 + ("glass",), strict=True
        )
    ]
    assert solved(street(stops[1:], vehicles=[truck])).cost_fen == 200
    assert solved(street(stops, vehicles=[truck])).cost_fen == 400


def test_ways_to_fill_compartments_are_counted_once() -> None:
    parts = (Compartment((2,), frozenset({"paper"})), Compartment((9,)))
    vehicle = replace(TRUCK, compartments=parts)
    every = assignments(vehicle, ["glass", "paper"], frozenset())
    assert sorted(every) == [(1, 0), (1, 1)]
    apart = frozenset({frozenset({"glass", "paper"})})
    assert assignments(vehicle, ["glass", "paper"], apart) == [(1, 0), (None, 1)]
    single = replace(TRUCK, compartments=parts[1:])
    found = assignments(single, ["glass", "paper"], apart)
    assert set(found) == {(0, None), (None, 0)}
