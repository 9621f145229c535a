"""Travel tables and ways on a road graph, without a server."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maps.blocks import blocks
from maps.errors import RoadsError
from maps.osrm_engine import open_engine
from maps.osrm_paths import find_leg
from maps.osrm_tables import Side, fill_block, snap
from maps.osrm_worker import start_worker, work_block
from maps.paths import RoadLeg, straight_leg
from maps.road_graph import RoadGraph
from maps.table_cache import TableCache, open_table
from maps.travel import UNREACHABLE, Points, TravelTable

if TYPE_CHECKING:
    from osrm import OSRM

type FloatArray = NDArray[np.float64]

# The engine's answer takes about 120 bytes per pair until it is in an array.
_BLOCK = 1_024
_CACHE_BYTES = 8_000_000_000
# A table of this many pairs takes about two seconds; starting processes takes one.
_CACHED_PAIRS = 4_000_000


@dataclass(frozen=True, eq=False, slots=True)
class SnapReport:
    """How far points lie from the road.

    Attributes
    ----------
    distance_m
        To the road the point is moved to, shape (n,); NaN where there is none
        because the point is no place on the globe.
    is_snapped
        Whether that is near enough; a point that is not is unreachable.
    """

    distance_m: NDArray[np.float64]
    is_snapped: NDArray[np.bool_]


class OsrmProvider:
    """Answer tables and ways from a road graph on disk.

    Points are moved to the nearest road, of several near ones to one that connects
    with the others'. A point farther than the limit from any is unreachable. Large
    tables are computed by several processes into files, which are mapped into
    memory (read-only) and found again by what was asked.

    Parameters
    ----------
    graph
        From `maps.roads.build_roads` or `maps.roads.find_roads`.
    max_snap_m
        Farthest that a point may lie from a road.
    cache_dir
        Folder of the large tables; ``tables`` beside the graph by default.
    cache_bytes
        What they may take on disk together.
    cached_pairs
        From how many pairs on a table is large.
    workers
        Processes for a large table; all processors by default.
    """

    name = "osrm"

    def __init__(
        self,
        graph: RoadGraph,
        max_snap_m: float = 1_000.0,
        cache_dir: Path | None = None,
        cache_bytes: int = _CACHE_BYTES,
        cached_pairs: int = _CACHED_PAIRS,
        workers: int | None = None,
    ) -> None:
        self.graph = graph
        self._max_snap_m = max_snap_m
        folder = cache_dir or graph.folder.parent / "tables"
        self._cache = TableCache(folder, cache_bytes)
        self._cached_pairs = cached_pairs
        self._workers = workers or os.cpu_count() or 1

    def table(self, origins: Points, destinations: Points, profile: str) -> TravelTable:
        """Answer the table of all pairs; see the class.

        Raises
        ------
        RoadsError
            The graph is for another profile or cannot be opened, the disk is full.
        """
        self._check_profile(profile)
        if len(origins) * len(destinations) < self._cached_pairs:
            return self._small(origins, destinations)
        key = self._key(origins, destinations)
        found = self._cache.find(key)
        if found is None:
            self._write(key, origins, destinations)
            found = self._cache.find(key)
        if found is None:
            msg = (
                f"table {key}: must stay until it is read, and it was removed. Give "
                "the tables more room, or a folder of their own."
            )
            raise RoadsError(msg)
        return found

    def snap(self, points: Points) -> SnapReport:
        """Tell how far each point lies from the road it is moved to.

        Raises
        ------
        RoadsError
            The graph cannot be opened.
        """
        distance_m = np.full(len(points), np.nan)
        places = np.flatnonzero(points.usable())
        snaps = snap(self._engine, points.lon[places], points.lat[places])
        distance_m[places] = snaps.distance_m
        # A comparison with NaN is False.
        return SnapReport(distance_m, distance_m <= self._max_snap_m)

    def path(self, points: Points, profile: str) -> tuple[RoadLeg, ...]:
        """Find the way through points in order: one leg fewer than points.

        A leg takes as long as the table says. One that cannot be driven is a
        straight line, never an error.

        Raises
        ------
        RoadsError
            The graph is for another profile or cannot be opened.
        """
        self._check_profile(profile)
        near = self._near(points.lon, points.lat)
        row_of = {int(index): row for row, index in enumerate(near.at)}
        legs = []
        for start in range(len(points) - 1):
            leg = None
            if start in row_of and start + 1 in row_of:
                ends = np.array([row_of[start], row_of[start + 1]])
                leg = find_leg(self._engine, near.snaps.part(ends))
            legs.append(leg or straight_leg(points, start))
        return tuple(legs)

    @cached_property
    def _engine(self) -> "OSRM":
        return open_engine(self.graph.folder)

    def _check_profile(self, profile: str) -> None:
        if profile != self.graph.profile:
            msg = (
                f"road graph {self.graph.key}: must be for the profile {profile!r}, "
                f"got {self.graph.profile!r}. Build one with `recycling roads build "
                f"--profile {profile}`."
            )
            raise RoadsError(msg)

    def _near(self, lon: FloatArray, lat: FloatArray) -> Side:
        """Take the points near a road; the others are left out."""
        usable = np.flatnonzero(Points(lon, lat).usable())
        places = np.column_stack([lon[usable], lat[usable]])
        # Origins that are destinations as well are looked for once.
        once, where = np.unique(places, axis=0, return_inverse=True)
        snaps = snap(self._engine, once[:, 0], once[:, 1])
        near = np.flatnonzero(snaps.distance_m[where] <= self._max_snap_m)
        return Side(usable[near], snaps.part(where[near]))

    def _sides(self, origins: Points, destinations: Points) -> tuple[Side, Side]:
        """Rows and columns that have a road."""
        lon = np.concatenate([origins.lon, destinations.lon])
        lat = np.concatenate([origins.lat, destinations.lat])
        both = self._near(lon, lat)
        first = len(origins)
        rows, columns = (
            np.flatnonzero(both.at < first),
            np.flatnonzero(both.at >= first),
        )
        return (
            Side(both.at[rows], both.snaps.part(rows)),
            Side(both.at[columns] - first, both.snaps.part(columns)),
        )

    def _small(self, origins: Points, destinations: Points) -> TravelTable:
        """Compute a table here."""
        sides = self._sides(origins, destinations)
        shape = (len(origins), len(destinations))
        distance_m = np.full(shape, UNREACHABLE, dtype=np.int32)
        duration_s = np.full(shape, UNREACHABLE, dtype=np.int32)
        for block in _blocks(sides):
            fill_block(self._engine, sides, block, (distance_m, duration_s))
        return TravelTable(distance_m=distance_m, duration_s=duration_s)

    def _write(self, key: str, origins: Points, destinations: Points) -> None:
        """Compute a table in other processes, straight into the cache's files."""
        sides = self._sides(origins, destinations)
        shape = (len(origins), len(destinations))
        with self._cache.writing(key, shape) as work:
            for array in open_table(work):
                array[_left_out(sides[0], shape[0]), :] = UNREACHABLE
                array[:, _left_out(sides[1], shape[1])] = UNREACHABLE
            self._compute(work, sides)

    def _compute(self, work: Path, sides: tuple[Side, Side]) -> None:
        pool = ProcessPoolExecutor(
            self._workers,
            get_context("spawn"),
            initializer=start_worker,
            initargs=(self.graph.folder, work, sides),
        )
        try:
            with pool:
                for _ in pool.map(work_block, _blocks(sides)):
                    pass
        except BrokenExecutor as error:
            msg = (
                f"travel table: must be computed by {self._workers} processes, and "
                "one of them ended, most likely for memory. Take fewer workers."
            )
            raise RoadsError(msg) from error

    def _key(self, origins: Points, destinations: Points) -> str:
        """Hash what a table depends on."""
        content = hashlib.sha256(self.graph.key.encode())
        content.update(np.float64(self._max_snap_m).tobytes())
        for array in (origins.lon, origins.lat, destinations.lon, destinations.lat):
            content.update(np.int64(array.size).tobytes())
            content.update(array.tobytes())
        return content.hexdigest()[:32]


def _blocks(sides: tuple[Side, Side]) -> Iterator[tuple[slice, slice]]:
    rows, columns = sides
    return blocks(rows.at.size, columns.at.size, _BLOCK)


def _left_out(side: Side, count: int) -> NDArray[np.intp]:
    """Rows or columns of the table that no road leads to."""
    return np.setdiff1d(np.arange(count), side.at)
