"""Engines that load late: known by name at once, loaded when first asked."""

import subprocess
import sys

import pytest

from routing.engines.greedy_siting import GreedySitingEngine
from routing.engines.insertion import InsertionEngine
from routing.engines.late import LateRoutingEngine, LateSitingEngine

LOADED = """
import sys
import routing.solve
print([name for name in ("numba", "ortools", "pyvrp", "scipy") if name in sys.modules])
"""


def test_engines_that_take_long_are_not_loaded_before_they_are_asked() -> None:
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    assert done.stdout.strip() == "[]"


def test_a_name_is_known_without_loading() -> None:
    late = LateSitingEngine("later", "no.such.module", "Engine")
    assert late.name == "later"
    with pytest.raises(ModuleNotFoundError):
        _ = late.features


def test_an_engine_loaded_late_is_the_engine() -> None:
    routing = LateRoutingEngine("i", "routing.engines.insertion", "InsertionEngine")
    siting = LateSitingEngine(
        "g", "routing.engines.greedy_siting", "GreedySitingEngine"
    )
    assert routing.features == InsertionEngine().features
    assert siting.features == GreedySitingEngine().features
