"""Where a chosen part of the city stands in a chosen period: sums, nothing is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.months import next_month
from recycling.domain.tickets import Recovered
from recycling.reporting.part_progress import (
    PartProgress,
    Splits,
    district_progress,
    material_progress,
)
from recycling.reporting.split import Split, due_of
from recycling.services.overview import RECENT_DAYS, Overview
from recycling.ui.overview_choice import Choice


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the choice stands.

    Attributes
    ----------
    choice
        What was chosen.
    actual_kg, simulated_kg, tickets
        Recovered in the period, the made-up part of it, and its tickets.
    due_kg
        Due in the period, up to the last day counted; ``None`` where the plan is
        not split that way.
    year_kg, plan_year_kg, target_kg
        Recovered in the period's whole year so far, that year's plan, and the target
        year's.
    pace_kg_per_day
        Mean of the last days; ``None`` for a period that is over.
    needed_kg_per_day
        What is left of the year's plan, over its days that are left.
    months
        Kilograms by first day of the months of the period.
    months_due_kg
        What was due in them; empty without a plan.
    districts, materials
        Parts, the best achievement first; of all districts, of all materials.
    """

    choice: Choice
    actual_kg: int
    simulated_kg: int
    tickets: int
    due_kg: int | None
    year_kg: int
    plan_year_kg: int | None
    target_kg: int | None
    pace_kg_per_day: float | None
    needed_kg_per_day: float | None
    months: Mapping[date, int]
    months_due_kg: Mapping[date, int]
    districts: tuple[PartProgress, ...]
    materials: tuple[PartProgress, ...]

    @property
    def achievement(self) -> float | None:
        """Reached over due."""
        return self.actual_kg / self.due_kg if self.due_kg else None


def stand(overview: Overview, choice: Choice) -> Standing:
    """Sum up where a choice stands.

    Parameters
    ----------
    overview
        What was read of the city.
    choice
        Period and part.
    """
    first, last = choice.days
    year = f"{first.year}"
    rows = list(_rows(overview.cells, choice))
    whole_year = list(_rows(overview.cells, choice.narrowed(period=year)))
    due = _due(overview, choice)
    plan, target = (
        plan_of(overview, number, choice)
        for number in (first.year, overview.report.target_year)
    )
    year_kg = sum(row.net_kg for row in whole_year)
    is_running = first <= overview.day <= last
    months = _months(overview, choice)
    actual_kg = sum(row.net_kg for row in rows)
    due_kg = _part(due, choice)
    return Standing(
        choice=choice,
        actual_kg=actual_kg,
        simulated_kg=sum(row.simulated_kg for row in rows),
        tickets=sum(row.tickets for row in rows),
        due_kg=due_kg,
        year_kg=year_kg,
        plan_year_kg=plan,
        target_kg=target,
        pace_kg_per_day=_pace(overview, choice) if is_running else None,
        needed_kg_per_day=_needed(overview.day, plan, year_kg) if is_running else None,
        months=_by_month(rows, months),
        months_due_kg=_months_due(overview, months, due, due_kg),
        districts=_districts(overview, choice, due),
        materials=_materials(overview, choice, due),
    )


def months_of(overview: Overview, choice: Choice) -> dict[date, int]:
    """Sum what was recovered in the months of the period that have begun."""
    return _by_month(_rows(overview.cells, choice), _months(overview, choice))


def plan_of(overview: Overview, year: int, choice: Choice) -> int | None:
    """Find the choice's part of a year's plan; ``None`` where it is not split so."""
    return _part(_split(overview, year, choice), choice)


def _rows(cells: Iterable[Recovered], choice: Choice) -> Iterable[Recovered]:
    """Cells of the choice; months count by their first day."""
    first, last = choice.days
    return (
        row
        for row in cells
        if first <= row.day <= last and _is_chosen(row, choice)
    )  # fmt: skip


def _is_chosen(row: Recovered, choice: Choice) -> bool:
    return (
        choice.district in {"", row.district}
        and choice.material in {"", row.material}
        and choice.stream in {"", row.stream}
    )


def _months(overview: Overview, choice: Choice) -> list[date]:
    """First days of the months of the period that have begun."""
    month, last = choice.days
    found = []
    while month <= min(last, overview.day):
        found.append(month)
        month = next_month(month)
    return found


def _by_month(rows: Iterable[Recovered], months: Iterable[date]) -> dict[date, int]:
    sums = dict.fromkeys(months, 0)
    for row in rows:
        sums[row.day] = sums.get(row.day, 0) + row.net_kg
    return sums


def _split(overview: Overview, year: int, choice: Choice) -> Split | None:
    """Split of a year's figure; the plan knows no streams."""
    return None if choice.stream else overview.splits.get(year)


def _due(overview: Overview, choice: Choice) -> Split | None:
    """Split what is due in the period as its year's figure is."""
    split = _split(overview, choice.days[0].year, choice)
    if split is None:
        return None
    months = _months(overview, choice)
    return due_of(split, sum(overview.due_kg.get(month, 0) for month in months))


def _part(split: Split | None, choice: Choice) -> int | None:
    """Part of a split a choice stands for; ``None`` where it is not split so."""
    if split is None:
        return None
    match bool(choice.district), bool(choice.material):
        case True, True:
            return split.cells.get((choice.district, choice.material))
        case True, False:
            return split.districts.get(choice.district)
        case False, True:
            return split.materials.get(choice.material)
    return split.whole


def _months_due(
    overview: Overview,
    months: Iterable[date],
    due: Split | None,
    due_kg: int | None,
) -> dict[date, int]:
    """Due by month: the part's share of what the city is due in each."""
    if due is None or due_kg is None or not due.whole:
        return {}
    share = due_kg / due.whole
    return {month: round(overview.due_kg.get(month, 0) * share) for month in months}


def _pace(overview: Overview, choice: Choice) -> float:
    chosen = (row.net_kg for row in overview.recent if _is_chosen(row, choice))
    return sum(chosen) / RECENT_DAYS


def _needed(day: date, plan_kg: int | None, year_kg: int) -> float | None:
    days_left = (date(day.year, 12, 31) - day).days
    if plan_kg is None or not days_left:
        return None
    return max(0, plan_kg - year_kg) / days_left


def _districts(
    overview: Overview, choice: Choice, due: Split | None
) -> tuple[PartProgress, ...]:
    """Every district's part of the chosen material and stream."""
    wide = choice.narrowed(district="")
    actual_kg = _sums(_rows(overview.cells, wide), "district")
    splits = _narrow(overview, wide, due)
    return district_progress(overview.network, actual_kg, splits)


def _materials(
    overview: Overview, choice: Choice, due: Split | None
) -> tuple[PartProgress, ...]:
    """Every material's part in the chosen district and stream."""
    wide = choice.narrowed(material="")
    actual_kg = _sums(_rows(overview.cells, wide), "material")
    splits = _narrow(overview, wide, due)
    return material_progress(overview.network, actual_kg, splits)


def _sums(rows: Iterable[Recovered], name: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[getattr(row, name)] += row.net_kg
    return dict(sums)


def _narrow(overview: Overview, choice: Choice, due: Split | None) -> Splits | None:
    """Plans of the choice: due, of the year and of the target year."""
    year = choice.days[0].year
    plan, target = (
        _split(overview, number, choice)
        for number in (year, overview.report.target_year)
    )
    if due is None or plan is None or target is None:
        return None
    weight = due.whole / plan.whole if plan.whole else 0.0
    years_left = overview.report.target_year - year
    return Splits(
        _cut(due, choice), _cut(plan, choice), _cut(target, choice), weight, years_left
    )


def _cut(split: Split, choice: Choice) -> Split:
    """Leave only the chosen district or material of a split."""
    if choice.material:
        cells = {c: kg for c, kg in split.cells.items() if c[1] == choice.material}
        districts = {district: kg for (district, _), kg in cells.items()}
        return Split(sum(districts.values()), districts, {}, cells)
    if choice.district:
        cells = {c: kg for c, kg in split.cells.items() if c[0] == choice.district}
        materials = {material: kg for (_, material), kg in cells.items()}
        return Split(sum(materials.values()), {}, materials, cells)
    return split
