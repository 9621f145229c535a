"""Capacitated problems of open and closed sites as the arrays of the heart.

One period, every client to be served, every site closed or open in one way: the
capacitated facility location problem, with clients divided or in whole.
"""

from dataclasses import dataclass

import numpy as np

from routing.engines.facility.arrays import Layout
from routing.siting.arrays import (
    KG_PER_T,
    NO_LIMIT,
    Bools,
    Floats,
    Ints,
    SitingArrays,
)
from routing.siting.granularity import cost_step
from routing.siting.problem import PPM, Objective, SitingProblem

NEARLY = 1e-3
"""Part of a unit of the source by which all costs together may miss whole numbers."""


@dataclass(frozen=True)
class Capacitated:
    """A problem as a layout, and what its positions stand for.

    Attributes
    ----------
    arrays
        The problem.
    layout
        Weights in kilograms; money in units of ``step`` fen, whole numbers where
        all costs of a problem of whole clients are.
    row, arc, client
        Positions in the problem of the layout's rows, arcs and clients.
    step
        Fen of one unit of the layout's money.
    error
        Fen by which rounding to that unit may have raised the cost of an answer.
    """

    arrays: SitingArrays
    layout: Layout
    row: Ints
    arc: Ints
    client: Ints
    step: float
    error: float


def capacitated_of(problem: SitingProblem, arrays: SitingArrays) -> Capacitated | None:
    """Lay a capacitated problem out, ``None`` if it is of another kind.

    Parameters
    ----------
    problem, arrays
        A valid problem, and its columns.
    """
    if problem.objective is not Objective.COST or not _is_plain(arrays):
        return None
    rows = arrays.rows
    row = np.flatnonzero(_usable(arrays))
    is_open = rows.capacity_kg[row] > 0
    for kind in (is_open, ~is_open):
        if (np.bincount(rows.facility[row[kind]]) > 1).any():
            return None
    site, at = np.unique(rows.facility[row], return_index=True)
    if site.size < arrays.facilities:
        return None
    opened = np.full(arrays.facilities, -1)
    opened[rows.facility[row[is_open]]] = row[is_open]
    arc = _arcs(arrays, opened, whole=problem.single_source)
    client = np.flatnonzero(arrays.supply_kg[0] > 0)
    ways = np.bincount(arrays.arc_client[arc], minlength=arrays.clients)
    if not client.size or (ways[client] == 0).any():
        return None
    money = _money(problem, arrays, _costs(arrays, arc, opened), _fixed(arrays, row))
    place = np.zeros(arrays.clients, np.int32)
    place[client] = np.arange(client.size)
    sites = np.arange(arrays.facilities + 1)
    layout = Layout(
        weight=arrays.supply_kg[0, client].astype(np.float64),
        unserved=np.full(client.size, np.inf),
        arc_first=np.searchsorted(arrays.arc_facility[arc], sites).astype(np.int32),
        arc_client=place[arrays.arc_client[arc]],
        arc_cost=money.arc_cost,
        row_first=np.append(at, row.size).astype(np.int32),
        capacity=rows.capacity_kg[row].astype(np.float64),
        minimum=np.zeros(row.size),
        fixed=money.fixed,
        commodity=np.zeros(client.size, np.int32),
        row_unit=np.zeros((row.size, 1)),
        single_source=problem.single_source,
    )
    error = money.error * (client.size + arrays.facilities)
    return Capacitated(arrays, layout, row, arc, client, money.step, error)


def _is_plain(arrays: SitingArrays) -> bool:
    """Tell whether nothing but capacities ties sites and clients together."""
    rows = arrays.rows
    has_limits = (arrays.tag_min > 0).any() or (arrays.tag_max != NO_LIMIT).any()
    has_budget = (arrays.budget_fen != NO_LIMIT).any()
    has_legs = len(arrays.trunk_origin) or len(rows.yield_row)
    has_floors = arrays.floors.minimum_kg.size > 0
    is_optional = (~arrays.required & (arrays.supply_kg[0] > 0)).any()
    return arrays.periods == 1 and not (
        has_limits
        or has_budget
        or has_legs
        or has_floors
        or is_optional
        or rows.min_kg.any()
    )


def _usable(arrays: SitingArrays) -> Bools:
    """Tell which rows the fixes and the initial states leave open, shape (S,)."""
    rows = arrays.rows
    start = rows.initial[rows.facility]
    first = rows.first[rows.facility]
    moves = rows.moves[
        rows.facility,
        np.maximum(start - first, 0),
        np.arange(len(rows.facility)) - first,
    ]
    usable: Bools = rows.allowed[0] & ((start < 0) | moves)
    return usable


def _arcs(arrays: SitingArrays, opened: Ints, *, whole: bool) -> Ints:
    """Return the arcs that an open site takes something over, site by site."""
    into = opened[arrays.arc_facility]
    supply = arrays.supply_kg[0, arrays.arc_client]
    taken = (into >= 0) & arrays.rows.accepts[into, arrays.arc_commodity]
    taken &= supply > 0
    if whole:
        taken &= supply <= arrays.rows.capacity_kg[into]
    arc = np.flatnonzero(taken)
    order: Ints = arc[np.argsort(arrays.arc_facility[arc], kind="stable")]
    return order


def _costs(arrays: SitingArrays, arc: Ints, opened: Ints) -> Floats:
    """Return fen for the whole client of each arc, exact where that is whole."""
    unit = arrays.rows.unit_fen_per_t[opened[arrays.arc_facility[arc]]]
    supply = arrays.supply_kg[0, arrays.arc_client[arc]].astype(np.float64)
    years = float(arrays.weight[0])
    fen_per_t = (arrays.arc_fen_per_t[arc] + unit).astype(np.float64)
    carbon = arrays.carbon_fen_per_t / PPM * arrays.arc_g_per_t[arc]
    cost: Floats = years * supply * (fen_per_t + carbon) / KG_PER_T
    return cost


@dataclass(frozen=True)
class _Money:
    """Costs in some unit.

    Attributes
    ----------
    arc_cost, fixed
        Of arcs and rows.
    step
        Fen of the unit.
    error
        Fen by which a cost was rounded up at most.
    """

    arc_cost: Floats
    fixed: Floats
    step: float
    error: float


def _money(
    problem: SitingProblem, arrays: SitingArrays, arc_cost: Floats, fixed: Floats
) -> _Money:
    """Tell costs in the source's unit where that makes them whole.

    Costs by tonne are rounded in units much smaller than the source's; the cost of a
    whole client then misses the source's whole number by next to nothing. With whole
    costs everything above the next lower whole number is as good as the best.
    """
    step = float(cost_step(problem, arrays))
    unit = problem.scale.fen
    costs = np.concatenate([arc_cost, fixed])
    whole = np.rint(costs / unit)
    missed = float(np.abs(costs - whole * unit).max(initial=0.0))
    terms = arrays.clients + arrays.facilities
    if not problem.single_source or step > 1.0 or missed * terms > NEARLY * unit:
        return _Money(arc_cost / step, fixed / step, step, 0.0)
    return _Money(whole[: arc_cost.size], whole[arc_cost.size :], unit, missed)


def _fixed(arrays: SitingArrays, row: Ints) -> Floats:
    rows = arrays.rows
    enters = rows.initial[rows.facility[row]] != row
    fixed: Floats = arrays.weight[0] * rows.fixed_fen[row].astype(np.float64)
    return fixed + np.where(enters, rows.entry_fen[row], 0)
