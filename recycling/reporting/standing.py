"""What the plan's figures are measured from: the baseline, and vehicles by class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from recycling.domain.materials import HazardClass, Material, Parameter
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import ElvClass, Pieces, Recovered
from recycling.reporting.rounding import Cell

STANDARD = "elv.standard."
"""Standard vehicles per vehicle of a class."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class VehicleClass:
    """End-of-life vehicles of a class.

    Attributes
    ----------
    elv_class
        Class; empty where no ticket said it.
    units, net_kg
        Vehicles and their mass.
    standard_units
        ``vehicles x standard vehicles of the class``; a vehicle of no class, or of
        one without a coefficient, counts as one.
    """

    elv_class: str
    units: int
    net_kg: int
    standard_units: float


def vehicle_classes(
    pieces: Iterable[Pieces],
    materials: Mapping[str, Material],
    parameters: Mapping[str, Parameter],
) -> tuple[VehicleClass, ...]:
    """Sum vehicles by class, in the order of the classes; appliances are left out.

    Parameters
    ----------
    pieces
        Vehicles and appliances by month.
    materials, parameters
        By code; coefficients are ``elv.standard.<class>``, since a dismantler's
        capacity is licensed in standard vehicles (GB 22128-2019).
    """
    units: dict[str, int] = defaultdict(int)
    net_kg: dict[str, int] = defaultdict(int)
    for row in pieces:
        material = materials.get(row.material)
        if material is not None and material.hazard is HazardClass.ELV:
            units[row.elv_class] += row.units
            net_kg[row.elv_class] += row.net_kg

    def standard(kind: str) -> float:
        known = parameters.get(f"{STANDARD}{kind}")
        return units[kind] * (known.value if known else 1.0)

    order = [*(kind.value for kind in ElvClass), ""]
    return tuple(
        VehicleClass(kind, units[kind], net_kg[kind], standard(kind))
        for kind in order
        if kind in units
    )


def baseline_year(targets: Sequence[Target], rows: Iterable[Recovered]) -> int | None:
    """Year whose volumes say how the city's target is split.

    The plan's baseline year where all its months have a figure, else the newest
    year that is complete; ``None`` where none is.

    Parameters
    ----------
    targets
        Every dated figure.
    rows
        Recovered mass by month.
    """
    months: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.net_kg > 0:
            months[row.day.year].add(row.day.month)
    whole = {year for year, seen in months.items() if len(seen) == MONTHS}
    stated = {
        target.year
        for target in targets
        if target.indicator is Indicator.RECOVERED and target.is_baseline
    }
    return max(whole & stated, default=max(whole, default=None))


def baseline_of(
    targets: Sequence[Target], rows: Sequence[Recovered]
) -> dict[Cell, int]:
    """Recovered mass of the `baseline_year` by district and material.

    Parameters
    ----------
    targets
        Every dated figure.
    rows
        Recovered mass by month, district and material; empty without a whole year.
    """
    year = baseline_year(targets, rows)
    cells: dict[Cell, int] = defaultdict(int)
    for row in rows:
        if row.day.year == year:
            cells[row.district, row.material] += row.net_kg
    return {cell: kg for cell, kg in cells.items() if kg > 0}


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """A dated figure of the city's plan, and what is known to be reached.

    Attributes
    ----------
    indicator, year, value
        What is counted, when it is due, and the figure in the target's unit.
    is_baseline
        A figure already reached when the plan was made.
    reached
        What stands now, or was reached in the year so far; ``None`` where the
        product counts nothing of the kind.
    source
        Where the figure comes from.
    """

    indicator: Indicator
    year: int
    value: int
    is_baseline: bool
    reached: int | None
    source: str


def plan_figures(
    targets: Iterable[Target], reached: Mapping[Indicator, int]
) -> tuple[PlanFigure, ...]:
    """List every dated figure of the city, indicator by indicator.

    Parameters
    ----------
    targets
        Every dated figure.
    reached
        What is counted, by indicator.
    """
    order = list(Indicator)
    city = [t for t in targets if not t.district and not t.material]
    return tuple(
        PlanFigure(
            target.indicator,
            target.year,
            target.value,
            target.is_baseline,
            reached.get(target.indicator),
            target.source,
        )
        for target in sorted(city, key=lambda t: (order.index(t.indicator), t.year))
    )
