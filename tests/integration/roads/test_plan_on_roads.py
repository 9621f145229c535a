"""A day planned on the town's roads, and what is said where roads are missing."""

from dataclasses import replace

import pytest

from maps.road_graph import RoadGraph
from recycling.config import DispatchSettings, RoadSettings
from recycling.dispatch.planning import RouteRequest, plan_routes
from recycling.domain.errors import InputError
from recycling.domain.network import Network, Severity
from recycling.domain.orders import Order
from recycling.network.build import build_network
from recycling.network.roads import RoadTravel, road_findings, road_travel
from tests.builders import DAY, micro_network
from tests.integration.roads.town import PLACES

CORNERS = {"D1": "A", "P1": "C", "C1": "D", "P2": "I"}
GRAPH = RoadSettings(provider="graph")


def town_network(*far: str) -> Network:
    """Put the street's sites on the town's corners, and some 20 km away from it."""
    street = micro_network()
    sites = {
        site_id: replace(
            street.sites[site_id], lon=PLACES[corner][0], lat=PLACES[corner][1]
        )
        for site_id, corner in CORNERS.items()
    }
    away = {key: replace(street.sites[key], lon=106.7, lat=29.7) for key in far}
    vehicles = {key: v for key, v in street.vehicles.items() if v.depot_id == "D1"}
    return replace(street, sites={**sites, **away}, vehicles=vehicles, supplies=())


def on_graph(network: Network, graph: RoadGraph) -> RoadTravel:
    return road_travel(network, GRAPH, graph.folder.parent)


def test_a_truck_s_day_follows_the_roads(truck_graph: RoadGraph) -> None:
    network = town_network()
    chosen = on_graph(network, truck_graph)
    orders = [
        Order(f"o-{key}", key, DAY, "paper", 400, load_l=8_000) for key in ("P1", "P2")
    ]
    plan = plan_routes(
        network,
        orders,
        chosen.travel,
        DispatchSettings(engine="insertion", time_limit_s=1.0, workers=1),
        RouteRequest("routes-town", DAY, "", frozenset({"C1"}), seed=1),
        None,
        lambda *_: None,
    )
    (route,) = plan.routes
    # A -> B -> C; C -> D carries 5 t only, so back over B and A and by Weir Road.
    assert [stop.site_id for stop in route.stops] == ["D1", "P1", "C1", "D1"]
    legs_m = [stop.distance_m for stop in route.stops]
    assert legs_m == pytest.approx([0, 2_078, 6_111, 4_033], abs=5)
    # The island has a road, but none leads there.
    assert [(u.order_id, u.reason) for u in plan.unserved] == [("o-P2", "unreachable")]
    assert plan.travel == "roads of town.osm (truck)"


def test_a_site_off_the_road_is_one_finding(truck_graph: RoadGraph) -> None:
    network = town_network("P3")
    chosen = on_graph(network, truck_graph)
    (finding,) = chosen.findings
    assert (finding.check, finding.subject_id) == ("off_road", "P3")
    assert finding.severity is Severity.ERROR
    # From I, the island's end, 0.1 degrees each way: sqrt(9.7^2 + 11.1^2) = 14.7 km;
    # J, its other end, is 0.01 degrees nearer: sqrt(8.7^2 + 11.1^2) = 14.1 km.
    assert float(finding.value.split()[0]) == pytest.approx(14_100, rel=0.01)
    assert "1 sites off the road" in chosen.travel.name
    folder = truck_graph.folder.parent
    assert road_findings(network, GRAPH, folder) == (finding,)
    plain = RoadSettings(provider="great-circle")
    assert road_findings(network, plain, folder) == ()
    assert "P3" not in build_network(network, chosen.findings).sites


def test_an_extract_of_another_city_says_how_far_it_is(truck_graph: RoadGraph) -> None:
    elsewhere = town_network()
    sites = {
        key: replace(site, lon=site.lon + 10) for key, site in elsewhere.sites.items()
    }
    network = replace(elsewhere, sites=sites)
    with pytest.raises(InputError, match=r"none of the 4 sites; 4 lie outside"):
        on_graph(network, truck_graph)
    chosen = road_travel(network, RoadSettings(), truck_graph.folder.parent)
    assert chosen.travel.name.startswith("great-circle (no roads: town.osm: holds none")


def test_a_route_is_drawn_along_the_roads(truck_graph: RoadGraph) -> None:
    paths = on_graph(town_network(), truck_graph).paths
    assert paths is not None
    line = paths.path(["P1", "C1"])
    corners = [PLACES[name] for name in "CBAWD"]
    for lon, lat in corners:
        nearest = min(abs(x - lon) + abs(y - lat) for x, y in line)
        assert nearest < 1e-4
    assert line[0] == pytest.approx(PLACES["C"], abs=1e-4)
    assert line[-1] == pytest.approx(PLACES["D"], abs=1e-4)
