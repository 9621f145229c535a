"""``recycling init``, ``sample``, ``import`` and ``template``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from recycling.cli.console import (
    JsonOption,
    SeedOption,
    WorkspaceOption,
    err,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.demo import Scale, ScaleOption
from recycling.cli.words import LANG, say
from recycling.domain.errors import Fault, FaultsError, InputError
from recycling.intake.report import IntakeReport
from recycling.intake.template import write_template
from recycling.schema.columns import TABLES, Lang
from recycling.schema.messages import table_label
from recycling.services.importing import (
    Area,
    ImportRequest,
    ImportResult,
    import_files,
)
from recycling.services.sampling import make_sample

SHOWN_FAULTS = 20
CITIES = ("chongqing",)


def init(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Make a workspace with an empty database."""
    settings = settings_of(workspace)
    with working(settings):
        pass
    if as_json:
        print_json({"workspace": str(settings.workspace), "url": settings.database_url})
        return
    where = settings.workspace.resolve()
    out.print(say("init_done", workspace=where, url=settings.database_url))


def sample(
    city: Annotated[str, typer.Argument(help=say("help.city"))] = "chongqing",
    scale: ScaleOption = Scale.SMALL,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the sample city's files and import them."""
    if city not in CITIES:
        msg = f"sample: must be one of {', '.join(CITIES)}, got {city!r}."
        raise InputError(msg)
    settings = settings_of(workspace, seed)
    with working(settings) as context:
        made = make_sample(context, scale.value)
        result = import_files(context, ImportRequest(made.files, made.crs))
    if as_json:
        print_json({"files": [str(p) for p in made.files], "counts": result.counts})
        return
    out.print(say("sample_made", count=len(made.files), folder=made.folder))
    _print_counts(result)


def import_(
    files: Annotated[list[Path], typer.Argument(help=say("help.files"))],
    crs: Annotated[str | None, typer.Option(help=say("help.crs"))] = None,
    table: Annotated[str | None, typer.Option(help=say("help.table"))] = None,
    sheet: Annotated[str, typer.Option(help=say("help.sheet"))] = "",
    encoding: Annotated[str, typer.Option(help=say("help.encoding"))] = "auto",
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help=say("help.skip_bad_rows"))
    ] = False,
    area: Annotated[str | None, typer.Option(help=say("help.area"))] = None,
    faults: Annotated[Path | None, typer.Option(help=say("help.faults"))] = None,
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
    )
    try:
        with working(settings) as context:
            result = import_files(context, request)
    except FaultsError as error:
        if as_json:
            print_json({"counts": [], "faults": error.faults})
        # The line that ends the command says a single fault of a whole file.
        is_said = len(error.faults) == 1 and not error.faults[0].row
        _show_faults(() if is_said else error.faults, error.faults, faults)
        raise
    if as_json:
        print_json({"counts": result.counts, "faults": result.faults})
    else:
        _print_counts(result)
    if result.faults:
        _show_faults(result.faults, result.faults, faults)


def template(
    table: Annotated[
        str, typer.Argument(help=say("help.template_table", tables=", ".join(TABLES)))
    ],
    path: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("help.template_out"))
    ] = None,
    lang: Annotated[str, typer.Option(help=say("help.template_lang"))] = LANG,
    as_json: JsonOption = False,
) -> None:
    """Write an empty input table."""
    if table not in TABLES:
        msg = f"template: must be one of {', '.join(TABLES)}, got {table!r}."
        raise InputError(msg)
    chosen: dict[str, Lang] = {"zh": "zh", "en": "en"}
    if lang not in chosen:
        msg = f"--lang: must be zh or en, got {lang!r}."
        raise InputError(msg)
    target = path or Path(f"{table}.csv")
    write_template(table, target, chosen[lang])
    if as_json:
        print_json({"path": str(target)})
    else:
        out.print(say("template_done", path=target), soft_wrap=True)


def _area(named: str | None) -> Area | None:
    if named is None or named == "any":
        return None
    try:
        west, south, east, north = (float(part) for part in named.split(","))
    except ValueError as error:
        msg = (
            "--area: must be min_lon,min_lat,max_lon,max_lat in degrees or any, "
            f"got {named!r}. Chongqing is 105.2,28.1,110.3,32.3."
        )
        raise InputError(msg) from error
    if west >= east or south >= north:
        msg = f"--area: the first corner must be south-west of the second, got {named}."
        raise InputError(msg)
    return west, south, east, north


def _print_counts(result: ImportResult) -> None:
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
