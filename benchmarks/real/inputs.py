"""What every conversion writes: tables in the schema's columns, and settings."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
"""The product's own figures, used where the source of a conversion states none."""


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> Path:
    """Write a table as the product reads it and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def reference_rows(name: str) -> dict[str, dict[str, str]]:
    """Rows of a reference table by their code."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def write_reference(
    folder: Path, name: str, changes: Mapping[str, Mapping[str, str]]
) -> Path:
    """Write a reference table with some rows changed or added.

    Parameters
    ----------
    folder
        Where the table goes.
    name
        Table, without its ending.
    changes
        Cells by code and header; the other cells of a known code stay, those of
        a new code are empty.
    """
    rows = reference_rows(name)
    header = list(next(iter(rows.values())))
    for code, cells in changes.items():
        rows[code] = {**rows.get(code, {}), **cells, "code": code}
    cells_of = ([row.get(column, "") for column in header] for row in rows.values())
    return write_table(folder / f"{name}.csv", header, cells_of)


def write_settings(
    folder: Path, timezone: str, area: tuple[float, float, float, float]
) -> Path:
    """Write the settings a workspace in another city than Chongqing needs.

    Parameters
    ----------
    folder
        Folder that is used as the workspace.
    timezone
        Time zone of the city.
    area
        Smallest and largest longitude and latitude: ``min_lon, min_lat,
        max_lon, max_lat``.
    """
    names = ("min_lon", "min_lat", "max_lon", "max_lat")
    limits = [f"{name} = {value}" for name, value in zip(names, area, strict=True)]
    text = "\n".join(["[intake]", f'timezone = "{timezone}"', *limits, ""])
    path = folder / "recycling.toml"
    path.write_text(text, encoding="utf-8")
    return path
