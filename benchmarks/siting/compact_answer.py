"""Reads an answer off the values of a compact model's variables."""

import numpy as np

from benchmarks.siting.answer_file import Answer
from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.compact import share_columns
from benchmarks.siting.source import Source
from benchmarks.siting.text import Floats
from benchmarks.siting.two_stage_file import TwoStageFile

_HALF = 0.5
_NOTHING = 1e-6
"""Share that is left over from a solver's tolerance."""


def compact_answer(
    source: Source, value: Floats, objective: float, bound: float | None
) -> Answer:
    """Read an answer off, shares brought to a sum of one."""
    facilities, clients = _shape(source)
    columns = share_columns(facilities, clients)
    opened = np.flatnonzero(value[:facilities] > _HALF)
    share = value[columns]
    share[share < _NOTHING] = 0.0
    share[value[:facilities] <= _HALF] = 0.0
    share /= share.sum(axis=0)
    trunk = None
    if isinstance(source, TwoStageFile):
        flow = value[columns.max() + 1 :].reshape(source.trunk_unit_cost.shape)
        plants = len(flow)
        trunk = [
            (int(plant), int(plants + site), float(flow[plant, site]))
            for plant, site in zip(*np.nonzero(flow > _NOTHING), strict=True)
        ]
    return Answer(
        open=opened.tolist(),
        assignment=[
            [(int(site), float(share[site, client])) for site in np.flatnonzero(row)]
            for client, row in enumerate(share.T)
        ],
        objective=objective,
        bound=bound,
        multipliers=[],
        trunk=trunk,
    )


def _shape(source: Source) -> tuple[int, int]:
    """Numbers of facilities and clients."""
    if isinstance(source, TwoStageFile):
        return sum(source.trunk_unit_cost.shape), len(source.demand)
    table = source.cost if isinstance(source, CapacitatedFile) else source.distance
    return len(table), table.shape[1]
