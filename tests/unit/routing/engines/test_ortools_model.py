"""What the OR-Tools model itself makes of each feature, solved by hand.

Places lie on one street as in ``tests.engines.routing_instances``: 1 m/s and 1 fen
per metre unless said otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from routing.engines.ortools_layout import make_layout, place_start, start_nodes
from routing.engines.ortools_loads import assignments
from routing.engines.ortools_model import RoutingModelBuilder
from routing.engines.ortools_routing import OrToolsEngine, search_parameters
from routing.engines.ortools_times import expected_times
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import PARTS_PER_FEN, objective
from routing.vrp.parts import (
    Break,
    Carried,
    Charger,
    Choice,
    Compartment,
    DrivingRest,
    Energy,
    Objective,
    Overtime,
    PlannedVisit,
)
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.solution import Route, VisitKind
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street

HOURLY = replace(
    TRUCK, unit_distance_cost_fen_per_km=0, unit_duration_cost_fen_per_h=3600
)
"""1 fen per second, waiting included."""


@dataclass(frozen=True)
class Answer:
    """Cost with weights, omissions by weight, and who visits what."""

    cost_fen: int
    omitted: int
    routes: tuple[tuple[str, ...], ...]


type Solved = Callable[[RoutingProblem], Answer]


@pytest.fixture(params=["model", "engine"])
def solved(request: pytest.FixtureRequest) -> Solved:
    """Solve by the bare model, so that nothing is repaired, or by the engine."""
    return _modelled if request.param == "model" else _answered


def _answered(problem: RoutingProblem) -> Answer:
    options = SolveOptions(time_limit_s=2, solution_limit=60)
    found = OrToolsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, found).violations == ()
    omitted, cost_fen = objective(problem, found)
    routes = tuple(_names(problem, route) for route in found.routes)
    return Answer(cost_fen, omitted, routes)


def _names(problem: RoutingProblem, route: Route) -> tuple[str, ...]:
    places = {
        VisitKind.STOP: problem.stops,
        VisitKind.UNLOAD: problem.unload_sites,
        VisitKind.CHARGE: problem.chargers,
    }
    return tuple(
        places[visit.kind][visit.index].name
        for visit in route.visits
        if visit.kind in places
    )


def _modelled(problem: RoutingProblem) -> Answer:
    view = ProblemView(problem)
    routes = build_start(view)
    layout = make_layout(view, routes, np.arange(view.num_stops))
    placed = place_start(layout, routes)
    model = RoutingModelBuilder(layout, expected_times(layout, placed))
    model.build()
    options = SolveOptions(solution_limit=60)
    parameters = search_parameters(problem, options, left_s=0.4)
    model.routing.CloseModelWithParameters(parameters)
    start = model.read(start_nodes(layout, placed))
    assert start is not None
    found = model.routing.SolveFromAssignmentWithParameters(start, parameters)
    omitted, units = divmod(found.ObjectiveValue(), model.penalty)
    cost_fen = round(units / model.scale / PARTS_PER_FEN)
    return Answer(cost_fen, omitted, _routes(model, found))


def _routes(model: RoutingModelBuilder, found: Any) -> tuple[tuple[str, ...], ...]:
    answer = []
    for vehicle in range(len(model.types)):
        names, index = [], model.routing.Start(vehicle)
        while not model.routing.IsEnd(
            index := found.Value(model.routing.NextVar(index))
        ):
            names.append(_name(model.problem, int(model.layout.nodes[index])))
        if names:
            answer.append(tuple(names))
    return tuple(answer)


def _name(problem: RoutingProblem, node: int) -> str:
    places = [
        *problem.stops,
        *problem.unload_sites,
        *problem.depots,
        *problem.chargers,
    ]
    return places[node].name


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


def test_unloading_lasts_by_the_load(solved: Solved) -> None:
    # 2 x 100 s of driving, 30 s at the site, and 10 s per unit on board.
    site = UnloadSite("site", 0, service_s=30, service_s_per_1000=10_000)
    stops = [replace(at(100)[0], load=(4,), service_s_per_1000=1500)]
    assert solved(street(stops, [site], [HOURLY])).cost_fen == 200 + 6 + 30 + 40


def test_a_slow_site_is_left_for_a_quicker_one_when_there_is_much_to_unload(
    solved: Solved,
) -> None:
    slow = UnloadSite("slow", 0, service_s_per_1000=100_000)
    quick = UnloadSite("quick", -20)
    stops = [replace(at(100)[0], load=(1,))]
    assert solved(street(stops, [slow, quick], [HOURLY])).cost_fen == 240


def test_vehicles_queue_at_a_dock(solved: Solved) -> None:
    # Both are at the site after 200 s; one unloads for 50 s, the other waits.
    site = UnloadSite("site", 0, service_s=50, docks=1)
    stops = [
        replace(at(100)[0], time_windows=(TimeWindow(100, 100),)),
        replace(at(-100)[0], time_windows=(TimeWindow(100, 100),)),
    ]
    trucks = [replace(HOURLY, num_available=2)]
    assert solved(street(stops, [site], trucks)).cost_fen == 2 * 250 + 50
    free = solved(street(stops, [replace(site, docks=2)], trucks))
    assert free.cost_fen == 2 * 250


def test_vehicles_queue_at_a_dock_as_long_as_loads_take(solved: Solved) -> None:
    site = UnloadSite("site", 0, service_s_per_1000=50_000, docks=1)
    stops = [
        replace(at(100)[0], time_windows=(TimeWindow(100, 100),)),
        replace(at(-100)[0], time_windows=(TimeWindow(100, 100),)),
    ]
    trucks = [replace(HOURLY, num_available=2)]
    assert solved(street(stops, [site], trucks)).cost_fen == 2 * 250 + 50


def test_a_full_site_sends_the_rest_elsewhere() -> None:
    # Our start leaves a stop out: the library builds routes of its own.
    near = UnloadSite("near", 0, intake=(3,))
    truck = replace(TRUCK, capacity=(2,))
    answer = _answered(
        street(at(100, 100, 100, 100), [near, UnloadSite("far", -30)], [truck])
    )
    assert (answer.cost_fen, answer.omitted) == (200 + 200 + 60, 0)


@pytest.mark.parametrize("price", [60, 600])
def test_lateness_is_weighed_against_the_way(solved: Solved, price: int) -> None:
    # 50 m has to be first; from there -100 m is 100 s late: 50 + 150 + 100.
    late = replace(
        at(-100)[0],
        time_windows=(TimeWindow(0, 100),),
        late_cost_fen_per_min=price,
    )
    early = replace(at(50)[0], time_windows=(TimeWindow(0, 50),))
    answer = solved(street([late, early]))
    assert answer.omitted == 0
    assert answer.cost_fen == 300 + 100 * price // 60


def test_lateness_counts_from_the_window_before(solved: Solved) -> None:
    # 50 s after the first window; 1 fen/s late or 40 s of waiting at 1 fen/s.
    windows = (TimeWindow(0, 50), TimeWindow(140, 200))
    stop = replace(at(100)[0], time_windows=windows, late_cost_fen_per_min=60)
    assert solved(street([stop], vehicles=[HOURLY])).cost_fen == 200
    tight = replace(HOURLY, shift=TimeWindow(0, 239))
    assert solved(street([stop], vehicles=[tight])).cost_fen == 200 + 50


def test_a_trip_waits_for_what_it_fetches(solved: Solved) -> None:
    # One unloading before the release at 500 s: 200 s, then the second trip, home
    # at 700 s, against one trip from 500 s on. The window forces two trips.
    first = replace(at(100)[0], time_windows=(TimeWindow(0, 100),))
    second = replace(at(200)[0], release_s=500)
    problem = street([first, second], vehicles=[HOURLY])
    assert solved(problem).cost_fen == 100 + 100 + 300 + 400
    assert len(solved(problem).routes[0]) == 4


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


def test_overtime_is_priced(solved: Solved) -> None:
    # 400 s of which 100 s cost 2 fen more.
    truck = replace(HOURLY, overtime=Overtime(300, 7200))
    assert solved(street(at(200), vehicles=[truck])).cost_fen == 600


def test_a_break_that_is_due_is_taken(solved: Solved) -> None:
    truck = replace(HOURLY, breaks=(Break(100, 150, 60),))
    stop = replace(at(100)[0], time_windows=(TimeWindow(100, 100),))
    # Out from 0 s to 200 s: due. The short day back at 150 s is not.
    assert solved(street([stop], vehicles=[truck])).cost_fen == 260
    near = replace(stop, location=40)
    assert solved(street([near], vehicles=[truck])).cost_fen == 80


def test_long_driving_asks_for_a_rest(solved: Solved) -> None:
    truck = replace(HOURLY, driving_rest=DrivingRest(350, 90))
    assert solved(street(at(300), vehicles=[truck])).cost_fen == 690
    assert solved(street(at(150), vehicles=[truck])).cost_fen == 300


def test_waiting_counts_as_a_rest(solved: Solved) -> None:
    truck = replace(HOURLY, driving_rest=DrivingRest(350, 90))
    first = replace(at(300)[0], time_windows=(TimeWindow(300, 300),))
    second = replace(at(290)[0], time_windows=(TimeWindow(400, 400),))
    assert solved(street([first, second], vehicles=[truck])).cost_fen == 690


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


VAN = replace(HOURLY, energy=Energy(300, 1000, 0, 3_600_000))
"""300 Wh, 1 Wh a metre, charges 1,000 Wh a second."""


def test_a_battery_is_charged_on_the_way(solved: Solved) -> None:
    # 400 m need 100 Wh more than it has: 50 s at 7,200 W of the charger at 100 m.
    charger = Charger("plug", 0, 7200)
    problem = street(at(100, 200), vehicles=[VAN])
    problem = replace(
        problem, chargers=(replace(charger, location=problem.stops[0].location),)
    )
    answer = solved(problem)
    assert (answer.cost_fen, answer.omitted) == (450, 0)
    assert "plug" in answer.routes[0]


def test_load_uses_energy(solved: Solved) -> None:
    # Empty there and loaded back: 100 + 2 x 100 Wh, or with 3 units 100 + 4 x 100.
    energy = Energy(320, 1000, 1_000_000, 3_600_000)
    truck = replace(TRUCK, energy=energy)
    assert solved(street(at(100), vehicles=[truck])).omitted == 0
    heavy = [replace(at(100)[0], load=(3,))]
    assert solved(street(heavy, vehicles=[truck])).omitted == 1


def test_a_vehicle_charges_while_it_unloads(solved: Solved) -> None:
    stops, van = at(100), replace(VAN, energy=Energy(250, 1000, 0, 7200))
    van = replace(van, capacity=(1,))
    # Two trips of 200 m: 150 Wh missing are 75 s of the 80 s at the site.
    site = UnloadSite("site", 0, service_s=80, charge_power_w=7200)
    answer = solved(street([*stops, *stops], [site], [van]))
    assert (answer.cost_fen, answer.omitted) == (400 + 160, 0)
    weak = replace(site, charge_power_w=3600)
    assert solved(street([*stops, *stops], [weak], [van])).omitted == 1


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
