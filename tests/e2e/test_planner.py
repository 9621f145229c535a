"""A planner's day in a browser: two scenarios, their reasons, comparison and files."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from recycling.domain.sites import Site, SiteKind, SiteStatus
from recycling.domain.studies import SitingStudy
from recycling.reporting.study_compare import comparison_sections
from recycling.reporting.study_words import reason_text
from recycling.services.study_files import load_study
from recycling.ui.figures import Figures
from tests.e2e.visits import Visit, visiting

FIRST, SECOND = "green-first", "cheaper-fuel"


@pytest.fixture(scope="module")
def candidate(city) -> Site:
    """Find a place at which a centre may be built, as far as the database knows."""
    with city.unit_of_work() as work:
        network = work.inputs.network()
    return network.of_kind(SiteKind.SORTING_CENTRE, SiteStatus.CANDIDATE)[0]


def square_around(site: Site) -> str:
    """Corners of an area of about a hundred metres with a site in its middle."""
    half = 0.0005
    steps = ((-half, -half), (half, -half), (half, half), (-half, half))
    return "\n".join(f"{site.lon + x:.6f}, {site.lat + y:.6f}" for x, y in steps)


def run_scenario(visit: Visit, name: str) -> None:
    """Start the form as a job, use the page meanwhile, and wait for the result."""
    visit.fill("siting_name", name)
    visit.fill("siting_limit", "5")
    visit.press("siting_start")
    running = visit.keyed("job_cancel")
    expect(visit.page.get_by_role("progressbar")).to_be_visible()
    assert "job=" in visit.page.url
    if running.is_visible():
        # The form answers while the solver works.
        visit.fill("siting_years", "2027")
    expect(visit.keyed("job_close")).to_be_visible()
    visit.settle()
    visit.expect_no_error()
    result = visit.page.get_by_role("figure", name=visit.words("siting_page.map_alt"))
    expect(result).to_be_visible()
    visit.press("job_close")


def test_a_planner_makes_two_scenarios_and_compares_them(
    browser, app, city, candidate, tmp_path
):
    workspace = city.settings.workspace
    with visiting(browser, app, "en") as visit:
        visit.open("siting")
        expect(visit.page.get_by_text(visit.words("siting_page.none"))).to_be_visible()
        # The small city has not enough for all of the plan.
        visit.fill("siting_plan_pct", "80")
        visit.fill("siting_green", "1")
        visit.fill("siting_budget", "50000")
        visit.fill("siting_corners", square_around(candidate))
        read = visit.page.get_by_text("candidates inside: 1")
        expect(read).to_be_visible()
        run_scenario(visit, FIRST)
        first = load_study(workspace, FIRST)
        check_result(visit, first, candidate, tmp_path)

        visit.fill("siting_corners", "")
        visit.fill("siting_diesel", "60")
        run_scenario(visit, SECOND)
        second = load_study(workspace, SECOND)
        assert second.cost_fen < first.cost_fen
        visit.choose("siting_view", visit.words("siting_page.tab.compare"))
        figures = comparison_sections([first, second], "en")[1]
        name, *costs = figures.rows[0]
        assert costs[0] != costs[1]
        for text in (name, *costs):
            expect(visit.cell(text)).to_be_attached()

        visit.choose("siting_view", visit.words("siting_page.tab.export"))
        scenarios = visit.page.get_by_role(
            "combobox", name=visit.words("siting_page.scenario"), exact=True
        )
        scenarios.fill(SECOND)
        scenarios.press("Enter")
        visit.settle()
        archive = visit.download("siting_export", tmp_path)
        with ZipFile(archive) as files:
            told = json.loads(files.read("study.json"))
        assert told["cost_fen"] == second.cost_fen
        visit.expect_no_error()


def check_result(visit: Visit, study: SitingStudy, candidate: Site, folder: Path):
    """Read the cards and reasons of a scenario, and compare them with what it is."""
    figures, year = Figures(visit.words, "10kt"), study.years[0]
    assert year.green_centres >= 1
    metrics = visit.page.get_by_test_id("stMetric")
    expect(metrics.nth(0)).to_contain_text(figures.mass(year.recovered_kg))
    expect(metrics.nth(1)).to_contain_text(figures.money(year.cost_fen))
    left_out = next(s for s in study.sites if s.site_id == candidate.site_id)
    assert not left_out.is_open
    reason = reason_text(left_out.reason, "en")
    assert visit.words("siting_page.form.area") in reason
    rows = visit.rows(visit.table(), folder)
    assert reason in {row["reason"] for row in rows}
