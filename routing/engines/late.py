"""An engine whose code is loaded when it is first asked for something."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

from routing.engines.base import RoutingEngine, SitingEngine

if TYPE_CHECKING:
    from routing.options import ProgressCallback, SolveOptions
    from routing.siting.features import SitingFeature
    from routing.siting.problem import SitingProblem
    from routing.siting.solution import SitingSolution
    from routing.vrp.features import RoutingFeature
    from routing.vrp.problem import RoutingProblem
    from routing.vrp.solution import RoutingSolution


@dataclass(frozen=True)
class _Late[Engine]:
    """Stands for an engine that takes long to load.

    Attributes
    ----------
    name
        The engine's name.
    module, attribute
        Where its class is.
    """

    name: str
    module: str
    attribute: str

    @cached_property
    def _engine(self) -> Engine:
        return cast("Engine", getattr(import_module(self.module), self.attribute)())


class LateRoutingEngine(_Late[RoutingEngine]):
    """Stands for a routing engine that takes long to load."""

    def prepare(self) -> None:
        """Load the engine, and make or load its machine code where it has some."""
        made = getattr(import_module(self.module), "prepare", None)
        if made is not None:
            made()

    @property
    def features(self) -> "frozenset[RoutingFeature]":
        """Features the engine covers."""
        return self._engine.features

    def solve(
        self,
        problem: "RoutingProblem",
        options: "SolveOptions",
        progress: "ProgressCallback",
        start: "RoutingSolution | None" = None,
    ) -> "RoutingSolution":
        """Return the engine's answer."""
        return self._engine.solve(problem, options, progress, start)


class LateSitingEngine(_Late[SitingEngine]):
    """Stands for a siting engine that takes long to load."""

    @property
    def features(self) -> "frozenset[SitingFeature]":
        """Features the engine covers."""
        return self._engine.features

    def takes(self, problem: "SitingProblem") -> bool:
        """Tell whether a problem has the engine's shape."""
        return self._engine.takes(problem)

    def solve(
        self,
        problem: "SitingProblem",
        options: "SolveOptions",
        progress: "ProgressCallback",
    ) -> "SitingSolution":
        """Return the engine's answer."""
        return self._engine.solve(problem, options, progress)
