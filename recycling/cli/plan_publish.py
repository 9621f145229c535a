"""``recycling plan publish|start|close|versions``: the plan crews drive by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from recycling.bootstrap import build_context
from recycling.cli.console import (
    DateOption,
    JsonOption,
    UserOption,
    WorkspaceOption,
    err,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import LANG, say
from recycling.domain.errors import BrokenPlanError
from recycling.domain.running import PlanVersion, Publication
from recycling.domain.units import FEN_PER_CNY, KG_PER_T, M_PER_KM, clock
from recycling.reporting.tables import Section
from recycling.schema.messages import text
from recycling.services.context import Context
from recycling.services.day_states import close as close_day
from recycling.services.day_states import start as start_day
from recycling.services.depots import chosen_depots
from recycling.services.plan_checking import check_plan
from recycling.services.publishing import NAMED
from recycling.services.publishing import publish as publish_plan

DepotOption = Annotated[
    list[str] | None, typer.Option("--depot", help=say("help.publish_depot"))
]


def publish(
    plan_id: Annotated[str, typer.Argument(help=say("help.plan_id"))],
    depot: DepotOption = None,
    replaces: Annotated[
        str, typer.Option("--replaces", help=say("help.replaces"))
    ] = "",
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a plan the one crews drive by."""
    with working(settings_of(workspace), user) as context:
        try:
            done = publish_plan(
                context,
                plan_id,
                partial(check_plan, depots=depot or ()),
                depots=depot or (),
                replaces=replaces,
            )
        except BrokenPlanError as error:
            _print_broken(error)
            raise
    if as_json:
        print_json(done)
        return
    print_section(_publications(done.publications))
    if done.waiting:
        some = ", ".join(done.waiting[:NAMED])
        out.print(say("publish_waiting", count=len(done.waiting), orders=some))


def start(
    day: DateOption = None,
    depot: DepotOption = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that crews are out."""
    asked = _asked(day, depot, user, workspace)
    _tell(start_day(asked.context, asked.day, asked.depots), as_json=as_json)


def close(
    day: DateOption = None,
    depot: DepotOption = None,
    fail_open: Annotated[
        bool, typer.Option("--fail-open", help=say("help.fail_open"))
    ] = False,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a day."""
    asked = _asked(day, depot, user, workspace)
    closed = close_day(asked.context, asked.day, asked.depots, fail_open=fail_open)
    _tell(closed, as_json=as_json)


def versions(
    day: DateOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the plans of a day."""
    asked = _asked(day, None, "", workspace)
    with asked.context.unit_of_work() as work:
        found = work.plans.versions(asked.day)
        published = work.publications.of_day(asked.day)
    if as_json:
        print_json({"plans": found, "publications": [*published.values()]})
        return
    if not found:
        out.print(say("no_plans", day=asked.day))
        return
    print_section(_versions(found))
    if published:
        print_section(_publications([*published.values()]))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the commands of a day have in common."""

    context: Context
    day: date
    depots: tuple[str, ...]


def _asked(
    day: str | None, depot: list[str] | None, user: str, workspace: Path | None
) -> _Asked:
    settings = settings_of(workspace)
    context = build_context(settings, user=user)
    chosen = chosen_depots(context, depot or ())
    return _Asked(context, day_of(day, settings.intake.timezone), chosen)


def _tell(publications: list[Publication], *, as_json: bool) -> None:
    if as_json:
        print_json(publications)
    else:
        print_section(_publications(publications))


def _print_broken(error: BrokenPlanError) -> None:
    """Show every broken rule, each on a line of its own."""
    for broken in error.broken:
        place = " ".join(filter(None, broken.place[1:]))
        rule = text(f"broken.{broken.rule}", LANG)
        limit = say("broken_limit", limit=broken.limit) if broken.limit else ""
        line = f"{place}: {rule} {broken.value} {limit}"
        err.print(line.strip(), soft_wrap=True)


def _publications(found: Sequence[Publication]) -> Section:
    names = ("depot", "version", "plan", "state", "at", "by")
    return Section(
        key="publications",
        title=say("publications.title"),
        headers=tuple(say(f"publications.{name}") for name in names),
        rows=tuple(
            (
                p.depot_id,
                str(p.version),
                p.plan_id,
                say(f"plan_state.{p.state}"),
                f"{p.published_at:%Y-%m-%d %H:%M}",
                p.published_by,
            )
            for p in found
        ),
    )


def _versions(found: Sequence[PlanVersion]) -> Section:
    names = (
        "plan", "state", "depots", "based_on", "from", "by", "routes", "unserved",
        "km", "t", "cost",
    )  # fmt: skip
    return Section(
        key="versions",
        title=say("versions.title"),
        headers=tuple(say(f"versions.{name}") for name in names),
        rows=tuple(
            (
                v.plan_id,
                say(f"plan_state.{v.state}"),
                ", ".join(v.depots) or say("versions.city"),
                v.based_on,
                clock(v.planned_from_s) if v.planned_from_s else "",
                v.made_by,
                f"{v.routes:,}",
                f"{v.unserved:,}",
                f"{v.distance_m / M_PER_KM:,.0f}",
                f"{v.load_kg / KG_PER_T:,.1f}",
                f"{v.cost_fen / FEN_PER_CNY:,.0f}",
            )
            for v in found
        ),
    )
