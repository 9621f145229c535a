"""Whether a siting problem makes sense, before any engine sees it."""

from routing.errors import InvalidProblemError
from routing.siting.problem import SitingProblem
from routing.siting.validate_reach import reach_faults
from routing.siting.validate_states import state_faults
from routing.siting.validate_tables import table_faults


def validate_problem(problem: SitingProblem) -> None:
    """Refuse a problem that contradicts itself.

    Contradictions between its parts are looked for once the parts are sound.

    Raises
    ------
    InvalidProblemError
        With every fault found, each as place, rule, value and way out.
    """
    faults = [*table_faults(problem), *state_faults(problem)]
    faults = faults or list(reach_faults(problem))
    if faults:
        headline = f"The siting problem has {len(faults)} fault(s)"
        raise InvalidProblemError(headline, faults)
