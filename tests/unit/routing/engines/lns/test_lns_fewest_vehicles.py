"""Fewer vehicles first, where they are what costs."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from routing.engines.lns import fewest_vehicles
from routing.engines.lns.cooling import Clock
from routing.engines.lns.engine import LnsEngine
from routing.engines.lns.fewest_vehicles import Crew, reduce_fleet
from routing.engines.lns.fields import MOST_ROUTES
from routing.engines.lns.fleet_reduction import TEMPERATURE, Reduction
from routing.engines.lns.ground import Ground
from routing.engines.lns.groups import Group, make_groups
from routing.engines.lns.part import Part, Tour
from routing.engines.lns.prices import is_fleet_first, moving_parts
from routing.options import SolveOptions, ignore_progress
from routing.vrp.check import check_routing
from routing.vrp.costs import PARTS_PER_FEN
from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TravelTable,
    VehicleType,
)
from routing.vrp.solution import RoutingSolution
from routing.vrp.view import ProblemView
from tests.unit.routing.engines.lns.lns_city import begun, city, with_lunch

STOPS = 100
LEAST = 8
FILL = 0.995
FIXED_FEN = 100_000


@cache
def villages(fixed_fen: int = FIXED_FEN) -> RoutingProblem:
    """Return a problem that eight vehicles can do if all are nearly full.

    There are nine villages, so that a vehicle for each is what ways ask for.
    """
    random = np.random.default_rng(1)
    loads = random.integers(5, 40, STOPS).tolist()
    centres = random.integers(0, 20_000, (LEAST + 1, 2))
    places = centres[random.integers(0, LEAST + 1, STOPS + 1)]
    places += random.integers(-600, 600, places.shape)
    places[0] = 10_000
    metres = np.abs(places[:, None] - places[None]).sum(axis=2).astype(np.int32)
    truck = VehicleType(
        "truck",
        3 * LEAST,
        (round(sum(loads) / LEAST / FILL),),
        returns_empty=False,
        fixed_cost_fen=fixed_fen,
        unit_distance_cost_fen_per_km=100,
    )
    return RoutingProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(metres, metres // 8)},
        depots=(Depot("depot", 0),),
        unload_sites=(),
        stops=tuple(
            Stop(f"stop {number}", number + 1, (load,))
            for number, load in enumerate(loads)
        ),
        vehicle_types=(truck,),
    )


def dear(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem whose vehicles cost more than all that they do."""
    kinds = problem.vehicle_types
    fleet = tuple(replace(kind, fixed_cost_fen=10 * FIXED_FEN) for kind in kinds)
    return replace(problem, vehicle_types=fleet)


def solve(problem: RoutingProblem, steps: int, workers: int = 1) -> RoutingSolution:
    """Return a valid answer that leaves out no stop that is required."""
    options = SolveOptions(
        time_limit_s=60, solution_limit=steps, workers=workers, seed=2
    )
    answer = LnsEngine().solve(problem, options, ignore_progress)
    assert check_routing(problem, answer).violations == ()
    assert not any(problem.stops[entry.stop].required for entry in answer.unserved)
    return answer


def reduced(part: Part, steps: int, least: int = 1) -> Reduction:
    reduction = Reduction(Clock(0.0, 1e9, steps), 1.0, least)
    reduction.begin(part)
    reduction.run(part)
    return reduction


def served(tours: list[Tour], stops: int) -> list[int]:
    return sorted(node for _, nodes in tours for node in nodes if node < stops)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_vehicle_is_saved_that_the_search_alone_keeps(seed: int) -> None:
    part = begun(villages(), seed)
    first, value = part.best_tours(), part.best_value
    reduction = reduced(part, 5000, LEAST)
    assert len(reduction.tours) == LEAST < len(first)
    assert reduction.value[1] < value[1]
    assert served(reduction.tours, STOPS) == list(range(STOPS))

    alone = begun(villages(), seed)
    moving = moving_parts(alone.ground, first, value[1])
    alone.run(reduction.clock.steps, TEMPERATURE * moving / STOPS)
    assert len(alone.best_tours()) > LEAST


@pytest.mark.parametrize("workers", [1, 2])
def test_the_engine_uses_as_few_vehicles_as_the_loads_need(workers: int) -> None:
    assert len(solve(villages(), 1000, workers).routes) == LEAST


@pytest.mark.parametrize("problem", [city(4), with_lunch(city(3))])
def test_days_with_trips_and_lunch_keep_every_rule(problem: RoutingProblem) -> None:
    first, second = (solve(dear(problem), 3000) for _ in range(2))
    assert (first.routes, first.unserved) == (second.routes, second.unserved)
    assert len(first.routes) <= len(solve(problem, 3000).routes)


def test_no_route_begins_above_the_most_there_may_be() -> None:
    part = begun(villages())
    part.layout.world.ints[MOST_ROUTES] = LEAST - 1
    part.restart(part.best_tours()[: LEAST - 1])
    for temperature in [1e3, 1e6, 1e12] * 5:
        part.run(30, temperature)
        assert len(part.tours()) == LEAST - 1
    part.layout.world.ints[MOST_ROUTES] = 0
    part.run(300, 1e3)
    assert len(part.tours()) >= LEAST


def test_what_cannot_be_saved_is_given_back() -> None:
    part = begun(villages())
    tours, value = part.best_tours(), part.best_value
    reduction = reduced(part, 5000, len(tours))
    assert (reduction.tours, reduction.clock.steps) == (tours, 0)
    best = reduced(part, 5000, LEAST)
    below = reduced(part, 2000, LEAST - 1)
    assert (below.tours, below.value) == (best.tours, best.value)
    assert below.value < value


def crew(problem: RoutingProblem) -> tuple[Crew, list[list[Tour]]]:
    """Return one worker, and a list of what each search began with."""
    ground = Ground.of(ProblemView(problem))
    opened: list[list[Tour]] = []

    def open_groups(groups: Sequence[Group]) -> list[Part]:
        spare = [kind.num_available for kind in problem.vehicle_types]
        intake = np.zeros((0, 1), dtype=np.int64)
        parts = [
            Part.of(ground, g.stops, g.tours, spare, intake, seed)
            for seed, g in enumerate(groups)
        ]
        opened.extend(part.best_tours() for part in parts)
        return parts

    def one_by_one(jobs: Sequence[fewest_vehicles.Job]) -> None:
        for job in jobs:
            job()

    return Crew(ground, 1, 1, open_groups, one_by_one), opened


@pytest.mark.parametrize(
    ("fixed_fen", "parts", "is_first"),
    [(0, 0, None), (10, 1, False), (FIXED_FEN, 1, True)],
)
def test_prices_decide_whether_vehicles_come_first(
    fixed_fen: int, parts: int, is_first: bool | None
) -> None:
    worker, opened = crew(villages(fixed_fen))
    clock = Clock(0.0, 1e9, 2000)
    found = reduce_fleet(worker, clock, lambda: None, [])
    assert len(opened) == parts
    assert (found and found.is_fleet_first) == is_first
    if found is not None:
        assert served(found.tours, STOPS) == list(range(STOPS))
        assert is_first == (len(found.tours) == LEAST)
        assert (clock.steps, clock.limit_steps == 2000) == (0, not is_first)


def test_groups_are_reduced_and_divided_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fewest_vehicles, "WHOLE_STOPS", 60)
    worker, opened = crew(villages())
    clock = Clock(0.0, 1e9, 4000)
    told: list[int] = []
    found = reduce_fleet(worker, clock, lambda: told.append(1), [])
    assert found is not None
    before = [tour for tours in opened[:2] for tour in tours]
    assert len(opened) > 2
    assert LEAST <= len(found.tours) < len(before)
    assert served(found.tours, STOPS) == list(range(STOPS))
    assert told


def test_a_vehicle_is_compared_with_a_mean_tour() -> None:
    ground = Ground.of(ProblemView(villages(1000)))
    tours: list[Tour] = [(0, [0]), (0, [1])]
    fixed = 2 * 1000 * PARTS_PER_FEN
    assert moving_parts(ground, tours, fixed + 5.0) == 5.0
    assert is_fleet_first(ground, tours, 2 * fixed - 1.0)
    assert not is_fleet_first(ground, tours, 2 * fixed + 1.0)


def test_types_may_differ_by_less_than_a_vehicle_costs() -> None:
    problem = villages(1000)
    (truck,) = problem.vehicle_types
    tours: list[Tour] = [(0, [0]), (0, [1])]
    cost_parts = 2 * (1000 + 600) * PARTS_PER_FEN
    for dearest, number, is_first in (
        (1300, 1, True),
        (1500, 1, False),
        (1500, 0, True),
    ):
        large = replace(
            truck, name="large", fixed_cost_fen=dearest, num_available=number
        )
        mixed = replace(problem, vehicle_types=(truck, large))
        ground = Ground.of(ProblemView(mixed))
        assert is_fleet_first(ground, tours, cost_parts) == is_first


def test_shares_are_counted_anew() -> None:
    clock = Clock(0.0, 1e9, 100, steps=25)
    clock.begin_anew()
    assert (clock.share, clock.limit_steps) == (0.0, 75)


def test_no_group_is_without_stops() -> None:
    view = ProblemView(city(1))
    everything: list[Tour] = [(0, list(range(40)))]
    groups = make_groups(view, everything, 4, np.random.default_rng(1))
    assert [group.stops.size for group in groups] == [40]
