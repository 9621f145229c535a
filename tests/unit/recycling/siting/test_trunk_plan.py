"""A month's bales by hand: a centre, parks down the river, a port beside each.

Kilometres along one line: C1 and its port W1 (10 km on), K2 at 50 km, K3 at 100 km
with W3 at 95, K1 at 1,000 km with W2 at 990. Road 42 fen/tkm, water 4.5 with a detour
of 1.6, two changes of 22 CNY.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import cos, radians

import numpy as np
import pytest

from recycling.config import SitingSettings
from recycling.domain.materials import EmissionFactor, Parameter
from recycling.domain.network import Network
from recycling.domain.sites import Site, SiteKind
from recycling.domain.trunks import TrunkMode, TrunkPlan, TrunkSupply
from recycling.siting.trunk_plan import TrunkRequest, bales_of, plan_trunks
from tests.builders import KM_PER_DEGREE, LAT, LON, VERSION, Block

KM = {"C1": 0, "W1": 10, "K2": 50, "W3": 95, "K3": 100, "W2": 990, "K1": 1000}
KINDS = {
    "C": SiteKind.SORTING_CENTRE, "W": SiteKind.PORT, "K": SiteKind.PARK,
}  # fmt: skip
PARAMETERS = {
    "siting.gateway_km": 80, "siting.detour.water": 1.6, "siting.detour.rail": 1.4,
    "cost.handling_fen_per_t": 2200, "cost.trunk_water_fen_per_tkm": 4.5,
    "cost.trunk_rail_fen_per_tkm": 15, "siting.elv_output.steel": 0.7,
    "siting.elv_output.residue": 0.3,
}  # fmt: skip
T = 1000
SETTINGS = SitingSettings(time_limit_s=5.0, workers=1)


class River:
    """Roads along the line."""

    name = "river"

    def block(self, origins: Sequence[str], destinations: Sequence[str]) -> Block:
        """Metres between kilometres."""
        metres = [[1000 * abs(KM[a] - KM[b]) for b in destinations] for a in origins]
        table = np.array(metres, np.int32).reshape(len(origins), len(destinations))
        return Block(table, table // 20)


@pytest.fixture
def river(micro: Network) -> Network:
    sites = {
        key: Site(
            key, key, KINDS[key[0]], "A",
            LON + km / (KM_PER_DEGREE * cos(radians(LAT))), LAT,
        )
        for key, km in KM.items()
    }  # fmt: skip
    parameters = {code: Parameter(code, v, "") for code, v in PARAMETERS.items()}
    water = EmissionFactor("water_tkm", VERSION, 0.01, "tkm")
    return replace(
        micro,
        sites=sites,
        parameters={**micro.parameters, **parameters},
        emission_factors=(*micro.emission_factors, water),
    )


def planned(
    network: Network,
    *supplies: TrunkSupply,
    rooms_kg: Mapping[str, int] = {},
    carbon: int = 0,
) -> TrunkPlan:
    request = TrunkRequest(
        "trunk-2026-10", date(2026, 10, 1), rooms_kg, carbon, VERSION, seed=1
    )
    return plan_trunks(
        network, River(), supplies, SETTINGS, request, lambda _phase: None
    )


PAPER = TrunkSupply("C1", "paper", 30 * T, ("recovered_kg/2026-10/C1/paper/-",))


def only(network: Network, *keys: str) -> Network:
    """Leave some parks alone."""
    gone = {"K1", "K2", "K3"} - set(keys)
    sites = {key: site for key, site in network.sites.items() if key not in gone}
    return replace(network, sites=sites)


def test_a_long_way_goes_by_water_and_both_ways_are_told(river: Network) -> None:
    (flow,) = planned(only(river, "K1"), PAPER).flows
    assert (flow.mode, flow.kg, flow.destination) == (TrunkMode.WATER, 30 * T, "K1")
    road, water = flow.ways
    assert (road.mode, road.fen_per_t, road.via) == (TrunkMode.ROAD, 42_000, ())
    # 0.08 kg/tkm over 1,000 km.
    assert (road.distance_m, road.co2_g_per_t) == (1_000_000, 80_000)
    # 20 km of road, 980 km x 1.6 of river, two changes.
    assert water.carriage_fen_per_t == pytest.approx(
        20 * 42 + 980 * 1.6 * 4.5, rel=1e-3
    )
    assert (water.transfer_fen_per_t, water.via) == (4_400, ("W1", "W2"))
    assert water.co2_g_per_t == pytest.approx(20 * 80 + 980 * 1.6 * 10, rel=1e-3)
    assert flow.cost_fen == round(30 * water.fen_per_t)
    assert flow.way(TrunkMode.RAIL) is None
    assert flow.sources == ("recovered_kg/2026-10/C1/paper/-",)


def test_a_short_way_goes_by_road_until_carbon_has_a_price(river: Network) -> None:
    # Road 4,200 fen and 8 kg; water 15 km of road, 136 of river: 5,642 fen, 2.56 kg.
    # The 5.44 kg less are worth the 1,442 fen more from 265,000 fen a tonne on.
    for carbon, mode in ((260_000, TrunkMode.ROAD), (270_000, TrunkMode.WATER)):
        (flow,) = planned(only(river, "K3"), PAPER, carbon=carbon).flows
        assert flow.mode is mode
    assert flow.chosen.fen_per_t == pytest.approx(5_642, rel=1e-3)


def test_a_park_takes_what_its_licence_leaves(river: Network) -> None:
    plan = planned(only(river, "K1", "K2"), PAPER, rooms_kg={"K2": 10 * T})
    assert [(f.destination, f.kg, f.mode) for f in plan.flows] == [
        ("K1", 20 * T, TrunkMode.WATER), ("K2", 10 * T, TrunkMode.ROAD),
    ]  # fmt: skip
    # 10 t x 50 km x 42 fen, and the rest by water.
    assert plan.flows[1].cost_fen == 21_000
    assert plan.cost_fen == sum(flow.cost_fen for flow in plan.flows)
    assert (plan.kg, plan.unserved) == (30 * T, ())
    assert plan.gap == pytest.approx(0, abs=1e-4)


def test_what_nobody_takes_is_told(river: Network) -> None:
    rooms = {"K1": 0, "K2": 10 * T, "K3": 0}
    plan = planned(river, PAPER, rooms_kg=rooms)
    assert [(s.site_id, s.kg) for s in plan.unserved] == [("C1", 20 * T)]
    assert plan.kg + plan.unserved[0].kg == PAPER.kg
    nowhere = planned(only(river), PAPER)
    assert (nowhere.flows, nowhere.unserved) == ((), (PAPER,))
    paper_only = replace(river.sites["K2"], materials=("steel",))
    sites = {**only(river, "K2").sites, "K2": paper_only}
    refused = planned(replace(river, sites=sites), PAPER)
    assert [s.kg for s in refused.unserved] == [30 * T]


def test_two_centres_share_a_park_at_least_cost(
    river: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = replace(river.sites["C1"], site_id="C2")
    monkeypatch.setitem(KM, "C2", 45)
    both = replace(river, sites={**river.sites, "C2": near})
    other = TrunkSupply("C2", "paper", 10 * T)
    first = replace(PAPER, kg=10 * T)
    plan = planned(both, first, other, rooms_kg={"K2": 10 * T, "K1": 0})
    # C1: K2 50 km, K3 100 km; C2: 5 and 55. Both lose 50 km: any share costs 105 km.
    assert plan.weighed_fen == 10 * 105 * 42
    assert plan.bound_fen is not None
    assert plan.bound_fen <= plan.weighed_fen


def test_what_sites_make_of_what_they_weigh(river: Network) -> None:
    centre = river.sites["C1"]
    assert bales_of(river, centre, "paper", 10 * T) == {"paper": 9 * T}
    dismantler = replace(centre, kind=SiteKind.DISMANTLER)
    assert bales_of(river, dismantler, "elv", 10 * T) == {"steel": 7 * T}
    assert bales_of(river, dismantler, "paper", 10 * T) == {}
    assert bales_of(river, river.sites["K1"], "paper", 10 * T) == {}
