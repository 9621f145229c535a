"""Studies through the database: made, saved, compared, tested by routing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recycling.dispatch.prizes import with_prizes
from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.materials import Parameter
from recycling.domain.orders import Order, OrderSource
from recycling.domain.targets import Indicator
from recycling.domain.trials import SitingTrial
from recycling.services.context import Context
from recycling.services.planning import plan_routes, plan_siting
from recycling.services.siting_request import SitingAsk
from recycling.services.siting_studies import (
    compared,
    planned_share,
    prize_of,
    robust_siting,
    sensitivity_asks,
    study_siting,
)
from recycling.services.siting_trial import try_siting
from recycling.services.study_exporting import export_study
from recycling.services.study_files import load_study, save_study, study_names
from tests.builders import DAY
from tests.unit.recycling.reporting.studies import STUDY
from tests.unit.recycling.siting.second_echelon import MORE

ASK = SitingAsk(
    years=(2026, 2028), trunks=False, carbon_price_cny=0.0, target="0.05", green=(1,)
)


@pytest.fixture
def quick(context: Context, write: Callable[[str, Iterable[Any]], None]) -> Context:
    """Give the street with what studies need, and short limits."""
    write("parameters", [Parameter(code, value, "-") for code, value in MORE.items()])
    settings = context.settings
    return replace(
        context,
        settings=replace(
            settings,
            siting=replace(settings.siting, time_limit_s=3.0),
            dispatch=replace(settings.dispatch, time_limit_s=1.0, workers=1),
        ),
    )


def test_a_study_is_written_and_read_back_whole(tmp_path: Path) -> None:
    save_study(tmp_path, STUDY)
    assert load_study(tmp_path, "hand") == replace(STUDY, plans=())
    assert study_names(tmp_path) == ["hand"]


def test_a_scenario_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    save_study(tmp_path, STUDY)
    with pytest.raises(NotReadyError, match="'lost': not there, known: hand"):
        load_study(tmp_path, "lost")
    with pytest.raises(InputError, match="--scenario"):
        load_study(tmp_path, "../escape")
    (tmp_path / "siting" / "hand.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"hand\.json: not a siting study"):
        load_study(tmp_path, "hand")


def test_a_study_is_saved_with_a_plan_for_every_year(quick: Context) -> None:
    study = study_siting(quick, DAY, ASK)
    workspace = quick.settings.workspace
    assert load_study(workspace, "base") == replace(study, plans=())
    with quick.unit_of_work() as work:
        assert work.plans.siting("siting-base-2028") == study.plans[1]
        # Routes build on the last one saved: there was none before.
        assert work.plans.siting() == study.plans[0]
    assert [year.recovered_kg >= 500_000 for year in study.years] == [True, True]
    assert prize_of(workspace, "base", DAY) == study.price_fen_per_t(2026)


def test_a_scenario_does_not_become_what_routes_build_on(quick: Context) -> None:
    def last() -> str:
        with quick.unit_of_work() as work:
            plan = work.plans.siting()
        assert plan is not None
        return plan.plan_id

    main = plan_siting(quick, DAY)
    study_siting(quick, DAY, replace(ASK, scenario="other"))
    assert last() == main.plan_id
    study_siting(quick, DAY, replace(ASK, scenario="chosen"), adopt=True)
    assert last() == "siting-chosen-2026"


def test_a_scenario_without_target_has_no_prize(tmp_path: Path) -> None:
    save_study(tmp_path, replace(STUDY, demands=()))
    with pytest.raises(NotReadyError, match="--target plan"):
        prize_of(tmp_path, "hand", DAY)


def test_scenarios_to_compare_are_at_least_two(tmp_path: Path) -> None:
    save_study(tmp_path, STUDY)
    with pytest.raises(InputError, match="at least two"):
        compared(tmp_path, ["hand"])


def test_a_study_is_exported_in_every_format(quick: Context, tmp_path: Path) -> None:
    files = export_study(quick, STUDY, tmp_path / "out", "zh")
    assert [path.name for path in files] == [
        "study.json", "study.xlsx", "study.geojson", "study.gpkg",
    ]  # fmt: skip
    assert all(path.stat().st_size for path in files)


def test_variants_change_demand_diesel_and_target() -> None:
    names = [ask.scenario for ask in sensitivity_asks(SitingAsk())]
    assert names == [
        "base", "base-demand80", "base-demand120", "base-diesel80", "base-diesel120",
        "base-target1000", "base-target1100", "base-target1200",
    ]  # fmt: skip


def test_targets_of_a_part_of_the_city_are_its_share(quick: Context) -> None:
    share = planned_share(quick)
    with quick.unit_of_work() as work:
        totals = [
            target.value
            for target in work.inputs.targets()
            if target.indicator is Indicator.RECOVERED
            and target.year == 2027
            and not target.material
            and not target.district
        ]
    assert share == (totals[0] / 11e9 if totals else 1.0)
    assert sensitivity_asks(SitingAsk(), 0.05)[-1].target == "60.000"


def test_what_stays_is_asked_within_sensible_limits(quick: Context) -> None:
    ask = replace(ASK, years=(2026,))
    assert robust_siting(quick, DAY, ask, 0.01, 1).costs_fen
    with pytest.raises(InputError, match="--within"):
        robust_siting(quick, DAY, ask, 2.0, 1)


def test_a_routed_plan_is_solved_again_with_its_ways(quick: Context) -> None:
    trial = try_siting(quick, DAY, replace(ASK, years=(2026,)), 2)
    assert isinstance(trial, SitingTrial)
    assert trial.zones
    factors = {zone.zone: zone.factor for zone in trial.zones}
    assert all(factor is not None and factor > 0 for factor in factors.values())
    assert trial.after.name == "base-routed"
    assert "haul_factors" in dict(trial.after.options)
    with pytest.raises(InputError, match="--days"):
        try_siting(quick, DAY, ASK, 0)


def test_prizes_make_cycle_visits_optional_and_leave_bookings() -> None:
    visit = Order("o1", "P1", DAY, "paper", 2_500)
    booked = replace(visit, order_id="o2", source=OrderSource.BOOKING)
    first, second = with_prizes([visit, booked], 36_100)
    assert not first.is_required
    assert first.prize_fen == 90_250
    assert second == booked


def test_routes_serve_what_its_worth_pays_for(quick: Context) -> None:
    # At no worth a visit only costs; at 1,000 CNY a kilogram each pays for itself.
    worthless = plan_routes(quick, DAY, 0)
    assert worthless.routes == ()
    assert worthless.unserved
    precious = plan_routes(quick, DAY, 100_000_000)
    served = plan_routes(quick, DAY)
    assert precious.load_kg == served.load_kg > 0
