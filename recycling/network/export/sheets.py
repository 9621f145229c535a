"""Driver sheets for navigation devices and maps."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from maps.records import Record
from recycling.domain.sheets import DriverSheet
from recycling.domain.units import M_PER_KM, clock
from recycling.network.export.files import Export
from recycling.network.export.places import Places
from recycling.network.export.records import ROUTES, STOPS

SHEETS = "sheets"

_KM_DIGITS = 3


def sheets_export(routes: Export, sheets: Iterable[DriverSheet]) -> Export:
    """Turn the export of a day's routes into that of its driver sheets.

    Ways and journeys are the same; stops say besides whom to ask for, where, and when.
    """
    stops = [record for sheet in sheets for record in _stops(sheet, routes.places)]
    tables = {ROUTES: routes.tables[ROUTES], STOPS: stops}
    return replace(routes, name=SHEETS, tables=tables)


def _stops(sheet: DriverSheet, places: Places) -> Iterator[Record]:
    for stop in sheet.stops:
        yield {
            "route_id": sheet.route_id,
            "vehicle_id": sheet.vehicle_id,
            "plate": sheet.plate,
            "sequence": stop.sequence,
            "kind": stop.kind.value,
            "site_id": stop.site_id,
            "site_name": stop.name,
            "address": stop.address,
            "contact": stop.contact,
            "order_id": stop.order_id,
            "material": stop.material,
            "trip": stop.trip,
            "window_start": clock(stop.window_start_s) if stop.has_window else "",
            "window_end": clock(stop.window_end_s) if stop.has_window else "",
            "arrival": clock(stop.arrival_s),
            "start": clock(stop.start_s),
            "departure": clock(stop.departure_s),
            "load_kg": stop.load_kg,
            "load_units": stop.units,
            "order_kg": stop.whole_kg,
            "on_board_kg": stop.on_board_kg,
            "distance_km": round(stop.distance_m / M_PER_KM, _KM_DIGITS),
            "link": stop.link,
            **places.point(stop.site_id),
        }
