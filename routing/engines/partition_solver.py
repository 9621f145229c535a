"""Recombines routes: the cheapest selection that serves every stop once."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping

from ortools.math_opt.python import mathopt

from routing.engines.partition import Partition

GAP = 1e-7

MEAN_COST = 1000.0
"""What a column costs on average in the model. With costs of hundreds of millions, as
some units make them, HiGHS had not ended minutes after its time was over."""


def choose_columns(
    partition: Partition, hint: Collection[int], limit_s: float, seed: int
) -> list[int] | None:
    """Return the positions of the columns of the cheapest selection found.

    Parameters
    ----------
    partition
        The problem.
    hint
        Positions of a valid selection to begin with.
    limit_s
        Seconds the solver may take.
    seed
        Seed of its random choices.

    Returns
    -------
    The positions in order, or ``None`` if nothing was found in time.
    """
    model = mathopt.Model()
    use = [model.add_binary_variable() for _ in partition.columns]
    skip = {stop: model.add_binary_variable() for stop in partition.penalty_fen}
    covering: dict[int, list[mathopt.Variable]] = defaultdict(list)
    driving: dict[int, list[mathopt.Variable]] = defaultdict(list)
    for variable, column in zip(use, partition.columns, strict=True):
        driving[column.vehicle_type].append(variable)
        for stop in column.stops:
            covering[stop].append(variable)
    for stop, variable in skip.items():
        model.add_linear_constraint(
            mathopt.fast_sum([*covering[stop], variable]) == 1.0
        )
    for kind, variables in driving.items():
        number = partition.available[kind]
        total = mathopt.fast_sum(variables)
        if kind in partition.committed:
            model.add_linear_constraint(total == number)
        elif number < len(variables):
            model.add_linear_constraint(total <= number)
    scale = _scale(partition)
    costs = [
        scale * column.cost_fen * variable
        for column, variable in zip(partition.columns, use, strict=True)
    ]
    costs += [scale * partition.penalty_fen[stop] * skip[stop] for stop in skip]
    model.minimize(mathopt.fast_sum(costs))
    return _solve(model, use, skip, partition, hint, limit_s, seed)


def _scale(partition: Partition) -> float:
    """Return the model's unit of cost in a fen."""
    total_fen = sum(abs(column.cost_fen) for column in partition.columns)
    return MEAN_COST * len(partition.columns) / max(total_fen, 1)


def _solve(
    model: mathopt.Model,
    use: list[mathopt.Variable],
    skip: Mapping[int, mathopt.Variable],
    partition: Partition,
    hint: Collection[int],
    limit_s: float,
    seed: int,
) -> list[int] | None:
    served = {stop for position in hint for stop in partition.columns[position].stops}
    values = dict.fromkeys(use, 0.0)
    values |= {use[position]: 1.0 for position in hint}
    values |= {skip[stop]: float(stop not in served) for stop in skip}
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=limit_s),
        random_seed=seed,
        relative_gap_tolerance=GAP,
    )
    start = mathopt.ModelSolveParameters(
        solution_hints=[mathopt.SolutionHint(variable_values=values)]
    )
    result = mathopt.solve(
        model, mathopt.SolverType.HIGHS, params=parameters, model_params=start
    )
    if not result.has_primal_feasible_solution():
        return None
    found = result.variable_values(use)
    return [position for position, value in enumerate(found) if value > 0.5]
