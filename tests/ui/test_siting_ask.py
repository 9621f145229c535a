"""What a planner fills in becomes the options the command line would make."""

import pytest

from recycling.domain.errors import InputError
from recycling.services.scenario_files import ask_of
from recycling.services.siting_request import SitingAsk
from recycling.ui.siting_ask import ScenarioForm, free_name, options_of


def ask(**given):
    return ask_of(options_of(ScenarioForm("mine", **given)), "form")


def test_the_form_as_it_opens_asks_for_the_plan():
    assert ask() == SitingAsk("mine", target="plan:100")


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"goal": "plan", "plan_pct": 95.0}, {"target": "plan:95"}),
        ({"goal": "tonnes", "target_10kt": 120.5}, {"target": "120.5"}),
        ({"goal": "coverage", "coverage_pct": 90}, {"coverage_pct": 90.0}),
        ({"goal": "cost"}, {}),
    ],
)
def test_goals(given, asked):
    assert ask(**given) == SitingAsk("mine", **asked)


def test_limits_switches_sites_and_areas():
    made = ask(
        goal="cost", years="2025\uff0c 2027", green=3, budget_10k_cny=5000.0,
        max_haul_km=40.0, min_throughput_t=30000.0, equity_pct=50.0, demand_pct=120.0,
        single_source=True, trunks=False, keep=["C1"], close=["C2"],
        exclude={"Lake": "POLYGON ((0 0, 1 0, 1 1, 0 0))"},
    )  # fmt: skip
    assert made == SitingAsk(
        "mine", years=(2025, 2027), green=(3,), budget_10k_cny=5000.0,
        max_haul_km=40.0, min_throughput_t=30000.0, equity_pct=50.0, demand_pct=120.0,
        single_source=True, trunks=False, keep=("C1",), close=("C2",),
        exclude={"Lake": "POLYGON ((0 0, 1 0, 1 1, 0 0))"},
    )  # fmt: skip
    # A zone's corners are no words: its name stands for it.
    assert dict(made.as_text())["exclude"] == "Lake"


def test_years_that_are_none():
    with pytest.raises(InputError, match="--periods: must be years"):
        ask(years="next")


def test_a_name_nobody_has():
    assert free_name(["scenario-1", "base"]) == "scenario-2"
