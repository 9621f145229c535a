"""A built road graph: where it lies, what it covers."""

import json
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from maps.errors import RoadsError
from maps.osrm_engine import BASE
from maps.sphere import great_circle_m
from maps.travel import Points

type RoadProfile = Literal["truck", "car"]
"""Kinds of vehicle a graph can be built for."""

CARD: Final = "graph.json"
"""File of a graph's folder that describes it; a folder without one is no graph."""

# Where the engine keeps the places of its road nodes: a tar of raw arrays.
_NODES_FILE = f"{BASE}.nbg_nodes"
_NODES_MEMBER = "/common/nbn_data/coordinates"
_UNITS_PER_DEGREE = 1_000_000


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """A road graph on disk.

    Attributes
    ----------
    folder
        Its files.
    profile
        Kind of vehicle it was built for.
    source
        Name of the extract's file.
    engine
        Version of the engine that built it, the only one that can open it.
    chosen_s
        When it was built or last asked for, seconds since 1970.
    west, south, east, north
        Box around the roads it has, degrees.
    """

    folder: Path
    profile: RoadProfile
    source: str
    engine: str
    chosen_s: float
    west: float
    south: float
    east: float
    north: float

    @property
    def key(self) -> str:
        """What it was made of: extract, profile and rules, hashed."""
        return self.folder.name

    def outside_m(self, points: Points) -> NDArray[np.float64]:
        """How far points lie outside the box around the roads.

        Returns
        -------
        Metres over the sphere, shape (n,): 0 inside, NaN for no place on the globe.
        """
        away = great_circle_m(
            points.lon,
            points.lat,
            np.clip(points.lon, self.west, self.east),
            np.clip(points.lat, self.south, self.north),
        )
        return np.where(points.usable(), away, np.nan)


def write_card(graph: RoadGraph, folder: Path) -> None:
    """Describe a graph whose files are in this folder for now."""
    card = {key: value for key, value in asdict(graph).items() if key != "folder"}
    # Renamed into place: somebody may be reading the one that is there.
    fresh = folder / f"{CARD}.{uuid4().hex[:8]}"
    fresh.write_text(json.dumps(card, indent=2), encoding="utf-8")
    fresh.replace(folder / CARD)


def read_card(folder: Path) -> RoadGraph:
    """Read the description of a graph.

    Raises
    ------
    RoadsError
        It is missing or is no description.
    """
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        return RoadGraph(folder=folder, **card)
    except (OSError, ValueError, TypeError) as error:
        msg = (
            f"{folder.name}, {CARD}: must describe a road graph, got {error}. Delete "
            "this folder and run `recycling roads build` again."
        )
        raise RoadsError(msg) from error


def node_places(folder: Path) -> NDArray[np.float64]:
    """Places of all road nodes of a graph, lon and lat, shape (n, 2).

    Raises
    ------
    RoadsError
        The files are not those of this version of the engine.
    """
    try:
        with tarfile.open(folder / _NODES_FILE) as archive:
            member = archive.extractfile(_NODES_MEMBER)
            content = b"" if member is None else member.read()
    except (OSError, KeyError, tarfile.TarError) as error:
        msg = (
            f"{folder.name}, {_NODES_FILE}: must hold the road nodes, got {error}. "
            "Delete this folder and run `recycling roads build` again."
        )
        raise RoadsError(msg) from error
    units = np.frombuffer(content, dtype="<i4").reshape(-1, 2)
    return units / _UNITS_PER_DEGREE
