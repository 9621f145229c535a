"""How to solve, as opposed to what: engine, limits, workers, seed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """Limits and choices of one solver call.

    Attributes
    ----------
    engine
        Name of an engine, or ``"auto"`` for the first that covers the problem.
    time_limit_s
        Wall-clock seconds one solver call may use, building the model included.
    workers
        Processes (or solver threads) one call may use.
    seed
        Seed of every random choice; same seed and one worker give the same answer.
    gap
        Relative gap at which an exact engine may stop.
    solution_limit
        Stop a local search after this many accepted solutions, so that a run
        can be repeated on a slower machine; ``None`` leaves time as the limit.
    bound
        Whether to prove how little any answer costs at the least. That takes a
        second at a thousand places, and ten where each of forty vehicles begins
        somewhere else.
    """

    engine: str = "auto"
    time_limit_s: float = 30.0
    workers: int = 1
    seed: int = 1
    gap: float = 0.0
    solution_limit: int | None = None
    bound: bool = True

    def __post_init__(self) -> None:
        """Refuse limits that cannot mean anything."""
        if not self.time_limit_s > 0:
            msg = f"time_limit_s: must be > 0, got {self.time_limit_s}."
            raise ValueError(msg)
        if self.workers < 1:
            msg = f"workers: must be >= 1, got {self.workers}."
            raise ValueError(msg)


Phase = Literal["build", "start", "improve", "combine", "check", "done"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One message of a running solver.

    Attributes
    ----------
    phase
        What the solver is doing.
    done
        Parts finished so far, of ``total``.
    total
        Parts in all; 1 for a problem solved whole.
    cost_fen
        Cost of the incumbent in fen, ``None`` before there is one.
    seconds
        Wall-clock seconds since the call began: with ``cost_fen``, the cost curve.
    """

    phase: Phase
    done: int = 0
    total: int = 1
    cost_fen: int | None = None
    seconds: float = 0.0


type ProgressCallback = Callable[[Progress], None]
"""Called at least about once a second while an engine searches. Raising
``SearchStopped`` ends the search; any other exception passes through."""


class SearchStopped(Exception):  # noqa: N818 - a wish, not an error
    """Raised by a progress callback: stop, and return the best found so far."""


def ignore_progress(progress: Progress) -> None:
    """Swallow a progress message: the default callback."""
    del progress
