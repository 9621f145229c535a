"""Faults of figures and columns: shape, kind and range, with the rows at fault."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

MAX_FIGURE = 10**15
"""Largest mass in kg and cost in fen: sums of 9,000 of them still fit int64."""
MAX_UNIT_COST = 10**9
"""Largest fen per tonne: ten million CNY. Min-cost flow multiplies it by the
number of facilities and of nodes."""
MOST_ROWS = 5
"""Rows at fault that are named one by one."""

type Column = NDArray[np.generic]


def rows_text(bad: NDArray[np.int64]) -> str:
    """Name rows: the first few, and how many others.

    Parameters
    ----------
    bad
        Positions at fault.
    """
    named = ", ".join(map(str, bad[:MOST_ROWS].tolist()))
    others = len(bad) - MOST_ROWS
    return f"{named} and {others} more" if others > 0 else named


def figure_faults(place: str, value: object, most: int) -> Iterator[str]:
    """Name a figure that is no whole number from 0 to ``most``."""
    if not isinstance(value, int | np.integer):
        yield f"{place}: must be a whole number, got {value!r}. Round it."
    elif value < 0:
        yield f"{place}: must be >= 0, got {value}. Give 0 for none."
    elif value > most:
        yield f"{place}: must be <= {most}, got {value}. Check the unit."


def shape_faults(
    table: str, columns: Mapping[str, tuple[Column, tuple[int, ...]]]
) -> Iterator[str]:
    """Name columns that have another shape than the table."""
    wrong = [
        f"{name} must be {shape}, got {column.shape}"
        for name, (column, shape) in columns.items()
        if column.shape != shape
    ]
    if wrong:
        yield f"{table}, shapes: {'; '.join(wrong)}. Pad none."


def column_faults(
    table: str, name: str, column: Column, most: int, least: int = 0
) -> Iterator[str]:
    """Name the rows of a column that are no whole numbers within a range.

    Columns by period are looked at row by row all the same: what varies is the last
    dimension.
    """
    if column.dtype.kind not in "iu":
        yield from _kind_faults(table, name, column)
        return
    figures = column.astype(np.int64)
    below, above = figures < least, figures > most
    if below.any():
        place, value = _rows(below), figures[below][0]
        yield (
            f"{table}[{place}], {name}: must be >= {least}, got {value}. "
            "Drop or correct them."
        )
    if above.any():
        place, value = _rows(above), figures[above][0]
        yield (
            f"{table}[{place}], {name}: must be <= {most}, got {value}. "
            "Check the unit and the numbering."
        )


def _kind_faults(table: str, name: str, column: Column) -> Iterator[str]:
    if column.dtype.kind == "f":
        broken = ~np.isfinite(column.astype(np.float64))
        if broken.any():
            yield (
                f"{table}[{_rows(broken)}], {name}: is not a number. Fill the gap or "
                "drop the row."
            )
            return
    yield f"{table}, {name}: must be whole numbers, got {column.dtype}. Round them."


def _rows(bad: NDArray[np.bool_]) -> str:
    return rows_text(np.unique(np.nonzero(bad)[-1]))
