"""Where districts, materials and streams stand against their part of the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from recycling.domain.network import Network
from recycling.domain.targets import required_growth
from recycling.domain.tickets import Recovered
from recycling.reporting.rounding import Cell
from recycling.reporting.split import ALL, Split


class Named(Protocol):
    """A district or a material."""

    @property
    def name_en(self) -> str:
        """Name in English."""

    @property
    def name_zh(self) -> str:
        """Name in Chinese."""


@dataclass(frozen=True, slots=True)
class PartProgress:
    """Where a district, material or stream stands.

    Attributes
    ----------
    code, name_en, name_zh
        Which part it is.
    actual_kg
        Recovered so far.
    plan_kg
        Due so far by the split of the city's target; ``None`` where the city's
        target is not split that way.
    plan_year_kg, target_kg
        Its part of the plan of the year, and of the target year.
    required_growth
        Yearly growth from there to the target; ``None`` where it has no meaning.
    """

    code: str
    name_en: str
    name_zh: str
    actual_kg: int
    plan_kg: int | None
    plan_year_kg: int | None = None
    target_kg: int | None = None
    required_growth: float | None = None

    @property
    def achievement(self) -> float | None:
        """Reached over due."""
        return self.actual_kg / self.plan_kg if self.plan_kg else None


@dataclass(frozen=True, slots=True)
class Splits:
    """The plan split three times, and the part of the year that is behind.

    Attributes
    ----------
    due, year, target
        What is due so far, the plan of the year and that of the target year.
    weight
        Part of the year's figure due so far.
    years_left
        Years from the reported one to the target year.
    """

    due: Split
    year: Split
    target: Split
    weight: float
    years_left: int


def district_progress(
    network: Network, actual_kg: Mapping[str, int], splits: Splits | None
) -> tuple[PartProgress, ...]:
    """Rank the districts, the best achievement first.

    Parameters
    ----------
    network
        All districts; those with nothing are in the list as well.
    actual_kg
        Recovered so far by code.
    splits
        The plan; ``None`` where there is none.
    """
    codes = sorted({*network.districts, *actual_kg})
    return _ranked(
        _part(network.districts, (code, ALL), actual_kg.get(code, 0), splits)
        for code in codes
    )


def material_progress(
    network: Network, actual_kg: Mapping[str, int], splits: Splits | None
) -> tuple[PartProgress, ...]:
    """Rank the materials that are due or were recovered, as `district_progress`."""
    due = splits.due.materials if splits else {}
    codes = sorted({*network.materials, *actual_kg})
    return _ranked(
        _part(network.materials, (ALL, code), actual_kg.get(code, 0), splits)
        for code in codes
        if actual_kg.get(code) or due.get(code)
    )


def stream_progress(rows: Iterable[Recovered]) -> tuple[PartProgress, ...]:
    """List the streams; the plan knows none of them."""
    return tuple(
        PartProgress(row.stream, row.stream, row.stream, row.net_kg, None)
        for row in rows
    )


def _part(
    named: Mapping[str, Named], cell: Cell, actual_kg: int, splits: Splits | None
) -> PartProgress:
    code = cell[0] or cell[1]
    known = named.get(code)
    name_en, name_zh = (known.name_en, known.name_zh) if known else (code, code)
    if splits is None:
        return PartProgress(code, name_en, name_zh, actual_kg, None)
    annualised = round(actual_kg / splits.weight) if splits.weight > 0 else 0
    target = _of(splits.target, cell)
    growth = None
    if target is not None:
        growth = required_growth(annualised, target, splits.years_left)
    return PartProgress(
        code,
        name_en,
        name_zh,
        actual_kg,
        _of(splits.due, cell),
        _of(splits.year, cell),
        target,
        growth,
    )


def _of(split: Split, cell: Cell) -> int | None:
    district, material = cell
    parts = split.districts if district else split.materials
    return parts.get(district or material)


def _ranked(parts: Iterable[PartProgress]) -> tuple[PartProgress, ...]:
    """Best achievement first; parts without a plan last, the larger first."""

    def rank(part: PartProgress) -> tuple[bool, float, int, str]:
        reached = part.achievement
        return reached is None, -(reached or 0), -part.actual_kg, part.code

    return tuple(sorted(parts, key=rank))
