"""Routes in groups that lie together, each small enough for one search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.fields import Floats, Ints
from routing.engines.lns.part import Tour
from routing.engines.lns.sharing import choices_together
from routing.vrp.view import ProblemView


@dataclass(frozen=True, slots=True)
class Group:
    """Stops, in order, and the tours that serve some of them."""

    stops: Ints
    tours: list[Tour]


def make_groups(
    view: ProblemView, tours: Sequence[Tour], number: int, random: np.random.Generator
) -> list[Group]:
    """Return groups of about as many stops each, differently each time.

    Stops without a tour go where they lie; no group is without stops.
    """
    things = [stops_of(view, nodes) for _, nodes in tours]
    served = np.concatenate([np.zeros(0, dtype=np.int64), *things])
    lone = np.setdiff1d(np.arange(view.num_stops), served)
    things += [np.array([stop]) for stop in lone.tolist()]
    splitter = _Splitter(view, random)
    split = splitter.halve(things, list(range(len(things))), number)
    stops = [np.sort(np.concatenate([things[t] for t in part])) for part in split]
    own = [[tours[t] for t in part if t < len(tours)] for part in split]
    visits = [[nodes for _, nodes in part] for part in own]
    stops = choices_together(view, stops, visits)
    pairs = zip(stops, own, strict=True)
    return [Group(inside, part) for inside, part in pairs if inside.size]


def stops_of(view: ProblemView, nodes: Sequence[int]) -> Ints:
    """Return the stops among nodes."""
    given = np.asarray(nodes, dtype=np.int64)
    found: Ints = given[given < view.num_stops]
    return found


@dataclass(frozen=True, slots=True)
class _Splitter:
    """Splits things with stops by where they lie.

    By halves: things are put into the order of how much nearer they are to one end
    of the ground than to the other (after C. Faloutsos, K. Lin, FastMap, SIGMOD
    1995), which needs a travel table but no coordinates.
    """

    view: ProblemView
    random: np.random.Generator

    def halve(
        self, stops: Sequence[Ints], things: list[int], groups: int
    ) -> list[list[int]]:
        """Return the positions of some things in groups."""
        if groups <= 1 or len(things) <= 1:
            return [things]
        weights = np.array([stops[thing].size for thing in things])
        keys = self._keys([stops[thing] for thing in things])
        order = np.argsort(keys, kind="stable")
        share = groups // 2
        running = np.cumsum(weights[order])
        cut = int(np.searchsorted(running, running[-1] * share / groups)) + 1
        cut = min(cut, len(things) - 1)
        left = [things[index] for index in order[:cut]]
        right = [things[index] for index in order[cut:]]
        return self.halve(stops, left, share) + self.halve(stops, right, groups - share)

    def _keys(self, stops: Sequence[Ints]) -> Floats:
        """Return how much nearer each thing is to one end than to the other."""
        every = np.concatenate(stops)
        first = int(self.random.choice(every))
        from_first = self._metres(first, every)
        second = int(every[int(np.argmax(from_first))])
        leaning = from_first - self._metres(second, every)
        sizes = np.array([part.size for part in stops])
        begins = np.cumsum(sizes) - sizes
        keys: Floats = np.add.reduceat(leaning, begins) / sizes
        return keys

    def _metres(self, stop: int, stops: Ints) -> Floats:
        location = self.view.location
        table = self.view.problem.tables[self.view.problem.vehicle_types[0].profile]
        row = table.distance_m[location[stop], location[stops]].astype(np.float64)
        row[row < 0] = 2 * row.max(initial=0)
        answer: Floats = row
        return answer
