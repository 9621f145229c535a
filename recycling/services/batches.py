"""Domain objects as columns, the way storage takes rows."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from recycling.domain.records import Batch, ImportRecord
from recycling.services.clock import utc_now
from recycling.services.ports import UnitOfWork


def batch_of(table: str, objects: Sequence[Any]) -> Batch:
    """Put domain objects of one class into columns.

    Parameters
    ----------
    table
        Input table of the class.
    objects
        Objects to write; the columns are their fields.
    """
    if not objects:
        return Batch(table, {})
    columns: dict[str, list[Any]] = {
        field.name: [getattr(item, field.name) for item in objects]
        for field in fields(objects[0])
    }
    return Batch(table, columns)


def log_entry(
    work: UnitOfWork,
    file: str,
    table: str,
    *,
    sha256: str = "",
    crs: str = "",
    who: str = "",
) -> int:
    """Log that rows are about to be written, and return the entry's id.

    Parameters
    ----------
    work
        Open transaction.
    file
        Name of the file, or of the use case that makes the rows.
    table
        Table they go to.
    sha256, crs
        Content of the file, and the coordinate system declared for it.
    who
        Who has them written.
    """
    now = utc_now().replace(microsecond=0)
    return work.inputs.record_import(ImportRecord(file, sha256, table, crs, now, who))
