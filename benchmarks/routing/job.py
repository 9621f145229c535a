"""What the process that solves one routing instance is told."""

from dataclasses import dataclass

from benchmarks.jobs import Job
from benchmarks.routing.families import FAMILIES, Family


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingJob(Job):
    """One routing instance for one solver.

    Attributes
    ----------
    family
        Name of the instance's family.
    """

    family: str

    @property
    def kind(self) -> Family:
        """The family."""
        return FAMILIES[self.family]
