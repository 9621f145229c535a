"""Whole clients from an answer that divides some: those alone are placed anew.

With given states a linear programme divides no more clients than it has limits that
bind, so that few are left to place. Where these do not fit into the room that is
left, the clients of the facilities they were divided among are placed with them.
"""

from collections.abc import Callable, Iterator

import numpy as np
from ortools.math_opt.python import mathopt

from routing.engines.exact.model import ExactModel, solve
from routing.siting.arrays import Bools, Floats, add_up
from routing.siting.solution import SitingSolution

SHARE = 0.5
"""Part of the time left that one placing may take."""


def put_together(
    model: ExactModel,
    divided: SitingSolution,
    left_s: Callable[[], float],
    parameters: mathopt.SolveParameters,
    is_stopped: Callable[[], bool],
) -> Floats | None:
    """Return all variables of an answer with whole clients near a divided one.

    Parameters
    ----------
    model
        The model of whole clients.
    divided
        An answer in which clients may be divided.
    left_s, is_stopped
        Seconds left, and whether to stop waiting.
    parameters
        Seed and gap.

    Returns
    -------
    ``None`` if none was found.
    """
    value, settled = _shares(model, divided)
    best: Floats | None = None
    for fixed in _wider(model, divided, settled):
        if left_s() == 0.0:
            break
        part = model.with_fixed(fixed, np.rint(value))
        limit_s = SHARE * left_s()
        found = solve(part, limit_s, parameters, best, is_stopped)
        best = best if found.value is None else found.value
    return best


def _shares(model: ExactModel, divided: SitingSolution) -> tuple[Floats, Bools]:
    """Return states and shares of an answer, and which clients are whole, (T, C)."""
    columns, arrays = model.columns, model.columns.arrays
    value = np.zeros(columns.total)
    settled = np.zeros(arrays.supply_kg.shape, np.bool_)
    for t, states in enumerate(divided.states):
        value[columns.at("y", t)[states + arrays.rows.first[:-1]]] = 1.0
        supply = np.maximum(arrays.supply_kg[t], 1)
        flow, left = divided.flow_kg[t], divided.unserved_kg[t]
        value[columns.at("x", t)] = flow / supply[arrays.arc_client]
        value[columns.at("u", t)] = left / supply
        ways = add_up(arrays.arc_client, (flow > 0).astype(np.int64), arrays.clients)
        settled[t] = ways + (left > 0) <= 1
    return value, settled


def _wider(
    model: ExactModel, divided: SitingSolution, settled: Bools
) -> Iterator[Bools]:
    """Tell what to fix: states and whole clients, then those far from divided ones."""
    arrays = model.columns.arrays
    yield _fixed(model, settled)
    wider = settled.copy()
    for t, flow in enumerate(divided.flow_kg):
        used = flow > 0
        shared = np.zeros(arrays.facilities, np.bool_)
        shared[arrays.arc_facility[used & ~settled[t][arrays.arc_client]]] = True
        wider[t, arrays.arc_client[used & shared[arrays.arc_facility]]] = False
    yield _fixed(model, wider)


def _fixed(model: ExactModel, settled: Bools) -> Bools:
    """Return which variables stay as they are."""
    columns, arrays = model.columns, model.columns.arrays
    fixed = np.zeros(columns.total, np.bool_)
    for t in range(arrays.periods):
        fixed[columns.at("y", t)] = True
        fixed[columns.at("x", t)] = settled[t][arrays.arc_client]
        fixed[columns.at("u", t)] = settled[t]
    return fixed
