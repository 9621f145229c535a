"""Batteries in the OR-Tools model.

Places lie on one street as in ``tests.engines.routing_instances``.
"""

from dataclasses import replace

from routing.vrp.parts import (
    Charger,
    Energy,
)
from routing.vrp.problem import UnloadSite
from tests.engines.routing_instances import TRUCK, at, street
from tests.unit.routing.engines.ortools_solving import HOURLY, Solved

VAN = replace(HOURLY, energy=Energy(300, 1000, 0, 3_600_000))
"""300 Wh, 1 Wh a metre, charges 1,000 Wh a second."""


def test_a_battery_is_charged_on_the_way(solved: Solved) -> None:
    # 400 m need 100 Wh more than it has: 50 s at 7,200 W of the charger at 100 m.
    charger = Charger("plug", 0, 7200)
    problem = street(at(100, 200), vehicles=[VAN])
    problem = replace(
        problem, chargers=(replace(charger, location=problem.stops[0].location),)
    )
    answer = solved(problem)
    assert (answer.cost_fen, answer.omitted) == (450, 0)
    assert "plug" in answer.routes[0]


def test_load_uses_energy(solved: Solved) -> None:
    # Empty there and loaded back: 100 + 2 x 100 Wh, or with 3 units 100 + 4 x 100.
    energy = Energy(320, 1000, 1_000_000, 3_600_000)
    truck = replace(TRUCK, energy=energy)
    assert solved(street(at(100), vehicles=[truck])).omitted == 0
    heavy = [replace(at(100)[0], load=(3,))]
    assert solved(street(heavy, vehicles=[truck])).omitted == 1


def test_a_vehicle_charges_while_it_unloads(solved: Solved) -> None:
    stops, van = at(100), replace(VAN, energy=Energy(250, 1000, 0, 7200))
    van = replace(van, capacity=(1,))
    # Two trips of 200 m: 150 Wh missing are 75 s of the 80 s at the site.
    site = UnloadSite("site", 0, service_s=80, charge_power_w=7200)
    answer = solved(street([*stops, *stops], [site], [van]))
    assert (answer.cost_fen, answer.omitted) == (400 + 160, 0)
    weak = replace(site, charge_power_w=3600)
    assert solved(street([*stops, *stops], [weak], [van])).omitted == 1
