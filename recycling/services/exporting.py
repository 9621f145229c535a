"""Use case: plans and sites as files for maps, devices and other programs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.network import Paths
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.network.export.content import routes_export, sites_export, siting_export
from recycling.network.export.files import (
    GEOJSON,
    GPKG,
    GPX,
    HTML,
    SHIFTED_FORMATS,
    Export,
    write_export,
)
from recycling.network.export.places import TRUE_DATUMS, parse_datum
from recycling.schema.columns import Lang
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork
from recycling.services.roads import paths_of

REPORTS = "reports"

type Subject = Literal["routes", "siting", "sites"]


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write, and where.

    Attributes
    ----------
    subject
        A day's routes, a siting plan, or all sites.
    plan_id
        Which plan; the one saved last when not given.
    formats
        ``geojson``, ``gpkg``, ``gpx`` (routes only), ``html``; empty for all.
    target
        Folder, or the file itself where its ending is that of a format. A folder
        named after the plan, with the workspace's reports, when not given.
    crs
        System of the positions. Files that cannot say that theirs are shifted
        (``gpkg``, ``html``) are written in WGS-84 only.
    lang
        Language of the page, and of names and comments in GPX.
    vehicle_id
        The one vehicle whose route is written; all when empty.
    with_flows
        Whether a siting plan brings a line for each source of each site.
    """

    subject: Subject
    plan_id: str | None = None
    formats: tuple[str, ...] = ()
    target: Path | None = None
    crs: str = "wgs84"
    lang: Lang = "en"
    vehicle_id: str = ""
    with_flows: bool = True


def export_files(
    context: Context, request: ExportRequest, paths: Paths | None = None
) -> list[Path]:
    """Write a plan or the sites, and return the files.

    Parameters
    ----------
    context
        Settings and storage.
    request
        What to write, and where.
    paths
        Ways along roads; those of the workspace's road graph when not given, and
        straight lines where there is none either.

    Raises
    ------
    NotReadyError
        When there is no such plan yet, or no site.
    InputError
        When a format, a coordinate system, a plan or a vehicle is not known.
    """
    datum = parse_datum(request.crs)
    formats = chosen_formats(request, datum)
    context.progress.stage("export")
    with context.unit_of_work() as work:
        export = _gather(context, work, request, datum, paths)
    files = _files(context, request, export, formats)
    for place, (file_format, path) in enumerate(files):
        context.progress.advance(place, len(files))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_export(export, file_format, path)
    return [path for _, path in files]


def chosen_formats(request: ExportRequest, datum: str) -> Sequence[str]:
    """Choose those asked for, or all that fit the subject and the datum.

    Raises
    ------
    InputError
        When one that was asked for does not fit.
    """
    known = [GEOJSON, GPKG, *([GPX] if request.subject == "routes" else []), HTML]
    fit = [f for f in known if datum in TRUE_DATUMS or f in SHIFTED_FORMATS]
    wanted = request.formats
    if not wanted and request.target is not None:
        ending = request.target.suffix.removeprefix(".").lower()
        wanted = (ending,) if ending in known else ()
    for file_format in wanted:
        if file_format not in known:
            msg = said(
                "export.format",
                known=list(known),
                subject=request.subject,
                file_format=file_format,
            )
            raise InputError(msg)
        if file_format not in fit:
            msg = said(
                "export.no_crs",
                file_format=file_format,
                datum=datum,
                fit=" or ".join(fit),
            )
            raise InputError(msg)
    return list(dict.fromkeys(wanted)) or fit


def _files(
    context: Context, request: ExportRequest, export: Export, formats: Sequence[str]
) -> list[tuple[str, Path]]:
    """Each format with the file it goes to."""
    target = request.target
    if target is None:
        plan_id = export.members.get("plan_id", export.name)
        target = context.settings.workspace / REPORTS / plan_id
    elif len(formats) == 1 and target.suffix.lower() == f".{formats[0]}":
        return [(formats[0], target)]
    return [(each, target / export.file_name(each)) for each in formats]


def _gather(
    context: Context,
    work: UnitOfWork,
    request: ExportRequest,
    datum: str,
    paths: Paths | None,
) -> Export:
    network = work.inputs.network()
    match request.subject:
        case "routes":
            routes = _routes(work, request)
            return routes_export(
                network,
                routes,
                work.inputs.orders(routes.day),
                datum,
                request.lang,
                zone=ZoneInfo(context.settings.intake.timezone),
                paths=paths or paths_of(context, network),
            )
        case "siting":
            siting = _siting(work, request)
            return siting_export(
                network, siting, datum, request.lang, with_flows=request.with_flows
            )
        case "sites":
            if not network.sites:
                msg = said("export.no_sites")
                raise NotReadyError(msg)
            return sites_export(network, datum, request.lang)


def _routes(work: UnitOfWork, request: ExportRequest) -> RoutePlan:
    """Read the plan, with the chosen vehicle's route alone where one is chosen."""
    plan = _found(
        work.plans.routes(request.plan_id), work.plans.routes(), request, "date DAY"
    )
    if not request.vehicle_id:
        return plan
    routes = tuple(r for r in plan.routes if r.vehicle_id == request.vehicle_id)
    if not routes:
        msg = said(
            "export.vehicle", plan_id=plan.plan_id, vehicle_id=request.vehicle_id
        )
        raise InputError(msg)
    return replace(plan, routes=routes, unserved=())


def _siting(work: UnitOfWork, request: ExportRequest) -> SitingPlan:
    return _found(
        work.plans.siting(request.plan_id), work.plans.siting(), request, "year YEAR"
    )


def _found[P: (RoutePlan, SitingPlan)](
    plan: P | None, last: P | None, request: ExportRequest, option: str
) -> P:
    """Plan asked for, or an error that names what there is."""
    if plan is not None:
        return plan
    subject = request.subject
    if last is None:
        msg = said("export.no_plan", subject=subject, option=option)
        raise NotReadyError(msg)
    msg = said(
        "export.plan", subject=subject, plan_id=request.plan_id, plan_id_2=last.plan_id
    )
    raise InputError(msg)
