"""Improves a siting answer by solving one neighbourhood after another.

Large neighbourhood search (Shaw 1998) with branch and bound as repair: the
facilities around one of them are freed, all others keep their state, and the
part is solved to ``PART_GAP``. What comes out is priced on the whole problem
and kept if it is cheaper.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched

import numpy as np

from routing.engines.siting_mip import chosen_rows, solve_model
from routing.engines.siting_model import SitingModel
from routing.engines.siting_part import Part, cut_out, neighbours
from routing.engines.siting_search import Search
from routing.engines.siting_start import Answer, answer_of
from routing.siting.tables import Floats, Ints

SIZES = (300, 900, 2700)
"""Arcs into the freed facilities, tried in turn. Of 150, 300, 600 and 1,000 the
first two improved a city of 54,000 arcs fastest."""
PART_GAP = 1e-3
PART_LIMIT_S = 5.0


def improve(search: Search, best: Answer, share: Floats | None) -> Answer:
    """Search in larger and larger neighbourhoods until the search is finished.

    A sweep goes over the facilities whose state the relaxation does not
    confirm; one that brings nothing moves on to the next of ``SIZES``. Parts
    are solved by ``workers`` threads at a time (HiGHS releases Python's lock).

    Parameters
    ----------
    search
        The call: receives every better answer.
    best
        Where to start.
    share
        Shape (S,): share of each row in the relaxation, ``None`` if unknown.

    Returns
    -------
    The best answer.
    """
    random = np.random.default_rng(search.options.seed)
    doubtful = np.arange(search.tables.facilities)
    for size in SIZES:
        before = None
        while before is not best and not search.finished():
            before = best
            if share is not None:
                doubtful = np.flatnonzero(share[best.chosen] < 1 - 1e-6)
            best = _sweep(search, best, random.permutation(doubtful), size)
    return best


def _sweep(search: Search, best: Answer, seeds: Ints, size: int) -> Answer:
    """Solve the neighbourhoods of some facilities, once each."""
    tables, workers = search.tables, search.options.workers

    def solve(free: Ints) -> tuple[Part, Ints | None]:
        part = cut_out(tables, best, free)
        return part, _solve_part(search, part)

    with ThreadPoolExecutor(workers) as pool:
        for batch in batched(_neighbourhoods(search, seeds, size), workers):
            for part, inner in pool.map(solve, batch):
                if inner is None:
                    continue
                chosen = part.widen(best.chosen, inner)
                if (chosen == best.chosen).all():
                    continue
                answer = answer_of(tables, chosen)
                if answer is not None and search.offer(answer):
                    best = answer
            if search.finished():
                break
    return best


def _neighbourhoods(search: Search, seeds: Ints, size: int) -> Iterator[Ints]:
    """Yield the neighbourhood of each seed no earlier one has covered."""
    covered = np.zeros(search.tables.facilities, np.bool_)
    for seed in seeds.tolist():
        if not covered[seed]:
            free = neighbours(search.tables, seed, size)
            covered[free] = True
            yield free


def _solve_part(search: Search, part: Part) -> Ints | None:
    # No strong linking: HiGHS's own cuts do as well on parts, and faster.
    model = SitingModel(part.tables, np.zeros(len(part.tables.arc_client), np.bool_))
    limit_s = min(PART_LIMIT_S, search.left_s())
    outcome = solve_model(model, limit_s, search.options.seed, PART_GAP)
    if outcome.value is None:
        return None
    return chosen_rows(part.tables, outcome.value)
