"""The arguments of the commands on routes: ``routing``, ``qingdao`` and ``city``."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.city_command import Options as CityOptions
from benchmarks.city_command import city
from benchmarks.measure import REPOSITORY
from benchmarks.routing.command import routing
from benchmarks.solving import (
    Subparsers,
    add_limits,
    add_paths,
    add_solving,
    options_of,
    positive_s,
)

PEERS = ("pyvrp", "ortools", "vroom")
CITY_STOPS = 9_000
QINGDAO = REPOSITORY.parent / "shared" / "real" / "qingdao_sites"
OUT = REPOSITORY / "out" / "routing"


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser's."""
    several = commands.add_parser(
        "routing",
        help="run public routing instances, one JSON line per instance and solver",
    )
    add_paths(several)
    add_solving(several, OUT, PEERS)
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
    add_solving(qingdao, OUT, PEERS)
    day = commands.add_parser("city", help="plan one full day of the sample city")
    day.add_argument(
        "--stops", type=int, default=CITY_STOPS, help="orders (default: %(default)s)"
    )
    day.add_argument(
        "--reference-limit",
        type=positive_s,
        metavar="S",
        help="run again with so many seconds and compare the cost",
    )
    add_limits(day, default_s=120.0)


def _routing(arguments: argparse.Namespace) -> int:
    return routing(options_of(arguments, arguments.paths))


def _qingdao(arguments: argparse.Namespace) -> int:
    return routing(options_of(arguments, [arguments.path]))


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
