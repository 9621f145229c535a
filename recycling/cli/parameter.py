"""``recycling parameter``: figures a user may change, with their sources."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.words import say
from recycling.reporting.tables import Section
from recycling.services.parameter_editing import (
    ParameterChange,
    list_parameters,
    set_parameters,
)

_COLUMNS = ("code", "value", "unit", "low", "high", "source")

app = typer.Typer(help=say("help.parameter"), no_args_is_help=True)


@app.command("list", help=say("help.parameter_list"))
def list_(
    search: Annotated[str, typer.Argument(help=say("help.parameter_search"))] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List parameters with their ranges and sources."""
    with working(settings_of(workspace)) as context:
        found = list_parameters(context, search)
    if as_json:
        print_json(found)
        return
    headers = tuple(say(f"parameter.{name}") for name in _COLUMNS)
    rows = tuple(
        tuple(_shown(getattr(one, name)) for name in _COLUMNS) for one in found
    )
    print_section(Section("parameters", say("parameter.title"), headers, rows, ""))


@app.command("set", help=say("help.parameter_set"))
def set_(
    code: Annotated[str, typer.Argument(help=say("help.parameter_code"))],
    value: Annotated[float, typer.Argument(help=say("help.parameter_value"))],
    source: Annotated[str, typer.Option(help=say("help.parameter_source"))] = "",
    low: Annotated[float | None, typer.Option(help=say("help.parameter_low"))] = None,
    high: Annotated[float | None, typer.Option(help=say("help.parameter_high"))] = None,
    note: Annotated[str | None, typer.Option(help=say("help.parameter_note"))] = None,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a parameter."""
    change = ParameterChange(code, value, low, high, source, note)
    with working(settings_of(workspace), user) as context:
        moved = set_parameters(context, [change])
    if as_json:
        print_json([{"before": before, "after": after} for before, after in moved])
        return
    for before, after in moved:
        line = say(
            "parameter_set",
            code=code,
            before=f"{before.value:g}",
            after=f"{after.value:g}",
            unit=after.unit,
        )
        out.print(line, soft_wrap=True, highlight=False)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
