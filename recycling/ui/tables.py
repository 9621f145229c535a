"""The report as frames: what charts draw and tables show."""

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from recycling.reporting.part_progress import PartProgress
from recycling.ui.figures import Figures

ON_PLAN, NEAR_PLAN, BEHIND_PLAN = "on_plan", "near_plan", "behind_plan"
"""Bands of achievement: at least 100 %, at least 90 %, less."""

NEAR = 0.9
"""Achievement from which a part counts as near its plan."""

_PART_COLUMNS = ("code", "name", "actual", "plan", "gap", "achievement")


def band(achievement: float) -> str:
    """Band an achievement falls into."""
    if achievement >= 1:
        return ON_PLAN
    return NEAR_PLAN if achievement >= NEAR else BEHIND_PLAN


def part_frame(parts: Iterable[PartProgress], figures: Figures) -> pd.DataFrame:
    """Districts or materials, one row each, in the order of the report.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``actual``, ``plan`` and ``gap`` in the mass unit,
        ``achievement`` as a share; empty cells where there is no plan.
    """
    rows = [
        {
            "code": part.code,
            "name": figures.words.name(part),
            "actual": figures.mass_number(part.actual_kg),
            "plan": figures.mass_number(part.plan_kg),
            "gap": figures.mass_number(
                None if part.plan_kg is None else part.actual_kg - part.plan_kg
            ),
            "achievement": part.achievement,
        }
        for part in parts
    ]
    frame = pd.DataFrame(rows, columns=list(_PART_COLUMNS))
    return frame.astype(dict.fromkeys(_PART_COLUMNS[2:], "float64"))


def largest_first(parts: pd.DataFrame) -> pd.DataFrame:
    """Sort rows of `part_frame` by what was reached."""
    return parts.sort_values("actual", ascending=False, kind="stable")


def month_frame(
    actual_kg: Mapping[date, int], due_kg: Mapping[date, int], figures: Figures
) -> pd.DataFrame:
    """Months of the year so far.

    Returns
    -------
    pandas.DataFrame
        ``month`` as ``2026-11``, ``actual`` and ``plan`` in the mass unit.
    """
    months = sorted({*actual_kg, *due_kg})
    rows = [
        {
            "month": f"{month:%Y-%m}",
            "actual": figures.mass_number(actual_kg.get(month, 0)),
            "plan": figures.mass_number(due_kg.get(month)),
        }
        for month in months
    ]
    frame = pd.DataFrame(rows, columns=["month", "actual", "plan"])
    return frame.astype({"actual": "float64", "plan": "float64"})
