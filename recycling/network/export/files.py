"""Writes an export in one of its formats; each file appears whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from maps.errors import MapsError
from maps.files import replacing
from maps.geojson import write_collection
from maps.gpx import Journey, write_gpx
from maps.html import WebPage, write_page
from maps.io import write_geopackage
from recycling.domain.errors import InputError
from recycling.network.export.places import TRUE_DATUMS, Places
from recycling.network.export.records import Tables
from recycling.schema.said import said

GEOJSON, GPKG, GPX, HTML = "geojson", "gpkg", "gpx", "html"

SHIFTED_FORMATS: Final = (GEOJSON, GPX)
"""Formats that can say in words that their positions are shifted."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is written.

    Attributes
    ----------
    name
        ``routes``, ``siting`` or ``sites``; begins the name of every file.
    title
        What it is, for the formats that have a place for it.
    places
        Datum of the positions, and how lines run.
    tables
        Records by layer.
    members
        What a file says of itself: plan, day.
    page
        Makes the map page; ``None`` where there is none.
    journeys
        Makes the journeys; ``None`` where nothing drives.
    """

    name: str
    title: str
    places: Places
    tables: Tables
    members: Mapping[str, str]
    page: Callable[[], WebPage] | None = None
    journeys: Callable[[], Sequence[Journey]] | None = None

    def file_name(self, file_format: str) -> str:
        """Name of a file; shifted positions show in it."""
        datum = self.places.datum
        shift = "" if datum in TRUE_DATUMS else f".{datum}"
        return f"{self.name}{shift}.{file_format}"


def write_export(export: Export, file_format: str, path: Path) -> None:
    """Write one file.

    Parameters
    ----------
    export
        What to write.
    file_format
        One of the formats of this module.
    path
        Where to; its folder must exist.

    Raises
    ------
    InputError
        The file cannot be written by the geodata library, or a recorded shape is
        faulty.
    OSError
        The file cannot be written.
    """
    writers: Mapping[str, Callable[[Export, Path], None]] = {
        GEOJSON: _write_geojson,
        GPKG: _write_geopackage,
        GPX: _write_gpx,
        HTML: _write_page,
    }
    try:
        writers[file_format](export, path)
    except MapsError as error:
        raise InputError(str(error)) from error


def _write_geojson(export: Export, path: Path) -> None:
    records = [
        {"layer": layer, **record}
        for layer, records in export.tables.items()
        for record in records
    ]
    members = {
        "name": export.name,
        "datum": export.places.datum,
        "way": export.places.way,
        **export.members,
    }
    write_collection(path, records, members)


def _write_geopackage(export: Export, path: Path) -> None:
    """Write each layer that has records; an export without any has its first."""
    filled = {name: records for name, records in export.tables.items() if records}
    tables = filled or dict([next(iter(export.tables.items()))])
    with replacing(path) as whole:
        for layer, records in tables.items():
            write_geopackage(whole, layer, records, append=whole.exists())


def _write_gpx(export: Export, path: Path) -> None:
    if export.journeys is None:
        msg = said("export.no_gpx", name=export.name)
        raise InputError(msg)
    about = "; ".join(
        f"{key}={value}"
        for key, value in (
            ("datum", export.places.datum),
            ("way", export.places.way),
            *export.members.items(),
        )
    )
    write_gpx(path, export.journeys(), name=export.title, note=about, keywords=about)


def _write_page(export: Export, path: Path) -> None:
    if export.page is None:
        msg = said("export.no_page", name=export.name, geojson=GEOJSON, gpkg=GPKG)
        raise InputError(msg)
    write_page(path, export.page())
