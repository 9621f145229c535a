"""What may become of each site of the street, and at what yearly cost."""

from dataclasses import replace

import pytest

from recycling.domain.network import Network
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteStatus
from recycling.siting.facilities import SiteOptions, capital_recovery, site_options


def options_of(network: Network) -> dict[str, SiteOptions]:
    return {options.site.site_id: options for options in site_options(network)}


def test_capital_recovery_of_the_facts() -> None:
    # 0.06 x 1.06^15 / (1.06^15 - 1) = 0.06 x 2.39656 / 1.39656
    assert capital_recovery(0.06, 15) == pytest.approx(0.102963, abs=1e-6)


def test_one_year_pays_all_back_with_interest() -> None:
    assert capital_recovery(0.06, 1) == pytest.approx(1.06)


def test_without_interest_an_investment_is_spread_evenly() -> None:
    assert capital_recovery(0, 20) == pytest.approx(0.05)
    assert capital_recovery(1e-9, 20) == pytest.approx(0.05, rel=1e-6)


def test_only_sites_that_take_loads_are_decided_about(micro: Network) -> None:
    assert list(options_of(micro)) == ["C1", "C2", "C3", "E1", "K1", "N1"]


def test_a_centre_may_be_kept_closed_or_upgraded(micro: Network) -> None:
    centre = options_of(micro)["C1"]
    keep, close, upgrade = centre.facility.states
    assert [option.action for option in centre.options] == [
        SiteAction.KEEP,
        SiteAction.CLOSE,
        SiteAction.UPGRADE,
    ]
    # 1,000 t at 10,000 fen/t; closing for 1 M fen and upgrading for 50 M fen over
    # fifteen years at 6 %, the latter with 1 M fen a year to run it.
    assert (keep.capacity_kg, keep.fixed_cost_fen) == (1_000_000, 10_000_000)
    assert (close.capacity_kg, close.fixed_cost_fen) == (0, 102_963)
    assert (upgrade.capacity_kg, upgrade.fixed_cost_fen) == (3_000_000, 6_148_138)
    assert upgrade.min_throughput_kg == 100_000
    assert (keep.unit_cost_fen_per_t, upgrade.unit_cost_fen_per_t) == (8_000, 4_000)
    assert keep.commodities == {"paper", "steel"}
    assert (keep.tags, upgrade.tags) == (frozenset(), {"green"})
    assert centre.options[0].facility_class == "small"


def test_a_green_centre_counts_as_it_is(micro: Network) -> None:
    assert options_of(micro)["C2"].facility.states[0].tags == {"green"}


def test_an_upgrade_must_be_larger(micro: Network) -> None:
    big = replace(micro.sites["C1"], capacity_kg_per_year=3_000_000)
    network = replace(micro, sites={**micro.sites, "C1": big})
    actions = {option.action for option in options_of(network)["C1"].options}
    assert actions == {SiteAction.KEEP, SiteAction.CLOSE}


def test_a_candidate_may_be_built_or_not(micro: Network) -> None:
    candidate = options_of(micro)["N1"]
    skip, build = candidate.facility.states
    assert [option.action for option in candidate.options] == [
        SiteAction.SKIP,
        SiteAction.OPEN,
    ]
    assert (skip.capacity_kg, skip.fixed_cost_fen) == (0, 0)
    # 100 M fen of capital: 10,296,276 a year, and 1 M to run it.
    assert build.fixed_cost_fen == 11_296_276


def test_parks_and_dismantlers_stay_as_they_are(micro: Network) -> None:
    (park,) = options_of(micro)["K1"].facility.states
    (dismantler,) = options_of(micro)["E1"].facility.states
    assert (park.capacity_kg, park.fixed_cost_fen) == (5_000_000, 0)
    # 500 vehicles a year at 1,350 kg, the mean of what is supplied.
    assert dismantler.capacity_kg == 675_000
    assert dismantler.commodities == {"elv"}


def test_a_dismantler_without_any_vehicle_to_weigh_takes_nothing(
    micro: Network,
) -> None:
    (dismantler,) = options_of(replace(micro, supplies=()))["E1"].facility.states
    assert dismantler.capacity_kg == 0


@pytest.mark.parametrize("site_id", ["C1", "K1", "N1"])
def test_a_closed_site_is_not_decided_about(micro: Network, site_id: str) -> None:
    closed = replace(micro.sites[site_id], status=SiteStatus.CLOSED)
    network = replace(micro, sites={**micro.sites, site_id: closed})
    assert site_id not in options_of(network)
