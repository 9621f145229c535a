"""The dispatcher's day: every figure it must reach, one JSON line each.

A part of the day is a module ``benchmarks.day_<part>`` with a function ``lines`` that
yields its figures as soon as they are measured.
"""

import argparse
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import benchmarks
from benchmarks.lines import Line, failed
from recycling.domain.errors import RecyclingError

PREFIX = "day_"


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add the command to a parser's."""
    parser = commands.add_parser(
        "day", help="measure the dispatcher's day, one JSON line per figure"
    )
    parser.add_argument(
        "--part",
        action="append",
        choices=sorted(parts()),
        help="only this part, several times for several (default: all)",
    )


def parts() -> list[str]:
    """Name the parts of the day that can be measured."""
    names = [module.name for module in iter_modules(benchmarks.__path__)]
    found = [name for name in names if name.startswith(PREFIX)]
    # A module of helpers has no figures.
    return [
        name.removeprefix(PREFIX)
        for name in found
        if hasattr(import_module(f"benchmarks.{name}"), "lines")
    ]


def day(arguments: argparse.Namespace) -> int:
    """Print the figures; the exit code is 1 where one is not reached."""
    is_reached = True
    for part in arguments.part or sorted(parts()):
        for line in _measured(part):
            print(line.to_json(), flush=True)
            is_reached &= line.ok is not False
    return 0 if is_reached else 1


def _measured(part: str) -> Iterator[Line]:
    """Yield the figures of a part; one that fails is a figure not reached."""
    try:
        yield from import_module(f"benchmarks.{PREFIX}{part}").lines()
    except RecyclingError as error:
        yield failed(part, "", None, str(error))


COMMANDS = {"day": day}
