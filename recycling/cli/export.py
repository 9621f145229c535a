"""``recycling export``: plans and sites as files."""

from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    WorkspaceOption,
    print_files,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import LANG, say
from recycling.domain.errors import InputError
from recycling.schema.columns import LANGUAGES, Lang
from recycling.schema.said import said
from recycling.services.exporting import ExportRequest, export_files
from recycling.services.sheets import SheetFormat, SheetRequest, write_sheets
from recycling.services.trunks import export_trunks

app = typer.Typer(help=say("help.export"), no_args_is_help=True)

FormatOption = Annotated[
    list[str] | None,
    typer.Option("--format", "-f", help=say("help.export_format")),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help=say("help.export_out"))
]
PlanOption = Annotated[str | None, typer.Option("--plan", help=say("help.export_plan"))]
CrsOption = Annotated[str, typer.Option("--crs", help=say("help.export_crs"))]
LangOption = Annotated[str, typer.Option("--lang", help=say("help.export_lang"))]


@app.command("routes", help=say("help.export_routes"))
def routes(
    formats: FormatOption = None,
    target: OutOption = None,
    plan: PlanOption = None,
    vehicle: Annotated[str, typer.Option(help=say("help.export_vehicle"))] = "",
    crs: CrsOption = "wgs84",
    lang: LangOption = LANG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a day's routes."""
    request = ExportRequest(
        subject="routes",
        plan_id=plan,
        formats=tuple(formats or ()),
        target=target,
        crs=crs,
        lang=_language(lang),
        vehicle_id=vehicle,
    )
    _write(request, workspace, as_json=as_json)


@app.command("siting", help=say("help.export_siting"))
def siting(
    formats: FormatOption = None,
    target: OutOption = None,
    plan: PlanOption = None,
    flows: Annotated[
        bool, typer.Option("--flows/--no-flows", help=say("help.export_flows"))
    ] = True,
    crs: CrsOption = "wgs84",
    lang: LangOption = LANG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a siting plan."""
    request = ExportRequest(
        subject="siting",
        plan_id=plan,
        formats=tuple(formats or ()),
        target=target,
        crs=crs,
        lang=_language(lang),
        with_flows=flows,
    )
    _write(request, workspace, as_json=as_json)


@app.command("sites", help=say("help.export_sites"))
def sites(
    formats: FormatOption = None,
    target: OutOption = None,
    crs: CrsOption = "wgs84",
    lang: LangOption = LANG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write all sites."""
    request = ExportRequest(
        subject="sites",
        formats=tuple(formats or ()),
        target=target,
        crs=crs,
        lang=_language(lang),
    )
    _write(request, workspace, as_json=as_json)


@app.command("sheets", help=say("help.export_sheets"))
def sheets(
    day: DateOption = None,
    plan: Annotated[str, typer.Option("--plan", help=say("help.sheets_plan"))] = "",
    vehicle: Annotated[str, typer.Option(help=say("help.export_vehicle"))] = "",
    form: Annotated[
        SheetFormat, typer.Option("--format", "-f", help=say("help.sheets_format"))
    ] = SheetFormat.PDF,
    target: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.report_file"))
    ] = None,
    lang: LangOption = LANG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write driver sheets."""
    settings = settings_of(workspace)
    request = SheetRequest(
        # A plan has a day of its own.
        day=None if plan else day_of(day, settings.intake.timezone),
        plan_id=plan,
        vehicle_id=vehicle,
        form=form,
        lang=_language(lang),
        target=target,
    )
    with working(settings) as context:
        _name([write_sheets(context, request)], as_json=as_json)


@app.command("trunks", help=say("help.export_trunks"))
def trunks(
    plan: Annotated[str, typer.Option("--plan", help=say("help.trunks_plan"))],
    target: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.trunks_out"))
    ] = None,
    lang: LangOption = LANG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a month's trunk legs as lines."""
    with working(settings_of(workspace)) as context:
        path = export_trunks(context, plan, target, _language(lang))
    _name([path], as_json=as_json)


def _write(request: ExportRequest, workspace: Path | None, *, as_json: bool) -> None:
    with working(settings_of(workspace)) as context:
        files = export_files(context, request)
    _name(files, as_json=as_json)


def _name(files: list[Path], *, as_json: bool) -> None:
    """Name the files that were written."""
    if as_json:
        print_json({"files": [str(path) for path in files]})
    else:
        print_files(files)


def _language(named: str) -> Lang:
    known: dict[str, Lang] = {lang: lang for lang in LANGUAGES}
    if named not in known:
        msg = said("option.lang_named", named=named)
        raise InputError(msg)
    return known[named]
