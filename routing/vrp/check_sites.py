"""What vehicles share: docks, plugs, and what a site takes in a day."""

from collections import defaultdict
from collections.abc import Iterator

from routing.vrp.problem import RoutingProblem
from routing.vrp.report import RouteReport
from routing.vrp.solution import RoutingSolution, VisitKind


def check_queues(problem: RoutingProblem, solution: RoutingSolution) -> Iterator[str]:
    """No more vehicles unload or charge at once than there are docks or plugs."""
    times: dict[tuple[VisitKind, int], list[tuple[int, int]]] = defaultdict(list)
    for route in solution.routes:
        for visit in route.visits:
            times[visit.kind, visit.index].append((visit.start_s, visit.departure_s))
    for index, site in enumerate(problem.unload_sites):
        if site.docks is not None:
            crowd = _first_crowd(times[VisitKind.UNLOAD, index], site.docks)
            if crowd is not None:
                yield (
                    f"unload_sites[{index}] ({site.name}): {crowd[1]} unload at "
                    f"{crowd[0]}, docks for {site.docks}"
                )
    for index, charger in enumerate(problem.chargers):
        crowd = _first_crowd(times[VisitKind.CHARGE, index], charger.plugs)
        if crowd is not None:
            yield (
                f"chargers[{index}] ({charger.name}): {crowd[1]} charge at "
                f"{crowd[0]}, plugs for {charger.plugs}"
            )


def _first_crowd(times: list[tuple[int, int]], limit: int) -> tuple[int, int] | None:
    """Return the first moment with more than a limit at once, and how many."""
    changes = [(start_s, 1) for start_s, end_s in times if start_s < end_s]
    changes += [(end_s, -1) for start_s, end_s in times if start_s < end_s]
    at_once = 0
    # Who leaves at a moment makes room for who begins at it: -1 sorts first.
    for moment_s, change in sorted(changes):
        at_once += change
        if at_once > limit:
            return moment_s, at_once
    return None


def check_intake(
    problem: RoutingProblem, routes: tuple[RouteReport, ...]
) -> Iterator[str]:
    """No site takes more in a day, from all vehicles together, than it can."""
    zero = (0,) * len(problem.dimensions)
    unloaded: dict[int, tuple[int, ...]] = defaultdict(lambda: zero)
    for route in routes:
        for trip in route.trips:
            if trip.unload_site is not None:
                pairs = zip(unloaded[trip.unload_site], trip.load, strict=True)
                unloaded[trip.unload_site] = tuple(map(sum, pairs))
    for index, site in enumerate(problem.unload_sites):
        for name, amount, limit in zip(
            problem.dimensions,
            unloaded[index],
            site.intake or unloaded[index],
            strict=True,
        ):
            if amount > limit:
                yield (
                    f"unload_sites[{index}] ({site.name}): takes {amount} {name}, "
                    f"at most {limit}"
                )
