"""Bytes of a text file: is it text, in which encoding, how large."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from recycling.intake.grid import FileRefusedError
from recycling.intake.options import IntakeOptions
from recycling.schema.faults import Rule

_BLOCK: Final = 2**20
# What no text file holds; tab, line ends, form feed and escape may occur.
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CANDIDATES: Final = ("utf-8-sig", "gb18030")
_NAMES: Final = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}


def is_gzip(path: Path) -> bool:
    """Tell a compressed file by its name."""
    return path.suffix.lower() == ".gz"


def open_bytes(path: Path) -> IO[bytes] | gzip.GzipFile:
    """Open a file, unpacking it on the way when it is compressed."""
    return gzip.open(path, "rb") if is_gzip(path) else path.open("rb")


def find_encoding(path: Path, options: IntakeOptions) -> str:
    """Read a file once and say in which encoding it is text.

    Raises
    ------
    FileRefusedError
        When it is empty, too large once unpacked, binary, cut off or in none
        of the accepted encodings.
    """
    wanted = _CANDIDATES if options.encoding == "auto" else (options.encoding,)
    decoders = {name: _decoder(name)() for name in wanted}
    failed_at = 0
    size = 0
    for block in _blocks(path, options.max_file_bytes):
        _refuse_binary(block, size)
        if not (wanted is _CANDIDATES and _is_plain(block, decoders.values())):
            for name, decoder in list(decoders.items()):
                try:
                    decoder.decode(block, final=not block)
                except UnicodeDecodeError as error:
                    failed_at = max(failed_at, size + error.start)
                    del decoders[name]
        size += len(block)
        if not decoders:
            names = " / ".join(_NAMES.get(name, name) for name in wanted)
            detail = f"{names}|{failed_at + 1}"
            raise FileRefusedError(Rule.WRONG_ENCODING, detail=detail)
    if not size:
        raise FileRefusedError(Rule.FILE_EMPTY)
    return next(iter(decoders))


def _is_plain(block: bytes, decoders: Iterable[codecs.IncrementalDecoder]) -> bool:
    """Tell ASCII that needs no decoder: no character was cut by the block before."""
    return (
        bool(block)
        and block.isascii()
        and not any(decoder.getstate()[0] for decoder in decoders)
    )


def _decoder(encoding: str) -> type[codecs.IncrementalDecoder]:
    """Find the decoder of an encoding the user named."""
    try:
        return codecs.getincrementaldecoder(encoding)  # type: ignore[return-value]
    except LookupError:
        detail = f"{encoding}|1"
        raise FileRefusedError(Rule.WRONG_ENCODING, detail=detail) from None


def _blocks(path: Path, max_bytes: int) -> Iterator[bytes]:
    """Yield the file's bytes, then one empty block as its end."""
    size = 0
    try:
        with open_bytes(path) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > max_bytes:
                    raise FileRefusedError(
                        Rule.FILE_TOO_LARGE, f"> {max_bytes}", str(max_bytes)
                    )
                yield block
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileRefusedError(Rule.BAD_GZIP) from None
    yield b""


def _refuse_binary(block: bytes, offset: int) -> None:
    """Refuse bytes that no text holds."""
    found = _BINARY.search(block)
    if found:
        place = str(offset + found.start() + 1)
        raise FileRefusedError(Rule.BINARY_FILE, detail=place)
