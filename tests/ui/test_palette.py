"""Colours that stand out from the page and, for everybody, from each other.

Contrast after WCAG 2.2 (1.4.3 text 4.5:1, 1.4.11 graphics 3:1), differences as CIE 1976
L*a*b* distances under D65, colour vision after Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6),
2009: matrices of severity 1.0, on linear sRGB.
"""

import re
import tomllib
from itertools import combinations

import numpy as np
import pytest

from recycling.reporting import charts as document_charts
from recycling.reporting import palette
from recycling.reporting.palette import rgba
from recycling.ui import (
    charts,
    dispatch_gantt,
    dispatch_map,
    job_view,
    network_map,
    operations_map,
    overview_charts,
    overview_map,
    report_charts,
    siting_map,
    siting_tables,
)
from tests.conftest import REPOSITORY

HEX = re.compile(r'"#[0-9a-fA-F]{6}"')
LEAST_TEXT, LEAST_GRAPHICS = 4.5, 3.0
LEAST_DISTANCE = 20.0
"""CIELAB distance of any two colours shown together; some 2.3 are just noticed."""

VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# IEC 61966-2-1: linear sRGB to CIE XYZ under D65.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def shown_together():
    """Collect the sets of colours that stand beside each other, by where they do."""
    zone, ground = rgba(palette.VIOLET), rgba(palette.GROUND)
    routes = dict(dispatch_map.PALETTE)
    # Routes beside the chosen one step back on purpose; their colour is the others'.
    del routes[dispatch_map.FADED]
    sets = {
        "bands": charts.BANDS.values(),
        "series": charts.SERIES.values(),
        "fan": [overview_charts.FAN, charts.ACTUAL, charts.DUE],
        "steps": overview_charts.STEPS.values(),
        "districts": overview_map.COLOURS.values(),
        "activities": dispatch_gantt.COLOURS.values(),
        "job": job_view.COLOURS.values(),
        "costs": siting_tables.COLOURS,
        "documents": report_charts.COLOURS.values(),
        "printed": document_charts._COLOURS.values(),
        "steps of documents": [charts.ACTUAL, palette.GREEN, palette.RED],
        "decisions": [*siting_map.PALETTE.values(), zone],
        "states": operations_map.PALETTE.values(),
        "routes": [*routes.values()],
        "ground": [ground],
    }
    for mode, colours in network_map.PALETTES.items():
        sets[f"network by {mode}"] = [*colours.values(), zone]
    return {
        place: sorted(set(map(on_white, colours))) for place, colours in sets.items()
    }


def on_white(colour):
    """Colour as it looks on a white page."""
    red, green, blue, opacity = rgba(colour) if isinstance(colour, str) else colour
    share = opacity / 255
    return tuple(share * each + (1 - share) * 255 for each in (red, green, blue))


def linear(colour):
    part = np.array(colour) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    lights = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour, vision):
    seen = np.clip(VISIONS[vision] @ linear(colour), 0, 1)
    part = TO_XYZ @ seen / TO_XYZ.sum(axis=1)
    root = np.where(
        part > (6 / 29) ** 3, np.cbrt(part), part * (29 / 6) ** 2 / 3 + 4 / 29
    )
    return np.array(
        [116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])]
    )


SETS = shown_together()
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def test_the_sums_are_those_of_the_standards():
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(WHITE, (118, 118, 118)) == pytest.approx(4.54, abs=0.01)
    # CIE L*a*b* of sRGB red, and of greys, which no vision changes.
    assert lab((255, 0, 0), "normal") == pytest.approx([53.2, 80.1, 67.2], abs=0.1)
    for vision in VISIONS:
        assert lab((119, 119, 119), vision) == pytest.approx([50, 0, 0], abs=0.2)


@pytest.mark.parametrize("place", SETS)
def test_graphics_stand_out_from_the_page(place):
    assert SETS[place]
    faint = {
        colour: round(contrast(colour, WHITE), 2)
        for colour in SETS[place]
        if contrast(colour, WHITE) < LEAST_GRAPHICS
    }
    assert not faint


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("place", SETS)
def test_colours_shown_together_are_told_apart(place, vision):
    near = {}
    for one, other in combinations(SETS[place], 2):
        distance = float(np.linalg.norm(lab(one, vision) - lab(other, vision)))
        if distance < LEAST_DISTANCE:
            near[one, other] = round(distance, 1)
    assert not near


@pytest.mark.parametrize("name", ["red", "orange", "green", "blue", "gray"])
def test_badges_and_coloured_words_can_be_read(name):
    path = REPOSITORY / ".streamlit" / "config.toml"
    theme = tomllib.loads(path.read_text(encoding="utf-8"))["theme"]
    text = on_white(theme[f"{name}TextColor"])
    assert contrast(text, on_white(theme[f"{name}BackgroundColor"])) >= LEAST_TEXT
    assert contrast(text, on_white(theme["backgroundColor"])) >= LEAST_TEXT


def test_the_words_of_the_page_and_of_charts_can_be_read():
    path = REPOSITORY / ".streamlit" / "config.toml"
    theme = tomllib.loads(path.read_text(encoding="utf-8"))["theme"]
    assert theme["textColor"] == palette.INK
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for words in ("textColor", "primaryColor"):
            shown = on_white(theme[words]), on_white(theme[ground])
            assert contrast(*shown) >= LEAST_TEXT


def test_no_colour_is_outside_the_palette():
    folders = [REPOSITORY / "recycling" / name for name in ("ui", "reporting")]
    scattered = [
        path.name
        for folder in folders
        for path in sorted(folder.glob("*.py"))
        if path.name != "palette.py" and HEX.search(path.read_text(encoding="utf-8"))
    ]
    # The grid of printed charts is no information.
    assert scattered == ["charts.py"]
