"""Convert real data to input files, and measure what the product reaches."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks import app, day, siting_city_command, tonnage
from benchmarks.foundation import Options, foundation
from benchmarks.generated import REAL_SIZE, SMALL_SIZE, write_generated
from benchmarks.measure import REPOSITORY
from benchmarks.real import amsterdam, qingdao
from benchmarks.roads import LARGE_POINTS, roads
from benchmarks.roads import Options as RoadOptions
from benchmarks.routing import arguments as routing_arguments
from benchmarks.siting import arguments as siting_arguments

CONVERTERS: Mapping[str, Callable[[Path, Path], list[Path]]] = {
    "amsterdam": amsterdam.convert,
    "qingdao": qingdao.convert,
}

COMMANDS = {
    **routing_arguments.COMMANDS,
    **siting_arguments.COMMANDS,
    **siting_city_command.COMMANDS,
    **tonnage.COMMANDS,
    **app.COMMANDS,
    **day.COMMANDS,
}


def main() -> int:
    """Run a command and return the exit code."""
    arguments = _parser().parse_args()
    if arguments.command == "foundation":
        return foundation(
            Options(
                shared=arguments.shared,
                is_small=arguments.scale == "small",
                with_tests=arguments.with_tests,
            )
        )
    if arguments.command == "roads":
        return roads(RoadOptions(arguments.pbf, arguments.points))
    if arguments.command in COMMANDS:
        return COMMANDS[arguments.command](arguments)
    if arguments.command == "convert":
        _print(CONVERTERS[arguments.data](arguments.source, arguments.out))
    else:
        size = SMALL_SIZE if arguments.small else REAL_SIZE
        _print(write_generated(arguments.out, size))
    return 0


def _print(paths: Iterable[Path]) -> None:
    for path in paths:
        print(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    measure = commands.add_parser(
        "foundation",
        help="measure the figures the foundation must reach, one JSON line each",
    )
    measure.add_argument(
        "--scale",
        choices=("full", "small"),
        default="full",
        help="small: a quick run on little data, without the bars for much",
    )
    measure.add_argument(
        "--shared",
        type=Path,
        default=REPOSITORY.parent / "shared",
        help="folder with the real data; generated data where it is missing",
    )
    measure.add_argument(
        "--with-tests", action="store_true", help="also time the test suite"
    )
    road = commands.add_parser(
        "roads", help="measure travel times and coordinates, one JSON line each"
    )
    road.add_argument("pbf", type=Path, metavar="PBF", help="OpenStreetMap extract")
    road.add_argument(
        "--points",
        type=int,
        default=LARGE_POINTS,
        help="rows and columns of the large tables (default: %(default)s)",
    )
    convert = commands.add_parser(
        "convert", help="write real data as the product's input files"
    )
    convert.add_argument("data", choices=sorted(CONVERTERS))
    convert.add_argument("source", type=Path, help="folder of the published data")
    convert.add_argument("out", type=Path, help="folder for the input files")
    generate = commands.add_parser(
        "generate", help="write made-up weighings as many as the real ones"
    )
    generate.add_argument("out", type=Path, help="folder for the input files")
    generate.add_argument("--small", action="store_true", help="only a few")
    routing_arguments.add_commands(commands)
    siting_arguments.add_commands(commands)
    siting_city_command.add_command(commands)
    tonnage.add_command(commands)
    app.add_command(commands)
    day.add_command(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
