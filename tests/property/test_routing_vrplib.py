"""A problem written as VRPLIB and read again has the same answers at the same cost."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.check import check_routing
from routing.vrp.costs import objective
from routing.vrp.formats.vrplib import parse_vrplib
from routing.vrp.formats.vrplib_write import dump_vrplib
from routing.vrp.parts import Choice
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import Route, RoutingSolution, VisitKind

HOMES = ("north", "south")
SITES = ("gate", "tip")
"""The gate is at the first depot; the tip stands by itself."""

ENDS = len(HOMES) + len(SITES) - 1
"""Places before the first stop's."""

OPTIONS = SolveOptions(engine="insertion", time_limit_s=1)
LIMIT = st.sampled_from([None, None, 1500, 700])


@st.composite
def windows(draw: st.DrawFn) -> tuple[TimeWindow, ...]:
    start_s = draw(st.integers(0, 500))
    window = TimeWindow(start_s, start_s + draw(st.integers(0, 1500)))
    return draw(st.sampled_from([(), (window,)]))


@st.composite
def stops(draw: st.DrawFn, place: int, kinds: int) -> Stop:
    prize_fen = draw(st.sampled_from([0, 0, 900]))
    return Stop(
        name=f"stop {place}",
        location=place,
        load=(draw(st.integers(0, 5)),),
        commodity=draw(st.sampled_from(["", "glass"])),
        service_s=draw(st.sampled_from([0, 30])),
        time_windows=draw(windows()),
        release_s=draw(st.sampled_from([0, 0, 200])),
        required=not prize_fen,
        prize_fen=prize_fen,
        skills=draw(st.sampled_from([frozenset(), frozenset(), frozenset(["crane"])])),
        vehicle_types=draw(
            st.none() | st.frozensets(st.integers(0, kinds - 1), min_size=1)
        ),
    )


@st.composite
def fleets(draw: st.DrawFn) -> VehicleType:
    home = draw(st.integers(0, len(HOMES) - 1))
    begin_s = draw(st.sampled_from([0, 60]))
    empty = home == 0 and draw(st.booleans())
    return VehicleType(
        name="kind",
        num_available=draw(st.integers(1, 3)),
        capacity=(draw(st.integers(5, 9)),),
        start_depot=home,
        end_depot=home,
        returns_empty=empty,
        shift=TimeWindow(begin_s, begin_s + 2500),
        max_duration_s=draw(LIMIT),
        max_distance_m=draw(LIMIT),
        max_trips=None if empty else draw(st.sampled_from([None, 0, 1, 2])),
        fixed_cost_fen=draw(st.sampled_from([0, 70])),
        unit_distance_cost_fen_per_km=draw(st.sampled_from([1000, 1500, 1, 0])),
        commodities=draw(st.sampled_from([None, frozenset([""])])),
        skills=draw(st.sampled_from([frozenset(), frozenset(["crane"])])),
    )


@st.composite
def rules(draw: st.DrawFn, kind: int, kinds: tuple[VehicleType, ...]) -> AccessRule:
    """Close places for a whole shift; the gate stays open to who ends there."""
    sites = frozenset([1]) if kinds[kind].returns_empty else frozenset([0])
    return AccessRule(
        name="closed",
        vehicle_types=frozenset([kind]),
        stops=frozenset([0]),
        unload_sites=draw(st.sampled_from([frozenset(), sites])),
        closed=TimeWindow(0, kinds[kind].shift.end_s + 1),
    )


@st.composite
def problems(draw: st.DrawFn) -> RoutingProblem:
    types = tuple(draw(st.lists(fleets(), min_size=1, max_size=3)))
    size = draw(st.integers(1, 5))
    served = [draw(stops(ENDS + number, len(types))) for number in range(size)]
    choices: tuple[Choice, ...] = ()
    if size > 2 and draw(st.booleans()):
        choices = (Choice(((0,), (1,))),)
        must = {"required": True, "prize_fen": 0}
        served[:2] = [replace(stop, **must) for stop in served[:2]]  # type: ignore[arg-type]
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    ways = random.integers(0, 300, (ENDS + size, ENDS + size)).astype(np.int32)
    np.fill_diagonal(ways, 0)
    kind = draw(st.integers(0, len(types) - 1))
    return RoutingProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(ways, ways)},
        depots=tuple(Depot(name, place) for place, name in enumerate(HOMES)),
        unload_sites=(UnloadSite("gate", 0), UnloadSite("tip", len(HOMES))),
        stops=tuple(served),
        vehicle_types=types,
        access_rules=draw(st.sampled_from([(), (draw(rules(kind, types)),)])),
        choices=choices,
    )


def kinds_in_file(problem: RoutingProblem) -> list[int]:
    """Return the vehicle type of each vehicle, as the file has them one by one."""
    types = enumerate(problem.vehicle_types)
    return [kind for kind, vehicle in types for _ in range(vehicle.num_available)]


def named(text: str) -> dict[str, str]:
    """Return the place of each name that the file's comments tell."""
    lines = (line.split(" ", 2) for line in text.splitlines() if line[0] == "#")
    return {name: number for _, number, name in lines}


class Both:
    """A problem, what is read from its file, and answers to one as to the other."""

    def __init__(self, problem: RoutingProblem) -> None:
        text = dump_vrplib(problem, "x")
        self.instance = parse_vrplib(text, "none", "x")
        self.kinds = kinds_in_file(problem)
        places = named(text)
        numbers = [places["depot north"], places["unloading site tip"]]
        read = [site.name for site in self.instance.problem.unload_sites]
        # A site nobody may go to is none in the file.
        self.sites = {read.index(n): s for s, n in enumerate(numbers) if n in read}

    def there(self, answer: RoutingSolution) -> RoutingSolution:
        """Return an answer to the problem as one to what is read."""
        where = {ours: read for read, ours in self.sites.items()}
        free = [list(vehicles) for vehicles in self.instance.vehicles]
        types = {v: kind for kind, group in enumerate(free) for v in group}
        left = dict(enumerate(self.kinds))
        routes = []
        for route in answer.routes:
            vehicle = next(v for v, k in left.items() if k == route.vehicle_type)
            del left[vehicle]
            home = self.instance.problem.vehicle_types[types[vehicle]].start_depot
            visits = [
                replace(v, index=home)
                if v.kind is VisitKind.DEPOT
                else replace(v, index=where[v.index])
                if v.kind is VisitKind.UNLOAD
                else v
                for v in route.visits
            ]
            routes.append(Route(types[vehicle], tuple(visits)))
        return replace(answer, routes=tuple(routes))

    def back(self, problem: RoutingProblem, answer: RoutingSolution) -> RoutingSolution:
        """Return an answer to what is read as one to the problem."""
        free = [list(vehicles) for vehicles in self.instance.vehicles]
        routes = []
        for route in answer.routes:
            kind = self.kinds[free[route.vehicle_type].pop(0)]
            vehicle = problem.vehicle_types[kind]
            visits = [
                replace(v, index=vehicle.start_depot)
                if v.kind is VisitKind.DEPOT
                else replace(v, index=self.sites[v.index])
                if v.kind is VisitKind.UNLOAD
                else v
                for v in route.visits
            ]
            if vehicle.returns_empty:
                at_gate = replace(visits[-1], kind=VisitKind.UNLOAD, index=0)
                visits.insert(-1, at_gate)
            routes.append(Route(kind, tuple(visits)))
        return replace(answer, routes=tuple(routes))


def worth(problem: RoutingProblem, answer: RoutingSolution) -> tuple[int, int]:
    report = check_routing(problem, answer)
    assert not report.violations, report.violations
    return objective(problem, answer)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_answers_to_one_are_answers_to_the_other(problem: RoutingProblem) -> None:
    both = Both(problem)
    read = both.instance.problem
    ours = solve_routing(problem, OPTIONS).solution
    assert worth(read, both.there(ours)) == worth(problem, ours)
    theirs = solve_routing(read, OPTIONS).solution
    assert worth(problem, both.back(problem, theirs)) == worth(read, theirs)


def bare(problem: RoutingProblem) -> RoutingProblem:
    """Return a problem without its tables, and its vehicles' numbers in the file."""
    types = (replace(vehicle, name="") for vehicle in problem.vehicle_types)
    return replace(problem, tables={}, vehicle_types=tuple(types))


@settings(max_examples=40, deadline=None)
@given(problems())
def test_what_is_read_is_written_the_same_way(problem: RoutingProblem) -> None:
    once = parse_vrplib(dump_vrplib(problem, "x"), "none", "x").problem
    again = parse_vrplib(dump_vrplib(once, "x"), "none", "x").problem
    tables = once.tables["default"].distance_m, again.tables["default"].distance_m
    assert np.array_equal(*tables)
    assert bare(once) == bare(again)
