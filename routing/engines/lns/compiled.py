"""Compilation of the search's functions, in one typed place."""

from collections.abc import Callable
from typing import Any, cast

from numba import njit

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Without the interpreter's lock, and without counting references to arrays: the
functions create none, and counting took two thirds of the time."""


def compiled[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function to machine code.

    The machine code is kept on disk where that is possible; in a read-only
    installation without a home directory it is made anew in every process.
    """
    try:
        made = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:
        made = njit(**OPTIONS)(function)
    return cast("Callable[P, R]", made)
