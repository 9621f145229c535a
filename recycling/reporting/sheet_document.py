"""Driver sheets as a document: a table for each vehicle."""

from collections.abc import Iterable

from recycling.domain.network import Network
from recycling.domain.sheets import DriverSheet, SheetStop
from recycling.domain.units import M_PER_KM, clock
from recycling.reporting.documents import Cell, Document, Note, Table
from recycling.reporting.pen import MassUnit, Pen, words
from recycling.reporting.sheet_words import SheetWords
from recycling.schema.columns import Lang

COLUMNS = (
    "sequence", "kind", "place", "address", "contact", "material", "kg", "units",
    "on_board", "window", "arrival", "start", "departure", "trip", "distance",
    "order", "notes", "actual", "link",
)  # fmt: skip


def sheets_document(
    sheets: Iterable[DriverSheet], network: Network, title: str, lang: Lang
) -> Document:
    """Write driver sheets as a document.

    Parameters
    ----------
    sheets
        What to write.
    network
        Names of materials and types of vehicles.
    title
        What all of them are.
    lang
        Language.
    """
    pen, said = Pen(lang, MassUnit.KG), SheetWords(network, lang)
    listed = list(sheets)
    warnings = {said.warning(sheet) for sheet in listed} - {""}
    notes = tuple(
        Note(sheet.vehicle_id, sheet.vehicle_id, said.totals(sheet)) for sheet in listed
    )
    tables = tuple(_table(pen, said, sheet) for sheet in listed)
    return Document("sheets", title, lang, "".join(warnings), (), tables, notes)


def _table(pen: Pen, said: SheetWords, sheet: DriverSheet) -> Table:
    return Table(
        key=sheet.route_id,
        title=" ".join(part for part in (sheet.vehicle_id, sheet.plate) if part),
        headers=tuple(said.say(f"column.{name}") for name in COLUMNS),
        rows=tuple(_row(pen, said, stop) for stop in sheet.stops),
        note=said.totals(sheet),
    )


def _row(pen: Pen, said: SheetWords, stop: SheetStop) -> tuple[Cell, ...]:
    return (
        pen.count(stop.sequence),
        *words(said.kind(stop), stop.name, stop.address, stop.contact),
        Cell(said.material(stop)),
        pen.kilograms(stop.load_kg),
        pen.count(stop.units),
        pen.kilograms(stop.on_board_kg),
        Cell(said.window(stop)),
        *words(clock(stop.arrival_s), clock(stop.start_s), clock(stop.departure_s)),
        pen.count(stop.trip),
        pen.amount(stop.distance_m / M_PER_KM, 1, "km"),
        Cell(stop.order_id),
        Cell("; ".join(said.notes(stop))),
        Cell(""),
        Cell(stop.link),
    )
