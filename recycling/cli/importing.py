"""``recycling import``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from recycling.cli.console import (
    JsonOption,
    UserOption,
    WorkspaceOption,
    err,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.words import LANG, say
from recycling.domain.errors import Fault, FaultsError, InputError, Notice
from recycling.domain.records import ImportCounts
from recycling.intake.adapting import Adapting
from recycling.intake.notices import notice_dict, notice_message
from recycling.intake.report import IntakeReport
from recycling.schema.messages import table_label
from recycling.schema.said import said
from recycling.services.importing import (
    Area,
    ImportPreview,
    ImportRequest,
    ImportResult,
    import_files,
    preview_files,
)

SHOWN_FAULTS = 20
SHOWN_CHANGES = 20


FilesArgument = Annotated[list[Path], typer.Argument(help=say("help.files"))]
CrsOption = Annotated[str | None, typer.Option(help=say("help.crs"))]
TableOption = Annotated[str | None, typer.Option(help=say("help.table"))]
SheetOption = Annotated[str, typer.Option(help=say("help.sheet"))]
EncodingOption = Annotated[str, typer.Option(help=say("help.encoding"))]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=COLUMN", help=say("help.map")),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="COLUMN=VALUE", help=say("help.set")),
]
IgnoreExtraOption = Annotated[
    bool, typer.Option("--ignore-extra", help=say("help.ignore_extra"))
]
SkipBadRowsOption = Annotated[
    bool, typer.Option("--skip-bad-rows", help=say("help.skip_bad_rows"))
]
AreaOption = Annotated[str | None, typer.Option(help=say("help.area"))]
PreviewOption = Annotated[
    bool, typer.Option("--preview", help=say("help.import_preview"))
]
FaultsOption = Annotated[Path | None, typer.Option(help=say("help.faults"))]


def import_(
    files: FilesArgument,
    crs: CrsOption = None,
    table: TableOption = None,
    sheet: SheetOption = "",
    encoding: EncodingOption = "auto",
    meanings: MapOption = None,
    fills: SetOption = None,
    ignore_extra: IgnoreExtraOption = False,
    skip_bad_rows: SkipBadRowsOption = False,
    area: AreaOption = None,
    faults: FaultsOption = None,
    preview: PreviewOption = False,
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import files into the database."""
    settings = settings_of(workspace)
    request = ImportRequest(
        paths=files,
        crs=crs,
        table=table,
        sheet=sheet,
        encoding=encoding,
        skip_bad_rows=skip_bad_rows,
        area=_area(area),
        anywhere=area == "any",
        adapting=Adapting(
            _pairs("--map", meanings), _pairs("--set", fills), ignore_extra
        ),
    )
    try:
        with working(settings, user) as context:
            seen = preview_files(context, request) if preview else None
            result = import_files(context, request) if seen is None else seen.result
    except FaultsError as error:
        _show_refusal(error, faults, as_json=as_json)
        raise
    if as_json:
        _print_json(result.counts, result.faults, result.notices)
    else:
        print_counts(result)
        if seen is not None:
            _print_preview(seen)
        _show_notices(result.notices)
    if result.faults:
        _show_faults(result.faults, result.faults, faults)


def _print_preview(seen: ImportPreview) -> None:
    """Print the first rows that would change, value by value."""
    for table, changes in seen.changes.items():
        for one in changes[:SHOWN_CHANGES]:
            moved = ", ".join(
                f"{name} {one.before[name]} -> {one.after[name]}" for name in one.before
            )
            key = " ".join(map(str, one.key.values()))
            label = table_label(table, LANG)
            line = say("import_change", table=label, row=key, changes=moved)
            out.print(line, soft_wrap=True, highlight=False)
        if len(changes) > SHOWN_CHANGES:
            out.print(say("import_changes_more", count=len(changes) - SHOWN_CHANGES))
    out.print(say("import_previewed"))


def print_counts(result: ImportResult) -> None:
    """Print what became of the rows, a line for each table of a file."""
    for count in result.counts:
        out.print(
            say(
                "import_done",
                table=table_label(count.table, LANG),
                file=count.file,
                rows=f"{count.rows:,}",
                added=f"{count.added:,}",
                updated=f"{count.updated:,}",
                unchanged=f"{count.unchanged:,}",
                skipped=f"{count.skipped:,}",
            ),
            soft_wrap=True,
            highlight=False,
        )


def _show_refusal(error: FaultsError, path: Path | None, *, as_json: bool) -> None:
    """Show why files were refused; the line that ends the command sums it up."""
    if as_json:
        _print_json((), error.faults, error.notices)
    else:
        _show_notices(error.notices)
    # That line says a single fault of a whole file.
    is_said = len(error.faults) == 1 and not error.faults[0].row
    _show_faults(() if is_said else error.faults, error.faults, path)


def _show_notices(notices: Sequence[Notice]) -> None:
    """Show what is odd about the files, a line for each."""
    for notice in notices:
        line = say("notice", message=notice_message(notice, LANG))
        err.print(line, style="yellow", soft_wrap=True, highlight=False)


def _pairs(option: str, texts: Sequence[str] | None) -> dict[str, str]:
    """Read ``name=value`` pairs.

    Raises
    ------
    InputError
        When one has no equals sign or no name, or a name comes twice.
    """
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            example = "adcode=zone_id" if option == "--map" else "kind=district"
            msg = said("option.pair", option=option, example=example, text=text)
            raise InputError(msg)
        if name.strip() in pairs:
            msg = said("option.pair_twice", option=option, strip=name.strip())
            raise InputError(msg)
        pairs[name.strip()] = value
    return pairs


def _print_json(
    counts: Sequence[ImportCounts], faults: Sequence[Fault], notices: Sequence[Notice]
) -> None:
    """Print the result for programs."""
    told = [notice_dict(notice, LANG) for notice in notices]
    print_json({"counts": counts, "faults": faults, "notices": told})


def _area(named: str | None) -> Area | None:
    if named is None or named == "any":
        return None
    try:
        west, south, east, north = (float(part) for part in named.split(","))
    except ValueError as error:
        msg = said("area.form", named=named)
        raise InputError(msg) from error
    if west >= east or south >= north:
        msg = said("area.corners", named=named)
        raise InputError(msg)
    return west, south, east, north


def _show_faults(
    shown: Sequence[Fault], faults: Sequence[Fault], path: Path | None
) -> None:
    """Show the first faults as a table, and write all to a file when asked."""
    report = IntakeReport("", faults=list(faults), fault_count=len(faults))
    if shown:
        rows = report.table_rows(LANG, SHOWN_FAULTS)
        table = Table(*report.header(LANG))
        for row in rows:
            table.add_row(*row)
        err.print(table)
        if len(faults) > len(rows):
            err.print(say("faults_more", count=len(faults) - len(rows)))
    if path is not None:
        report.write_csv(path, LANG)
        err.print(say("faults_file", path=path), soft_wrap=True)
