"""``recycling init``, ``sample`` and ``template``."""

from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    SeedOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.demo import Scale, ScaleOption
from recycling.cli.importing import print_counts
from recycling.cli.words import LANG, say
from recycling.domain.errors import InputError
from recycling.intake.template import write_template
from recycling.schema.columns import TABLES, Lang
from recycling.schema.said import said
from recycling.services.importing import ImportRequest, import_files
from recycling.services.sampling import make_sample

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
        msg = said("sample.unknown", cities=list(CITIES), city=city)
        raise InputError(msg)
    settings = settings_of(workspace, seed)
    with working(settings) as context:
        made = make_sample(context, scale.value)
        result = import_files(context, ImportRequest(made.files, made.crs))
    if as_json:
        print_json({"files": [str(p) for p in made.files], "counts": result.counts})
        return
    out.print(say("sample_made", count=len(made.files), folder=made.folder))
    print_counts(result)


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
        msg = said("template.unknown", tables=list(TABLES), table=table)
        raise InputError(msg)
    chosen: dict[str, Lang] = {"zh": "zh", "en": "en"}
    if lang not in chosen:
        msg = said("option.lang", lang=lang)
        raise InputError(msg)
    target = path or Path(f"{table}.csv")
    write_template(table, target, chosen[lang])
    if as_json:
        print_json({"path": str(target)})
    else:
        out.print(say("template_done", path=target), soft_wrap=True)
