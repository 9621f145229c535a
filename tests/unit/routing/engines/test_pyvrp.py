"""What PyVRP is told: exact proportions of cost, ways home over unloading sites."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from routing.engines.pyvrp_places import Places
from routing.engines.pyvrp_routing import PyVrpEngine
from routing.engines.pyvrp_scale import Rates, rates_of, scale_of
from routing.options import Progress, SearchStopped, SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.parts import Objective, Overtime
from routing.vrp.problem import TimeWindow, UnloadSite
from routing.vrp.solution import UnservedReason
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street

LIMITED = SolveOptions(time_limit_s=10, solution_limit=300)


def test_costs_keep_their_proportions() -> None:
    truck = replace(TRUCK, unit_duration_cost_fen_per_h=6000, fixed_cost_fen=7)
    problem = street(at(100), vehicles=[truck])
    rates = rates_of(problem, truck)
    scale = scale_of([rates], [30])
    # 18,000 and 30,000 parts, 7 and 30 fen of 18,000: a unit is 6,000 parts.
    assert scale.units(rates.per_m) == 3
    assert scale.units(rates.per_s) == 5
    assert scale.units(rates.fixed) == 21
    assert scale.fen(21) == 7


def test_odd_proportions_are_rounded_before_they_overflow() -> None:
    rates = Rates(Fraction(10**9 + 7), Fraction(3), Fraction(0), Fraction(0))
    assert scale_of([rates], []).units(rates.per_m) == 10_000


def test_carbon_counts_by_the_metre() -> None:
    truck = replace(TRUCK, emission_g_per_km=1000)
    problem = street(at(100), vehicles=[truck])
    problem = replace(problem, objective=Objective(carbon_price_fen_per_t=10**6))
    assert rates_of(problem, truck).per_m == 2 * 18_000


def test_the_way_home_leads_over_the_cheapest_site() -> None:
    sites = (UnloadSite("left", -50, service_s=7), UnloadSite("right", 220))
    problem = street(at(200, -40), sites)
    places = Places(ProblemView(problem), (0,))
    rates = rates_of(problem, TRUCK)
    way = places.way_home(TRUCK, rates)
    right, left = (int(places.of_stop[stop]) for stop in (0, 1))
    assert way.site[[right, left]].tolist() == [1, 0]
    assert way.distance_m[[right, left]].tolist() == [240, 60]
    assert way.duration_s[[right, left]].tolist() == [240, 67]


def test_a_start_is_never_made_worse() -> None:
    problem = street(at(*range(100, 900, 70)), vehicles=[replace(TRUCK, capacity=(3,))])
    engine = PyVrpEngine()
    start = engine.solve(problem, LIMITED, ignore_progress)
    again = engine.solve(problem, replace(LIMITED, seed=9), ignore_progress, start)
    assert objective(problem, again) <= objective(problem, start)
    assert not check_routing(problem, again).violations


def test_a_window_over_before_the_release_is_no_window() -> None:
    windows = (TimeWindow(0, 150), TimeWindow(400, 900))
    never, later = at(100, 200)
    never = replace(never, time_windows=windows[:1], release_s=300)
    later = replace(later, time_windows=windows, release_s=300)
    # Optional ones are not looked at before the search.
    never = replace(never, required=False, prize_fen=10**6)
    answer = PyVrpEngine().solve(street([never, later]), LIMITED, ignore_progress)
    assert answer.cost_fen == 400
    reasons = [(entry.stop, entry.reason) for entry in answer.unserved]
    assert reasons == [(0, UnservedReason.TIME_WINDOW)]


def test_overtime_is_paid_where_a_second_vehicle_is_dearer() -> None:
    # 400 s out and home; 100 s of overtime at 1 fen a second.
    truck = replace(
        TRUCK, num_available=2, fixed_cost_fen=500, overtime=Overtime(300, 3600)
    )
    problem = street(at(200, 100), vehicles=[truck])
    answer = PyVrpEngine().solve(problem, LIMITED, ignore_progress)
    assert answer.cost_fen == 500 + 400 + 100


@pytest.mark.parametrize("moment", ["start", "improve"])
def test_a_wish_to_stop_ends_the_search(moment: str) -> None:
    def tell(message: Progress) -> None:
        if message.phase == moment:
            raise SearchStopped

    problem = street(at(*range(100, 900, 70)))
    began = time.perf_counter()
    options = SolveOptions(time_limit_s=60)
    answer = PyVrpEngine().solve(problem, options, tell)
    assert not check_routing(problem, answer).violations
    assert not answer.unserved
    assert time.perf_counter() - began < 10
