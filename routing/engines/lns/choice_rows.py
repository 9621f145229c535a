"""Choices as regions of a search's memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.lns.fields import (
    A_END,
    A_FIRST,
    ALTERNATIVE_WIDTH,
    CHOICE_WIDTH,
    H_END,
    H_FIRST,
    H_STOP,
    N_PRIZE,
    N_WEIGHT,
    Ints,
)
from routing.vrp.parts import Choice
from routing.vrp.view import ProblemView

PROMISED = 1 << 40
"""Weight of a stop that others in other searches rely on: it is not left out."""


@dataclass(frozen=True, slots=True)
class ChoiceRows:
    """The choices among the stops of a search.

    Attributes
    ----------
    choices, alternatives, members
        Rows per choice and alternative; the stops of the alternatives in a row.
    choice_of
        Choice per stop; -1 for none.
    largest
        Most stops of an alternative.
    promised
        Stops of choices that other searches serve in part.
    """

    choices: Ints
    alternatives: Ints
    members: Ints
    choice_of: Ints
    largest: int
    promised: Ints


def choice_rows(view: ProblemView, stops: Ints) -> ChoiceRows:
    """Return the choices among some stops of a problem."""
    place = {stop: index for index, stop in enumerate(stops.tolist())}
    choice_of = np.full(stops.size, -1, dtype=np.int64)
    choices: list[list[int]] = []
    alternatives: list[list[int]] = []
    members: list[int] = []
    promised: list[int] = []
    for choice in view.problem.choices:
        inside = _inside(choice, place)
        if len(inside) < sum(map(len, choice.alternatives)):
            promised += inside.values()
            continue
        row = [0] * CHOICE_WIDTH
        row[H_FIRST], row[H_STOP] = len(alternatives), inside[_stands_for(choice)]
        for group in choice.alternatives:
            record = [0] * ALTERNATIVE_WIDTH
            record[A_FIRST], record[A_END] = len(members), len(members) + len(group)
            alternatives.append(record)
            members += [inside[stop] for stop in group]
        row[H_END] = len(alternatives)
        choice_of[list(inside.values())] = len(choices)
        choices.append(row)
    sizes = [record[A_END] - record[A_FIRST] for record in alternatives]
    return ChoiceRows(
        choices=_table(choices, CHOICE_WIDTH),
        alternatives=_table(alternatives, ALTERNATIVE_WIDTH),
        members=np.array(members, dtype=np.int64),
        choice_of=choice_of,
        largest=max(sizes, default=0),
        promised=np.array(promised, dtype=np.int64),
    )


def _table(rows: Sequence[Sequence[int]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _stands_for(choice: Choice) -> int:
    """Return the stop that stands for a choice on lists."""
    return choice.alternatives[0][0]


def _inside(choice: Choice, place: Mapping[int, int]) -> dict[int, int]:
    """Return the position among some stops of those of a choice."""
    every = (stop for group in choice.alternatives for stop in group)
    return {stop: place[stop] for stop in every if stop in place}


def weigh_choices(view: ProblemView, node: Ints) -> None:
    """Let the stop that stands for a choice count like the first alternative."""
    for choice in view.problem.choices:
        group, stop = list(choice.alternatives[0]), _stands_for(choice)
        totals = node[group][:, [N_WEIGHT, N_PRIZE]].sum(axis=0)
        node[stop, N_WEIGHT], node[stop, N_PRIZE] = totals


def crowding(view: ProblemView) -> int:
    """Return how many stops there are for one that is served, rounded up."""
    choices = view.problem.choices
    every = sum(sum(map(len, choice.alternatives)) for choice in choices)
    least = sum(min(len(g) for g in choice.alternatives) for choice in choices)
    served = view.num_stops - every + least
    return -(-view.num_stops // max(served, 1))
