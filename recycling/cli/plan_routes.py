"""``recycling plan routes``: a day's collection routes."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    UserOption,
    WorkspaceOption,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.jobs import print_job
from recycling.cli.words import LANG, say
from recycling.reporting.kpis import route_figures
from recycling.reporting.tables import routes_section
from recycling.services.depots import chosen_depots
from recycling.services.jobs import submit
from recycling.services.planning import plan_routes
from recycling.services.siting_studies import prize_of


def routes(
    day: DateOption = None,
    prizes_from: Annotated[
        str | None, typer.Option("--prizes-from", help=say("help.prizes_from"))
    ] = None,
    depot: Annotated[
        list[str] | None, typer.Option("--depot", help=say("help.plan_depot"))
    ] = None,
    district: Annotated[
        str, typer.Option("--district", help=say("help.plan_district"))
    ] = "",
    as_job: Annotated[bool, typer.Option("--job", help=say("help.as_job"))] = False,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a day's collection routes."""
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    prize = prize_of(settings.workspace, prizes_from, today) if prizes_from else None
    with working(settings, user) as context:
        depots = chosen_depots(context, depot or (), district)
        if as_job:
            job = submit(
                context,
                "routes",
                {
                    "day": f"{today:%Y-%m-%d}",
                    "depots": depots,
                    "prize_fen_per_t": prize,
                    "seed": seed,
                    "time_limit_s": time_limit,
                },
            )
            print_job(job, as_json=as_json)
            return
        plan = plan_routes(context, today, prize, depots=depots)
    if as_json:
        print_json(plan)
    else:
        print_section(routes_section(route_figures(plan), LANG))
