"""Verifies answers to capacitated location, demand split or not.

Multipliers are one per client: what serving it wholly is worth. With them every site
is a knapsack of its own, of which the continuous one bounds the whole or the split
from below:

``sum(multiplier) + sum over sites of min(0, fixed cost + least load cost)``
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.siting.answer_file import Answer
from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.checks import (
    Shares,
    capacity_faults,
    claim_faults,
    first,
    least_net_cost,
    multipliers_of,
    share_faults,
    shares_of,
)
from benchmarks.siting.text import Floats
from benchmarks.siting.verdict import Verdict


def verify_capacitated(
    source: CapacitatedFile,
    answer: Answer,
    is_single_source: bool,
    known: float | None,
) -> Verdict:
    """Verify an answer.

    Parameters
    ----------
    source
        The instance.
    answer
        The answer.
    is_single_source
        A client must be served wholly by one site.
    known
        Cost of a known answer, no bound may be above.

    Raises
    ------
    FormatError
        If the answer is for other numbers of sites or clients.
    """
    sites, clients = source.cost.shape
    shares = shares_of(answer, clients, sites)
    served = source.cost[shares.facility, shares.client] @ shares.share
    opened = sorted(set(answer.open))
    objective = float(source.fixed_cost[opened].sum() + served)

    def faults() -> Iterator[str]:
        yield from share_faults(shares, answer, clients, is_single_source)
        load = _load(source, shares)
        yield from capacity_faults("Site", load, source.capacity)
        yield from claim_faults(answer, objective, known)

    multipliers = multipliers_of(answer, [clients])
    bound = None if multipliers is None else multiplier_bound(source, *multipliers)
    return Verdict(objective, len(opened), bound, first(faults()))


def _load(source: CapacitatedFile, shares: Shares) -> Floats:
    amount = source.demand[shares.client] * shares.share
    return np.bincount(shares.facility, amount, len(source.capacity))


def multiplier_bound(source: CapacitatedFile, value: Floats) -> float:
    """Bound of the module's formula.

    Parameters
    ----------
    source
        The instance.
    value
        Multiplier of each client.
    """
    bound = float(value.sum())
    for cost, capacity, fixed in zip(
        source.cost, source.capacity, source.fixed_cost, strict=True
    ):
        gain = least_net_cost(cost - value, source.demand, float(capacity))
        bound += min(0.0, float(fixed) + gain)
    return bound
