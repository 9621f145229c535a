"""What the process that solves one siting instance is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.jobs import Job

PEERS: Mapping[str, str] = {
    "highs": "mathopt",
    "cpsat": "mathopt",
    "scip": "mathopt",
    "spopt": "spopt",
}
"""Modules of the peers: what their names end in."""


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
