"""Keeps large travel tables on disk, mapped into memory, and reuses them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from maps.errors import RoadsError
from maps.travel import TravelTable

_FILES = ("distance_m.npy", "duration_s.npy")
_BYTES_PER_PAIR = 8


class TableCache:
    """A folder of tables by key, the ones used longest ago removed first.

    Parameters
    ----------
    folder
        Made when the first table is written.
    most_bytes
        What the tables may take together; the newest stays whatever it takes.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def find(self, key: str) -> TravelTable | None:
        """Open a table for reading; None when it is not there."""
        place = self._folder / key
        try:
            distance_m, duration_s = (
                np.load(place / name, mmap_mode="r") for name in _FILES
            )
            # The folder's time says when it was last used.
            os.utime(place)
        except (OSError, ValueError, EOFError):
            # Damaged files would keep the table from being written again.
            shutil.rmtree(place, ignore_errors=True)
            return None
        return TravelTable(distance_m=distance_m, duration_s=duration_s)

    @contextmanager
    def writing(self, key: str, shape: tuple[int, int]) -> Iterator[Path]:
        """Make the files of a table; they get its key when the block ends well.

        Returns
        -------
        Folder for `open_table`.

        Raises
        ------
        RoadsError
            The disk is full or cannot be written.
        """
        work = self._folder / f"{key}.work-{uuid4().hex[:8]}"
        try:
            self._make(work, shape)
            yield work
            self._publish(work, key)
        except OSError as error:
            raise self._unwritable(error.strerror or str(error)) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
        self._clean(keep=key)

    def _make(self, work: Path, shape: tuple[int, int]) -> None:
        work.mkdir(parents=True)
        needed_bytes = shape[0] * shape[1] * _BYTES_PER_PAIR
        free_bytes = shutil.disk_usage(work).free
        # Running out while pages are written would end the process without a word.
        if free_bytes < needed_bytes:
            got = (
                f"{free_bytes / 1e9:.1f} GB free where a table of {shape[0]:,} x "
                f"{shape[1]:,} needs {needed_bytes / 1e9:.1f} GB"
            )
            raise self._unwritable(got)
        for name in _FILES:
            np.lib.format.open_memmap(
                work / name, mode="w+", dtype=np.int32, shape=shape
            ).flush()

    def _publish(self, work: Path, key: str) -> None:
        try:
            work.rename(self._folder / key)
        except OSError:
            # Another process wrote the same table first; it is as good.
            if not (self._folder / key).exists():
                raise

    def _clean(self, keep: str) -> None:
        """Remove the tables used longest ago until the rest fits."""
        sizes = {}
        for place in self._folder.iterdir():
            with suppress(OSError):
                files = sum(file.stat().st_size for file in place.iterdir())
                sizes[place] = (place.stat().st_mtime, files)
        total = sum(size for _, size in sizes.values())
        for place in sorted(sizes, key=lambda one: sizes[one]):
            if total <= self._most_bytes:
                return
            if place.name != keep and "." not in place.name:
                shutil.rmtree(place, ignore_errors=True)
                total -= sizes[place][1]

    def _unwritable(self, got: str) -> RoadsError:
        return RoadsError(
            f"{self._folder}: must take a travel table, got {got}. Free some space, "
            "or choose another folder for the tables."
        )


def open_table(work: Path) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Open the two arrays of a table that is being written."""
    distance_m, duration_s = (np.load(work / name, mmap_mode="r+") for name in _FILES)
    return distance_m, duration_s
