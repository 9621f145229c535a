"""Direct loads region by region: every load in one, licences of all kept together."""

from dataclasses import replace
from functools import partial

import pytest

from recycling.dispatch import direct_plan
from recycling.dispatch.direct_regions import Region, cut_regions
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network
from tests.builders import HOUR_S, StreetTravel
from tests.unit.recycling.dispatch.test_direct import (
    CARRIER,
    CARS,
    HEAVY,
    STEEL,
    planned,
)

NEAR_1 = replace(CARS, order_id="c1", site_id="P1")
NEAR_2 = replace(CARS, order_id="c2", site_id="G1")


@pytest.fixture
def network(micro: Network) -> Network:
    """Carriers at both depots, and a heavy truck at D2, at 30 km, alone."""
    shift = {"shift_start_s": 6 * HOUR_S, "shift_end_s": 20 * HOUR_S}
    kinds = {"H1": ("heavy", "D2"), "L1": ("carrier", "D1"), "L2": ("carrier", "D2")}
    own = {key: Vehicle(key, *kind, **shift) for key, kind in kinds.items()}
    return replace(
        micro,
        vehicle_types={**micro.vehicle_types, "heavy": HEAVY, "carrier": CARRIER},
        vehicles={**micro.vehicles, **own},
    )


def own_of(regions: list[Region]) -> list[tuple[set[str], set[str]]]:
    return [
        ({o.order_id for o in r.orders}, {v.vehicle_id for v in r.vehicles})
        for r in regions
    ]


def test_a_small_day_is_one_region(network: Network) -> None:
    fleet = [network.vehicles[key] for key in ("H1", "L1", "L2")]
    orders = [NEAR_1, NEAR_2, STEEL]
    (region,) = cut_regions(network, orders, fleet, StreetTravel(), most=3)
    assert region == Region(tuple(orders), tuple(fleet))


def test_an_order_goes_to_the_nearest_depot_with_a_vehicle_for_it(
    network: Network,
) -> None:
    fleet = [network.vehicles[key] for key in ("H1", "L1", "L2")]
    # Steel next to D1, whose carrier cannot fetch it.
    steel = replace(STEEL, site_id="P1")
    orders = [NEAR_1, NEAR_2, steel]
    found = own_of(cut_regions(network, orders, fleet, StreetTravel(), most=2))
    assert sorted(found, key=lambda own: len(own[0])) == [
        ({"c1"}, {"L1"}),
        ({"c2", "s"}, {"H1", "L2"}),
    ]


def test_regions_together_keep_a_licence(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = partial(cut_regions, most=1)
    monkeypatch.setattr(direct_plan, "cut_regions", cut)
    orders = [NEAR_1, NEAR_2]
    # 12 vehicles fit into what is left of 500; in the licence for 7, only 6 do.
    plan = planned(network, orders, {"E1": (0, 488)})
    assert {r.vehicle_id for r in plan.routes} == {"L1", "L2"}
    assert (plan.unserved, plan.bound_fen is None) == ((), False)
    plan = planned(network, orders, {"E1": (0, 493)})
    assert (len(plan.routes), len(plan.unserved)) == (1, 1)
    served = {s.order_id for r in plan.routes for s in r.stops if s.order_id}
    assert served | {left.order_id for left in plan.unserved} == {"c1", "c2"}
