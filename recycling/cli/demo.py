"""``recycling demo``: the main job on the sample city."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    SeedOption,
    WorkspaceOption,
    out,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.documents import REPORTS
from recycling.cli.report import print_report
from recycling.cli.words import LANG, say
from recycling.config import Settings
from recycling.reporting.reconcile_tables import balance_sections, reconcile_sections
from recycling.services.importing import ImportRequest
from recycling.services.pipeline import run_pipeline
from recycling.services.sampling import make_sample


class Scale(StrEnum):
    """Size of the sample city."""

    SMALL = "small"
    FULL = "full"


ScaleOption = Annotated[Scale, typer.Option("--scale", help=say("help.scale"))]


def demo(
    scale: ScaleOption = Scale.SMALL,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the main job on the sample city, from its files to the report."""
    settings = demo_settings(settings_of(workspace, seed), scale)
    with working(settings) as context:
        sample = make_sample(context, scale.value)
        request = ImportRequest(paths=sample.files, crs=sample.crs)
        folder = settings.workspace / REPORTS / f"{sample.plan_day}"
        result = run_pipeline(context, request, sample.plan_day, folder)
    if as_json:
        print_json(result.report)
        return
    print_report(result.report)
    made = result.reconciled
    for section in (
        *reconcile_sections(made.reconciliation, made.learning, LANG),
        *balance_sections(result.balance, LANG),
    ):
        out.print()
        print_section(section)
    out.print()
    out.print(say("demo_inputs", folder=sample.folder), soft_wrap=True)
    print_files(list(result.files))
    out.print(say("demo_next", workspace=settings.workspace), soft_wrap=True)


SMALL_TIME_LIMIT_S = 5.0
"""Solver seconds that are enough for three districts."""


def demo_settings(settings: Settings, scale: Scale) -> Settings:
    """Shorten the solvers' limits for the small sample."""
    if scale is Scale.FULL:
        return settings
    siting, dispatch = settings.siting, settings.dispatch
    shorter_s = min(siting.time_limit_s, SMALL_TIME_LIMIT_S)
    return replace(
        settings,
        siting=replace(siting, time_limit_s=shorter_s),
        dispatch=replace(
            dispatch, time_limit_s=min(dispatch.time_limit_s, SMALL_TIME_LIMIT_S)
        ),
    )
