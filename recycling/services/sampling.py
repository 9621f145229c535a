"""Use case: make the sample city's files in the workspace."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recycling.sample.city import generate_city
from recycling.sample.inputs import Scale, read_inputs
from recycling.services.context import Context

PLAN_DAY = "scope.plan_day"
REFERENCE_TABLES = (
    "materials",
    "facility_classes",
    "vehicle_types",
    "parameters",
    "emission_factors",
)
"""Reference tables the sample builds on; it writes targets of its own."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of a sample city, ready to import.

    Attributes
    ----------
    folder
        Where they are.
    files
        Reference tables and the city's own tables, in the order to import.
    crs
        Coordinate system of their positions.
    plan_day
        Day after the simulated history, to plan routes for.
    """

    folder: Path
    files: tuple[Path, ...]
    crs: str
    plan_day: date


def make_sample(context: Context, scale: Scale) -> Sample:
    """Write the input files of the synthetic Chongqing sample.

    Parameters
    ----------
    context
        Settings: workspace, data folder and seed.
    scale
        ``small`` for three districts, ``full`` for the whole city.
    """
    context.progress.stage("sample")
    data = context.settings.data_dir
    folder = context.settings.workspace / "inputs" / f"chongqing-{scale}"
    inputs = read_inputs(data, scale, context.settings.seed)
    written = generate_city(data, folder, scale, context.settings.seed)
    tables = [path for path in written if path.suffix != ".txt"]
    reference = [data / "reference" / f"{name}.csv" for name in REFERENCE_TABLES]
    return Sample(
        folder=folder,
        files=(*reference, *tables),
        crs="wgs84",
        plan_day=inputs.knobs.day(PLAN_DAY),
    )
