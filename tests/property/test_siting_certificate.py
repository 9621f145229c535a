"""No multipliers prove more than the optimum, whatever the problem."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.siting.certificate import certified_bound, lagrangian
from routing.siting.facility import Facility, FacilityState, Fix, Yield
from routing.siting.laying import arrays_of
from routing.siting.problem import (
    PPM,
    Floor,
    Objective,
    Period,
    SitingProblem,
    TagLimit,
)
from routing.siting.solution import Certificate
from tests.engines.siting_instances import problem, state
from tests.engines.siting_oracle import least_objective
from tests.engines.siting_rule_instances import legs

TOLERANCE = 1e-6
"""Of the plain model's solver, relative."""


@st.composite
def sites(draw: st.DrawFn, name: str) -> Facility:
    states: list[FacilityState] = []
    for label in ("a", "b")[: draw(st.integers(1, 2))]:
        capacity_t = draw(st.integers(0, 12))
        states.append(
            state(
                label,
                capacity_t,
                draw(st.integers(0, 200)),
                draw(st.integers(0, capacity_t)) if draw(st.booleans()) else 0,
                draw(st.integers(0, 30)),
                draw(st.sampled_from([None, {"x"}, {"x", "y"}])),
                draw(st.sampled_from([(), ("green",)])),
                entry_cost_fen=draw(st.integers(0, 50)),
                capital_fen=draw(st.integers(0, 10)),
                yields=draw(
                    st.sampled_from(
                        [(), (Yield("x", "y", PPM // 2),), (Yield("y", "y", PPM),)]
                    )
                ),
            )
        )
    names = [own.name for own in states]
    moves = draw(st.sampled_from([None, frozenset(), frozenset({("a", "b")})]))
    if moves is not None and len(names) == 1:
        moves = frozenset()
    initial = draw(st.sampled_from([None, *names]))
    return Facility(name, tuple(states), initial, moves)


@st.composite
def problems(draw: st.DrawFn) -> SitingProblem:
    periods = draw(st.integers(1, 2))
    supplies = draw(
        st.lists(st.tuples(*[st.integers(0, 8)] * periods), min_size=1, max_size=3)
    )
    facilities = [draw(sites(f"f{j}")) for j in range(draw(st.integers(1, 3)))]
    pairs = list(product(range(len(supplies)), range(len(facilities))))
    arcs = draw(st.lists(st.sampled_from(pairs), unique=True))
    ends = [(j, k) for j in range(len(facilities)) for k in range(j)]
    trunks = draw(st.lists(st.sampled_from(ends), max_size=3)) if ends else []
    budget = draw(st.none() | st.integers(0, 20))
    return problem(
        supplies,
        facilities,
        [(i, j, draw(st.integers(0, 120))) for i, j in arcs],
        commodities=[draw(st.sampled_from(["x", "y"])) for _ in supplies],
        unserved=[draw(st.integers(0, 150)) for _ in supplies],
        required=draw(st.booleans()) and draw(st.booleans()),
        makes=("x", "y"),
        periods=tuple(
            Period(str(t), draw(st.integers(1, 3)), budget) for t in range(periods)
        ),
        trunks=legs(*((j, k, 2, draw(st.integers(0, 40))) for j, k in trunks)),
        tag_limits={"green": TagLimit(0, draw(st.none() | st.integers(0, 3)))},
        floors=draw(floors(len(arcs), len(trunks), periods)),
        single_source=draw(st.booleans()),
        fixes=draw(st.sampled_from([(), (Fix(0, frozenset({"a"}), "by hand"),)])),
    )


@st.composite
def floors(draw: st.DrawFn, arcs: int, trunks: int, periods: int) -> tuple[Floor, ...]:
    if not draw(st.booleans()):
        return ()
    shares = st.sampled_from([PPM, PPM // 2, -PPM])
    minimum = tuple(draw(st.integers(-8_000, 8_000)) for _ in range(periods))
    return (
        Floor(
            "floor",
            minimum,
            np.arange(arcs),
            np.full(arcs, draw(shares)),
            np.arange(trunks),
            np.full(trunks, draw(shares)),
        ),
    )


@st.composite
def multipliers(draw: st.DrawFn, problem: SitingProblem) -> Certificate:
    arrays = arrays_of(problem)
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    scale = draw(st.sampled_from([0.0, 20.0, 100.0]))
    periods, floors = arrays.floors.minimum_kg.shape
    inflow = (periods, arrays.facilities, arrays.commodities)
    return Certificate(
        client_fen_per_t=random.uniform(-0.3, 2, (periods, arrays.clients)) * scale,
        inflow_fen_per_t=random.uniform(-1, 1, inflow) * scale,
        floor_fen_per_t=random.uniform(0, 1, (periods, floors)) * scale,
        tag_fen=random.uniform(-1, 1, (periods, len(arrays.tags))) * scale,
        budget=random.uniform(0, 1, periods) * scale / 20,
    )


def climb(asked: SitingProblem, start: Certificate) -> Certificate:
    """Search for multipliers that prove more, so that a wrong formula shows."""
    arrays, random = arrays_of(asked), np.random.default_rng(1)
    best, most, step = start, lagrangian(arrays, start), 30.0
    for _ in range(30):
        tried = replace(
            best,
            client_fen_per_t=_moved(best.client_fen_per_t, step, random),
            inflow_fen_per_t=_moved(best.inflow_fen_per_t, step, random),
            floor_fen_per_t=np.abs(_moved(best.floor_fen_per_t, step, random)),
            tag_fen=_moved(best.tag_fen, step, random),
            budget=np.abs(_moved(best.budget, step / 20, random)),
        )
        value = lagrangian(arrays, tried)
        step *= 1.3 if value > most else 0.9
        if value > most:
            best, most = tried, value
    return best


def _moved(column: np.ndarray, step: float, random: np.random.Generator) -> np.ndarray:
    some = random.random(column.shape) < 0.4
    return column + np.where(some, random.normal(0, step, column.shape), 0.0)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_multipliers_prove_more_than_the_least_cost(data: st.DataObject) -> None:
    asked = data.draw(problems())
    best = least_objective(asked)
    certificate = climb(asked, data.draw(multipliers(asked)))
    value = lagrangian(arrays_of(asked), certificate)
    assert value <= best + TOLERANCE * max(1.0, abs(best))
    if best < math.inf:
        bound = certified_bound(asked, certificate)
        # Rounded up at most to the next figure; outputs only ever cost more.
        assert bound <= math.ceil(best - TOLERANCE * max(1.0, best)) or not bound


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_multipliers_prove_more_than_the_least_distance(
    data: st.DataObject,
) -> None:
    asked = replace(data.draw(problems()), objective=Objective.LARGEST_DISTANCE)
    metres = data.draw(
        st.lists(st.integers(0, 9), min_size=len(asked.arcs), max_size=len(asked.arcs))
    )
    arcs = replace(asked.arcs, distance_m=np.array(metres, np.int32))
    asked = replace(asked, arcs=arcs)
    radius_m = data.draw(st.integers(0, 10))
    certificate = replace(data.draw(multipliers(asked)), radius_m=radius_m)
    assert certified_bound(asked, certificate) <= least_objective(asked)


@pytest.mark.parametrize("radius_m", [None, 3])
def test_the_value_is_a_float_below_infinity_where_answers_exist(
    radius_m: int | None,
) -> None:
    asked = problem([5], [[state("a", 9)]], [(0, 0, 3)])
    zero = np.zeros((1, 1))
    certificate = Certificate(
        zero, np.zeros((1, 1, 1)), zero[:, :0], zero[:, :0], zero[0]
    )
    assert lagrangian(arrays_of(asked), certificate, radius_m) == pytest.approx(0.0)
