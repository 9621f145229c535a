"""Options of siting commands, and how their texts are read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.words import say
from recycling.domain.errors import InputError
from recycling.schema.said import said

ScenarioOption = Annotated[str, typer.Option("--scenario", help=say("help.scenario"))]
PeriodsOption = Annotated[
    str, typer.Option("--periods", metavar="YEARS", help=say("help.periods"))
]
TargetOption = Annotated[
    str, typer.Option("--target", metavar="PLAN|10KT", help=say("help.target"))
]
MaterialTargetOption = Annotated[
    list[str] | None,
    typer.Option("--target-material", help=say("help.target_material")),
]
DistrictTargetOption = Annotated[
    list[str] | None,
    typer.Option("--target-district", help=say("help.target_district")),
]
GreenOption = Annotated[str, typer.Option("--green", help=say("help.green"))]
BudgetOption = Annotated[
    float | None, typer.Option("--budget", help=say("help.budget"))
]
CarbonOption = Annotated[
    float | None, typer.Option("--carbon-price", help=say("help.carbon_price"))
]
MaxHaulOption = Annotated[
    float | None, typer.Option("--max-haul", min=0.1, help=say("help.max_haul"))
]
MaxTimeOption = Annotated[
    float | None, typer.Option("--max-minutes", min=1, help=say("help.max_minutes"))
]
LeastOption = Annotated[
    float, typer.Option("--min-throughput", help=say("help.min_throughput"))
]
FromOption = Annotated[
    Path | None,
    typer.Option("--from", metavar="TOML", help=say("help.scenario_file")),
]
CoverageOption = Annotated[float, typer.Option("--coverage", help=say("help.coverage"))]
EquityOption = Annotated[float, typer.Option("--equity", help=say("help.equity"))]
SingleSourceOption = Annotated[
    bool, typer.Option("--single-source/--split", help=say("help.single_source"))
]
TrunksOption = Annotated[
    bool, typer.Option("--trunks/--no-trunks", help=say("help.trunks"))
]
OutsideOption = Annotated[
    bool, typer.Option("--outside/--no-outside", help=say("help.outside"))
]
DismantlersOption = Annotated[
    bool, typer.Option("--dismantlers", help=say("help.dismantlers"))
]
DemandOption = Annotated[float, typer.Option("--demand", help=say("help.demand"))]
DieselOption = Annotated[float, typer.Option("--diesel", help=say("help.diesel"))]
KeepOption = Annotated[list[str] | None, typer.Option("--keep", help=say("help.keep"))]
CloseOption = Annotated[
    list[str] | None, typer.Option("--close", help=say("help.close"))
]

ExcludeOption = Annotated[
    list[Path] | None,
    typer.Option("--exclude", metavar="GEOFILE", help=say("help.exclude")),
]
AdoptOption = Annotated[bool, typer.Option("--adopt", help=say("help.adopt"))]
FolderOption = Annotated[
    Path | None, typer.Option("--out", "-o", help=say("help.study_out"))
]
SensitivityOption = Annotated[
    bool, typer.Option("--sensitivity", help=say("help.sensitivity"))
]


def whole_numbers(name: str, text: str) -> tuple[int, ...]:
    """Read whole numbers with commas between them.

    Raises
    ------
    InputError
        When one is none.
    """
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        msg = said("option.years", name=name, text=text)
        raise InputError(msg) from error


def figures_by_code(
    name: str, texts: Iterable[str] | None
) -> dict[str, tuple[float, ...]]:
    """Read texts like ``steel=700,760`` as figures by code.

    Raises
    ------
    InputError
        When one cannot be read.
    """
    figures = {}
    for text in texts or ():
        code, _, values = text.partition("=")
        try:
            figures[code] = tuple(float(part) for part in values.split(","))
        except ValueError as error:
            msg = said("option.figures", name=name, text=text)
            raise InputError(msg) from error
    return figures
