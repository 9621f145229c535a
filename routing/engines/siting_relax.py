"""Bounds a siting problem by its relaxation, and rounds that to answers."""

import numpy as np

from routing.engines.siting_bound import true_bound_fen
from routing.engines.siting_flow import Flow
from routing.engines.siting_mip import relax_model
from routing.engines.siting_model import SitingModel
from routing.engines.siting_search import Search
from routing.engines.siting_start import estimate_states, settle
from routing.siting.tables import KG_PER_T, Floats, SitingTables

SHARE = 0.35
"""Part of the time limit in which relaxations may start and run."""
SETTLED = 5e-4
"""Relative gain of the bound below which no more linking constraints are added."""


def relax(search: Search) -> Floats | None:
    """Raise the bound and offer rounded answers; return the relaxed binaries.

    The relaxation starts without strong linking constraints, and those it
    breaks are added before it is solved again: on a city of 54,000 arcs three
    rounds and 7,000 of them come within 0.1 % of the bound with all, in half
    the time. Every round's bound holds.

    Returns
    -------
    Shape (S,): share of each row in the last relaxation, ``None`` without one.
    """
    tables, options = search.tables, search.options
    strong = np.zeros(len(tables.arc_client), np.bool_)
    share: Floats | None = None
    while not search.finished():
        limit_s = SHARE * options.time_limit_s - search.used_s()
        if limit_s <= 0:
            break
        model = SitingModel(tables, strong)
        outcome = relax_model(model, limit_s, options.seed)
        if outcome.value is None:
            break
        before = search.bound_fen
        share = outcome.value[: tables.rows]
        search.raise_bound(true_bound_fen(outcome.bound_cny))
        search.offer(settle(tables, _estimate(model, outcome.value)))
        broken = model.violated(outcome.value)
        if not broken.any() or search.bound_fen - before < SETTLED * before:
            break
        strong |= broken
    return share


def _estimate(model: SitingModel, value: Floats) -> Floats:
    """Estimate state costs from the flow of a relaxed solution."""
    tables, columns = model.tables, model.columns
    mass_kg = np.rint(value * KG_PER_T).astype(np.int64)
    flow_kg = mass_kg[columns.x : columns.u]
    flow = Flow(flow_kg, mass_kg[columns.u :], tables.throughput_kg(flow_kg))
    return estimate_states(tables, flow, _price(tables, value, flow))


def _price(tables: SitingTables, value: Floats, flow: Flow) -> Floats:
    """Fen per tonne each facility costs in a relaxed solution, shape (F,)."""
    share, taken_t = np.split(value[: 2 * tables.rows], 2)
    fen = np.bincount(
        tables.facility,
        tables.fixed_fen * share + tables.unit_fen_per_t * taken_t,
        tables.facilities,
    )
    return fen * KG_PER_T / np.maximum(flow.throughput_kg, 1)
