"""``recycling site``: what is recorded of a site, and changing it."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.words import say
from recycling.domain.errors import InputError
from recycling.schema.said import said
from recycling.services.site_editing import edit_site

app = typer.Typer(help=say("help.site"), no_args_is_help=True)


@app.callback()
def site() -> None:
    """Keep ``edit`` a command of its own while it is the only one."""


@app.command("edit", help=say("help.site_edit"))
def edit(
    site_id: Annotated[str, typer.Argument(help=say("help.site_id"))],
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help=say("help.site_set")),
    ] = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is recorded of a site."""
    cells = _cells(changes or [])
    with working(settings_of(workspace), user) as context:
        changed, result = edit_site(context, site_id, cells)
    if as_json:
        print_json({"site": changed, "counts": result.counts})
        return
    is_new = any(count.updated for count in result.counts)
    columns = ", ".join(cells)
    out.print(
        say(
            "site_edited" if is_new else "site_unchanged",
            site=site_id,
            columns=columns,
        )
    )


def _cells(texts: list[str]) -> dict[str, str]:
    """Read texts like ``area_m2=3200``."""
    cells = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name.strip():
            msg = said("site.set", text=text)
            raise InputError(msg)
        cells[name.strip()] = value.strip()
    return cells
