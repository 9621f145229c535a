"""Every page in both languages: heard, typed, in one language, and photographed."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from recycling.ui.i18n import LANGUAGE_NAMES
from recycling.ui.navigation import PAGES
from tests.e2e import accessibility
from tests.e2e.visits import Visit, visiting

SCREENSHOTS = os.environ.get("RECYCLING_TEST_SCREENSHOTS", "")
"""Folder for a picture of each page; none are taken without."""

MOST_BYTES = 250_000
MAIN_ACTIONS = {
    "overview": "behind_recovered",
    "siting": "siting_form",
    "dispatch": "dispatch_plan_open",
    "reports": "report_download_pdf",
}
"""Key of what one does first on a page, reached by the tabulator key alone."""


def photograph(visit: Visit, name: str) -> None:
    """Keep a picture of the window, in few colours, when pictures are asked for."""
    if not SCREENSHOTS:
        return
    # Software drawing of maps takes a moment more than the page itself.
    visit.page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(visit.page.screenshot())).convert("RGB")
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{visit.words.lang}.png"
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("lang", LANGUAGE_NAMES)
def test_every_page_is_for_everybody(browser, app, lang):
    faults: dict[str, list[str]] = {}
    with visiting(browser, app, lang, height=1250) as visit:
        visit.open()
        for name, _ in PAGES:
            title = visit.words(f"page.{name}")
            link = visit.page.get_by_test_id("stTopNavLink")
            link.filter(has_text=title).first.click()
            heading = visit.page.get_by_role("heading", name=title).first
            expect(heading).to_be_visible()
            visit.settle()
            visit.expect_no_error()
            photograph(visit, name)
            faults[f"{name}: control without a name"] = accessibility.nameless(
                visit.page
            )
            faults[f"{name}: no text for a picture"] = accessibility.without_alt(
                visit.page
            )
            faults[f"{name}: headings"] = accessibility.heading_jumps(visit.page)
            faults[f"{name}: words"] = accessibility.foreign(visit.page, visit.words)
            action = MAIN_ACTIONS.get(name)
            if action and action not in accessibility.keys_by_tab(visit.page):
                faults[f"{name}: keyboard"] = [action]
    found = {place: told for place, told in faults.items() if told}
    assert not found, found


def test_every_page_has_an_address_of_its_own(browser, app):
    with visiting(browser, app, "en") as visit:
        for name, _ in PAGES:
            visit.open(f"{name}?lang=English&job=none")
            title = visit.words(f"page.{name}")
            heading = visit.page.get_by_role("heading", name=title).first
            expect(heading).to_be_visible()
            expect(visit.page.get_by_role("dialog")).to_have_count(0)
            chosen = visit.page.locator("[data-testid=stTopNavLink][aria-current=page]")
            expect(chosen).to_have_text(title)
            assert "job=none" in visit.page.url
