"""PyVRP behind the routing contract."""

from dataclasses import dataclass

from routing.options import ProgressCallback, SolveOptions
from routing.vrp.features import RoutingFeature
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import RoutingSolution

FEATURES = frozenset(
    {
        RoutingFeature.UNLOADING,
        RoutingFeature.SEVERAL_DIMENSIONS,
        RoutingFeature.TIME_WINDOWS,
        RoutingFeature.MULTIPLE_WINDOWS,
        RoutingFeature.UNLOAD_WINDOWS,
        RoutingFeature.VEHICLE_COMMODITIES,
        RoutingFeature.OPTIONAL_STOPS,
        RoutingFeature.SKILLS,
        RoutingFeature.ALLOWED_VEHICLES,
        RoutingFeature.HETEROGENEOUS_FLEET,
        RoutingFeature.SEVERAL_PROFILES,
        RoutingFeature.DIFFERENT_END_DEPOT,
        RoutingFeature.MAX_DURATION,
        RoutingFeature.MAX_DISTANCE,
        RoutingFeature.MAX_TRIPS,
        RoutingFeature.DURATION_COST,
        RoutingFeature.OVERTIME,
        RoutingFeature.ASYMMETRIC_TRAVEL,
        RoutingFeature.UNREACHABLE_ARCS,
        RoutingFeature.LOADED_RETURN,
        RoutingFeature.RELEASE,
        RoutingFeature.PRIORITY,
        RoutingFeature.CARBON,
        RoutingFeature.BREAKS,
    }
)


@dataclass(frozen=True, slots=True)
class PyVrpEngine:
    """PyVRP's iterated local search, on one core.

    Required stops that cannot all be served are priced by their priority. The
    last unloading before home is folded into the way home (see
    ``routing.engines.pyvrp_places``).
    """

    name: str = "pyvrp"
    features: frozenset[RoutingFeature] = FEATURES

    def solve(
        self,
        problem: RoutingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
        start: RoutingSolution | None = None,
    ) -> RoutingSolution:
        """Return the best answer found; ``solution_limit`` counts iterations."""
        # Loaded when first used: a process that never solves need not wait for it.
        from routing.engines.pyvrp_search import search  # noqa: PLC0415

        return search(problem, options, progress, start, self.name)
