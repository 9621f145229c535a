"""Driver sheets as PDF: one after the other, each begins on a page of its own."""

from collections.abc import Iterable
from typing import Any

from recycling.domain.network import Network
from recycling.domain.plans import StopKind
from recycling.domain.sheets import DriverSheet, SheetStop
from recycling.domain.units import M_PER_KM, clock
from recycling.reporting.pdf import family_for, set_pages
from recycling.reporting.qr import qr_svg
from recycling.reporting.sheet_words import SheetWords
from recycling.schema.columns import Lang

LAYOUT = "sheets.typ"

_HEADERS = (
    "sequence", "arrival", "place", "material", "kg", "window", "actual", "link",
)  # fmt: skip


def sheets_pdf(
    sheets: Iterable[DriverSheet], network: Network, title: str, lang: Lang
) -> bytes:
    """Set driver sheets as PDF.

    Parameters
    ----------
    sheets
        What to set.
    network
        Names of materials and types of vehicles.
    title
        What all of them are.
    lang
        Language.

    Raises
    ------
    NotReadyError
        When there are Chinese words and no font for them is installed.
    """
    words = SheetWords(network, lang)
    tree: dict[str, Any] = {
        "title": title,
        "language": lang,
        "headers": [words.say(f"column.{name}") for name in _HEADERS],
        "signature": words.say("signature"),
        "sheets": [_sheet(words, sheet) for sheet in sheets],
    }
    return set_pages(LAYOUT, tree, family_for(tree, lang))


def _sheet(words: SheetWords, sheet: DriverSheet) -> dict[str, Any]:
    facts = (
        ("plate", sheet.plate),
        ("type", words.vehicle_type(sheet)),
        ("depot", sheet.depot),
        ("plan", f"{sheet.plan_id} ({words.state(sheet)})"),
    )
    return {
        "day": sheet.day.isoformat(),
        "vehicle": words.say("vehicle", vehicle=sheet.vehicle_id),
        "warning": words.warning(sheet),
        "facts": [{"label": words.say(key), "text": value} for key, value in facts],
        "total": words.say("total"),
        "totals": words.totals(sheet),
        "stops": [_stop(words, stop) for stop in sheet.stops],
    }


def _stop(words: SheetWords, stop: SheetStop) -> dict[str, Any]:
    lines = [
        *([words.say("address", address=stop.address)] if stop.address else []),
        *([words.say("contact", contact=stop.contact)] if stop.contact else []),
        *words.notes(stop),
    ]
    return {
        "kind": stop.kind.value,
        "sequence": str(stop.sequence),
        "arrival": clock(stop.arrival_s),
        "departure": clock(stop.departure_s),
        "what": words.kind(stop),
        "name": stop.name,
        "key": " · ".join(part for part in (stop.site_id, stop.order_id) if part),
        "lines": lines,
        "way": f"{stop.distance_m / M_PER_KM:,.1f} km" if stop.distance_m else "",
        "material": words.material(stop),
        "kg": f"{stop.load_kg:,}" if stop.load_kg else "",
        "window": words.window(stop),
        "to_fill": stop.kind in {StopKind.PICKUP, StopKind.UNLOAD},
        # Where the day begins, the crew is already.
        "qr": qr_svg(stop.link) if stop.link and stop.sequence else "",
    }
