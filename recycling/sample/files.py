"""Reads and writes tables in the columns of the schema."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from recycling.domain.errors import InputError
from recycling.schema.cells import parse_cell
from recycling.schema.columns import TABLES, Column
from recycling.schema.enums import ENUMS
from recycling.schema.writing import write_cell


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as texts by header.

    Raises
    ------
    InputError
        When there is no such file.
    """
    if not path.is_file():
        msg = f"{path.name}: not found. Restore it from the project's data folder."
        raise InputError(msg)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_table[T](table: str, path: Path, make: type[T]) -> list[T]:
    """Read a CSV file of the project as objects of the domain.

    Columns the file leaves out keep the defaults of the class.
    """
    columns = TABLES[table].by_attribute
    objects = []
    for row in read_rows(path):
        values = {name: _value(columns[name], text) for name, text in row.items()}
        objects.append(make(**values))
    return objects


def _value(column: Column, text: str) -> Any:
    value = parse_cell(column, text)
    if column.kind == "enum" and value is not None:
        return ENUMS[column.target](value)
    return value


def write_table(
    path: Path, table: str, objects: Iterable[object], attributes: Sequence[str]
) -> Path:
    """Write objects of the domain as a CSV file with the schema's headers.

    Parameters
    ----------
    path
        File to write.
    table
        Table of the schema.
    objects
        Rows, in their order.
    attributes
        Columns to write; the others keep their defaults.
    """
    columns = [TABLES[table].by_attribute[name] for name in attributes]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(attributes)
        for item in objects:
            writer.writerow(
                write_cell(column, getattr(item, column.attribute))
                for column in columns
            )
    return path
