"""What report is asked for, and the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from recycling.reporting.documents import Document
from recycling.reporting.pen import MassUnit, Pen, VehicleUnit
from recycling.schema.columns import Lang
from recycling.services.context import Context
from recycling.services.reports import (
    carbon_report,
    district_report,
    settlement_report,
    site_report,
    target_report,
)


@dataclass(frozen=True, slots=True)
class ReportAsk:
    """A report, and what it is to cover.

    Attributes
    ----------
    kind
        One of `KINDS`.
    lang, mass, vehicles
        Language and units.
    day
        Last day counted, of reports that cover a year so far.
    days
        First and last day, of reports that cover any days.
    part
        The one district, site or party; all of them when empty.
    """

    kind: str
    lang: Lang
    mass: MassUnit
    vehicles: VehicleUnit = VehicleUnit.TEN_K
    day: date | None = None
    days: tuple[date, date] | None = None
    part: str = ""

    @property
    def pen(self) -> Pen:
        """Writes figures as asked for."""
        return Pen(self.lang, self.mass, self.vehicles)


def _target(context: Context, ask: ReportAsk) -> Document:
    return target_report(context, ask.pen, ask.day)


def _district(context: Context, ask: ReportAsk) -> Document:
    return district_report(context, ask.pen, ask.day, ask.part or None)


def _site(context: Context, ask: ReportAsk) -> Document:
    return site_report(context, ask.pen, ask.day, ask.part or None)


def _carbon(context: Context, ask: ReportAsk) -> Document:
    return carbon_report(context, ask.pen, ask.days)


def _settlement(context: Context, ask: ReportAsk) -> Document:
    return settlement_report(context, ask.pen, ask.days, ask.part or None)


KINDS: Final[Mapping[str, Callable[[Context, ReportAsk], Document]]] = MappingProxyType(
    {
        "target": _target,
        "district": _district,
        "site": _site,
        "carbon": _carbon,
        "settlement": _settlement,
    }
)
"""Reports by name."""

OF_DAYS: Final = frozenset({"carbon", "settlement"})
"""Reports of any days; the others cover a year so far."""

DEFAULT_MASS: Final = MappingProxyType({"site": MassUnit.T, "settlement": MassUnit.KG})
"""Unit of masses of reports that are not about the whole city, as on the command
line."""


def make_document(context: Context, ask: ReportAsk) -> Document:
    """Make the report asked for."""
    return KINDS[ask.kind](context, ask)
