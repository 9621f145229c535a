"""Verifies answers to the p-median and the p-center problem.

Multipliers are one per client. For the p-median they are what serving a client is
worth, and the bound is

``sum(multiplier) + the p least sums over clients of min(0, distance - multiplier)``

For the p-center they are weights, in any unit. What is served within less than a
distance is at most the weight above 0 within it of the ``p`` facilities that have
most; if that is below the sum of all weights, the farthest client is at least that
far away. The bound is the largest such distance.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.siting.answer_file import Answer
from benchmarks.siting.checks import (
    claim_faults,
    first,
    multipliers_of,
    share_faults,
    shares_of,
)
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.text import Floats
from benchmarks.siting.verdict import Verdict

_ROUNDING = 1e-9
"""Part of all weight that is not believed to be there."""


def verify_median(
    source: MedianFile, answer: Answer, is_center: bool, known: float | None
) -> Verdict:
    """Verify an answer.

    Parameters
    ----------
    source
        The instance.
    answer
        The answer.
    is_center
        The farthest client counts instead of all.
    known
        Cost of a known answer, no bound may be above.

    Raises
    ------
    FormatError
        If the answer is for another number of nodes.
    """
    nodes = len(source.distance)
    shares = shares_of(answer, nodes, nodes)
    distance = source.distance[shares.facility, shares.client]
    used = distance[shares.share > 0]
    total = distance @ shares.share
    objective = float(used.max(initial=0.0) if is_center else total)
    count = len(set(answer.open))

    def faults() -> Iterator[str]:
        yield from share_faults(shares, answer, nodes, is_single_source=True)
        if count > source.p:
            yield f"{count} facilities are open instead of {source.p}."
        yield from claim_faults(answer, objective, known)

    multipliers = multipliers_of(answer, [nodes])
    formula = center_bound if is_center else median_bound
    bound = None if multipliers is None else formula(source, *multipliers)
    return Verdict(objective, count, bound, first(faults()))


def median_bound(source: MedianFile, value: Floats) -> float:
    """Bound of the p-median from what serving each client is worth."""
    reduced = np.minimum(0.0, source.distance - value).sum(axis=1)
    return float(value.sum() + np.sort(reduced)[: source.p].sum())


def center_bound(source: MedianFile, weight: Floats) -> float:
    """Bound of the p-center from weights of clients."""
    gain = np.maximum(weight, 0.0)
    total = float(weight.sum() - _ROUNDING * abs(weight).sum())
    radii = np.unique(source.distance)
    low, high = 0, len(radii)
    # The least distance is a bound for any weights.
    while high - low > 1:
        middle = (low + high) // 2
        within = np.where(source.distance < radii[middle], gain, 0.0).sum(axis=1)
        is_proved = np.sort(within)[-source.p :].sum() < total
        low, high = (middle, high) if is_proved else (low, middle)
    return float(radii[low])
