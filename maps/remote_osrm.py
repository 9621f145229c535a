"""Travel tables from an OSRM server by URL."""

import numpy as np

from maps.remote_server import Answer, Ask, Server
from maps.remote_tables import Figures, FloatArray, read_figures, remote_table
from maps.travel import Points, TravelTable


class RemoteOsrmProvider:
    """Ask an OSRM server for tables, in blocks under its limit.

    A server has one graph, so the profile asked for is not sent; see that it was
    built for the vehicles.

    Parameters
    ----------
    server
        Address and patience.
    block
        Most origins and most destinations of a question; ``--max-table-size`` of
        the server, 100 when nothing else was set.
    max_snap_m
        Farthest that a point may lie from a road; beyond it is unreachable.
    url_profile
        Profile in the address of the question; servers behind one that shares the
        work by profile need theirs.
    """

    name = "osrm-server"

    def __init__(
        self,
        server: Server,
        block: int = 100,
        max_snap_m: float = 1_000.0,
        url_profile: str = "driving",
    ) -> None:
        self._server = server
        self._block = block
        self._max_snap_m = max_snap_m
        self._url_profile = url_profile

    def table(self, origins: Points, destinations: Points, profile: str) -> TravelTable:
        """Answer the table of all pairs; see the class for the profile.

        Raises
        ------
        RoadsError
            The server stays dead, or refuses.
        """
        with self._server.asking() as ask:

            def one(rows: Points, columns: Points) -> Figures:
                return self._figures(ask, rows, columns)

            return remote_table(origins, destinations, self._block, one)

    def _figures(self, ask: Ask, rows: Points, columns: Points) -> Figures:
        n, m = len(rows), len(columns)
        places = ";".join([*_places(rows), *_places(columns)])
        sources = ";".join(str(at) for at in range(n))
        destinations = ";".join(str(at) for at in range(n, n + m))
        answer = ask(
            f"/table/v1/{self._url_profile}/{places}?sources={sources}"
            f"&destinations={destinations}&annotations=duration,distance"
            "&generate_hints=false",
            None,
        )
        distance_m = self._read(answer, "distances", (n, m))
        duration_s = self._read(answer, "durations", (n, m))
        for figures in (distance_m, duration_s):
            figures[self._is_far(answer, "sources"), :] = np.nan
            figures[:, self._is_far(answer, "destinations")] = np.nan
        return distance_m, duration_s

    def _read(self, answer: Answer, key: str, shape: tuple[int, int]) -> FloatArray:
        content = answer.content
        if not isinstance(content, dict) or content.get("code") != "Ok":
            said = content.get("message", "") if isinstance(content, dict) else ""
            raise self._server.refusal(f"status {answer.status} {said}".strip())
        return read_figures(self._server, content.get(key), shape)

    def _is_far(self, answer: Answer, key: str) -> list[bool]:
        """Tell which points the server moved too far to a road."""
        try:
            moved_m = [float(place["distance"]) for place in answer.content[key]]
        except (KeyError, TypeError, ValueError) as error:
            got = f"no distances of {key}"
            raise self._server.refusal(got) from error
        return [distance_m > self._max_snap_m for distance_m in moved_m]


def _places(points: Points) -> list[str]:
    pairs = zip(points.lon.tolist(), points.lat.tolist(), strict=True)
    return [f"{lon:.6f},{lat:.6f}" for lon, lat in pairs]
