"""Parts are solved side by side; nothing is lost, and one failure stays one."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import pytest

from routing.decompose import parts
from routing.decompose.parts import PartsFailedError, solve_routing_parts
from routing.options import (
    Progress,
    ProgressCallback,
    SearchStopped,
    SolveOptions,
)
from routing.vrp.check import check_routing
from tests.engines.routing_instances import INSTANCES, at, street

PROBLEMS = {instance.name: instance.problem for instance in INSTANCES}
OPTIONS = SolveOptions(engine="insertion", time_limit_s=2, workers=2)
BROKEN = street([replace(at(100)[0], load=(-1,))])


@pytest.fixture(params=["here", "threads"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor | None]:
    if request.param == "here":
        yield None
        return
    with ThreadPoolExecutor(2) as pool:
        yield pool


def test_nothing_is_lost(executor: Executor | None) -> None:
    results = solve_routing_parts(PROBLEMS, OPTIONS, executor)
    assert list(results) == list(PROBLEMS)
    for name, result in results.items():
        assert check_routing(PROBLEMS[name], result.solution) == result.report


def test_progress_counts_parts_and_adds_costs_up(executor: Executor | None) -> None:
    told: list[Progress] = []
    results = solve_routing_parts(PROBLEMS, OPTIONS, executor, told.append)
    assert [message.done for message in told] == list(range(1, len(PROBLEMS) + 1))
    assert {message.total for message in told} == {len(PROBLEMS)}
    total = sum(result.report.cost_fen for result in results.values())
    assert told[-1].cost_fen == total


def test_parts_are_watched_by_name_and_handed_over_as_they_end(
    executor: Executor | None,
) -> None:
    watched: dict[str, list[Progress]] = {}
    handed: list[str] = []

    def watch(name: str) -> ProgressCallback:
        return watched.setdefault(name, []).append

    results = solve_routing_parts(
        PROBLEMS,
        OPTIONS,
        executor,
        watch=watch,
        ended=lambda name, _result: handed.append(name),
    )
    assert sorted(handed) == sorted(PROBLEMS)
    for name, told in watched.items():
        assert told[-1].cost_fen == results[name].solution.cost_fen


def test_a_part_told_to_stop_ends_with_what_it_has() -> None:
    def watch(_name: str) -> ProgressCallback:
        def stop(_message: Progress) -> None:
            raise SearchStopped

        return stop

    options = replace(OPTIONS, engine="auto", time_limit_s=60)
    began = time.perf_counter()
    problems = {"one trip": PROBLEMS["one trip"]}
    results = solve_routing_parts(problems, options, watch=watch)
    assert time.perf_counter() - began < options.time_limit_s / 2
    assert results["one trip"].report.violations == ()


def test_one_failure_leaves_the_others(executor: Executor | None) -> None:
    problems = {**PROBLEMS, "broken": BROKEN}
    told = f"1 of {len(problems)} parts failed: broken: "
    with pytest.raises(PartsFailedError, match=told) as got:
        solve_routing_parts(problems, OPTIONS, executor)
    assert list(got.value.faults) == ["broken"]
    assert set(got.value.results) == set(PROBLEMS)


def test_a_bug_in_a_part_is_told_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        msg = "a bug"
        raise KeyError(msg)

    monkeypatch.setattr(parts, "solve_whole", fail)
    with pytest.raises(PartsFailedError) as got:
        solve_routing_parts({"a": PROBLEMS["one trip"]}, OPTIONS)
    assert "Traceback" in got.value.faults["a"]


def test_no_parts() -> None:
    assert solve_routing_parts({}, OPTIONS) == {}


def test_a_callback_that_raises_passes_through(executor: Executor | None) -> None:
    def tell(message: Progress) -> None:
        raise KeyboardInterrupt(message.done)

    with pytest.raises(KeyboardInterrupt):
        solve_routing_parts(PROBLEMS, OPTIONS, executor, tell)


def test_parts_survive_the_way_to_a_spawned_process() -> None:
    problems = {name: PROBLEMS[name] for name in ("one trip", "commodities")}
    problems["broken"] = BROKEN
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=context) as pool,
        pytest.raises(PartsFailedError) as got,
    ):
        solve_routing_parts(problems, replace(OPTIONS, engine="auto"), pool)
    costs = {name: part.report.cost_fen for name, part in got.value.results.items()}
    assert costs == {"one trip": 800, "commodities": 1000}
    assert "load[kg]: must be between" in got.value.faults["broken"]


def test_a_broken_worker_is_told_of_every_part() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pool.submit(os._exit, 1).exception()
        with pytest.raises(PartsFailedError) as got:
            solve_routing_parts(PROBLEMS, OPTIONS, pool)
    assert set(got.value.faults) == set(PROBLEMS)
