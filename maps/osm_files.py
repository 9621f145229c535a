"""Looks at an OpenStreetMap extract before the engine does.

The engine aborts on a broken file without saying where. A .pbf is a row of frames:
four bytes with the length of a header, the header (type and size of its body, in
protocol-buffer coding), the body. Walking them reads little and finds every cut.
Source: https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

import hashlib
from pathlib import Path
from typing import IO, Final

from maps.errors import RoadsError

ENDINGS: Final = (".pbf", ".osm", ".osm.bz2")
"""Endings of the files the engine reads."""

_MOST_HEADER_BYTES = 64 * 1024
_MOST_BODY_BYTES = 32 * 1024 * 1024
_VARINT, _BYTES = 0, 2
_TYPE_FIELD, _SIZE_FIELD = 1, 3
_DOWNLOAD = "Download the extract again, for example from download.geofabrik.de."


def check_extract(path: Path) -> None:
    """Refuse a file that is no complete extract.

    Raises
    ------
    RoadsError
        The file is missing, of another kind, or ends too early.
    """
    if not path.is_file():
        msg = f"{path}: must be a file, and there is none. Check the path."
        raise RoadsError(msg)
    if not path.name.endswith(ENDINGS):
        msg = (
            f"{path.name}: must be an OpenStreetMap extract ({', '.join(ENDINGS)}), "
            f"got the ending {path.suffix or 'of no kind'}. {_DOWNLOAD}"
        )
        raise RoadsError(msg)
    if path.name.endswith(".pbf"):
        _check_frames(path)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_frames(path: Path) -> None:
    size = path.stat().st_size
    frames = 0
    with path.open("rb") as stream:
        while stream.tell() < size:
            kind, body_bytes = _read_header(stream, path.name)
            expected = "OSMData" if frames else "OSMHeader"
            if kind != expected:
                raise _no_pbf(path.name, f"a block {kind!r} where {expected} is due")
            if stream.tell() + body_bytes > size:
                raise _cut(path.name, size)
            stream.seek(body_bytes, 1)
            frames += 1
    if not frames:
        raise _no_pbf(path.name, "an empty file")


def _read_header(stream: IO[bytes], name: str) -> tuple[str, int]:
    """Read type and body size of the next frame."""
    length = int.from_bytes(_take(stream, 4, name))
    if not 0 < length <= _MOST_HEADER_BYTES:
        raise _no_pbf(name, f"a header of {length} bytes")
    header = _take(stream, length, name)
    try:
        kind, body_bytes = _parse(header)
    except (IndexError, ValueError) as error:
        raise _no_pbf(name, "a header of another coding") from error
    if body_bytes > _MOST_BODY_BYTES:
        raise _no_pbf(name, f"a block of {body_bytes} bytes")
    return kind, body_bytes


def _take(stream: IO[bytes], count: int, name: str) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise _cut(name, stream.tell())
    return content


def _parse(header: bytes) -> tuple[str, int]:
    """Type and body size in a header; raises ValueError when one is missing."""
    kind, body_bytes = b"", -1
    at = 0
    while at < len(header):
        key, at = _varint(header, at)
        value, at = _varint(header, at)
        if key & 7 == _BYTES:
            if key >> 3 == _TYPE_FIELD:
                kind = header[at : at + value]
            at += value
        elif key & 7 != _VARINT:
            msg = f"wire type {key & 7}"
            raise ValueError(msg)
        elif key >> 3 == _SIZE_FIELD:
            body_bytes = value
    if not kind or body_bytes < 0:
        msg = "no type or no size"
        raise ValueError(msg)
    return kind.decode("ascii"), body_bytes


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Value of a variable-length number, and where the next begins."""
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _no_pbf(name: str, got: str) -> RoadsError:
    return RoadsError(f"{name}: must be an OpenStreetMap .pbf, got {got}. {_DOWNLOAD}")


def _cut(name: str, size: int) -> RoadsError:
    return RoadsError(
        f"{name}: must be a complete .pbf, and it ends in the middle of a block at "
        f"byte {size:,}. {_DOWNLOAD}"
    )
