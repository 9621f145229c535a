"""Charts of reports, drawn on the page as the documents describe them."""

from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.reporting.charts import waterfall_spans
from recycling.reporting.documents import Chart, ChartKind, Role, Series
from recycling.reporting.palette import FAN_OPACITY, GREEN, RED, SKY
from recycling.ui.charts import ACTUAL, DUE

COLOURS: Final = {
    Role.ACTUAL: ACTUAL,
    Role.PLAN: DUE,
    Role.LOW: SKY,
    Role.MEDIAN: ACTUAL,
    Role.HIGH: SKY,
    Role.TARGET: DUE,
}
"""As in the documents themselves."""

_LINE_HEIGHT_PX: Final = 260
_ROW_PX: Final = 24
_AXIS: Final = alt.Axis(format=",~r", tickCount=6)
_FRAME_PX: Final = 60


def report_chart(chart: Chart) -> Any:
    """Draw a chart of a document."""
    draw = {
        ChartKind.BARS: _bars,
        ChartKind.LINES: _lines,
        ChartKind.WATERFALL: _waterfall,
    }
    drawn = draw[chart.kind](chart)
    return drawn.properties(
        usermeta={"embedOptions": {"actions": False}}
    ).configure_view(strokeWidth=0)


def chart_colours(chart: Chart) -> dict[str, str]:
    """Colours of a chart by what they mean."""
    return {series.name: COLOURS[series.role] for series in chart.series}


def _frame(chart: Chart, series: Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": range(len(chart.labels)),
            "label": chart.labels,
            "value": pd.array(series.values, dtype="Float64").astype("float64"),
            "series": series.name,
        }
    )


def _format(chart: Chart) -> str:
    return f",.{chart.decimals}f"


def _tips(chart: Chart) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=chart.title),
        alt.Tooltip("series:N", title=" "),
        alt.Tooltip("value:Q", title=chart.unit, format=_format(chart)),
    ]


def _names() -> alt.Y:
    axis = alt.Axis(labelLimit=180, labelOverlap=False, ticks=False)
    return alt.Y("label:N", sort=None, title=None, axis=axis)


def _bars(chart: Chart) -> Any:
    x = alt.X("value:Q", title=chart.unit, axis=_AXIS)
    layers = []
    for series in chart.series:
        base = alt.Chart(_frame(chart, series)).encode(
            x=x, y=_names(), tooltip=_tips(chart)
        )
        colour = COLOURS[series.role]
        if series.role is Role.ACTUAL:
            layers.append(base.mark_bar(size=13, cornerRadiusEnd=2, color=colour))
        else:
            layers.append(base.mark_tick(size=18, thickness=3, color=colour))
    height = _FRAME_PX + _ROW_PX * len(chart.labels)
    return alt.layer(*layers).properties(height=height)


def _lines(chart: Chart) -> Any:
    x = alt.X(
        "label:O",
        sort=list(chart.labels),
        title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
    )
    y = alt.Y("value:Q", title=chart.unit, axis=_AXIS)
    layers = []
    low, high = chart.of(Role.LOW), chart.of(Role.HIGH)
    if low is not None and high is not None:
        fan = _frame(chart, low).assign(top=_frame(chart, high)["value"])
        layers.append(
            alt.Chart(fan)
            .mark_area(color=SKY, fillOpacity=FAN_OPACITY, stroke=SKY, strokeWidth=1)
            .encode(x=x, y=y, y2="top:Q")
        )
    for series in chart.series:
        if series.role in {Role.LOW, Role.HIGH}:
            continue
        is_due = series.role in {Role.PLAN, Role.TARGET}
        layers.append(
            alt.Chart(_frame(chart, series).dropna(subset=["value"]))
            .mark_line(
                color=COLOURS[series.role],
                strokeDash=[5, 4] if is_due else [1, 0],
                point={"size": 30, "color": COLOURS[series.role]},
            )
            .encode(x=x, y=y, tooltip=_tips(chart))
        )
    return alt.layer(*layers).properties(height=_LINE_HEIGHT_PX)


def _waterfall(chart: Chart) -> Any:
    values = _frame(chart, chart.series[0])["value"].fillna(0.0).tolist()
    spans = list(waterfall_spans(values))
    last = len(values) - 1
    frame = pd.DataFrame(
        {
            "label": chart.labels,
            "series": chart.series[0].name,
            "value": values,
            "begin": [begin for begin, _ in spans],
            "end": [end for _, end in spans],
            "colour": [
                ACTUAL if place in {0, last} else GREEN if value >= 0 else RED
                for place, value in enumerate(values)
            ],
        }
    )
    return (
        alt.Chart(frame)
        .mark_bar(size=14, cornerRadius=2)
        .encode(
            x=alt.X("begin:Q", title=chart.unit, axis=_AXIS),
            x2="end:Q",
            y=_names(),
            color=alt.Color("colour:N", scale=None),
            tooltip=_tips(chart),
        )
        .properties(height=_FRAME_PX + _ROW_PX * len(values))
    )
