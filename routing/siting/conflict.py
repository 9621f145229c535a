"""Rules of a problem that can be dropped one by one, to find which contradict.

What remains when all are dropped always has an answer, short of facilities that have
no allowed state or of outputs that cannot leave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from routing.siting.facility import Facility
from routing.siting.problem import Floor, Period, SitingProblem, TagLimit


class RuleKind(StrEnum):
    """What a rule is about.

    Attributes
    ----------
    TAG_MINIMUM, TAG_MAXIMUM
        Least or most facilities in states with a tag, in a period.
    BUDGET
        Most capital of a period, in fen.
    FLOOR
        Least mass of a period, in kilograms.
    FIX
        States prescribed for a facility: how many remain.
    REQUIRED
        A client that must be served; kilograms in the period where most is.
    MIN_THROUGHPUT
        Kilograms that a facility must take in at least, the most of its states.
    """

    TAG_MINIMUM = "tag_minimum"
    TAG_MAXIMUM = "tag_maximum"
    BUDGET = "budget"
    FLOOR = "floor"
    FIX = "fix"
    REQUIRED = "required"
    MIN_THROUGHPUT = "min_throughput"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a problem.

    Attributes
    ----------
    kind
        What it is about.
    name
        Tag, floor, facility or client; empty for budgets.
    figure
        Its limit, in the unit its kind says.
    position
        Of the tag, floor, fix, client or facility in the problem.
    period
        Position of the period, ``None`` where it holds in all.
    """

    kind: RuleKind
    name: str
    figure: int
    position: int = 0
    period: int | None = None


def rules_of(problem: SitingProblem) -> tuple[Rule, ...]:
    """Return the rules of a problem that may contradict each other.

    Parameters
    ----------
    problem
        A valid problem.
    """
    return (
        *_tag_rules(problem),
        *_period_rules(problem),
        *_fix_rules(problem),
        *_client_rules(problem),
        *_throughput_rules(problem),
    )


def _tag_rules(problem: SitingProblem) -> Iterator[Rule]:
    for n, tag in enumerate(problem.tag_limits):
        for t, limit in enumerate(problem.limits_of(tag)):
            if limit.minimum > 0:
                yield Rule(RuleKind.TAG_MINIMUM, tag, limit.minimum, n, t)
            if limit.maximum is not None:
                yield Rule(RuleKind.TAG_MAXIMUM, tag, limit.maximum, n, t)


def _period_rules(problem: SitingProblem) -> Iterator[Rule]:
    for t, period in enumerate(problem.periods):
        if period.capital_budget_fen is not None:
            yield Rule(RuleKind.BUDGET, "", period.capital_budget_fen, t, t)
    for n, floor in enumerate(problem.floors):
        for t, minimum in enumerate(floor.minimum_kg):
            yield Rule(RuleKind.FLOOR, floor.name, minimum, n, t)


def _fix_rules(problem: SitingProblem) -> Iterator[Rule]:
    for n, fix in enumerate(problem.fixes):
        name = problem.facilities[fix.facility].name
        yield Rule(RuleKind.FIX, name, len(fix.states), n, fix.period)


def _client_rules(problem: SitingProblem) -> Iterator[Rule]:
    clients = problem.clients
    most = clients.supply_kg.max(axis=0, initial=0)
    for i in np.flatnonzero(clients.required & (most > 0)).tolist():
        yield Rule(RuleKind.REQUIRED, clients.names[i], int(most[i]), i)


def _throughput_rules(problem: SitingProblem) -> Iterator[Rule]:
    for j, facility in enumerate(problem.facilities):
        most = max(state.min_throughput_kg for state in facility.states)
        if most > 0:
            yield Rule(RuleKind.MIN_THROUGHPUT, facility.name, most, j)


def keeping(problem: SitingProblem, rules: Sequence[Rule]) -> SitingProblem:
    """Return the problem with only some of its rules.

    Parameters
    ----------
    problem
        The problem.
    rules
        Those to keep, of ``rules_of``.
    """
    kept = {(rule.kind, rule.position, rule.period) for rule in rules}
    required = np.zeros_like(problem.clients.required)
    required[[r.position for r in rules if r.kind is RuleKind.REQUIRED]] = True
    return replace(
        problem,
        clients=replace(problem.clients, required=required),
        facilities=tuple(
            facility
            if (RuleKind.MIN_THROUGHPUT, j, None) in kept
            else _without_minimum(facility)
            for j, facility in enumerate(problem.facilities)
        ),
        tag_limits={
            tag: tuple(
                TagLimit(
                    limit.minimum if (RuleKind.TAG_MINIMUM, n, t) in kept else 0,
                    limit.maximum if (RuleKind.TAG_MAXIMUM, n, t) in kept else None,
                )
                for t, limit in enumerate(problem.limits_of(tag))
            )
            for n, tag in enumerate(problem.tag_limits)
        },
        periods=tuple(
            period
            if (RuleKind.BUDGET, t, t) in kept
            else Period(period.name, period.weight)
            for t, period in enumerate(problem.periods)
        ),
        floors=tuple(_floor(floor, n, kept) for n, floor in enumerate(problem.floors)),
        fixes=tuple(
            fix
            for n, fix in enumerate(problem.fixes)
            if (RuleKind.FIX, n, fix.period) in kept
        ),
    )


def _without_minimum(facility: Facility) -> Facility:
    states = tuple(replace(state, min_throughput_kg=0) for state in facility.states)
    return replace(facility, states=states)


def _floor(floor: Floor, n: int, kept: set[tuple[RuleKind, int, int | None]]) -> Floor:
    """Keep a floor's minimum where it is kept; elsewhere nothing can miss it."""
    minimum = tuple(
        kg if (RuleKind.FLOOR, n, t) in kept else -NEVER_MISSED_KG
        for t, kg in enumerate(floor.minimum_kg)
    )
    return replace(floor, minimum_kg=minimum)


NEVER_MISSED_KG = 10**15
"""More than all masses of a problem together, whatever they count for."""
