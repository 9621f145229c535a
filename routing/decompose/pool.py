"""Good routes seen so far, and the best answer that can be put together from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.decompose.incumbent import Incumbent, stops_of
from routing.engines.partition import Column, Partition
from routing.vrp.costs import objective, reassigned, weights_fen
from routing.vrp.features import RoutingFeature, is_committed
from routing.vrp.problem import RoutingProblem
from routing.vrp.solution import Route, RoutingSolution, Unserved

UNFIT = frozenset(
    {
        RoutingFeature.DOCKS,
        RoutingFeature.INTAKE,
        RoutingFeature.ENERGY,
        RoutingFeature.BALANCE,
        RoutingFeature.COMPACTNESS,
        RoutingFeature.CHOICES,
    }
)
"""Features that a selection of routes does not see."""

MOST_ROUTES = 20_000
"""Routes a pool holds; the oldest that are not in use are forgotten."""


@dataclass
class Pool:
    """Distinct routes by vehicle type and stops, each as cheap as it was seen.

    Attributes
    ----------
    problem
        What the routes are for.
    """

    problem: RoutingProblem
    _routes: dict[tuple[int, frozenset[int]], tuple[int, Route]] = field(
        default_factory=dict
    )

    def add(self, routes: Iterable[Route], costs_fen: Iterable[int]) -> None:
        """Remember routes."""
        for route, cost in zip(routes, costs_fen, strict=True):
            key = route.vehicle_type, frozenset(stops_of(route))
            known = self._routes.pop(key, None)
            if known is None or cost < known[0]:
                known = cost, route
            self._routes[key] = known
        while len(self._routes) > MOST_ROUTES:
            del self._routes[next(iter(self._routes))]

    def recombine(self, incumbent: Incumbent, limit_s: float, seed: int) -> bool:
        """Replace the incumbent by the best selection, if that is better."""
        self.add(incumbent.routes.values(), incumbent.cost_fen.values())
        # Loaded when first used: a process that never solves need not wait for it.
        from routing.engines.partition_solver import choose_columns  # noqa: PLC0415

        keys = list(self._routes)
        columns = [Column(*key, self._price_fen(*self._routes[key])) for key in keys]
        place = {key: position for position, key in enumerate(keys)}
        hint = [
            place[route.vehicle_type, frozenset(stops_of(route))]
            for route in incumbent.routes.values()
        ]
        partition = Partition(columns, self._penalties(columns), *self._fleet())
        chosen = choose_columns(partition, hint, limit_s, seed)
        if chosen is None:
            return False
        routes = [self._routes[keys[position]][1] for position in chosen]
        cost_fen = sum(self._routes[keys[position]][0] for position in chosen)
        return self._take(incumbent, routes, cost_fen)

    def _price_fen(self, cost_fen: int, route: Route) -> int:
        """Return what a route costs and its reassignments weigh."""
        return cost_fen + weights_fen(
            self.problem, 0, 0, reassigned(self.problem, route)
        )

    def _fleet(self) -> tuple[dict[int, int], frozenset[int]]:
        types = self.problem.vehicle_types
        available = {kind: entry.num_available for kind, entry in enumerate(types)}
        always = (kind for kind, entry in enumerate(types) if is_committed(entry))
        return available, frozenset(always)

    def _penalties(self, columns: list[Column]) -> dict[int, int]:
        """Return prices of omissions; those of required stops are above all else."""
        stops = self.problem.stops
        above = 1 + sum(stop.prize_fen for stop in stops if not stop.required)
        above += 2 * max((column.cost_fen for column in columns), default=0)
        return {
            index: above * (1 + stop.priority) if stop.required else stop.prize_fen
            for index, stop in enumerate(stops)
        }

    def _take(self, incumbent: Incumbent, routes: list[Route], cost_fen: int) -> bool:
        """Take a selection over, if no stop without a known reason is left out."""
        served = {stop for route in routes for stop in stops_of(route)}
        left_out = [i for i in range(len(self.problem.stops)) if i not in served]
        if not set(left_out) <= incumbent.unserved.keys():
            return False
        unserved: tuple[Unserved, ...] = tuple(incumbent.unserved[i] for i in left_out)
        answer = RoutingSolution(tuple(routes), unserved, cost_fen, "")
        before = objective(self.problem, incumbent.solution(""))
        if objective(self.problem, answer) >= before:
            return False
        incumbent.load(answer)
        return True
