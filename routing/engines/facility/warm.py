"""Compiles the bounds and searches: ``python -m routing.engines.facility.warm``.

Machine code is made once per installation and kept beside the source, or in the
user's cache folder.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from routing.engines.facility.arrays import Layout
from routing.engines.facility.lagrangian import Lagrangian
from routing.engines.facility.network import network_of
from routing.engines.facility.relaxation import SideRows
from routing.engines.facility.solve import Options, solve
from routing.siting.laying import arrays_of
from routing.siting.textbook import tscflp

ENOUGH_S = 60.0
"""More seconds than compiling takes: the two smallest problems need none."""


@cache
def prepare() -> None:
    """Make or load the machine code by solving a problem of each kind."""
    for single_source in (True, False):
        layout = replace(_smallest(), single_source=single_source)
        solve(layout, SideRows.none(layout.rows), Options(ENOUGH_S))
    echelons = tscflp([[1.0]], [1.0], [1.0], [1.0], [[1.0]], [1.0], [1.0])
    function = Lagrangian(network_of(arrays_of(echelons)))
    function.evaluate(np.zeros(len(function.scale)))


def _smallest() -> Layout:
    """Return two clients and two sites, of which one is best left shut."""
    return Layout(
        weight=np.array([2.0, 1.0]),
        unserved=np.full(2, np.inf),
        arc_first=np.array([0, 2, 4], np.int32),
        arc_client=np.array([0, 1, 0, 1], np.int32),
        arc_cost=np.array([1.0, 2.0, 2.0, 1.0]),
        row_first=np.array([0, 2, 4], np.int32),
        capacity=np.array([0.0, 3.0, 0.0, 3.0]),
        minimum=np.zeros(4),
        fixed=np.array([0.0, 5.0, 0.0, 4.0]),
        commodity=np.zeros(2, np.int32),
        row_unit=np.zeros((4, 1)),
    )


if __name__ == "__main__":
    prepare()
