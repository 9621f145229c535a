"""The last part of a search: when it is another engine's, and what comes of it."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from routing.decompose import improve, polish, whole
from routing.decompose.polish import is_polished
from routing.decompose.work import Outcome, work
from routing.engines.registry import ROUTING_ENGINES, load_engines, named
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.features import features_of
from routing.vrp.problem import Depot, RoutingProblem
from tests.unit.routing.decompose.plans import plane

LONG = SolveOptions(time_limit_s=60)


def polished(problem: RoutingProblem, options: SolveOptions = LONG) -> bool:
    covered = named(ROUTING_ENGINES, "pyvrp").features
    return is_polished(problem, features_of(problem), covered, options)


def test_when_the_last_part_is_another_engine_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = plane(20, num_available=40, max_trips=0, returns_empty=False)
    assert not polished(plain)
    monkeypatch.setattr(polish, "LEAST_STOPS", 19)
    assert polished(plain)
    assert not polished(plane(20))
    assert not polished(plain, replace(LONG, time_limit_s=59.9))
    assert not polished(plain, replace(LONG, engine="lns"))
    assert not polished(plain, replace(LONG, solution_limit=1000))
    far = replace(plain.vehicle_types[0], end_depot=1)
    depots = (*plain.depots, Depot("other", 1))
    kinds = (*plain.vehicle_types, far)
    assert not polished(replace(plain, depots=depots, vehicle_types=kinds))


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polish searches of a few seconds, most of the time and in threads."""

    @contextmanager
    def threads(workers: int) -> Iterator[Executor]:
        with ThreadPoolExecutor(workers) as pool:
            yield pool

    # What is loaded only now would take of the seconds of the search.
    load_engines("lns")
    monkeypatch.setattr(polish, "SHORTEST_S", 0.0)
    monkeypatch.setattr(polish, "LEAST_STOPS", 30)
    monkeypatch.setattr(whole, "WHOLE_STOPS", 30)
    monkeypatch.setattr(whole, "SHARE", 0.8)
    monkeypatch.setattr(whole, "processes", threads)


@pytest.mark.usefixtures("short")
def test_the_polisher_goes_on_from_the_kernel_s_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engines = []

    def noted(*arguments: object) -> Outcome:
        engines.append(arguments[1].engine)  # type: ignore[attr-defined]
        assert arguments[2] is not None
        return work(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(improve, "work", noted)
    problem = plane(60, num_available=40, max_trips=0, returns_empty=False)
    options = SolveOptions(time_limit_s=3, workers=2)
    result = solve_routing(problem, options)
    assert set(engines) == {"pyvrp"}
    assert not result.solution.unserved
    assert result.solution.engine == "lns"
