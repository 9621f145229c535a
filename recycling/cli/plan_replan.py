"""``recycling plan replan|insert``: the rest of a running day."""

from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    TimeLimitOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.plan_edit import print_change
from recycling.cli.words import LANG, say
from recycling.domain.edits import Late
from recycling.domain.units import KG_PER_T, clock
from recycling.schema.messages import text
from recycling.services.edit_files import event_of, events_in, seconds_of
from recycling.services.replanning import ReplanAsk, Replanned
from recycling.services.replanning import replan as replan_day

AtOption = Annotated[str, typer.Option("--at", metavar="HH:MM", help=say("help.at"))]
DepotOption = Annotated[
    list[str] | None, typer.Option("--depot", help=say("help.replan_depot"))
]
PublishOption = Annotated[
    bool, typer.Option("--publish", help=say("help.replan_publish"))
]


def replan(
    at: AtOption,
    day: DateOption = None,
    depot: DepotOption = None,
    event: Annotated[
        list[str] | None, typer.Option("--event", help=say("help.event"))
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help=say("help.event_file"))
    ] = None,
    publish: PublishOption = False,
    time_limit: TimeLimitOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan the rest of a day anew."""
    settings = settings_of(workspace, time_limit_s=time_limit)
    today, at_s = day_of(day, settings.intake.timezone), seconds_of(at, "--at")
    events = [] if file is None else [*events_in(file, today, at_s)]
    events += [event_of(written, today, at_s) for written in event or ()]
    ask = ReplanAsk(today, at_s, tuple(depot or ()), tuple(events), is_in_force=publish)
    with working(settings, user) as context:
        done = replan_day(context, ask)
    _tell(done, as_json=as_json)


def insert(
    order_id: Annotated[str, typer.Argument(help=say("help.insert_order"))],
    at: AtOption,
    day: DateOption = None,
    depot: DepotOption = None,
    publish: PublishOption = False,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put one order into the best route, all others as they are."""
    settings = settings_of(workspace)
    today, at_s = day_of(day, settings.intake.timezone), seconds_of(at, "--at")
    ask = ReplanAsk(
        today, at_s, tuple(depot or ()), order_id=order_id, is_in_force=publish
    )
    with working(settings, user) as context:
        done = replan_day(context, ask)
    _tell(done, as_json=as_json)


def _tell(done: tuple[Replanned, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    for one in done:
        _print(one)


def _print(done: Replanned) -> None:
    plan = done.plan
    if not done.is_new:
        out.print(say("replan.nothing_new", plan=plan.plan_id), soft_wrap=True)
        return
    print_change(done.change)
    for late in done.late:
        out.print(_said(late), soft_wrap=True)
    for load in done.stranded:
        tonnes = f"{load.kg / KG_PER_T:,.2f}"
        out.print(
            say(
                "replan.stranded",
                vehicle=load.vehicle_id,
                site=load.site_id,
                material=load.material,
                t=tonnes,
            ),
            soft_wrap=True,
        )
    for left in plan.unserved:
        reason = text(f"unserved.{left.reason}", LANG)
        out.print(say("replan.unserved", order=left.order_id, reason=reason))
    out.print(
        say(
            "replan.saved",
            plan=plan.plan_id,
            depot=", ".join(plan.depots),
            seconds=f"{done.seconds:.1f}",
        ),
        soft_wrap=True,
    )


def _said(late: Late) -> str:
    """Say what a vehicle cannot keep."""
    if late.returns_s is None:
        return say("replan.keeps_load", vehicle=late.vehicle_id)
    return say("replan.late", vehicle=late.vehicle_id, time=clock(late.returns_s))
