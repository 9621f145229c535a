"""Puts a table together from the blocks that a server answers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from maps.blocks import blocks
from maps.remote_server import Server
from maps.rounding import half_up
from maps.travel import UNREACHABLE, Points, TravelTable

type FloatArray = NDArray[np.float64]
type Figures = tuple[FloatArray, FloatArray]
"""Distances in metres and durations in seconds of a block; NaN where no way is."""

type AskBlock = Callable[[Points, Points], Figures]
"""Asks a server for one block."""


def remote_table(
    origins: Points, destinations: Points, size: int, ask: AskBlock
) -> TravelTable:
    """Ask for all blocks of a table.

    Parameters
    ----------
    origins, destinations
        Rows and columns; those that are no place on the globe are not asked for.
    size
        Most rows and most columns of a block.
    ask
        Answers one block.
    """
    shape = (len(origins), len(destinations))
    distance_m = np.full(shape, UNREACHABLE, dtype=np.int32)
    duration_s = np.full(shape, UNREACHABLE, dtype=np.int32)
    rows = np.flatnonzero(origins.usable())
    columns = np.flatnonzero(destinations.usable())
    for down, across in blocks(rows.size, columns.size, size):
        place = np.ix_(rows[down], columns[across])
        answer = ask(
            take_points(origins, rows[down]),
            take_points(destinations, columns[across]),
        )
        for table, figures in zip((distance_m, duration_s), answer, strict=True):
            table[place] = half_up(figures)
    return TravelTable(distance_m=distance_m, duration_s=duration_s)


def take_points(points: Points, chosen: NDArray[np.intp]) -> Points:
    """Take some of the points."""
    return Points(points.lon[chosen], points.lat[chosen])


def no_way(origins: Points, destinations: Points) -> Figures:
    """Figures of a block that nothing is known of yet."""
    shape = (len(origins), len(destinations))
    return np.full(shape, np.nan), np.full(shape, np.nan)


def read_figures(server: Server, table: object, shape: tuple[int, int]) -> FloatArray:
    """Read a list of lists of numbers and nulls.

    Raises
    ------
    RoadsError
        It is something else, of another shape, or has a number below zero.
    """
    try:
        figures = np.array(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        got = "a table with other things than numbers"
        raise server.refusal(got) from error
    if figures.shape != shape or np.any(figures < 0):
        got = f"a table of shape {figures.shape} where {shape} was asked for"
        raise server.refusal(got)
    return figures
