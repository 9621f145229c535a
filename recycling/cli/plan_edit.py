"""``recycling plan edit``: change a plan by hand, and be told what that breaks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
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
from recycling.cli.words import LANG, say
from recycling.domain.edits import BrokenRule, EditKind, PlanChange, Transfer
from recycling.domain.units import FEN_PER_CNY, M_PER_KM, S_PER_MIN
from recycling.reporting.tables import Section
from recycling.schema.messages import text
from recycling.services.edit_files import edit_of, edits_in, seconds_of
from recycling.services.editing import EditAsk, Edited, edit_plan

BROKEN = 2
"""Exit code when edits break rules and nothing was kept."""

AtOption = Annotated[str, typer.Option("--at", metavar="HH:MM", help=say("help.at"))]
_Texts = list[str] | None


def edit(
    plan_id: Annotated[str, typer.Argument(help=say("help.plan_id"))],
    move: Annotated[_Texts, typer.Option("--move", help=say("help.edit_move"))] = None,
    swap: Annotated[_Texts, typer.Option("--swap", help=say("help.edit_swap"))] = None,
    remove: Annotated[
        _Texts, typer.Option("--remove", help=say("help.edit_remove"))
    ] = None,
    reorder: Annotated[
        _Texts, typer.Option("--reorder", help=say("help.edit_reorder"))
    ] = None,
    vehicle: Annotated[
        _Texts, typer.Option("--vehicle", help=say("help.edit_vehicle"))
    ] = None,
    lock: Annotated[_Texts, typer.Option("--lock", help=say("help.edit_lock"))] = None,
    lock_place: Annotated[
        _Texts, typer.Option("--lock-place", help=say("help.edit_lock_place"))
    ] = None,
    unlock: Annotated[
        _Texts, typer.Option("--unlock", help=say("help.edit_unlock"))
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help=say("help.edit_file"))
    ] = None,
    at: AtOption = "",
    reoptimise: Annotated[
        bool, typer.Option("--reoptimise", help=say("help.edit_reoptimise"))
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=say("help.edit_force"))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("help.edit_dry_run"))
    ] = False,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a plan by hand."""
    # What is freed comes first, what is held last: one command can do both.
    asked = (
        (EditKind.UNLOCK, unlock), (EditKind.VEHICLE, vehicle), (EditKind.MOVE, move),
        (EditKind.SWAP, swap), (EditKind.REORDER, reorder), (EditKind.REMOVE, remove),
        (EditKind.LOCK, lock), (EditKind.LOCK_PLACE, lock_place),
    )  # fmt: skip
    edits = () if file is None else edits_in(file)
    edits += tuple(edit_of(kind, entry) for kind, all_ in asked for entry in all_ or ())
    at_s = seconds_of(at, "--at") if at else 0
    ask = EditAsk(edits, at_s, reoptimise, force, is_trial=dry_run)
    with working(settings_of(workspace), user) as context:
        done = edit_plan(context, plan_id, ask)
    _tell(done, as_json=as_json, is_trial=dry_run)


def _tell(done: Edited, *, as_json: bool, is_trial: bool) -> None:
    if as_json:
        print_json(done)
    else:
        _print(done, is_trial=is_trial)
    if done.is_broken if is_trial else not done.is_saved:
        raise typer.Exit(BROKEN)


def _print(done: Edited, *, is_trial: bool) -> None:
    print_broken(done.broken, "edit.breaks")
    print_broken(done.broken_before, "edit.broke_before")
    print_change(done.change)
    if is_trial:
        out.print(say("edit.tried"), soft_wrap=True)
        return
    if not done.is_saved:
        err.print(say("edit.not_saved"), style="red", soft_wrap=True)
        return
    out.print(say("edit.saved", plan=done.plan.plan_id), soft_wrap=True)
    if done.broken or done.broken_before:
        out.print(say("edit.not_to_publish"), soft_wrap=True)


def print_broken(broken: Sequence[BrokenRule], title: str) -> None:
    """Print broken rules, each with its place, value, limit and way out."""
    if not broken:
        return
    headers = ("rule", "vehicle", "order", "site", "value", "limit", "way_out")
    rows = tuple(
        (
            text(f"broken.{b.rule}", LANG),
            b.vehicle_id,
            b.order_id,
            b.site_id,
            b.value,
            b.limit,
            text(f"way_out.{b.rule}", LANG),
        )
        for b in broken
    )
    names = tuple(say(f"edit.column.{name}") for name in headers)
    print_section(Section("broken", say(title, count=len(broken)), names, rows))


def print_change(change: PlanChange) -> None:
    """Print which orders change vehicle, and what the plan takes more."""
    headers = tuple(say(f"edit.column.{n}") for n in ("order", "before", "after"))
    for key in ("moved", "added", "dropped"):
        transfers: tuple[Transfer, ...] = getattr(change, key)
        if transfers:
            rows = tuple(
                (t.order_id, t.before or "-", t.after or "-") for t in transfers
            )
            title = say(f"edit.{key}", count=len(rows))
            print_section(Section(key, title, headers, rows))
    out.print(
        say(
            "edit.difference",
            cost=f"{change.cost_fen / FEN_PER_CNY:+,.2f}",
            km=f"{change.distance_m / M_PER_KM:+,.1f}",
            minutes=f"{change.duration_s / S_PER_MIN:+,.0f}",
        ),
        soft_wrap=True,
    )
