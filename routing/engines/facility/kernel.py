"""The mixed-integer model of the rows and arcs that may still matter.

With y a binary per row, x the share of a client on an arc into a row, u the part of
a client served in none of these ways, and z a step between rows of two periods::

    minimise    fixed y + cost x + elsewhere u + step z
    subject to  sum of y over a block's rows = 1
                sum of x of a client + u = 1
                minimum y <= sum of weight x into a row <= capacity y
                x <= y
                sum of capacity y >= all demand          where all must be served
                side rows
                sum of z out of a row = y, sum of z into a row = y

HiGHS or CP-SAT solves it through MathOpt, on one thread.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.facility.arrays import Bools, Floats, Ints, Layout
from routing.engines.facility.entries import Entries
from routing.engines.facility.relaxation import SideRows
from routing.engines.listening import solve_listening

SHORTEST_S = 0.05


@dataclass(frozen=True)
class Kernel:
    """A part of a problem, to be solved as a mixed-integer model.

    Attributes
    ----------
    layout, side
        The whole problem.
    open_row, open_arc
        Rows and arcs left, shapes (R,) and (A,).
    elsewhere
        Shape (C,): cost of serving the whole client in another way, or not at all;
        ``inf`` where that is no choice.
    """

    layout: Layout
    side: SideRows
    open_row: Bools
    open_arc: Bools
    elsewhere: Floats


@dataclass(frozen=True)
class KernelAnswer:
    """What the solver returned.

    Attributes
    ----------
    chosen
        Shape (B,): rows; ``None`` without an answer.
    flow
        Shape (A,): shares.
    cost
        Of rows, arcs and what is served elsewhere, without the steps between rows;
        ``inf`` without an answer.
    bound
        On the cost of any answer of the kernel, steps included.
    finished
        Whether the search came to its end, with or without an answer.
    """

    chosen: Ints | None
    flow: Floats
    cost: float
    bound: float
    finished: bool


class KernelModel:
    """Builds the model of a kernel and reads its answers."""

    def __init__(self, kernel: Kernel) -> None:
        layout = kernel.layout
        self._kernel = kernel
        self._row = np.flatnonzero(kernel.open_row)
        self._row_at = np.full(layout.rows, -1)
        self._row_at[self._row] = np.arange(len(self._row))
        self._lane_arc, self._lane_row = self._lanes()
        self._other = np.flatnonzero(np.isfinite(kernel.elsewhere))
        self._step_from, self._step_to, self._step_cost = self._steps()
        self._x = len(self._row)
        self._u = self._x + len(self._lane_arc)
        self._z = self._u + len(self._other)
        self._total = self._z + len(self._step_cost)

    def _lanes(self) -> tuple[Ints, Ints]:
        """Return arc and row of every way into an open row."""
        layout, kernel = self._kernel.layout, self._kernel
        takes = kernel.open_row & (layout.capacity > 0.0)
        arcs, rows = [], []
        count = int(np.diff(layout.row_first).max(initial=0))
        arc = np.flatnonzero(kernel.open_arc)
        for offset in range(count):
            row = layout.row_first[layout.arc_block[arc]] + offset
            inside = row < layout.row_first[layout.arc_block[arc] + 1]
            kept, into = arc[inside], row[inside]
            unit = layout.row_unit[into, layout.commodity[layout.arc_client[kept]]]
            usable = takes[into] & np.isfinite(unit)
            arcs.append(kept[usable])
            rows.append(into[usable])
        return np.concatenate(arcs), np.concatenate(rows)

    def _steps(self) -> tuple[Ints, Ints, Floats]:
        """Return the allowed steps between open rows, as positions in ``_row``."""
        layout = self._kernel.layout
        if layout.periods == 1:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
        first = layout.row_first
        origin, end, cost = [], [], []
        for block in range(layout.blocks):
            begin, stop = layout.step_first[block : block + 2]
            if stop > begin:
                before = np.arange(first[block - 1], first[block])
                now = np.arange(first[block], first[block + 1])
                origin.append(np.repeat(before, len(now)))
                end.append(np.tile(now, len(before)))
                cost.append(layout.step_cost[begin:stop])
        origin_row, end_row = np.concatenate(origin), np.concatenate(end)
        price = np.concatenate(cost)
        keep = np.isfinite(price) & self._kernel.open_row[origin_row]
        keep &= self._kernel.open_row[end_row]
        return self._row_at[origin_row[keep]], self._row_at[end_row[keep]], price[keep]

    def build(self) -> mathopt.Model:
        """Return the MathOpt model."""
        proto = model_pb2.ModelProto()
        self._fill_variables(proto)
        self._fill_rows().write(proto)
        return mathopt.Model.from_model_proto(proto)

    def _fill_variables(self, proto: model_pb2.ModelProto) -> None:
        layout, kernel = self._kernel.layout, self._kernel
        client = layout.arc_client[self._lane_arc]
        unit = layout.row_unit[self._lane_row, layout.commodity[client]]
        price = np.concatenate(
            [
                layout.fixed[self._row],
                layout.arc_cost[self._lane_arc] + unit * layout.weight[client],
                kernel.elsewhere[self._other],
                self._step_cost,
            ]
        )
        lanes = len(self._lane_arc)
        whole = [True] * len(self._row) + [layout.single_source] * lanes
        variables = proto.variables
        variables.ids.extend(range(self._total))
        variables.lower_bounds.extend(np.zeros(self._total))
        variables.upper_bounds.extend(np.ones(self._total))
        variables.integers.extend(whole + [False] * (self._total - len(whole)))
        priced = np.flatnonzero(price)
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(price[priced])

    def _fill_rows(self) -> Entries:
        layout = self._kernel.layout
        entries = Entries()
        rows, lanes = len(self._row), len(self._lane_arc)
        y = np.arange(rows)
        x = np.arange(self._x, self._u)
        into = self._row_at[self._lane_row]
        client = layout.arc_client[self._lane_arc]
        weight = layout.weight[client]
        block = layout.row_block[self._row]
        entries.add(layout.blocks, 1.0, 1.0, (block, y, np.ones(rows)))
        entries.add(
            layout.clients, 1.0, 1.0,
            (client, x, np.ones(lanes)),
            (self._other, np.arange(self._u, self._z), np.ones(len(self._other))),
        )  # fmt: skip
        capacity = layout.capacity[self._row]
        entries.add(rows, -math.inf, 0.0, (into, x, weight), (y, y, -capacity))
        low = np.flatnonzero(layout.minimum[self._row] > 0.0)
        if len(low):
            place = np.full(rows, -1)
            place[low] = np.arange(len(low))
            of = place[into]
            minimum = layout.minimum[self._row][low]
            entries.add(
                len(low), 0.0, math.inf,
                (of[of >= 0], x[of >= 0], weight[of >= 0]),
                (np.arange(len(low)), low, -minimum),
            )  # fmt: skip
        lane = np.arange(lanes)
        entries.add(
            lanes, -math.inf, 0.0,
            (lane, x, np.ones(lanes)), (lane, into, -np.ones(lanes)),
        )  # fmt: skip
        if not len(self._other) and layout.periods == 1:
            zeros = np.zeros(rows, np.int64)
            entries.add(1, float(layout.weight.sum()), math.inf, (zeros, y, capacity))
        self._add_side(entries)
        self._add_steps(entries)
        return entries

    def _add_side(self, entries: Entries) -> None:
        side = self._kernel.side
        for limit, least in enumerate(side.least):
            value = side.coefficient[limit, self._row]
            used = np.flatnonzero(value)
            zeros = np.zeros(len(used), np.int64)
            entries.add(1, float(least), math.inf, (zeros, used, value[used]))

    def _add_steps(self, entries: Entries) -> None:
        if not len(self._step_cost):
            return
        layout = self._kernel.layout
        period = layout.row_block[self._row] % layout.periods
        z = np.arange(self._z, self._total)
        for at, rows in (
            (self._step_from, np.flatnonzero(period < layout.periods - 1)),
            (self._step_to, np.flatnonzero(period > 0)),
        ):
            place = np.full(len(self._row), -1)
            place[rows] = np.arange(len(rows))
            entries.add(
                len(rows), 0.0, 0.0,
                (place[at], z, np.ones(len(z))),
                (np.arange(len(rows)), rows, -np.ones(len(rows))),
            )  # fmt: skip

    def hint(self, chosen: Ints, flow: Floats) -> Floats:
        """Return the variables of an answer, as far as they are in the kernel."""
        value = np.zeros(self._total)
        taken = np.zeros(self._kernel.layout.rows)
        taken[chosen] = 1.0
        value[: self._x] = taken[self._row]
        value[self._x : self._u] = flow[self._lane_arc] * taken[self._lane_row]
        value[self._z :] = (
            taken[self._row[self._step_from]] * taken[self._row[self._step_to]]
        )
        return value

    def read(self, value: Floats) -> tuple[Ints, Floats]:
        """Return rows and shares of a solution."""
        layout = self._kernel.layout
        weight = np.full(layout.rows, -1.0)
        weight[self._row] = value[: self._x]
        order = np.lexsort((-weight, layout.row_block))
        flow = np.bincount(
            self._lane_arc, value[self._x : self._u], minlength=layout.arcs
        )
        if layout.single_source:
            flow = np.rint(flow)
        return order[layout.row_first[:-1]].astype(np.int32), np.clip(flow, 0.0, 1.0)

    def steps_cost(self, value: Floats) -> float:
        """Return what the steps between rows cost in a solution."""
        return float(self._step_cost @ value[self._z :])


def solve_kernel(
    kernel: Kernel,
    limit_s: float,
    seed: int,
    start: tuple[Ints, Floats] | None = None,
    target: float = math.inf,
    solver: mathopt.SolverType = mathopt.SolverType.HIGHS,
    stop: Callable[[], bool] = lambda: False,
) -> KernelAnswer:
    """Solve a kernel, as far as the time allows.

    Parameters
    ----------
    kernel
        What to solve.
    limit_s
        Seconds the solver may take.
    seed
        Seed of its random choices.
    start
        Rows (B,) and shares (A,) of an answer given as a hint.
    target
        Cost of an answer known; nothing dearer is of use.
    solver
        HiGHS, or CP-SAT for few clients in whole.
    stop
        Asked often; what is found until then is returned.
    """
    model = KernelModel(kernel)
    built = model.build()
    variables = list(built.variables())
    hints = []
    if start is not None:
        figures = model.hint(*start).tolist()
        hint = dict(zip(variables, figures, strict=True))
        hints.append(mathopt.SolutionHint(variable_values=hint))
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(limit_s, SHORTEST_S)),
        random_seed=seed,
        threads=1 if solver == mathopt.SolverType.CP_SAT else None,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=1e-7,
    )
    result = solve_listening(built, solver, parameters, stop, hints)
    if result is None:
        empty = np.zeros(kernel.layout.arcs)
        return KernelAnswer(None, empty, math.inf, -math.inf, finished=False)
    reason = result.termination.reason
    over = reason in (
        mathopt.TerminationReason.OPTIMAL,
        mathopt.TerminationReason.INFEASIBLE,
    )
    if not result.has_primal_feasible_solution():
        infeasible = reason == mathopt.TerminationReason.INFEASIBLE
        bound = result.termination.objective_bounds.dual_bound
        empty = np.zeros(kernel.layout.arcs)
        known = math.inf if infeasible else bound
        return KernelAnswer(None, empty, math.inf, min(known, target), over)
    value = np.array(result.variable_values(variables))
    chosen, flow = model.read(value)
    cost = result.objective_value() - model.steps_cost(value)
    bound = result.termination.objective_bounds.dual_bound
    return KernelAnswer(chosen, flow, cost, bound, over)
