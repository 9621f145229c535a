"""Errors of the optimisation library.

RoutingError
├── InvalidProblemError      the problem contradicts itself; every fault is listed
├── FormatError              a file is not what its format asks for; all faults
├── InfeasibleError          no answer exists, and why
├── UnsupportedFeatureError  no engine covers what the problem asks for
└── InvalidSolutionError     an engine's answer failed its check
"""

from collections.abc import Sequence
from typing import Self


class RoutingError(Exception):
    """Root of every error this library raises on purpose."""


class _FaultListError(RoutingError):
    """An error that carries all faults, not only the first."""

    def __init__(self, headline: str, faults: Sequence[str]) -> None:
        self.headline = headline
        self.faults = tuple(faults)
        shown = "; ".join(self.faults[:5])
        more = len(self.faults) - 5
        tail = f" (and {more} more)" if more > 0 else ""
        super().__init__(f"{headline}: {shown}{tail}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, ...]]]:
        """Let the error travel from a worker process with all its faults."""
        return type(self), (self.headline, self.faults)


class InvalidProblemError(_FaultListError):
    """The problem contradicts itself (an index out of range, a negative load)."""


class FormatError(_FaultListError):
    """A file is not what its format asks for, or says what cannot be expressed."""


class InvalidSolutionError(_FaultListError):
    """An engine's answer breaks a rule of the problem; it never leaves the library."""


class InfeasibleError(RoutingError):
    """No answer satisfies the hard rules of the problem."""


class UnsupportedFeatureError(RoutingError):
    """No registered engine covers the features the problem uses."""
