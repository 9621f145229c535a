"""An answer laid beside its problem, with what follows from both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.siting.arrays import Floats, Ints, SitingArrays
from routing.siting.cost import Masses, entries
from routing.siting.laying import arrays_of
from routing.siting.problem import PPM, SitingProblem
from routing.siting.solution import SitingSolution

MOST_NAMED = 20
"""Faults of one rule and period that are named one by one."""


@dataclass(frozen=True)
class Reading:
    """An answer of the right shape.

    Attributes
    ----------
    problem, arrays, solution
        The problem, its columns, and the answer.
    chosen
        Shape (T, F): the row each facility is in.
    intake_kg
        Shape (T, F, G): what arrives at each facility.
    masses
        What moves.
    """

    problem: SitingProblem
    arrays: SitingArrays
    solution: SitingSolution
    chosen: Ints
    intake_kg: Ints
    masses: Masses

    @cached_property
    def capital_fen(self) -> tuple[int, ...]:
        """Invested in each period."""
        entered = entries(self.arrays, self.chosen)
        capital = np.where(entered, self.arrays.rows.capital_fen[self.chosen], 0)
        return tuple(sum(row) for row in capital.tolist())

    @cached_property
    def tag_counts(self) -> Ints:
        """Facilities in a state with each limited tag, shape (T, N)."""
        counts: Ints = self.arrays.rows.tagged[self.chosen].sum(axis=1)
        return counts

    @cached_property
    def floor_ppm(self) -> list[list[int]]:
        """Millionths of kilograms that count for each floor, by period.

        Kilograms are taken apart into millions and the rest, so that products
        and sums stay within 64 bits before they become Python integers.
        """
        floors = self.arrays.floors
        count = floors.minimum_kg.shape[1]
        parts = (
            (floors.arc_floor, floors.arc, floors.arc_ppm, self.masses.flow_kg),
            (floors.trunk_floor, floors.trunk, floors.trunk_ppm, self.masses.trunk_kg),
        )
        total = [[0] * count for _ in range(self.arrays.periods)]
        for floor, place, ppm, mass_kg in parts:
            for t, sums in enumerate(total):
                millions, rest = np.divmod(mass_kg[t][place], PPM)
                for figure, factor in ((millions, PPM), (rest, 1)):
                    added = np.zeros(count, np.int64)
                    np.add.at(added, floor, figure * ppm)
                    sums[:] = [
                        s + factor * a
                        for s, a in zip(sums, added.tolist(), strict=True)
                    ]
        return total

    @cached_property
    def largest_distance_m(self) -> int:
        """Longest arc with flow on it in any period."""
        used = (self.masses.flow_kg > 0).any(axis=0)
        return int(self.arrays.arc_m[used].max(initial=0))

    @cached_property
    def utilisation(self) -> Floats:
        """Throughput over capacity, 0 for a facility without any, shape (T, F)."""
        capacity_kg = self.arrays.rows.capacity_kg[self.chosen]
        throughput_kg = self.masses.throughput_kg
        return np.where(
            capacity_kg > 0, throughput_kg / np.maximum(capacity_kg, 1), 0.0
        )

    def when(self, period: int) -> str:
        """Name a period in front of a fault, where there are several."""
        periods = self.problem.periods
        return f"period {periods[period].name!r}, " if len(periods) > 1 else ""

    def facility(self, position: int) -> str:
        """Name a facility."""
        return f"facility {self.problem.facilities[position].name!r}"

    def state(self, period: int, position: int) -> str:
        """Name the state a facility is in."""
        place = int(self.solution.states[period, position])
        return repr(self.problem.facilities[position].states[place].name)

    def client(self, position: int) -> str:
        """Name a client."""
        return f"client {self.problem.clients.names[position]!r}"


def read(problem: SitingProblem, solution: SitingSolution) -> Reading:
    """Lay an answer of the right shape beside its problem.

    Parameters
    ----------
    problem
        A valid problem.
    solution
        An answer in which ``routing.siting.check.shape_faults`` finds nothing.
    """
    arrays = arrays_of(problem)
    trunk_kg = trunk_kg_of(arrays, solution)
    intake_kg = arrays.intake_kg(solution.flow_kg, trunk_kg)
    masses = Masses(
        flow_kg=solution.flow_kg,
        trunk_kg=trunk_kg,
        unserved_kg=solution.unserved_kg,
        throughput_kg=intake_kg.sum(axis=2),
    )
    chosen = arrays.rows.first[:-1] + solution.states
    return Reading(problem, arrays, solution, chosen, intake_kg, masses)


def trunk_kg_of(arrays: SitingArrays, solution: SitingSolution) -> Ints:
    """Return the flows on trunk legs, shape (T, K), 0 where the answer has none."""
    if solution.trunk_kg is None:
        return np.zeros((arrays.periods, len(arrays.trunk_origin)), np.int64)
    return solution.trunk_kg


def name_faults(bad: Ints, say: Callable[[int], str]) -> Iterator[str]:
    """Put the first faults of a rule into words, and the number of the others.

    Parameters
    ----------
    bad
        Positions at fault.
    say
        Puts one of them into words.
    """
    for position in bad[:MOST_NAMED].tolist():
        yield say(position)
    if len(bad) > MOST_NAMED:
        yield f"{say(int(bad[MOST_NAMED]))} ({len(bad) - MOST_NAMED - 1} more like it)"
