"""``recycling trace``: the tickets behind a reported figure."""

import csv
import json
import sys
from dataclasses import asdict
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import typer

from recycling.cli.console import (
    LimitOption,
    WorkspaceOption,
    out,
    print_section,
    settings_of,
    working,
)
from recycling.cli.words import LANG, say
from recycling.domain.ledger import Posting
from recycling.domain.tracing import TicketEntry
from recycling.reporting.tables import Section
from recycling.schema.columns import TABLES
from recycling.schema.safe import safe_cell
from recycling.services.tracing import Trace, traced

MOST_ROWS = 20
"""Rows shown unless more are asked for."""

_COLUMNS = (
    "site_id", "ticket_no", "weighed_at", "material", "stream", "flow", "net_kg",
    "units", "origin_site_id", "vehicle_id", "party_id", "corrects",
)  # fmt: skip
_SOURCE = ("table", "key", "value", "source")
_POSTING = ("day", "amount", "district", "material", "source_table", "source_id")


class TraceFormat(StrEnum):
    """How the tickets are shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def trace(
    figure: Annotated[str, typer.Argument(help=say("help.trace_figure"))],
    limit: LimitOption = MOST_ROWS,
    form: Annotated[
        TraceFormat, typer.Option("--format", "-f", help=say("help.trace_format"))
    ] = TraceFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """List the tickets and rows behind a figure, with the part each adds."""
    with working(settings_of(workspace)) as context, traced(context, figure) as found:
        if form is TraceFormat.CSV:
            _write_csv(found, limit or None)
        elif form is TraceFormat.JSON:
            _write_json(found, limit or None)
        else:
            _print_table(found, limit or None)


def _write_csv(found: Trace, limit: int | None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("booked_on", *_COLUMNS, "reversed_by", "part", *_SOURCE))
    blank = [""] * len(_SOURCE)
    for entry in islice(found.entries, limit):
        writer.writerow([*map(safe_cell, _row(entry).values()), *blank])
    # Rows that are no tickets come last, in columns of their own.
    empty = [""] * (len(_COLUMNS) + 2)
    for row in found.sources:
        cells = [safe_cell(getattr(row, name)) for name in _SOURCE]
        writer.writerow([*empty, "" if row.part is None else row.part, *cells])


def _write_json(found: Trace, limit: int | None) -> None:
    """Write one object, its tickets one a line as they are read."""
    head = {
        "figure": str(found.figure),
        "amount": found.amount,
        "sources": [asdict(row) for row in found.sources],
        "postings": list(map(_posting, found.postings)),
    }
    sys.stdout.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "tickets": [')
    for place, entry in enumerate(islice(found.entries, limit)):
        sys.stdout.write(",\n" if place else "\n")
        sys.stdout.write(json.dumps(_row(entry), ensure_ascii=False))
    sys.stdout.write("\n]}\n")


def _print_table(found: Trace, limit: int | None) -> None:
    if found.postings:
        rows = [tuple(map(str, _posting(p).values())) for p in found.postings[:limit]]
        note = say("trace_postings", count=f"{len(found.postings):,}")
        title = say("trace_postings_title", figure=found.figure)
        print_section(Section("postings", title, _POSTING, tuple(rows), note))
    _print_sources(found, limit)
    shown = list(islice(found.entries, limit))
    if shown:
        _print_tickets(found, shown)
    elif not found.postings and not found.sources:
        out.print(say("trace_none"))
    if found.amount is not None:
        out.print(say("trace_amount", amount=_number(found.amount)))


def _print_sources(found: Trace, limit: int | None) -> None:
    if not found.sources:
        return
    rows = [
        (
            row.table,
            row.key,
            row.value,
            "" if row.part is None else _number(row.part),
            row.source,
        )
        for row in found.sources
    ]
    headers = (
        say("trace_table"),
        say("trace_row"),
        say("trace_says"),
        say("trace_part_of"),
        say("trace_origin"),
    )
    parts = sum(row.part for row in found.sources if row.part is not None)
    note = say("trace_sources", count=f"{len(rows):,}", part=_number(parts))
    title = say("trace_sources_title", figure=found.figure)
    print_section(Section("sources", title, headers, tuple(rows[:limit]), note), {3})


def _number(amount: float) -> str:
    """Write a sum in full, and a share with the digits it has."""
    return f"{amount:,}" if float(amount).is_integer() else f"{amount:g}"


def _print_tickets(found: Trace, shown: list[TicketEntry]) -> None:
    named = TABLES["tickets"].by_attribute
    headers = [
        say("trace_booked"),
        *(named[name].header(LANG).name for name in _COLUMNS),
    ]
    headers += [say("trace_reversed"), say("trace_part_of")]
    cells = [tuple(map(str, _row(entry).values())) for entry in shown]
    is_whole = next(found.entries, None) is None
    note = say(
        "trace_whole" if is_whole else "trace_part",
        count=f"{len(shown):,}",
        kilograms=f"{sum(entry.net_kg for entry in shown):,}",
        units=f"{sum(entry.units for entry in shown):,}",
        part=f"{sum(entry.part for entry in shown):,}",
    )
    title = say("trace_title", figure=found.figure)
    print_section(Section("tickets", title, tuple(headers), tuple(cells), note))


def _row(entry: TicketEntry) -> dict[str, Any]:
    """Cells of an entry; what is reversed has a mass and pieces below zero."""
    values = {name: getattr(entry.ticket, name) for name in _COLUMNS}
    values |= {"net_kg": entry.net_kg, "units": entry.units}
    values["weighed_at"] = f"{entry.ticket.weighed_at}"
    row = {"booked_on": f"{entry.booked_on}", **values}
    return row | {"reversed_by": entry.reversed_by, "part": entry.part}


def _posting(posting: Posting) -> dict[str, Any]:
    row = {name: getattr(posting, name) for name in _POSTING}
    return row | {"day": f"{posting.day}"}
