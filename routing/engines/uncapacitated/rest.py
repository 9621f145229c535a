"""What multipliers leave open of an uncapacitated problem, by branch and cut.

Ways dearer than multipliers allow, and beyond a site that is open in every better
answer, are left out (Avella, Sassano and Vasil'ev, "Computing optimal solutions for
large-scale p-median problems", Mathematical Programming 109, 2007)::

    minimise    opening y + price x
    subject to  sum of x over a client's ways + left = 1,  x <= y,
                least <= sum of y <= most
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.listening import solve_listening
from routing.engines.uncapacitated.dual import Dual
from routing.engines.uncapacitated.sites import Sites
from routing.siting.arrays import Bools, Floats, Ints

MOST_WAYS = 60_000
"""Ways up to which the rest is small enough."""
TOLERANCE = 1e-6
"""Relative error of the solver's bound."""


@dataclass(frozen=True)
class Rest:
    """Sites that are open or free, and the ways to them that matter.

    Attributes
    ----------
    sites
        The whole problem.
    fixed
        Shape (F,): sites decided.
    way
        Positions of the ways that matter.
    """

    sites: Sites
    fixed: Ints
    way: Ints

    @property
    def client(self) -> Ints:
        """Client of every way."""
        sites = self.sites
        return np.searchsorted(sites.start, self.way, side="right") - 1


def rest_of(sites: Sites, dual: Dual, fixed: Ints, cutoff: float) -> Rest:
    """Return what can be part of an answer below a cost.

    Parameters
    ----------
    sites
        The problem.
    dual
        Multipliers of the whole.
    fixed
        Shape (F,): sites decided.
    cutoff
        Bounds above this are of no interest.
    """
    client = np.repeat(np.arange(sites.clients), np.diff(sites.start))
    is_open = fixed[sites.site] == 1
    nearest = np.full(sites.clients, np.iinfo(np.int64).max)
    np.minimum.at(nearest, client[is_open], sites.price[is_open])
    dearer = np.maximum(sites.price - dual.worth[client], 0.0)
    matters = (
        (fixed[sites.site] >= 0)
        & (sites.price <= nearest[client])
        & (sites.price < sites.left[client])
        & (dual.bound + dearer <= cutoff)
    )
    return Rest(sites, fixed, np.flatnonzero(matters))


def solve_rest(
    rest: Rest, limit_s: float, seed: int, is_stopped: Callable[[], bool]
) -> tuple[Ints | None, float]:
    """Return the best set of open sites, shape (F,), and a lower bound.

    Parameters
    ----------
    rest
        What to solve.
    limit_s, seed
        Limit of the solver, and its seed.
    is_stopped
        Asked now and then; ends the waiting.
    """
    model, scale = _model(rest)
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(limit_s, 0.01)),
        random_seed=seed,
        relative_gap_tolerance=0.0,
    )
    highs = mathopt.SolverType.HIGHS
    result = solve_listening(model, highs, parameters, is_stopped)
    if result is None:
        return None, -math.inf
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return None, math.inf
    bound = result.termination.objective_bounds.dual_bound * scale
    bound += rest.sites.closed_cost
    bound -= TOLERANCE * abs(bound)
    if not result.has_primal_feasible_solution():
        return None, bound
    value = np.array(result.variable_values(list(model.variables())))
    is_open: Ints = (value[: rest.sites.count] > 0.5).astype(np.int64)
    return is_open, bound


def _model(rest: Rest) -> tuple[mathopt.Model, float]:
    """Build the model; also the money of a unit of its objective."""
    sites, way = rest.sites, rest.way
    count, clients, ways = sites.count, sites.clients, way.size
    may_stay = sites.left < sites.barred
    price = np.concatenate(
        [sites.opening, sites.price[way], np.where(may_stay, sites.left, 0)]
    )
    scale = max(float(np.abs(price).max(initial=1)) / 1e6, 1.0)
    lower = np.concatenate([rest.fixed == 1, np.zeros(ways + clients)])
    upper = np.concatenate([rest.fixed >= 0, np.ones(ways), may_stay])
    proto = model_pb2.ModelProto()
    variables = proto.variables
    variables.ids.extend(range(price.size))
    variables.lower_bounds.extend(lower.astype(np.float64))
    variables.upper_bounds.extend(upper.astype(np.float64))
    variables.integers.extend([True] * count + [False] * (ways + clients))
    paid = np.flatnonzero(price)
    proto.objective.linear_coefficients.ids.extend(paid)
    proto.objective.linear_coefficients.values.extend(price[paid] / scale)
    _fill(proto, rest, has_needs=np.diff(sites.start) > 0)
    return mathopt.Model.from_model_proto(proto), scale


def _fill(proto: model_pb2.ModelProto, rest: Rest, has_needs: Bools) -> None:
    """Add rows: clients, ways that need an open site, the number of sites."""
    sites, way = rest.sites, rest.way
    count, clients, ways = sites.count, sites.clients, way.size
    served = (has_needs | (sites.left > 0)).astype(np.float64)
    x = count + np.arange(ways)
    link = clients + np.arange(ways)
    at = np.arange(clients)
    entries: list[tuple[Ints, Ints, float]] = [
        (rest.client, x, 1.0),
        (at, count + ways + at, 1.0),
        (link, sites.site[way], -1.0),
        (link, x, 1.0),
        (np.full(count, clients + ways), np.arange(count), 1.0),
    ]
    row, column = (np.concatenate([entry[i] for entry in entries]) for i in (0, 1))
    value: Floats = np.concatenate([np.full(len(e[0]), e[2]) for e in entries])
    order = np.lexsort((column, row))
    constraints, matrix = proto.linear_constraints, proto.linear_constraint_matrix
    constraints.ids.extend(range(clients + ways + 1))
    none = np.full(ways, -np.inf)
    constraints.lower_bounds.extend(np.concatenate([served, none, [sites.least]]))
    nothing = np.zeros(ways)
    constraints.upper_bounds.extend(np.concatenate([served, nothing, [sites.most]]))
    matrix.row_ids.extend(row[order])
    matrix.column_ids.extend(column[order])
    matrix.coefficients.extend(value[order])
