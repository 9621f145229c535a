"""The engines in order of preference, and how one is picked."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from routing.engines.insertion import InsertionEngine
from routing.engines.late import LateRoutingEngine, LateSitingEngine
from routing.engines.pyvrp_routing import PyVrpEngine
from routing.errors import UnsupportedFeatureError
from routing.vrp.features import RoutingFeature

if TYPE_CHECKING:
    from routing.engines.base import Engine, RoutingEngine, SitingEngine
    from routing.siting.features import SitingFeature
    from routing.siting.problem import SitingProblem
    from routing.vrp.problem import RoutingProblem

AUTO = "auto"

SPREADING = frozenset({"lns"})
"""Routing engines that spread a large problem over several workers themselves."""

SPREAD_STOPS = 3000
"""Up to so many stops the kernel on the whole problem finds more than PyVRP on it or
on its parts; beyond, both do alike."""

KERNEL_GROUND = frozenset(
    {RoutingFeature.RELEASE, RoutingFeature.OPTIONAL_STOPS, RoutingFeature.BREAKS}
)
"""Features with which the kernel finds more at any size."""

BUILDERS = frozenset({"insertion"})
"""Routing engines that build an answer and do not search for a better one."""

ROUTING_ENGINES: "tuple[RoutingEngine, ...]" = (
    PyVrpEngine(),
    LateRoutingEngine("lns", "routing.engines.lns.engine", "LnsEngine"),
    LateRoutingEngine("ortools", "routing.engines.ortools_routing", "OrToolsEngine"),
    InsertionEngine(),
)
_OPEN_SITES = "routing.engines.uncapacitated"

SITING_ENGINES: "tuple[SitingEngine, ...]" = (
    LateSitingEngine("center", f"{_OPEN_SITES}.centre", "CentreEngine"),
    LateSitingEngine("covering", f"{_OPEN_SITES}.covering", "CoveringEngine"),
    LateSitingEngine("median", f"{_OPEN_SITES}.median", "MedianEngine"),
    LateSitingEngine(
        "mathopt", "routing.engines.mathopt_siting", "MathOptSitingEngine"
    ),
    LateSitingEngine(
        "lagrangian", "routing.engines.facility.engine", "LagrangianEngine"
    ),
    LateSitingEngine(
        "network", "routing.engines.facility.network_engine", "NetworkEngine"
    ),
    LateSitingEngine("exact", "routing.engines.exact.engine", "ExactEngine"),
    LateSitingEngine("greedy", "routing.engines.greedy_siting", "GreedySitingEngine"),
)
"""Those for one kind of problem first: where they take it, they are the best for it."""

LARGE_GROUND = frozenset({"network"})
"""Siting engines that are not for small problems, which others prove sooner."""

SMALL_ARCS = 4_000
"""Arcs times periods up to which branching on a whole siting problem proves it."""


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


def searchers(
    problem: "RoutingProblem", features: "frozenset[RoutingFeature]"
) -> "list[RoutingEngine]":
    """Return the engines that search and cover a problem, the best for it first.

    The kernel, but for plain problems beyond ``SPREAD_STOPS``: those PyVRP improves
    part by part. Trips, releases, prizes, breaks and several depots are the kernel's
    own ground at any size (measured in ``docs/decisions/0005-own-routing-kernel.md``).
    """
    unloads = any(kind.max_trips != 0 for kind in problem.vehicle_types)
    trips = unloads and bool(problem.unload_sites)
    depots = {(kind.start_depot, kind.end_depot) for kind in problem.vehicle_types}
    own = trips or len(depots) > 1 or bool(features & KERNEL_GROUND)
    own = own or len(problem.stops) <= SPREAD_STOPS
    preferred = "lns" if own else "pyvrp"
    able = [
        engine
        for engine in ROUTING_ENGINES
        if engine.name not in BUILDERS and features <= engine.features
    ]
    return sorted(able, key=lambda engine: engine.name != preferred)


def suited(
    problem: "RoutingProblem", features: "frozenset[RoutingFeature]", name: str
) -> "RoutingEngine":
    """Return the engine called ``name``, or for ``"auto"`` the best for a problem.

    Raises
    ------
    UnsupportedFeatureError
        As ``pick`` does.
    """
    if name == AUTO:
        able = searchers(problem, features)
        if able:
            return able[0]
    return pick(ROUTING_ENGINES, features, name)


def suited_siting(
    problem: "SitingProblem",
    features: "frozenset[SitingFeature]",
    name: str = AUTO,
) -> "SitingEngine":
    """Return the engine called ``name``, or for ``"auto"`` the first for a problem.

    Raises
    ------
    UnsupportedFeatureError
        As ``pick`` does, and if the engine asked for is for other kinds of problem.
    """
    if name == AUTO:
        is_small = len(problem.arcs) * len(problem.periods) <= SMALL_ARCS
        for engine in SITING_ENGINES:
            if is_small and engine.name in LARGE_GROUND:
                continue
            if features <= engine.features and engine.takes(problem):
                return engine
    engine = pick(SITING_ENGINES, features, name)
    if engine.takes(problem):
        return engine
    msg = f"engine {engine.name}: is not for problems of this kind. Use {AUTO}."
    raise UnsupportedFeatureError(msg)


def load_engines(name: str = AUTO) -> None:
    """Load routing engines that take long to: all of them, or one.

    Parameters
    ----------
    name
        Name of an engine, or ``"auto"``.
    """
    for engine in ROUTING_ENGINES:
        if isinstance(engine, LateRoutingEngine) and name in {AUTO, engine.name}:
            engine.prepare()
