"""Whether an answer accounts for every stop: served, or left out, whole or in part."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from routing.vrp.parts import Choice
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import (
    RoutingSolution,
    UnservedReason,
    VisitKind,
)

type _Loads = dict[int, list[tuple[int, ...] | None]]
"""Per stop, what is fetched (or left) at each mention; ``None`` for all of it."""


def check_coverage(problem: RoutingProblem, solution: RoutingSolution) -> Iterator[str]:
    """Each stop is served or left out once, or its parts add up; choices hold.

    Reasons say nothing that cannot be true of their stop.
    """
    served: _Loads = defaultdict(list)
    for route in solution.routes:
        for visit in route.visits:
            if visit.kind is VisitKind.STOP:
                served[visit.index].append(visit.load)
    unserved: _Loads = defaultdict(list)
    for entry in solution.unserved:
        unserved[entry.stop].append(entry.load)
    for index, stop in enumerate(problem.stops):
        fault = _fault(stop.load, served.get(index, []), unserved.get(index, []))
        if fault:
            yield f"stops[{index}] ({stop.name}): {fault}"
    for index in unserved:
        if not 0 <= index < len(problem.stops):
            yield f"unserved: there is no stop {index}"
    yield from _choices_and_reasons(problem, solution, set(served))


def _fault(
    whole: tuple[int, ...],
    served: list[tuple[int, ...] | None],
    unserved: list[tuple[int, ...] | None],
) -> str:
    if len(served) + len(unserved) == 1 and None in (*served, *unserved):
        return ""
    parts = [load for load in (*served, *unserved) if load is not None]
    if len(parts) != len(served) + len(unserved) or not parts or len(unserved) > 1:
        return (
            f"served {len(served)} times and unserved {len(unserved)} times, must "
            f"be once in all, or in parts"
        )
    if any(min(load, default=0) < 0 or not any(load) for load in parts):
        return f"parts {parts} must be loads"
    lengths = {len(load) for load in parts}
    total = tuple(sum(amounts) for amounts in zip(*parts, strict=False))
    if lengths != {len(whole)} or total != whole:
        return f"served and unserved parts add up to {total}, must be {whole}"
    return ""


def _choices_and_reasons(
    problem: RoutingProblem, solution: RoutingSolution, served: set[int]
) -> Iterator[str]:
    reasons = {entry.stop: entry.reason for entry in solution.unserved}
    chosen_from: Counter[int] = Counter()
    for position, choice in enumerate(problem.choices):
        chosen_from.update(index for group in choice.alternatives for index in group)
        yield from _choice(f"choices[{position}]", choice, reasons, served)
    known = range(len(problem.stops))
    for index, reason in reasons.items():
        if reason is UnservedReason.NOT_CHOSEN and not chosen_from[index]:
            yield f"unserved: stop {index} is in no choice, so it is not {reason}"
        dear = reason is UnservedReason.NOT_WORTH_THE_COST
        if dear and index in known and problem.stops[index].required:
            yield f"unserved: stop {index} is required, so it is not {reason}"


def _choice(
    place: str,
    choice: Choice,
    reasons: dict[int, UnservedReason],
    served: set[int],
) -> Iterator[str]:
    touched = [
        position
        for position, group in enumerate(choice.alternatives)
        if not served.isdisjoint(group)
    ]
    if len(touched) > 1:
        yield f"{place}: serves stops of alternatives {touched}, must be of one"
        return
    for position in touched:
        missing = sorted(set(choice.alternatives[position]) - served)
        if missing:
            yield f"{place}: takes alternative {position} without stops {missing}"
    taken = touched[0] if touched else 0
    for position, group in enumerate(choice.alternatives):
        for index in sorted(reasons.keys() & set(group)):
            is_not_chosen = reasons[index] is UnservedReason.NOT_CHOSEN
            if is_not_chosen == (position == taken):
                wish = "the true reason" if position == taken else "not_chosen"
                yield f"{place}: stop {index} is {reasons[index]}, must have {wish}"
