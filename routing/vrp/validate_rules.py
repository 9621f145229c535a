"""Faults of access rules, choices, incompatible commodities and the objective."""

from collections import Counter
from collections.abc import Iterator

from routing.vrp.parts import Choice
from routing.vrp.problem import AccessRule, RoutingProblem
from routing.vrp.validate_values import amount, is_whole, position, window


def rule_faults(problem: RoutingProblem) -> Iterator[str]:
    """Name what is wrong with rules on several parts of a problem."""
    repeated = [name for name, n in Counter(problem.dimensions).items() if n > 1]
    if repeated:
        yield f"dimensions: must differ, got {', '.join(repeated)} more than once"
    for index, rule in enumerate(problem.access_rules):
        yield from _access_rule(f"access_rules[{index}] ({rule.name})", rule, problem)
    yield from _choices(problem)
    for pair in sorted(problem.incompatible, key=sorted):
        if len(pair) != 2:
            yield f"incompatible: must be pairs of two, got {sorted(pair)}"
    for name in (
        "carbon_price_fen_per_t",
        "balance_fen_per_h",
        "compactness_fen_per_km",
        "reassign_fen",
    ):
        yield from amount(f"objective.{name}", getattr(problem.objective, name))


def _access_rule(
    place: str, rule: AccessRule, problem: RoutingProblem
) -> Iterator[str]:
    for name, group in (
        ("vehicle_types", problem.vehicle_types),
        ("stops", problem.stops),
        ("unload_sites", problem.unload_sites),
        ("chargers", problem.chargers),
    ):
        for index in getattr(rule, name):
            yield from position(f"{place}.{name}", index, len(group))
    yield from window(f"{place}.closed", rule.closed)
    if rule.closed.end_s == rule.closed.start_s:
        yield f"{place}.closed: must end after it starts at {rule.closed.start_s}"


def _choices(problem: RoutingProblem) -> Iterator[str]:
    seen: Counter[int] = Counter()
    for number, choice in enumerate(problem.choices):
        place = f"choices[{number}]"
        if not choice.alternatives:
            yield f"{place}.alternatives: must be one at least, got none"
        for order, group in enumerate(choice.alternatives):
            if not group:
                yield f"{place}.alternatives[{order}]: must name a stop, got none"
            for index in group:
                where = f"{place}.alternatives[{order}]"
                yield from position(where, index, len(problem.stops))
            seen.update(group)
        yield from _alike(place, choice, problem)
    for index in sorted(seen, key=str):
        if seen[index] > 1:
            yield (
                f"choices: a stop must be in one alternative of one choice, stop "
                f"{index} is in {seen[index]}"
            )


def _alike(place: str, choice: Choice, problem: RoutingProblem) -> Iterator[str]:
    stops = [
        problem.stops[index]
        for group in choice.alternatives
        for index in group
        if is_whole(index) and 0 <= index < len(problem.stops)
    ]
    if len({stop.required for stop in stops}) > 1:
        yield f"{place}: its stops must be all required or all optional, got both"
    priorities = {stop.priority for stop in stops}
    if len(priorities) > 1:
        shown = sorted(priorities, key=str)
        yield f"{place}: its stops must share a priority, got {shown}"
