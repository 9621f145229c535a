"""``recycling gap``: why the city is behind, and what closes the gap."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import named_day
from recycling.cli.documents import REPORTS, FileOption, FormatOption, hand_over
from recycling.cli.report import DayOption
from recycling.cli.words import LANG, say
from recycling.reporting.document_files import format_for
from recycling.reporting.gap_document import gap_document
from recycling.reporting.pen import MassUnit, Pen
from recycling.services.gap import explain_gap, named_network
from recycling.services.levers import LeverAsk, rank_levers

DEFAULTS = LeverAsk()


def gap(
    day: DayOption = None,
    has_levers: Annotated[
        bool, typer.Option("--levers", help=say("help.gap_levers"))
    ] = False,
    districts: Annotated[
        str, typer.Option("--districts", help=say("help.gap_districts"))
    ] = "",
    days: Annotated[int, typer.Option(help=say("help.gap_days"))] = DEFAULTS.days,
    hours: Annotated[float, typer.Option(help=say("help.gap_hours"))] = DEFAULTS.hours,
    visits: Annotated[
        float, typer.Option(help=say("help.gap_visits"))
    ] = DEFAULTS.visits,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help=say("help.gap_limit"))
    ] = DEFAULTS.time_limit_s,
    form: FormatOption = None,
    path: FileOption = None,
    mass: Annotated[
        MassUnit, typer.Option("--mass-unit", help=say("help.mass_unit"))
    ] = MassUnit.T,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain the gap to plan, and rank what closes it."""
    chosen = format_for(form, path)
    ask = LeverAsk(
        districts=tuple(code for code in districts.split(",") if code),
        days=days,
        hours=hours,
        visits=visits,
        time_limit_s=time_limit,
    )
    settings = settings_of(workspace)
    with working(settings) as context:
        found = explain_gap(context, named_day(day))
        levers = rank_levers(context, found, ask) if has_levers else None
        network = named_network(context)
    if as_json:
        print_json({"gap": found, "levers": levers})
        return
    document = gap_document(found, network, Pen(LANG, mass), levers)
    hand_over(document, chosen, path, settings.workspace / REPORTS)
