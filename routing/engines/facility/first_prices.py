"""Multipliers to begin with, from the linear models of groups, period by period."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.engines.exact.model import relax
from routing.engines.exact.prices import certificate_of
from routing.engines.facility.grouping import Groups, groups_of
from routing.siting.arrays import NO_LIMIT, Bools, SitingArrays
from routing.siting.solution import Certificate


def period_of(arrays: SitingArrays, t: int) -> SitingArrays:
    """Return one period as a problem of its own, in which entering costs nothing."""
    one = slice(t, t + 1)
    nothing = np.zeros_like(arrays.rows.entry_fen)
    rows = replace(
        arrays.rows,
        allowed=arrays.rows.allowed[one],
        initial=np.full(arrays.facilities, -1),
        entry_fen=nothing,
        capital_fen=nothing,
    )
    return replace(
        arrays,
        rows=rows,
        weight=arrays.weight[one],
        budget_fen=np.full(1, NO_LIMIT),
        supply_kg=arrays.supply_kg[one],
        tag_min=arrays.tag_min[one],
        tag_max=arrays.tag_max[one],
        floors=replace(arrays.floors, minimum_kg=arrays.floors.minimum_kg[one]),
    )


def first_prices(
    arrays: SitingArrays, limit_s: float, is_stopped: Callable[[], bool]
) -> tuple[Certificate, Bools] | None:
    """Solve the linear model of each period's groups; return what its rows cost.

    Parameters
    ----------
    arrays
        The problem.
    limit_s, is_stopped
        Seconds it may take, and whether to stop waiting.

    Returns
    -------
    Prices, those of groups of clients left out, and the facilities and commodities
    that groups bring something to, shape (F, G). A period for which time did not
    suffice has those of the nearest other, as many years of them; ``None`` if that is
    all of them, or a period has no answer.
    """
    began_s = time.monotonic()
    known = np.zeros((arrays.facilities, arrays.commodities), np.bool_)
    parts: dict[int, Certificate] = {}
    for t in range(arrays.periods):
        one = period_of(arrays, t)
        groups = groups_of(one, one.rows.allowed[0], alike=False)
        left_s = max(limit_s - (time.monotonic() - began_s), 0.0)
        part_s = left_s if t == arrays.periods - 1 else left_s / 2
        found = _prices(groups, part_s, is_stopped)
        known[groups.arrays.arc_facility, groups.arrays.arc_commodity] = True
        if found is not None:
            parts[t] = found
    if not parts:
        return None
    every = [_nearest(arrays, parts, t) for t in range(arrays.periods)]
    return (
        Certificate(
            client_fen_per_t=np.zeros(arrays.supply_kg.shape),
            inflow_fen_per_t=np.vstack([part.inflow_fen_per_t for part in every]),
            floor_fen_per_t=np.vstack([part.floor_fen_per_t for part in every]),
            tag_fen=np.vstack([part.tag_fen for part in every]),
            budget=np.zeros(arrays.periods),
        ),
        known,
    )


def _nearest(
    arrays: SitingArrays, parts: dict[int, Certificate], t: int
) -> Certificate:
    """Return the prices of the period itself, or as many years of the nearest's."""
    source = min(parts, key=lambda other: abs(other - t))
    years, part = arrays.weight[t] / arrays.weight[source], parts[source]
    return replace(
        part,
        inflow_fen_per_t=years * part.inflow_fen_per_t,
        floor_fen_per_t=years * part.floor_fen_per_t,
        tag_fen=years * part.tag_fen,
    )


def _prices(
    groups: Groups, limit_s: float, is_stopped: Callable[[], bool]
) -> Certificate | None:
    model = groups.model()
    relaxed = relax(model, limit_s, is_stopped, interior=True)
    if relaxed.dual is None or relaxed.value is None:
        return None
    return certificate_of(model, relaxed.dual)
