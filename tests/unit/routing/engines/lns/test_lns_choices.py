"""Choices in the search: all of one alternative or nothing, counted once."""

import numpy as np
import pytest

from routing.engines.lns import drive
from routing.engines.lns.choice_rows import PROMISED, choice_rows, crowding
from routing.engines.lns.engine import LnsEngine
from routing.engines.lns.fields import (
    COST,
    I_SLOT,
    MISSING,
    N_WEIGHT,
    NODE_AT,
    NODE_WIDTH,
    SLOTS,
    STOP_AT,
    STOP_WIDTH,
)
from routing.engines.lns.ground import Ground
from routing.engines.lns.part import Part, Tour
from routing.engines.lns.sharing import choices_together, intake_shares
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import PARTS_PER_FEN, omissions
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Unserved, UnservedReason
from routing.vrp.view import ProblemView
from tests.unit.routing.engines.lns.lns_city import (
    begun,
    city,
    cost_of,
    nodes_of,
    row_of,
    with_choices,
    with_intake,
)

PROBLEMS = {
    "roomy": with_choices(city(1)),
    "tight": with_intake(with_choices(city(2)), 20),
}


@pytest.fixture(params=PROBLEMS)
def problem(request: pytest.FixtureRequest) -> RoutingProblem:
    return PROBLEMS[request.param]


def served_stops(tours: list[Tour]) -> set[int]:
    return {node for _, nodes in tours for node in nodes if node < 40}


@pytest.mark.parametrize("temperature", [1e3, 1e8])
def test_all_of_one_alternative_is_served_or_nothing(
    problem: RoutingProblem, temperature: float
) -> None:
    part = begun(problem)
    taken = set()
    for _ in range(40):
        part.run(25, temperature)
        for tours in (part.tours(), part.best_tours()):
            served = served_stops(tours)
            for number, choice in enumerate(problem.choices):
                begun_ones = [g for g in choice.alternatives if served & set(g)]
                assert len(begun_ones) <= 1
                assert all(served >= set(group) for group in begun_ones)
                taken.update((number, group) for group in begun_ones)
    assert temperature < 1e8 or len(taken) > 2 * len(problem.choices)


def test_what_is_left_out_of_choices_counts_once(problem: RoutingProblem) -> None:
    part = begun(problem)
    part.run(2000, 100_000.0)
    world = part.layout.world
    served = served_stops(part.tours())
    left_out = [
        Unserved(stop, UnservedReason.FLEET_FULL) for stop in set(range(40)) - served
    ]
    lost = omissions(problem, left_out)
    rows = [row_of(world, slot) for slot in range(int(world.ints[SLOTS]))]
    routes = sum(cost_of(world, row) for row in rows)
    assert world.floats[MISSING] == lost.weight
    assert world.floats[COST] == pytest.approx(
        routes + PARTS_PER_FEN * lost.lost_prize_fen
    )
    placed = {node for row in rows for node in nodes_of(world, row) if node < 40}
    slots = world.ints[world.ints[STOP_AT] :][: 40 * STOP_WIDTH : STOP_WIDTH]
    assert I_SLOT == 0
    assert set(np.flatnonzero(slots >= 0).tolist()) == placed == served


def test_answers_with_choices_are_valid_and_repeat_themselves(
    problem: RoutingProblem,
) -> None:
    options = SolveOptions(time_limit_s=300, solution_limit=2000, seed=5)
    first, second = (
        LnsEngine().solve(problem, options, ignore_progress) for _ in range(2)
    )
    assert (first.routes, first.unserved) == (second.routes, second.unserved)
    assert check_routing(problem, first).violations == ()
    reasons = [entry.reason for entry in first.unserved]
    assert reasons.count(UnservedReason.NOT_CHOSEN) >= len(problem.choices)


def test_groups_keep_choices_whole(
    problem: RoutingProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drive, "CHAIN_STOPS", 10)
    monkeypatch.setattr(drive, "GROUP_STOPS", 10)
    options = SolveOptions(time_limit_s=1.5, workers=2)
    answer = LnsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, answer).violations == ()
    few = SolveOptions(time_limit_s=300, workers=2, solution_limit=2)
    again = LnsEngine().solve(problem, few, ignore_progress, answer)
    assert check_routing(problem, again).violations == ()


def test_a_choice_goes_where_it_is_served() -> None:
    view = ProblemView(PROBLEMS["roomy"])
    groups = [np.arange(2), np.arange(2, 20), np.arange(20, 40)]
    tours = [[[0]], [[6, 7, 8]], [[]]]
    first, second, third = choices_together(view, groups, tours)
    assert first.tolist() == [0, 1, 2, 3]
    assert second.tolist() == list(range(4, 20))
    assert third.tolist() == list(range(20, 40))


def test_stops_of_a_choice_served_by_two_groups_are_promised() -> None:
    view = ProblemView(PROBLEMS["roomy"])
    groups = [np.arange(2), np.arange(2, 40)]
    first, second = choices_together(view, groups, [[[1]], [[2]]])
    assert first.tolist() == [1]
    assert second.tolist() == [2, *range(4, 40)]
    rows = choice_rows(view, first)
    assert rows.promised.tolist() == [0]
    assert rows.choices.size == 0
    part = Part.of(
        Ground.of(view), first, [], [1, 0], intake_shares(view, [1], [[]])[0], 1
    )
    ints = part.layout.world.ints
    assert ints[ints[NODE_AT] + N_WEIGHT] == PROMISED
    assert ints[NODE_WIDTH] > N_WEIGHT


def test_crowding_is_the_share_of_stops_that_are_served() -> None:
    problem = PROBLEMS["roomy"]
    assert crowding(ProblemView(city(1))) == 1
    # 40 stops, of which 8 choices serve one of four each: at least 16.
    assert crowding(ProblemView(problem)) == 3
