"""Use case: a routing problem in one format, written in another."""

from dataclasses import dataclass
from pathlib import Path

from recycling.domain.errors import InputError
from recycling.schema.said import said
from recycling.services.problem_files import (
    ProblemFile,
    is_vroom,
    is_vrplib,
    refusing,
    text_of,
    travel_by_air,
    write_whole,
)
from routing.vrp.formats.faults import Faults
from routing.vrp.formats.own import dump_problem, problem_from
from routing.vrp.formats.text import parse_json
from routing.vrp.formats.vroom_contract import express, why_not
from routing.vrp.formats.vroom_input import read_vroom
from routing.vrp.formats.vrplib import parse_vrplib
from routing.vrp.formats.vrplib_write import dump_vrplib
from routing.vrp.problem import RoutingProblem
from routing.vrp.validate import validate_problem

TARGETS = ("auto", "own", "vrplib")
VRPLIB_SUFFIX = ".vrp"


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a file: its format, the new one's, and what is in both."""

    read_as: str
    written_as: str
    stops: int
    vehicles: int


def convert_file(file: ProblemFile, out: Path, target: str = "auto") -> Converted:
    """Read a problem, and write it in another format, whole or not at all.

    Parameters
    ----------
    file
        The problem.
    out
        The file to write.
    target
        One of ``TARGETS``; ``auto`` is VRPLIB where ``out`` ends in ``.vrp``.

    Raises
    ------
    RefusedError
        If the file, or the problem in it, is not as it must be, or uses what the
        other format cannot say; with every fault.
    InputError
        If the problem is none of routes only, or a name is not known.
    """
    if target not in TARGETS:
        msg = said("convert.to", targets=list(TARGETS), target=target)
        raise InputError(msg)
    if target == "auto":
        target = "vrplib" if out.suffix.lower() == VRPLIB_SUFFIX else "own"
    with refusing(file):
        read_as, problem = _read(file, text_of(file))
        validate_problem(problem)
        vrplib = target == "vrplib"
        written = dump_vrplib(problem, out.stem) if vrplib else dump_problem(problem)
    write_whole(out, written)
    vehicles = sum(vehicle.num_available for vehicle in problem.vehicle_types)
    return Converted(read_as, target, len(problem.stops), vehicles)


def _read(file: ProblemFile, text: str) -> tuple[str, RoutingProblem]:
    """Return the format of a text, and the problem in it."""
    if is_vrplib(file, text):
        return "vrplib", parse_vrplib(text, file.rounding, file.path.name).problem
    faults = Faults(f"{file.path.name} cannot be read")
    value = parse_json(text, faults)
    if not is_vroom(file, value):
        return "own", problem_from(value, faults)
    tasks = read_vroom(value, faults, travel_by_air(file))
    reasons = why_not(tasks)
    if reasons:
        msg = said(
            "convert.vroom",
            name=file.path.name,
            reasons="; ".join(sorted(set(reasons))),
        )
        raise InputError(msg)
    return "vroom", express(tasks).problem
