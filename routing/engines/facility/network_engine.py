"""The siting engine for size and for every rule: multipliers, and choices of states."""

from routing.engines.facility.networked import NetworkSearch
from routing.engines.facility.whole_search import WholeSearch
from routing.engines.siting_watch import SitingWatch
from routing.options import ProgressCallback, SolveOptions
from routing.siting.features import SitingFeature
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution


class NetworkEngine:
    """Large problems with states, echelons, phases and floors.

    The bound comes from the multipliers of the certificate; states are chosen by
    branching where these leave them open, and loads by a linear programme. Clients
    that go in whole are divided at first, and then put together.
    """

    name = "network"
    features = frozenset(SitingFeature) - {SitingFeature.LARGEST_DISTANCE}

    def takes(self, problem: SitingProblem) -> bool:
        """Take every problem whose features it covers."""
        del problem
        return True

    def solve(
        self,
        problem: SitingProblem,
        options: SolveOptions,
        progress: ProgressCallback,
    ) -> SitingSolution:
        """Return the best answer found and the best bound proved.

        Raises
        ------
        InfeasibleError
            If no answer exists, or none was found in time.
        """
        watch = SitingWatch(options, progress)
        watch.tell("build")
        if problem.single_source:
            return WholeSearch(problem, arrays_of(problem), watch, self.name).run()
        return NetworkSearch(problem, arrays_of(problem), watch, self.name).run()
