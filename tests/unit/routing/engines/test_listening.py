"""A solver in a thread: what it returns when its caller stops."""

import datetime
import time

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from routing.engines.listening import solve_listening


def hard_model() -> mathopt.Model:
    """Sites to open for weights that fill them: neither solver ends within seconds."""
    rng = np.random.default_rng(0)
    model = mathopt.Model()
    weight = rng.integers(50, 350, 120).astype(float)
    opened = [model.add_binary_variable() for _ in range(30)]
    served: list[list[mathopt.Variable]] = [[] for _ in weight]
    for site in opened:
        share = [model.add_binary_variable() for _ in weight]
        load = mathopt.fast_sum(w * x for w, x in zip(weight, share, strict=True))
        model.add_linear_constraint(load <= 1500.0 * site)
        for client, variable in enumerate(share):
            served[client].append(variable)
            model.objective.set_linear_coefficient(variable, float(rng.integers(1, 99)))
    for ways in served:
        model.add_linear_constraint(mathopt.fast_sum(ways) == 1.0)
    for site in opened:
        model.objective.set_linear_coefficient(site, 500.0)
    return model


@pytest.mark.parametrize(
    ("solver", "returns"),
    [(mathopt.SolverType.CP_SAT, True), (mathopt.SolverType.HIGHS, False)],
)
def test_a_solver_told_to_stop_does_so(
    solver: mathopt.SolverType, returns: bool
) -> None:
    parameters = mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=3))
    began = time.monotonic()
    result = solve_listening(hard_model(), solver, parameters, lambda: True)
    assert time.monotonic() - began < 2.0
    assert (result is not None) == returns


def test_what_the_caller_raises_passes_through() -> None:
    parameters = mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=1))

    def fail() -> bool:
        msg = "no more"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="no more"):
        solve_listening(hard_model(), mathopt.SolverType.HIGHS, parameters, fail)
