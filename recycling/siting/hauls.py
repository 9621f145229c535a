"""How far household tonnes travel, and how far those do that are served worst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.network import Network
from recycling.domain.units import M_PER_KM
from recycling.siting.demands import COVERAGE_RADIUS_KM
from recycling.siting.phased import PhasedSiting

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]

WORST_SHARE = 0.1
"""Part of the tonnes that counts as served worst."""


@dataclass(frozen=True, slots=True)
class Haul:
    """Ways of served household tonnes.

    Attributes
    ----------
    kg, covered_kg
        All of them, and those served within the coverage radius.
    kg_m
        Mass times way.
    worst_decile_m
        Mean way of the farthest tenth of them.
    """

    kg: int
    covered_kg: int
    kg_m: int
    worst_decile_m: int

    @property
    def mean_m(self) -> int:
        """Mean way of a tonne; 0 without any."""
        return self.kg_m // self.kg if self.kg else 0


def household_haul(
    network: Network, built: PhasedSiting, flow_kg: Ints, who: Bools | None = None
) -> Haul:
    """Measure the ways of what households put out.

    Parameters
    ----------
    network
        The coverage radius.
    built
        The problem.
    flow_kg
        Shape (A,): what goes along each arc in the year.
    who
        Shape (C,): clients that count; all when not given. Direct loads never do.
    """
    arcs = built.problem.arcs
    counted = np.array([not group.is_direct for group in built.groups[0]], np.bool_)
    if who is not None:
        counted &= who
    used = counted[arcs.client] & (flow_kg > 0)
    kg, metres = flow_kg[used], arcs.distance_m[used].astype(np.int64)
    radius_m = _radius_m(network)
    return Haul(
        kg=int(kg.sum()),
        covered_kg=int(kg[metres <= radius_m].sum()),
        kg_m=int((kg * metres).sum()),
        worst_decile_m=_worst_m(kg, metres),
    )


def _radius_m(network: Network) -> float:
    """Radius within which a tonne counts as covered; none where no row says so."""
    row = network.parameters.get(COVERAGE_RADIUS_KM)
    return row.value * M_PER_KM if row else 0.0


def _worst_m(kg: Ints, metres: Ints) -> int:
    order = np.argsort(-metres, kind="stable")
    wanted = WORST_SHARE * float(kg.sum())
    if not wanted:
        return 0
    upto = np.minimum(np.cumsum(kg[order]), wanted)
    part = np.diff(upto, prepend=0.0)
    return round(float((part * metres[order]).sum()) / wanted)
