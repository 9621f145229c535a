"""Finds the fewest rules of a problem that contradict each other."""

from collections.abc import Sequence

from ortools.math_opt.python import mathopt

from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import open_arcs
from routing.engines.exact.model import ExactModel, solve
from routing.engines.least_subset import least_subset
from routing.engines.siting_watch import SitingWatch
from routing.options import ProgressCallback, SolveOptions
from routing.siting.conflict import Rule, keeping, rules_of
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem

CHECK_S = 10.0
"""Longest time to find out whether some rules can be kept together."""


def conflict_of(
    problem: SitingProblem, options: SolveOptions, progress: ProgressCallback
) -> tuple[Rule, ...]:
    """Return rules that cannot be kept together, none of which can be spared.

    Without any one of them the others have an answer, as far as the time limit let
    that be found out; there may be other such sets.

    Parameters
    ----------
    problem
        A valid problem.
    options, progress
        Limits, and who listens.

    Returns
    -------
    The rules; none if the problem has an answer, or where time was not enough to
    tell that it has none.
    """
    watch = SitingWatch(options, progress)

    def contradict(rules: Sequence[Rule]) -> bool:
        """Tell whether it is proved that rules cannot be kept together."""
        return not watch.is_over() and _has_none(keeping(problem, rules), watch)

    rules = rules_of(problem)
    if not contradict(rules):
        return ()
    return tuple(least_subset((), (), rules, contradict))


def _has_none(problem: SitingProblem, watch: SitingWatch) -> bool:
    columns = Columns(arrays_of(problem), problem.single_source)
    model = ExactModel.of(columns, open_arcs(columns, None), counts=False)
    parameters = mathopt.SolveParameters(random_seed=watch.options.seed)
    limit_s = min(CHECK_S, watch.left_s)

    def is_stopped() -> bool:
        """Send a message now and then, and tell whether to stop."""
        watch.is_over()
        return watch.stopped

    return solve(model, limit_s, parameters, None, is_stopped).infeasible
