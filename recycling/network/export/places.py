"""Where sites are in the coordinate system a file is written in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.crs import BD09, CGCS2000, GCJ02, WGS84, from_wgs84, parse_crs
from maps.errors import UnknownCrsError
from recycling.domain.errors import InputError
from recycling.domain.network import Paths
from recycling.domain.sites import Site
from recycling.schema.said import said

type Position = tuple[float, float]

TRUE_DATUMS: Final = (WGS84, CGCS2000)
"""Datums whose positions are where a GIS puts them; equal within a metre."""

DATUMS: Final = (*TRUE_DATUMS, GCJ02, BD09)
"""Systems of degrees that an export may be written in."""

_DECIMALS: Final = 7
STRAIGHT, ROAD = "straight", "road"


def parse_datum(name: str) -> str:
    """Read the name of a system of degrees.

    Raises
    ------
    InputError
        It is not one of `DATUMS`.
    """
    try:
        datum = parse_crs(name).name
    except UnknownCrsError:
        datum = ""
    if datum not in DATUMS:
        msg = said("export.datum", datums=list(DATUMS), name=name)
        raise InputError(msg)
    return datum


@dataclass(frozen=True, slots=True)
class Places:
    """Positions of sites, and the lines between them.

    Attributes
    ----------
    datum
        System the positions are in, one of `DATUMS`.
    positions
        Lon and lat by site id, seven decimals (1 cm).
    paths
        Source of ways along roads; lines are straight without one.
    """

    datum: str
    positions: Mapping[str, Position]
    paths: Paths | None = None

    @property
    def way(self) -> str:
        """How lines run: ``straight`` between stops, or along the ``road``."""
        return STRAIGHT if self.paths is None else ROAD

    def point(self, site_id: str) -> dict[str, float]:
        """Place of a site as a record has it; empty for an unknown site."""
        position = self.positions.get(site_id)
        return {} if position is None else {"lon": position[0], "lat": position[1]}

    def line(self, site_ids: Sequence[str]) -> list[Position]:
        """Line through sites; a site that is unknown is left out."""
        known = [site_id for site_id in site_ids if site_id in self.positions]
        if self.paths is None:
            return [self.positions[site_id] for site_id in known]
        return convert(self.paths.path(known), self.datum)


def places_of(sites: Iterable[Site], datum: str, paths: Paths | None = None) -> Places:
    """Convert the positions of sites to a datum."""
    listed = list(sites)
    moved = convert([(site.lon, site.lat) for site in listed], datum)
    ids = [site.site_id for site in listed]
    return Places(datum, dict(zip(ids, moved, strict=True)), paths)


def convert(positions: Sequence[Position], datum: str) -> list[Position]:
    """Convert WGS-84 positions to a datum."""
    pairs = np.array(positions, dtype=np.float64).reshape(-1, 2)
    lon, lat = from_wgs84(pairs[:, 0], pairs[:, 1], datum)
    return list(
        zip(lon.round(_DECIMALS).tolist(), lat.round(_DECIMALS).tolist(), strict=True)
    )


def line_wkt(line: Iterable[Position]) -> str | None:
    """Well-known text of a line; ``None`` where it has no length."""
    points = list(_without_repeats(line))
    if len(points) < 2:
        return None
    return f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})"


def _without_repeats(line: Iterable[Position]) -> Iterator[Position]:
    last = None
    for point in line:
        if point != last:
            yield point
        last = point
