"""Balances by hand: what came in, what left, what lies there and what is missing."""

from dataclasses import replace
from datetime import date

import pytest

from recycling.accounting.mass_balance import month_balance
from recycling.domain.balance import (
    BalanceLine,
    Doubt,
    FlowSum,
    MonthBalance,
    OutRule,
)
from recycling.domain.errors import InputError
from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.site_records import Stocktake
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Flow

MONTH = date(2026, 10, 1)
BEFORE, END = date(2026, 9, 30), date(2026, 10, 31)
PARAMETERS = {
    "reporting.mass_balance_tolerance": 0.02,
    "reporting.stocktake_days": 3,
    "siting.elv_output.steel": 0.7,
    "siting.elv_output.paper": 0.1,
    "siting.elv_output.residue": 0.2,
}


@pytest.fixture
def chain(micro: Network) -> Network:
    """Give the street with a transfer station T1, and a yield of 90 % for paper."""
    station = replace(micro.sites["C1"], site_id="T1", kind=SiteKind.TRANSFER_STATION)
    parameters = {
        code: Parameter(code, value, "share") for code, value in PARAMETERS.items()
    }
    paper = replace(micro.materials["paper"], yield_share=0.9)
    return replace(
        micro,
        sites={**micro.sites, "T1": station},
        materials={**micro.materials, "paper": paper},
        parameters={**micro.parameters, **parameters},
    )


def flow(
    site: str, kg: int, kind: Flow, origin: str = "", material: str = "paper"
) -> FlowSum:
    return FlowSum(MONTH, site, origin, material, "household", kind, kg, 0, 1, 0)


def stock(site: str, day: date, kg: int, material: str = "paper") -> Stocktake:
    return Stocktake(site, material, day, kg)


def empty_floors(*sites: str) -> list[Stocktake]:
    return [stock(site, day, 0) for site in sites for day in (BEFORE, END)]


def line(balance: MonthBalance, site: str, material: str = "paper") -> BalanceLine:
    (found,) = [
        one
        for entry in balance.sites
        for one in entry.lines
        if (one.site_id, one.material) == (site, material)
    ]
    return found


CHAIN = [
    flow("T1", 1000, Flow.INTAKE, "P1"),
    flow("C1", 1000, Flow.TRANSFER, "T1"),
    flow("K1", 900, Flow.TRANSFER, "C1"),
]
"""A tonne from a point by a station and a centre, where a tenth is residue."""


def test_a_tonne_down_the_chain_is_balanced_everywhere_and_enters_once(
    chain: Network,
) -> None:
    made = month_balance(chain, MONTH, CHAIN, empty_floors("T1", "C1", "K1"))
    assert [site.site_id for site in made.sites] == ["C1", "K1", "T1"]
    assert [site.gap_kg for site in made.sites] == [0, 0, 0]
    assert made.flagged == ()
    assert (made.entered_kg, made.transferred_kg) == (1000, 1900)
    assert line(made, "C1").residue_kg == 100
    # The park turns 900 kg into products, a tenth of it is residue again.
    assert (line(made, "K1").used_kg, line(made, "K1").residue_kg) == (810, 90)


def test_a_load_weighed_at_both_ends_leaves_once(chain: Network) -> None:
    both = [*CHAIN, flow("C1", 900, Flow.OUTPUT)]
    out = {
        rule: line(month_balance(chain, MONTH, both, (), rule), "C1").out_kg
        for rule in OutRule
    }
    assert out == {
        OutRule.OWN_ELSE_ARRIVALS: 900,
        OutRule.OWN: 900,
        OutRule.ARRIVALS: 900,
    }
    without = month_balance(chain, MONTH, CHAIN, (), OutRule.OWN)
    assert line(without, "C1").out_kg == 0
    assert Doubt.NOTHING_LEFT in line(without, "C1").doubts


def test_own_tickets_go_before_what_others_say(chain: Network) -> None:
    differing = [*CHAIN, flow("C1", 880, Flow.OUTPUT)]
    made = month_balance(chain, MONTH, differing, empty_floors("C1"))
    assert line(made, "C1").out_kg == 880
    assert line(made, "C1").gap_kg == 20  # 1000 - 880 - 100 of residue
    assert not made.flagged  # 20 of 1000 is the tolerance, not beyond it


def test_a_gap_beyond_the_tolerance_is_flagged(chain: Network) -> None:
    differing = [*CHAIN, flow("C1", 879, Flow.OUTPUT)]
    made = month_balance(chain, MONTH, differing, empty_floors("C1", "T1", "K1"))
    (flagged,) = made.flagged
    assert (flagged.site_id, flagged.gap_kg) == ("C1", 21)
    assert line(made, "C1").doubts == (Doubt.BEYOND_TOLERANCE,)


def test_stock_explains_what_did_not_leave(chain: Network) -> None:
    flows = [flow("T1", 1000, Flow.INTAKE), flow("T1", 700, Flow.OUTPUT)]
    # The stocktake of 2 November still tells the end of October.
    stocks = [stock("T1", BEFORE, 50), stock("T1", date(2026, 11, 2), 350)]
    made = month_balance(chain, MONTH, flows, stocks)
    assert line(made, "T1").stock_change_kg == 300
    assert line(made, "T1").gap_kg == 0


def test_a_missing_stocktake_is_said_and_counts_as_no_change(chain: Network) -> None:
    flows = [flow("T1", 1000, Flow.INTAKE), flow("T1", 700, Flow.OUTPUT)]
    late = [stock("T1", BEFORE, 50), stock("T1", date(2026, 11, 4), 350)]
    made = month_balance(chain, MONTH, flows, late)
    assert line(made, "T1").stock_change_kg is None
    assert line(made, "T1").doubts == (
        Doubt.BEYOND_TOLERANCE,
        Doubt.NO_CLOSING_STOCK,
    )


def test_imports_come_in_and_are_told_apart(chain: Network) -> None:
    made = month_balance(chain, MONTH, [flow("K1", 500, Flow.IMPORT)], ())
    assert (line(made, "K1").import_kg, line(made, "K1").in_kg) == (500, 500)


def test_what_is_passed_on_unsorted_leaves_no_residue(chain: Network) -> None:
    flows = [
        flow("C1", 1000, Flow.INTAKE),
        flow("C2", 1000, Flow.TRANSFER, "C1"),
        flow("K1", 900, Flow.TRANSFER, "C2"),
    ]
    made = month_balance(chain, MONTH, flows, empty_floors("C1", "C2", "K1"))
    assert line(made, "C1").residue_kg == 0
    assert line(made, "C2").residue_kg == 100
    assert not made.flagged


def test_vehicles_become_what_their_dismantler_makes_of_them(chain: Network) -> None:
    flows = [
        flow("E1", 10_000, Flow.INTAKE, material="elv"),
        flow("E1", 6_000, Flow.OUTPUT, material="steel"),
        flow("K1", 900, Flow.TRANSFER, "E1"),
    ]
    stocks = [
        stock("E1", BEFORE, 1_000, "elv"), stock("E1", END, 2_000, "elv"),
        stock("E1", BEFORE, 0, "steel"), stock("E1", END, 300, "steel"),
    ]  # fmt: skip
    made = month_balance(chain, MONTH, flows, stocks)
    vehicles = line(made, "E1", "elv")
    # 9,000 kg were dismantled: 6,300 steel, 900 paper, 1,800 residue.
    assert (vehicles.used_kg, vehicles.residue_kg, vehicles.gap_kg) == (7_200, 1_800, 0)
    assert line(made, "E1", "steel").made_kg == 6_300
    assert line(made, "E1", "steel").gap_kg == 0
    assert line(made, "E1", "paper").gap_kg == 0
    dismantler = next(site for site in made.sites if site.site_id == "E1")
    assert (dismantler.used_kg, dismantler.gap_kg) == (0, 0)


def test_a_sink_that_gives_out_more_than_it_got_is_flagged(chain: Network) -> None:
    flows = [flow("K1", 100, Flow.IMPORT), flow("K1", 150, Flow.OUTPUT)]
    (park,) = month_balance(chain, MONTH, flows, ()).flagged
    assert park.gap_kg == -50


def test_outputs_without_any_intake_are_flagged(chain: Network) -> None:
    (made,) = month_balance(chain, MONTH, [flow("C1", 5, Flow.OUTPUT)], ()).flagged
    assert made.gap_share is None
    assert made.gap_kg == -5


def test_sites_that_only_give_are_no_balances(chain: Network) -> None:
    only = [flow("C1", 100, Flow.INTAKE, "P1"), flow("C2", 100, Flow.INTAKE, "G1")]
    made = month_balance(chain, MONTH, only, ())
    assert {site.site_id for site in made.sites} == {"C1", "C2"}


def test_a_rule_nobody_knows_is_named() -> None:
    assert OutRule.parse("arrivals") is OutRule.ARRIVALS
    with pytest.raises(InputError, match="own_else_arrivals, own, arrivals, got 'x'"):
        OutRule.parse("x")


def test_every_kilogram_of_a_line_is_accounted_for(chain: Network) -> None:
    flows = [flow("C1", 997, Flow.INTAKE), flow("C1", 123, Flow.OUTPUT)]
    for site in month_balance(chain, MONTH, flows, ()).sites:
        assert site.in_kg == (
            site.out_kg + site.stock_change_kg + site.used_kg
            + site.residue_kg + site.gap_kg
        )  # fmt: skip
