"""A day on the street: the problem stated, and routes read back from its answer."""

from collections import Counter
from dataclasses import replace

import pytest

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import Catchment, cut_catchments
from recycling.dispatch.docks import Dock
from recycling.dispatch.planning import RouteRequest, plan_routes, unload_sites
from recycling.dispatch.problem import build_problem
from recycling.dispatch.shares import Share, intake_shares, share_sites
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.vehicles import DayRules
from recycling.domain.errors import PlanningError
from recycling.domain.fleet import Energy, Restriction
from recycling.domain.materials import Parameter
from recycling.domain.network import Network, SpeedBuckets
from recycling.domain.orders import Order, OrderSource
from recycling.domain.plans import RoutePlan, StopKind
from recycling.domain.sites import TravelZone
from routing.vrp.check import check_routing
from routing.vrp.problem import RoutingProblem, TimeWindow
from routing.vrp.report import RoutingResult
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from tests.builders import DAY, HOUR_S, StreetTravel

SETTINGS = DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1)
REQUEST = RouteRequest("routes-x", DAY, "", frozenset({"C1", "C2", "E1"}), seed=1)


def order(site_id: str, load_kg: int = 400, **changes: object) -> Order:
    plain = Order(
        f"o-{site_id}", site_id, DAY, "paper", load_kg, load_l=20 * load_kg,
        service_s=600,
    )  # fmt: skip
    return replace(plain, **changes)


def planned(
    network: Network, orders: list[Order], request: RouteRequest = REQUEST
) -> RoutePlan:
    return plan_routes(
        network, orders, StreetTravel(), SETTINGS, request, None, lambda *_: None
    )


def test_milk_runs_unload_at_open_centres_only(micro: Network) -> None:
    ids = ["K1", "E1", "C2", "vanished", "P1", "N1"]
    assert [s.site_id for s in unload_sites(micro, ids)] == ["C2", "N1"]


def test_two_points_and_a_centre_on_one_street(micro: Network) -> None:
    # 0 -> 1 -> 3 -> 4 km (centre) and 4 km home: 8 km, one trip with 800 kg.
    plan = planned(micro, [order("P1"), order("P3")])
    (route,) = plan.routes
    assert [(s.kind, s.site_id) for s in route.stops] == [
        (StopKind.DEPOT, "D1"),
        (StopKind.PICKUP, "P1"),
        (StopKind.PICKUP, "P3"),
        (StopKind.UNLOAD, "C1"),
        (StopKind.DEPOT, "D1"),
    ]
    assert [s.distance_m for s in route.stops] == [0, 1000, 2000, 1000, 4000]
    assert [s.load_kg for s in route.stops] == [0, 400, 400, -800, 0]
    assert [s.load_l for s in route.stops] == [0, 8000, 8000, -16000, 0]
    assert [s.trip for s in route.stops] == [1, 1, 1, 1, 2]
    # The way home after the last unloading is no trip of its own.
    assert route.trips == 1
    assert (route.load_kg, route.distance_m) == (800, 8000)
    # 400 kg x 2 km + 800 kg x 1 km
    assert route.kg_m == 400 * 2000 + 800 * 1000
    # 800 s driving, two stops of 600 s, 300 s at the centre.
    assert route.duration_s == 800 + 1200 + 300
    # 100 CNY + 8 km x 3 CNY + 2,300 s x 60 CNY/h = 100 + 24 + 38.33
    assert route.cost_fen == 10_000 + 2_400 + 3_833
    assert plan.unserved == ()
    assert (route.route_id, route.catchment) == (f"routes-x-{route.vehicle_id}", "D1")


def test_a_plan_tells_its_bound_and_the_gap_to_it(micro: Network) -> None:
    plan = planned(micro, [order("P1"), order("P3")])
    assert plan.bound_fen is not None
    assert plan.gap is not None
    assert 0 < plan.bound_fen <= plan.cost_fen
    assert plan.gap == pytest.approx(1 - plan.bound_fen / plan.cost_fen)
    # What is left out, and bounded by nothing, costs nothing.
    left = planned(replace(micro, vehicles={}), [order("P1")])
    assert (left.bound_fen, left.gap) == (0, None)


def test_crews_have_their_lunch_where_they_stand(micro: Network) -> None:
    # V1 and V2 leave at 6:00 at the earliest; P1 is open from 11:30 on.
    lunch = {
        "time.lunch_earliest_h": 11,
        "time.lunch_latest_h": 12,
        "time.lunch_s": 900,
    }
    rows = {code: Parameter(code, value, "") for code, value in lunch.items()}
    network = replace(micro, parameters={**micro.parameters, **rows})
    windows = {"P1": (10 * HOUR_S, 10 * HOUR_S), "P3": (13 * HOUR_S, 13 * HOUR_S)}
    orders = [
        order(key, window_start_s=first, window_end_s=last)
        for key, (first, last) in windows.items()
    ]
    vehicles = {"V1": micro.vehicles["V1"]}
    (route,) = planned(replace(network, vehicles=vehicles), orders).routes
    (pause,) = (stop for stop in route.stops if stop.kind is StopKind.BREAK)
    assert pause.departure_s - pause.start_s == 900 == route.pause_s
    assert pause.site_id in {"P1", "P3"}
    assert (pause.load_kg, pause.order_id) == (0, "")
    assert sum(stop.distance_m for stop in route.stops) == route.distance_m
    off = replace(SETTINGS, crew_rules=False)
    (without,) = plan_routes(
        replace(network, vehicles=vehicles), orders, StreetTravel(), off, REQUEST,
        None, lambda *_: None,
    ).routes  # fmt: skip
    assert without.pause_s == 0


def test_bookings_come_before_the_visiting_cycle(micro: Network) -> None:
    # One truck with time for one trip of one order.
    vehicles = {"V1": replace(micro.vehicles["V1"], max_duration_s=1_800)}
    orders = [order("P1", 1_000), order("P2", 1_000, source=OrderSource.BOOKING)]
    plan = planned(replace(micro, vehicles=vehicles), orders)
    assert [left.order_id for left in plan.unserved] == ["o-P1"]


def test_litres_bind_before_kilograms(micro: Network) -> None:
    # The truck takes 3,000 kg but 20,000 loose litres: 2 x 600 kg of paper are 24,000.
    plan = planned(micro, [order("P1", 600), order("P3", 600)])
    unloadings = [
        stop for r in plan.routes for stop in r.stops if stop.kind is StopKind.UNLOAD
    ]
    assert [stop.load_kg for stop in unloadings] == [-600, -600]


def test_every_order_is_on_a_route_or_left_out_with_a_reason(micro: Network) -> None:
    orders = [order("P1"), order("P2", 9_000), order("P9"), order("P4")]
    plan = planned(micro, orders)
    picked_up: Counter[str] = Counter()
    for route in plan.routes:
        for stop in route.stops:
            if stop.kind is StopKind.PICKUP:
                picked_up[stop.order_id] += stop.load_kg
    # 9,000 kg of paper are 180,000 l: nine truckloads.
    assert picked_up == {"o-P1": 400, "o-P2": 9_000, "o-P4": 400}
    assert {u.order_id: u.reason for u in plan.unserved} == {"o-P9": "site_excluded"}


def test_what_a_full_depot_leaves_an_idle_truck_elsewhere_fetches(
    micro: Network,
) -> None:
    # One trip of 1,000 kg of paper fills a truck's 20,000 l. V1 and V2 have time for
    # one trip each: of three orders near D1 the third is left to V3 of D2.
    vehicles = {
        key: replace(v, max_duration_s=2 * HOUR_S if key == "V3" else 1_800)
        for key, v in micro.vehicles.items()
    }
    orders = [order("P1", 1_000), order("P2", 1_000), order("P3", 1_000)]
    plan = planned(replace(micro, vehicles=vehicles), orders)
    assert plan.unserved == ()
    assert {route.vehicle_id for route in plan.routes} == {"V1", "V2", "V3"}


def test_without_a_truck_elsewhere_the_first_depot_s_reason_holds(
    micro: Network,
) -> None:
    vehicles = {
        key: replace(v, max_duration_s=1_800) for key, v in micro.vehicles.items()
    }
    orders = [order("P1", 1_000), order("P2", 1_000), order("P3", 1_000)]
    plan = planned(replace(micro, vehicles=vehicles), orders)
    assert [left.reason for left in plan.unserved] == ["fleet_full"]


def test_without_vehicles_every_order_says_so(micro: Network) -> None:
    plan = planned(replace(micro, vehicles={}), [order("P1"), order("P2")])
    assert plan.routes == ()
    assert [u.reason for u in plan.unserved] == ["no_vehicle", "no_vehicle"]


def test_without_an_open_site_every_order_says_so(micro: Network) -> None:
    request = replace(REQUEST, open_site_ids=frozenset({"E1"}))
    plan = planned(micro, [order("P1")], request)
    assert [u.reason for u in plan.unserved] == ["no_unload_site"]


def test_a_day_without_orders_is_an_empty_plan(micro: Network) -> None:
    plan = planned(micro, [])
    assert (plan.routes, plan.unserved, plan.engine) == ((), (), "")


def test_an_unknown_engine_is_a_planning_error(micro: Network) -> None:
    settings = replace(SETTINGS, engine="magic")
    with pytest.raises(PlanningError, match="magic"):
        plan_routes(
            micro, [order("P1")], StreetTravel(), settings, REQUEST, None, lambda *_: 0
        )


def test_the_same_day_again_is_the_same_plan(micro: Network) -> None:
    orders = [order(f"P{number}", 100 * number) for number in range(1, 7)]
    first, second = planned(micro, orders), planned(micro, orders[::-1])
    assert replace(first, seconds=0) == replace(second, seconds=0)
    assert len(first.routes) >= 2


def test_the_problem_says_what_the_network_says(
    micro: Network, street: StreetTravel
) -> None:
    optional = order("P1", is_required=False, prize_fen=77, window_start_s=HOUR_S)
    vehicles = tuple(micro.vehicles[key] for key in ("V1", "V2"))
    odd = replace(vehicles[1], materials=("paper",), max_duration_s=HOUR_S)
    catchment = Catchment("D1", (optional,), (*vehicles, odd))
    open_hours = (TimeWindow(21_600, 79_200),)
    share = Share({"C3": Dock(None, open_hours), "C1": Dock(1, open_hours)})
    built = build_problem(micro, catchment, street, Traffic(), DAY, share, DayRules())
    problem = built.problem
    assert built.site_ids == ("D1", "C3", "C1", "P1")
    assert built.vehicle_ids == (("V1", "V2"), ("V2",))
    assert [u.commodities for u in problem.unload_sites] == [
        {"paper"},
        {"paper", "steel"},
    ]
    assert problem.unload_sites[1].time_windows == open_hours
    assert [site.docks for site in problem.unload_sites] == [None, 1]
    (stop,) = problem.stops
    assert (stop.load, stop.commodity, stop.service_s) == ((400, 8_000), "paper", 600)
    assert (stop.required, stop.prize_fen) == (False, 77)
    alike, restricted = problem.vehicle_types
    assert (alike.num_available, restricted.num_available) == (2, 1)
    # A press of ratio 2 takes 20,000 loose litres into 10,000.
    assert alike.capacity == (3_000, 20_000)
    assert (alike.commodities, restricted.commodities) == (None, {"paper"})
    assert (alike.max_duration_s, restricted.max_duration_s) == (None, 3_600)


def test_a_closed_zone_is_served_by_the_truck_it_lets_in(micro: Network) -> None:
    # P1 is closed to diesel all day; V3 of D2 runs on electricity.
    rule = Restriction("R", "Z", energy=Energy.DIESEL)
    network = replace(micro, restrictions={"R": rule})
    traffic = Traffic({"Z": frozenset({"P1"})})
    request = replace(REQUEST, traffic=traffic)
    near = {key: replace(v, depot_id="D1") for key, v in network.vehicles.items()}
    plan = planned(replace(network, vehicles=near), [order("P1"), order("P2")], request)
    trucks = {
        stop.site_id: route.vehicle_id for route in plan.routes for stop in route.stops
    }
    assert trucks["P1"] == "V3"
    assert plan.unserved == ()


def test_a_zone_closed_to_all_trucks_leaves_its_order_with_the_reason(
    micro: Network,
) -> None:
    network = replace(micro, restrictions={"R": Restriction("R", "Z")})
    request = replace(REQUEST, traffic=Traffic({"Z": frozenset({"P1"})}))
    plan = planned(network, [order("P1"), order("P2")], request)
    assert [(u.order_id, u.reason) for u in plan.unserved] == [("o-P1", "access")]


def test_a_slow_hour_takes_longer(micro: Network) -> None:
    # All day at half speed: 8 km at 5 m/s are 1,600 s instead of 800 s.
    zones = {zone.value: (0.5,) for zone in TravelZone}
    request = replace(REQUEST, traffic=Traffic(speeds=SpeedBuckets((0,), zones)))
    (usual,) = planned(micro, [order("P1"), order("P3")]).routes
    (slow,) = planned(micro, [order("P1"), order("P3")], request).routes
    assert slow.duration_s == usual.duration_s + 800


def unloaded(plan: RoutePlan) -> list[tuple[str, int]]:
    stops = (stop for route in plan.routes for stop in route.stops)
    return [(s.site_id, -s.load_kg) for s in stops if s.kind is StopKind.UNLOAD]


def with_site(network: Network, site_id: str, **changes: object) -> Network:
    site = replace(network.sites[site_id], **changes)  # type: ignore[arg-type]
    return replace(network, sites={**network.sites, site_id: site})


def test_unloading_takes_time_by_the_tonne(micro: Network) -> None:
    # 300 s at the centre and 800 kg at 600 s a tonne.
    plan = planned(
        with_site(micro, "C1", unload_s_per_t=600), [order("P1"), order("P3")]
    )
    (route,) = plan.routes
    assert route.duration_s == 800 + 1200 + 300 + 480


def test_a_full_site_sends_the_rest_elsewhere(micro: Network) -> None:
    # C1 is next door and takes one of the loads; C2 is 28 km further.
    orders = [order("P1", 900), order("P3", 900)]
    assert unloaded(planned(micro, orders)) == [("C1", 900)] * 2
    limited = with_site(micro, "C1", intake_kg_per_day=1000)
    assert sorted(unloaded(planned(limited, orders))) == [("C1", 900), ("C2", 900)]


def test_catchments_share_what_a_site_takes(micro: Network) -> None:
    # 900 kg near D1 and 300 kg near D2: three quarters and a quarter of 1,000 kg.
    limited = with_site(micro, "C2", intake_kg_per_day=1000)
    orders = [order("P1", 900), order("P4", 300)]
    sites, street = unload_sites(limited, ["C1", "C2"]), StreetTravel()
    catchments = cut_catchments(limited, orders, street)
    shares = share_sites(limited, catchments, sites, street, 2, [], limits=True)
    assert {depot: share.intake_kg for depot, share in shares.items()} == {
        "D1": {"C2": 750},
        "D2": {"C2": 250},
    }
    docks = {depot: dict(share.docks) for depot, share in shares.items()}
    some = intake_shares(limited, catchments, docks, {"C2": 600})
    assert some["D2"] == {"C2": 100}
    none = intake_shares(limited, catchments, docks, {"C2": 9000})
    assert none["D2"] == {"C2": 0}


@pytest.mark.parametrize("last_kg", [800, 0])
def test_a_load_in_parts_counts_by_its_parts(
    micro: Network, monkeypatch: pytest.MonkeyPatch, last_kg: int
) -> None:
    # 1,800 kg of paper at P2 fill a truck of 20,000 l nearly twice.
    def fetch_in_parts(
        problems: dict[str, RoutingProblem], *_: object, **__: object
    ) -> dict[str, RoutingResult]:
        (problem,) = problems.values()
        clock, visits = 21_600, [Visit(VisitKind.DEPOT, 0, 21_600, 21_600, 21_600)]
        for part_kg, way_s in ((1000, 200), (last_kg, 200)):
            if part_kg:
                load = (part_kg, 20 * part_kg)
                at_stop = clock + way_s
                at_site = at_stop + 600 + 200
                clock = at_site + 300
                stop = Visit(VisitKind.STOP, 0, at_stop, at_stop, at_stop + 600, load)
                visits += [stop, Visit(VisitKind.UNLOAD, 0, at_site, at_site, clock)]
        home = clock + 400
        visits.append(Visit(VisitKind.DEPOT, 0, home, home, home))
        left = Unserved(0, UnservedReason.FLEET_FULL, (800, 16_000))
        unserved = () if last_kg else (left,)
        answer = RoutingSolution((Route(0, tuple(visits)),), unserved, 0, "hand")
        cost_fen = check_routing(problem, answer).cost_fen
        answer = replace(answer, cost_fen=cost_fen)
        report = check_routing(problem, answer)
        assert report.violations == ()
        return dict.fromkeys(problems, RoutingResult(answer, report))

    monkeypatch.setattr("recycling.dispatch.parts.solve_routing_parts", fetch_in_parts)
    plan = planned(micro, [order("P2", 1800)])
    (route,) = plan.routes
    assert route.load_kg == 1000 + last_kg
    assert [kg for _, kg in unloaded(plan)] == [1000, 800][: 1 + bool(last_kg)]
    # What is left of it is told, and not ordered whole once more.
    assert [left.order_id for left in plan.unserved] == ([] if last_kg else ["o-P2"])
