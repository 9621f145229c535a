"""Tours to the nearest point, by hand on the street."""

from dataclasses import replace

from recycling.dispatch.planning import RouteRequest, state_catchments
from recycling.dispatch.tours import ENGINE, nearest_tours
from recycling.domain.network import Network
from recycling.domain.orders import Order
from routing.vrp.check import check_routing
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult
from routing.vrp.solution import VisitKind
from tests.builders import DAY, StreetTravel
from tests.left_out import SETTINGS, order, until, with_vehicles


def problem_of(network: Network, orders: list[Order]) -> RoutingProblem:
    request = RouteRequest("x", DAY, "", frozenset({"C1"}), seed=1)
    built = state_catchments(network, orders, StreetTravel(), SETTINGS, request)
    return built["D1"].problem


def tours(network: Network, orders: list[Order]) -> RoutingResult:
    problem = problem_of(network, orders)
    result = nearest_tours(problem)
    assert not check_routing(problem, result.solution).violations
    return result


def names(network: Network, orders: list[Order]) -> list[list[str]]:
    problem = problem_of(network, orders)
    return [
        [
            problem.stops[v.index].name
            if v.kind is VisitKind.STOP
            else problem.unload_sites[v.index].name
            for v in route.visits[1:-1]
        ]
        for route in tours(network, orders).solution.routes
    ]


def test_always_to_the_nearest_point_that_fits(micro: Network) -> None:
    # The truck holds 20,000 l: P1 and P3 with 8,000 l each, then P2 with 16,000 l.
    network = with_vehicles(micro, "V1")
    orders = [order("P1"), order("P2", 800), order("P3")]
    assert names(network, orders) == [["o-P1", "o-P3", "C1", "o-P2", "C1"]]
    # 1 + 2 + 1 km, back 2 km and 2 km to the centre, 4 km home.
    result = tours(network, orders)
    assert result.report.distance_m == 12_000
    assert result.solution.engine == ENGINE


def test_the_next_vehicle_goes_on_when_the_day_is_over(micro: Network) -> None:
    network = with_vehicles(micro, "V1", "V2", shift_end_s=until(40))
    orders = [order("P1", 800), order("P2", 800)]
    assert names(network, orders) == [["o-P1", "C1"], ["o-P2", "C1"]]


def test_what_no_vehicle_has_time_for_is_left_out_with_a_reason(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    result = tours(network, [order("P1", 800), order("P2", 800)])
    (left,) = result.solution.unserved
    assert left.reason.value == "fleet_full"


def test_a_large_load_is_fetched_in_parts(micro: Network) -> None:
    # 40,000 l are two truckloads.
    result = tours(with_vehicles(micro, "V1"), [order("P1", 2_000)])
    assert result.report.unloadings == 2
    assert result.solution.unserved == ()


def test_it_keeps_docks_and_windows(micro: Network) -> None:
    late = order("P1", 800, window_start_s=until(120), window_end_s=until(130))
    site = replace(micro.sites["C1"], docks=1)
    network = replace(micro, sites={**micro.sites, "C1": site})
    result = tours(with_vehicles(network, "V1", "V2"), [late, order("P2", 800)])
    assert result.solution.unserved == ()
    starts = {
        visit.start_s
        for route in result.solution.routes
        for visit in route.visits
        if visit.kind is VisitKind.STOP
    }
    assert max(starts) == until(120)
