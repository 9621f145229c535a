"""``recycling report`` and what ``recycling demo`` prints at its end."""

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
from recycling.cli.dates import named_day
from recycling.cli.words import LANG, say
from recycling.reporting.files import write_report
from recycling.reporting.report import Report
from recycling.reporting.tables import report_sections
from recycling.schema.messages import text
from recycling.services.bookkeeping import make_report
from recycling.services.planning import last_plans

REPORTS = "reports"


def report(
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help=say("help.report_date")),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.out"))
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print and save the tonnage recovered against the targets."""
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


def print_report(made: Report) -> None:
    """Print the report's tables."""
    out.rule(text("report.title", LANG, day=made.day))
    if made.simulated_kg:
        out.print(text("report.synthetic", LANG), style="bold yellow")
    for section in report_sections(made, LANG):
        out.print()
        print_section(section)
