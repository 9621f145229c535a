"""States alone, without masses: within tag limits, budgets, fixes and moves."""

from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from routing.engines.exact.model import ExactModel
from routing.siting.arrays import Bools, Floats, Ints

KINDS = ("states", "leaves", "comes", "tags", "budget")
"""Constraints on states and moves."""


@dataclass(frozen=True)
class StatesModel:
    """The part of a model that only states and moves are in.

    Attributes
    ----------
    model
        The whole.
    """

    model: ExactModel

    def build(self, price: Floats) -> mathopt.Model:
        """Return the MathOpt model.

        Parameters
        ----------
        price
            Price of every variable of the whole model; those of masses do not count.
        """
        whole = self.model
        column, place = self._columns()
        row, entry = self._rows()
        table = whole.rows.constraints
        columns, values = np.concatenate(table.column), np.concatenate(table.value)
        proto = model_pb2.ModelProto()
        variables, constraints = proto.variables, proto.linear_constraints
        variables.ids.extend(range(column.size))
        variables.lower_bounds.extend(whole.lower[column])
        variables.upper_bounds.extend(whole.upper[column])
        variables.integers.extend(whole.columns.integer()[column].tolist())
        priced = np.flatnonzero(price[column])
        proto.objective.linear_coefficients.ids.extend(priced)
        proto.objective.linear_coefficients.values.extend(price[column[priced]])
        constraints.ids.extend(range(int(row.max(initial=-1)) + 1))
        kept = np.flatnonzero(row >= 0)
        constraints.lower_bounds.extend(whole.row_lower[kept])
        constraints.upper_bounds.extend(whole.row_upper[kept])
        at = np.concatenate(table.row)[entry]
        order = np.lexsort((place[columns[entry]], row[at]))
        order = order[values[entry][order] != 0]
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend(row[at][order])
        matrix.column_ids.extend(place[columns[entry]][order])
        matrix.coefficients.extend(values[entry][order])
        return mathopt.Model.from_model_proto(proto)

    def widen(self, value: Floats) -> Floats:
        """Return all variables of the whole model, masses at 0."""
        column, _ = self._columns()
        wide = np.zeros(self.model.columns.total)
        wide[column] = value
        return wide

    def _columns(self) -> tuple[Ints, Ints]:
        """Variables that are in it, and where each of the whole stands."""
        columns = self.model.columns
        parts = [
            columns.at(kind, t)
            for t in range(columns.arrays.periods)
            for kind in ("y", "z")
        ]
        column = np.concatenate(parts)
        place = np.full(columns.total, -1)
        place[column] = np.arange(column.size)
        return column, place

    def _rows(self) -> tuple[Ints, Bools]:
        """Where each row of the whole stands, -1 for none, and the entries kept."""
        rows = self.model.rows
        kept = np.zeros(rows.constraints.count, np.bool_)
        for (kind, _), place in rows.places.items():
            kept[place] = kind in KINDS
        row = np.where(kept, np.cumsum(kept) - 1, -1)
        entry: Bools = kept[np.concatenate(rows.constraints.row)]
        return row, entry
