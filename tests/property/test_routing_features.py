"""Any small problem with any rules: what is built passes the check."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.engines.insertion import InsertionEngine
from routing.errors import InfeasibleError, InvalidProblemError
from routing.options import SolveOptions, ignore_progress
from routing.solve import solve_routing
from routing.vrp.assemble import assemble
from routing.vrp.check import check_routing
from routing.vrp.conflict import is_refuted, only_stops
from routing.vrp.costs import objective
from routing.vrp.evaluate import VisitOrder, evaluate, order_of
from routing.vrp.offers import StopOffer, applied, price_variants, with_stop
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.parts import (
    Break,
    Carried,
    Charger,
    Choice,
    Compartment,
    DrivingRest,
    Energy,
    Objective,
    Overtime,
    PlannedVisit,
)
from routing.vrp.problem import (
    AccessRule,
    Depot,
    RoutingProblem,
    SpeedProfile,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)
from routing.vrp.solution import VisitKind
from routing.vrp.together import MOST_STOPS, cannot_be_together
from routing.vrp.view import ProblemView
from routing.vrp.violations import Rule

PLACES = 7
NAMES = ("paper", "glass", "metal")
OPTIONS = SolveOptions(engine="insertion")


class Dice:
    """Draws the parts of a problem."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def often(self, share: float = 0.3) -> bool:
        return bool(self.random.random() < share)

    def number(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def one(self, *items: Any) -> Any:
        return items[self.number(0, len(items) - 1)]

    def pair(self, low: int, high: int) -> tuple[int, int]:
        return self.number(low, high), self.number(low, high)

    def windows(self, share: float) -> tuple[TimeWindow, ...]:
        if not self.often(share):
            return ()
        starts = [self.number(0, 900) for _ in range(self.number(1, 2))]
        return tuple(TimeWindow(s, s + self.number(0, 400)) for s in starts)

    def table(self) -> TravelTable:
        ways = self.random.integers(0, 150, (PLACES, PLACES)).astype(np.int32)
        np.fill_diagonal(ways, 0)
        if self.often(0.2):
            ways[self.random.random((PLACES, PLACES)) < 0.05] = -1
        times = np.where(ways < 0, -1, ways // 2 + self.number(0, 1))
        return TravelTable(ways, times.astype(np.int32))

    def stop(self, types: int) -> Stop:
        return Stop(
            "stop",
            self.number(0, PLACES - 1),
            self.pair(0, 6),
            commodity=self.one(*NAMES),
            service_s=self.number(0, 50),
            service_s_per_1000=self.one(0, 0, 2500),
            time_windows=self.windows(0.4),
            late_cost_fen_per_min=self.one(None, None, 0, 60, 600),
            release_s=self.one(0, 0, 0, self.number(0, 600)),
            required=self.often(0.7),
            priority=self.one(0, 0, 3, 10),
            prize_fen=self.number(0, 400),
            vehicle_types=self.one(None, None, None, frozenset({types - 1})),
            rank=self.one(*[None] * 8, 0, 1, -1, -2),
            home=self.one(None, 0, types - 1),
        )

    def site(self) -> UnloadSite:
        return UnloadSite(
            "site",
            self.number(0, PLACES - 1),
            service_s=self.number(0, 60),
            service_s_per_1000=self.one(0, 0, 3000),
            time_windows=self.windows(0.2),
            commodities=self.one(None, None, None, frozenset({"paper", "glass"})),
            docks=self.one(None, None, 1, 2),
            intake=self.one(None, None, self.pair(8, 40)),
            charge_power_w=self.one(0, 0, 3600),
        )

    def breaks(self) -> tuple[Break, ...]:
        starts = sorted(self.number(0, 900) for _ in range(self.one(0, 0, 1, 2)))
        length_s = self.number(0, 300)
        return tuple(
            Break(start, start + length_s, self.number(1, 120)) for start in starts
        )

    def compartments(self) -> tuple[Compartment, ...]:
        return tuple(
            Compartment(self.pair(3, 10), self.one(None, frozenset(NAMES[:2])))
            for _ in range(self.one(0, 0, 0, 2, 3))
        )

    def energy(self) -> Energy | None:
        if self.often(0.7):
            return None
        usable_wh, loaded_wh = self.number(200, 900), self.one(0, 20000)
        initial_wh = self.one(None, usable_wh // 2)
        return Energy(usable_wh, 1000, loaded_wh, 7200, initial_wh)

    def vehicle(self) -> VehicleType:
        start_s = self.number(0, 100)
        rest = DrivingRest(self.number(120, 300), self.number(10, 60))
        return VehicleType(
            "vehicle",
            self.one(0, 1, 1, 2, 2, 3),
            (self.number(4, 14), self.number(6, 14)),
            start_depot=self.number(0, 1),
            end_depot=self.number(0, 1),
            returns_empty=self.often(0.8),
            shift=TimeWindow(start_s, start_s + self.number(500, 1800)),
            max_duration_s=self.one(None, None, 900, 500),
            overtime=self.one(None, Overtime(300, 7200)),
            max_distance_m=self.one(None, None, 900),
            max_trips=self.one(None, None, 0, 1, 2),
            max_stops=self.one(None, None, 1, 3),
            max_load=self.one(None, None, self.pair(6, 20)),
            breaks=self.breaks(),
            driving_rest=self.one(None, None, rest),
            fixed_cost_fen=self.number(0, 500),
            unit_distance_cost_fen_per_km=self.number(0, 2000),
            unit_duration_cost_fen_per_h=self.one(0, 3600),
            emission_g_per_km=self.number(0, 900),
            commodities=self.one(None, None, frozenset({"paper", "glass"})),
            compartments=self.compartments(),
            energy=self.energy(),
        )

    def speeds(self) -> SpeedProfile | None:
        if self.often(0.8):
            return None
        factor = self.random.uniform(0.3, 2, (2, 2))
        return SpeedProfile((0, 400), factor, self.random.integers(0, 2, PLACES))

    def rule(self, stops: int, sites: int, types: int) -> AccessRule:
        start_s = self.number(0, 600)
        return AccessRule(
            "rule",
            frozenset({self.number(0, types - 1)}),
            stops=frozenset({self.number(0, stops - 1)}),
            unload_sites=frozenset({self.number(0, sites - 1)}),
            closed=TimeWindow(start_s, start_s + self.number(1, 600)),
        )

    def problem(self) -> RoutingProblem:
        num_types, num_sites = self.number(1, 3), self.number(1, 3)
        stops = [self.stop(num_types) for _ in range(self.number(2, 9))]
        choices: tuple[Choice, ...] = ()
        if len(stops) > 3 and self.often():
            alike = {"required": True, "priority": 0}
            stops[:3] = [replace(stop, **alike) for stop in stops[:3]]
            choices = (Choice(self.one(((0,), (1, 2)), ((1,), (0,), (2,)))),)
        pairs = frozenset({frozenset({"paper", "glass"})})
        rules = range(self.one(0, 0, 1, 2))
        return RoutingProblem(
            dimensions=("kg", "l"),
            tables={"default": self.table()},
            depots=(Depot("a", 0), Depot("b", self.number(0, PLACES - 1))),
            unload_sites=tuple(self.site() for _ in range(num_sites)),
            stops=tuple(stops),
            vehicle_types=tuple(self.vehicle() for _ in range(num_types)),
            access_rules=tuple(
                self.rule(len(stops), num_sites, num_types) for _ in rules
            ),
            speed_profile=self.speeds(),
            chargers=tuple(
                Charger("plug", self.number(0, PLACES - 1), 7200)
                for _ in range(self.number(0, 2))
            ),
            incompatible=self.one(frozenset(), pairs),
            choices=choices,
            objective=Objective(
                *self.pair(0, 5000), self.number(0, 100), self.one(0, 200)
            ),
        )

    def promised(self, problem: RoutingProblem) -> RoutingProblem:
        """Return the problem with a vehicle that is under way."""
        taken = {stop for c in problem.choices for g in c.alternatives for stop in g}
        free = [
            index
            for index, stop in enumerate(problem.stops)
            if index not in taken and stop.rank is None and stop.vehicle_types is None
        ]
        first = replace(
            problem.vehicle_types[0],
            num_available=1,
            on_board=(Carried("paper", (1, 1)),),
            prefix=tuple(PlannedVisit(VisitKind.STOP, stop) for stop in free[:1]),
        )
        return replace(problem, vehicle_types=(first, *problem.vehicle_types[1:]))


SEEDS = st.integers(0, 10**9)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_what_is_built_passes_the_check(seed: int) -> None:
    problem = Dice(seed).problem()
    solution = solve_routing(problem, OPTIONS).solution
    told = {entry.stop for entry in solution.unserved}
    told.update(
        visit.index
        for route in solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    )
    assert told == set(range(len(problem.stops)))


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_promises_are_kept_or_refused(seed: int) -> None:
    dice = Dice(seed)
    problem = dice.promised(dice.problem())
    try:
        result = solve_routing(problem, OPTIONS)
    except (InfeasibleError, InvalidProblemError):
        return
    assert any(route.vehicle_type == 0 for route in result.solution.routes)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
@example(seed=337)  # The trip home changed for another that did not pay.
def test_any_routes_become_a_valid_answer(seed: int) -> None:
    dice = Dice(seed)
    problem = dice.problem()
    view = ProblemView(problem)
    routes = []
    for _ in range(dice.number(0, 5)):
        route = OpenRoute(view, dice.number(0, len(problem.vehicle_types) - 1))
        for _ in range(dice.number(1, 3)):
            stops = [dice.number(0, view.num_stops - 1) for _ in range(3)]
            site = view.num_stops + dice.number(0, view.num_sites - 1)
            route.trips.append(Trip(stops, dice.one(None, site, site)))
        route.refresh()
        routes.append(route)
    solution = assemble(view, routes, "any", 0.0)
    assert check_routing(problem, solution).violations == ()


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_a_start_is_never_made_worse(seed: int) -> None:
    problem = Dice(seed).problem()
    engine = InsertionEngine()
    start = engine.solve(problem, OPTIONS, ignore_progress)
    again = engine.solve(problem, OPTIONS, ignore_progress, start)
    assert check_routing(problem, again).violations == ()
    assert objective(problem, again) <= objective(problem, start)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_further_stop_leaves_the_others_as_they_are(seed: int) -> None:
    dice = Dice(seed)
    problem = dice.problem()
    answer = solve_routing(problem, OPTIONS).solution
    further = dice.stop(len(problem.vehicle_types))
    wider, before, stop = with_stop(problem, answer, further)
    variants = [further, replace(further, time_windows=()), dice.stop(1)]
    for variant, offer in zip(
        variants, price_variants(wider, before, stop, variants), strict=True
    ):
        if not isinstance(offer, StopOffer):
            continue
        asked = replace(wider, stops=(*problem.stops, variant))
        after = applied(before, offer)
        report = check_routing(asked, after)
        assert report.violations == ()
        assert report.cost_fen == answer.cost_fen + offer.added_fen
        others = [r for n, r in enumerate(answer.routes) if n != offer.route]
        assert [r for r in after.routes if r != offer.changed] == others


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_order_is_timed_and_all_it_breaks_is_named(seed: int) -> None:
    dice = Dice(seed)
    problem = dice.problem()
    places = [PlannedVisit(VisitKind.STOP, n) for n in range(len(problem.stops))]
    places += [
        PlannedVisit(VisitKind.UNLOAD, n) for n in range(len(problem.unload_sites))
    ]
    orders = [
        VisitOrder(
            dice.number(0, len(problem.vehicle_types) - 1),
            tuple(dice.one(*places) for _ in range(dice.number(1, 6))),
        )
        for _ in range(dice.number(1, 3))
    ]
    found = evaluate(problem, orders)
    assert [order_of(route) for route in found.solution.routes] == orders
    named = {entry.rule for entry in found.violations}
    assert not named & {Rule.SHAPE, Rule.COST, Rule.TIMES}
    assert tuple(entry.text for entry in found.violations) == found.report.violations


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_is_served_is_never_refuted(seed: int) -> None:
    problem = Dice(seed).problem()
    answer = solve_routing(problem, OPTIONS).solution
    left_out = {entry.stop for entry in answer.unserved}
    served = [stop for stop in range(len(problem.stops)) if stop not in left_out]
    view = ProblemView(problem)
    assert not cannot_be_together(view, served[:MOST_STOPS])
    assert not is_refuted(only_stops(problem, served))
