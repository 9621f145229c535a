"""``recycling report`` and its reports, and what ``recycling demo`` prints."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    out,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import (
    FromOption,
    MonthOption,
    ToOption,
    named_day,
    named_period,
)
from recycling.cli.documents import REPORTS, FileOption, FormatOption, hand_over
from recycling.cli.words import LANG, say
from recycling.domain.errors import InputError
from recycling.reporting.document_files import Format, format_for
from recycling.reporting.documents import Document
from recycling.reporting.files import write_report
from recycling.reporting.pen import MassUnit, Pen, VehicleUnit
from recycling.reporting.report import Report
from recycling.reporting.tables import report_sections
from recycling.schema.messages import text
from recycling.schema.said import said
from recycling.services.bookkeeping import make_report
from recycling.services.context import Context
from recycling.services.planning import last_plans
from recycling.services.reports import (
    carbon_report,
    district_report,
    settlement_report,
    site_report,
    target_report,
)


class Language(StrEnum):
    """Language of a report."""

    ZH = "zh"
    EN = "en"


LANGUAGE = Language(LANG)

DayOption = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help=say("help.report_date")),
]
MassOption = Annotated[
    MassUnit, typer.Option("--mass-unit", help=say("help.mass_unit"))
]
VehicleOption = Annotated[
    VehicleUnit, typer.Option("--vehicle-unit", help=say("help.vehicle_unit"))
]
LangOption = Annotated[Language, typer.Option("--lang", help=say("help.report_lang"))]


app = typer.Typer(help=say("help.report"))


@app.callback(invoke_without_command=True)
def report(
    chosen: typer.Context,
    day: DayOption = None,
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.out"))
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print and save the tonnage recovered against the targets."""
    if chosen.invoked_subcommand is not None:
        if day or folder or workspace or as_json:
            msg = said("report.order", invoked_subcommand=chosen.invoked_subcommand)
            raise InputError(msg)
        return
    settings = settings_of(workspace)
    with working(settings) as context:
        made = make_report(context, named_day(day))
        siting, routes = last_plans(context)
    target = folder or settings.workspace / REPORTS / f"{made.day}"
    files = write_report(made, target, siting, routes)
    if as_json:
        print_json(made)
        return
    print_report(made)
    print_files(files)


@app.command("target", help=say("help.report_target"))
def target(
    day: DayOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    mass: MassOption = MassUnit.TEN_KT,
    vehicles: VehicleOption = VehicleUnit.TEN_K,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
) -> None:
    """Report the city's indicators against its targets."""
    _hand_over(
        lambda context, pen: target_report(context, pen, named_day(day)),
        Asked(form, path, Pen(lang.value, mass, vehicles), workspace),
    )


@app.command("district", help=say("help.report_district"))
def district(
    code: Annotated[
        str | None, typer.Option("--district", help=say("help.one_district"))
    ] = None,
    day: DayOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    mass: MassOption = MassUnit.TEN_KT,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
) -> None:
    """Report all districts, or one."""
    _hand_over(
        lambda context, pen: district_report(context, pen, named_day(day), code),
        Asked(form, path, Pen(lang.value, mass), workspace),
    )


@app.command("site", help=say("help.report_site"))
def site(
    site_id: Annotated[
        str | None, typer.Option("--site", help=say("help.one_site"))
    ] = None,
    day: DayOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    mass: MassOption = MassUnit.T,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
) -> None:
    """Report all sites, or one."""
    _hand_over(
        lambda context, pen: site_report(context, pen, named_day(day), site_id),
        Asked(form, path, Pen(lang.value, mass), workspace),
    )


@app.command("carbon", help=say("help.report_carbon"))
def carbon(
    version: Annotated[
        str | None, typer.Option("--factor-version", help=say("help.factor_version"))
    ] = None,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    mass: MassOption = MassUnit.TEN_KT,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
) -> None:
    """Report avoided emissions and burdens."""
    days = _days(month, first, last)
    _hand_over(
        lambda context, pen: carbon_report(context, pen, days, version),
        Asked(form, path, Pen(lang.value, mass), workspace),
    )


@app.command("settlement", help=say("help.report_settlement"))
def settlement(
    party: Annotated[
        str | None, typer.Option("--party", help=say("help.one_party"))
    ] = None,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
) -> None:
    """Report what parties are due, in kilograms and yuan."""
    days = _days(month, first, last)
    _hand_over(
        lambda context, pen: settlement_report(context, pen, days, party),
        Asked(form, path, Pen(lang.value, MassUnit.KG), workspace),
    )


def _days(
    month: str | None, first: str | None, last: str | None
) -> tuple[date, date] | None:
    """Days a user named; ``None`` for those the report has by itself."""
    if month is None and first is None and last is None:
        return None
    return named_period(month, first, last)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a report is to be handed over."""

    form: Format | None
    path: Path | None
    pen: Pen
    workspace: Path | None


def _hand_over(make: Callable[[Context, Pen], Document], asked: Asked) -> None:
    """Make a document and print it or write it; the format is settled first."""
    form = format_for(asked.form, asked.path)
    settings = settings_of(asked.workspace)
    with working(settings) as context:
        document = make(context, asked.pen)
    hand_over(document, form, asked.path, settings.workspace / REPORTS)


def print_report(made: Report) -> None:
    """Print the report's tables."""
    out.rule(text("report.title", LANG, day=made.day))
    if made.simulated_kg:
        out.print(text("report.synthetic", LANG), style="bold yellow")
    for section in report_sections(made, LANG):
        out.print()
        print_section(section)
