"""The best known cost of an instance, from the files beside it."""

import csv
from pathlib import Path

from benchmarks.faults import FormatError
from benchmarks.routing.families import Instance
from benchmarks.routing.vrplib_file import read_sol

COST_COLUMNS = (
    "best_ub",
    "best_known",
    "bks",
    "optimum",
    "cost",
    "total_distance_miles",
)
"""Columns that hold a cost, the first there is counts."""


def best_known(instance: Instance) -> float | None:
    """Return the best known cost in the unit of the family; ``None`` if unknown.

    A ``.sol`` file is believed by its routes: what its header states may be in
    another unit. A CSV file may lie beside the instance or a folder above; of
    several rows on an instance the least counts.
    """
    if instance.family.rounding:
        return _of_sol(instance)
    folder = instance.path.parent
    tables = [*sorted(folder.glob("*.csv")), *sorted(folder.parent.glob("*.csv"))]
    costs = [cost for table in tables for cost in _of_table(table, instance.name)]
    return min(costs, default=None)


def _of_sol(instance: Instance) -> float | None:
    path = instance.path.with_suffix(".sol")
    if not path.is_file():
        return None
    try:
        verdict = instance.family.verify(instance.path, path)
        stated = read_sol(path).cost
    except FormatError:
        return None
    if verdict.is_feasible:
        return verdict.cost / instance.family.divisor
    return stated


def _of_table(path: Path, name: str) -> list[float]:
    """Costs of an instance in a table with a column ``instance``."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("instance") == name]
    costs = []
    for row in rows:
        column = next((column for column in COST_COLUMNS if row.get(column)), None)
        # A star marks a value proved optimal.
        text = (row[column] if column else "").rstrip("* ")
        try:
            costs.append(float(text))
        except ValueError:
            continue
    return costs
