"""Runs a MathOpt solver in a thread while its caller listens."""

import threading
from collections.abc import Callable

from ortools.math_opt.python import mathopt

ROUND_S = 0.1
"""Time between two looks at whether to stop."""


def solve_listening(
    model: mathopt.Model,
    solver: mathopt.SolverType,
    parameters: mathopt.SolveParameters,
    is_stopped: Callable[[], bool],
    hints: list[mathopt.SolutionHint] | None = None,
) -> mathopt.SolveResult | None:
    """Solve a model, unless the caller wants to stop before.

    The solver keeps the time limit of its parameters. HiGHS cannot be interrupted:
    if the caller stops, it is left alone, and what it finds comes to nothing.

    Parameters
    ----------
    model, solver, parameters, hints
        As MathOpt has them.
    is_stopped
        Asked ten times a second; what it raises passes through.

    Returns
    -------
    ``None`` if stopped.
    """
    found: list[mathopt.SolveResult] = []
    failed: list[Exception] = []
    known = mathopt.ModelSolveParameters(solution_hints=hints or [])

    def work() -> None:
        try:
            result = mathopt.solve(model, solver, params=parameters, model_params=known)
            found.append(result)
        except Exception as error:
            failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive():
        worker.join(ROUND_S)
        if worker.is_alive() and is_stopped():
            return None
    if failed:
        raise failed[0]
    return found[0]
