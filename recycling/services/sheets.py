"""Use case: driver sheets, on paper and for devices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from maps.crs import WGS84
from recycling.dispatch.sheets import driver_sheets
from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.network import Network, Paths
from recycling.domain.plans import RoutePlan
from recycling.domain.sheets import DriverSheet
from recycling.network.export.content import routes_export
from recycling.network.export.files import GEOJSON, GPX, write_export
from recycling.network.export.links import amap_links
from recycling.network.export.sheets import SHEETS, sheets_export
from recycling.reporting.document_files import Format, write_document
from recycling.reporting.files import write_whole
from recycling.reporting.sheet_document import sheets_document
from recycling.reporting.sheet_pdf import sheets_pdf
from recycling.schema.columns import Lang
from recycling.schema.messages import text
from recycling.schema.said import one_after_another, said
from recycling.services.context import Context
from recycling.services.driven import driven_plans
from recycling.services.exporting import REPORTS
from recycling.services.ports import UnitOfWork
from recycling.services.roads import paths_of


class SheetFormat(StrEnum):
    """How driver sheets are handed over."""

    PDF = "pdf"
    XLSX = "xlsx"
    GPX = GPX
    GEOJSON = GEOJSON


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """Which sheets to write, and where.

    Attributes
    ----------
    day, plan_id
        A day, for what is driven on it; or a plan. One of the two.
    vehicle_id
        The one vehicle whose sheet is written; all when empty.
    form
        Format.
    lang
        Language.
    target
        File; one in the folder of the workspace's reports when not given.
    """

    day: date | None = None
    plan_id: str = ""
    vehicle_id: str = ""
    form: SheetFormat = SheetFormat.PDF
    lang: Lang = "en"
    target: Path | None = None


def write_sheets(
    context: Context, request: SheetRequest, paths: Paths | None = None
) -> Path:
    """Write the driver sheets of a day or a plan, and return the file.

    Parameters
    ----------
    context
        Settings and storage.
    request
        Which, and where to.
    paths
        Ways along roads; those of the workspace's road graph when not given, and
        straight lines where there is none either.

    Raises
    ------
    NotReadyError
        When nothing is planned for the day, or a PDF lacks a font for its words.
    InputError
        When the plan is not known, or the vehicle has no route.
    """
    context.progress.stage("export")
    with context.unit_of_work() as work:
        network = work.inputs.network()
        plans = _chosen(_plans(work, request), request)
        orders = work.orders.find(_order_ids(plans))
    links = amap_links(network.sites.values())
    sheets = [
        sheet for plan in plans for sheet in driver_sheets(network, plan, orders, links)
    ]
    if not sheets:
        msg = said("sheet.nothing_drives", day=plans[0].day, plan_id=plans[0].plan_id)
        raise NotReadyError(msg)
    name = f"{SHEETS}-{request.vehicle_id}" if request.vehicle_id else SHEETS
    folder = context.settings.workspace / REPORTS / plans[0].plan_id
    path = request.target or folder / f"{name}.{request.form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if request.form in {SheetFormat.GPX, SheetFormat.GEOJSON}:
        ways = paths or paths_of(context, network)
        zone = ZoneInfo(context.settings.intake.timezone)
        plan = replace(
            plans[0], routes=tuple(route for each in plans for route in each.routes)
        )
        routes = routes_export(
            network, plan, list(orders.values()), WGS84, request.lang,
            zone=zone, paths=ways,
        )  # fmt: skip
        write_export(sheets_export(routes, sheets), request.form, path)
        return path
    return _write_pages(network, sheets, request, path)


def _write_pages(
    network: Network, sheets: Sequence[DriverSheet], request: SheetRequest, path: Path
) -> Path:
    """Write sheets to be printed, or worked on in a spreadsheet."""
    lang = request.lang
    title = text("sheet.title", lang, day=sheets[0].day)
    if request.form is SheetFormat.PDF:
        return write_whole(path, sheets_pdf(sheets, network, title, lang))
    document = sheets_document(sheets, network, title, lang)
    return write_document(document, Format.XLSX, path)


def _plans(work: UnitOfWork, request: SheetRequest) -> list[RoutePlan]:
    """Plans to write sheets of: the one named, or those driven on a day."""
    if request.plan_id:
        plan = work.plans.routes(request.plan_id)
        if plan is None:
            last = work.plans.routes()
            none = said("sheet.plan", plan_id=request.plan_id)
            known = [said("sheet.saved_last", plan_id=last.plan_id)] if last else []
            raise InputError(one_after_another(none, *known))
        return [plan]
    if request.day is None:
        msg = said("sheet.unnamed")
        raise InputError(msg)
    plans = driven_plans(work, request.day)
    if not plans:
        msg = said("sheet.no_routes", day=request.day)
        raise NotReadyError(msg)
    return plans


def _chosen(plans: Sequence[RoutePlan], request: SheetRequest) -> list[RoutePlan]:
    """Plans with the route of the one vehicle asked for."""
    if not request.vehicle_id:
        return list(plans)
    cut = [
        replace(
            plan,
            routes=tuple(r for r in plan.routes if r.vehicle_id == request.vehicle_id),
        )
        for plan in plans
    ]
    found = [plan for plan in cut if plan.routes]
    if not found:
        named = [plan.plan_id for plan in plans]
        msg = said("sheet.vehicle", named=named, vehicle_id=request.vehicle_id)
        raise InputError(msg)
    return found


def _order_ids(plans: Iterable[RoutePlan]) -> set[str]:
    stops = (s for plan in plans for route in plan.routes for s in route.stops)
    return {stop.order_id for stop in stops if stop.order_id}
