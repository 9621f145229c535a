"""Energy along a route, by hand: 1 Wh a metre, and 1 more for 1,000 kg on board."""

from dataclasses import replace

import pytest

from routing.vrp.parts import Charger, DrivingRest, Energy
from routing.vrp.problem import AccessRule, RoutingProblem, TimeWindow
from routing.vrp.solution import Visit
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


def a_problem(
    usable_wh: int = 500, power_w: int = 3600, **changes: object
) -> RoutingProblem:
    """Return 500 kg at 100 m and at 200 m, a charger of 1 Wh/s at 100 m.

    Out 100 Wh, on 150 Wh; back 2 Wh a metre: 400 Wh, 650 in all.
    """
    stops = [replace(stop, load=(500,)) for stop in at(100, 200)]
    energy = Energy(usable_wh, 1000, 1000, power_w)
    truck = replace(TRUCK, capacity=(1000,), energy=energy, **changes)
    problem = street(stops, vehicles=[truck])
    charger = Charger("plug", problem.stops[0].location, 3600)
    return replace(problem, chargers=(charger,))


STRAIGHT = (
    depot(0),
    visit(STOP, 0, 100),
    visit(STOP, 1, 200),
    visit(UNLOAD, 0, 400),
    depot(400),
)


def charging(seconds: int) -> list[Visit]:
    """Return the route with energy fetched on the way home."""
    end_s = 400 + seconds
    plug = visit(CHARGE, 0, 300, 300, 300 + seconds)
    return [*STRAIGHT[:3], plug, visit(UNLOAD, 0, end_s), depot(end_s)]


def test_energy_used_is_counted_by_load() -> None:
    report = checked(a_problem(usable_wh=650), STRAIGHT)
    assert (report.violations, report.energy_wh) == ((), 650)
    assert report.routes[0].energy_wh == 650


def test_a_route_may_begin_with_less_than_full() -> None:
    def begun_with(initial_wh: int) -> RoutingProblem:
        problem = a_problem(usable_wh=1000)
        (truck,) = problem.vehicle_types
        assert truck.energy is not None
        energy = replace(truck.energy, initial_wh=initial_wh)
        return replace(problem, vehicle_types=(replace(truck, energy=energy),))

    assert checked(begun_with(650), STRAIGHT).violations == ()
    fault = only_fault(checked(begun_with(649), STRAIGHT))
    assert fault.endswith("needs 400 Wh for the way, has 399 Wh left")


def test_energy_must_last() -> None:
    fault = only_fault(checked(a_problem(usable_wh=649), STRAIGHT))
    expected = "needs 400 Wh for the way, has 399 Wh left"
    assert fault == f"routes[0].visits[3]: {expected}"


def test_charging_on_the_way() -> None:
    # 500 - 100 - 150 - 200 leaves 50; 150 more are needed for the 200 home.
    report = checked(a_problem(), charging(150))
    assert (report.violations, report.energy_wh) == ((), 650)
    assert (report.pause_s, report.duration_s) == (150, 550)
    fault = only_fault(checked(a_problem(), charging(149)))
    assert fault.endswith("needs 200 Wh for the way, has 199 Wh left")


def test_a_vehicle_charges_no_faster_than_it_can() -> None:
    assert checked(a_problem(power_w=1800), charging(300)).violations == ()
    assert "199 Wh left" in only_fault(checked(a_problem(power_w=1800), charging(299)))


def test_a_battery_is_never_more_than_full() -> None:
    # Full again at 100 m, then 200 Wh and 400 Wh are asked of 500.
    plug = visit(CHARGE, 0, 100, 100, 1100)
    visits = [depot(0), visit(STOP, 0, 100), plug, visit(STOP, 1, 1200)]
    visits += [visit(UNLOAD, 0, 1400), depot(1400)]
    fault = only_fault(checked(a_problem(usable_wh=500), visits))
    assert fault.endswith("needs 400 Wh for the way, has 350 Wh left")


def test_unloading_charges_while_it_works() -> None:
    # Two trips of 100 + 150 Wh and 200 + 400: all but 50 comes from the site.
    problem = a_problem(usable_wh=700)
    site = replace(problem.unload_sites[0], service_s_per_1000=300, charge_power_w=3600)
    visits = [
        depot(0),
        visit(STOP, 0, 100),
        visit(UNLOAD, 0, 200, 200, 350),
        visit(STOP, 1, 550),
        visit(UNLOAD, 0, 750, 750, 900),
        depot(900),
    ]
    # 100 + 150 used, 150 gained, then 200 + 300: 100 left, 150 gained.
    slow = replace(problem, unload_sites=(site,))
    assert checked(slow, visits).violations == ()
    none = replace(problem, unload_sites=(replace(site, charge_power_w=0),))
    assert "has 250 Wh left" in only_fault(checked(none, visits))


def test_a_vehicle_without_a_battery_does_not_charge() -> None:
    problem = a_problem()
    truck = replace(problem.vehicle_types[0], energy=None)
    report = checked(replace(problem, vehicle_types=(truck,)), charging(10))
    assert "charges a vehicle without a battery" in only_fault(report)


@pytest.mark.parametrize(
    ("begin_s", "end_s", "charger", "is_closed"),
    # It charges from 300 s to 450 s.
    [(449, 500, 0, True), (0, 301, 0, True), (450, 500, 0, False), (0, 300, 0, False)],
)
def test_nobody_charges_where_it_is_closed(
    begin_s: int, end_s: int, charger: int, is_closed: bool
) -> None:
    closed = AccessRule(
        "noon",
        frozenset([0]),
        chargers=frozenset([charger]),
        closed=TimeWindow(begin_s, end_s),
    )
    problem = replace(a_problem(), access_rules=(closed,))
    report = checked(problem, charging(150))
    if is_closed:
        assert "is there from 300 to 450, noon closes it" in only_fault(report)
    else:
        assert report.violations == ()


def test_charging_is_a_rest() -> None:
    rest = DrivingRest(300, 150)
    assert checked(a_problem(driving_rest=rest), charging(150)).violations == ()


@pytest.mark.parametrize("index", [-1, 1])
def test_there_is_no_other_charger(index: int) -> None:
    visits = charging(150)
    visits[3] = replace(visits[3], index=index)
    assert f"there is no charge {index}" in only_fault(checked(a_problem(), visits))
