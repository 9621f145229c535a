"""Shapefiles: out of an archive, and the encoding of their texts.

A Shapefile is several files of one name; senders put them into a .zip, and leave out
the one that names the encoding (.cpg).
"""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from maps.errors import GeoFileError

_PARTS: Final = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_BAD_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
# Layout of a dBASE III table: a head, then 32 bytes for each column, 11 of them name.
_DBF_HEAD_BYTES: Final = 32
_DBF_NAME_BYTES: Final = 11


@contextmanager
def unpacked_shapefile(archive: Path, max_bytes: int) -> Iterator[Path]:
    """Unpack the one Shapefile of an archive for as long as it is read.

    Parameters
    ----------
    archive
        File ending in .zip; other files in it are left alone.
    max_bytes
        Most the Shapefile may take unpacked.

    Raises
    ------
    GeoFileError
        It is no archive, is encrypted or damaged, holds no Shapefile or several, or
        unpacks to more than ``max_bytes``.
    """
    with TemporaryDirectory(prefix="shapefile-") as folder:
        # The names inside are not trusted: they may lead out of the folder.
        target = Path(folder) / f"{archive.stem}.shp"
        try:
            with zipfile.ZipFile(archive) as packed:
                for member in _parts(archive.name, packed, max_bytes):
                    suffix = PurePosixPath(member.filename).suffix.lower()
                    with (
                        packed.open(member) as source,
                        target.with_suffix(suffix).open("wb") as part,
                    ):
                        shutil.copyfileobj(source, part)
        except _BAD_ZIP as error:
            msg = (
                f"{archive.name}: cannot be unpacked ({error}). Pack the Shapefile "
                "again as a .zip without a password."
            )
            raise GeoFileError(msg) from error
        yield target


def text_encoding(shp: Path) -> str | None:
    """Tell the encoding of a Shapefile's texts; ``None`` when a .cpg names it.

    What reads as UTF-8 is UTF-8; anything else is taken for GB18030, which holds
    the GBK that Chinese programs write without saying so.
    """
    if any(shp.with_suffix(suffix).exists() for suffix in (".cpg", ".CPG")):
        return None
    table = next(
        (
            part
            for suffix in (".dbf", ".DBF")
            if (part := shp.with_suffix(suffix)).exists()
        ),
        None,
    )
    if table is None:
        return None
    try:
        _texts(table.read_bytes()).decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _parts(name: str, packed: zipfile.ZipFile, max_bytes: int) -> list[zipfile.ZipInfo]:
    """Members of an archive that make up its one Shapefile."""
    members = [
        member
        for member in packed.infolist()
        if PurePosixPath(member.filename).suffix.lower() in _PARTS
        # macOS adds a shadow of every file.
        and not member.filename.startswith("__MACOSX/")
    ]
    stems = {
        PurePosixPath(member.filename).with_suffix("")
        for member in members
        if member.filename.lower().endswith(".shp")
    }
    if len(stems) != 1:
        msg = (
            f"{name}: must hold one Shapefile (.shp with .shx and .dbf), holds "
            f"{len(stems)}. Pack each into a .zip of its own."
        )
        raise GeoFileError(msg)
    chosen = [
        member
        for member in members
        if PurePosixPath(member.filename).with_suffix("") in stems
    ]
    size = sum(member.file_size for member in chosen)
    if size > max_bytes:
        msg = (
            f"{name}: unpacks to {size} bytes, at most {max_bytes} are read. Split "
            "it into several files."
        )
        raise GeoFileError(msg)
    return chosen


def _texts(table: bytes) -> bytes:
    """Texts of a dBASE table: the names of its columns, and its rows."""
    head_bytes = int.from_bytes(table[8:10], "little")
    names = b"".join(
        table[start : start + _DBF_NAME_BYTES]
        for start in range(_DBF_HEAD_BYTES, head_bytes - 1, _DBF_HEAD_BYTES)
    )
    return names + table[head_bytes:]
