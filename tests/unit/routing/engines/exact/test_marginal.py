"""What a further tonne of a floor costs with the states as they are."""

from dataclasses import replace

import numpy as np
import pytest

from routing.errors import InfeasibleError
from routing.options import SolveOptions
from routing.siting.problem import Period
from routing.solve import price_floors, solve_siting
from tests.engines.siting_instances import problem, state
from tests.engines.siting_rule_instances import RULE_INSTANCES, floor

OPTIONS = SolveOptions(time_limit_s=10)


def test_a_tonne_brought_at_a_loss_costs_the_loss() -> None:
    """It costs 150 to bring and saves 100; the second floor holds anyway."""
    whole = problem(
        [10],
        [[state("keep", 20)]],
        [(0, 0, 150)],
        floors=(floor([6], [0]), floor([2], [0])),
        periods=(Period("", 3),),
    )
    solution = solve_siting(whole, OPTIONS).solution
    price = price_floors(whole, solution, OPTIONS)
    assert price == pytest.approx(np.array([[3 * 50.0, 0.0]]))


def test_it_is_what_the_cost_rises_by() -> None:
    instance = next(i for i in RULE_INSTANCES if i.name == "every_district_its_share")
    whole = instance.problem
    price = price_floors(whole, solve_siting(whole, OPTIONS).solution, OPTIONS)
    higher = replace(whole.floors[0], minimum_kg=(5000,))
    more = solve_siting(replace(whole, floors=(higher,)), OPTIONS)
    assert more.report.objective - instance.objective == pytest.approx(price[0, 0])


def test_states_that_cannot_keep_a_floor_have_no_price() -> None:
    whole = problem([10], [[state("keep", 20)]], [(0, 0, 1)], floors=(floor([6], [0]),))
    solution = solve_siting(whole, OPTIONS).solution
    tighter = replace(whole, floors=(floor([11], [0]),))
    with pytest.raises(InfeasibleError, match="no flows"):
        price_floors(tighter, solution, OPTIONS)
