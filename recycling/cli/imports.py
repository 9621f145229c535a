"""``recycling imports``: the log of imports, and taking imports back."""

from datetime import UTC
from typing import Annotated
from zoneinfo import ZoneInfo

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
from recycling.cli.words import LANG, say
from recycling.domain.records import LoggedImport
from recycling.reporting.tables import Section
from recycling.schema.messages import table_label
from recycling.services.import_history import NEWEST, list_imports, undo_imports

_COLUMNS = (
    "number", "at", "who", "file", "table", "added", "updated", "unchanged", "undone",
)  # fmt: skip
_UNKNOWN = "–"

app = typer.Typer(help=say("help.imports"), no_args_is_help=True)


@app.command("list", help=say("help.imports_list"))
def list_(
    limit: Annotated[
        int, typer.Option("--limit", min=1, help=say("help.imports_limit"))
    ] = NEWEST,
    only_files: Annotated[
        bool, typer.Option("--only-files", help=say("help.imports_only_files"))
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the newest imports, the newest first."""
    settings = settings_of(workspace)
    with working(settings) as context:
        found = list_imports(context, limit, only_files=only_files)
    if as_json:
        print_json(found)
        return
    zone = ZoneInfo(settings.intake.timezone)
    headers = tuple(say(f"imports.{name}") for name in _COLUMNS)
    rows = tuple(_row(one, zone) for one in found)
    print_section(Section("imports", say("imports.title"), headers, rows, ""))


@app.command("undo", help=say("help.imports_undo"))
def undo(
    numbers: Annotated[list[int], typer.Argument(help=say("help.imports_numbers"))],
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take imports back, all of them or none."""
    with working(settings_of(workspace), user) as context:
        done = undo_imports(context, numbers)
    if as_json:
        print_json(done)
        return
    for one in done:
        line = say(
            "import_undone",
            number=one.import_id,
            file=one.file,
            table=table_label(one.table, LANG),
            removed=f"{one.removed:,}",
            restored=f"{one.restored:,}",
        )
        out.print(line, soft_wrap=True, highlight=False)


def _row(one: LoggedImport, zone: ZoneInfo) -> tuple[str, ...]:
    record = one.record
    local = record.imported_at.replace(tzinfo=UTC).astimezone(zone)
    counts = (record.added, record.updated, record.unchanged)
    return (
        str(one.import_id),
        f"{local:%Y-%m-%d %H:%M}",
        record.imported_by,
        record.file,
        table_label(record.table, LANG),
        *(_UNKNOWN if count is None else f"{count:,}" for count in counts),
        f"{record.undone_at:%Y-%m-%d}" if record.undone_at else "",
    )
