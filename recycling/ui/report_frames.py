"""Tables of reports and the tickets behind their figures, as frames."""

from collections.abc import Iterable

import pandas as pd

from recycling.domain.tracing import SourceRow, TicketEntry
from recycling.reporting.documents import Table
from recycling.ui.i18n import Words

TICKET_COLUMNS = (
    "booked_on", "site_id", "ticket_no", "weighed_at", "material", "stream", "flow",
    "net_kg", "units", "vehicle_id", "party_id", "reversed_by", "adds",
)  # fmt: skip


SOURCE_COLUMNS = ("table", "row", "says", "adds", "origin")


def table_frame(table: Table) -> pd.DataFrame:
    """Lay a table out as its readers see it in every format.

    Returns
    -------
    pandas.DataFrame
        Texts, columns ``c0``, ``c1`` and so on: headers may repeat.
    """
    names = [f"c{place}" for place in range(len(table.headers))]
    rows = [[cell.text for cell in row] for row in table.rows]
    return pd.DataFrame(rows, columns=names)


def figure_at(table: Table, row: int, column: int) -> str:
    """Name of the figure in a cell, empty where there is none.

    Parameters
    ----------
    table, row, column
        Where; places outside the table have no figure.
    """
    if not (0 <= row < len(table.rows) and 0 <= column < len(table.rows[row])):
        return ""
    return table.rows[row][column].figure_id


def entry_frame(entries: Iterable[TicketEntry], words: Words) -> pd.DataFrame:
    """List tickets as they count; what is reversed has a mass below zero."""
    rows = [
        {name: getattr(entry.ticket, name, None) for name in TICKET_COLUMNS}
        | {
            "booked_on": entry.booked_on,
            "net_kg": entry.net_kg,
            "units": entry.units,
            "reversed_by": entry.reversed_by,
            "adds": entry.part,
            "stream": words.label("Stream", entry.ticket.stream.value),
            "flow": words.label("Flow", entry.ticket.flow.value),
        }
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=list(TICKET_COLUMNS))


def source_frame(sources: Iterable[SourceRow]) -> pd.DataFrame:
    """List the rows a figure comes from that are no tickets, with what each adds."""
    rows = [
        (
            row.table,
            row.key,
            row.value,
            "" if row.part is None else f"{row.part:,}",
            row.source,
        )
        for row in sources
    ]
    return pd.DataFrame(rows, columns=list(SOURCE_COLUMNS))
