"""Questions to the OSRM engine and its answers as arrays.

The engine keeps Python's lock while it computes, so parallel work takes processes.
Its answers are objects of its own; reading their rows as streams of numbers takes
half as long as making lists of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maps.errors import RoadsError
from maps.osrm_engine import osrm
from maps.rounding import half_up

if TYPE_CHECKING:
    from osrm import OSRM

type FloatArray = NDArray[np.float64]
type IntArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Snaps:
    """Points with the places on the road the engine moved them to.

    Attributes
    ----------
    lon, lat
        Points as given, shape (n,), degrees.
    road_lon, road_lat
        Places on the road.
    distance_m
        From point to road.
    hints
        What the engine wants to hear to take the same place again.
    """

    lon: FloatArray
    lat: FloatArray
    road_lon: FloatArray
    road_lat: FloatArray
    distance_m: FloatArray
    hints: NDArray[np.str_]

    def part(self, chosen: "slice | NDArray[np.intp]") -> "Snaps":
        """Take some of the points."""
        return Snaps(
            self.lon[chosen],
            self.lat[chosen],
            self.road_lon[chosen],
            self.road_lat[chosen],
            self.distance_m[chosen],
            self.hints[chosen],
        )

    def places(self) -> list[tuple[float, float]]:
        """Points as the engine takes them."""
        return list(zip(self.lon.tolist(), self.lat.tolist(), strict=True))


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """Rows or columns of a table that have a road.

    Attributes
    ----------
    at
        Their indices in the table, shape (n,), ascending.
    snaps
        Their places on the road, shape (n,).
    """

    at: NDArray[np.intp]
    snaps: Snaps


def snap(engine: "OSRM", lon: FloatArray, lat: FloatArray) -> Snaps:
    """Find the place on the road of every point, however far.

    All are asked for in one question: of several roads near a point the engine
    takes one that connects with the others' rather than a dead island.

    Parameters
    ----------
    engine
        An open graph.
    lon, lat
        Places on the globe, shape (n,).

    Raises
    ------
    RoadsError
        The engine refuses the question.
    """
    if not lon.size:
        none = np.empty(0)
        return Snaps(none, none, none, none, none, np.empty(0, dtype=np.str_))
    places = list(zip(lon.tolist(), lat.tolist(), strict=True))
    # The engine wants two points at least, so the first is the origin as well.
    question = osrm.TableParameters(
        coordinates=[places[0], *places],
        sources=[0],
        destinations=list(range(1, lon.size + 1)),
        annotations=["duration"],
    )
    try:
        answer = engine.Table(question)
    except RuntimeError as error:
        raise engine_refusal(error) from error
    found = answer["destinations"]
    road = np.array([list(place["location"]) for place in found])
    return Snaps(
        lon=lon,
        lat=lat,
        road_lon=road[:, 0],
        road_lat=road[:, 1],
        distance_m=np.array([place["distance"] for place in found]),
        hints=np.array([place["hint"] for place in found]),
    )


def fill_block(
    engine: "OSRM",
    sides: tuple[Side, Side],
    block: tuple[slice, slice],
    table: tuple[IntArray, IntArray],
) -> None:
    """Compute one block of a table and write it in.

    Parameters
    ----------
    engine
        An open graph.
    sides
        Rows and columns.
    block
        Which of them.
    table
        Distances and durations to write into, at the indices of the sides.

    Raises
    ------
    RoadsError
        The engine refuses the question.
    """
    rows, columns = sides
    place = np.ix_(rows.at[block[0]], columns.at[block[1]])
    answers = table_block(
        engine, rows.snaps.part(block[0]), columns.snaps.part(block[1])
    )
    for array, answer in zip(table, answers, strict=True):
        array[place] = answer


def table_block(
    engine: "OSRM", rows: Snaps, columns: Snaps
) -> tuple[IntArray, IntArray]:
    """Distances and durations of all pairs, shape (n, m), `UNREACHABLE` where none.

    Metres and seconds are the engine's, rounded half up.

    Raises
    ------
    RoadsError
        The engine refuses the question.
    """
    n, m = rows.lon.size, columns.lon.size
    question = osrm.TableParameters(
        coordinates=[*rows.places(), *columns.places()],
        hints=[*rows.hints.tolist(), *columns.hints.tolist()],
        sources=list(range(n)),
        destinations=list(range(n, n + m)),
        annotations=["duration", "distance"],
        generate_hints=False,
    )
    question.skip_waypoints = True
    try:
        answer = engine.Table(question)
    except RuntimeError as error:
        raise engine_refusal(error) from error
    return _whole(answer["distances"], n, m), _whole(answer["durations"], n, m)


def _whole(table: Iterable[Iterable[float | None]], n: int, m: int) -> IntArray:
    exact = np.empty((n, m))
    for line, row in zip(exact, table, strict=True):
        # NumPy reads None, the engine's word for no way, as NaN.
        line[:] = np.fromiter(row, dtype=np.float64, count=m)
    return half_up(exact)


def engine_refusal(error: RuntimeError) -> RoadsError:
    """Error for a question the engine refuses."""
    return RoadsError(
        f"road graph: must answer, got {error}. Build it again with `recycling roads "
        "build`."
    )
