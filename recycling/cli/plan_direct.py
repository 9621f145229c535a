"""``recycling plan direct``: full loads straight from where they arise."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import LANG, say
from recycling.reporting.direct_tables import destinations_section, shortage_lines
from recycling.reporting.kpis import route_figures
from recycling.reporting.tables import routes_section
from recycling.services.direct import plan_direct


def direct(
    day: DateOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help=say("help.direct_publish"))
    ] = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a day's direct full loads."""
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    with working(settings, user) as context:
        found = plan_direct(context, today, publish=publish)
    if as_json:
        print_json(found.plan)
        return
    print_section(routes_section(route_figures(found.plan), LANG))
    for line in shortage_lines(found.shortages, found.network, LANG):
        out.print(line, style="bold yellow")
    section = destinations_section(
        found.plan, found.network, found.orders, found.taken, LANG
    )
    if section.rows:
        print_section(section, range(2, len(section.headers)))
