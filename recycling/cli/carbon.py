"""``recycling carbon``: emissions, avoided emissions and what is left of them."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import named_period
from recycling.cli.words import LANG, say
from recycling.reporting.carbon_tables import carbon_section
from recycling.services.carbon import report_carbon


def carbon(
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help=say("help.carbon_month")),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM-DD", help=say("help.carbon_from")),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="YYYY-MM-DD", help=say("help.carbon_to")),
    ] = None,
    version: Annotated[
        str | None, typer.Option("--factor-version", help=say("help.factor_version"))
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """State emissions and avoided emissions of some days."""
    start, end = named_period(month, first, last)
    with working(settings_of(workspace)) as context:
        made = report_carbon(context, start, end, version)
    if as_json:
        print_json(made)
        return
    print_section(carbon_section(made, LANG))
