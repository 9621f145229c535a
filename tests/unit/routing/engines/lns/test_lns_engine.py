"""The engine: repeatable, never below its start, stopped at once, with threads."""

import pytest

from routing.engines.lns import drive
from routing.engines.lns.engine import LnsEngine
from routing.options import Progress, SearchStopped, SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from tests.unit.routing.engines.lns.lns_city import city

STEPS = SolveOptions(time_limit_s=60, solution_limit=2000, seed=3)
PROBLEM = city(4, stops=60)


def test_the_same_seed_and_steps_give_the_same_answer() -> None:
    first, second = (
        LnsEngine().solve(PROBLEM, STEPS, ignore_progress) for _ in range(2)
    )
    assert (first.routes, first.unserved) == (second.routes, second.unserved)


def test_an_answer_is_never_worse_than_its_start() -> None:
    good = LnsEngine().solve(PROBLEM, STEPS, ignore_progress)
    few = SolveOptions(time_limit_s=60, solution_limit=1)
    again = LnsEngine().solve(PROBLEM, few, ignore_progress, good)
    assert objective(PROBLEM, again) <= objective(PROBLEM, good)


def test_a_wish_to_stop_ends_the_search_with_a_valid_answer() -> None:
    def stop(progress: Progress) -> None:
        if progress.phase == "improve":
            raise SearchStopped

    answer = LnsEngine().solve(PROBLEM, SolveOptions(time_limit_s=60), stop)
    assert answer.seconds < 20
    assert check_routing(PROBLEM, answer).violations == ()


def test_groups_side_by_side_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drive, "CHAIN_STOPS", 10)
    monkeypatch.setattr(drive, "GROUP_STOPS", 20)
    options = SolveOptions(time_limit_s=1.0, workers=2)
    answer = LnsEngine().solve(PROBLEM, options, ignore_progress)
    assert check_routing(PROBLEM, answer).violations == ()
    assert not any(PROBLEM.stops[entry.stop].required for entry in answer.unserved)
