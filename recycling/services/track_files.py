"""Records of crews as they come: CSV and workbooks, JSON from files and devices."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from recycling.domain.errors import FaultsError, InputError
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.intake.reader import TableReader, read_records, read_table
from recycling.schema.columns import Lang
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.importing import (
    ImportRequest,
    RecordedKeys,
    intake_options,
)
from recycling.services.ports import UnitOfWork
from recycling.services.tracking import VISITS, Recorded, record_visits


def import_visits(context: Context, path: Path) -> Recorded:
    """Record the visits of a file.

    Parameters
    ----------
    context
        Settings and storage.
    path
        CSV or workbook with the columns of the table of visits, or JSON: an object
        with its attributes, or a list of them.

    Raises
    ------
    FaultsError
        When the file has faults, with all of them.
    RefusedError
        When a record cannot be true, with a line for each reason.
    InputError
        When it is not JSON.
    """
    if path.suffix.lower() == ".json":
        return import_json(context, path.read_bytes(), path.name)
    options = intake_options(context.settings, ImportRequest([path]))

    def opened(work: UnitOfWork) -> TableReader:
        return read_table(path, VISITS, options, RecordedKeys(work))

    return record_visits(context, _read(context, opened, options.language), path.name)


def import_json(
    context: Context, content: bytes, source: str, most: int | None = None
) -> Recorded:
    """Record visits that come as JSON; see `import_visits`.

    Parameters
    ----------
    context
        Settings and storage.
    content
        The JSON.
    source
        File or device it comes from.
    most
        Most records at once; ``None`` for no limit.
    """
    records = _records(content, source, most)
    options = intake_options(context.settings, ImportRequest([]))

    def opened(work: UnitOfWork) -> TableReader:
        return read_records(source, VISITS, records, options, RecordedKeys(work))

    return record_visits(context, _read(context, opened, options.language), source)


def _records(
    content: bytes, source: str, most: int | None
) -> Sequence[Mapping[str, object]]:
    try:
        # Not-a-number is no JSON, and no mass.
        found = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        msg = said("track.json", source=source, error=error)
        raise InputError(msg) from error
    records = found if isinstance(found, list) else [found]
    if not all(isinstance(record, dict) for record in records):
        msg = said("track.object", source=source)
        raise InputError(msg)
    if not records or (most is not None and len(records) > most):
        limit = (
            said("track.from_one_to", most=most) if most else said("track.at_least_one")
        )
        msg = said("track.count", source=source, limit=limit, count=len(records))
        raise InputError(msg)
    return records


def _no_constant(name: str) -> float:
    msg = f"{name} is no number"
    raise ValueError(msg)


def _read(
    context: Context, opened: Callable[[UnitOfWork], TableReader], lang: Lang
) -> list[Visit]:
    """Read visits, or raise with every fault there is."""
    with context.unit_of_work() as work:
        reader = opened(work)
        visits = [visit for chunk in reader for visit in _visits(chunk.batch.columns)]
    report = reader.report
    if report.is_rejected:
        raise FaultsError(report.summary(lang), report.faults, report.notices)
    return visits


def _visits(columns: Mapping[str, Sequence[Any]]) -> list[Visit]:
    if not columns:
        return []
    rows = (
        dict(zip(columns, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    )
    return [Visit(**{**row, "outcome": VisitOutcome(row["outcome"])}) for row in rows]
