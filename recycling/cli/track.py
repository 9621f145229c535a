"""``recycling track``: what crews record on the road, beside the plan."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

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
from recycling.cli.track_server import PATH, build_server
from recycling.cli.words import LANG, say
from recycling.domain.errors import RefusedError
from recycling.reporting.tracking_tables import route_section, tracked_section
from recycling.schema.said import worded
from recycling.services.track_files import import_json, import_visits
from recycling.services.tracking import Recorded, tracked_day

app = typer.Typer(help=say("help.track"), no_args_is_help=True)

USER_MISTAKE = 2


@app.command("import", help=say("help.track_import"))
def import_(
    file: Annotated[Path, typer.Argument(help=say("help.track_file"))],
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record the visits of a file."""
    with working(settings_of(workspace), user) as context:
        try:
            recorded = import_visits(context, file)
        except RefusedError as error:
            _refuse(error)
    _show(recorded, as_json=as_json)


@app.command("serve", help=say("help.track_serve"))
def serve(
    token: Annotated[
        str,
        typer.Option(envvar="RECOVERY_TRACK_TOKEN", help=say("help.track_token")),
    ],
    port: Annotated[int, typer.Option(help=say("help.track_port"))] = 8765,
    host: Annotated[str, typer.Option(help=say("help.track_host"))] = "127.0.0.1",
    user: UserOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Take visits from devices until it is stopped."""
    with working(settings_of(workspace), user) as context:

        def record(body: bytes, source: str, most: int) -> Recorded:
            return import_json(context, body, source, most)

        server = build_server(host, port, token, record)
        err.print(say("track_serving", url=f"http://{host}:{server.server_port}{PATH}"))
        with server:
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                err.print(say("track_stopped"))


@app.command("show", help=say("help.track_show"))
def show(
    day: DateOption = None,
    vehicle: Annotated[str, typer.Option(help=say("help.track_vehicle"))] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set the records of a day beside its plan."""
    settings = settings_of(workspace)
    with working(settings) as context:
        tracked = tracked_day(context, day_of(day, settings.intake.timezone), vehicle)
    if as_json:
        print_json(tracked)
    elif vehicle:
        print_section(route_section(tracked, LANG), range(2, 7))
    else:
        print_section(tracked_section(tracked, LANG), range(2, 9))


def _show(recorded: Recorded, *, as_json: bool) -> None:
    if as_json:
        print_json(recorded)
        return
    line = say(
        "track_recorded",
        added=f"{recorded.added:,}",
        unchanged=f"{recorded.unchanged:,}",
        collected=f"{recorded.collected:,}",
        failed=f"{recorded.failed:,}",
    )
    out.print(line, soft_wrap=True, highlight=False)


def _refuse(error: RefusedError) -> NoReturn:
    """Print a line for every reason, and end."""
    for reason in error.lines:
        message = say("mistake", message=worded(reason, LANG))
        err.print(message, style="red", soft_wrap=True, highlight=False)
    raise typer.Exit(USER_MISTAKE) from error
