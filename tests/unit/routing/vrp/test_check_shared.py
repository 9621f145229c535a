"""What routes share: docks, plugs, intake, choices, parts of loads, the fleet."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from routing.vrp.parts import Carried, Charger, Choice, Energy, PlannedVisit
from routing.vrp.problem import RoutingProblem, Stop, UnloadSite
from routing.vrp.report import RoutingReport
from routing.vrp.solution import Route, Unserved, UnservedReason, Visit, VisitKind
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.vrp.hand_made import (
    CHARGE,
    STOP,
    UNLOAD,
    checked,
    depot,
    only_fault,
    visit,
)

NOT_CHOSEN, FULL = UnservedReason.NOT_CHOSEN, UnservedReason.FLEET_FULL


def two_trucks(**site: object) -> RoutingProblem:
    """Return stops of 5 kg at 100 m and 200 m for two trucks; unloading takes 50 s."""
    stops = [replace(stop, load=(5,)) for stop in at(100, 200)]
    sites = [replace(UnloadSite("site", 0, 50), **site)]
    energy = Energy(10**6, 0, 0, 1000)
    truck = replace(TRUCK, num_available=2, energy=energy)
    problem = street(stops, sites, [truck])
    return replace(problem, chargers=(Charger("plug", 0, 1000),))


def there_and_back(
    stop: int, way_s: int, start_s: int, work_s: int = 50
) -> list[Visit]:
    """Return a route to one stop, with the unloading at a moment."""
    end_s = start_s + work_s
    unloading = visit(UNLOAD, 0, 2 * way_s, start_s, end_s)
    return [depot(0), visit(STOP, stop, way_s), unloading, depot(end_s)]


def test_docks_are_used_one_after_another() -> None:
    second = there_and_back(1, 200, 400)
    waits = there_and_back(0, 100, 450)
    assert checked(two_trucks(docks=1), waits, second).violations == ()
    crowded = there_and_back(0, 100, 351)
    assert checked(two_trucks(docks=2), crowded, second).violations == ()
    fault = only_fault(checked(two_trucks(docks=1), crowded, second))
    assert fault == "unload_sites[0] (site): 2 unload at 400, docks for 1"


def test_plugs_are_used_one_after_another() -> None:
    def charging(start_s: int, way_s: int, stop: int) -> list[Visit]:
        route = there_and_back(stop, way_s, 2 * way_s)
        plug = visit(CHARGE, 0, route[-1].arrival_s, start_s, start_s + 100)
        return [*route[:-1], plug, depot(start_s + 100)]

    first, apart = charging(250, 100, 0), charging(450, 200, 1)
    problem = two_trucks()
    problem = replace(
        problem,
        chargers=(replace(problem.chargers[0], location=problem.depots[0].location),),
    )
    assert checked(problem, first, apart).violations == ()
    late = charging(351, 100, 0)
    fault = only_fault(checked(problem, late, apart))
    assert fault == "chargers[0] (plug): 2 charge at 450, plugs for 1"


def test_a_site_takes_no_more_than_its_intake() -> None:
    routes = there_and_back(0, 100, 200), there_and_back(1, 200, 400)
    assert checked(two_trucks(intake=(10,)), *routes).violations == ()
    fault = only_fault(checked(two_trucks(intake=(9,)), *routes))
    assert fault == "unload_sites[0] (site): takes 10 kg, at most 9"


def test_no_more_vehicles_than_there_are() -> None:
    problem = two_trucks()
    truck = replace(problem.vehicle_types[0], num_available=1)
    routes = there_and_back(0, 100, 200), there_and_back(1, 200, 400)
    report = checked(replace(problem, vehicle_types=(truck,)), *routes)
    assert "(truck): 2 routes, only 1 available" in only_fault(report)


LOADED = {"on_board": (Carried("", (3,)),), "energy": None}


def test_loaded_vehicles_are_all_used_and_count_what_is_on_board() -> None:
    problem = two_trucks()
    truck = replace(problem.vehicle_types[0], **LOADED)
    problem = replace(problem, vehicle_types=(truck,))
    both = there_and_back(0, 100, 200), there_and_back(1, 200, 400)
    report = checked(problem, *both)
    assert report.violations == ()
    assert [route.trips[0].load for route in report.routes] == [(8,), (8,)]
    one = checked(problem, both[0], unserved=[(1, FULL)])
    fault = only_fault(one)
    assert fault.endswith("1 routes, but 2 have a load on board or decided visits")
    only_unload = [depot(0), visit(UNLOAD, 0, 0, 0, 50), depot(50)]
    report = checked(problem, both[0], only_unload, unserved=[(1, FULL)])
    assert report.violations == ()


def test_what_is_on_board_counts_for_the_capacity() -> None:
    problem = two_trucks()
    truck = replace(problem.vehicle_types[0], capacity=(7,), num_available=1, **LOADED)
    report = checked(
        replace(problem, vehicle_types=(truck,)),
        there_and_back(0, 100, 200),
        unserved=[(1, FULL)],
    )
    assert only_fault(report) == "routes[0].visits[1]: carries 8 kg, holds 7"


def parts(*loads: int, left: int | None = None) -> RoutingReport:
    """Return the report on 10 kg at 100 m fetched in parts, some left there."""
    truck = replace(TRUCK, capacity=(4,), num_available=9)
    problem = street([Stop("heap", 100, (10,))], vehicles=[truck])
    routes = [
        [depot(0), Visit(STOP, 0, 100, 100, 100, (load,)), visit(UNLOAD, 0, 200)]
        for load in loads
    ]
    entries = [] if left is None else [Unserved(0, FULL, (left,))]
    return checked(
        problem, *([*route, depot(200)] for route in routes), unserved=entries
    )


def test_parts_of_a_load_add_up() -> None:
    assert parts(4, 4, 2).violations == ()
    assert parts(4, 4, left=2).violations == ()
    assert parts(4, 4, left=2).objective == (1, 400)
    assert parts(4, 4, 2).objective == (0, 600)
    add = "stops[0] (heap): served and unserved parts add up to"
    assert only_fault(parts(4, 4)) == f"{add} (8,), must be (10,)"
    assert only_fault(parts(4, 4, left=3)) == f"{add} (11,), must be (10,)"
    assert "parts [(4,), (4,), (2,), (0,)] must be loads" in only_fault(
        parts(4, 4, 2, left=0)
    )
    assert "carries 5 kg, holds 4" in only_fault(parts(5, 4, 1))


@pytest.mark.parametrize("load", [(11,), (-1,), (0,), (1, 1), (1.5,)])
def test_a_part_is_a_part(load: tuple[int, ...]) -> None:
    problem = street([Stop("heap", 100, (10,))])
    whole = Visit(STOP, 0, 100, 100, 100, load)
    report = checked(problem, [depot(0), whole, visit(UNLOAD, 0, 200), depot(200)])
    assert f"fetches {load}, must be a part of (10,)" in report.violations[0]


def test_only_stops_are_fetched_in_parts() -> None:
    problem = street([Stop("heap", 100, (10,))])
    unloading = Visit(UNLOAD, 0, 200, 200, 200, (10,))
    report = checked(problem, [depot(0), visit(STOP, 0, 100), unloading, depot(200)])
    assert "fetches (10,), which only a stop's visit may" in report.violations[0]


def test_a_whole_visit_and_a_part_do_not_go_together() -> None:
    problem = street([Stop("heap", 100, (10,))])
    visits = [depot(0), visit(STOP, 0, 100), visit(UNLOAD, 0, 200), depot(200)]
    report = checked(problem, visits, unserved=[Unserved(0, FULL, (5,))])
    assert "served 1 times and unserved 1 times" in only_fault(report)


def choosing(
    *visited: int,
    reasons: Sequence[tuple[int, UnservedReason]],
    alternatives: tuple[tuple[int, ...], ...] = ((0, 1), (2,)),
) -> RoutingReport:
    """Return the report on three stops at the depot, 0 and 1 together or 2."""
    stops = [replace(stop, priority=4) for stop in at(0, 0, 0)]
    problem = replace(street(stops), choices=(Choice(alternatives),))
    visits = [depot(0), *(visit(STOP, index, 0) for index in visited)]
    made = [[*visits, visit(UNLOAD, 0, 0), depot(0)]] if visited else []
    return checked(problem, *made, unserved=reasons)


def test_one_alternative_is_taken() -> None:
    second = choosing(2, reasons=[(0, NOT_CHOSEN), (1, NOT_CHOSEN)])
    assert (second.violations, second.objective) == ((), (0, 0))
    first = choosing(0, 1, reasons=[(2, NOT_CHOSEN)])
    assert (first.violations, first.objective) == ((), (0, 0))
    none = choosing(reasons=[(0, FULL), (1, FULL), (2, NOT_CHOSEN)])
    assert (none.violations, none.objective) == ((), (10, 0))


def test_no_more_than_one_alternative_is_taken() -> None:
    fault = only_fault(choosing(0, 1, 2, reasons=[]))
    assert fault == "choices[0]: serves stops of alternatives [0, 1], must be of one"


def test_an_alternative_is_taken_whole() -> None:
    report = choosing(0, reasons=[(1, FULL), (2, NOT_CHOSEN)])
    assert only_fault(report) == "choices[0]: takes alternative 0 without stops [1]"


def test_reasons_say_what_was_not_chosen() -> None:
    fault = only_fault(choosing(0, 1, reasons=[(2, FULL)]))
    assert fault == "choices[0]: stop 2 is fleet_full, must have not_chosen"
    reasons = [(0, FULL), (1, NOT_CHOSEN), (2, NOT_CHOSEN)]
    fault = only_fault(choosing(reasons=reasons))
    assert fault == "choices[0]: stop 1 is not_chosen, must have the true reason"
    outside = choosing(
        0, reasons=[(1, NOT_CHOSEN), (2, NOT_CHOSEN)], alternatives=((0,), (2,))
    )
    fault = only_fault(outside)
    assert fault == "unserved: stop 1 is in no choice, so it is not not_chosen"


def test_cost_is_no_reason_to_leave_out_a_required_stop() -> None:
    left_out = [(0, UnservedReason.NOT_WORTH_THE_COST)]
    fault = only_fault(checked(street(at(100)), unserved=left_out))
    assert fault == "unserved: stop 0 is required, so it is not not_worth_the_cost"


def test_decided_visits_come_first_and_on_a_route() -> None:
    prefix = (PlannedVisit(STOP, 1), PlannedVisit(VisitKind.UNLOAD, 0))
    truck = replace(TRUCK, prefix=prefix)
    problem = street(at(100, 200), vehicles=[truck])
    visits = [depot(0), visit(STOP, 1, 200), visit(UNLOAD, 0, 400)]
    whole = [*visits, visit(STOP, 0, 500), visit(UNLOAD, 0, 600), depot(600)]
    assert checked(problem, whole).violations == ()
    other = [depot(0), visit(STOP, 0, 100), visit(STOP, 1, 200), visit(UNLOAD, 0, 400)]
    report = checked(problem, [*other, depot(400)])
    assert report.violations == (
        "routes[0]: stop or unloading 0 is decided, must be stop 1",
        "routes[0]: stop or unloading 1 is decided, must be unload 0",
    )
    none = checked(problem, unserved=[(0, FULL), (1, FULL)])
    assert "0 routes, but 1 have a load on board or decided" in only_fault(none)


def test_a_vehicle_type_that_does_not_exist_has_no_figures() -> None:
    report = checked(
        two_trucks(), Route(5, (depot(0), depot(0))), unserved=[(0, FULL), (1, FULL)]
    )
    assert report.routes == ()
    assert only_fault(report) == "routes[0]: there is no vehicle type 5"
