"""Tries changes for groups of orders, here or on worker processes."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from recycling.dispatch.fixes import (
    Trial,
    attempt,
    fix_of,
    ranked,
    saved_fen,
    without_savings,
)
from recycling.domain.explanations import Fix, FixKind, LeftOutGroup
from routing.errors import RoutingError
from routing.options import SolveOptions

type Advance = Callable[[int, int], None]
"""Told how many changes were tried, and of how many."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a trial came to.

    Attributes
    ----------
    is_change
        Whether something was changed, or only planned again without the orders.
    day
        The other day it was on, empty for the plan's own.
    fix
        What the change serves, if anything.
    saved_fen
        What planning again saves by itself.
    """

    is_change: bool
    day: str
    fix: Fix | None = None
    saved_fen: int = 0


def try_all(
    groups: Sequence[LeftOutGroup],
    trials: Sequence[tuple[int, Trial]],
    options: SolveOptions,
    executor: Executor | None,
    advance: Advance,
    until: float,
) -> list[LeftOutGroup]:
    """Try changes, and return the groups with what serves some of their orders.

    Parameters
    ----------
    groups
        The groups.
    trials
        What is tried, each with the position of its group.
    options
        Limits of the search for one of them.
    executor
        Worker processes; ``None`` to solve here.
    advance
        Told how many were tried, and of how many.
    until
        Second since the epoch after which nothing more is begun.
    """
    task = _Try(options, until)
    given = [one for _, one in trials]
    results: Iterator[_Outcome | None] = (
        map(task, given) if executor is None else executor.map(task, given)
    )
    outcomes: dict[int, list[_Outcome]] = defaultdict(list)
    for done, ((number, _), outcome) in enumerate(zip(trials, results, strict=True), 1):
        advance(done, len(trials))
        if outcome is not None:
            outcomes[number].append(outcome)
    return [_fixed(group, outcomes[number]) for number, group in enumerate(groups)]


def _fixed(group: LeftOutGroup, outcomes: Sequence[_Outcome]) -> LeftOutGroup:
    """Return a group with what was found for it."""
    saved = {one.day: one.saved_fen for one in outcomes if not one.is_change}
    fixes = [
        without_savings(one.fix, saved.get(one.day, 0))
        for one in outcomes
        if one.fix is not None
    ]
    tried = sum(one.is_change for one in outcomes)
    return replace(group, fixes=ranked(fixes), tried=tried)


@dataclass(frozen=True, slots=True)
class _Try:
    """Tries changes; it can be sent to another process."""

    options: SolveOptions
    until: float

    def __call__(self, given: Trial) -> _Outcome | None:
        if time.time() > self.until:
            return None
        change = given.change
        day = change.subject if change.kind is FixKind.OTHER_DAY else ""
        try:
            result = attempt(given, self.options)
        except RoutingError:
            # Planning cannot keep what it has to: then the change is no help.
            return _Outcome(bool(given.left), day)
        if not given.left:
            return _Outcome(False, day, saved_fen=saved_fen(given, result))
        return _Outcome(True, day, fix_of(given, result))
