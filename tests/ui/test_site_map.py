"""Layers and legend of the map, from a city of ten sites."""

from dataclasses import replace

import pytest

from recycling.domain.sites import SiteKind
from recycling.ui import site_groups, site_map
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.site_map import MapChoice
from recycling.ui.snapshot import read_snapshot
from tests.ui import tiny_city

ZH = Figures(Words("zh"))
EVERYTHING = MapChoice(catchments=frozenset({"DP-1"}))


@pytest.fixture(scope="module")
def snapshot(city):
    return read_snapshot(city, tiny_city.DAY)


def layer(deck, layer_id):
    return next(layer for layer in deck.layers if layer.id == layer_id)


def test_every_kind_is_drawn_in_one_layer():
    assert {site_groups.site_group(kind.value) for kind in SiteKind} == set(
        site_groups.GROUP_KINDS
    )


def test_candidates_are_shown_when_the_plan_opens_them(snapshot):
    shown = {site.site_id for site in site_map.shown_sites(snapshot.sites, MapChoice())}
    assert {"SC-1", "SC-2", "SC-3"} <= shown
    assert "SC-4" not in shown


def test_kind_and_district_narrow_the_sites(snapshot):
    choice = MapChoice(frozenset({"collection_point"}), frozenset({"500112"}))
    shown = site_map.shown_sites(snapshot.sites, choice)
    assert [site.site_id for site in shown] == ["CP-2", "CP-3"]


def test_centres_have_the_colour_of_their_decision(snapshot):
    deck = site_map.build_map(snapshot, EVERYTHING, ZH)
    colours = {row["id"]: tuple(row["colour"]) for row in layer(deck, "centres").data}
    assert len(set(colours.values())) == 3
    # To close, to upgrade, to open: what is drawn last lies on top.
    assert list(colours) == ["SC-2", "SC-1", "SC-3"]


def test_the_legend_counts_what_is_shown(snapshot):
    shown = site_map.shown_sites(snapshot.sites, MapChoice())
    legend = site_groups.legend(shown, ZH.words)
    assert list(legend) == [
        "分拣中心：改造升级 1",
        "分拣中心：新建 1",
        "分拣中心：关闭 1",
        "拆解、园区与处置 1",
        "车场、充电与港站 1",
        "回收站点、直运单位与预约地址 4",
    ]
    assert len(set(legend.values())) == len(legend)


def test_tooltips_say_what_a_site_is(snapshot):
    sites = {site.site_id: site for site in snapshot.sites}
    assert site_map.site_tooltip(sites["SC-1"], "渝北区", ZH).split("\n") == [
        "分拣中心-渝北",
        "分拣中心 · 渝北区",
        "年处理能力 30,000 吨",
        "绿色分拣中心",
        "选址方案：改造升级",
    ]
    dismantler = site_map.site_tooltip(sites["DM-1"], "万州区", ZH)
    assert "年拆解能力 30,000 台" in dismantler


def test_a_route_is_one_line_between_its_stops(snapshot):
    deck = site_map.build_map(snapshot, EVERYTHING, ZH)
    (row,) = layer(deck, "routes").data
    assert row["path"][1] == [106.61, 29.7]
    assert row["tooltip"].split("\n")[1] == "收运 2 站，卸货 1 次"


def test_a_route_that_goes_nowhere_is_not_drawn(snapshot):
    still = replace(snapshot.routes[0], positions=((106.6, 29.65),) * 2)
    deck = site_map.build_map(replace(snapshot, routes=(still,)), EVERYTHING, ZH)
    assert "routes" not in [layer.id for layer in deck.layers]


def test_not_more_routes_than_a_browser_can_draw(snapshot):
    many = snapshot.routes * (site_map.MAX_ROUTES + 5)
    assert len(site_map.shown_routes(many, EVERYTHING)) == site_map.MAX_ROUTES
    assert not site_map.shown_routes(many, MapChoice())


def test_thousands_of_points_have_no_tooltips(snapshot):
    point = snapshot.sites[0]
    many = (point,) * (site_map.MAX_TOOLTIPS + 1)
    deck = site_map.build_map(replace(snapshot, sites=many), MapChoice(), ZH)
    points = layer(deck, "points")
    assert not points.pickable
    assert {row["tooltip"] for row in points.data} == {""}


def test_boundaries_come_before_hulls(snapshot):
    wkt = "POLYGON ((106 29, 107 29, 107 30, 106 29))"
    first, *others = snapshot.districts
    bounded = replace(snapshot, districts=(replace(first, boundary_wkt=wkt), *others))
    rows = layer(site_map.build_map(bounded, EVERYTHING, ZH), "districts").data
    assert [106.0, 29.0] in rows[0]["polygon"][0]


def test_a_district_is_in_the_middle_when_chosen(snapshot):
    choice = MapChoice(districts=frozenset({"500101"}))
    view = site_map.build_map(snapshot, choice, ZH).initial_view_state
    assert view.longitude == pytest.approx(108.38, abs=0.02)
    whole = site_map.build_map(snapshot, MapChoice(), ZH).initial_view_state
    assert view.zoom > whole.zoom


def test_a_choice_without_any_site_still_has_a_map(snapshot):
    choice = MapChoice(frozenset({"port"}), frozenset({"999999"}))
    deck = site_map.build_map(snapshot, choice, ZH)
    assert [layer.id for layer in deck.layers] == ["districts"]
