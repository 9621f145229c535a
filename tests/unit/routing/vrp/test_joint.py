"""Routes that are valid alone become valid together; promises come first."""

from dataclasses import replace

import pytest

from routing.errors import InfeasibleError
from routing.vrp.assemble import assemble
from routing.vrp.check import check_routing
from routing.vrp.choosing import broken_choices, chosen_mask
from routing.vrp.committed import committed_route, missing_routes
from routing.vrp.joint import Joint, settle
from routing.vrp.loads import keeps_rules
from routing.vrp.openroute import OpenRoute, Trip
from routing.vrp.parts import Carried, Choice, PlannedVisit
from routing.vrp.problem import RoutingProblem, Stop, TimeWindow, UnloadSite
from routing.vrp.solution import UnservedReason, VisitKind
from routing.vrp.view import ProblemView
from tests.engines.routing_instances import TRUCK, at, street

TWO = replace(TRUCK, num_available=2, shift=TimeWindow(0, 400))


def route(view: ProblemView, stops: list[int], site: int | None = 0) -> OpenRoute:
    made = OpenRoute(view, 0)
    made.trips = [Trip(stops, None if site is None else view.num_stops + site)]
    made.refresh()
    return made


def docked(work_s: int, *others: UnloadSite) -> RoutingProblem:
    site = UnloadSite("site", 0, service_s=work_s, docks=1)
    return street(at(100, -100), [site, *others], [TWO])


def test_the_second_vehicle_waits_for_the_dock() -> None:
    problem = docked(100)
    view = ProblemView(problem)
    solution = assemble(view, [route(view, [0]), route(view, [1])], "any", 0.0)
    assert check_routing(problem, solution).violations == ()
    starts = sorted(item.visits[2].start_s for item in solution.routes)
    assert starts == [200, 300]


def test_who_would_be_late_after_queueing_unloads_elsewhere() -> None:
    # The second could begin at the dock at 350 s, too late to be home by 400 s.
    problem = docked(150, UnloadSite("other", 0, service_s=200))
    view = ProblemView(problem)
    solution = assemble(view, [route(view, [0]), route(view, [1])], "any", 0.0)
    assert check_routing(problem, solution).violations == ()
    assert solution.unserved == ()
    sites = {item.visits[2].index for item in solution.routes}
    assert sites == {0, 1}


def test_who_can_unload_nowhere_leaves_its_stops_out() -> None:
    problem = docked(200)
    view = ProblemView(problem)
    solution = assemble(view, [route(view, [0]), route(view, [1])], "any", 0.0)
    assert check_routing(problem, solution).violations == ()
    assert [entry.stop for entry in solution.unserved] == [1]


def test_intake_counts_over_all_routes() -> None:
    site = UnloadSite("site", 0, intake=(1,))
    problem = street(at(100, -100), [site], [TWO])
    view = ProblemView(problem)
    solution = assemble(view, [route(view, [0]), route(view, [1])], "any", 0.0)
    assert check_routing(problem, solution).violations == ()
    reasons = [entry.reason for entry in solution.unserved]
    assert reasons == [UnservedReason.INTAKE_FULL]


def test_routes_that_fit_together_stay_as_they_are() -> None:
    view = ProblemView(docked(100))
    routes = [route(view, [0]), route(view, [1])]
    before = [item.nodes for item in routes]
    assert not settle(view, routes, Joint(view))
    assert [item.nodes for item in routes] == before


def test_a_stop_served_twice_is_served_once() -> None:
    problem = street(at(100, -100), vehicles=[TWO])
    view = ProblemView(problem)
    routes = [route(view, [0, 1]), route(view, [1])]
    solution = assemble(view, routes, "any", 0.0)
    assert check_routing(problem, solution).violations == ()
    assert len(solution.routes) == 1


def test_promises_are_kept_before_anything_else() -> None:
    promised = (PlannedVisit(VisitKind.STOP, 0),)
    truck = replace(TRUCK, prefix=promised)
    view = ProblemView(street(at(100, 200), vehicles=[truck]))
    assert missing_routes(view, []) == [0]
    made = committed_route(view, 0)
    assert made.trips == [Trip([0], 2)]
    assert not keeps_rules(view, 0, [1, 0, 2])
    assert keeps_rules(view, 0, [0, 1, 2])


def test_a_promise_that_cannot_be_kept_is_an_error() -> None:
    truck = replace(TRUCK, on_board=(Carried("glass", (1,)),))
    paper = UnloadSite("paper", 0, commodities=frozenset({"paper"}))
    view = ProblemView(street(at(100), [paper], [truck]))
    with pytest.raises(InfeasibleError, match="vehicle truck"):
        committed_route(view, 0)


def test_the_alternative_begun_is_chosen() -> None:
    problem = street(at(100, 200, 300))
    view = ProblemView(replace(problem, choices=(Choice(((0,), (1, 2))),)))
    begun = route(view, [2])
    assert chosen_mask(view, [begun]).tolist() == [False, True, True]
    assert broken_choices(view, [begun]) == [2]
    assert broken_choices(view, [route(view, [1, 2])]) == []


def test_alternatives_are_shared_out_among_the_vehicles() -> None:
    trucks = [replace(TRUCK, name=name, capacity=(3,)) for name in "ab"]
    stops = [
        Stop(str(kind), 100, (1,), vehicle_types=frozenset({kind}))
        for _ in range(4)
        for kind in (0, 1)
    ]
    choices = tuple(Choice(((i,), (i + 1,))) for i in range(0, 8, 2))
    view = ProblemView(replace(street(stops, vehicles=trucks), choices=choices))
    chosen = chosen_mask(view, [])
    assert chosen[0::2].sum() == chosen[1::2].sum() == 2
