"""The travel table of a VRPLIB file, computed in blocks to fit in memory."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib_text import VrplibText

type Floats = NDArray[np.float64]
type Rounding = Callable[[Floats], Floats]

ROUNDINGS: Mapping[str, Rounding] = {
    "round": np.rint,
    "trunc": np.trunc,
    "dimacs": lambda values: np.trunc(10 * values),
    "exact": lambda values: np.rint(1000 * values),
    "none": lambda values: values,
}
"""What is done to every value of a file, as in PyVRP: rounded, truncated, ten
times and truncated, a thousand times and rounded, or nothing."""

SCALES: Mapping[str, int] = {"dimacs": 10, "exact": 1000}
"""How many units a rounding makes of one unit of the file; 1 if not named."""

BLOCK_ROWS = 256
"""Rows computed at a time: 20,000 columns of them take 40 MB as floats."""

_PLANE: Mapping[str, Rounding] = {
    "EUC_2D": lambda values: values,
    "FLOOR_2D": np.floor,
    "CEIL_2D": np.ceil,
    "EXACT_2D": lambda values: np.rint(1000 * values),
}
_TRIANGLES = {
    "LOWER_ROW": ("lower", -1),
    "LOWER_DIAG_ROW": ("lower", 0),
    "UPPER_ROW": ("upper", 1),
    "UPPER_DIAG_ROW": ("upper", 0),
    # Columns of one triangle are rows of the other: the table is symmetric.
    "UPPER_COL": ("lower", -1),
    "UPPER_DIAG_COL": ("lower", 0),
    "LOWER_COL": ("upper", 1),
    "LOWER_DIAG_COL": ("upper", 0),
}


def travel_table(
    text: VrplibText, size: int, rounding: Rounding, faults: Faults
) -> NDArray[np.int32]:
    """Return distances between all places; faults are raised at once.

    Raises
    ------
    FormatError
        With what was found before, and here.
    """
    table = _table(text, size, rounding, faults)
    faults.raise_any()
    return np.empty((0, 0), dtype=np.int32) if table is None else table


def _table(
    text: VrplibText, size: int, rounding: Rounding, faults: Faults
) -> NDArray[np.int32] | None:
    """Return the table, or ``None`` with the fault noted."""
    kind = text.headers.get("EDGE_WEIGHT_TYPE", "").upper()
    if kind == "EXPLICIT":
        return _explicit(text, size, rounding, faults)
    if kind not in _PLANE:
        known = ", ".join([*_PLANE, "EXPLICIT"])
        faults.add(text.place("EDGE_WEIGHT_TYPE"), f"must be one of {known}", kind)
        return None
    rows = text.sections.get("NODE_COORD", [])
    if len(rows) != size or any(len(row) != 2 for row in rows):
        rule = f"needs {size} rows of a number and two coordinates"
        faults.add(f"{text.place('NODE_COORD')}_SECTION", rule, len(rows))
        return None
    places = np.array(rows, dtype=float)
    return _in_blocks(places, _PLANE[kind], rounding, faults)


def _in_blocks(
    places: Floats, plane: Rounding, rounding: Rounding, faults: Faults
) -> NDArray[np.int32] | None:
    size = len(places)
    table = np.empty((size, size), dtype=np.int32)
    for start in range(0, size, BLOCK_ROWS):
        block = places[start : start + BLOCK_ROWS]
        away = np.square(block[:, :1] - places[:, 0])
        away += np.square(block[:, 1:] - places[:, 1])
        values = rounding(plane(np.sqrt(away, out=away)))
        if not _fits(values, faults):
            return None
        table[start : start + BLOCK_ROWS] = values
    return table


def _fits(values: Floats, faults: Faults) -> bool:
    """Return whether distances are whole numbers that a table can hold."""
    if values.size and values.max() > np.iinfo(np.int32).max:
        way = "choose a rounding with a smaller scale"
        faults.add("distances", "must be below 2,147,483,648", values.max(), way)
        return False
    if values.size and values.min() < 0:
        faults.add("distances", "must be >= 0", float(values.min()))
        return False
    if (values != np.rint(values)).any():
        value = float(values[values != np.rint(values)][0])
        way = "choose a rounding: round, trunc, dimacs or exact"
        faults.add("distances", "must be whole numbers", value, way)
        return False
    return True


def _explicit(
    text: VrplibText, size: int, rounding: Rounding, faults: Faults
) -> NDArray[np.int32] | None:
    shape = text.headers.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX").upper()
    rows = text.sections.get("EDGE_WEIGHT", [])
    given = np.array([value for row in rows for value in row], dtype=float)
    place = f"{text.place('EDGE_WEIGHT')}_SECTION"
    if shape == "FULL_MATRIX":
        wanted = size * size
    elif shape in _TRIANGLES:
        wanted = size * (size - 1) // 2 + (size if "DIAG" in shape else 0)
    else:
        known = ", ".join(["FULL_MATRIX", *_TRIANGLES])
        faults.add(text.place("EDGE_WEIGHT_FORMAT"), f"must be one of {known}", shape)
        return None
    if given.size != wanted:
        rule = f"{shape} of {size} places needs {wanted} numbers"
        faults.add(place, rule, given.size)
        return None
    table = given.reshape(size, size) if shape == "FULL_MATRIX" else None
    if table is None:
        triangle, diagonal = _TRIANGLES[shape]
        indices = np.tril_indices if triangle == "lower" else np.triu_indices
        table = np.zeros((size, size))
        table[indices(size, diagonal)] = given
        table = table + table.T - np.diag(table.diagonal())
    values = rounding(table)
    return values.astype(np.int32) if _fits(values, faults) else None
