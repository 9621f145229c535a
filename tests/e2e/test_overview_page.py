"""The overview in a browser: both languages, wide and narrow, without internet."""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from recycling.reporting.palette import GREEN, RED, rgba
from recycling.ui.i18n import Words

WAIT_MS = 30_000
# The colours the map has for districts on plan and below 90 % of it.
BANDS = (rgba(GREEN)[:3], rgba(RED)[:3])


@dataclass
class Visit:
    """A page, and what the browser did and said while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    locale, width = getattr(request, "param", ("zh-CN", 1400))
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 950}
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    watched = Visit(page)
    page.on("request", lambda sent: watched.requests.append(sent.url))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            watched.complaints.append(said.text) if said.type == "error" else None
        ),
    )
    yield watched
    context.close()


def open_overview(visit: Visit, address: str, words: Words) -> None:
    page = visit.page
    page.goto(address, wait_until="domcontentloaded")
    first = page.get_by_test_id("stMetric").first
    expect(first).to_contain_text(words("headline.recovered"), timeout=WAIT_MS)
    expect(page.get_by_text(words("carbon_card.note"))).to_be_attached(timeout=WAIT_MS)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=WAIT_MS)


def outside(urls: list[str]) -> list[str]:
    """Addresses that lie on another machine; ``data:`` and ``blob:`` lie on none."""
    return [
        url
        for url in urls
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"}
        and urlsplit(url).hostname != "127.0.0.1"
    ]


def colours_of_the_map(page: Page) -> set[tuple[int, ...]]:
    """Colours drawn by deck.gl; software drawing takes a moment."""
    chart = page.get_by_test_id("stDeckGlJsonChart")
    chart.scroll_into_view_if_needed()
    end = time.monotonic() + WAIT_MS / 1000
    while True:
        image = Image.open(io.BytesIO(chart.screenshot())).convert("RGB")
        pixels = image.getcolors(image.width * image.height) or []
        found = {colour for _, colour in pixels if isinstance(colour, tuple)}
        if has_all(found) or time.monotonic() > end:
            return found
        time.sleep(0.5)


def has_all(found: set[tuple[int, ...]]) -> bool:
    """Tell whether every band's colour occurs; on white it is a shade lighter."""
    return all(
        any(max(abs(a - b) for a, b in zip(c, wanted, strict=True)) < 40 for c in found)
        for wanted in BANDS
    )


def test_the_page_asks_no_other_machine(visit, address, tmp_path):
    open_overview(visit, address, Words("zh"))
    visit.page.screenshot(path=tmp_path / "overview.png")
    assert (tmp_path / "overview.png").stat().st_size > 10_000
    assert has_all(colours_of_the_map(visit.page))
    assert not outside(visit.requests)
    assert not visit.complaints


@pytest.mark.parametrize("visit", [("en-US", 390)], indirect=True)
def test_the_page_fits_a_telephone(visit, address, tmp_path):
    open_overview(visit, address, Words("en"))
    visit.page.screenshot(path=tmp_path / "overview.png")
    main = "document.querySelector('[data-testid=stMain]')"
    assert visit.page.evaluate(f"{main}.scrollWidth <= window.innerWidth")
    assert not outside(visit.requests)
    assert not visit.complaints


def test_a_link_in_one_language_and_the_switch_to_another(visit, address):
    zh = Words("zh")
    open_overview(visit, f"{address}/?lang=English", Words("en"))
    visit.page.get_by_role("radio", name="中文").click()
    heading = visit.page.get_by_role("heading", name=zh("page.overview"))
    expect(heading).to_be_visible(timeout=WAIT_MS)
    first = visit.page.get_by_test_id("stMetric").first
    expect(first).to_contain_text(zh("headline.recovered"))
    assert not visit.complaints


def test_a_filter_stands_in_the_address_and_a_link_keeps_it(visit, address):
    words = Words("zh")
    open_overview(visit, address, words)
    districts = visit.page.get_by_role("combobox", name=words("filter.district"))
    districts.fill("万州")
    districts.press("Enter")
    first = visit.page.get_by_test_id("stMetric").first
    # Only the 500 kt of vehicles were weighed there.
    expect(first).to_contain_text("50 万吨", timeout=WAIT_MS)
    link = visit.page.url
    assert "district=" in link
    visit.page.goto(f"{link}&lang=English", wait_until="domcontentloaded")
    expect(first).to_contain_text("50 × 10 kt", timeout=WAIT_MS)
    assert not visit.complaints


def test_a_figure_opens_its_tickets(visit, address):
    words = Words("zh")
    open_overview(visit, address, words)
    visit.page.get_by_role("button", name=words("behind.open")).first.click()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text("recovered_kg/2026/-/-/-", timeout=WAIT_MS)
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    assert not visit.complaints
