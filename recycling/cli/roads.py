"""``recycling roads``: the road graph behind distances and times."""

from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.words import say
from recycling.services.roads import build_roads

app = typer.Typer(help=say("help.roads"), no_args_is_help=True)


@app.callback()
def roads() -> None:
    """Make room for more commands on roads than one."""


@app.command("build", help=say("help.roads_build"))
def build(
    extract: Annotated[Path, typer.Argument(help=say("help.extract"))],
    profile: Annotated[
        str | None, typer.Option("--profile", help=say("help.profile"))
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the road graph of an extract."""
    with working(settings_of(workspace)) as context:
        built = build_roads(context, extract, profile)
    if as_json:
        print_json(built)
        return
    out.print(
        say(
            "roads_built",
            folder=built.folder,
            profile=built.profile,
            source=built.source,
            box=f"{built.west:.3f},{built.south:.3f},{built.east:.3f},{built.north:.3f}",
        ),
        soft_wrap=True,
        markup=False,
        highlight=False,
    )
