"""What of a routing problem VRPLIB cannot say, all named at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from routing.vrp.features import RoutingFeature, features_of
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.vrplib_home import empties_at_home, has_load, is_closed
from routing.vrp.problem import RoutingProblem, UnloadSite
from routing.vrp.windows import merged_windows

SAID = frozenset(
    [
        RoutingFeature.TIME_WINDOWS,
        RoutingFeature.OPTIONAL_STOPS,
        RoutingFeature.SKILLS,
        RoutingFeature.HETEROGENEOUS_FLEET,
        RoutingFeature.MAX_DURATION,
        RoutingFeature.MAX_DISTANCE,
        RoutingFeature.MAX_TRIPS,
        RoutingFeature.ASYMMETRIC_TRAVEL,
        RoutingFeature.LOADED_RETURN,
        RoutingFeature.RELEASE,
        RoutingFeature.ALLOWED_VEHICLES,
        RoutingFeature.VEHICLE_COMMODITIES,
        RoutingFeature.UNLOADING,
        RoutingFeature.SEVERAL_PROFILES,
        RoutingFeature.ACCESS_RULES,
        RoutingFeature.CHOICES,
        RoutingFeature.MULTIPLE_WINDOWS,
        RoutingFeature.LOAD_SERVICE,
    ]
)
"""Features that can be written, some of them under conditions checked one by one."""

type _Uses = Callable[[Any], bool]

_USES: Mapping[RoutingFeature, tuple[str, _Uses]] = {
    RoutingFeature.UNLOAD_WINDOWS: ("unload_sites", lambda s: bool(s.time_windows)),
    RoutingFeature.COMMODITIES: ("unload_sites", lambda s: s.commodities is not None),
    RoutingFeature.DOCKS: ("unload_sites", lambda s: s.docks is not None),
    RoutingFeature.INTAKE: ("unload_sites", lambda s: s.intake is not None),
    RoutingFeature.SOFT_WINDOWS: (
        "stops",
        lambda s: bool(s.time_windows) and s.late_cost_fen_per_min is not None,
    ),
    RoutingFeature.PRIORITY: ("stops", lambda s: s.required and s.priority > 0),
    RoutingFeature.RANK: ("stops", lambda s: s.rank is not None),
    RoutingFeature.DIFFERENT_END_DEPOT: (
        "vehicle_types",
        lambda v: v.start_depot != v.end_depot,
    ),
    RoutingFeature.DURATION_COST: (
        "vehicle_types",
        lambda v: v.unit_duration_cost_fen_per_h > 0,
    ),
    RoutingFeature.BREAKS: ("vehicle_types", lambda v: bool(v.breaks)),
    RoutingFeature.PREFIX: ("vehicle_types", lambda v: bool(v.prefix)),
    RoutingFeature.OVERTIME: ("vehicle_types", lambda v: v.overtime is not None),
    RoutingFeature.MAX_STOPS: ("vehicle_types", lambda v: v.max_stops is not None),
    RoutingFeature.MAX_LOAD: ("vehicle_types", lambda v: v.max_load is not None),
    RoutingFeature.DRIVING_REST: (
        "vehicle_types",
        lambda v: v.driving_rest is not None,
    ),
    RoutingFeature.ENERGY: ("vehicle_types", lambda v: v.energy is not None),
    RoutingFeature.COMPARTMENTS: ("vehicle_types", lambda v: bool(v.compartments)),
    RoutingFeature.ON_BOARD: ("vehicle_types", lambda v: bool(v.on_board)),
}
"""Where a feature is used: a part of the problem, and which of its items use it."""

NAMED = 3
"""Items named for each rule; of more, how many."""


def note_refused(problem: RoutingProblem, faults: Faults) -> None:
    """Note every feature of a valid problem that VRPLIB cannot say."""
    for feature in sorted(features_of(problem) - SAID):
        part, uses = _USES.get(feature, ("", lambda item: False))
        users = _users(problem, part, uses) if part else []
        faults.add(feature.value, "cannot be said in VRPLIB", way=_listed(users))
    for rule, breakers in _limits(problem):
        if breakers:
            faults.add(rule, "cannot be said in VRPLIB", way=_listed(breakers))


def _limits(problem: RoutingProblem) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what only some values of a feature break, and who breaks it."""
    yield (
        "service by load",
        _users(problem, "stops", lambda s: s.service_s_per_1000 > 0),
    )
    yield "work at an unloading site", _users(problem, "unload_sites", _takes_time)
    yield (
        "several windows of one stop",
        _users(problem, "stops", lambda s: len(merged_windows(s.time_windows)) > 1),
    )
    yield (
        "an optional stop without prize",
        _users(problem, "stops", lambda s: not s.required and not s.prize_fen),
    )
    yield "a choice of optional stops, or between several at a time", _choices(problem)
    yield "access rules for a part of a shift", _partial_rules(problem)
    yield "an empty return but by a site at the depot", _empty_returns(problem)
    yield "durations that are not the distances", _odd_tables(problem)
    yield "several travel tables", _different_tables(problem)


def _takes_time(site: UnloadSite) -> bool:
    return site.service_s > 0 or site.service_s_per_1000 > 0


def _users(problem: RoutingProblem, part: str, uses: _Uses) -> list[str]:
    return [
        f"{part}[{index}] ({item.name})"
        for index, item in enumerate(getattr(problem, part))
        if uses(item)
    ]


def _choices(problem: RoutingProblem) -> list[str]:
    return [
        f"choices[{number}]"
        for number, choice in enumerate(problem.choices)
        if any(
            len(group) > 1 or not problem.stops[group[0]].required
            for group in choice.alternatives
        )
    ]


def _partial_rules(problem: RoutingProblem) -> list[str]:
    return [
        f"access_rules[{number}] ({rule.name})"
        for number, rule in enumerate(problem.access_rules)
        if not all(
            is_closed(rule, problem.vehicle_types[kind]) for kind in rule.vehicle_types
        )
    ]


def _empty_returns(problem: RoutingProblem) -> list[str]:
    if not has_load(problem):
        return []
    return [
        f"vehicle_types[{kind}] ({vehicle.name})"
        for kind, vehicle in enumerate(problem.vehicle_types)
        if vehicle.returns_empty and not empties_at_home(problem, kind)
    ]


def _driven(problem: RoutingProblem) -> dict[str, Any]:
    """Return the travel tables that some vehicle uses, or all where there is none."""
    used = {vehicle.profile for vehicle in problem.vehicle_types}
    tables = {name: problem.tables[name] for name in sorted(used)}
    return tables or dict(problem.tables)


def _odd_tables(problem: RoutingProblem) -> list[str]:
    return [
        f"tables.{name}"
        for name, table in _driven(problem).items()
        if not np.array_equal(table.distance_m, table.duration_s)
    ]


def _different_tables(problem: RoutingProblem) -> list[str]:
    (first, table), *others = _driven(problem).items()
    differing = [
        f"tables.{name}"
        for name, other in others
        if not np.array_equal(other.distance_m, table.distance_m)
        or not np.array_equal(other.duration_s, table.duration_s)
    ]
    return [f"tables.{first}", *differing] if differing else []


def _listed(users: Iterable[str]) -> str:
    """Name the first users of a feature, and how many there are besides."""
    names = list(users)
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {more} more" if more > 0 else shown
