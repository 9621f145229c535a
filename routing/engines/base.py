"""What an engine offers: a name, the features it covers, and ``solve``."""

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from routing.options import ProgressCallback, SolveOptions
    from routing.siting.features import SitingFeature
    from routing.siting.problem import SitingProblem
    from routing.siting.solution import SitingSolution
    from routing.vrp.features import RoutingFeature
    from routing.vrp.problem import RoutingProblem
    from routing.vrp.solution import RoutingSolution


class Engine(Protocol):
    """What picking an engine needs to know about it."""

    @property
    def name(self) -> str:
        """Name by which options ask for the engine."""
        ...

    @property
    def features(self) -> frozenset[StrEnum]:
        """Features the engine covers."""
        ...


class RoutingEngine(Protocol):
    """Solves vehicle-routing problems whose features it covers."""

    @property
    def name(self) -> str:
        """Name by which options ask for the engine."""
        ...

    @property
    def features(self) -> "frozenset[RoutingFeature]":
        """Features the engine covers."""
        ...

    def solve(
        self,
        problem: "RoutingProblem",
        options: "SolveOptions",
        progress: "ProgressCallback",
        start: "RoutingSolution | None" = None,
    ) -> "RoutingSolution":
        """Return the best answer found within the limits of ``options``.

        The problem is valid and uses only features the engine covers. Stops
        that cannot be served are returned as unserved, each with its reason.
        ``start`` is a valid answer to begin with; the engine's is never worse
        (by ``routing.vrp.costs.objective``). With one worker, and a limit other
        than time, the same seed gives the same answer.
        """
        ...


class SitingEngine(Protocol):
    """Solves facility-location problems whose features it covers."""

    @property
    def name(self) -> str:
        """Name by which options ask for the engine."""
        ...

    @property
    def features(self) -> "frozenset[SitingFeature]":
        """Features the engine covers."""
        ...

    def takes(self, problem: "SitingProblem") -> bool:
        """Tell whether a problem whose features it covers has the engine's shape.

        An engine for one kind of problem says here which it knows.
        """
        ...

    def solve(
        self,
        problem: "SitingProblem",
        options: "SolveOptions",
        progress: "ProgressCallback",
    ) -> "SitingSolution":
        """Return the best answer found within the limits of ``options``.

        Raises
        ------
        InfeasibleError
            If no answer satisfies the hard rules of the problem.
        """
        ...
