"""Compilation of the search's functions, in one typed place."""

from collections.abc import Callable
from typing import cast

from numba import njit


def compiled[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function to machine code that runs without the interpreter's lock.

    The machine code is kept on disk where that is possible; in a read-only
    installation without a home directory it is made anew in every process.
    """
    try:
        made = njit(cache=True, nogil=True, _nrt=False, error_model="numpy")(function)
    except RuntimeError:
        made = njit(nogil=True, error_model="numpy")(function)
    return cast("Callable[P, R]", made)
