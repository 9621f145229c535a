"""Sites of the tiny city as the network page filters, colours and lists them."""

import json
from dataclasses import replace

import pytest

from recycling.domain.compliance import Compliance
from recycling.domain.sites import SiteKind
from recycling.services.network_state import network_state, site_history
from recycling.ui import network_map, network_records, network_tables
from recycling.ui.figures import Figures
from recycling.ui.i18n import LANGUAGE_NAMES, Words, catalogue
from recycling.ui.network_map import MapRequest
from recycling.ui.network_records import NetworkChoice, chosen_sites, use_band
from tests.ui.tiny_city import DAY

FIGURES = Figures(Words("en"))


@pytest.fixture(scope="module")
def state(city):
    return network_state(city, DAY)


@pytest.fixture(scope="module")
def sites(state):
    return network_records.network_sites(state)


def ids(found):
    return [site.place.site_id for site in found]


def layers(deck):
    spec = json.loads(deck.to_json())
    return {layer["id"]: layer for layer in spec["layers"]}


def test_every_site_with_its_use(sites):
    by_id = {site.place.site_id: site for site in sites}
    assert len(by_id) == 10
    # 6,000 kt over the 242 days from 5 March to 1 November, of 30 kt a year.
    assert by_id["SC-1"].kg_per_year == round(6_000_000_000 * 365 / 242)
    assert by_id["SC-1"].share > 1
    assert by_id["DM-1"].share == pytest.approx(212_000 * 365 / 242 / 30_000, rel=1e-4)
    assert by_id["CP-1"].share is None
    assert by_id["CP-1"].standing is None
    assert by_id["SC-2"].standing is Compliance.MISSED
    assert by_id["SC-2"].missed == 3


@pytest.mark.parametrize(
    ("share", "band"),
    [(None, "unknown"), (0.49, "low"), (0.5, "normal"), (0.9, "high"), (1, "high"),
     (1.01, "over")],
)  # fmt: skip
def test_bands_of_use(share, band):
    assert use_band(share) == band


@pytest.mark.parametrize(
    ("share", "band"),
    [(None, "unknown"), (0, "few"), (0.5, "half"), (0.7, "many"), (1, "most")],
)
def test_bands_of_coverage(share, band):
    assert network_records.coverage_band(share) == band


def test_filters_narrow_down_together(sites):
    everything = chosen_sites(sites, NetworkChoice())
    assert len(everything) == 10
    default = NetworkChoice(frozenset(network_records.DEFAULT_GROUPS))
    assert not [i for i in ids(chosen_sites(sites, default)) if i.startswith("CP")]
    some = NetworkChoice(
        frozenset({"centres"}), frozenset({"candidate"}), frozenset({"500112"})
    )
    assert ids(chosen_sites(sites, some)) == ["SC-4"]


def test_a_search_looks_through_every_kind(sites):
    default = frozenset(network_records.DEFAULT_GROUPS)
    assert ids(chosen_sites(sites, NetworkChoice(default, query=" cp-2 "))) == ["CP-2"]
    assert ids(chosen_sites(sites, NetworkChoice(query="渝中"))) == ["SC-2"]


@pytest.mark.parametrize("mode", network_map.MODES)
def test_every_colour_has_its_words(state, sites, mode):
    key = network_map.map_key(sites, state, mode, FIGURES)
    assert key
    counts = [int(name.rsplit(" ", 1)[1]) for name in key]
    assert sum(counts) in {3, 4, 5, 10}
    for name in network_map.PALETTES[mode]:
        assert all(
            f"network.key.{mode}.{name}" in catalogue(lang) for lang in LANGUAGE_NAMES
        )
    deck = network_map.network_deck(state, MapRequest(sites, mode), FIGURES)
    assert set(layers(deck)) == {
        "districts", "points", "logistics", "processors", "centres",
    }  # fmt: skip


def test_the_chosen_site_has_a_halo_and_the_map_goes_there(state, sites):
    wanted = MapRequest(sites, site_id="SC-3", focus="SC-3")
    deck = network_map.network_deck(state, wanted, FIGURES)
    (halo,) = layers(deck)["chosen"]["data"]
    assert halo["position"] == [108.4, 30.8]
    view = json.loads(deck.to_json())["initialViewState"]
    assert (view["longitude"], view["latitude"]) == (108.4, 30.8)


def test_a_tooltip_says_name_kind_and_use(state, sites):
    tip = next(
        network_map.site_tip(s, state, FIGURES)
        for s in sites
        if s.place.site_id == "SC-1"
    )
    assert tip.splitlines()[:2] == ["分拣中心-渝北", "Sorting centre · Yubei"]
    assert tip.splitlines()[2].startswith("Use ")


def test_the_cards_count(state, sites):
    cards = {
        card.label: card for card in network_tables.network_cards(state, sites, FIGURES)
    }
    assert cards["Working sites"].value == "8"
    assert cards["Working sites"].delta == "2 candidates"
    assert cards["Sorting centres"].value == "2"
    assert cards["Sorting centres"].delta == "1 green"
    assert cards["People covered"].value == "—"
    assert len(cards) == 6


def test_tables_have_a_row_each(state, sites):
    words = Words("zh")
    frame = network_tables.site_frame(sites, state, words)
    assert frame["site"].tolist()[:2] == ["SC-1", "SC-2"]
    assert len(frame) == 10
    findings = network_tables.finding_frame(state, words)
    assert len(findings) == len(state.findings) > 0
    assert len(network_tables.coverage_frame(state, words)) == 3
    for finding in state.findings:
        assert network_tables.finding_words(finding, words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sites_facts_and_check_list_in_words(city, state, lang):
    words = Words(lang)
    for site in state.network.sites.values():
        history = site_history(city, site.site_id, DAY)
        facts = network_tables.site_facts(history, state, words)
        assert facts[0].value == site.site_id
        for item in history.items:
            assert network_tables.item_value(item, words)
            assert words(f"network.rule.{item.rule.value}")
            assert words(f"network.standing.{item.standing.value}")
    months = site_history(city, "SC-1", DAY).months
    chart = network_tables.month_chart(months, Figures(words), {"steel": "S"})
    assert [row["month"] for row in next(iter(chart.to_dict()["datasets"].values()))]


def test_every_kind_of_site_is_in_a_group_that_can_be_chosen():
    grouped = [k for group in network_records.GROUP_KINDS.values() for k in group]
    assert sorted(grouped) == sorted(SiteKind)


def test_the_map_of_a_full_city_stays_light(state):
    """As many sites as the city has, every kind on: at most 3 MB go to a browser."""
    places = list(state.network.sites.values())
    counts = {"CP-1": 10_500, "SC-1": 830, "DM-1": 100, "DP-1": 360}
    many = {
        f"{site.site_id}-{number}": replace(
            site,
            site_id=f"{site.site_id}-{number}",
            lon=105.3 + number % 100 * 0.04371,
            lat=28.2 + number // 100 * 0.03317,
        )
        for site in places
        for number in range(counts.get(site.site_id, 0))
    }
    network = replace(state.network, sites=many)
    full = replace(state, network=network)
    sites = network_records.network_sites(full)
    assert len(sites) == 11_790
    for mode in ("kind", "use"):
        deck = network_map.network_deck(full, MapRequest(sites, mode), FIGURES)
        assert len(deck.to_json().encode()) <= 3_000_000
