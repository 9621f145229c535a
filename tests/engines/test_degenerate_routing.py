"""Problems at the edge: an answer or a clear error, never a crash or a lost stop."""

from dataclasses import replace

import numpy as np
import pytest

from routing.engines.insertion import InsertionEngine
from routing.errors import InfeasibleError
from routing.options import Progress, SearchStopped, SolveOptions
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.parts import Carried
from routing.vrp.problem import Stop, TimeWindow, TravelTable, UnloadSite
from routing.vrp.solution import UnservedReason
from tests.engines.routing_instances import TRUCK, at, street

BUILD = SolveOptions(engine="insertion", time_limit_s=3)


def test_a_hundred_thousand_stops_that_are_alike() -> None:
    stop = Stop("bin", 100, (1,), service_s=1)
    truck = replace(TRUCK, num_available=3, capacity=(40_000,))
    problem = street([stop], vehicles=[replace(truck, shift=TimeWindow(0, 90_000))])
    problem = replace(problem, stops=problem.stops * 100_000)
    result = solve_routing(problem, BUILD)
    assert result.solution.unserved == ()
    assert len(result.solution.routes) == 2


def test_a_fleet_too_small_for_twenty_thousand_stops() -> None:
    problem = street([Stop("bin", 100, (1,))], vehicles=[replace(TRUCK, max_trips=1)])
    problem = replace(problem, stops=problem.stops * 20_000)
    result = solve_routing(problem, BUILD)
    reasons = {entry.reason for entry in result.solution.unserved}
    assert reasons == {UnservedReason.FLEET_FULL}
    assert len(result.solution.unserved) == 20_000 - 100


def test_a_load_of_many_trucks_is_fetched_in_parts() -> None:
    truck = replace(TRUCK, num_available=2, shift=TimeWindow(0, 9000))
    heap = Stop("heap", 100, (1050,))
    result = solve_routing(street([heap], vehicles=[truck]), BUILD)
    assert result.solution.unserved == ()
    assert result.report.unloadings == 11


def test_no_way_takes_any_time() -> None:
    problem = street(at(100, 200, 300))
    zero = np.zeros_like(problem.tables["default"].distance_m)
    problem = replace(problem, tables={"default": TravelTable(zero, zero)})
    result = solve_routing(problem, BUILD)
    assert result.solution.unserved == ()
    assert result.solution.cost_fen == 0


def test_a_load_on_board_that_goes_nowhere_is_told() -> None:
    truck = replace(TRUCK, on_board=(Carried("glass", (1,)),))
    site = UnloadSite("late", 0, time_windows=(TimeWindow(9000, 9999),))
    with pytest.raises(InfeasibleError, match="truck"):
        solve_routing(street(at(100), [site], [truck]), BUILD)


def test_stopping_returns_what_is_built() -> None:
    def stop(progress: Progress) -> None:
        del progress
        raise SearchStopped

    problem = street(at(100, 200))
    solution = InsertionEngine().solve(problem, BUILD, stop)
    assert check_routing(problem, solution).violations == ()
