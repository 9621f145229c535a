"""The arguments of the commands on routes: ``routing``, ``qingdao`` and ``city``."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from benchmarks.city_command import Options as CityOptions
from benchmarks.city_command import city
from benchmarks.measure import REPOSITORY
from benchmarks.routing.command import Options, routing

PEERS = ("pyvrp", "ortools", "vroom")
CITY_STOPS = 9_000
QINGDAO = REPOSITORY.parent / "shared" / "real" / "qingdao_sites"
OUT = REPOSITORY / "out" / "routing"


class Subparsers(Protocol):
    """Where commands are added to a parser."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own word
        """Add a command."""
        ...


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser's."""
    several = commands.add_parser(
        "routing",
        help="run public routing instances, one JSON line per instance and solver",
    )
    several.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="instances, or folders that are searched for them",
    )
    _add_solving(several)
    qingdao = commands.add_parser(
        "qingdao", help="run the real Qingdao problem: 3,000 sites, 3 facilities"
    )
    qingdao.add_argument(
        "path",
        type=Path,
        nargs="?",
        default=QINGDAO,
        metavar="FOLDER",
        help="folder of the four published files (default: beside the checkout)",
    )
    _add_solving(qingdao)
    day = commands.add_parser("city", help="plan one full day of the sample city")
    day.add_argument(
        "--stops", type=int, default=CITY_STOPS, help="orders (default: %(default)s)"
    )
    day.add_argument(
        "--reference-limit",
        type=_positive,
        metavar="S",
        help="run again with so many seconds and compare the cost",
    )
    _add_limits(day, default_s=120.0)


def _add_limits(parser: argparse.ArgumentParser, default_s: float) -> None:
    parser.add_argument(
        "--time-limit",
        type=_positive,
        default=default_s,
        metavar="S",
        help="seconds from the problem built to the answer (default: %(default)g)",
    )
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")


def _add_solving(parser: argparse.ArgumentParser) -> None:
    _add_limits(parser, default_s=60.0)
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


def _positive(text: str) -> float:
    seconds = float(text)
    if seconds <= 0:
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


def _options(arguments: argparse.Namespace, paths: list[Path]) -> Options:
    return Options(
        paths=paths,
        out=arguments.out,
        time_limit_s=arguments.time_limit,
        workers=arguments.workers,
        seed=arguments.seed,
        engine=arguments.engine,
        peers=arguments.peers,
    )


def _routing(arguments: argparse.Namespace) -> int:
    return routing(_options(arguments, arguments.paths))


def _qingdao(arguments: argparse.Namespace) -> int:
    return routing(_options(arguments, [arguments.path]))


def _city(arguments: argparse.Namespace) -> int:
    return city(
        CityOptions(
            stops=arguments.stops,
            time_limit_s=arguments.time_limit,
            reference_limit_s=arguments.reference_limit,
            workers=arguments.workers,
            seed=arguments.seed,
        )
    )


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "routing": _routing,
    "qingdao": _qingdao,
    "city": _city,
}
"""What each command does with its arguments."""
