"""Charts of the report; plain functions from frames to Altair."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import altair as alt
import pandas as pd

from recycling.reporting.palette import BLUE, GREEN, INK, ORANGE, RED
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.tables import BEHIND_PLAN, NEAR_PLAN, ON_PLAN, band

ACTUAL: Final = BLUE
DUE: Final = INK
BANDS: Final = MappingProxyType({ON_PLAN: GREEN, NEAR_PLAN: ORANGE, BEHIND_PLAN: RED})
REACHED_SERIES, DUE_SERIES = "actual", "plan_to_date"
SERIES: Final = MappingProxyType({REACHED_SERIES: ACTUAL, DUE_SERIES: DUE})
# Axis, its title and the margins take this much of a chart's height.
_FRAME_PX: Final = 90
DISTRICT_PX, MATERIAL_PX = 20, 26
"""Height of a district's and of a material's row in their charts."""

FORMAT: Final = ",.4~r"
"""Four figures that count, for tooltips."""


def series_key(words: Words) -> dict[str, str]:
    """Colours of what was reached and what was due by what they mean."""
    return {words(f"chart.{code}"): colour for code, colour in SERIES.items()}


def band_key(words: Words) -> dict[str, str]:
    """Colours of the bands of achievement by what they mean."""
    return {words(f"band.{code}"): colour for code, colour in BANDS.items()}


def achievement_chart(parts: pd.DataFrame, figures: Figures) -> Any:
    """Ranked bars of reached over due, with a line at what is due.

    Parameters
    ----------
    parts
        From `recycling.ui.tables.part_frame`; rows without a plan are left out.
    figures
        How to write figures.
    """
    words = figures.words
    ranked = parts.dropna(subset=["achievement"])
    ranked = ranked.assign(
        band=[words(f"band.{band(share)}") for share in ranked["achievement"]]
    )
    bars = alt.Chart(ranked).mark_bar(size=13, cornerRadiusEnd=2)
    x = alt.X(
        "achievement:Q",
        title=words("column.achievement"),
        axis=alt.Axis(format="%", tickCount=5),
    )
    line = alt.Chart(pd.DataFrame({"due": [1.0]})).mark_rule(strokeDash=[4, 3])
    layers = alt.layer(
        bars.encode(
            x=x,
            y=_names(),
            color=_colour("band", band_key(words)),
            tooltip=_part_tooltip(figures),
        ),
        line.encode(x="due:Q", color=alt.value(DUE)),
    )
    return finish(layers, _FRAME_PX + DISTRICT_PX * len(ranked))


def bullet_chart(parts: pd.DataFrame, figures: Figures) -> Any:
    """Bars of what was reached, each with a tick at what is due."""
    reached, due = (
        _series(parts, REACHED_SERIES, figures),
        _series(parts, DUE_SERIES, figures),
    )
    axis = mass_axis(figures)
    layers = alt.layer(
        reached.mark_bar(size=12, cornerRadiusEnd=2).encode(
            x=alt.X("actual:Q", axis=axis)
        ),
        due.mark_tick(size=20, thickness=3).encode(x=alt.X("plan:Q", axis=axis)),
    ).encode(y=_names(), color=_series_colour(figures), tooltip=_part_tooltip(figures))
    return finish(layers, _FRAME_PX + MATERIAL_PX * len(parts))


def month_chart(months: pd.DataFrame, figures: Figures) -> Any:
    """Bars of what was reached in each month, and the line of what was due."""
    reached, due = (
        _series(months, REACHED_SERIES, figures),
        _series(months, DUE_SERIES, figures),
    )
    axis = mass_axis(figures)
    line = due.mark_line(point={"filled": True, "size": 40}, strokeWidth=2)
    layers = alt.layer(
        reached.mark_bar(cornerRadiusEnd=2).encode(y=alt.Y("actual:Q", axis=axis)),
        line.encode(y=alt.Y("plan:Q", axis=axis)),
    ).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        color=_series_colour(figures),
        tooltip=[
            alt.Tooltip("month:O", title=figures.words("column.month")),
            *_mass_tooltips(figures, ("actual", "plan")),
        ],
    )
    return finish(layers, 300)


def _names() -> alt.Y:
    return alt.Y(
        "name:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=150, labelOverlap=False, ticks=False),
    )


def mass_axis(figures: Figures) -> alt.Axis:
    """Axis of masses under their unit."""
    return alt.Axis(title=figures.mass_unit_name(), format=",~r")


def _series(frame: pd.DataFrame, code: str, figures: Figures) -> alt.Chart:
    """Chart of a frame whose marks all belong to one series."""
    return alt.Chart(frame.assign(series=figures.words(f"chart.{code}")))


def _series_colour(figures: Figures) -> alt.Color:
    return _colour("series", series_key(figures.words))


def _colour(column: str, key: Mapping[str, str]) -> alt.Color:
    """Colour by the wording in a column; pages show the key, where it can wrap."""
    scale = alt.Scale(domain=list(key), range=list(key.values()))
    return alt.Color(f"{column}:N", scale=scale, legend=None)


def _part_tooltip(figures: Figures) -> list[alt.Tooltip]:
    words = figures.words
    return [
        alt.Tooltip("name:N", title=words("column.item")),
        *_mass_tooltips(figures, ("actual", "plan", "gap")),
        alt.Tooltip("achievement:Q", title=words("column.achievement"), format=".1%"),
    ]


def _mass_tooltips(figures: Figures, columns: tuple[str, ...]) -> list[alt.Tooltip]:
    unit = figures.mass_unit_name()
    return [
        alt.Tooltip(
            f"{column}:Q",
            title=figures.words(f"column.{column}", unit=unit),
            format=FORMAT,
        )
        for column in columns
    ]


def finish(chart: Any, height: int) -> Any:
    """Give a chart its height, and nothing that leads off the page."""
    # Set, not asked of a method: those copy the chart with its data each time.
    chart.height = height
    # The menu over a chart is in English only and offers an editor on the internet.
    chart.usermeta = {"embedOptions": {"actions": False}}
    chart.config = alt.Config(view=alt.ViewConfig(strokeWidth=0))
    return chart
