"""What a further tonne of a floor costs while the states stay as they are."""

import numpy as np

from routing.engines.exact.columns import Columns
from routing.engines.exact.finish import open_arcs
from routing.engines.exact.model import ExactModel, relax
from routing.engines.exact.prices import certificate_of
from routing.engines.siting_watch import SitingWatch
from routing.errors import InfeasibleError
from routing.options import ProgressCallback, SolveOptions
from routing.siting.arrays import Floats
from routing.siting.laying import arrays_of
from routing.siting.problem import SitingProblem
from routing.siting.solution import SitingSolution


def marginal_floors(
    problem: SitingProblem,
    solution: SitingSolution,
    options: SolveOptions,
    progress: ProgressCallback,
) -> Floats:
    """Price a further tonne of every floor with the states of an answer.

    The multipliers of a certificate price it over all states there could be; this is
    what it costs where only loads can go elsewhere: the dual value of the floor in
    the linear programme of flows (clients may be divided in it).

    Parameters
    ----------
    problem, solution
        A valid problem, and an answer that keeps its rules.
    options, progress
        Limits, and who listens.

    Returns
    -------
    Shape (T, L): money per tonne, over all the years of the period.

    Raises
    ------
    InfeasibleError
        If time was not enough, or no flows keep the rules with these states.
    """
    watch = SitingWatch(options, progress)
    columns = Columns(arrays_of(problem), problem.single_source)
    near = open_arcs(columns, None)
    model = ExactModel.of(columns, near, counts=True, links=False)
    fixed, value = np.zeros(columns.total, np.bool_), np.zeros(columns.total)
    first = columns.arrays.rows.first[:-1]
    for t in range(columns.arrays.periods):
        y = columns.at("y", t)
        fixed[y] = True
        value[y[first + solution.states[t]]] = 1.0

    def is_stopped() -> bool:
        """Send messages while the solver runs."""
        watch.is_over()
        return watch.stopped

    outcome = relax(model.with_fixed(fixed, value), watch.left_s, is_stopped)
    if outcome.dual is None or outcome.infeasible:
        msg = "found no flows with these states in time. Allow more time."
        raise InfeasibleError(msg)
    return certificate_of(model, outcome.dual).floor_fen_per_t
