"""``recycling plan``: siting plans and a day's routes."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import LANG, say
from recycling.reporting.kpis import route_figures, siting_figures
from recycling.reporting.tables import routes_section, siting_section
from recycling.services.planning import plan_routes, plan_siting

app = typer.Typer(help=say("help.plan"), no_args_is_help=True)


@app.command("siting", help=say("help.plan_siting"))
def siting(
    year: Annotated[int | None, typer.Option(help=say("help.year"))] = None,
    day: DateOption = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide which sorting centres to keep, close, upgrade and open."""
    settings = settings_of(workspace, seed, time_limit)
    with working(settings) as context:
        plan = plan_siting(context, day_of(day, settings.intake.timezone), year)
    if as_json:
        print_json(plan)
    else:
        print_section(siting_section(siting_figures(plan), LANG))


@app.command("routes", help=say("help.plan_routes"))
def routes(
    day: DateOption = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a day's collection routes."""
    settings = settings_of(workspace, seed, time_limit)
    with working(settings) as context:
        plan = plan_routes(context, day_of(day, settings.intake.timezone))
    if as_json:
        print_json(plan)
    else:
        print_section(routes_section(route_figures(plan), LANG))
