"""Charts of the overview that show a way: to the target, and through the gap."""

from types import MappingProxyType
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.reporting.palette import FAN_OPACITY, GREEN, RED, SKY
from recycling.ui.charts import ACTUAL, DUE, FORMAT, finish, mass_axis
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.overview_gap import DUE as STEP_DUE
from recycling.ui.overview_gap import GAIN, LOSS, REACHED

FAN: Final = SKY
"""What may be, beside the blue of what is."""

STEPS: Final = MappingProxyType(
    {STEP_DUE: DUE, LOSS: RED, GAIN: GREEN, REACHED: ACTUAL}
)
_HEIGHT_PX: Final = 320
_SERIES: Final = MappingProxyType(
    {
        "actual": "chart.actual",
        "plan": "chart.plan",
        "p10": "chart.p10",
        "p50": "chart.p50",
        "p90": "chart.p90",
    }
)


def way_key(frame: pd.DataFrame, words: Words) -> dict[str, str]:
    """Colours of `way_chart` by what they mean."""
    key = {words("chart.actual"): ACTUAL}
    if frame["plan"].notna().any():
        key[words("chart.plan")] = DUE
    if frame["p50"].notna().any():
        key[words("chart.fan")] = FAN
    return key


def way_chart(frame: pd.DataFrame, figures: Figures) -> Any:
    """Cumulative tonnage against plan, with the fan of what may come.

    Parameters
    ----------
    frame
        From `recycling.ui.overview_fan.cumulative_frame`.
    figures
        How to write figures.
    """
    words, unit = figures.words, figures.mass_unit_name()
    x = alt.X(
        "day:T",
        title=None,
        axis=alt.Axis(format="%Y-%m", tickCount=12, labelOverlap=True),
    )
    axis = mass_axis(figures)

    def layer(name: str) -> alt.Chart:
        return alt.Chart(frame.dropna(subset=[name]))

    tooltip = [alt.Tooltip("day:T", title=words("column.day"), format="%Y-%m-%d")]
    tooltip += [
        alt.Tooltip(f"{name}:Q", title=f"{words(key)} ({unit})", format=FORMAT)
        for name, key in _SERIES.items()
    ]
    year = alt.Detail("year:N")
    layers = [
        layer("p50")
        .mark_area(color=FAN, fillOpacity=FAN_OPACITY, stroke=FAN, strokeWidth=1)
        .encode(x=x, y=alt.Y("p10:Q", axis=axis), y2="p90:Q", detail=year),
        layer("p50")
        .mark_line(color=FAN, strokeWidth=2, strokeDash=[5, 3])
        .encode(x=x, y=alt.Y("p50:Q", axis=axis), detail=year),
        layer("plan")
        .mark_line(color=DUE, strokeWidth=1.5)
        .encode(x=x, y=alt.Y("plan:Q", axis=axis), detail=year),
        layer("actual")
        .mark_line(color=ACTUAL, strokeWidth=3)
        .encode(x=x, y=alt.Y("actual:Q", axis=axis), detail=year),
        # What the pointer finds: one mark per day, with all there is of it.
        alt.Chart(frame.assign(height=_heights(frame)))
        .mark_circle(size=45, color=DUE, opacity=0.0)
        .encode(x=x, y=alt.Y("height:Q", axis=axis), tooltip=tooltip),
    ]  # fmt: skip
    return finish(alt.layer(*layers), _HEIGHT_PX)


def _heights(frame: pd.DataFrame) -> pd.Series:
    """Find a height for each day: of what is, of what may be, or of the plan."""
    return frame[["actual", "p50", "plan"]].bfill(axis=1).iloc[:, 0]


def step_key(words: Words) -> dict[str, str]:
    """Colours of `step_chart` by what they mean."""
    return {words(f"step.{kind}"): colour for kind, colour in STEPS.items()}


def step_chart(steps: pd.DataFrame, figures: Figures) -> Any:
    """Bars from what was due to what was weighed, each where the last one ends.

    Parameters
    ----------
    steps
        From `recycling.ui.overview_gap.step_frame`.
    figures
        How to write figures.
    """
    words, unit = figures.words, figures.mass_unit_name()
    scale = alt.Scale(domain=list(STEPS), range=list(STEPS.values()))
    low, high = _range(steps)
    x = alt.X(
        "start:Q",
        axis=mass_axis(figures),
        scale=alt.Scale(domain=[low, high], nice=False, clamp=True),
    )
    y = alt.Y(
        "label:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=160, labelOverlap=False, ticks=False),
    )
    tooltip = [
        alt.Tooltip("label:N", title=words("column.item")),
        alt.Tooltip("mass:Q", title=unit, format=f"+{FORMAT}"),
    ]
    written = steps.assign(
        text=[figures.plain(mass, signed=kind in {LOSS, GAIN})
              for mass, kind in zip(steps["mass"], steps["kind"], strict=True)],
        edge=steps[["start", "end"]].max(axis=1),
    )  # fmt: skip
    base = alt.Chart(written).encode(y=y)
    bars = base.mark_bar(size=15, cornerRadius=1).encode(
        x=x, x2="end:Q", color=alt.Color("kind:N", scale=scale, legend=None),
        tooltip=tooltip,
    )  # fmt: skip
    texts = base.mark_text(align="left", dx=5, color=DUE, fontSize=11).encode(
        x=alt.X("edge:Q", axis=mass_axis(figures)), text="text:N"
    )
    return finish(alt.layer(bars, texts), 60 + 24 * len(steps))


def _range(steps: pd.DataFrame) -> tuple[float, float]:
    """Part of the axis where the steps are: from nothing, they would be hairlines."""
    ends = steps[["start", "end"]]
    high = float(ends.to_numpy().max())
    inner = ends.iloc[1:-1].to_numpy()
    lowest = float(inner.min()) if inner.size else 0.0
    lowest = min(lowest, float(steps["end"].iloc[-1]))
    room = max(high - lowest, high * 0.02)
    low = max(0.0, lowest - room) if lowest > room else min(0.0, lowest)
    return low, high + room * 0.25
