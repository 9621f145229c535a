"""The months a forecast stands on: tickets, statistics from before them, and gaps."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from recycling.domain.errors import NotReadyError
from recycling.domain.materials import Parameter
from recycling.domain.season import elapsed_weight, month_share
from recycling.domain.tickets import Recovered
from recycling.schema.said import said

type Floats = npt.NDArray[np.float64]
type Amounts = dict[tuple[date, str, str], int]
"""Amount by month, district and material."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of a forecast must know; worded by ``forecast.note.<key>``.

    Attributes
    ----------
    key
        What it is about.
    facts
        What its wording refers to.
    """

    key: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where amounts come from.

    Attributes
    ----------
    tickets
        Sums of tickets by month, district and material, up to the day.
    past
        Volumes of months before there were tickets; each row's day is its month.
    first_ticket_day
        Day of the first ticket; ``None`` without tickets.
    day
        Last day counted.
    remarks
        What was noticed on the way.
    """

    tickets: Sequence[Recovered]
    past: Sequence[Recovered]
    first_ticket_day: date | None
    day: date
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Whole months without gaps, and what is known of the month that runs.

    Attributes
    ----------
    months
        Their first days.
    districts, materials
        Parts with something in some month.
    amounts
        By month, district and material; estimated where ``known`` is not.
    is_known
        By month and district.
    running
        Amounts of the month that is not over, by district and material.
    left
        Part of that month still to come, 0 to 1.
    remarks
        What was estimated or left out, and why.
    """

    months: tuple[date, ...]
    districts: tuple[str, ...]
    materials: tuple[str, ...]
    amounts: Floats
    is_known: npt.NDArray[np.bool_]
    running: Floats
    left: float
    remarks: tuple[Remark, ...]

    @property
    def total(self) -> Floats:
        """Amounts of the city by month."""
        total: Floats = self.amounts.sum(axis=(1, 2))
        return total


def next_month(month: date) -> date:
    """First day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_from(first: date, last: date) -> tuple[date, ...]:
    """First days of the months from one to another, both counted."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return tuple(months)


def calendar_factors(
    months: Iterable[date], parameters: Mapping[str, Parameter]
) -> Floats:
    """Part of a year's tonnage due in each month, over an even twelfth."""
    return np.array([MONTHS * month_share(month, parameters) for month in months])


def build_history(
    source: Source,
    parameters: Mapping[str, Parameter],
    counted_in_units: frozenset[str] = frozenset(),
) -> History:
    """Put the months together.

    Tickets count where there are any in a month and district; elsewhere the volumes
    from statistics do, and in the month tickets begin inside of. A district without
    either in a month of the span is a gap: it is estimated from the months around it,
    by the calendar, and a remark says so. A volume of zero says that nothing was
    recovered.

    Parameters
    ----------
    source
        Tickets and volumes.
    parameters
        Parameters by code, for the weights of the months.
    counted_in_units
        Count the pieces of these materials instead of kilograms.

    Raises
    ------
    NotReadyError
        When no whole month has a figure.
    """
    recorded, stated = _recorded(source, counted_in_units)
    end = date(
        source.day.year,
        source.day.month,
        monthrange(source.day.year, source.day.month)[1],
    )
    running = source.day.replace(day=1)
    whole = sorted(
        month for month, _, _ in recorded if month < running or source.day == end
    )
    with_some = {month for (month, _, _), amount in recorded.items() if amount > 0}
    positive = [month for month in whole if month in with_some]
    if not positive:
        raise NotReadyError(said("forecast.no_month"))
    last = running if source.day == end else running - timedelta(days=1)
    months = months_from(positive[0], last)
    amounts = {c: k for c, k in recorded.items() if c[0] >= positive[0]}
    districts = sorted({d for (_, d, _), kg in amounts.items() if kg > 0})
    materials = sorted({m for (_, _, m), kg in amounts.items() if kg > 0})
    cube = np.zeros((len(months), len(districts), len(materials)))
    now = np.zeros(cube.shape[1:])
    for (month, district, material), kg in amounts.items():
        if district in districts and material in materials:
            at = districts.index(district), materials.index(material)
            target = now if month > months[-1] else cube[months.index(month)]
            # Corrections may leave less than nothing in a month.
            target[at] = max(0, kg)
    is_known = np.array([[(m, d) in stated for d in districts] for m in months])
    _fill(cube, is_known, calendar_factors(months, parameters))
    remarks = (*source.remarks, *_overlap(source), *_gaps(months, districts, is_known))
    ahead = elapsed_weight(end, parameters) - elapsed_weight(source.day, parameters)
    left = ahead / month_share(running, parameters)
    if left:
        remarks = (*remarks, Remark("running", {"month": f"{running:%Y-%m}"}))
    return History(
        months, tuple(districts), tuple(materials), cube, is_known, now, left,
        remarks,
    )  # fmt: skip


def _recorded(
    source: Source, counted_in_units: frozenset[str]
) -> tuple[Amounts, set[tuple[date, str]]]:
    """Amounts, and the months and districts something is stated for."""
    first = source.first_ticket_day
    cut = first.replace(day=1) if first and first.day > 1 else None
    past = {row.day.replace(day=1) for row in source.past}
    amounts: Amounts = defaultdict(int)
    stated: set[tuple[date, str]] = set()

    def figure(row: Recovered) -> int:
        if counted_in_units:
            return row.units if row.material in counted_in_units else 0
        return row.net_kg

    for row in source.tickets:
        month = row.day.replace(day=1)
        # Half a month of tickets must not stand for the whole of it.
        is_part = month == cut and month < source.day.replace(day=1)
        if is_part and (month in past or not _is_early(first)):
            continue
        amounts[month, row.district, row.material] += figure(row)
        stated.add((month, row.district))
    by_tickets = set(stated)
    for volume in source.past:
        month = volume.day.replace(day=1)
        if (month, volume.district) in by_tickets or month > source.day:
            continue
        amounts[month, volume.district, volume.material] += figure(volume)
        stated.add((month, volume.district))
    return dict(amounts), stated


EARLY_DAY = 7
"""A month whose first ticket comes by this day counts as whole: yards open late."""


def _is_early(first: date | None) -> bool:
    return first is not None and first.day <= EARLY_DAY


def _fill(cube: Floats, is_known: npt.NDArray[np.bool_], factors: Floats) -> None:
    """Estimate gaps on straight lines between what is known, by the calendar."""
    at = np.arange(len(cube))
    for district in range(cube.shape[1]):
        known = is_known[:, district]
        if known.all() or not known.any():
            continue
        for material in range(cube.shape[2]):
            seen = cube[known, district, material] / factors[known]
            line = np.interp(at[~known], at[known], seen)
            cube[~known, district, material] = line * factors[~known]


def _overlap(source: Source) -> Iterable[Remark]:
    tickets = {(r.day.replace(day=1), r.district) for r in source.tickets}
    both = sorted({f"{v.day:%Y-%m}" for v in source.past
                   if (v.day.replace(day=1), v.district) in tickets})  # fmt: skip
    if both:
        yield Remark("overlap", {"months": ", ".join(both)})


def _gaps(
    months: Sequence[date], districts: Sequence[str], is_known: npt.NDArray[np.bool_]
) -> Iterable[Remark]:
    empty = ~is_known.any(axis=1)
    if empty.any():
        names = (f"{months[int(place)]:%Y-%m}" for place in np.flatnonzero(empty))
        yield Remark("no_data", {"months": ", ".join(names)})
    for column, district in enumerate(districts):
        gaps = np.flatnonzero(~is_known[:, column] & ~empty)
        if len(gaps):
            names = (f"{months[int(place)]:%Y-%m}" for place in gaps)
            facts = {"district": district, "months": ", ".join(names)}
            yield Remark("no_district_data", facts)
