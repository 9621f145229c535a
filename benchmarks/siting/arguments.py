"""The arguments of the commands on siting."""

import argparse
from collections.abc import Callable, Mapping

from benchmarks.measure import REPOSITORY
from benchmarks.siting.command import siting
from benchmarks.siting.job import PEERS
from benchmarks.solving import Subparsers, add_paths, add_solving, options_of

OUT = REPOSITORY / "out" / "siting"


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser's."""
    parser = commands.add_parser(
        "siting",
        help="run public siting instances, one JSON line per instance and solver",
    )
    add_paths(parser)
    add_solving(parser, OUT, tuple(PEERS))


def _siting(arguments: argparse.Namespace) -> int:
    return siting(options_of(arguments, arguments.paths))


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"siting": _siting}
"""What each command does with its arguments."""
