"""The city's siting problem: its parts, its dump, and the line of a run."""

from pathlib import Path

import pytest

from benchmarks.siting_city import CityJob, city_problem, run_job
from benchmarks.siting_city_command import city_line
from recycling.domain.plans import SiteAction
from recycling.domain.sites import SiteKind, SiteStatus
from recycling.siting.phased import PhasedSiting
from routing.siting.features import SitingFeature, features_of
from routing.siting.formats.problem_file import load_problem
from routing.siting.validate import validate_problem

POINTS = 300


@pytest.fixture(scope="module")
def city() -> PhasedSiting:
    return city_problem(POINTS, 3, 1)[1]


def test_the_city_has_the_centres_of_the_plan(city: PhasedSiting) -> None:
    sites = [options.site for options in city.sites]
    centres = [site for site in sites if site.kind is SiteKind.SORTING_CENTRE]
    candidates = [site for site in centres if site.status is SiteStatus.CANDIDATE]
    assert (len(centres) - len(candidates), len(candidates)) == (730, 100)
    assert sum(site.kind is SiteKind.DISMANTLER for site in sites) == 44
    materials = {group.material for group in city.groups[0]}
    assert len(materials) == 10
    assert not city.missing


def test_the_phased_city_asks_for_everything(city: PhasedSiting) -> None:
    validate_problem(city.problem)
    asked = features_of(city.problem)
    assert {
        SitingFeature.PERIODS, SitingFeature.MOVES, SitingFeature.TRUNKS,
        SitingFeature.FLOORS, SitingFeature.CAPITAL_BUDGET, SitingFeature.CARBON,
        SitingFeature.MIN_THROUGHPUT, SitingFeature.TAG_LIMITS, SitingFeature.FIXES,
    } <= asked  # fmt: skip
    assert [limit.minimum for limit in city.problem.limits_of("green")] == [0, 10, 10]


def test_excluded_candidates_say_why(city: PhasedSiting) -> None:
    assert city.problem.fixes
    for fix in city.problem.fixes:
        assert fix.states == {SiteAction.SKIP.value}
        assert " m (<= " in fix.reason
        assert "EX-" in fix.reason


def test_the_dump_is_the_problem(tmp_path: Path) -> None:
    job = CityJob(POINTS, 1, None, 1, 1, "auto", str(tmp_path))
    figures = run_job(job)
    assert figures["points"] == POINTS
    assert len(load_problem(tmp_path).clients) == figures["clients"]


def test_a_run_that_only_builds_has_no_verdict() -> None:
    line = city_line(CityJob(POINTS, 1, None, 1, 1, "auto", ""))
    assert line["ok"] is None
    assert line["objective"] is None
    assert line["peak_mb"] > 0
    assert line["instance"] == f"city-{POINTS}x1"
