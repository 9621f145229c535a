"""Floors as planners ask for them: which arcs and legs count, and how much."""

from dataclasses import replace

import numpy as np
import pytest

from routing.siting.floors import (
    coverage_floor,
    equity_floors,
    recovery_floor,
    serving_floor,
)
from tests.engines.siting_instances import problem, state
from tests.engines.siting_oracle import least_objective
from tests.engines.siting_rule_instances import RULE_INSTANCES, TWO

PLAN = problem(
    [(10, 20), (4, 4), (6, 1)],
    [[state("keep", 99)], [state("keep", 99)]],
    [(0, 0, 150), (0, 1, 300), (1, 0, 120), (2, 1, 180)],
    periods=TWO,
)


def test_arcs_of_the_clients_asked_for_count_in_full() -> None:
    floor = serving_floor("two", PLAN.arcs, np.array([True, False, True]), [5, 6])
    assert floor.arc.tolist() == [0, 1, 3]
    assert floor.arc_ppm.tolist() == [1_000_000] * 3
    assert floor.minimum_kg == (5, 6)


def test_a_share_is_rounded_up_to_kilograms() -> None:
    everyone = np.full(3, True)
    floor = coverage_floor("all", PLAN.clients, PLAN.arcs, everyone, 333_333)
    # Of 20,000 and 25,000 kg.
    assert floor.minimum_kg == (6_667, 8_334)


def test_every_district_has_its_floor() -> None:
    floors = equity_floors(PLAN.clients, PLAN.arcs, ["b", "a", "b"], 500_000)
    assert [(f.name, f.minimum_kg) for f in floors] == [
        ("a", (2_000, 2_000)),
        ("b", (8_000, 10_500)),
    ]
    # Nobody pays at 100 a tonne: 50 more a tonne from c0, 20 from c1.
    asked = replace(PLAN, floors=floors)
    extra = least_objective(asked) - least_objective(PLAN)
    assert extra == pytest.approx(4 * 20 + 18.5 * 50)


def test_legs_count_towards_recovery() -> None:
    rail = next(c.problem for c in RULE_INSTANCES if c.name == "rail_pays")
    floor = recovery_floor("bales", rail.trunks.mode == 1, [7_000])
    assert (floor.trunk.tolist(), floor.arc.tolist()) == ([1], [])
    asked = replace(rail, floors=(floor,))
    assert least_objective(asked) == pytest.approx(266)
