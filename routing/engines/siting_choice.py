"""Picks a state per facility by estimated cost, within the tag limits."""

import numpy as np
from ortools.math_opt.python import mathopt

from routing.errors import InfeasibleError
from routing.siting.problem import SitingProblem
from routing.siting.tables import Bools, Floats, Ints, SitingTables, tabulate

REFUSED = np.inf


def choose(tables: SitingTables, cost: Floats) -> Ints | None:
    """Return the cheapest rows, one per facility, that keep the tag limits.

    Parameters
    ----------
    tables
        The problem.
    cost
        Shape (S,): estimated cost of each row, ``REFUSED`` where it must not
        be chosen.

    Returns
    -------
    Shape (F,), or ``None`` if no choice is left.
    """
    lowest = np.minimum.reduceat(cost, tables.first_row[:-1])
    if not np.isfinite(lowest).all():
        return None
    order = np.lexsort((cost, tables.facility))
    chosen = order[tables.first_row[:-1]]
    count = tables.tagged[chosen].sum(axis=0)
    if ((count >= tables.tag_min) & (count <= tables.tag_max)).all():
        return chosen
    return _choose_within_limits(tables, cost - lowest[tables.facility])


def _choose_within_limits(tables: SitingTables, regret: Floats) -> Ints | None:
    """Minimise the sum of regrets under the tag limits: a MIP of milliseconds."""
    model = mathopt.Model()
    usable = np.flatnonzero(np.isfinite(regret)).tolist()
    row = {s: model.add_binary_variable() for s in usable}
    for j in range(tables.facilities):
        own = range(tables.first_row[j], tables.first_row[j + 1])
        model.add_linear_constraint(sum(row[s] for s in own if s in row) == 1)
    for t in range(len(tables.tags)):
        count = mathopt.LinearSum(
            row[s] for s in np.flatnonzero(tables.tagged[:, t]).tolist() if s in row
        )
        most = min(int(tables.tag_max[t]), tables.facilities)
        model.add_linear_constraint(count <= most)
        model.add_linear_constraint(count >= int(tables.tag_min[t]))
    # Regrets in fen reach 1e11; scaled to at most 1e6 they stay well conditioned.
    scale = max(1.0, float(regret[np.isfinite(regret)].max()) / 1e6)
    model.minimize(
        mathopt.LinearSum(regret[s] / scale * variable for s, variable in row.items())
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS)
    if not result.has_primal_feasible_solution():
        return None
    value = result.variable_values()
    return np.array([s for s, variable in row.items() if value[variable] > 0.5])


def reachable(tables: SitingTables) -> Bools:
    """Tell which rows could reach their minimum throughput alone, shape (S,)."""
    return tables.reachable_kg >= tables.min_kg


def refuse_infeasible(problem: SitingProblem) -> None:
    """Say why no answer can exist, when states and tags alone show it.

    Every facility must have a state whose minimum throughput its arcs could
    bring, and such states must suffice for the tag limits. What passes can
    still be infeasible through minima that compete for the same supply.

    Raises
    ------
    InfeasibleError
        With the facility or tags at fault and the way out.
    """
    tables = tabulate(problem)
    possible = reachable(tables)
    some = np.maximum.reduceat(possible, tables.first_row[:-1])
    if not some.all():
        name = problem.facilities[int(np.flatnonzero(~some)[0])].name
        msg = (
            f"facility {name!r}: no state can reach its minimum throughput over the "
            "arcs. Allow it to close, lower the minimum or add arcs."
        )
        raise InfeasibleError(msg)
    for t, tag in enumerate(tables.tags):
        _refuse_tag(tables, t, tag, possible)
    if choose(tables, np.where(possible, 0.0, REFUSED)) is None:
        msg = (
            f"tag_limits: no choice of states keeps all limits on "
            f"{', '.join(map(repr, tables.tags))} together. Loosen one of them."
        )
        raise InfeasibleError(msg)


def _refuse_tag(tables: SitingTables, t: int, tag: str, possible: Bools) -> None:
    carries = possible & tables.tagged[:, t]
    escapes = possible & ~tables.tagged[:, t]
    may = np.unique(tables.facility[carries]).size
    must = tables.facilities - np.unique(tables.facility[escapes]).size
    if may < tables.tag_min[t]:
        msg = (
            f"tag_limits[{tag!r}], minimum: {tables.tag_min[t]} facilities asked for, "
            f"but only {may} could reach the minimum throughput of such a state. "
            "Lower the minimum or add candidates or arcs."
        )
        raise InfeasibleError(msg)
    if must > tables.tag_max[t]:
        msg = (
            f"tag_limits[{tag!r}], maximum: {tables.tag_max[t]} facilities allowed, "
            f"but {must} have no other state. Raise the maximum."
        )
        raise InfeasibleError(msg)
