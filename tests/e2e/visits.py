"""A person before the app: what the browser asked for, and what it complained of."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from recycling.ui.i18n import Words

WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)
LOCALES = {"en": "en-US", "zh": "zh-CN"}
OWN_HOST = "127.0.0.1"

_IS_IDLE = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]');
}"""


@dataclass
class Visit:
    """A page in a language, and what the browser did and said while it was open."""

    page: Page
    address: str
    words: Words
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> None:
        """Open a page of the app and wait until all of it is there."""
        self.page.goto(f"{self.address}/{path}", wait_until="domcontentloaded")
        self.settle()

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        # A click is on its way for a moment before the page knows that it waits.
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(_IS_IDLE)

    def keyed(self, key: str) -> Locator:
        """Part of the page that has a key."""
        return self.page.locator(f".st-key-{key}")

    def press(self, key: str) -> None:
        """Press the button of a key and wait for what comes of it."""
        self.keyed(key).get_by_role("button").first.click()
        self.settle()

    def choose(self, key: str, name: str) -> None:
        """Choose an option of a row of buttons."""
        self.keyed(key).get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def pick(self, key: str, typed: str) -> None:
        """Pick the first option of a list that has the typed text in it."""
        box = self.keyed(key).get_by_role("combobox")
        if box.input_value() == typed:
            return
        box.fill(typed)
        self.page.get_by_role("option").filter(has_text=typed).first.click()
        self.settle()

    def fill(self, key: str, value: str) -> None:
        """Write into a field and leave it."""
        box = self.keyed(key).locator("input, textarea").first
        box.fill(value)
        box.press("Tab")
        self.settle()

    def download(self, key: str, folder: Path) -> Path:
        """Take a file away."""
        with self.page.expect_download(timeout=WAIT_MS) as waiting:
            self.keyed(key).get_by_role("button").click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def table(self, place: int = 0) -> Locator:
        """Table of the page, by its place among them."""
        return self.page.get_by_test_id("stDataFrame").nth(place)

    def cell(self, text: str) -> Locator:
        """Cell of a table; what is drawn is told to screen readers as well."""
        return self.page.locator("[role=gridcell]").filter(has_text=text).first

    def rows(self, table: Locator, folder: Path) -> list[dict[str, str]]:
        """Take the rows of a table away: of those drawn, a browser tells some only."""
        with self.page.expect_download() as waiting:
            # The button shows while the pointer is over the table.
            frame = table.locator("xpath=..")
            button = frame.get_by_role("button", name="Download as CSV")
            button.dispatch_event("click")
        path = folder / "table.csv"
        waiting.value.save_as(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def expect_no_error(self) -> None:
        """See that the page speaks of no error."""
        title = self.page.get_by_text(self.words("error.title"))
        expect(title).to_have_count(0)


def outside(urls: list[str]) -> list[str]:
    """Addresses that lie on another machine; ``data:`` and ``blob:`` lie on none."""
    return [
        url
        for url in urls
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"}
        and urlsplit(url).hostname != OWN_HOST
    ]


def is_complaint(said: ConsoleMessage) -> bool:
    """Tell whether the browser complains of something that is ours.

    Streamlit finds the server's folder by asking for its health below the page first;
    where a page's own address is opened, that is answered by 404.
    """
    return said.type == "error" and "/_stcore/" not in said.location["url"]


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    lang: str,
    *,
    width: int = 1400,
    height: int = 950,
    may_lose_server: bool = False,
) -> Iterator[Visit]:
    """Visit the app; at the end nothing was asked of others and nothing complained.

    Parameters
    ----------
    browser
        The browser.
    address
        Where the app is.
    lang
        What the browser speaks.
    width, height
        Size of the window, px.
    may_lose_server
        The server is ended meanwhile, of which a browser complains.
    """
    context = browser.new_context(
        locale=LOCALES[lang], viewport={"width": width, "height": height}
    )
    context.set_default_timeout(WAIT_MS)
    # Where a browser has its own window for saving, a test could not answer it.
    context.add_init_script("delete window.showSaveFilePicker")
    page = context.new_page()
    visit = Visit(page, address, Words(lang))
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: visit.complaints.append(said.text) if is_complaint(said) else None,
    )
    try:
        yield visit
        assert not outside(visit.requests)
        assert may_lose_server or not visit.complaints
    except BaseException:
        folder = os.environ.get("RECYCLING_TEST_FAILURES", "")
        if folder:
            page.screenshot(path=Path(folder) / "failure.png", full_page=True)
        raise
    finally:
        context.close()
