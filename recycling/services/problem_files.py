"""Files with routing problems, in the formats that are read and written."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maps.errors import TravelError
from maps.great_circle import GreatCircleProvider
from maps.travel import Points
from recycling.domain.errors import InputError, RefusedError
from recycling.schema.said import said
from routing.errors import (
    FormatError,
    InfeasibleError,
    InvalidProblemError,
    UnsupportedFeatureError,
)
from routing.vrp.formats.own import PROBLEM
from routing.vrp.formats.vroom_input import TravelProvider
from routing.vrp.formats.vroom_problem import Coordinates, VroomMatrix

FORMATS = ("auto", "own", "vroom", "vrplib")


@dataclass(frozen=True, slots=True)
class ProblemFile:
    """A file with a problem, and how to read it.

    Attributes
    ----------
    path
        The file.
    file_format
        One of ``FORMATS``; ``auto`` recognises it by its shape.
    rounding
        What is done to the values of a VRPLIB file.
    detour, speed_kmh
        Road metres per straight metre, and driving speed, where a VROOM file
        names places and no travel times.
    """

    path: Path
    file_format: str = "auto"
    rounding: str = "round"
    detour: float = 1.3
    speed_kmh: float = 60.0


def text_of(file: ProblemFile) -> str:
    """Return the text of a file.

    Raises
    ------
    InputError
        If it is no text, or its format has a name nobody knows.
    """
    if file.file_format not in FORMATS:
        msg = said(
            "problem.format", formats=list(FORMATS), file_format=file.file_format
        )
        raise InputError(msg)
    try:
        return file.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = said("problem.utf8", name=file.path.name)
        raise InputError(msg) from error


def is_vrplib(file: ProblemFile, text: str) -> bool:
    """Return whether a file is VRPLIB: no JSON, or said to be."""
    if file.file_format != "auto":
        return file.file_format == "vrplib"
    return not text.lstrip().startswith(("{", "["))


def is_vroom(file: ProblemFile, value: object) -> bool:
    """Return whether a file is VROOM's: it has vehicles, and ours has types."""
    if file.file_format != "auto":
        return file.file_format == "vroom"
    if not isinstance(value, dict) or value.get("format") == PROBLEM:
        return False
    return "vehicles" in value


@contextmanager
def refusing(file: ProblemFile) -> Iterator[None]:
    """Word what is wrong with a file, or the problem in it, for its user.

    Raises
    ------
    RefusedError
        If one of them is not as it must be; with every fault.
    InputError
        If no engine, or not the one asked for, covers the problem.
    """
    try:
        yield
    except (FormatError, InvalidProblemError) as error:
        raise RefusedError(error.headline, error.faults) from error
    except (UnsupportedFeatureError, InfeasibleError) as error:
        msg = said("problem.failed", name=file.path.name, error=error)
        raise InputError(msg) from error


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def travel_by_air(file: ProblemFile) -> TravelProvider:
    """Return who answers travel between places by the great circle."""
    try:
        provider = GreatCircleProvider({}, {}, file.detour, file.speed_kmh)
    except TravelError as error:
        msg = said("problem.travel", error=error)
        raise InputError(msg) from error

    def travel(places: Sequence[Coordinates], profile: str) -> VroomMatrix:
        lon, lat = np.array(places, dtype=np.float64).reshape(-1, 2).T
        points = Points(lon, lat)
        table = provider.table(points, points, profile)
        return VroomMatrix(
            table.duration_s.astype(np.int64), table.distance_m.astype(np.int64)
        )

    return travel
