"""The arguments of the commands on siting."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.measure import REPOSITORY
from benchmarks.routing.arguments import Subparsers
from benchmarks.siting.command import Options, siting

PEERS = ("highs", "cpsat", "scip", "spopt")
OUT = REPOSITORY / "out" / "siting"


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser's."""
    parser = commands.add_parser(
        "siting",
        help="run public siting instances, one JSON line per instance and solver",
    )
    parser.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="instances, or folders that are searched for them",
    )
    add_limits(parser, default_s=60.0)
    parser.add_argument(
        "--out", type=Path, default=OUT, metavar="DIR", help="folder of the answers"
    )
    parser.add_argument(
        "--engine", default="auto", help="engine of the product (default: auto)"
    )
    parser.add_argument(
        "--peers",
        type=_peers,
        default=(),
        metavar="NAMES",
        help=f"other solvers to run, of {','.join(PEERS)}",
    )


def add_limits(parser: argparse.ArgumentParser, default_s: float) -> None:
    """Add time limit, workers and seed to a parser."""
    parser.add_argument(
        "--time-limit",
        type=_positive,
        default=default_s,
        metavar="S",
        help="seconds from the problem built to the answer (default: %(default)g)",
    )
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")


def _positive(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        msg = f"must be above 0, got {text}"
        raise argparse.ArgumentTypeError(msg)
    return seconds


def _peers(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = set(names) - set(PEERS)
    if unknown:
        msg = f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(PEERS)}"
        raise argparse.ArgumentTypeError(msg)
    return names


def _siting(arguments: argparse.Namespace) -> int:
    return siting(
        Options(
            paths=arguments.paths,
            out=arguments.out,
            time_limit_s=arguments.time_limit,
            workers=arguments.workers,
            seed=arguments.seed,
            engine=arguments.engine,
            peers=arguments.peers,
        )
    )


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"siting": _siting}
"""What each command does with its arguments."""
