"""The mixed-integer model of facility location, as a MathOpt model.

With y a binary per state, t the tonnes taken in per state, x the tonnes per arc
and u the tonnes unserved per client::

    minimise    fixed y + unit t + transport x + unserved u
    subject to  sum of y over a facility's states = 1
                sum of x over a client's arcs + u = supply
                sum of x into a facility = sum of t over its states
                minimum y <= t <= capacity y
                sum of x of one commodity <= capacity of the y that accept it
                tag minimum <= sum of y with the tag <= tag maximum
                x <= supply (sum of y that accept it)     "strong", where asked

It is built as arrays and handed over in one piece: row by row it would take
seconds for a city.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.siting_bound import FEN_PER_CNY
from routing.engines.siting_rows import constraints_of
from routing.engines.siting_start import Answer
from routing.engines.siting_terms import Columns, Terms
from routing.siting.tables import KG_PER_T, Bools, Floats, SitingTables


@dataclass(frozen=True)
class SitingModel:
    """The model of some tables, in tonnes and CNY.

    Attributes
    ----------
    tables
        The problem.
    strong_arc
        Shape (A,): the arcs that get a strong linking constraint.
    """

    tables: SitingTables
    strong_arc: Bools

    @cached_property
    def terms(self) -> Terms:
        """Figures in tonnes and layout of the variables."""
        return Terms(self.tables)

    @property
    def columns(self) -> Columns:
        """Layout of the variables."""
        return self.terms.columns

    def build(self, *, integer: bool) -> mathopt.Model:
        """Return the MathOpt model; variable ids follow ``columns``.

        Parameters
        ----------
        integer
            ``False`` for the linear relaxation.
        """
        proto = model_pb2.ModelProto()
        self._fill_variables(proto, integer=integer)
        self._fill_constraints(proto)
        return mathopt.Model.from_model_proto(proto)

    def values(self, answer: Answer) -> Floats:
        """Return the variables of an answer, as a starting point."""
        columns = self.columns
        value = np.zeros(columns.total)
        value[answer.chosen] = 1.0
        value[columns.t + answer.chosen] = answer.flow.throughput_kg / KG_PER_T
        value[columns.x : columns.u] = answer.flow.flow_kg / KG_PER_T
        value[columns.u :] = answer.flow.unserved_kg / KG_PER_T
        return value

    def violated(self, value: Floats) -> Bools:
        """Tell which arcs' strong linking a relaxed solution breaks, shape (A,)."""
        tables, columns = self.tables, self.columns
        arc, row = self.terms.arc_rows
        linked = np.bincount(
            arc, self.terms.link_t(arc, row) * value[row], len(tables.arc_client)
        )
        excess = value[columns.x : columns.u] - linked
        broken: Bools = excess > 1e-3 * self.terms.supply_t[tables.arc_client] + 1e-6
        return broken & ~self.strong_arc

    def _fill_variables(self, proto: model_pb2.ModelProto, *, integer: bool) -> None:
        tables, columns, terms = self.tables, self.columns, self.terms
        usable = np.zeros(len(tables.arc_client))
        arc, _ = terms.arc_rows
        usable[arc] = terms.supply_t[tables.arc_client[arc]]
        upper = np.concatenate(
            [np.ones(tables.rows), terms.capacity_t, usable, terms.supply_t]
        )
        price = np.concatenate(
            [
                tables.fixed_fen,
                tables.unit_fen_per_t,
                tables.arc_fen_per_t,
                np.full(tables.clients, tables.unserved_fen_per_t),
            ]
        )
        variables = proto.variables
        variables.ids.extend(range(columns.total))
        variables.lower_bounds.extend(np.zeros(columns.total))
        variables.upper_bounds.extend(upper)
        variables.integers.extend(
            [integer] * tables.rows + [False] * (columns.total - tables.rows)
        )
        priced = np.flatnonzero(price)
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(price[priced] / FEN_PER_CNY)

    def _fill_constraints(self, proto: model_pb2.ModelProto) -> None:
        rows = constraints_of(self.terms, self.strong_arc)
        row, column = np.concatenate(rows.row), np.concatenate(rows.column)
        value = np.concatenate(rows.value)
        order = np.lexsort((column, row))
        order = order[value[order] != 0]
        constraints, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        constraints.ids.extend(range(rows.count))
        constraints.lower_bounds.extend(np.concatenate(rows.lower))
        constraints.upper_bounds.extend(np.concatenate(rows.upper))
        matrix.row_ids.extend(row[order])
        matrix.column_ids.extend(column[order])
        matrix.coefficients.extend(value[order])
