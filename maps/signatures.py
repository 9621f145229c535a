"""A first look at a geodata file, before any library opens it.

GDAL guesses formats by content, and some formats fetch other files or addresses, so
what does not begin as its name says is not handed over. It also reads a cut-off
Shapefile without complaint, so the lengths in its headers are compared with the
files (ESRI Shapefile Technical Description, 1998; dBASE III header).
"""

from pathlib import Path
from typing import Final

from maps.errors import GeoFileError

_BEGINNINGS: Final = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\x00",
    ".shp": b"\x00\x00\x27\x0a",
}
_HEAD_BYTES: Final = 4096
_UTF8_BOM: Final = b"\xef\xbb\xbf"


def is_json(file: Path) -> bool:
    """Tell GeoJSON from the binary kinds, by name."""
    return file.suffix.lower() in {".geojson", ".json"}


def check_signature(file: Path) -> None:
    """Refuse a file that cannot be what its name says.

    Raises
    ------
    GeoFileError
        The ending is unknown, the file is missing, empty or begins as another kind,
        or a Shapefile lacks a part or is cut off.
    """
    beginning = _BEGINNINGS.get(file.suffix.lower())
    if beginning is None:
        msg = (
            f"{file.name}: must end in {', '.join(_BEGINNINGS)}, got "
            f"{file.suffix or 'no ending'!r}. Export it as GeoJSON or GeoPackage."
        )
        raise GeoFileError(msg)
    head = _head(file)
    if not head:
        msg = f"{file.name}: is empty (0 bytes). Export or upload it again."
        raise GeoFileError(msg)
    if is_json(file):
        head = head.removeprefix(_UTF8_BOM).lstrip()
    if not head.startswith(beginning):
        msg = (
            f"{file.name}: is not a {file.suffix.lower()} file, it begins with "
            f"{head[:12]!r}. Check that the ending is right and the file is not "
            "compressed or encrypted."
        )
        raise GeoFileError(msg)
    if file.suffix.lower() == ".shp":
        _check_shapefile(file)


def _head(file: Path) -> bytes:
    """First bytes of a file."""
    try:
        with file.open("rb") as stream:
            return stream.read(_HEAD_BYTES)
    except OSError as error:
        msg = f"{file.name}: cannot be opened ({error.strerror}). Check the path."
        raise GeoFileError(msg) from error


def _check_shapefile(shp: Path) -> None:
    """Refuse a Shapefile of which a part is missing or shorter than it says."""
    for part in (shp, _beside(shp, ".shx"), _beside(shp, ".dbf")):
        head = _head(part)
        if part.suffix.lower() == ".dbf":
            rows = int.from_bytes(head[4:8], "little")
            header_bytes = int.from_bytes(head[8:10], "little")
            row_bytes = int.from_bytes(head[10:12], "little")
            expected = header_bytes + rows * row_bytes
        else:
            # The header counts words of 16 bits.
            expected = 2 * int.from_bytes(head[24:28], "big")
        size = part.stat().st_size
        if size < max(expected, 1):
            msg = (
                f"{part.name}: is cut off, it must have {expected} bytes and has "
                f"{size}. Export or upload the Shapefile again."
            )
            raise GeoFileError(msg)


def _beside(shp: Path, suffix: str) -> Path:
    """Part of a Shapefile, in the case of letters it is stored in."""
    for candidate in (suffix, suffix.upper()):
        part = shp.with_suffix(candidate)
        if part.exists():
            return part
    msg = (
        f"{shp.name}: needs {shp.stem}{suffix} beside it, which is missing. Copy all "
        "parts of the Shapefile (.shp, .shx, .dbf, .prj) into one folder."
    )
    raise GeoFileError(msg)
