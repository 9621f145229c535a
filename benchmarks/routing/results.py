"""The line that is printed for an instance and a solver."""

from dataclasses import dataclass

from benchmarks.results import ResultLine


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingLine(ResultLine):
    """What a solver reached on a routing instance.

    Attributes
    ----------
    cost
        Recomputed by the verifier, in the unit of the best known one.
    lower_bound
        No answer costs less.
    vehicles
        Routes; over several days, most on one day.
    stops
        Stops served.
    """

    cost: float | None = None
    lower_bound: float | None = None
    vehicles: int | None = None
    stops: int | None = None
