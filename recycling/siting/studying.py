"""Make a siting study: build, solve, explain."""

from collections.abc import Callable

from recycling.domain.conflicts import NoPlanError
from recycling.domain.errors import PlanningError
from recycling.domain.studies import SitingStudy
from recycling.schema.said import said
from recycling.siting.conflicts import find_conflicts, rule_conflicts
from recycling.siting.phased import PhasedSiting, build_phased
from recycling.siting.rules import SitingRules
from recycling.siting.study import StudyHead, siting_study
from recycling.siting.whole import StudyInputs, bound_of_all
from routing.errors import InfeasibleError, RoutingError
from routing.options import ProgressCallback, SolveOptions, ignore_progress
from routing.siting.problem import SitingProblem
from routing.siting.report import SitingResult
from routing.solve import explain_siting, solve_siting

type Solve = Callable[[SitingProblem, SolveOptions, ProgressCallback], SitingResult]


def solve_rules(
    inputs: StudyInputs,
    rules: SitingRules,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    solve: Solve = solve_siting,
) -> tuple[PhasedSiting, SitingResult]:
    """Build the problem of some rules and solve it.

    Parameters
    ----------
    inputs
        Network, supply and travel.
    rules
        What the plan has to keep to.
    options
        Limits of the solver.
    progress
        Called while it works.
    solve
        Solves a problem.

    Raises
    ------
    NoPlanError
        When no plan keeps the rules, with the contradictions that are known.
    PlanningError
        When there is nothing to decide about, or no engine can.
    """
    built = build_phased(inputs.network, inputs.supplies, inputs.travel, rules)
    conflicts = find_conflicts(built)
    if conflicts:
        msg = "siting: no plan can keep all rules"
        raise NoPlanError(msg, conflicts)
    try:
        return built, solve(built.problem, options, progress)
    except InfeasibleError as error:
        found = explain_siting(built.problem, options, progress)
        msg = f"siting: {error}"
        raise NoPlanError(msg, rule_conflicts(built, found)) from error
    except RoutingError as error:
        msg = said("siting.study_failed", error=error)
        raise PlanningError(msg) from error


def make_study(
    inputs: StudyInputs,
    rules: SitingRules,
    head: StudyHead,
    options: SolveOptions,
    progress: ProgressCallback = ignore_progress,
    solve: Solve = solve_siting,
) -> SitingStudy:
    """Make a study; parameters and errors as of ``solve_rules``.

    Parameters
    ----------
    inputs, rules, options, progress, solve
        As of ``solve_rules``.
    head
        What the study says of itself.
    """
    built, result = solve_rules(inputs, rules, options, progress, solve)
    whole_fen = bound_of_all(inputs, built, result)
    return siting_study(inputs.network, built, result, head, whole_fen)
