"""Charts as SVG: bars against a plan, lines with a fan, waterfalls."""

from collections.abc import Callable, Iterator
from math import ceil, floor, log10
from typing import Final
from xml.etree import ElementTree as ET

from recycling.reporting.documents import Chart, ChartKind, Role, Series
from recycling.reporting.palette import BLUE, FAN_OPACITY, GREEN, INK, RED, SKY

type Point = tuple[float, float]
type Scale[T] = Callable[[T], float]

WIDTH: Final = 640
"""Width of a drawing in its own units; a document scales it."""

_LABEL_WIDTH: Final = 170
_VALUE_WIDTH: Final = 80
_ROW: Final = 18
_TOP: Final = 26
_PLOT_HEIGHT: Final = 220
_LINE_LEFT: Final = 60
_LINE_BOTTOM: Final = 26
_SIZE: Final = 10
_MOST_X_LABELS: Final = 14

_COLOURS: Final = {
    Role.ACTUAL: BLUE,
    Role.PLAN: INK,
    Role.LOW: SKY,
    Role.MEDIAN: BLUE,
    Role.HIGH: SKY,
    Role.TARGET: INK,
}
"""Blue for what is, black for what is due, as on the pages."""

_GRID = "#d9d9d9"
_DASHED: Final = frozenset({Role.PLAN, Role.TARGET})


def chart_svg(chart: Chart, font: str) -> str:
    """Draw a chart.

    Parameters
    ----------
    chart
        What to draw.
    font
        Family of its words.

    Returns
    -------
    str
        SVG, `WIDTH` wide.
    """
    draw = {
        ChartKind.BARS: _bars,
        ChartKind.LINES: _lines,
        ChartKind.WATERFALL: _waterfall,
    }
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg")
    root.set("font-family", font)
    root.set("font-size", str(_SIZE))
    height = draw[chart.kind](root, chart)
    root.set("viewBox", f"0 0 {WIDTH} {height}")
    root.set("width", str(WIDTH))
    root.set("height", str(height))
    return ET.tostring(root, encoding="unicode")


def ticks(low: float, high: float) -> list[float]:
    """Round values that cover a range in four to ten steps of 1, 2 or 5."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / 5))
    step = next(m * power for m in (1, 2, 5, 10) if span / (m * power) <= 6)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _bars(root: ET.Element, chart: Chart) -> int:
    actual, plan = chart.of(Role.ACTUAL), chart.of(Role.PLAN)
    scale = _across(chart.series)
    _legend(root, chart)
    for place, label in enumerate(chart.labels):
        y = _TOP + place * _ROW
        _text(root, label, _LABEL_WIDTH - 6, y + 12, "end")
        value = actual.values[place] if actual else None
        due = plan.values[place] if plan else None
        if actual and value is not None:
            colour = _COLOURS[actual.role]
            _rect(root, scale(0), y + 3, scale(value), _ROW - 6, colour)
            shown = f"{value:,.{chart.decimals}f}"
            # Beside the mark of what is due, never under it.
            _text(root, shown, _right(scale(max(value, due or 0.0))), y + 12)
        if plan and due is not None:
            _line(root, [(scale(due), y + 1), (scale(due), y + _ROW - 1)], plan.role)
    return _TOP + len(chart.labels) * _ROW + 6


def _waterfall(root: ET.Element, chart: Chart) -> int:
    """Draw totals from zero and steps from where the one before ended."""
    values = [value or 0.0 for value in chart.series[0].values]
    spans = list(waterfall_spans(values))
    edges = tuple(edge for span in spans for edge in span)
    scale = _across((Series("", Role.ACTUAL, edges),))
    _legend(root, chart)
    last = len(values) - 1
    for place, (label, value, span) in enumerate(
        zip(chart.labels, values, spans, strict=True)
    ):
        y = _TOP + place * _ROW
        is_total = place in {0, last}
        colour = _COLOURS[Role.ACTUAL] if is_total else GREEN if value >= 0 else RED
        left, right = sorted(map(scale, span))
        _text(root, label, _LABEL_WIDTH - 6, y + 12, "end")
        _rect(root, left, y + 3, right, _ROW - 6, colour)
        sign = "" if is_total else "+"
        shown = f"{value:{sign},.{chart.decimals}f}"
        _text(root, shown, _right(right), y + 12)
    return _TOP + len(values) * _ROW + 6


def waterfall_spans(values: list[float]) -> Iterator[tuple[float, float]]:
    """Begin and end of each bar; the first and the last begin at zero."""
    level = 0.0
    for place, value in enumerate(values):
        if place in {0, len(values) - 1}:
            level = value
            yield 0.0, value
        else:
            yield level, level + value
            level += value


def _lines(root: ET.Element, chart: Chart) -> int:
    known = [v for series in chart.series for v in series.values if v is not None]
    marks = ticks(min([*known, 0.0]), max([*known, 0.0]))
    bottom = _TOP + _PLOT_HEIGHT

    def x_of(place: int) -> float:
        steps = max(1, len(chart.labels) - 1)
        return _LINE_LEFT + place * (WIDTH - _LINE_LEFT - 20) / steps

    def y_of(value: float) -> float:
        return bottom - (value - marks[0]) / (marks[-1] - marks[0]) * _PLOT_HEIGHT

    for mark in marks:
        y = y_of(mark)
        _segment(root, (_LINE_LEFT, y), (WIDTH - 20, y))
        _text(root, f"{mark:,g}", _LINE_LEFT - 6, y + 4, "end")
    every = ceil(len(chart.labels) / _MOST_X_LABELS)
    for place in range(0, len(chart.labels), every):
        _text(root, chart.labels[place], x_of(place), bottom + 16, "middle")
    low, high = chart.of(Role.LOW), chart.of(Role.HIGH)
    if low and high:
        _fan(root, _points(low, x_of, y_of), _points(high, x_of, y_of))
    for series in chart.series:
        if series.role not in {Role.LOW, Role.HIGH}:
            points = _points(series, x_of, y_of)
            _line(root, points, series.role)
    _legend(root, chart)
    return bottom + _LINE_BOTTOM


def _points(series: Series, x_of: Scale[int], y_of: Scale[float]) -> list[Point]:
    return [
        (x_of(place), y_of(value))
        for place, value in enumerate(series.values)
        if value is not None
    ]


def _fan(root: ET.Element, low: list[Point], high: list[Point]) -> None:
    around = [*low, *reversed(high)]
    ET.SubElement(
        root,
        "polygon",
        {
            "points": _path(around),
            "fill": _COLOURS[Role.LOW],
            "fill-opacity": f"{FAN_OPACITY}",
            "stroke": SKY,
        },
    )


def _legend(root: ET.Element, chart: Chart) -> None:
    x = 4.0
    for series in chart.series:
        colour = _COLOURS[series.role]
        _rect(root, x, 6, x + 10, 8, colour)
        _text(root, series.name, x + 14, 14)
        x += 24 + _wide(series.name)
    _text(root, chart.unit, WIDTH - 4, 14, "end")


def _wide(text: str) -> float:
    """Width of a text: Chinese characters are twice as wide as letters."""
    return sum(_SIZE if ord(letter) > 0x2E7F else _SIZE * 0.56 for letter in text)


def _across(series: tuple[Series, ...]) -> Scale[float]:
    """Scale of horizontal bars: zero and all values lie inside."""
    known = [v for one in series for v in one.values if v is not None]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    span = (high - low) or 1.0
    room = WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    return lambda value: _LABEL_WIDTH + (value - low) / span * room


def _right(x: float) -> float:
    return x + 5


def _rect(
    root: ET.Element, left: float, top: float, right: float, height: float, colour: str
) -> None:
    start, end = sorted((left, right))
    ET.SubElement(
        root,
        "rect",
        {
            "x": _px(start),
            "y": _px(top),
            "width": _px(max(0.5, end - start)),
            "height": _px(height),
            "fill": colour,
        },
    )


def _line(root: ET.Element, points: list[Point], role: Role) -> None:
    attributes = {
        "points": _path(points),
        "fill": "none",
        "stroke": _COLOURS[role],
        "stroke-width": "2",
    }
    if role in _DASHED and len({x for x, _ in points}) > 1:
        attributes["stroke-dasharray"] = "5 3"
    if len(points) == 1:
        (x, y), *_ = points
        dot = {"cx": _px(x), "cy": _px(y), "r": "3", "fill": _COLOURS[role]}
        ET.SubElement(root, "circle", dot)
    ET.SubElement(root, "polyline", attributes)


def _segment(root: ET.Element, start: Point, end: Point) -> None:
    keys = ("x1", "y1", "x2", "y2")
    places = dict(zip(keys, map(_px, (*start, *end)), strict=True))
    ET.SubElement(root, "line", {**places, "stroke": _GRID})


def _text(
    root: ET.Element, words: str, x: float, y: float, anchor: str = "start"
) -> None:
    where = {"x": _px(x), "y": _px(y), "text-anchor": anchor, "fill": INK}
    ET.SubElement(root, "text", where).text = words


def _path(points: list[Point]) -> str:
    return " ".join(f"{_px(x)},{_px(y)}" for x, y in points)


def _px(value: float) -> str:
    return f"{value:.1f}"
