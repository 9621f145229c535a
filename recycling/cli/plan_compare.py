"""``recycling plan compare``: the same orders of a day under several scenarios."""

from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of
from recycling.cli.words import LANG, say
from recycling.domain.scenarios import Scenario
from recycling.reporting.scenario_tables import comparison_sections, write_comparison
from recycling.services.comparing import compare_scenarios, scenarios_of

ALL = ",".join(Scenario)


def compare(
    day: DateOption = None,
    scenarios: Annotated[str, typer.Option(help=say("help.compare_scenarios"))] = ALL,
    csv: Annotated[
        Path | None, typer.Option("--csv", help=say("help.compare_csv"))
    ] = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a day's orders under several scenarios, side by side."""
    chosen = scenarios_of(scenarios)
    settings = settings_of(workspace, seed, time_limit)
    today = day_of(day, settings.intake.timezone)
    with working(settings) as context:
        found = compare_scenarios(context, today, chosen)
    files = [write_comparison(found, csv)] if csv else []
    if as_json:
        print_json(found)
        return
    for section in comparison_sections(found, LANG):
        if section.rows:
            print_section(section)
    if files:
        print_files(files)
