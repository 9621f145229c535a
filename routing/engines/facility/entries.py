"""Rows of a linear model gathered as arrays and written in one piece."""

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2

from routing.engines.facility.arrays import Floats

type Terms = tuple[NDArray[np.integer], NDArray[np.integer], Floats]
"""Row within its group, column and coefficient of some terms."""


class Entries:
    """Groups of rows of a linear model, in the order they are added."""

    def __init__(self) -> None:
        self._count = 0
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._row: list[NDArray[np.integer]] = []
        self._column: list[NDArray[np.integer]] = []
        self._value: list[Floats] = []

    def add(self, rows: int, lower: float, upper: float, *terms: Terms) -> None:
        """Add a group of rows with the same limits.

        Parameters
        ----------
        rows
            Number of rows.
        lower, upper
            Limits of every row.
        terms
            What stands in them.
        """
        self._lower.append(np.full(rows, lower))
        self._upper.append(np.full(rows, upper))
        for row, column, value in terms:
            self._row.append(self._count + row)
            self._column.append(column)
            self._value.append(value)
        self._count += rows

    def write(self, proto: model_pb2.ModelProto) -> None:
        """Write all rows into a model."""
        row, column = np.concatenate(self._row), np.concatenate(self._column)
        value = np.concatenate(self._value)
        order = np.lexsort((column, row))
        order = order[value[order] != 0.0]
        constraints, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        constraints.ids.extend(range(self._count))
        constraints.lower_bounds.extend(np.concatenate(self._lower))
        constraints.upper_bounds.extend(np.concatenate(self._upper))
        matrix.row_ids.extend(row[order])
        matrix.column_ids.extend(column[order])
        matrix.coefficients.extend(value[order])
