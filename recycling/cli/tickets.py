"""``recycling tickets``: simulated weighings of a planned day."""

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import say
from recycling.domain.units import KG_PER_T
from recycling.services.bookkeeping import post_books
from recycling.services.operations import simulate_day

app = typer.Typer(help=say("help.tickets"), no_args_is_help=True)


@app.command("simulate", help=say("help.tickets_simulate"))
def simulate(
    day: DateOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record simulated tickets for a planned day."""
    settings = settings_of(workspace, seed)
    with working(settings) as context:
        weighed = simulate_day(context, day_of(day, settings.intake.timezone))
    if as_json:
        print_json(weighed)
        return
    out.print(
        say(
            "simulated",
            routes=f"{weighed.route_tickets:,}",
            direct=f"{weighed.direct_tickets:,}",
            tonnes=f"{weighed.net_kg / KG_PER_T:,.1f}",
            added=f"{weighed.added:,}",
        )
    )


@app.command("post", help=say("help.tickets_post"))
def post(
    day: DateOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Post tonnes, costs and carbon of the year to a day."""
    settings = settings_of(workspace)
    with working(settings) as context:
        posted = post_books(context, day_of(day, settings.intake.timezone))
    if as_json:
        print_json(posted)
        return
    out.print(say("posted", postings=f"{posted.postings:,}", added=f"{posted.added:,}"))
