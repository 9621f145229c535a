"""The engines in order of preference, and how one is picked."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from routing.engines.greedy_siting import GreedySitingEngine
from routing.engines.insertion import InsertionEngine
from routing.engines.mathopt_siting import MathOptSitingEngine
from routing.engines.ortools_routing import OrToolsEngine
from routing.engines.pyvrp_routing import PyVrpEngine
from routing.errors import UnsupportedFeatureError

if TYPE_CHECKING:
    from routing.engines.base import Engine, RoutingEngine, SitingEngine

AUTO = "auto"

ROUTING_ENGINES: "tuple[RoutingEngine, ...]" = (
    PyVrpEngine(),
    OrToolsEngine(),
    InsertionEngine(),
)
SITING_ENGINES: "tuple[SitingEngine, ...]" = (
    MathOptSitingEngine(),
    GreedySitingEngine(),
)


def pick[E: "Engine"](
    engines: Sequence[E], needed: frozenset[StrEnum], name: str = AUTO
) -> E:
    """Return the engine called ``name``, or the first that covers ``needed``.

    Raises
    ------
    UnsupportedFeatureError
        If there is no engine of that name, or if it (or, for ``"auto"``, every
        engine) lacks a feature; the message names the engines and what each
        of them lacks.
    """
    candidates = engines if name == AUTO else [named(engines, name)]
    for engine in candidates:
        if needed <= engine.features:
            return engine
    lacks = "; ".join(
        f"{engine.name} lacks {', '.join(sorted(needed - engine.features))}"
        for engine in candidates
    )
    msg = f"no engine covers the problem: {lacks}. Simplify it or pick another."
    raise UnsupportedFeatureError(msg)


def named[E: "Engine"](engines: Sequence[E], name: str) -> E:
    """Return the engine called ``name``.

    Raises
    ------
    UnsupportedFeatureError
        If there is no engine of that name.
    """
    for engine in engines:
        if engine.name == name:
            return engine
    known = ", ".join([AUTO, *(engine.name for engine in engines)])
    msg = f"engine: no engine is called {name!r}. Use one of {known}."
    raise UnsupportedFeatureError(msg)
