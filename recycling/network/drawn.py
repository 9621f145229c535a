"""Areas a planner draws for one scenario: from a file, GeoJSON text or corners."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from maps.errors import GeoFileError, GeometryError, UnknownCrsError
from maps.geometry import repair_wkt, wkt_to_wgs84
from maps.io import read_features
from recycling.domain.errors import InputError
from recycling.domain.sites import Zone, ZoneKind
from recycling.schema.said import said

STORED_CRS = "wgs84"
NAMES = ("name", "zone_id", "id")
"""Attributes of a feature that may name its area, the first found wins."""


def areas_of_file(path: Path, crs: str = "") -> dict[str, str]:
    """Read the polygons of a GeoJSON, GeoPackage or Shapefile.

    Parameters
    ----------
    path
        The file.
    crs
        Coordinate system of its positions; what the file says, else WGS-84, when
        empty.

    Returns
    -------
    dict
        WKT in WGS-84 by name; areas without a name are numbered.

    Raises
    ------
    InputError
        When the file cannot be read, or a shape is no area.
    """
    try:
        found = read_features(path)
        system = crs or found.stored_crs or STORED_CRS
        shapes = [
            None if wkt is None else repair_wkt(wkt_to_wgs84(wkt, system))
            for wkt in found.wkt
        ]
    except (GeoFileError, GeometryError, UnknownCrsError) as error:
        msg = said("drawn.unusable", name=path.name, error=error)
        raise InputError(msg) from error
    labels = next((found.columns[name] for name in NAMES if name in found.columns), [])
    areas: dict[str, str] = {}
    for place, wkt in enumerate(shapes):
        if wkt is None or not wkt.startswith(("POLYGON", "MULTIPOLYGON")):
            drawn = wkt[:40] if wkt else said("nothing")
            msg = said("drawn.no_polygon", name=path.name, number=place + 1, wkt=drawn)
            raise InputError(msg)
        label = str(labels[place] or "") if labels else ""
        areas[_free(label or f"{path.stem}-{place + 1}", areas)] = wkt
    if not areas:
        msg = said("drawn.empty", name=path.name)
        raise InputError(msg)
    return areas


def areas_of_text(text: str, name: str) -> dict[str, str]:
    """Read areas from GeoJSON text, or one from the corners of a polygon.

    Parameters
    ----------
    text
        GeoJSON, or one ``lon, lat`` per line in the order around the area.
    name
        What to call an area that has no name.

    Raises
    ------
    InputError
        When the text is neither.
    """
    if not text.lstrip().startswith("{"):
        return {name: _ring(text)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.geojson"
        path.write_text(text, encoding="utf-8")
        return areas_of_file(path)


def drawn_zones(areas: Mapping[str, str]) -> dict[str, Zone]:
    """Make exclusion zones of areas, by id: nothing may be built inside."""
    return {
        name: Zone(name, name, ZoneKind.EXCLUSION, wkt, rule="drawn for the scenario")
        for name, wkt in areas.items()
    }


def _ring(text: str) -> str:
    corners = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        try:
            lon, lat = (float(part) for part in line.replace(",", " ").split())
        except ValueError as error:
            msg = said("drawn.line", number=number, strip=line.strip())
            raise InputError(msg) from error
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            msg = said("drawn.degrees", number=number, strip=line.strip())
            raise InputError(msg)
        corners.append(f"{lon!r} {lat!r}")
    if len(corners) < 3:
        msg = said("drawn.corners", count=len(corners))
        raise InputError(msg)
    try:
        return repair_wkt(f"POLYGON (({', '.join([*corners, corners[0]])}))")
    except GeometryError as error:
        msg = said("drawn.failed", error=error)
        raise InputError(msg) from error


def _free(name: str, taken: Mapping[str, str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
