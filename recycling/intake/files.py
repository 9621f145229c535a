"""Opening a file by its kind, after what can be told without reading it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from recycling.intake.csv_grid import open_csv
from recycling.intake.geo_grid import open_geo_file
from recycling.intake.grid import FileRefusedError, OpenFile
from recycling.intake.options import IntakeOptions
from recycling.intake.workbook_grid import open_workbook
from recycling.schema.faults import Rule

_OPENERS: Final[Mapping[str, Callable[[Path, IntakeOptions], OpenFile]]] = {
    ".csv": open_csv,
    ".csv.gz": open_csv,
    ".xlsx": open_workbook,
    ".geojson": open_geo_file,
    ".json": open_geo_file,
    ".gpkg": open_geo_file,
    ".shp": open_geo_file,
    ".zip": open_geo_file,
}


def kind_of(path: Path) -> str:
    """Tell how a file is read: its ending, with ``.gz`` and what it packs."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return "".join(suffixes[-2:] if suffixes[-1:] == [".gz"] else suffixes[-1:])


def stem_of(path: Path) -> str:
    """Cut the ending off a file's name."""
    return path.name[: len(path.name) - len(kind_of(path))]


def open_file(path: Path, options: IntakeOptions) -> OpenFile:
    """Open a file for reading its sheets.

    Raises
    ------
    FileRefusedError
        When it is missing, empty, too large, of a kind that is not read, or
        not what its name says.
    """
    opener = _OPENERS.get(kind_of(path))
    if opener is None:
        raise FileRefusedError(
            Rule.FILE_TYPE, kind_of(path) or path.name, " ".join(_OPENERS)
        )
    try:
        _check_size(path, options.max_file_bytes)
        return opener(path, options)
    except FileNotFoundError:
        raise FileRefusedError(Rule.FILE_MISSING) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise FileRefusedError(Rule.FILE_UNREADABLE, detail=detail) from None


def _check_size(path: Path, max_bytes: int) -> None:
    """Refuse a file by its size alone."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError(Rule.FILE_EMPTY)
    if size > max_bytes:
        raise FileRefusedError(Rule.FILE_TOO_LARGE, str(size), str(max_bytes))
