"""Verifies answers to two-stage capacitated location; demand may be split.

Multipliers are one per customer, what serving it wholly is worth, then one per
plant: the price of a unit of its output. A satellite takes each unit from where
price and trunk cost are least. The bound is

``sum(customers' multipliers)
+ sum over satellites of min(0, fixed cost + least load cost)
+ sum over plants of min(0, fixed cost - price x capacity)``
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.faults import FormatError
from benchmarks.siting.answer_file import Answer
from benchmarks.siting.checks import (
    RELATIVE,
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
from benchmarks.siting.two_stage_file import TwoStageFile
from benchmarks.siting.verdict import Verdict


def verify_two_stage(
    source: TwoStageFile, answer: Answer, known: float | None
) -> Verdict:
    """Verify an answer.

    Parameters
    ----------
    source
        The instance.
    answer
        The answer, with what plants send to satellites.
    known
        Cost of a known answer, no bound may be above.

    Raises
    ------
    FormatError
        If the answer is for other numbers of plants, satellites or customers.
    """
    plants, satellites = source.trunk_unit_cost.shape
    customers = len(source.demand)
    shares = shares_of(answer, customers, plants + satellites)
    if shares.facility.size and shares.facility.min() < plants:
        msg = f"A customer is served by a plant: satellites begin at {plants}."
        raise FormatError(msg)
    trunk = _trunk(answer, plants, satellites)
    amount = source.demand[shares.client] * shares.share
    served = source.unit_cost[shares.facility - plants, shares.client] @ amount
    fixed = np.concatenate([source.plant_fixed_cost, source.fixed_cost])
    opened = sorted(set(answer.open))
    carried = float((trunk * source.trunk_unit_cost).sum())
    objective = float(fixed[opened].sum()) + carried + float(served)

    def faults() -> Iterator[str]:
        yield from share_faults(shares, answer, customers, is_single_source=False)
        yield from _flow_faults(source, answer, shares, trunk)
        yield from claim_faults(answer, objective, known)

    multipliers = multipliers_of(answer, [customers, plants])
    bound = None if multipliers is None else multiplier_bound(source, *multipliers)
    return Verdict(objective, len(opened), bound, first(faults()))


def _trunk(answer: Answer, plants: int, satellites: int) -> Floats:
    """Lay out what goes from plant to satellite."""
    table = np.zeros((plants, satellites))
    for plant, facility, amount in answer.trunk or []:
        if not (0 <= plant < plants and 0 <= facility - plants < satellites):
            msg = f"Trunk: there is no way from {plant} to {facility}."
            raise FormatError(msg)
        table[plant, facility - plants] += amount
    return table


def _flow_faults(
    source: TwoStageFile, answer: Answer, shares: Shares, trunk: Floats
) -> Iterator[str]:
    plants, satellites = trunk.shape
    amount = source.demand[shares.client] * shares.share
    load = np.bincount(shares.facility - plants, amount, satellites)
    slack = RELATIVE * float(source.demand.sum())
    if trunk.min(initial=0.0) < -slack:
        yield "Trunk: an amount is below 0."
    for plant in np.flatnonzero(trunk.sum(axis=1) > slack):
        if plant not in answer.open:
            yield f"Plant {plant}: not open."
    yield from capacity_faults("Plant", trunk.sum(axis=1), source.plant_capacity)
    yield from capacity_faults("Satellite", load, source.capacity)
    inflow = trunk.sum(axis=0)
    for site in np.flatnonzero(abs(inflow - load) > slack):
        name = f"Satellite {site}"
        yield f"{name}: {inflow[site]:.9g} comes in, {load[site]:.9g} goes out."


def multiplier_bound(source: TwoStageFile, value: Floats, price: Floats) -> float:
    """Bound of the module's formula.

    Parameters
    ----------
    source
        The instance.
    value
        Multiplier of each customer.
    price
        Multiplier of each plant.
    """
    unit = (source.trunk_unit_cost + price[:, None]).min(axis=0)
    idle = source.plant_fixed_cost - price * source.plant_capacity
    bound = float(value.sum() + np.minimum(0.0, idle).sum())
    for inbound, cost, capacity, fixed in zip(
        unit, source.unit_cost, source.capacity, source.fixed_cost, strict=True
    ):
        net = source.demand * (cost + inbound) - value
        gain = least_net_cost(net, source.demand, float(capacity))
        bound += min(0.0, float(fixed) + gain)
    return bound
