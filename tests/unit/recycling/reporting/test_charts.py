"""Charts are drawn to scale."""

from xml.etree import ElementTree as ET

import pytest

from recycling.reporting.charts import WIDTH, chart_svg, ticks, waterfall_spans
from recycling.reporting.documents import Chart, ChartKind, Role, Series
from tests.unit.recycling.reporting.papers import NAMES, paper

SVG = "{http://www.w3.org/2000/svg}"


def drawn(key: str) -> ET.Element:
    chart = next(chart for chart in paper("zh").charts if chart.key == key)
    return ET.fromstring(chart_svg(chart, "Some Font"))  # noqa: S314 - our own


def bars_of(root: ET.Element) -> list[tuple[float, float]]:
    """Left edge and width of all bars; legends are 10 wide and lie above."""
    return [
        (float(bar.attrib["x"]), float(bar.attrib["width"]))
        for bar in root.iter(f"{SVG}rect")
        if float(bar.attrib["y"]) > 20
    ]


def test_bars_are_as_long_as_their_values() -> None:
    root = drawn("bars")
    (left, width), (_, nothing) = bars_of(root)
    marks = [line.attrib["points"] for line in root.iter(f"{SVG}polyline")]
    due = float(marks[0].split(",")[0])
    # 0.123 of 0.200, as the table shows them.
    assert width / (due - left) == pytest.approx(0.123 / 0.2, abs=0.01)
    assert nothing < 1
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {NAMES["zh"][0], "0.123", "0.000", "万吨"} <= set(words)


def test_a_fan_lies_between_low_and_high() -> None:
    root = drawn("fan")
    (fan,) = root.iter(f"{SVG}polygon")
    points = [tuple(map(float, p.split(","))) for p in fan.attrib["points"].split()]
    assert len(points) == 4
    (low_x, low_y), (_, last_low_y), (_, last_high_y), (_, high_y) = points
    assert low_x < WIDTH
    # 1 to 3 is two units wide, 2 to 6 four of them.
    assert last_low_y - last_high_y == pytest.approx(2 * (low_y - high_y), abs=0.2)
    # One actual value is a dot, not a line nobody sees.
    assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_a_waterfall_goes_from_total_to_total() -> None:
    assert list(waterfall_spans([10.0, -4.0, 1.0, 7.0])) == [
        (0.0, 10.0), (10.0, 6.0), (6.0, 7.0), (0.0, 7.0),
    ]  # fmt: skip
    bars = bars_of(drawn("fall"))
    whole = bars[0][1]
    assert [width / whole for _, width in bars] == pytest.approx(
        [1.0, 0.4, 0.1, 0.7], abs=0.01
    )
    assert bars[1][0] == pytest.approx(bars[0][0] + 0.6 * whole, abs=0.2)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1_100.0, [0, 200, 400, 600, 800, 1_000, 1_200]),
        (0.0, 0.0, [0.0, 0.2]),
        (-3.0, 4.0, [-4, -2, 0, 2, 4]),
    ],
)
def test_ticks_are_round_and_cover_the_range(
    low: float, high: float, expected: list[float]
) -> None:
    assert ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_without_values_is_drawn(kind: ChartKind) -> None:
    series = (Series("is", Role.ACTUAL, (None, 0.0)),)
    chart = Chart("c", "C", kind, "t", ("a", "b"), series)
    assert chart_svg(chart, "Some Font").startswith("<svg")
