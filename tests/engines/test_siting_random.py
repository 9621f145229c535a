"""Engines for all rules on small problems of many at once, against a plain model."""

import math
import random
from functools import cache

import pytest

from routing.errors import InfeasibleError, InvalidProblemError
from routing.options import SolveOptions
from routing.siting.facility import Facility, FacilityState, Yield
from routing.siting.problem import PPM, Period, SitingProblem, TagLimit
from routing.siting.validate import validate_problem
from routing.solve import solve_siting
from tests.engines.siting_instances import CLOSE, problem, state
from tests.engines.siting_oracle import least_objective
from tests.engines.siting_rule_instances import floor, legs

SEEDS = range(60)
PARKS = 2


def states_of(dice: random.Random, makes: bool) -> tuple[FacilityState, ...]:
    """Draw one or two states beside the closed one; the second is large."""
    drawn = [CLOSE]
    for number in range(dice.randint(1, 2)):
        capacity = dice.randint(3, 20)
        share = dice.choice([PPM // 2, PPM // 3, PPM])
        drawn.append(
            state(
                f"s{number}",
                capacity,
                dice.randint(0, 300),
                dice.choice([0, 0, 2]),
                dice.randint(0, 9),
                {""},
                ("large",) if number else (),
                entry_cost_fen=dice.choice([0, 50]),
                capital_fen=dice.choice([0, 100]),
                yields=(Yield("", "bale", share),) if makes else (),
            )
        )
    return tuple(drawn)


def facility_of(dice: random.Random, number: int, makes: bool) -> Facility:
    """Draw a facility, sometimes with a past and with forbidden moves."""
    states = states_of(dice, makes)
    moves = None
    if dice.random() < 0.4:
        pairs = [(a.name, b.name) for a in states for b in states]
        moves = frozenset(pair for pair in pairs if dice.random() < 0.5)
    initial = dice.choice([None, CLOSE.name])
    return Facility(f"f{number}", states, initial, moves)


def draw(seed: int) -> SitingProblem:
    """Draw a problem; not every one has an answer."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    periods, clients, count = dice.choice([1, 1, 2, 3]), dice.randint(1, 5), 3
    makes = dice.random() < 0.5
    facilities = [facility_of(dice, j, makes) for j in range(count)]
    pairs = [(i, j) for i in range(clients) for j in range(count)]
    arcs = [(i, j, dice.randint(0, 60)) for i, j in pairs if dice.random() < 0.8]
    rules: dict[str, object] = {"single_source": dice.random() < 0.3}
    if makes:
        first = state("keep", dice.randint(5, 40), 0, 0, 3, {"bale"})
        second = state("keep", 50, dice.randint(0, 200), 3, 1, {"bale"})
        facilities += [Facility("p0", (first,)), Facility("p1", (CLOSE, second))]
        ways = [(j, count + q, 1, dice.randint(0, 30)) for j, q in pairs if q < PARKS]
        rules |= {"trunks": legs(*sorted(set(ways))), "makes": ["bale"]}
    if dice.random() < 0.4 and arcs:
        least = [dice.randint(0, 3)] * periods
        rules["floors"] = (floor(least, range(len(arcs)), dice.choice([PPM, 300_000])),)
    if dice.random() < 0.4:
        rules["tag_limits"] = {"large": TagLimit(dice.choice([0, 1]), 2)}
    rules["periods"] = tuple(
        Period(str(t), dice.choice([1, 2]), dice.choice([None, 100, 200]))
        for t in range(periods)
    )
    return problem(
        [tuple(dice.randint(0, 8) for _ in range(periods)) for _ in range(clients)],
        facilities,
        arcs,
        required=dice.random() < 0.2,
        unserved=[dice.randint(10, 200) for _ in range(clients)],
        **rules,
    )


@cache
def least(seed: int) -> float:
    return least_objective(draw(seed))


@pytest.mark.parametrize("engine", ["exact", "network"])
@pytest.mark.parametrize("seed", SEEDS)
def test_answers_are_as_cheap_as_a_plain_model_says(seed: int, engine: str) -> None:
    whole = draw(seed)
    if whole.single_source and engine == "network":
        return
    try:
        validate_problem(whole)
    except InvalidProblemError:
        return
    least_fen = least(seed)
    options = SolveOptions(engine=engine, time_limit_s=10)
    if least_fen == math.inf:
        with pytest.raises(InfeasibleError):
            solve_siting(whole, options)
        return
    result = solve_siting(whole, options)
    # Rounding up costs less than a fen a component, and a kilogram an output.
    rounding = 8 + len(whole.trunks)
    assert least_fen - 1e-3 <= result.report.objective <= least_fen + rounding
    assert result.report.bound <= least_fen + rounding
    assert result.report.bound >= least_fen - 2 - rounding
