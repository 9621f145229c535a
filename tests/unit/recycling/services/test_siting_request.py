"""What a user asks a study for, turned into rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from recycling.config import Settings
from recycling.domain.errors import InputError
from recycling.domain.network import Exclusion, Network
from recycling.domain.plans import SiteAction
from recycling.domain.targets import Indicator, Target
from recycling.services.siting_request import SitingAsk, rules_of, varied
from recycling.siting.rules import SitingRules, TargetRule

TARGETS = (
    Target("a", Indicator.RECOVERED, 2023, 9_000_000, is_baseline=True),
    Target("b", Indicator.RECOVERED, 2027, 11_000_000),
    Target("c", Indicator.RECOVERED, 2027, 5_000_000, material="steel"),
    Target("d", Indicator.GREEN_CENTRES, 2027, 10),
    Target("e", Indicator.ELV_UNITS, 2027, 40),
)
SETTINGS = Settings(workspace=Path("nowhere"))


def rules(network: Network, ask: SitingAsk, *excluded: Exclusion) -> SitingRules:
    return rules_of(ask, network, TARGETS, excluded, SETTINGS)


def ask(**options: object) -> SitingAsk:
    return replace(SitingAsk(years=(2025, 2027), carbon_price_cny=60.0), **options)


def test_the_table_s_line_is_the_target_of_each_year(micro: Network) -> None:
    made = rules(micro, ask(target="plan"))
    assert made.targets == (
        TargetRule((10_000_000, 11_000_000)),
        TargetRule((5_000_000, 5_000_000), material="steel"),
        # The street hands in 100 vehicles of 1,350 kg; forty are asked for.
        TargetRule((54_000, 54_000), material="elv"),
    )
    # Ten green centres are due by 2027, and none before.
    assert made.green_minimum == (0, 10)
    assert made.carbon_price_fen_per_t == 6_000


def test_a_part_of_the_table_s_line_may_be_asked_for(micro: Network) -> None:
    made = rules(micro, ask(target="plan:90"))
    assert made.targets[0] == TargetRule((9_000_000, 9_900_000))


def test_figures_are_10kt_per_year_and_one_holds_for_all(micro: Network) -> None:
    made = rules(
        micro,
        ask(
            target="1000,1100",
            target_materials={"steel": (700.0,)},
            target_districts={"A": (0.5, 1.0)},
            budget_10k_cny=300.0,
        ),
    )
    assert made.targets == (
        TargetRule((10_000_000_000, 11_000_000_000)),
        TargetRule((7_000_000_000, 7_000_000_000), material="steel"),
        TargetRule((5_000_000, 10_000_000), district="A"),
    )
    assert made.budget_fen_per_year == 300_000_000


def test_an_excluded_candidate_names_rule_polygon_and_metres(micro: Network) -> None:
    hit = Exclusion("N1", "Z1", "valley", "red line", 12, 200)
    [rule] = rules(micro, ask(), hit).sites
    assert rule.site_id == "N1"
    assert SiteAction.OPEN not in rule.actions
    assert rule.reason == "red line: valley (Z1), 12 m (<= 200 m)"


def test_sites_may_be_kept_and_closed(micro: Network) -> None:
    kept, closed = rules(micro, ask(keep=("C1",), close=("C2",))).sites
    assert (kept.site_id, closed.site_id) == ("C1", "C2")
    assert kept.actions & closed.actions == frozenset()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"years": (2027, 2025)}, "--periods: must be ascending"),
        ({"target": "lots"}, "--target: must be plan or 万吨"),
        ({"target": "plan:much"}, "--target: must be plan or plan:PER-CENT"),
        ({"target": "1,2,3"}, r"--target: must be one figure or one per year \(2\)"),
        ({"target": "-5"}, "--target: must be 万吨"),
        ({"green": (1, 2, 3)}, "--green: must be one figure"),
        ({"coverage_pct": 101.0}, "--coverage: must be from 0 to 100"),
        ({"equity_pct": float("nan")}, "--equity"),
        ({"budget_10k_cny": -1.0}, "--budget"),
        ({"keep": ("C1",), "close": ("C1",)}, "C1 cannot be both"),
        ({"close": ("X1",)}, "--close: no site 'X1'"),
    ],
)
def test_what_cannot_mean_anything_is_named(
    micro: Network, options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        rules(micro, ask(**options))


def test_options_that_are_set_are_told_as_text() -> None:
    told = dict(ask(target="plan", haul_factors={"central": 1.25}).as_text())
    assert told == {
        "years": "2025, 2027",
        "target": "plan",
        "carbon_price_cny": "60",
        "haul_factors": "central=1.25",
    }


def test_a_variant_has_a_name_of_its_own() -> None:
    variant = varied(ask(), "demand80", demand_pct=80.0)
    assert (variant.scenario, variant.demand_pct) == ("base-demand80", 80.0)
