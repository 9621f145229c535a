"""A job outlives the page that watches it, and the server that shows it."""

import re

from playwright.sync_api import expect

from recycling.services.job_results import ask_again
from tests.e2e.conftest import end_app, free_port, start_app
from tests.e2e.visits import visiting


def test_a_job_is_there_after_a_reload_and_after_the_server_was_killed(
    browser, app, city
):
    del app  # Its worker is the one that works on.
    port = free_port()
    server = start_app(city, port)
    job = ask_again(city, "levers")
    address = f"http://127.0.0.1:{port}"
    with visiting(browser, address, "en", may_lose_server=True) as visit:
        visit.open(f"?job={job.job_id}")
        title = visit.page.get_by_text(visit.words("lever.title"))
        panel = visit.keyed("job_cancel")
        expect(panel).to_be_visible()
        visit.page.reload(wait_until="domcontentloaded")
        expect(panel).to_be_visible()
        expect(visit.page).to_have_url(re.compile(job.job_id))
        end_app(server)
        server = start_app(city, port)
        visit.open(f"?job={job.job_id}")
        expect(panel).to_be_visible()
        expect(title.first).to_be_visible()
        visit.press("job_cancel")
        expect(panel).to_contain_text(visit.words("job.stopping"))
    end_app(server)
