"""Chooses among listed loads so that every client is in one: set partitioning.

With y a binary per closed row, x one per load and u the part of a client that is
left unserved::

    minimise    fixed y + cost x + unserved u
    subject to  sum of y and x of a block's rows = 1
                sum of the x with a client + its u = 1
                sum of capacity x >= all demand          where all must be served
                side rows

HiGHS solves it through MathOpt, on one thread.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.facility.arrays import Floats, Ints, Layout
from routing.engines.facility.bundles import Bundles
from routing.engines.facility.entries import Entries
from routing.engines.facility.relaxation import SideRows
from routing.engines.listening import solve_listening

SHORTEST_S = 0.05
CUT = 1e-6
"""Part of a goal by which dearer answers are not cut off, for rounding."""


@dataclass(frozen=True)
class Partition:
    """The best choice of loads.

    Attributes
    ----------
    chosen, flow
        Rows (B,) and shares (A,); ``None`` without an answer.
    cost
        Of the answer, ``inf`` without one.
    finished
        Whether no other choice below the cutoff is cheaper.
    """

    chosen: Ints | None
    flow: Floats | None
    cost: float
    finished: bool


class PartitionModel:
    """Builds the model and reads its answers."""

    def __init__(
        self, layout: Layout, side: SideRows, shut: Ints, bundles: Bundles
    ) -> None:
        self._layout, self._side, self._bundles = layout, side, bundles
        self._row = np.concatenate([shut, bundles.row])
        self._shut = len(shut)
        self._left = np.flatnonzero(np.isfinite(layout.unserved))
        sizes = np.diff(bundles.first)
        self._bundle = np.repeat(np.arange(len(sizes)), sizes)

    @property
    def price(self) -> Floats:
        """Cost of each variable."""
        layout, arc = self._layout, self._bundles.arc
        client = layout.arc_client[arc]
        unit = layout.row_unit[
            self._bundles.row[self._bundle], layout.commodity[client]
        ]
        cost = layout.arc_cost[arc] + unit * layout.weight[client]
        load = np.bincount(self._bundle, cost, len(self._bundles.row))
        fixed = layout.fixed[self._row]
        fixed[self._shut :] += load
        return np.concatenate([fixed, layout.unserved[self._left]])

    def build(self) -> mathopt.Model:
        """Return the MathOpt model."""
        price = self.price
        count = len(price)
        proto = model_pb2.ModelProto()
        variables = proto.variables
        variables.ids.extend(range(count))
        variables.lower_bounds.extend(np.zeros(count))
        variables.upper_bounds.extend(np.ones(count))
        variables.integers.extend([True] * count)
        priced = np.flatnonzero(price)
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(price[priced])
        self._limits().write(proto)
        return mathopt.Model.from_model_proto(proto)

    def _limits(self) -> Entries:
        layout, side, row = self._layout, self._side, self._row
        entries = Entries()
        every = np.arange(len(row))
        client = layout.arc_client[self._bundles.arc]
        entries.add(
            layout.blocks, 1.0, 1.0,
            (layout.row_block[row], every, np.ones(len(row))),
        )  # fmt: skip
        left = len(row) + np.arange(len(self._left))
        entries.add(
            layout.clients, 1.0, 1.0,
            (client, self._shut + self._bundle, np.ones(len(client))),
            (self._left, left, np.ones(len(left))),
        )  # fmt: skip
        zeros = np.zeros(len(row), np.int64)
        if not len(left):
            demand = float(layout.weight.sum())
            room = layout.capacity[row]
            entries.add(1, demand, math.inf, (zeros, every, room))
        for least, coefficient in zip(side.least, side.coefficient, strict=True):
            entries.add(1, float(least), math.inf, (zeros, every, coefficient[row]))
        return entries

    def read(self, value: Floats) -> tuple[Ints, Floats]:
        """Return rows and shares of a solution."""
        layout = self._layout
        taken = value[: len(self._row)] > 0.5
        chosen = np.zeros(layout.blocks, np.int32)
        chosen[layout.row_block[self._row[taken]]] = self._row[taken]
        flow = np.zeros(layout.arcs)
        flow[self._bundles.arc[taken[self._shut :][self._bundle]]] = 1.0
        return chosen, flow


def solve_partition(
    model: PartitionModel,
    limit_s: float,
    seed: int,
    goal: float,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Partition:
    """Choose loads, as far as the time allows.

    Parameters
    ----------
    model
        The loads to choose from.
    limit_s
        Seconds the solver may take.
    seed
        Seed of its random choices.
    goal
        Cost that an answer must not exceed to be of use.
    is_stopped
        Asked often; whether not to wait for the solver.
    """
    built = model.build()
    variables = list(built.variables())
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(limit_s, SHORTEST_S)),
        random_seed=seed,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=1e-7,
    )
    if math.isfinite(goal):
        parameters.highs.double_options["objective_bound"] = goal + CUT * abs(goal)
    highs = mathopt.SolverType.HIGHS
    result = solve_listening(built, highs, parameters, is_stopped)
    if result is None:
        return Partition(None, None, math.inf, finished=False)
    reason = result.termination.reason
    finished = reason in (
        mathopt.TerminationReason.OPTIMAL,
        mathopt.TerminationReason.INFEASIBLE,
    )
    if not result.has_primal_feasible_solution():
        return Partition(None, None, math.inf, finished)
    value = np.rint(np.array(result.variable_values(variables)))
    chosen, flow = model.read(value)
    cost = float(model.price @ value)
    return Partition(chosen, flow, cost, finished)
