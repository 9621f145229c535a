"""Runs searches: one, several side by side, or parts of a large problem in turns."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

import numpy as np

from routing.engines.lns.cooling import Clock, Cooling
from routing.engines.lns.fewest_vehicles import Crew, reduce_fleet
from routing.engines.lns.fleet import Fleet
from routing.engines.lns.ground import Ground
from routing.engines.lns.groups import Group, make_groups, stops_of
from routing.engines.lns.part import Part, Tour
from routing.engines.lns.prices import moving_parts
from routing.engines.lns.sharing import intake_shares
from routing.options import Progress, ProgressCallback, SearchStopped
from routing.vrp.costs import PARTS_PER_FEN

SLICE_S = 0.2
FIRST_STEPS = 100
SLICES = 64
"""Slices of a search that is limited by steps."""

CHAIN_STOPS = 400
"""Up to so many stops, several workers search the whole problem each."""

WHOLE_STOPS = 1500
"""Up to so many stops, one worker searches the whole problem."""

GROUP_STOPS = 700
EPOCHS = 16
"""Divisions into groups; fewer where epochs would be shorter than ``EPOCH_S``."""

EPOCH_S = 1.0
EXCHANGES = 10
SEED_STEP = 7919

type Value = tuple[float, float]
"""Weight of the stops left out, cost in parts of a fen."""


@dataclass(slots=True)
class Drive:
    """A search of one problem by some threads.

    Attributes
    ----------
    ground, fleet
        The problem and its vehicles.
    clock, cooling
        When it ends, how warm it is.
    progress
        Told about it at least once a second.
    workers, seed
        Threads, and where chance begins.
    best, value
        The best answer so far and what it is worth.
    is_fleet_first
        Whether vehicles cost more than what they do.
    """

    ground: Ground
    fleet: Fleet
    clock: Clock
    progress: ProgressCallback
    workers: int
    seed: int
    cooling: Cooling = field(default_factory=Cooling)
    best: list[Tour] = field(default_factory=list)
    value: Value = (np.inf, np.inf)
    told_at: float = 0.0
    opened: int = 0
    is_fleet_first: bool = False

    def run(self, tours: list[Tour]) -> None:
        """Search, beginning with some tours; stops without a tour are put in."""
        number = self.ground.view.num_stops
        is_warm = bool(tours)
        crew = Crew(self.ground, self.workers, self.seed, self._open, self._in_parallel)
        found = reduce_fleet(crew, self.clock, self.tell, tours)
        if found is not None:
            tours, self.is_fleet_first = found.tours, found.is_fleet_first
            self.best, self.value = found.tours, found.value
        if number <= CHAIN_STOPS or (self.workers == 1 and number <= WHOLE_STOPS):
            first = self._open([Group(np.arange(number), tours)])[0]
            self._note([first])
            self.cooling = Cooling.around(self._each(), is_warm)
            self._run_chains(first)
        else:
            self._run_groups(tours, is_warm)

    def _open(self, groups: Sequence[Group]) -> list[Part]:
        """Begin the searches of groups."""
        tours = [tour for group in groups for tour in group.tours]
        weights = [group.stops.size for group in groups]
        shares = self.fleet.shares(tours, weights)
        visits = [[nodes for _, nodes in group.tours] for group in groups]
        intakes = intake_shares(self.ground.view, weights, visits)
        answer: list[Part | None] = [None] * len(groups)

        def begin(number: int) -> None:
            group, seed = groups[number], self.seed + SEED_STEP * self.opened + number
            share = shares[number], intakes[number]
            answer[number] = Part.of(
                self.ground, group.stops, group.tours, *share, seed
            )

        self._in_parallel([partial(begin, number) for number in range(len(groups))])
        self.opened += len(groups)
        return [part for part in answer if part is not None]

    def _run_chains(self, first: Part) -> None:
        """Search the whole problem with every worker; the worst learn from the best."""
        chains = [first]
        for _ in range(1, self.workers):
            chains += self._open([Group(first.layout.stops, first.tours())])
        exchanges = 0
        # Once at least: loading the machine code may have taken a short limit's time.
        while not (self.clock.is_over and (first.rate or self.clock.stopped.is_set())):
            self._in_parallel([partial(self._slice, chain) for chain in chains])
            for chain in chains:
                self._note([chain])
            if len(chains) > 1 and self.clock.share * EXCHANGES >= exchanges + 1:
                exchanges += 1
                max(chains, key=attrgetter("value")).restart(self.best)

    def _slice(self, part: Part) -> None:
        """Search for a moment."""
        limit = self.clock.limit_steps
        steps = max(int(part.rate * SLICE_S), FIRST_STEPS)
        if limit is not None:
            steps = max(min(limit // SLICES + 1, limit - self.clock.steps), 1)
        part.run(steps, self.cooling.at(self.clock.share))
        self.clock.steps += steps

    def _run_groups(self, tours: list[Tour], is_warm: bool) -> None:
        """Search groups of routes side by side, and divide anew, again and again."""
        random = np.random.default_rng(self.seed)
        number = max(-(-self.ground.view.num_stops // GROUP_STOPS), self.workers)
        number = -(-number // self.workers) * self.workers
        is_first = True
        while not self.clock.is_over:
            parts = self._open(make_groups(self.ground.view, tours, number, random))
            if is_first:
                self._note(parts)
                self.cooling = Cooling.around(self._each(), is_warm)
                is_first = False
            first = self.clock.share
            span = min(max(1.0 / EPOCHS, self._shortest_epoch(len(parts))), 1 - first)
            jobs = []
            for position, part in enumerate(parts):
                turn = position // self.workers + 1
                last = first + span * turn / -(-len(parts) // self.workers)
                jobs.append(partial(self._search_part, part, last))
            self._in_parallel(jobs)
            self._note(parts)
            tours = [tour for part in parts for tour in part.tours()]

    def _each(self) -> float:
        """Return what a stop served costs on average, in parts of a fen."""
        view = self.ground.view
        served = sum(stops_of(view, nodes).size for _, nodes in self.best)
        cost_parts = self.value[1]
        if self.is_fleet_first:
            cost_parts = moving_parts(self.ground, self.best, cost_parts)
        return cost_parts / max(served, 1)

    def _shortest_epoch(self, parts: int) -> float:
        """Return the least share of the search that an epoch lasts."""
        if self.clock.limit_steps is not None:
            return 0.0
        return EPOCH_S * parts / self.workers / self.clock.limit_s

    def _search_part(self, part: Part, last: float) -> None:
        """Search a part until a share of the whole search is over."""
        self._slice(part)
        while self.clock.share < last and not self.clock.is_over:
            self._slice(part)

    def _in_parallel(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Run jobs on the workers, and tell of the progress meanwhile."""
        if self.workers == 1:
            for job in jobs:
                job()
                self.tell()
            return
        with ThreadPoolExecutor(self.workers) as pool:
            waiting = {pool.submit(job) for job in jobs}
            while waiting:
                done, waiting = wait(waiting, timeout=SLICE_S)
                for future in done:
                    future.result()
                self.tell()

    def _note(self, parts: Sequence[Part]) -> None:
        """Keep the answer put together from the best of parts if it is the best."""
        values = [part.best_value for part in parts]
        value = sum(value[0] for value in values), sum(value[1] for value in values)
        if value < self.value:
            self.value = value
            self.best = [tour for part in parts for tour in part.best_tours()]

    def tell(self) -> None:
        """Report the best answer; remember a wish to stop."""
        now = time.perf_counter()
        if now - self.told_at < SLICE_S or self.clock.stopped.is_set():
            return
        self.told_at = now
        seconds, cost = now - self.clock.began, self.value[1] / PARTS_PER_FEN
        cost_fen = round(cost) if np.isfinite(cost) else None
        try:
            self.progress(Progress("improve", cost_fen=cost_fen, seconds=seconds))
        except SearchStopped:
            self.clock.stopped.set()
