"""Runs a MathOpt solver in a thread while its caller listens."""

import threading
from collections.abc import Callable

from ortools.math_opt.python import mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter

ROUND_S = 0.1
"""Time between two looks at whether to stop."""
INTERRUPTED = frozenset({mathopt.SolverType.CP_SAT})
"""Solvers that end soon when they are told to."""


def solve_listening(
    model: mathopt.Model,
    solver: mathopt.SolverType,
    parameters: mathopt.SolveParameters,
    is_stopped: Callable[[], bool],
    hints: list[mathopt.SolutionHint] | None = None,
) -> mathopt.SolveResult | None:
    """Solve a model, unless the caller wants to stop before.

    The solver keeps the time limit of its parameters. CP-SAT is interrupted if the
    caller stops, and what it has found is returned. HiGHS cannot be: it is left
    alone, and what it finds comes to nothing.

    Parameters
    ----------
    model, solver, parameters, hints
        As MathOpt has them.
    is_stopped
        Asked ten times a second; what it raises passes through.

    Returns
    -------
    ``None`` if stopped without anything.
    """
    interrupter = SolveInterrupter() if solver in INTERRUPTED else None
    found: list[mathopt.SolveResult] = []
    failed: list[Exception] = []
    known = mathopt.ModelSolveParameters(solution_hints=hints or [])

    def work() -> None:
        try:
            found.append(
                mathopt.solve(
                    model,
                    solver,
                    params=parameters,
                    model_params=known,
                    interrupter=interrupter,
                )
            )
        except Exception as error:
            failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive():
        worker.join(ROUND_S)
        if worker.is_alive() and is_stopped():
            if interrupter is None:
                return None
            interrupter.interrupt()
            worker.join()
    if failed:
        raise failed[0]
    return found[0]
