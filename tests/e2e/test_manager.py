"""A manager's day in a browser: the landing, a part of the city, tickets, a report."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from recycling.services.job_results import kept_result, newest_job
from recycling.services.overview import read_overview
from recycling.services.tracing import traced
from recycling.ui.figures import Figures, percent
from recycling.ui.overview_choice import Choice
from recycling.ui.overview_sums import stand
from tests.e2e.visits import Visit, visiting

DISTRICT = "500103"


def metric(page: Page, name: str):
    """Card of a headline figure."""
    return page.get_by_test_id("stMetric").filter(has_text=name)


def sum_of_tickets(visit: Visit, folder: Path) -> int:
    """Take the list of tickets of the dialog away and add up its kilograms."""
    table = visit.page.get_by_role("dialog").get_by_test_id("stDataFrame").last
    rows = visit.rows(table, folder)
    return sum(int(row[visit.words("behind.net_kg")]) for row in rows)


def work_out_the_landing(visit: Visit, city) -> None:
    """Ask for the forecast, which a worker makes, and read its landing."""
    words = visit.words
    visit.press("again_forecast")
    expect(visit.keyed("job_close")).to_be_visible()
    visit.settle()
    job = newest_job(city, "forecast")
    assert job is not None
    kept = kept_result(job)
    assert kept is not None
    landing = kept.value.landing(2027, "", "")
    card = metric(visit.page, words("headline.landing", year=2027))
    expect(card).to_contain_text(Figures(words, "10kt").mass(landing.p50))
    chance = words("headline.landing_delta", share=percent(landing.probability))
    expect(card).to_contain_text(chance)
    visit.press("job_close")


def test_a_manager_reads_the_landing_and_drills_down(browser, app, city, tmp_path):
    with visiting(browser, app, "zh") as visit:
        words, page = visit.words, visit.page
        with city.unit_of_work() as work:
            day = work.books.last_ticket_day()
        visit.open()
        work_out_the_landing(visit, city)
        name = words.name(network_of(city).districts[DISTRICT])
        visit.pick("district", name)
        # Of a month there are few enough tickets for all of them to be listed.
        visit.pick("period", words("filter.month", year=day.year, month=f"{day:%m}"))
        visit.pick("material", words.name(network_of(city).materials["steel"]))
        assert "district=" in page.url
        assert "material=" in page.url
        link = page.url.partition("/?")[2]
        overview = read_overview(city, day)
        standing = stand(overview, Choice(f"{day:%Y-%m}", DISTRICT, "steel"))
        figures = Figures(words, "t")
        visit.choose("unit", words("unit.t"))
        card = metric(page, words("headline.recovered"))
        shown = figures.mass(standing.actual_kg)
        expect(card.first).to_contain_text(shown)
        with traced(city, standing.choice.figure()) as found:
            entries = list(found.entries)
        assert sum(entry.net_kg for entry in entries) == standing.actual_kg
        visit.press("behind_recovered")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(standing.choice.figure())
        assert sum_of_tickets(visit, tmp_path) == standing.actual_kg
        page.keyboard.press("Escape")
        visit.open(f"?{link}")
        expect(card.first).to_contain_text(
            Figures(words, "10kt").mass(standing.actual_kg)
        )

        visit.open("reports")
        title = page.get_by_role("heading", level=3).first.inner_text()
        pdf = visit.download("report_download_pdf", tmp_path)
        text = "".join(p.extract_text() for p in PdfReader(pdf).pages)
        squeezed = re.sub(r"\s", "", text)
        assert re.sub(r"\s", "", title) in squeezed
        assert f"{day:%Y-%m-%d}" in text
        visit.expect_no_error()


def network_of(city):
    """Network of the database."""
    with city.unit_of_work() as work:
        return work.inputs.network()
