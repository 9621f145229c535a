"""Why orders are left out: every cause is the outcome of a test.

An order that could not be served even alone has the rule to blame without which it
could (`routing.vrp.reasons`). One that could, but has no place in the routes as they
are, has the first of these tests to blame that gives it one: places at docks and what
sites take in a day, hours of sites, locks; where none does, vehicles are full.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from recycling.dispatch.workbench import Workbench
from recycling.domain.explanations import Cause
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.evaluate import VisitOrder, evaluate
from routing.vrp.lenient import without_rules
from routing.vrp.offers import StopOffer, price_variants
from routing.vrp.problem import RoutingProblem, Stop
from routing.vrp.reasons import intrinsic_reason
from routing.vrp.solution import RoutingSolution, UnservedReason
from routing.vrp.split import split_large
from routing.vrp.view import ProblemView

CAUSES: Mapping[UnservedReason, Cause] = MappingProxyType(
    {
        UnservedReason.NO_VEHICLE: Cause.NO_VEHICLE,
        UnservedReason.SKILLS: Cause.SKILL,
        UnservedReason.TOO_LARGE: Cause.CAPACITY,
        UnservedReason.NO_UNLOAD_SITE: Cause.NO_SITE,
        UnservedReason.INTAKE_FULL: Cause.SITE_FULL,
        UnservedReason.UNREACHABLE: Cause.UNREACHABLE,
        UnservedReason.ACCESS: Cause.ACCESS,
        UnservedReason.RANGE: Cause.RANGE,
        UnservedReason.RANK: Cause.PLACE_FIXED,
        UnservedReason.TIME_WINDOW: Cause.WINDOW_CLOSED,
        UnservedReason.SHIFT_TOO_SHORT: Cause.SHIFT_TOO_SHORT,
        UnservedReason.NOT_WORTH_THE_COST: Cause.PRIZE_BELOW_COST,
        UnservedReason.FLEET_FULL: Cause.FLEET_FULL,
        UnservedReason.NOT_CHOSEN: Cause.PLACE_FIXED,
    }
)
"""Cause of each reason the routing library has."""


FILLING = "insertion"
"""Engine that puts stops into routes there are, and changes nothing else."""

FILLING_S = 5.0
"""Seconds for that, in a depot's day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A depot's day as it is planned.

    Attributes
    ----------
    bench
        Its problem.
    solution
        The plan as an answer to it.
    cost_fen
        What its routes cost.
    is_valid
        Whether it keeps every rule as things are now.
    """

    bench: Workbench
    solution: RoutingSolution
    cost_fen: int
    is_valid: bool

    @property
    def left(self) -> list[int]:
        """Positions of the stops that no route visits."""
        return [entry.stop for entry in self.solution.unserved]


def standing(bench: Workbench) -> Standing:
    """Read a plan as an answer: with its times, or timed anew where these broke."""
    laid = [(n, plan) for n, plan in enumerate(bench.laid) if plan is not None]
    found = evaluate(bench.problem, [plan.drive(n) for n, plan in laid])
    if found.violations:
        orders = [VisitOrder(n, plan.line) for n, plan in laid]
        found = evaluate(bench.problem, orders)
    return Standing(
        bench, found.solution, found.report.cost_fen, not found.report.violations
    )


def find_causes(now: Standing) -> dict[int, Cause]:
    """Find out by tests why the stops that are left out are so.

    Parameters
    ----------
    now
        The plan as it stands. Where it breaks rules itself, nothing can be tested
        against it: what could be served alone then counts as full.

    Returns
    -------
    dict
        Cause by position of the stop.
    """
    problem = now.bench.problem
    view = ProblemView(split_large(problem)[0])
    found = {
        stop: cause
        for stop in now.left
        if (cause := cause_alone(view, problem.stops[stop], stop)) is not None
    }
    rest = [stop for stop in now.left if stop not in found]
    return found | _in_company(now, rest)


def cause_alone(view: ProblemView, stop: Stop, position: int) -> Cause | None:
    """Return why no vehicle could serve a stop even alone, if so.

    Parameters
    ----------
    view
        The problem, loads larger than any vehicle divided.
    stop, position
        The stop as a whole, and its position.
    """
    reason = intrinsic_reason(view, position)
    if reason is None:
        return None
    if reason is UnservedReason.NO_VEHICLE:
        if stop.vehicle_types is not None:
            return Cause.PLACE_FIXED
        has_any = any(kind.num_available for kind in view.problem.vehicle_types)
        return Cause.MATERIAL if has_any else Cause.NO_VEHICLE
    if reason is UnservedReason.SHIFT_TOO_SHORT:
        open_all_day = without_rules(view, "doors")
        if intrinsic_reason(open_all_day, position) is None:
            return Cause.SITE_SHUT
    return CAUSES[reason]


def _in_company(now: Standing, stops: Sequence[int]) -> dict[int, Cause]:
    """Return why stops that could be served alone are not."""
    if not (stops and now.is_valid):
        return dict.fromkeys(stops, Cause.FLEET_FULL)
    problem, solution = now.bench.problem, now.solution
    found = _fitting(problem, solution, stops)
    if len(found) > 1:
        # Each fits by itself: what fits together with the others is told by trying.
        solution = _filled(now)
        left = {entry.stop for entry in solution.unserved}
        rest = [stop for stop in stops if stop in left]
        found = dict.fromkeys(set(stops) - left, Cause.FITS)
        found |= _fitting(problem, solution, rest)
    for cause, eased in _TESTS.items():
        rest = [stop for stop in stops if stop not in found]
        other = eased(problem) if rest else problem
        if other is problem:
            continue
        offers = zip(rest, _offers(other, solution, rest), strict=True)
        found |= {stop: cause for stop, o in offers if isinstance(o, StopOffer)}
    return {stop: found.get(stop, Cause.FLEET_FULL) for stop in stops}


def _fitting(
    problem: RoutingProblem, solution: RoutingSolution, stops: Sequence[int]
) -> dict[int, Cause]:
    """Return the stops that fit into an answer by themselves: worth it, or too dear."""
    found: dict[int, Cause] = {}
    if not stops:
        return found
    for stop, offer in zip(stops, _offers(problem, solution, stops), strict=True):
        if isinstance(offer, StopOffer):
            given = problem.stops[stop]
            is_dear = not given.required and offer.added_fen > given.prize_fen
            found[stop] = Cause.PRIZE_BELOW_COST if is_dear else Cause.FITS
    return found


def _filled(now: Standing) -> RoutingSolution:
    """Return the plan with what is left out put in, as far as it fits."""
    options = SolveOptions(engine=FILLING, time_limit_s=FILLING_S)
    filled = solve_routing(now.bench.problem, options, start=now.solution).solution
    dropped = {entry.stop for entry in filled.unserved} - set(now.left)
    return now.solution if dropped else filled


def _offers(
    problem: RoutingProblem, solution: RoutingSolution, stops: Sequence[int]
) -> tuple[StopOffer | UnservedReason, ...]:
    """Price each of some stops by itself, whatever it is worth."""
    wanted = [replace(problem.stops[stop], required=True) for stop in stops]
    return price_variants(problem, solution, stops[0], wanted)


def _with_room(problem: RoutingProblem) -> RoutingProblem:
    """Give sites room for everything, and a dock for every vehicle."""
    sites = tuple(
        replace(site, intake=None, docks=None) for site in problem.unload_sites
    )
    if sites == problem.unload_sites:
        return problem
    return replace(problem, unload_sites=sites)


def _with_doors_open(problem: RoutingProblem) -> RoutingProblem:
    sites = tuple(replace(site, time_windows=()) for site in problem.unload_sites)
    if sites == problem.unload_sites:
        return problem
    return replace(problem, unload_sites=sites)


def _without_locks(problem: RoutingProblem) -> RoutingProblem:
    stops = tuple(
        replace(stop, rank=None, vehicle_types=None) for stop in problem.stops
    )
    return problem if stops == problem.stops else replace(problem, stops=stops)


_TESTS: Mapping[Cause, Callable[[RoutingProblem], RoutingProblem]] = MappingProxyType(
    {
        Cause.SITE_FULL: _with_room,
        Cause.SITE_SHUT: _with_doors_open,
        Cause.PLACE_FIXED: _without_locks,
    }
)
"""What each cause of a stop that has no place is tested by, in this order."""
