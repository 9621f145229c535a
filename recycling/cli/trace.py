"""``recycling trace``: the tickets behind a reported figure."""

import csv
import json
import sys
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
    """List the tickets behind a figure, reversed ones with their reversal."""
    with working(settings_of(workspace)) as context, traced(context, figure) as found:
        if form is TraceFormat.CSV:
            _write_csv(found, limit or None)
        elif form is TraceFormat.JSON:
            _write_json(found, limit or None)
        else:
            _print_table(found, limit or None)


def _write_csv(found: Trace, limit: int | None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("booked_on", *_COLUMNS, "reversed_by"))
    for entry in islice(found.entries, limit):
        writer.writerow(map(safe_cell, _row(entry).values()))


def _write_json(found: Trace, limit: int | None) -> None:
    """Write one object, its tickets one a line as they are read."""
    head = {
        "figure": str(found.figure),
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
    shown = list(islice(found.entries, limit))
    named = TABLES["tickets"].by_attribute
    headers = [
        say("trace_booked"),
        *(named[name].header(LANG).name for name in _COLUMNS),
    ]
    headers.append(say("trace_reversed"))
    cells = [tuple(map(str, _row(entry).values())) for entry in shown]
    is_whole = next(found.entries, None) is None
    note = say(
        "trace_whole" if is_whole else "trace_part",
        count=f"{len(shown):,}",
        kilograms=f"{sum(entry.net_kg for entry in shown):,}",
        units=f"{sum(entry.units for entry in shown):,}",
    )
    title = say("trace_title", figure=found.figure)
    print_section(Section("tickets", title, tuple(headers), tuple(cells), note))
    if not shown and not found.postings:
        out.print(say("trace_none"))


def _row(entry: TicketEntry) -> dict[str, Any]:
    """Cells of an entry; what is reversed has a mass and pieces below zero."""
    values = {name: getattr(entry.ticket, name) for name in _COLUMNS}
    values |= {"net_kg": entry.net_kg, "units": entry.units}
    values["weighed_at"] = f"{entry.ticket.weighed_at}"
    row = {"booked_on": f"{entry.booked_on}", **values}
    return row | {"reversed_by": entry.reversed_by}


def _posting(posting: Posting) -> dict[str, Any]:
    row = {name: getattr(posting, name) for name in _POSTING}
    return row | {"day": f"{posting.day}"}
