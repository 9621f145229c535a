"""The OR-Tools engine: starts, progress, stopping, parts, and what it covers."""

import time
from dataclasses import replace

import numpy as np
import pytest

import routing.engines.ortools_parts as parts_module
from routing.engines.ortools_parts import make_parts
from routing.engines.ortools_routing import FEATURES, OrToolsEngine
from routing.options import Progress, SearchStopped, SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.features import RoutingFeature
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
)
from routing.vrp.start import build_start
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, closed, street

ENGINE = OrToolsEngine()
QUICK = SolveOptions(time_limit_s=3, solution_limit=60)


def scattered(count: int) -> RoutingProblem:
    """Return stops scattered over a square, a site in its middle, small trucks."""
    places = np.random.default_rng(3).integers(0, 5000, (count + 1, 2))
    metres = np.abs(places[:, None] - places[None, :]).sum(axis=2).astype(np.int32)
    truck = replace(
        TRUCK, capacity=(60,), num_available=count, shift=TimeWindow(0, 40_000)
    )
    return RoutingProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(metres, metres)},
        depots=(Depot("depot", 0),),
        unload_sites=(UnloadSite("site", 0),),
        stops=tuple(Stop(f"{i}", i, (10,)) for i in range(1, count + 1)),
        vehicle_types=(truck,),
    )


def test_it_covers_every_feature() -> None:
    assert frozenset(RoutingFeature) == FEATURES


def test_a_start_is_taken_over_and_made_no_worse() -> None:
    problem = scattered(30)
    first = ENGINE.solve(problem, QUICK, ignore_progress)
    more = replace(QUICK, solution_limit=1)
    second = ENGINE.solve(problem, more, ignore_progress, first)
    assert objective(problem, second) <= objective(problem, first)
    assert second.engine == "ortools"
    assert check_routing(problem, second).violations == ()


def test_a_wish_to_stop_returns_the_best_so_far() -> None:
    problem = scattered(60)
    told: list[Progress] = []

    def tell(message: Progress) -> None:
        told.append(message)
        if message.phase == "improve":
            raise SearchStopped

    began = time.perf_counter()
    answer = ENGINE.solve(problem, SolveOptions(time_limit_s=60), tell)
    assert time.perf_counter() - began < 10
    assert [message.phase for message in told].count("improve") == 1
    assert check_routing(problem, answer).violations == ()
    assert answer.unserved == ()


@pytest.mark.parametrize("phase", ["start", "build"])
def test_a_wish_to_stop_early_still_gives_an_answer(phase: str) -> None:
    def tell(message: Progress) -> None:
        if message.phase == phase:
            raise SearchStopped

    problem = scattered(20)
    answer = ENGINE.solve(problem, SolveOptions(time_limit_s=60), tell)
    assert check_routing(problem, answer).violations == ()


def test_it_tells_its_progress_at_least_once_a_second() -> None:
    moments: list[float] = []
    problem = scattered(60)
    options = SolveOptions(time_limit_s=2.5)
    ENGINE.solve(problem, options, lambda message: moments.append(message.seconds))
    gaps = np.diff([*moments, 2.5])
    assert min(np.diff(moments)) >= 0
    # A second, and what a busy machine takes on top.
    assert gaps.max() < 1.5


def test_a_problem_too_large_for_one_model_is_searched_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = scattered(40)
    monkeypatch.setattr(parts_module, "MOST_CELLS", 200)
    view = ProblemView(problem)
    routes = build_start(view)
    parts = make_parts(view, routes, np.arange(40))
    assert len(parts) > 1
    assert sorted(np.concatenate([part.stops for part in parts]).tolist()) == list(
        range(40)
    )
    assert all(len(part.routes) + len(part.others) == len(routes) for part in parts)
    answer = ENGINE.solve(problem, QUICK, ignore_progress)
    assert check_routing(problem, answer).violations == ()
    assert answer.unserved == ()


def test_sites_that_are_closed_all_day_are_left_aside() -> None:
    shut = UnloadSite("shut", 50, time_windows=(TimeWindow(1, 5999),))
    problem = street(at(100, 200), [shut, UnloadSite("open", 0)])
    problem = replace(problem, access_rules=(closed(unload_sites=frozenset({0})),))
    answer = ENGINE.solve(problem, QUICK, ignore_progress)
    assert answer.cost_fen == 400


def test_nothing_to_serve_needs_no_search() -> None:
    answer = ENGINE.solve(street([]), QUICK, ignore_progress)
    assert answer.routes == ()
    assert answer.cost_fen == 0


def test_a_stop_nobody_can_reach_is_left_out() -> None:
    far = replace(at(100)[0], time_windows=(TimeWindow(0, 10),))
    answer = ENGINE.solve(street([far, *at(50)]), QUICK, ignore_progress)
    assert [entry.stop for entry in answer.unserved] == [0]
