"""The stand-alone map in a browser: from a disk, without a single request."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from maps.html import WORDS, WebPage, write_page
from maps.html_layers import WebColumn, WebLayer
from maps.records import Record
from maps.style import ROUTE_COLOURS

HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror=alert(1)>"
CENTRE = (0, 114, 178, 255)
ROUTES, STOPS = 600, 15


@dataclass
class Visit:
    """A page, and what the browser asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def both(text: str) -> dict[str, str]:
    return {"en": f"{text} en", "zh": f"{text} 中"}


def routes() -> tuple[list[Record], list[Record]]:
    """Six hundred routes of fifteen stops on a grid, and their stops."""
    lines: list[Record] = []
    stops: list[Record] = []
    for n in range(ROUTES):
        west, south = 106 + n % 30 * 0.02, 29 + n // 30 * 0.03
        way = [(west + s % 5 * 0.004, south + s // 5 * 0.008) for s in range(STOPS)]
        pairs = ", ".join(f"{lon:.5f} {lat:.5f}" for lon, lat in way)
        name = HOSTILE if n == 0 else f"V-{n:04d}"
        lines.append(
            {"id": n, "name": name, "km": n / 10, "wkt": f"LINESTRING ({pairs})"}
        )
        stops += [
            {"of": n, "n": s, "name": f"stop {n}.{s}", "lon": lon, "lat": lat}
            for s, (lon, lat) in enumerate(way)
        ]
    return lines, stops


def big_page() -> WebPage:
    lines, stops = routes()
    km = WebColumn("km", both("way"), 1, unit={"en": "km", "zh": "公里"}, is_brief=True)
    return WebPage(
        title=both("Day"),
        subtitle=both("plan"),
        layers=[
            WebLayer(
                "area",
                both("Ground"),
                [
                    {
                        "name": "q",
                        "wkt": "POLYGON ((106 29, 106.6 29, 106.6 29.6, 106 29))",
                    }
                ],
                "name",
                [(120, 140, 132, 150)],
                names=[{"en": "Ground name", "zh": "地名"}],
            ),
            WebLayer(
                "line", both("Routes"), lines, "name", ROUTE_COLOURS, [km], key="id"
            ),
            WebLayer(
                "point", both("Stops"), stops, "name", [CENTRE], parent="of", number="n"
            ),
        ],
        words={
            "en": {key: f"{key} en" for key in WORDS},
            "zh": {key: f"{key} 中" for key in WORDS},
        },
        languages={"zh": "中文", "en": "English"},
        language="zh",
        facts=[(both("vehicles"), both("600"))],
        list_title=both("Vehicles"),
        badge=both("Synthetic"),
        attribution=both("source"),
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "day 1.html"
    write_page(path, big_page())
    return path


@pytest.fixture(params=[(1400, 900), (390, 844)], ids=["desktop", "telephone"])
def visit(
    browser: Browser, file: Path, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=width < 500
    )
    watched = Visit(context.new_page())
    page = watched.page
    page.on("request", lambda sent: watched.requests.append(sent.url))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("console", lambda said: watched.complaints.append(said.text))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    yield watched
    context.close()


def open_list(page: Page) -> None:
    """On a telephone the list waits under the map."""
    if page.locator("#sheet").is_visible():
        page.locator("#sheet").click()


SCALE = """() => {
    const bar = document.querySelector("#scale");
    return `${bar.innerText} ${bar.style.width}`;
}"""


def scale(page: Page) -> str:
    """Text and length of the scale bar: changes with every zoom."""
    return str(page.evaluate(SCALE))


def wait_for_scale(page: Page, known: str, *, is_same: bool) -> None:
    """Wait until the bar is as it was, or is no longer: drawing takes a frame."""
    sign = "===" if is_same else "!=="
    page.wait_for_function(f"known => ({SCALE})() {sign} known", arg=known)


DRAWN = """colour => {
    const map = document.querySelector("#map");
    const all = map.getContext("2d").getImageData(0, 0, map.width, map.height);
    for (let i = 0; i < all.data.length; i += 4) {
        if (colour.every((part, c) => all.data[i + c] === part)) return true;
    }
    return false;
}"""


def wait_for_colour(page: Page, colour: tuple[int, ...], *, is_there: bool) -> None:
    """Wait for a colour to be on the canvas itself, or to be gone from it."""
    wanted = "" if is_there else "!"
    page.wait_for_function(f"colour => {wanted}({DRAWN})(colour)", arg=list(colour))


def test_the_page_draws_and_asks_for_nothing(visit: Visit, file: Path) -> None:
    wait_for_colour(visit.page, CENTRE, is_there=True)
    assert visit.requests == [file.as_uri()]
    assert visit.complaints == []
    assert file.stat().st_size < 1_500_000


def test_a_hostile_name_stays_a_name(visit: Visit) -> None:
    open_list(visit.page)
    first = visit.page.locator("#list button").first
    expect(first.locator("strong")).to_have_text(HOSTILE)
    first.click()
    expect(visit.page.locator("#detail h3")).to_have_text(HOSTILE)
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.locator("img").count() == 0
    assert visit.complaints == []


def test_the_policy_blocks_a_request(visit: Visit) -> None:
    blocked = visit.page.evaluate(
        "fetch('https://example.org/').then(() => 'sent', () => 'blocked')"
    )
    assert blocked == "blocked"


def test_both_languages(visit: Visit) -> None:
    page = visit.page
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator("#title")).to_have_text("Day 中")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#title")).to_have_text("Day en")
    expect(page.locator("#badge")).to_have_text("Synthetic en")
    expect(page.locator("#layers")).to_contain_text("Routes en")


def test_search_and_choose(visit: Visit) -> None:
    page = visit.page
    open_list(page)
    expect(page.locator("#list button")).to_have_count(200)
    page.locator("#search").fill("v-0599")
    expect(page.locator("#list button")).to_have_count(1)
    expect(page.locator("#list small")).to_have_text("59.9 公里")
    before = scale(page)
    page.locator("#list button").click()
    expect(page.locator("#detail table.children tbody tr")).to_have_count(STOPS)
    wait_for_scale(page, before, is_same=False)
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_hidden()


def test_keys_wheel_and_buttons_zoom(visit: Visit) -> None:
    page = visit.page
    page.locator("#map").focus()
    seen = [scale(page)]
    for act in (
        lambda: page.keyboard.press("+"),
        lambda: page.locator("#zoom-in").click(),
        lambda: page.evaluate(
            "document.querySelector('#map').dispatchEvent(new WheelEvent('wheel', "
            "{deltaY: -120, clientX: 200, clientY: 200, cancelable: true}))"
        ),
    ):
        act()
        wait_for_scale(page, seen[-1], is_same=False)
        seen.append(scale(page))
    page.keyboard.press("0")
    wait_for_scale(page, seen[0], is_same=True)
    assert len(set(seen)) == len(seen)


def test_a_layer_goes_and_comes(visit: Visit) -> None:
    page = visit.page
    open_list(page)
    box = page.locator("#layers").get_by_label("Stops")
    box.uncheck()
    wait_for_colour(page, CENTRE, is_there=False)
    box.check()
    wait_for_colour(page, CENTRE, is_there=True)


def test_a_stop_under_the_pointer_tells_its_name(visit: Visit) -> None:
    page = visit.page
    if page.locator("#sheet").is_visible():
        pytest.skip("a telephone has no pointer that hovers")
    open_list(page)
    page.locator("#search").fill("V-0300")
    before = scale(page)
    page.locator("#list button").click()
    wait_for_scale(page, before, is_same=False)
    row = page.locator("#detail table.children tbody tr").nth(7)
    expect(row).to_contain_text("stop 300.7")
    box = page.locator("#map").bounding_box()
    assert box is not None
    # The middle stop of the grid stands in the middle of the map.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#tip strong")).to_have_text("stop 300.7")


def test_print_leaves_the_controls_out(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.emulate_media(media="print")
    for name in ("#zoom", "#sheet", "#languages", "#list-section"):
        expect(page.locator(name)).to_be_hidden()
    expect(page.locator("#title")).to_be_visible()
    page.screenshot(path=tmp_path / "print.png", full_page=True)
    assert (tmp_path / "print.png").stat().st_size > 10_000
