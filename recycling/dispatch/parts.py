"""Solves the catchments of a plan; those solved before a crash are not solved again."""

import json
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

import numpy as np

from recycling.config import DispatchSettings
from recycling.dispatch.part_signals import PartSignals
from recycling.domain.errors import PlanningError
from recycling.schema.said import said
from routing.decompose.parts import (
    ignore_part,
    solve_routing_parts,
    watch_nothing,
)
from routing.errors import RoutingError
from routing.options import Progress, SolveOptions
from routing.vrp.check import check_routing
from routing.vrp.formats.codec import to_json
from routing.vrp.formats.own import dump_solution, parse_solution
from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RoutingResult

type DoneCallback = Callable[[int, int], None]
"""Told how many parts are done, and of how many."""


class Keeper(Protocol):
    """Keeps finished parts of a plan, and passes word to those that are running."""

    @property
    def signals(self) -> PartSignals:
        """Folder where parts tell how far they are."""

    def kept(self, name: str) -> bytes | None:
        """Return what a part came to, where it is kept."""

    def keep(self, name: str, payload: bytes) -> None:
        """Keep what a part came to."""


def solve_parts(
    problems: Mapping[str, RoutingProblem],
    settings: DispatchSettings,
    seed: int,
    executor: Executor | None,
    progress: DoneCallback,
    keeper: Keeper | None,
    prefix: str = "",
) -> dict[str, RoutingResult]:
    """Solve independent problems; take from the keeper what it has of the same ones.

    Parameters
    ----------
    problems
        The parts by name.
    settings, seed
        Limits of the solver. Parts that are kept leave their time unused.
    executor
        Worker processes; ``None`` to solve here.
    progress
        Told how many parts are done, and of how many.
    keeper
        Where finished parts are kept; ``None`` to keep nothing.
    prefix
        Begins the names under which parts are kept.

    Raises
    ------
    PlanningError
        When a part could not be solved.
    """
    kept = _kept(problems, keeper, prefix) if keeper else {}
    open_ones = {name: p for name, p in problems.items() if name not in kept}
    progress(len(kept), len(problems))
    if not open_ones:
        return kept
    share = _stops(open_ones) / max(1, _stops(problems))
    options = SolveOptions(
        engine=settings.engine,
        time_limit_s=settings.time_limit_s * share,
        workers=settings.workers,
        seed=seed,
    )

    def relay(message: Progress) -> None:
        progress(len(kept) + message.done, len(problems))

    def ended(name: str, result: RoutingResult) -> None:
        if keeper is not None:
            keeper.signals.tell(prefix + name, result.solution.cost_fen)
            keeper.keep(prefix + name, _packed(problems[name], result))

    try:
        solved = solve_routing_parts(
            open_ones,
            options,
            executor,
            relay,
            watch=watch_nothing
            if keeper is None
            else lambda name: keeper.signals.watch(prefix + name),
            ended=ended if keeper else ignore_part,
        )
    except RoutingError as error:
        msg = said("routes.failed", error=error)
        raise PlanningError(msg) from error
    found = kept | solved
    return {name: found[name] for name in problems}


def _stops(problems: Mapping[str, RoutingProblem]) -> int:
    return sum(len(problem.stops) for problem in problems.values())


def _kept(
    problems: Mapping[str, RoutingProblem], keeper: Keeper, prefix: str
) -> dict[str, RoutingResult]:
    """Answers that are kept, of problems that are still what they were."""
    found: dict[str, RoutingResult] = {}
    for name, problem in problems.items():
        payload = keeper.kept(prefix + name)
        result = None if payload is None else _unpacked(problem, payload)
        if result is not None:
            found[name] = result
            keeper.signals.tell(prefix + name, result.solution.cost_fen)
    return found


def _packed(problem: RoutingProblem, result: RoutingResult) -> bytes:
    """Answer with the digest of its problem, compressed."""
    return _digest(problem) + zlib.compress(dump_solution(result).encode())


def _unpacked(problem: RoutingProblem, payload: bytes) -> RoutingResult | None:
    """Answer that was kept, checked anew; nothing where the problem has changed."""
    digest = _digest(problem)
    if not payload.startswith(digest):
        return None
    with suppress(RoutingError, zlib.error, UnicodeDecodeError):
        text = zlib.decompress(payload[len(digest) :]).decode()
        result = parse_solution(text, "part")
        report = check_routing(problem, result.solution)
        return None if report.violations else replace(result, report=report)
    return None


def _digest(problem: RoutingProblem) -> bytes:
    """Digest of all that is asked; the tables by their bytes, being large."""
    rest = to_json(replace(problem, tables={}))
    digest = sha256(json.dumps(rest, sort_keys=True).encode())
    for profile, table in sorted(problem.tables.items()):
        digest.update(profile.encode())
        digest.update(np.ascontiguousarray(table.distance_m).tobytes())
        digest.update(np.ascontiguousarray(table.duration_s).tobytes())
    return digest.digest()
