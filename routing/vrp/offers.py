"""What it costs at the least to add a stop to an answer, with all else as it is.

The order of the other visits stays, and every route but the one that takes the stop
stays as it is, to the second. So what has been promised is kept: the new answer
passes the check. Places are ranked by what they cost before waiting
(``routing.vrp.insertion``), and the best of them are timed in full, until waiting
could no longer make another one cheaper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.errors import InvalidSolutionError
from routing.vrp.check import check_routing
from routing.vrp.offer_places import Desk, Found
from routing.vrp.problem import RoutingProblem, Stop
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.report import RoutingResult
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)
from routing.vrp.view import ProblemView


@dataclass(frozen=True, slots=True)
class StopOffer:
    """A stop added to an answer where that costs least.

    Attributes
    ----------
    stop
        Position of the stop in the problem.
    added_fen
        What the answer costs more.
    weight_fen
        What it weighs more because the stop's home is another vehicle.
    route
        Position of the route that takes it; ``None`` for a further vehicle.
    changed
        That route, with the stop.
    """

    stop: int
    added_fen: int
    weight_fen: int
    route: int | None
    changed: Route

    @property
    def place(self) -> int:
        """Position of the stop among the visits of its route."""
        return next(
            place
            for place, visit in enumerate(self.changed.visits)
            if visit.kind is VisitKind.STOP and visit.index == self.stop
        )

    @property
    def start_s(self) -> int:
        """Second after midnight at which the work at the stop begins."""
        return self.changed.visits[self.place].start_s


def with_stop(
    problem: RoutingProblem, solution: RoutingSolution, stop: Stop
) -> tuple[RoutingProblem, RoutingSolution, int]:
    """Return the problem with a further stop, the answer leaving it out, its position.

    The stop's location must be one of the travel tables.
    """
    position = len(problem.stops)
    left_out = Unserved(position, UnservedReason.FLEET_FULL)
    wider = replace(problem, stops=(*problem.stops, stop))
    return (
        wider,
        replace(solution, unserved=(*solution.unserved, left_out)),
        position,
    )


def price_variants(
    problem: RoutingProblem,
    solution: RoutingSolution,
    stop: int,
    variants: Sequence[Stop],
) -> tuple[StopOffer | UnservedReason, ...]:
    """Return the cheapest way to add each variant of a stop to an answer.

    Parameters
    ----------
    problem
        The problem.
    solution
        A valid answer to it.
    stop
        Position of a stop that the answer leaves out and that is in no choice.
    variants
        Stops to be in its place, such as the same stop with other windows. What is
        closed to vehicles there is closed for them as well.

    Returns
    -------
    An offer per variant, or the reason why no route takes it as things are.
    Routes that fetch a load in parts are left alone.
    """
    first = len(problem.stops)
    positions = range(first, first + len(variants))
    rules = tuple(
        replace(rule, stops=rule.stops.union(positions)) if stop in rule.stops else rule
        for rule in problem.access_rules
    )
    stops = (*problem.stops, *variants)
    view = ProblemView(replace(problem, stops=stops, access_rules=rules))
    found = Desk(view, solution).cheapest(np.array(positions, dtype=np.intp))
    return tuple(
        intrinsic_reason(view, position) or UnservedReason.FLEET_FULL
        if best is None
        else _offer(best, position, stop)
        for position, best in zip(positions, found, strict=True)
    )


def applied(solution: RoutingSolution, offer: StopOffer) -> RoutingSolution:
    """Return an answer with an offer for it taken, its cost added up."""
    routes = list(solution.routes)
    if offer.route is None:
        routes.append(offer.changed)
    else:
        routes[offer.route] = offer.changed
    return replace(
        solution,
        routes=tuple(routes),
        unserved=tuple(u for u in solution.unserved if u.stop != offer.stop),
        cost_fen=solution.cost_fen + offer.added_fen,
    )


def insert_stop(
    problem: RoutingProblem, solution: RoutingSolution, stop: int
) -> RoutingResult | UnservedReason:
    """Return an answer with a stop it leaves out put where that costs least.

    Or the reason why no route takes it as things are. See ``price_variants``.

    Raises
    ------
    InvalidSolutionError
        If the answer breaks a rule, with the stop or without.
    """
    (offer,) = price_variants(problem, solution, stop, [problem.stops[stop]])
    if isinstance(offer, UnservedReason):
        return offer
    answer = applied(solution, offer)
    report = check_routing(problem, answer)
    if report.violations:
        headline = "The answer breaks the rules"
        raise InvalidSolutionError(headline, report.violations)
    return RoutingResult(answer, report)


def _offer(found: Found, variant: int, stop: int) -> StopOffer:
    """Return what was found for a variant as an offer for the stop it stands for."""

    def named(visit: Visit) -> Visit:
        is_variant = visit.kind is VisitKind.STOP and visit.index == variant
        return replace(visit, index=stop) if is_variant else visit

    visits = tuple(named(visit) for visit in found.changed.visits)
    changed = replace(found.changed, visits=visits)
    return StopOffer(stop, found.added_fen, found.weight_fen, found.route, changed)
