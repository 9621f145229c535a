"""What the process that solves one siting instance is told."""

from dataclasses import dataclass

from benchmarks.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingJob(Job):
    """One siting instance for one solver.

    Attributes
    ----------
    model
        Problem to solve.
    capacity
        Overwrites the capacity of all sites; ``None`` to leave them.
    """

    model: str
    capacity: float | None
