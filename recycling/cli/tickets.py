"""``recycling tickets``: simulated ones, corrections, doubts and what counts."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    LimitOption,
    SeedOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import (
    FromOption,
    MonthOption,
    ToOption,
    day_of,
    local_moment,
    named_period,
)
from recycling.cli.words import LANG, say
from recycling.domain.counting import CountingRule
from recycling.domain.tickets import FlagRule
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import Section
from recycling.schema.enums import label
from recycling.services.bookkeeping import post_books
from recycling.services.operations import simulate_day
from recycling.services.ticket_care import (
    Correction,
    correct_ticket,
    recount_tickets,
    ticket_flags,
)

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


@app.command("recount", help=say("help.tickets_recount"))
def recount(
    rule: Annotated[str, typer.Option("--rule", help=say("help.counting_rule"))],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep the books by a counting rule, and sum open months anew."""
    chosen = CountingRule.parse(rule)
    with working(settings_of(workspace)) as context:
        recount_tickets(context, chosen)
    if as_json:
        print_json({"rule": str(chosen)})
    else:
        out.print(say("recounted", rule=chosen))


@app.command("flags", help=say("help.tickets_flags"))
def flags(
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    rule: Annotated[
        FlagRule | None, typer.Option("--rule", help=say("help.flag_rule"))
    ] = None,
    limit: LimitOption = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List doubts about tickets that nobody corrected."""
    start, end = named_period(month, first, last)
    with working(settings_of(workspace)) as context:
        found = ticket_flags(context, start, end, rule)
    shown = [flag for flag, _ in found[: limit or None]]
    if as_json:
        print_json(shown)
        return
    rows = tuple(
        (f.site_id, f.ticket_no, label("FlagRule", f.rule, LANG), f.value, f.expected)
        for f in shown
    )
    heads = ("site", "ticket", "rule", "value", "expected")
    headers = tuple(say(f"flags_{name}") for name in heads)
    title = say("flags_title", start=start, end=end)
    note = say("flags_note", count=f"{len(found):,}")
    print_section(Section("flags", title, headers, rows, note))


@app.command("correct", help=say("help.tickets_correct"))
def correct(
    site: Annotated[str, typer.Argument(help=say("help.correct_site"))],
    ticket: Annotated[str, typer.Argument(help=say("help.correct_ticket"))],
    net: Annotated[int | None, typer.Option(help=say("help.correct_mass"))] = None,
    gross: Annotated[int | None, typer.Option(help=say("help.correct_mass"))] = None,
    tare: Annotated[int | None, typer.Option(help=say("help.correct_mass"))] = None,
    material: Annotated[str | None, typer.Option(help=say("help.correct_what"))] = None,
    party: Annotated[str | None, typer.Option(help=say("help.correct_what"))] = None,
    is_cancelled: Annotated[
        bool, typer.Option("--cancel", help=say("help.correct_cancel"))
    ] = False,
    at: Annotated[str | None, typer.Option(help=say("help.correct_at"))] = None,
    number: Annotated[str, typer.Option(help=say("help.correct_number"))] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a ticket that takes the place of another."""
    settings = settings_of(workspace)
    wanted = Correction(
        site,
        ticket,
        local_moment(at, settings.intake.timezone, "--at"),
        number,
        gross,
        tare,
        net,
        material,
        party,
        is_cancelled,
    )
    with working(settings) as context:
        old, new = correct_ticket(context, wanted)
    if as_json:
        print_json({"old": old, "new": new})
        return
    out.print(
        say(
            "corrected",
            old=old.ticket_no,
            new=new.ticket_no,
            before=f"{old.net_kg:,}",
            after=f"{new.net_kg:,}",
            day=new.weighed_at.date(),
        )
    )
