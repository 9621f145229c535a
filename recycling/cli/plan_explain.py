"""``recycling plan explain`` and ``plan gaps``: why orders are left out."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of, named_day
from recycling.cli.words import LANG, say
from recycling.reporting.explain_tables import explanation_sections, gaps_section
from recycling.services.explaining import WhyNotAsk, find_gaps
from recycling.services.explaining import explain as explain_plan

DEFAULTS = WhyNotAsk()


def explain(
    plan: Annotated[str, typer.Argument(help=say("help.explain_plan"))] = "",
    day: DateOption = None,
    order: Annotated[str, typer.Option(help=say("help.explain_order"))] = "",
    fixes: Annotated[bool, typer.Option(help=say("help.explain_fixes"))] = True,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1.0, help=say("help.explain_limit"))
    ] = DEFAULTS.time_limit_s,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why orders are left out of a plan, and what would serve them."""
    settings = settings_of(workspace, seed)
    ask = WhyNotAsk(
        plan_id=plan,
        day=None if plan else day_of(day, settings.intake.timezone),
        order_id=order,
        time_limit_s=time_limit,
        has_fixes=fixes,
    )
    with working(settings) as context:
        found = explain_plan(context, ask)
    if as_json:
        print_json(found)
        return
    if not found.left_out:
        out.print(say("explain_none", plan=found.plan_id, served=found.served))
        return
    for section in explanation_sections(found, LANG):
        print_section(section)


def gaps(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM-DD", help=say("help.gaps_from")),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="YYYY-MM-DD", help=say("help.gaps_to")),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List where no centre lies within a trip."""
    settings = settings_of(workspace)
    with working(settings) as context:
        found = find_gaps(context, named_day(first), named_day(last))
    if as_json:
        print_json(found)
    elif found:
        print_section(gaps_section(found, LANG))
    else:
        out.print(say("gaps_none"))
