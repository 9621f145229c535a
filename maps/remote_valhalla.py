"""Travel tables from a Valhalla server by URL."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.remote_server import Answer, Ask, Server
from maps.remote_tables import (
    Figures,
    no_way,
    read_figures,
    remote_table,
    take_points,
)
from maps.travel import Points, TravelTable

# Its word for a point without a road; it then refuses the whole question.
_NO_ROAD = 171
_COSTING = {"truck": "truck", "car": "auto"}
_M_PER_KM = 1_000.0


class RemoteValhallaProvider:
    """Ask a Valhalla server for tables, in blocks under its limit.

    Parameters
    ----------
    server
        Address and patience.
    block
        Most origins and most destinations of a question; their product is the
        server's ``max_matrix_location_pairs``, 2,500 when nothing else was set.
    max_snap_m
        Farthest that a point may lie from a road; beyond it is unreachable.
    """

    name = "valhalla-server"

    def __init__(
        self, server: Server, block: int = 50, max_snap_m: float = 1_000.0
    ) -> None:
        self._server = server
        self._block = block
        self._max_snap_m = max_snap_m

    def table(self, origins: Points, destinations: Points, profile: str) -> TravelTable:
        """Answer the table of all pairs.

        The profiles ``truck`` and ``car`` become the costings of trucks and cars;
        any other is taken as the name of a costing.

        Raises
        ------
        RoadsError
            The server stays dead, or refuses.
        """
        costing = _COSTING.get(profile, profile)
        with self._server.asking() as ask:

            def one(rows: Points, columns: Points) -> Figures:
                return self._figures(ask, costing, rows, columns)

            return remote_table(origins, destinations, self._block, one)

    def _figures(
        self, ask: Ask, costing: str, rows: Points, columns: Points
    ) -> Figures:
        """Ask for a block; if a point has no road, once more without such points."""
        answer = self._ask(ask, costing, rows, columns)
        if answer.is_good:
            return self._read(answer, (len(rows), len(columns)))
        if _error_code(answer) != _NO_ROAD:
            raise self._server.refusal(_complaint(answer))
        figures = no_way(rows, columns)
        kept = [self._with_road(ask, costing, points) for points in (rows, columns)]
        if kept[0].size and kept[1].size:
            rest = [
                take_points(p, k) for p, k in zip((rows, columns), kept, strict=True)
            ]
            again = self._ask(ask, costing, *rest)
            if not again.is_good:
                raise self._server.refusal(_complaint(again))
            known = self._read(again, (kept[0].size, kept[1].size))
            for all_pairs, some in zip(figures, known, strict=True):
                all_pairs[np.ix_(*kept)] = some
        return figures

    def _ask(self, ask: Ask, costing: str, rows: Points, columns: Points) -> Answer:
        body = {
            "sources": self._locations(rows),
            "targets": self._locations(columns),
            "costing": costing,
            "units": "km",
        }
        return ask("/sources_to_targets", body)

    def _read(self, answer: Answer, shape: tuple[int, int]) -> Figures:
        """Read metres and seconds; the server gives kilometres."""
        try:
            table = answer.content["sources_to_targets"]
            km = [[pair["distance"] for pair in row] for row in table]
            seconds = [[pair["time"] for pair in row] for row in table]
        except (KeyError, TypeError) as error:
            got = "an answer without a table"
            raise self._server.refusal(got) from error
        distance_m = read_figures(self._server, km, shape) * _M_PER_KM
        duration_s = read_figures(self._server, seconds, shape)
        # Where it found no way some versions leave out only one of the two.
        missing = np.isnan(distance_m) | np.isnan(duration_s)
        distance_m[missing] = duration_s[missing] = np.nan
        return distance_m, duration_s

    def _with_road(self, ask: Ask, costing: str, points: Points) -> NDArray[np.intp]:
        """Pick the points that the server finds a road for."""
        body = {"locations": self._locations(points), "costing": costing}
        answer = ask("/locate", body)
        found = answer.content
        if not answer.is_good or not isinstance(found, list):
            raise self._server.refusal(_complaint(answer))
        return np.flatnonzero([bool(place and place.get("edges")) for place in found])

    def _locations(self, points: Points) -> list[dict[str, Any]]:
        pairs = zip(points.lon.tolist(), points.lat.tolist(), strict=True)
        return [
            {"lon": lon, "lat": lat, "search_cutoff": self._max_snap_m}
            for lon, lat in pairs
        ]


def _error_code(answer: Answer) -> object:
    return answer.content.get("error_code") if _is_object(answer) else None


def _complaint(answer: Answer) -> str:
    said = answer.content.get("error", "") if _is_object(answer) else ""
    return f"status {answer.status} {said}".strip()


def _is_object(answer: Answer) -> bool:
    return isinstance(answer.content, dict)
