"""What the commands that solve public instances share: arguments, and the loop."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.results import ResultLine

type Summary = dict[str, Any]


class Subparsers(Protocol):
    """Where commands are added to a parser."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own word
        """Add a command."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """What to run.

    Attributes
    ----------
    paths
        Instances, or folders of them.
    out
        Folder of the answers.
    time_limit_s
        Seconds from the problem built to the answer.
    workers, seed, engine
        Options of the product's solver; the first two also of peers that take them.
    peers
        Names of peers.
    """

    paths: Sequence[Path]
    out: Path
    time_limit_s: float
    workers: int
    seed: int
    engine: str
    peers: Sequence[str]

    def solvers(self, name: str) -> Iterator[tuple[str, bool]]:
        """Announce the product's engine, then each peer, on what is called so.

        Yields
        ------
        tuple of str and bool
            The solver, and whether it is a peer.
        """
        peers = ((peer, True) for peer in self.peers)
        for engine, is_peer in [(self.engine, False), *peers]:
            print(f"solving: {name} with {engine}", file=sys.stderr, flush=True)
            yield engine, is_peer


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add the instances to a parser."""
    parser.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="instances, or folders that are searched for them",
    )


def add_limits(parser: argparse.ArgumentParser, default_s: float) -> None:
    """Add time limit, workers and seed to a parser."""
    parser.add_argument(
        "--time-limit",
        type=positive_s,
        default=default_s,
        metavar="S",
        help="seconds from the problem built to the answer (default: %(default)g)",
    )
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")


def add_solving(
    parser: argparse.ArgumentParser, out: Path, peers: Sequence[str]
) -> None:
    """Add limits, folder of the answers, engine and peers to a parser.

    Parameters
    ----------
    parser
        Where to add them.
    out
        Folder of the answers unless another is given.
    peers
        Names of the peers there are.
    """

    def known(text: str) -> tuple[str, ...]:
        names = tuple(name.strip() for name in text.split(",") if name.strip())
        unknown = set(names) - set(peers)
        if unknown:
            msg = f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(peers)}"
            raise argparse.ArgumentTypeError(msg)
        return names

    add_limits(parser, default_s=60.0)
    parser.add_argument(
        "--out", type=Path, default=out, metavar="DIR", help="folder of the answers"
    )
    parser.add_argument(
        "--engine", default="auto", help="engine of the product (default: auto)"
    )
    parser.add_argument(
        "--peers",
        type=known,
        default=(),
        metavar="NAMES",
        help=f"other solvers to run, of {','.join(peers)}",
    )


def positive_s(text: str) -> float:
    """Read seconds above 0."""
    seconds = float(text)
    # The other way round, what is no number would pass.
    if not seconds > 0:
        msg = f"must be above 0, got {text}"
        raise argparse.ArgumentTypeError(msg)
    return seconds


def options_of(arguments: argparse.Namespace, paths: Sequence[Path]) -> Options:
    """Return what a command's arguments ask for."""
    return Options(
        paths=paths,
        out=arguments.out,
        time_limit_s=arguments.time_limit,
        workers=arguments.workers,
        seed=arguments.seed,
        engine=arguments.engine,
        peers=arguments.peers,
    )


def run_all[Instance, Line: ResultLine](
    found: Iterable[Instance | Path],
    run_instance: Callable[[Instance], Iterable[Line]],
    summaries: Callable[[Sequence[Line]], Iterable[Mapping[str, object]]],
) -> int:
    """Print every line and return the exit code: 1 if something is not ok.

    What is not ok: a path that is no instance, an answer of the product that is
    missing or breaks a rule, or a set that misses its bar.

    Parameters
    ----------
    found
        Instances, and paths that are none.
    run_instance
        Runs the product and the peers on an instance.
    summaries
        Sums the lines up against the bars.
    """
    lines: list[Line] = []
    is_ok = True
    for instance in found:
        if isinstance(instance, Path):
            exists = instance.exists()
            reason = "no instance of a known family" if exists else "does not exist"
            print_line({"path": str(instance), "reason": reason})
            is_ok = False
            continue
        for line in run_instance(instance):
            lines.append(line)
            print_line(asdict(line))
            is_ok &= line.is_peer or line.feasible is True
    for summary in summaries(lines):
        print_line(summary)
        is_ok &= summary["ok"] is not False
    return int(not is_ok)


def print_line(line: Mapping[str, object]) -> None:
    """Print a line of JSON at once."""
    print(json.dumps(line, ensure_ascii=False), flush=True)
