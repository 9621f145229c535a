"""Intake of unloading sites in the search: its sums, and what it refuses."""

import numpy as np
import pytest

from routing.engines.lns.engine import LnsEngine
from routing.engines.lns.fields import BROUGHT_AT, SLOTS
from routing.engines.lns.part import Part
from routing.engines.lns.sharing import intake_shares
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.view import ProblemView
from tests.unit.routing.engines.lns.lns_city import (
    begun,
    city,
    nodes_of,
    row_of,
    with_intake,
)


def brought_now(part: Part) -> list[int]:
    """Return what the routes of the moment bring to the sites, worked out anew."""
    world, answer = part.layout.world, [0, 0]
    stops = part.ground.view.problem.stops
    for slot in range(int(world.ints[SLOTS])):
        load = 0
        for node in nodes_of(world, row_of(world, slot)):
            if node < 40:
                load += stops[node].load[0]
            elif node < 42:
                answer[node - 40] += load
                load = 0
    return answer


@pytest.mark.parametrize("most", [0, 25, 60])
def test_sums_are_those_of_the_routes_and_keep_the_limit(most: int) -> None:
    part = begun(with_intake(city(1), most))
    world, reached = part.layout.world, 0
    for temperature in (1e7, 1e5, 1e4, 1e3):
        part.run(500, temperature)
        at = world.ints[BROUGHT_AT]
        assert world.ints[at : at + 2].tolist() == brought_now(part)
        assert brought_now(part)[1] <= most
        reached = max(reached, brought_now(part)[1])
    assert reached > most / 2 or most == 0


def test_an_answer_keeps_the_intake() -> None:
    problem = with_intake(city(2), 30)
    options = SolveOptions(time_limit_s=300, solution_limit=2000)
    answer = LnsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, answer).violations == ()


def test_groups_share_out_what_nobody_brings() -> None:
    view = ProblemView(with_intake(city(3), 100))
    loads = [stop.load[0] for stop in view.problem.stops]
    tours = [[[1, 3, 41, 5, 40]], [[7, 41, 9]]]
    first, second = intake_shares(view, [1, 3], tours)
    brought = loads[1] + loads[3], loads[7]
    left = 100 - sum(brought)
    assert first[1, 0] == brought[0] + left // 4
    assert np.sum([first[1, 0], second[1, 0]]) == 100
    assert second[1, 0] - brought[1] >= left * 3 // 4
