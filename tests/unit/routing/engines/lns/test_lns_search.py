"""The search's own figures against figures worked out anew."""

import numpy as np
import pytest

from routing.engines.lns.changes import undo_change
from routing.engines.lns.fields import (
    BEST_COST,
    COST,
    MISSING,
    OFFER,
    OFFER_ROW,
    SLOTS,
    World,
)
from routing.engines.lns.insert import (
    accepts_more,
    no_offer,
    take_offer,
    try_position,
)
from routing.engines.lns.routes import refresh
from routing.vrp.assemble import route_from_nodes
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.problem import RoutingProblem
from routing.vrp.view import ProblemView
from tests.unit.routing.engines.lns.lns_city import (
    CAPACITY,
    away_of,
    begun,
    city,
    cost_of,
    figures_of,
    load_at,
    nodes_of,
    row_of,
    with_homes,
    with_lunch,
    with_releases,
)

PROBLEMS = {
    "plain": city(1),
    "other": city(2),
    "lunch": with_lunch(city(3)),
    "released": with_releases(city(6)),
    "homes": with_homes(city(7)),
    "homes and lunch": with_homes(with_lunch(city(8))),
}


@pytest.fixture(params=PROBLEMS)
def problem(request: pytest.FixtureRequest) -> RoutingProblem:
    return PROBLEMS[request.param]


def test_costs_after_many_changes_are_those_of_the_routes(
    problem: RoutingProblem,
) -> None:
    part = begun(problem)
    part.run(3000, 50_000.0)
    world = part.layout.world
    before = [cost_of(world, row_of(world, slot)) for slot in range(12)]
    assert all(refresh(world, slot) for slot in range(world.ints[SLOTS]))
    after = [cost_of(world, row_of(world, slot)) for slot in range(12)]
    assert after == before
    tours = part.tours()
    served = [node for _, nodes in tours for node in nodes if node < 40]
    assert len(served) == len(set(served))
    left_out = [stop for i, stop in enumerate(problem.stops) if i not in set(served)]
    lost = PARTS_PER_FEN * sum(s.prize_fen for s in left_out if not s.required)
    away = [away_of(world, row_of(world, slot)) for slot in range(12)]
    assert sum(away) == PARTS_PER_FEN * problem.objective.reassign_fen * sum(
        problem.stops[node].home not in {None, kind}
        for kind, nodes in tours
        for node in nodes
        if node < 40
    )
    assert world.floats[COST] == pytest.approx(sum(after) + sum(away) + lost)
    assert world.floats[MISSING] == sum(s.required for s in left_out)


def test_every_route_of_a_search_can_be_driven(problem: RoutingProblem) -> None:
    part = begun(problem)
    part.run(3000, 50_000.0)
    view, total = ProblemView(problem), 0.0
    for kind, nodes in part.best_tours():
        route = route_from_nodes(view, kind, nodes)
        assert route is not None
        assert [n for n in route.nodes[1:-1] if n < 40] == [n for n in nodes if n < 40]
        total += len(route.stops)
    assert total > 20


def test_loads_of_trips_keep_the_capacity(problem: RoutingProblem) -> None:
    part = begun(problem)
    part.run(1000, 50_000.0)
    world = part.layout.world
    for slot in range(int(world.ints[SLOTS])):
        row, load = row_of(world, slot), 0
        for position, node in enumerate(nodes_of(world, row)):
            load += problem.stops[node].load[0] if node < 40 else 0
            assert load_at(world, row, position) == load <= CAPACITY
            load = load if node < 40 else 0


def test_an_offer_costs_what_taking_it_costs(problem: RoutingProblem) -> None:
    part = begun(problem)
    world, tried = part.layout.world, 0
    for slot in range(12):
        kind = slot // 6
        nodes = nodes_of(world, row_of(world, slot))
        stops = [node for node in nodes if node < 40]
        if len(stops) < 3:
            continue
        part.restart([(kind, stops[2:])])
        for stop in stops[:2]:
            for position in range(len(nodes_of(world, row_of(world, 6 * kind))) - 1):
                tried += _try(world, 6 * kind, position, stop)
    assert tried > 8


def _try(world: World, slot: int, position: int, stop: int) -> bool:
    """Put a stop in if that is possible, compare all figures, and undo it."""
    row, kind = row_of(world, slot), slot // 6
    no_offer(world, 1e300)
    if accepts_more(world, row, kind, stop):
        try_position(world, row, kind, position, stop)
    if world.ints[OFFER_ROW] != row:
        return False
    offered = float(world.floats[OFFER])
    take_offer(world, slot, position)
    now = row_of(world, slot)
    away = away_of(world, now) - away_of(world, row)
    assert cost_of(world, now) - cost_of(world, row) + away == pytest.approx(offered)
    figures = figures_of(world, now)
    assert refresh(world, slot)
    assert figures_of(world, now) == figures
    undo_change(world)
    return True


def test_the_best_answer_never_gets_worse(problem: RoutingProblem) -> None:
    part = begun(problem)
    values = []
    for temperature in (1e6, 1e5, 1e4, 1e3):
        part.run(500, temperature)
        values.append(part.best_value)
    assert values == sorted(values, reverse=True)
    assert part.layout.world.floats[BEST_COST] < values[0][1] + 1


def test_the_same_seed_gives_the_same_answer(problem: RoutingProblem) -> None:
    answers = []
    for seed in (5, 5, 6):
        part = begun(problem, seed)
        part.run(1500, 20_000.0)
        answers.append((part.best_value, part.best_tours()))
    assert answers[0] == answers[1]
    assert answers[0][1] != answers[2][1]


def test_starting_again_from_the_best_answer_gives_its_value(
    problem: RoutingProblem,
) -> None:
    part = begun(problem)
    part.run(2000, 20_000.0)
    value, tours = part.best_value, part.best_tours()
    served = {node for _, nodes in tours for node in nodes}
    part.restart(tours)
    assert part.value <= value
    kept = {node for _, nodes in part.tours() for node in nodes}
    assert {n for n in served if n < 40} <= kept
    assert np.isfinite(part.value[1])
