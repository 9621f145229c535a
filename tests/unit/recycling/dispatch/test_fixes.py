"""Every kind of fix, with what it serves and costs worked out on the street.

Serving P1 alone from D1 is 8 km (24 CNY), 800 s of way, 600 s at the point and 300 s
at the centre (1,700 s at 60 CNY/h: 28.33 CNY) and a vehicle's day (100 CNY).
"""

from dataclasses import replace
from datetime import timedelta

from recycling.dispatch.changes import changes
from recycling.dispatch.fixes import ranked, without_savings
from recycling.dispatch.nearby import NEAR_ROUTES, neighbourhood
from recycling.dispatch.why_not import Effort, PlannedDay, explain_plan
from recycling.domain.explanations import Cause, Explanation, Fix, FixKind
from recycling.domain.network import Network
from tests.builders import DAY, HOUR_S, StreetTravel
from tests.left_out import (
    explained,
    fixes_of,
    order,
    planned,
    until,
    with_parameters,
    with_site,
    with_vehicles,
)

ALONE_FEN = 10_000 + 2_400 + 2_833
C1 = frozenset({"C1"})


def test_twenty_minutes_at_the_centre(micro: Network) -> None:
    # It shuts at 6:16, the load is there at 6:16:40.
    network = with_parameters(
        with_vehicles(with_site(micro, "C1", closes_s=until(16)), "V1"),
        cost__site_open_fen_per_h=9_900,
    )
    found = fixes_of(planned(network, [order("P1")], open_ids=C1))
    fix = found[FixKind.OPENING]
    assert (fix.subject, fix.amount, fix.orders) == ("C1", 20 * 60, ("o-P1",))
    assert (fix.load_kg, fix.route_fen, fix.extra_fen) == (400, ALONE_FEN, 3_300)
    assert fix.cost_fen == ALONE_FEN + 3_300
    assert fix.engine == "insertion"
    assert FixKind.REPLAN not in found


def test_a_site_without_a_price_of_its_hours_costs_its_routes(micro: Network) -> None:
    network = with_vehicles(with_site(micro, "C1", closes_s=until(16)), "V1")
    fix = fixes_of(planned(network, [order("P1")], open_ids=C1))[FixKind.OPENING]
    assert (fix.extra_fen, fix.cost_fen) == (0, ALONE_FEN)


def test_half_an_hour_of_shift(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(28))
    fix = fixes_of(planned(network, [order("P1")]))[FixKind.SHIFT]
    assert (fix.subject, fix.amount, fix.orders) == ("D1", 30 * 60, ("o-P1",))
    assert fix.cost_fen == ALONE_FEN


def test_what_the_centre_would_have_to_take_in(micro: Network) -> None:
    network = with_site(micro, "C1", intake_kg_per_day=399)
    fix = fixes_of(planned(network, [order("P1")], open_ids=C1))[FixKind.INTAKE]
    assert (fix.subject, fix.amount, fix.load_kg) == ("C1", 400, 400)


def test_a_dock_that_is_taken(micro: Network) -> None:
    # From P1 as from P2 a load is at C1 at 6:16:40. Who waits for the other is home at
    # 6:33:20, too late; a second dock costs 33 CNY.
    network = with_parameters(
        with_vehicles(
            with_site(micro, "C1", docks=1), "V1", "V2", shift_end_s=until(29)
        ),
        cost__dock_fen_per_day=3_300,
    )
    day = planned(network, [order("P1", 800), order("P2", 800)], open_ids=C1)
    (group,) = explained(day).groups
    assert group.cause is Cause.SITE_FULL
    fix = next(fix for fix in group.fixes if fix.kind is FixKind.DOCKS)
    assert (fix.subject, fix.amount, fix.extra_fen) == ("C1", 1, 3_300)
    assert fix.route_fen == ALONE_FEN


def test_one_more_vehicle_of_each_type(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    day = planned(network, [order("P1", 800), order("P2", 800)])
    (group,) = explained(day).groups
    by_type = {f.subject: f for f in group.fixes if f.kind is FixKind.VEHICLE}
    truck, van = by_type["truck"], by_type["van"]
    assert truck.cost_fen == ALONE_FEN
    # 50 CNY for the day, 8 km at 1 CNY, the same time.
    assert van.cost_fen == 5_000 + 800 + 2_833
    assert (van.amount, van.load_kg, van.routes) == (1, 800, 1)


def test_the_first_vehicle_of_a_depot_without_any(micro: Network) -> None:
    found = fixes_of(planned(replace(micro, vehicles={}), [order("P1")]))
    assert set(found) == {FixKind.VEHICLE}
    assert found[FixKind.VEHICLE].subject == "van"


def test_an_hour_of_window(micro: Network) -> None:
    # It closes at 5:30, the vehicle comes at 6:01:40.
    early = order("P1", window_start_s=0, window_end_s=5 * HOUR_S + 1_800)
    fix = fixes_of(planned(micro, [early]))[FixKind.WINDOW]
    assert (fix.amount, fix.orders, fix.cost_fen) == (HOUR_S, ("o-P1",), ALONE_FEN)


def test_what_a_visit_would_have_to_be_worth(micro: Network) -> None:
    cheap = order("P1", is_required=False, prize_fen=1)
    fix = fixes_of(planned(micro, [cheap]))[FixKind.PRIZE]
    assert fix.route_fen == ALONE_FEN
    # 152.33 CNY for 0.4 t, rounded up.
    assert fix.amount == -(-ALONE_FEN * 1_000 // 400) == 38_083


def test_planning_again_serves_what_came_late(micro: Network) -> None:
    # P2 lies on the way from P1 to the centre: ten minutes more, 10 CNY.
    found = fixes_of(planned(micro, [order("P1")], later=[order("P2")]))
    assert set(found) == {FixKind.REPLAN}
    assert found[FixKind.REPLAN].cost_fen == 1_000


def test_another_day_that_has_room(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    day = planned(network, [order("P1", 800), order("P2", 800)])
    tomorrow = planned(with_vehicles(micro, "V1"), [order("P3")])
    moved = replace(
        tomorrow,
        plan=replace(tomorrow.plan, day=DAY + timedelta(days=1)),
        conditions=replace(tomorrow.conditions, day=DAY + timedelta(days=1)),
    )
    fix = fixes_of(day, [moved])[FixKind.OTHER_DAY]
    assert fix.subject == "2026-11-03"
    (left,) = day.left
    assert fix.orders == (left,)


def test_what_the_plan_serves_stays_served(micro: Network) -> None:
    # A booking could take the place of the visit that is planned, and must not.
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    day = planned(network, [order("P1", 800)], later=[order("P2", 800)])
    (group,) = explained(day).groups
    assert all(fix.orders == ("o-P2",) for fix in group.fixes)
    assert FixKind.REPLAN not in {fix.kind for fix in group.fixes}


def test_the_fewest_orders_that_cannot_be_served_together(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    day = planned(network, [order("P1", 800), order("P2", 800)])
    (found,) = explained(day).impossible
    assert (found.depot_id, found.orders) == ("D1", ("o-P1", "o-P2"))
    assert found.is_proved
    assert found.is_minimal


def test_no_changes_are_tried_where_none_are_wanted(micro: Network) -> None:
    day = planned(replace(micro, vehicles={}), [order("P1")])
    effort = Effort(time_limit_s=1.0, has_fixes=False)
    (group,) = explain_plan(day, (), effort, None, lambda *_: None).groups
    assert (group.fixes, group.tried) == ((), 0)


def test_nothing_is_begun_when_the_time_is_over(micro: Network) -> None:
    day = planned(replace(micro, vehicles={}), [order("P1")])
    (group,) = _explained_in(day, 1e-9).groups
    assert (group.fixes, group.tried) == ((), 0)


def _explained_in(day: PlannedDay, seconds: float) -> Explanation:
    return explain_plan(day, (), Effort(time_limit_s=seconds), None, lambda *_: None)


def test_only_the_order_that_was_asked_for(micro: Network) -> None:
    day = planned(replace(micro, vehicles={}), [order("P1"), order("P2")])
    effort = Effort(time_limit_s=1.0, has_fixes=False)
    found = explain_plan(day, (), effort, None, lambda *_: None, ("o-P2",))
    assert [o.order_id for g in found.groups for o in g.orders] == ["o-P2"]
    assert found.left_out == 1


def test_the_cheapest_per_tonne_comes_first_and_idle_ones_go() -> None:
    def fix(kind: FixKind, fen: int, *orders: str) -> Fix:
        return Fix(kind, "x", 1, orders, 1_000 * len(orders), fen)

    again = fix(FixKind.REPLAN, 40, "a")
    found = ranked(
        [
            fix(FixKind.SHIFT, 100, "a", "b"),
            fix(FixKind.OPENING, 90, "b"),
            fix(FixKind.DOCKS, 10, "a"),
            fix(FixKind.OPENING, 80, "b"),
            again,
        ]
    )
    # More docks serve no more than planning again alone.
    assert [(f.kind, f.cost_fen) for f in found] == [
        (FixKind.REPLAN, 40),
        (FixKind.SHIFT, 100),
        (FixKind.OPENING, 80),
    ]


def test_a_change_is_not_praised_for_what_the_plan_misses() -> None:
    # Planning again alone saves 30 CNY: the change costs 20 + 30 CNY for 0.5 t.
    shift = Fix(FixKind.SHIFT, "D1", 1_800, ("a",), 500, 2_000)
    assert without_savings(shift, 3_000).cost_fen == 5_000
    prize = Fix(FixKind.PRIZE, "D1", 4_000, ("a",), 500, 2_000)
    assert without_savings(prize, 3_000).amount == 10_000


def test_a_plan_that_drives_a_detour_is_compared_with_a_better_one(
    micro: Network,
) -> None:
    # Three loads of 6,000 l fit: P2 on the way takes ten minutes, 10 CNY.
    orders = [order("P1", 300), order("P3", 300)]
    day = planned(micro, orders, later=[order("P2", 300)])
    (route,) = day.plan.routes
    # What the plan says its route costs is 50 CNY too much.
    dear = replace(route, cost_fen=route.cost_fen + 5_000)
    worse = replace(day, plan=replace(day.plan, routes=(dear,)))
    assert fixes_of(worse)[FixKind.REPLAN].cost_fen == 1_000


def test_only_the_nearest_routes_are_planned_again(micro: Network) -> None:
    vehicles = {
        f"V{n}": replace(micro.vehicles["V1"], vehicle_id=f"V{n}") for n in range(10)
    }
    network = replace(micro, vehicles=vehicles)
    near_ones = [order("P1", 1_000, order_id=f"n{n}") for n in range(NEAR_ROUTES)]
    far_one = order("P3", 1_000, order_id="far")
    day = planned(network, [*near_ones, far_one], later=[order("P1", 1_000)])
    # One load a vehicle: as many routes as orders, if the fleet is large enough.
    routes = tuple(
        replace(day.plan.routes[0], vehicle_id=f"V{n}", route_id=f"r{n}", stops=stops)
        for n, stops in enumerate(
            tuple(
                replace(s, order_id=one.order_id, site_id=one.site_id)
                if s.order_id
                else s
                for s in day.plan.routes[0].stops[:3]
            )
            for one in [*near_ones, far_one]
        )
    )
    split = replace(day, plan=replace(day.plan, routes=routes))
    late = order("P1", 1_000)
    near = neighbourhood(split.conditions, split.situation("D1", [late]), [late])
    assert {r.route_id for r in near.situation.routes} == {
        f"r{n}" for n in range(NEAR_ROUTES)
    }
    assert [r.route_id for r in near.situation.others] == [f"r{NEAR_ROUTES}"]
    # The vehicle of the far route is not there; those that stand idle are.
    assert set(near.conditions.network.vehicles) == set(vehicles) - {f"V{NEAR_ROUTES}"}
    first = next(iter(changes(near, Cause.FLEET_FULL)))
    assert first.kind is FixKind.REPLAN


def test_a_gap_is_where_only_a_centre_beside_the_point_would_do(micro: Network) -> None:
    # C1 is 29 km from P5; V3 may be out for 40 minutes: 2,400 s are 24 km.
    network = with_vehicles(micro, "V3", shift_end_s=until(40))
    day = planned(network, [order("P5")], open_ids=C1)
    found = explained(day)
    (gap,) = found.gaps
    assert (gap.district, gap.material, gap.orders) == ("B", "paper", ("o-P5",))
    assert (gap.cause, gap.load_kg) == (Cause.SHIFT_TOO_SHORT, 400)
    assert (gap.nearest_site_id, gap.nearest_m, gap.nearest_s) == ("C1", 27_000, 2_700)
    # With C2 next to it there is none.
    assert explained(planned(network, [order("P5")])).gaps == ()


def test_a_material_nobody_takes_is_a_gap_without_a_nearest_site(
    micro: Network,
) -> None:
    day = planned(micro, [order("P1", material="steel")], open_ids=frozenset({"C3"}))
    (gap,) = explained(day).gaps
    assert (gap.cause, gap.nearest_site_id, gap.nearest_m) == (Cause.NO_SITE, "", 0)


def test_a_point_without_a_way_is_no_gap(micro: Network) -> None:
    # No centre anywhere would help.
    day = planned(micro, [order("P1")], StreetTravel("P1"))
    assert explained(day).gaps == ()
