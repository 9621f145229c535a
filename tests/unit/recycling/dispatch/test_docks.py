"""Docks dealt out to catchments that are planned side by side."""

import itertools
from dataclasses import replace

import pytest

from recycling.dispatch.catchments import cut_catchments
from recycling.dispatch.shares import Share, share_sites
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, StopKind
from recycling.domain.sites import Site, SiteKind
from routing.vrp.problem import TimeWindow
from tests.builders import DAY, HOUR_S, StreetTravel

NEAR_D1 = Order("o1", "P1", DAY, "paper", 900)
NEAR_D2 = Order("o2", "P4", DAY, "paper", 300)
OPEN = TimeWindow(6 * HOUR_S, 22 * HOUR_S)


def with_docks(network: Network, docks: dict[str, int]) -> Network:
    changed = {key: replace(network.sites[key], docks=n) for key, n in docks.items()}
    return replace(network, sites={**network.sites, **changed})


def shared(
    network: Network,
    *site_ids: str,
    number: int = 2,
    earlier: tuple[PlannedRoute, ...] = (),
    limits: bool = True,
    travel: StreetTravel | None = None,
) -> dict[str, Share]:
    street = travel or StreetTravel()
    catchments = cut_catchments(network, [NEAR_D1, NEAR_D2], street)
    sites = [network.sites[key] for key in site_ids]
    return share_sites(
        network, catchments, sites, street, number, earlier, limits=limits
    )


def docks_of(share: Share) -> dict[str, int | None]:
    return {key: dock.number for key, dock in share.docks.items()}


def busy(site_id: str, *stays: tuple[int, int]) -> PlannedRoute:
    stops = tuple(
        PlannedStop(StopKind.UNLOAD, site_id, "", 1, begin, begin, end, -1, 0, 0)
        for begin, end in stays
    )
    return PlannedRoute("r", "V", "D1", stops, 0, 0, 0, 0, 0)


def test_sites_of_unknown_docks_are_for_all_the_nearest_first(micro: Network) -> None:
    # From D1: C1 at 4 km, C2 at 32, C3 at 60; from D2: C2 at 2 km, C1 26, C3 30.
    shares = shared(micro, "C1", "C2", "C3")
    assert docks_of(shares["D1"]) == {"C1": None, "C2": None}
    assert docks_of(shares["D2"]) == {"C2": None, "C1": None}
    assert shares["D1"].docks["C1"].windows == (OPEN,)


def test_each_dock_belongs_to_one(micro: Network) -> None:
    # One each for its vehicles, the nearest; of C1 each has one then.
    network = with_docks(micro, {"C1": 2, "C2": 1, "C3": 1})
    shares = shared(network, "C1", "C2", "C3")
    assert docks_of(shares["D1"]) == {"C1": 1, "C3": 1}
    assert docks_of(shares["D2"]) == {"C2": 1, "C1": 1}


def test_docks_left_over_go_to_who_has_one_there(micro: Network) -> None:
    network = with_docks(micro, {"C1": 4, "C2": 2})
    shares = shared(network, "C1", "C2", number=1)
    assert docks_of(shares["D1"]) == {"C1": 4}
    assert docks_of(shares["D2"]) == {"C2": 2}


def test_a_single_dock_is_shared_by_the_clock(micro: Network) -> None:
    # Three quarters of each turn for D1 and a quarter for D2, less the 300 s of work.
    shares = shared(with_docks(micro, {"C1": 1}), "C1")
    turns = [shares[depot].docks["C1"].windows for depot in ("D1", "D2")]
    assert all(dock.docks["C1"].number == 1 for dock in shares.values())
    both = sorted((w.start_s, w.end_s + 300) for own in turns for w in own)
    assert both[0][0] == OPEN.start_s
    for (_, end_s), (start_s, _) in itertools.pairwise(both):
        assert end_s <= start_s
    used_s = [sum(w.end_s + 300 - w.start_s for w in own) for own in turns]
    assert used_s[0] == pytest.approx(3 * used_s[1], rel=0.01)


def test_a_material_that_only_one_site_takes_leads_there(micro: Network) -> None:
    network = with_docks(micro, {"C2": 1})
    paper = replace(network.sites["C1"], materials=("steel",))
    network = replace(network, sites={**network.sites, "C1": paper})
    shares = shared(network, "C1", "C2", number=1)
    assert "C2" in shares["D1"].docks
    assert "C2" in shares["D2"].docks


def test_what_is_taken_already_is_left_alone(micro: Network) -> None:
    # One dock, taken from 8:00 to 9:00: unloading takes 300 s and ends before.
    network = with_docks(micro, {"C1": 1, "C2": 1})
    route = busy("C1", (8 * HOUR_S, 9 * HOUR_S))
    dock = shared(network, "C1", "C2", number=1, earlier=(route,))["D1"].docks["C1"]
    assert dock.windows == (
        TimeWindow(6 * HOUR_S, 8 * HOUR_S - 300),
        TimeWindow(9 * HOUR_S, 22 * HOUR_S),
    )


def test_the_settings_can_take_docks_for_unlimited(micro: Network) -> None:
    shares = shared(with_docks(micro, {"C1": 1, "C2": 1}), "C1", "C2", limits=False)
    assert docks_of(shares["D1"]) == {"C1": None, "C2": None}


def test_unreachable_sites_come_last_and_none_is_none(micro: Network) -> None:
    shares = shared(micro, "C1", "C2", number=1, travel=StreetTravel("C1"))
    assert list(shares["D1"].docks) == ["C2"]
    assert shared(micro)["D1"].docks == {}


def test_chargers_belong_to_the_depot_they_are_nearest_to(micro: Network) -> None:
    def charger(near: str, **changes: object) -> Site:
        kind = SiteKind.CHARGER
        return replace(micro.sites[near], kind=kind, power_kw=60, **changes)

    chargers = {"P3": charger("P3", docks=2), "P5": charger("P5"), "K1": charger("K1")}
    network = replace(micro, sites={**micro.sites, **chargers})
    shares = shared(network, "C1")
    assert shares["D1"].plugs == {"P3": 2}
    assert shares["D2"].plugs == {"P5": 1, "K1": 1}
    charging = replace(busy("P3", (0, 10), (5, 20)).stops[0], kind=StopKind.CHARGE)
    route = PlannedRoute("r", "V", "D1", (charging,), 0, 0, 0, 0, 0)
    assert shared(network, "C1", earlier=(route,))["D1"].plugs == {"P3": 1}
