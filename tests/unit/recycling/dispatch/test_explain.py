"""Every cause of an order left out, on a day of the street made to have it."""

from dataclasses import replace

import pytest

from recycling.dispatch.explain import CAUSES, find_causes, standing
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.why_not import Effort, PlannedDay, explain_plan
from recycling.dispatch.workbench import lay_out
from recycling.domain.explanations import Cause, LeftOut
from recycling.domain.fleet import Energy, Restriction
from recycling.domain.network import Network
from routing.vrp.solution import UnservedReason
from tests.builders import DAY, HOUR_S, StreetTravel
from tests.left_out import (
    explained,
    order,
    planned,
    until,
    with_parameters,
    with_site,
    with_vehicles,
)


def causes(day: PlannedDay) -> dict[str, Cause]:
    groups = explained(day).groups
    return {one.order_id: one.cause for group in groups for one in group.orders}


def test_every_reason_of_the_library_has_a_cause() -> None:
    assert set(CAUSES) == set(UnservedReason)


def test_no_vehicle_at_any_depot(micro: Network) -> None:
    day = planned(replace(micro, vehicles={}), [order("P1")])
    assert causes(day) == {"o-P1": Cause.NO_VEHICLE}


def test_no_vehicle_may_carry_the_material(micro: Network) -> None:
    network = with_vehicles(micro, "V1", materials=("steel",))
    assert causes(planned(network, [order("P1")])) == {"o-P1": Cause.MATERIAL}


def test_a_load_no_vehicle_holds_a_part_of(micro: Network) -> None:
    # A body without a litre: no number of trips would empty the point.
    kind = replace(micro.vehicle_types["truck"], volume_l=0)
    kinds = {**micro.vehicle_types, "truck": kind}
    network = with_vehicles(replace(micro, vehicle_types=kinds), "V1")
    assert causes(planned(network, [order("P1")])) == {"o-P1": Cause.CAPACITY}


def test_no_open_site_takes_the_material(micro: Network) -> None:
    # C3 takes paper only.
    day = planned(micro, [order("P1", material="steel")], open_ids=frozenset({"C3"}))
    assert causes(day) == {"o-P1": Cause.NO_SITE}


def test_no_way_leads_to_the_point(micro: Network) -> None:
    day = planned(micro, [order("P1")], StreetTravel("P1"))
    assert causes(day) == {"o-P1": Cause.UNREACHABLE}


def test_diesel_is_barred_from_the_point_all_day(micro: Network) -> None:
    rule = Restriction("R", "Z", energy=Energy.DIESEL)
    network = replace(with_vehicles(micro, "V1"), restrictions={"R": rule})
    traffic = Traffic(sites_by_zone={"Z": frozenset({"P1"})})
    day = planned(network, [order("P1")], traffic=traffic)
    assert causes(day) == {"o-P1": Cause.ACCESS}


def test_the_trip_is_longer_than_the_battery(micro: Network) -> None:
    # 30 -> 33 -> 32 -> 30 km is 6 km; half of a range of 10 km is 5.
    van = replace(micro.vehicle_types["van"], nominal_range_km=10)
    kinds = {**micro.vehicle_types, "van": van}
    network = with_vehicles(replace(micro, vehicle_types=kinds), "V3")
    network = with_parameters(network, fleet__usable_range_share=0.5)
    assert causes(planned(network, [order("P6")])) == {"o-P6": Cause.RANGE}


def test_the_window_closes_before_the_shift_begins(micro: Network) -> None:
    late = order("P1", window_start_s=0, window_end_s=HOUR_S)
    assert causes(planned(micro, [late])) == {"o-P1": Cause.WINDOW_CLOSED}


def test_the_centre_shuts_before_the_load_is_there(micro: Network) -> None:
    # At P1 at 6:01:40, away at 6:11:40, at C1 at 6:16:40; it shuts at 6:16.
    network = with_vehicles(with_site(micro, "C1", closes_s=until(16)), "V1")
    day = planned(network, [order("P1")], open_ids=frozenset({"C1"}))
    assert causes(day) == {"o-P1": Cause.SITE_SHUT}
    day = planned(
        with_site(network, "C1", closes_s=until(17)),
        [order("P1")],
        open_ids=frozenset({"C1"}),
    )
    assert causes(day) == {}


def test_the_centre_takes_no_more_that_day(micro: Network) -> None:
    network = with_site(micro, "C1", intake_kg_per_day=399)
    day = planned(network, [order("P1")], open_ids=frozenset({"C1"}))
    assert causes(day) == {"o-P1": Cause.SITE_FULL}


def test_a_centre_that_another_order_has_filled(micro: Network) -> None:
    network = with_site(micro, "C1", intake_kg_per_day=700)
    orders = [order("P1"), order("P2", 350)]
    day = planned(network, orders, open_ids=frozenset({"C1"}))
    (left,) = day.left
    assert causes(day) == {left: Cause.SITE_FULL}


def test_the_shift_is_too_short(micro: Network) -> None:
    network = with_vehicles(micro, "V1", shift_end_s=until(28))
    # 800 s of way, 600 s at the point, 300 s at the centre: 28 min 20 s.
    assert causes(planned(network, [order("P1")])) == {"o-P1": Cause.SHIFT_TOO_SHORT}


def test_a_visit_worth_less_than_it_costs(micro: Network) -> None:
    cheap = order("P1", is_required=False, prize_fen=15_232)
    assert causes(planned(micro, [cheap])) == {"o-P1": Cause.PRIZE_BELOW_COST}
    worth = order("P1", is_required=False, prize_fen=15_234)
    assert planned(micro, [worth]).left == ()


def test_vehicles_that_are_full(micro: Network) -> None:
    # Two loads of 16,000 l take two trips; the shift is enough for one.
    network = with_vehicles(micro, "V1", shift_end_s=until(40))
    day = planned(network, [order("P1", 800), order("P2", 800)])
    (left,) = day.left
    assert causes(day) == {left: Cause.FLEET_FULL}


def test_a_late_order_that_fits_as_the_plan_is(micro: Network) -> None:
    day = planned(micro, [order("P1")], later=[order("P2")])
    assert causes(day) == {"o-P2": Cause.FITS}


def test_a_site_that_a_check_took_out(micro: Network) -> None:
    day = planned(micro, [order("P1"), replace(order("P2"), site_id="gone")])
    (found,) = explained(day).groups
    assert found.orders == (
        LeftOut("o-P2", "gone", "paper", 400, "", Cause.SITE_EXCLUDED),
    )


def test_a_lock_on_a_vehicle_that_is_full(micro: Network) -> None:
    network = with_vehicles(micro, "V1", "V2", shift_end_s=until(40))
    day = planned(with_vehicles(network, "V1"), [order("P1", 800)])
    late = order("P2", 800)
    bench = lay_out(
        replace(day.conditions, network=network), day.situation("D1", [late])
    )
    now = standing(bench)
    (stop,) = now.left
    locked = replace(bench.problem.stops[stop], vehicle_types=frozenset({0}))
    stops = tuple(
        locked if n == stop else one for n, one in enumerate(bench.problem.stops)
    )
    problem = replace(bench.problem, stops=stops)
    other = replace(bench, built=replace(bench.built, problem=problem))
    assert find_causes(standing(bench)) == {stop: Cause.FITS}
    assert find_causes(standing(other)) == {stop: Cause.PLACE_FIXED}


def test_an_order_locked_by_a_dispatcher_to_a_vehicle_that_is_full(
    micro: Network,
) -> None:
    network = with_vehicles(micro, "V1", "V2", shift_end_s=until(40))
    day = planned(with_vehicles(network, "V1"), [order("P1", 800)])
    late = order("P2", 800)
    day = replace(
        day,
        conditions=replace(day.conditions, network=network),
        orders={**day.orders, late.order_id: late},
        left=(late.order_id,),
    )

    def told(locks: dict[str, str]) -> list[Cause]:
        found = explain_plan(
            replace(day, locks=locks), (), Effort(1.0, has_fixes=False), None,
            lambda *_: None,
        )  # fmt: skip
        return [group.cause for group in found.groups]

    # V2 is idle; V1 has no time for both. A vehicle that is not there locks nothing.
    assert told({}) == [Cause.FITS]
    assert told({late.order_id: "V1"}) == [Cause.PLACE_FIXED]
    assert told({late.order_id: "V2"}) == [Cause.FITS]
    assert told({late.order_id: "V9"}) == [Cause.FITS]


@pytest.mark.parametrize("load_kg", [400, 800])
def test_a_plan_that_leaves_nothing_out_has_nothing_to_explain(
    micro: Network, load_kg: int
) -> None:
    found = explained(planned(micro, [order("P1", load_kg)]))
    assert (found.served, found.left_out, found.groups) == (1, 0, ())
    assert (found.plan_id, found.day) == ("plan", DAY)
