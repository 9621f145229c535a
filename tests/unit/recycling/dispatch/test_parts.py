"""Catchments that are kept, heard of and stopped while a plan is made."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recycling.config import DispatchSettings
from recycling.dispatch import parts
from recycling.dispatch.part_signals import PartSignals
from recycling.dispatch.parts import solve_parts
from routing.options import Progress, SearchStopped
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult
from tests.engines.routing_instances import INSTANCES

ONE_TRIP = next(i.problem for i in INSTANCES if i.name == "one trip")
SETTINGS = DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1)
PROBLEMS = {"east": ONE_TRIP, "west": ONE_TRIP}


class Drawer:
    """Keeps parts in memory."""

    def __init__(self, folder: Path, kept: Mapping[str, bytes] | None = None) -> None:
        self.signals = PartSignals(folder)
        self.drawer = dict(kept or {})

    def kept(self, name: str) -> bytes | None:
        return self.drawer.get(name)

    def keep(self, name: str, payload: bytes) -> None:
        self.drawer[name] = payload


def solved(
    problems: Mapping[str, RoutingProblem], drawer: Drawer, told: list[Any]
) -> dict[str, RoutingResult]:
    return solve_parts(
        problems, SETTINGS, 1, None, lambda *n: told.append(n), drawer, prefix="1-"
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the parts the solver is asked for."""
    names: list[str] = []
    solve = parts.solve_routing_parts

    def listen(problems: Mapping[str, RoutingProblem], *rest: Any, **more: Any) -> Any:
        names.extend(problems)
        return solve(problems, *rest, **more)

    monkeypatch.setattr(parts, "solve_routing_parts", listen)
    return names


def test_what_is_kept_is_not_solved_again(tmp_path: Path, asked: list[str]) -> None:
    drawer = Drawer(tmp_path)
    told: list[Any] = []
    first = solved({"east": ONE_TRIP}, drawer, [])
    assert list(drawer.drawer) == ["1-east"]
    both = solved(PROBLEMS, drawer, told)
    assert asked == ["east", "west"]
    assert both["east"].solution == first["east"].solution
    assert both["east"].report == first["east"].report
    assert list(both) == ["east", "west"]
    assert told == [(1, 2), (2, 2)]
    again = solved(PROBLEMS, drawer, [])
    assert asked == ["east", "west"]
    assert again["west"].lower_bound_fen == both["west"].lower_bound_fen
    costs = [result.solution.cost_fen for result in both.values()]
    assert drawer.signals.cost_fen() == sum(costs)


def test_a_part_of_a_problem_that_changed_is_solved_anew(
    tmp_path: Path, asked: list[str]
) -> None:
    drawer = Drawer(tmp_path)
    solved({"east": ONE_TRIP}, drawer, [])
    first, *others = ONE_TRIP.stops
    other = replace(
        ONE_TRIP, stops=(replace(first, service_s=first.service_s + 1), *others)
    )
    solved({"east": other}, drawer, [])
    assert asked == ["east", "east"]


def test_a_part_that_cannot_be_read_is_solved_anew(
    tmp_path: Path, asked: list[str]
) -> None:
    drawer = Drawer(tmp_path)
    solved({"east": ONE_TRIP}, drawer, [])
    whole = drawer.drawer["1-east"]
    for broken in (b"", whole[:-9], whole[:32] + b"nonsense"):
        solved({"east": ONE_TRIP}, Drawer(tmp_path, {"1-east": broken}), [])
    assert asked == ["east"] * 4


def test_parts_tell_their_cost_and_are_told_to_stop(tmp_path: Path) -> None:
    signals = PartSignals(tmp_path)
    assert signals.cost_fen() is None
    east, west = signals.watch("east"), signals.watch("west")
    east(Progress("build"))
    assert signals.cost_fen() is None
    east(Progress("improve", cost_fen=700))
    west(Progress("improve", cost_fen=300))
    east(Progress("improve", cost_fen=600))
    assert signals.cost_fen() == 900
    signals.stop()
    with pytest.raises(SearchStopped):
        west(Progress("improve", cost_fen=200))
    # The best so far was told all the same.
    assert signals.cost_fen() == 800


def test_the_weight_of_stops_left_out_is_no_cost(tmp_path: Path) -> None:
    signals = PartSignals(tmp_path)
    # Beyond 64 bits: no database has a column for it.
    signals.watch("east")(Progress("improve", cost_fen=2**63))
    assert signals.cost_fen() is None
    signals.watch("east")(Progress("improve", cost_fen=7))
    assert signals.cost_fen() == 7
