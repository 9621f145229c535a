"""Text of instances, packed or not, and the numbers in it."""

import gzip
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.faults import FormatError

type Floats = npt.NDArray[np.float64]

_GZIP = b"\x1f\x8b"
_PADDING = "\0\x1a \r\n"
"""What some of Holmberg's files are filled up with to whole blocks."""


def read_text(path: Path) -> str:
    """Read a text file; one that is packed by gzip is unpacked.

    Raises
    ------
    FormatError
        If it is no text or cannot be unpacked.
    """
    data = path.read_bytes()
    try:
        plain = gzip.decompress(data) if data.startswith(_GZIP) else data
        return plain.decode("utf-8-sig").rstrip(_PADDING)
    except (EOFError, OSError, UnicodeDecodeError) as error:
        msg = f"{path.name}: no text: {error}."
        raise FormatError(msg) from error


def stem(path: Path) -> str:
    """Name of an instance: its file's without ``.gz`` and ``.txt``."""
    name = path.name
    for suffix in (".gz", ".txt"):
        name = name.removesuffix(suffix)
    return name


def lines_of(text: str) -> list[list[str]]:
    """Words of each line that has any."""
    return [words for line in text.splitlines() if (words := line.split())]


class NumberStream:
    """Hands out the numbers of a text from the first to the last."""

    def __init__(self, words: list[str]) -> None:
        try:
            self._numbers = np.array(words, dtype=np.float64)
        except ValueError as error:
            msg = f"A number was expected: {error}."
            raise FormatError(msg) from error
        if not np.isfinite(self._numbers).all():
            msg = "A number is not finite."
            raise FormatError(msg)
        self._next = 0

    def take(self, count: int) -> Floats:
        """Take the next numbers.

        Raises
        ------
        FormatError
            If fewer are left.
        """
        start, self._next = self._next, self._next + count
        if self._next > len(self._numbers):
            msg = f"{count} numbers were expected at number {start + 1}."
            raise FormatError(msg)
        return self._numbers[start : self._next]

    def end(self) -> None:
        """Say that nothing more is expected.

        Raises
        ------
        FormatError
            If numbers are left.
        """
        left = len(self._numbers) - self._next
        if left:
            msg = f"{left} numbers too many."
            raise FormatError(msg)
