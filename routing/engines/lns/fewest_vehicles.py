"""The first part of a search where vehicles are what costs: to need fewer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from routing.engines.lns.cooling import Clock
from routing.engines.lns.fields import Ints
from routing.engines.lns.fleet_reduction import Reduction
from routing.engines.lns.ground import Ground
from routing.engines.lns.groups import Group, make_groups
from routing.engines.lns.part import Part, Tour
from routing.engines.lns.prices import all_cost_something, is_fleet_first
from routing.vrp.bounds import lower_bound

MOST_SHARE = 0.25
"""Most of the search that goes into it."""

WHOLE_STOPS = 3000
"""Up to so many stops are searched together: a vehicle less among many is easier
than one less among each half of them."""

type Value = tuple[float, float]
type Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who searches.

    Attributes
    ----------
    ground
        The problem.
    workers, seed
        Threads, and where chance begins.
    open
        Begins searches of groups.
    in_parallel
        Runs jobs on the threads.
    """

    ground: Ground
    workers: int
    seed: int
    open: Callable[[Sequence[Group]], list[Part]]
    in_parallel: Callable[[Sequence[Job]], None]


@dataclass(frozen=True, slots=True)
class Fewest:
    """An answer, what it is worth, and whether vehicles come first in it."""

    tours: list[Tour]
    value: Value
    is_fleet_first: bool


def reduce_fleet(
    crew: Crew, clock: Clock, tell: Callable[[], None], tours: list[Tour]
) -> Fewest | None:
    """Return an answer with as few vehicles as are found soon, begun with tours.

    ``None`` where a vehicle may cost nothing. Shares of the search are counted from the
    end of this on. ``tell`` reports of the progress.
    """
    ground = crew.ground
    if not all_cost_something(ground):
        return None
    random = np.random.default_rng(crew.seed)
    number = -(-ground.view.num_stops // WHOLE_STOPS)
    while True:
        groups = make_groups(ground.view, tours, number, random)
        parts = crew.open(groups)
        found = _joined(ground, [(p.best_tours(), p.best_value) for p in parts])
        if not found.is_fleet_first:
            return found
        reductions = _begun(crew, clock, tell, parts)
        jobs: list[Job] = [
            partial(r.run, part) for r, part in zip(reductions, parts, strict=True)
        ]
        if number == 1 and len(found.tours) > reductions[0].least:
            jobs += _copies(crew, groups[0].stops, reductions[0])
        crew.in_parallel(jobs)
        last = _joined(ground, [(r.tours, r.value) for r in reductions])
        if number == 1 or len(last.tours) == len(found.tours):
            clock.begin_anew()
            return last
        tours = last.tours


def _joined(ground: Ground, answers: Sequence[tuple[list[Tour], Value]]) -> Fewest:
    """Return the answer put together from those of parts."""
    tours = [tour for part, _ in answers for tour in part]
    missing = sum(value[0] for _, value in answers)
    cost_parts = sum(value[1] for _, value in answers)
    is_first = is_fleet_first(ground, tours, cost_parts)
    return Fewest(tours, (missing, cost_parts), is_first)


def _begun(
    crew: Crew, clock: Clock, tell: Callable[[], None], parts: Sequence[Part]
) -> list[Reduction]:
    """Return the work on each part, one after another on each thread."""
    first, turns = clock.share, -(-len(parts) // crew.workers)
    answer = []
    for position, part in enumerate(parts):
        turn = position // crew.workers + 1
        until = first + (MOST_SHARE - first) * turn / turns
        least = _least_vehicles(part) if len(parts) == 1 else 1
        reduction = Reduction(clock, until, least)
        if crew.workers == 1:
            reduction.tell = tell
        reduction.begin(part)
        answer.append(reduction)
    return answer


def _copies(crew: Crew, stops: Ints, reduction: Reduction) -> list[Job]:
    """Return jobs that search the same stops beside a first one."""
    group = Group(stops, reduction.tours)
    parts = [crew.open([group])[0] for _ in range(1, crew.workers)]
    return [partial(reduction.run, part) for part in parts]


def _least_vehicles(part: Part) -> int:
    """Return how many vehicles serve what a search of a whole problem serves."""
    problem = part.ground.view.problem
    served = {node for _, nodes in part.best_tours() for node in nodes}
    left_out = set(range(len(problem.stops))) - served
    return lower_bound(problem, left_out).least_vehicles
