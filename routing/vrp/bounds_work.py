"""What must be served, and the least that it is worth at some prices."""

from dataclasses import dataclass

import numpy as np

from routing.vrp.bounds_ways import Flags, Floats
from routing.vrp.parts import Choice
from routing.vrp.problem import RoutingProblem


@dataclass(frozen=True)
class Demand:
    """The stops of a problem as a bound counts them.

    Attributes
    ----------
    sure
        Required stops outside choices that an answer serves.
    optional
        Optional stops outside choices that some vehicle can serve.
    prizes_fen
        Prize of each stop.
    required_choices, optional_choices
        Choices of which an answer serves an alternative, and those it may leave.
    """

    sure: Flags
    optional: Flags
    prizes_fen: Floats
    required_choices: tuple[Choice, ...]
    optional_choices: tuple[Choice, ...]

    def least_fen(self, values: Floats) -> float:
        """Return the least prices and lost prizes of any set of stops served."""
        optional = np.minimum(values, self.prizes_fen)[self.optional].sum()
        total = self.least_use(values) + float(optional)
        for choice in self.optional_choices:
            prize_fen = float(self.prizes_fen[list(choice.alternatives[0])].sum())
            total += min(prize_fen, _cheapest(choice, values))
        return total

    def least_use(self, values: Floats) -> float:
        """Return the least sum of values of any set of stops that must be served."""
        choices = (_cheapest(choice, values) for choice in self.required_choices)
        return float(values[self.sure].sum()) + sum(choices)


def demand_of(
    problem: RoutingProblem, servable: Flags, left_out: frozenset[int]
) -> Demand:
    """Return what answers serve that leave out some stops.

    Stops that no vehicle can serve do not count; their prizes are lost.
    """
    stops = problem.stops
    required = np.array([stop.required for stop in stops], dtype=bool)
    own = np.ones(len(stops), dtype=bool)
    for choice in problem.choices:
        own[_members(choice)] = False
    left = np.zeros(len(stops), dtype=bool)
    left[list(left_out)] = True
    counted = [
        choice
        for choice in problem.choices
        if not left[_members(choice)].all()
        and any(servable[list(part)].all() for part in choice.alternatives)
    ]
    return Demand(
        sure=own & required & servable & ~left,
        optional=own & ~required,
        prizes_fen=np.array([stop.prize_fen for stop in stops], dtype=np.float64),
        required_choices=tuple(c for c in counted if required[_members(c)[0]]),
        optional_choices=tuple(
            c for c in problem.choices if not required[_members(c)[0]]
        ),
    )


def _members(choice: Choice) -> list[int]:
    return sorted({stop for part in choice.alternatives for stop in part})


def _cheapest(choice: Choice, values: Floats) -> float:
    return min(float(values[list(part)].sum()) for part in choice.alternatives)
