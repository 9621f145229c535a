"""``recycling forecast``: where the city will land in the plan's years."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    SeedOption,
    WorkspaceOption,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import named_day
from recycling.cli.documents import REPORTS, FileOption, FormatOption, hand_over
from recycling.cli.report import (
    LANGUAGE,
    DayOption,
    LangOption,
    MassOption,
    VehicleOption,
)
from recycling.cli.words import say
from recycling.reporting.document_files import format_for
from recycling.reporting.forecast_document import forecast_document
from recycling.reporting.pen import MassUnit, Pen, VehicleUnit
from recycling.services.forecasting import PATHS, forecast_of


def forecast(
    day: DayOption = None,
    paths: Annotated[int, typer.Option(help=say("help.forecast_paths"))] = PATHS,
    seed: SeedOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    mass: MassOption = MassUnit.TEN_KT,
    vehicles: VehicleOption = VehicleUnit.TEN_K,
    lang: LangOption = LANGUAGE,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast the plan's years, with the back-test that says how far to trust it."""
    chosen = format_for(form, path)
    settings = settings_of(workspace, seed)
    with working(settings) as context:
        made = forecast_of(context, named_day(day), paths)
    if as_json:
        print_json(made.forecast)
        return
    document = forecast_document(
        made.forecast, made.network, Pen(lang.value, mass, vehicles)
    )
    hand_over(document, chosen, path, settings.workspace / REPORTS)
