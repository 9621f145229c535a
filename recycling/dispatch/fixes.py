"""What would serve orders that are left out: changes tried by planning again.

The neighbourhood of the orders is planned again with each change: the depot's routes
nearest to them and its idle vehicles, all other routes as they are. What the plan
serves there stays served, and every answer passed the check. A change is credited
with what it serves beyond what planning again alone would.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recycling.dispatch.changes import Change, extra_fen, with_change
from recycling.dispatch.explain import FILLING, standing
from recycling.dispatch.nearby import Near
from recycling.dispatch.workbench import Workbench, lay_out
from recycling.domain.errors import InputError
from recycling.domain.explanations import Fix, FixKind
from recycling.domain.units import KG_PER_T
from routing.options import SolveOptions
from routing.solve import solve_routing
from routing.vrp.problem import RoutingProblem, Stop
from routing.vrp.report import RoutingResult
from routing.vrp.solution import RoutingSolution

FIRST_PRIORITY = 100
"""What the plan serves comes before anything else."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A neighbourhood with a change, to be planned again; it can be pickled.

    Attributes
    ----------
    change
        The change.
    problem, start
        The problem, and the plan as an answer to it, where it keeps its rules.
    left
        Order and load of the stops that are left out, by position.
    before_fen
        What its routes cost under the plan.
    extra_fen
        What the change itself costs.
    routes
        Number of routes planned again.
    """

    change: Change
    problem: RoutingProblem
    start: RoutingSolution | None
    left: Mapping[int, tuple[str, int]]
    before_fen: int
    extra_fen: int
    routes: int


def trial(near: Near, change: Change) -> Trial | None:
    """State a neighbourhood with a change; nothing where there is no vehicle for it."""
    try:
        changed = with_change(near, change)
        bench = lay_out(changed.conditions, changed.situation)
    except InputError:
        return None
    now = standing(bench)
    wanted = {order.order_id for order in near.left}
    left = {
        stop: (order.order_id, order.load_kg)
        for stop, order in enumerate(bench.built.catchment.orders)
        if order.order_id in wanted and stop in set(now.left)
    }
    problem = _protected(bench, now.left)
    return Trial(
        change=change,
        problem=problem,
        start=now.solution if now.is_valid else None,
        left=left,
        before_fen=sum(route.cost_fen for route in near.situation.routes),
        extra_fen=extra_fen(near.conditions.network, change),
        routes=len(near.situation.routes),
    )


def _protected(bench: Workbench, left: Sequence[int]) -> RoutingProblem:
    """Return the problem in which what the plan serves comes first."""
    out = set(left)

    def kept(position: int, stop: Stop) -> Stop:
        if position in out:
            return stop
        return replace(stop, required=True, priority=FIRST_PRIORITY)

    stops = tuple(kept(*entry) for entry in enumerate(bench.problem.stops))
    return replace(bench.problem, stops=stops)


def attempt(given: Trial, options: SolveOptions) -> RoutingResult:
    """Plan a neighbourhood again; the answer passed the check.

    What is left out is first put in where it costs least, with the plan as it is;
    from there the search goes on.

    Parameters
    ----------
    given
        The neighbourhood with a change.
    options
        Limits of the search.

    Raises
    ------
    RoutingError
        When nothing can be planned.
    """
    filled = solve_routing(
        given.problem, replace(options, engine=FILLING), start=given.start
    )
    if options.engine == FILLING:
        return filled
    half = replace(options, time_limit_s=options.time_limit_s / 2)
    return solve_routing(given.problem, half, start=filled.solution)


def without_left(near: Near) -> Near:
    """Return a neighbourhood without the orders that are left out.

    Planned again, it tells what the routes would cost if they were as good as those
    that changes are tried with: a change is not praised for what the plan misses.
    """
    gone = {order.order_id for order in near.left}
    orders = {k: o for k, o in near.situation.orders.items() if k not in gone}
    plan = replace(near.situation.plan, unserved=())
    return replace(
        near, situation=replace(near.situation, orders=orders, plan=plan), left=()
    )


def saved_fen(given: Trial, result: RoutingResult) -> int:
    """Return what planning again saves where nothing more is served."""
    return max(0, given.before_fen - result.report.cost_fen)


def without_savings(fix: Fix, fen: int) -> Fix:
    """Return a fix whose cost is counted from routes that are planned as well."""
    route_fen = fix.route_fen + fen
    if fix.kind is not FixKind.PRIZE:
        return replace(fix, route_fen=route_fen)
    return replace(
        fix, route_fen=route_fen, amount=_worth_fen_per_t(route_fen, fix.load_kg)
    )


def _worth_fen_per_t(route_fen: int, load_kg: int) -> int:
    """Return what a tonne has to be worth to pay for routes, rounded up."""
    return max(0, -(-route_fen * KG_PER_T // max(1, load_kg)))


def fix_of(given: Trial, result: RoutingResult) -> Fix | None:
    """Return what a change serves; nothing where it serves nothing, or drops orders."""
    out = {entry.stop for entry in result.solution.unserved}
    if out - given.left.keys():
        return None
    served = [order for stop, order in given.left.items() if stop not in out]
    if not served:
        return None
    load_kg = sum(kg for _, kg in served)
    route_fen = result.report.cost_fen - given.before_fen
    amount = given.change.amount
    if given.change.kind is FixKind.PRIZE:
        amount = _worth_fen_per_t(route_fen, load_kg)
    return Fix(
        kind=given.change.kind,
        subject=given.change.subject,
        amount=amount,
        orders=tuple(sorted({order_id for order_id, _ in served})),
        load_kg=load_kg,
        route_fen=route_fen,
        extra_fen=given.extra_fen,
        routes=given.routes,
        engine=result.solution.engine,
        seconds=result.solution.seconds,
    )


def ranked(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Return the fixes that serve more than planning again alone, the cheapest first.

    Of changes that serve the same orders, only the cheapest one counts.
    """
    known = sorted(fixes, key=lambda fix: (fix.cost_fen_per_t, -len(fix.orders)))
    again = {key for f in known if f.kind is FixKind.REPLAN for key in f.orders}
    found: dict[tuple[str, ...], Fix] = {}
    for fix in known:
        if fix.kind is FixKind.REPLAN or not again.issuperset(fix.orders):
            found.setdefault((fix.kind, fix.subject, *fix.orders), fix)
    return tuple(found.values())
