"""Progress of the year against the straight line of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recycling.domain.targets import Indicator, Target, required_growth, trajectory


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an indicator stands.

    Attributes
    ----------
    indicator
        What is counted.
    year, target_year
        Year reported on, and the year of the headline target.
    target
        Figure due in the target year.
    plan_year, plan_to_date
        Straight-line figure of the reported year, and its part due so far.
    actual_to_date
        Reached so far.
    annualised
        Year's figure if the rest of the year runs like the part behind.
    required_growth
        Yearly growth from the annualised figure to the target; ``None`` where
        it has no meaning.
    """

    indicator: Indicator
    year: int
    target_year: int
    target: int
    plan_year: int
    plan_to_date: int
    actual_to_date: int
    annualised: int
    required_growth: float | None

    @property
    def gap_to_date(self) -> int:
        """Plan to date less what was reached; negative when ahead."""
        return self.plan_to_date - self.actual_to_date

    @property
    def achievement(self) -> float | None:
        """Reached over plan to date."""
        return self.actual_to_date / self.plan_to_date if self.plan_to_date else None


def flow_progress(
    targets: Sequence[Target],
    indicator: Indicator,
    reached: int,
    day: date,
    weight: float,
    target_year: int,
) -> Progress | None:
    """Progress of something that adds up over the year, like tonnes.

    Parameters
    ----------
    targets
        Every dated figure.
    indicator
        Which of them.
    reached
        Sum from 1 January to the day.
    day
        Last day counted.
    weight
        Part of the year's figure due by then.
    target_year
        Year of the headline target.

    Returns
    -------
    Progress or None
        ``None`` when the plan has no figure for the indicator.
    """
    dated = _city(targets, indicator)
    if not dated:
        return None
    plan_year = trajectory(dated, day.year)
    target = trajectory(dated, target_year)
    annualised = round(reached / weight) if weight > 0 else 0
    return Progress(
        indicator=indicator,
        year=day.year,
        target_year=target_year,
        target=target,
        plan_year=plan_year,
        plan_to_date=round(plan_year * weight),
        actual_to_date=reached,
        annualised=annualised,
        required_growth=required_growth(annualised, target, target_year - day.year),
    )


def stock_progress(
    targets: Sequence[Target],
    indicator: Indicator,
    reached: int,
    day: date,
    target_year: int,
) -> Progress | None:
    """Progress of something that stands, like green centres: no part of a year."""
    dated = _city(targets, indicator)
    if not dated:
        return None
    plan_year = trajectory(dated, day.year)
    return Progress(
        indicator=indicator,
        year=day.year,
        target_year=target_year,
        target=trajectory(dated, target_year),
        plan_year=plan_year,
        plan_to_date=plan_year,
        actual_to_date=reached,
        annualised=reached,
        required_growth=None,
    )


def _city(targets: Sequence[Target], indicator: Indicator) -> list[Target]:
    return [
        target
        for target in targets
        if target.indicator is indicator and not target.district and not target.material
    ]
