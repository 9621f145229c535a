"""The stand-alone page as text: what it holds, and what it cannot do."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from maps.html import WORDS, WebPage, inert_json, render_page, write_page
from maps.html_layers import WebColumn, WebLayer, pack_layers

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & 渝"
BOTH = {"en": "Things", "zh": "东西"}
BLUE = (0, 114, 178, 220)

LINES = WebLayer(
    kind="line",
    label=BOTH,
    records=[
        {"id": "r1", "name": HOSTILE, "wkt": "LINESTRING (106 29, 106.5 29.25)"},
        {"id": "r2", "name": "two", "wkt": "LINESTRING (106 29, 106 29.5)"},
        {"id": "r3", "name": "none", "wkt": None},
    ],
    title="name",
    colours=[BLUE, (1, 2, 3, 255)],
    key="id",
)
STOPS = WebLayer(
    kind="point",
    label=BOTH,
    records=[
        {"of": "r2", "n": 0, "kind": "a", "kg": 5, "lon": 106.0, "lat": 29.0},
        {"of": "r9", "n": 1, "kind": "a", "kg": None, "lon": 106.00001, "lat": 29.5},
        {"of": "r1", "n": 2, "kind": "b", "kg": -2.5, "lon": 106.5, "lat": 29.25},
        {"of": "r1", "n": 3, "kind": "a", "kg": True, "lon": None, "lat": 29.25},
        {"of": "r1", "n": 4, "kind": "a", "kg": 0, "lon": 106.5, "lat": 29.25},
    ],
    title="kind",
    colours=[BLUE],
    columns=[WebColumn("kg", BOTH, digits=1), WebColumn("kind", BOTH)],
    parent="of",
    number="n",
)
AREA = WebLayer(
    kind="area",
    label=BOTH,
    records=[
        {"wkt": "POINT (1 2)", "code": "p"},
        {"wkt": "POLYGON ((106 29, 107 29, 106 30, 106 29))", "code": "q"},
    ],
    title="code",
    colours=[BLUE],
    names=[{"en": "P", "zh": "P"}, {"en": "Q", "zh": "丘"}],
)


def page() -> WebPage:
    return WebPage(
        title={"en": HOSTILE, "zh": "标题"},
        subtitle=BOTH,
        layers=[AREA, LINES, STOPS],
        words={lang: dict.fromkeys(WORDS, "w") for lang in ("en", "zh")},
        languages={"en": "English", "zh": "中文"},
        language="en",
    )


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*)</script>', text)
    assert found
    tree: dict[str, Any] = json.loads(found.group(1))
    return tree


def positions(origin: list[int], steps: list[int]) -> list[tuple[float, float]]:
    lon, lat = origin
    found = []
    for east, north in zip(steps[::2], steps[1::2], strict=True):
        lon, lat = lon + east, lat + north
        found.append((lon / 1e5, lat / 1e5))
    return found


def test_no_name_ends_the_script_or_begins_another() -> None:
    text = render_page(page())
    assert text.count("</script>") == 2
    assert text.count("<script") == 2
    assert "<!--" not in text
    assert "\u2028" not in text.split("<body>")[1]
    assert data_of(text)["title"]["en"] == HOSTILE


@pytest.mark.parametrize("value", [HOSTILE, [1, None, "]]>"], {"a\u2029": "&amp;"}])
def test_inert_json_reads_back(value: object) -> None:
    text = inert_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_the_policy_allows_this_script_and_style_and_nothing_else() -> None:
    text = render_page(page())
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert found
    policy = dict(part.strip().split(" ", 1) for part in found.group(1).split(";"))
    assert policy["default-src"] == "'none'"
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        inline = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inline
        digest = base64.b64encode(hashlib.sha256(inline.group(1).encode()).digest())
        assert policy[name] == f"'sha256-{digest.decode()}'"
    assert not re.search(r"(?:https?:)?//[a-z]|\son[a-z]+=|fetch\(", _markup(text))


def _markup(text: str) -> str:
    """Page without its comments, which are full of slashes."""
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


def test_every_word_the_script_says_is_asked_of_the_caller() -> None:
    folder = Path(str(files("maps")))
    code = {path.name: path.read_text("utf-8") for path in folder.glob("html_*.js")}
    said = set(re.findall(r'say\("(\w+)"\)', "".join(code.values())))
    said |= set(re.findall(r'\["[\w-]+", "(\w+)"\]', code["html_panel.js"]))
    said |= {"show_map", "show_list"}
    assert said == set(WORDS)


def test_lines_and_points_come_back_to_a_metre() -> None:
    packed = pack_layers([LINES, STOPS])
    lines, stops = packed["layers"]
    assert packed["origin"] == [10_600_000, 2_900_000]
    assert [positions(packed["origin"], part[0]) for part in lines["parts"]] == [
        [(106.0, 29.0), (106.5, 29.25)],
        [(106.0, 29.0), (106.0, 29.5)],
    ]
    assert positions(packed["origin"], stops["points"]) == [
        (106.0, 29.0), (106.00001, 29.5), (106.5, 29.25), (106.5, 29.25),
    ]  # fmt: skip


def test_what_has_no_place_is_left_out_everywhere() -> None:
    _, lines, stops = pack_layers([AREA, LINES, STOPS])["layers"]
    assert lines["count"] == 2
    assert stops["numbers"] == ["0", "1", "2", "4"]
    assert stops["columns"][0]["values"] == [5, None, -2.5, 0]


def test_parents_are_places_in_the_list() -> None:
    _, lines, stops = pack_layers([AREA, LINES, STOPS])["layers"]
    assert lines["is_listed"]
    assert stops["parents"] == [1, -1, 0, 0]


def test_texts_that_repeat_are_written_once() -> None:
    stops = pack_layers([STOPS])["layers"][0]
    assert stops["titles"] == {"codes": ["a", "b"], "at": [0, 0, 1, 0]}


def test_only_areas_are_on_a_layer_of_areas_with_their_names() -> None:
    area = pack_layers([AREA])["layers"][0]
    assert area["count"] == 1
    assert area["names"] == [{"en": "Q", "zh": "丘"}]
    assert area["fill"] == "#0072b23c"


def test_a_page_without_anything_is_one() -> None:
    empty = replace(page(), layers=[replace(STOPS, records=[])])
    assert data_of(render_page(empty))["origin"] == [0, 0]


def test_the_file_appears_whole(tmp_path: Path) -> None:
    write_page(tmp_path / "map.html", page())
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text("utf-8") == render_page(page())
