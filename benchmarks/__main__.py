"""``python -m benchmarks``: convert real data, measure what the product reaches."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.real import amsterdam, qingdao

CONVERTERS: Mapping[str, Callable[[Path, Path], list[Path]]] = {
    "qingdao": qingdao.convert,
    "amsterdam": amsterdam.convert,
}


def main() -> int:
    """Run a command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    convert = commands.add_parser(
        "convert", help="write real data as the product's input files"
    )
    convert.add_argument("data", choices=sorted(CONVERTERS))
    convert.add_argument("source", type=Path, help="folder of the published data")
    convert.add_argument("out", type=Path, help="folder for the input files")
    arguments = parser.parse_args()
    for path in CONVERTERS[arguments.data](arguments.source, arguments.out):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
