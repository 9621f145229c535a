"""A periodic problem as one routing problem with choices, and back."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.vrp.check import check_routing
from routing.vrp.parts import Choice
from routing.vrp.periodic import (
    Copy,
    PeriodicProblem,
    PeriodicSolution,
    day_problem,
    routing_problem,
    validate_periodic,
    visit_on,
)
from routing.vrp.problem import AccessRule, RoutingProblem, Stop, TimeWindow
from routing.vrp.solution import (
    Route,
    RoutingSolution,
    Unserved,
    UnservedReason,
    Visit,
    VisitKind,
)

type Place = tuple[int, int]
"""A day, and a position among that day's vehicle types or unloading sites."""


@dataclass(frozen=True, slots=True)
class ExpandedProblem:
    """A periodic problem as one routing problem, with the ways back.

    Attributes
    ----------
    periodic
        What it was made from.
    problem
        The routing problem.
    copies
        What each of its stops stands for.
    types
        Day and position of each of its vehicle types.
    sites
        Day and position of what each of its unloading sites stands for: one
        place, or one per day where several days share it.
    """

    periodic: PeriodicProblem
    problem: RoutingProblem
    copies: tuple[Copy, ...]
    types: tuple[Place, ...]
    sites: tuple[tuple[Place, ...], ...]


def expand(problem: PeriodicProblem) -> ExpandedProblem:
    """State a periodic problem as one routing problem.

    Every vehicle type comes once per day, every stop once per pattern and day
    the pattern visits; a day's copies are served by the day's vehicles. A stop
    with several patterns is a choice between them. A site with docks or intake
    comes once per day, and a rule keeps the other days' vehicles away from it;
    sites without either are shared by the days on which they are alike. Chargers
    come once per day as well: nobody queues for a plug that another day's vehicles
    use. They are numbered day by day, in the order they have.

    Raises
    ------
    InvalidProblemError
        If patterns or days contradict each other.
    """
    validate_periodic(problem)
    return _Expansion(problem).expanded()


class _Expansion:
    def __init__(self, problem: PeriodicProblem) -> None:
        self.problem = problem
        days = list(enumerate(problem.days))
        self.types = tuple(
            (number, place)
            for number, day in days
            for place in range(len(day.vehicle_types))
        )
        self.type_of = {place: index for index, place in enumerate(self.types)}
        shared: dict[object, list[Place]] = defaultdict(list)
        for number, day in days:
            for place, site in enumerate(day.unload_sites):
                is_limited = site.docks is not None or site.intake is not None
                twins = sum(site == other for other in day.unload_sites[:place])
                own_day = number if is_limited else None
                shared[site, own_day, twins].append((number, place))
        self.sites = tuple(tuple(places) for places in shared.values())
        self.site_of = {
            place: index for index, places in enumerate(self.sites) for place in places
        }
        self.copies = tuple(
            Copy(stop, pattern, day)
            for stop, periodic in enumerate(problem.stops)
            for pattern, visited in enumerate(periodic.patterns)
            for day in visited
        )

    def expanded(self) -> ExpandedProblem:
        days = self.problem.days
        routing = routing_problem(
            self.problem,
            stops=tuple(self._stop(copy) for copy in self.copies),
            unload_sites=tuple(
                days[places[0][0]].unload_sites[places[0][1]] for places in self.sites
            ),
            vehicle_types=tuple(days[d].vehicle_types[p] for d, p in self.types),
            access_rules=(*self._other_days(), *self._rules()),
            chargers=self.problem.chargers * len(days),
        )
        routing = replace(routing, choices=tuple(self._choices()))
        return ExpandedProblem(
            self.problem, routing, self.copies, self.types, self.sites
        )

    def _stop(self, copy: Copy) -> Stop:
        stop = visit_on(self.problem, copy)
        allowed = frozenset(
            self.type_of[copy.day, place]
            for place in range(len(self.problem.days[copy.day].vehicle_types))
            if stop.vehicle_types is None or place in stop.vehicle_types
        )
        home = None if stop.home is None else self.type_of[copy.day, stop.home]
        return replace(stop, vehicle_types=allowed, home=home)

    def _choices(self) -> Iterator[Choice]:
        patterns: dict[int, dict[int, list[int]]] = defaultdict(dict)
        for position, copy in enumerate(self.copies):
            patterns[copy.stop].setdefault(copy.pattern, []).append(position)
        for alternatives in patterns.values():
            if len(alternatives) > 1:
                yield Choice(tuple(tuple(copies) for copies in alternatives.values()))

    def _other_days(self) -> Iterator[AccessRule]:
        """Return rules that keep vehicles away from sites that are not their day's."""
        # Several places are closed to the same vehicles: those of other days.
        sites: dict[frozenset[int], set[int]] = defaultdict(set)
        for position, places in enumerate(self.sites):
            sites[frozenset(day for day, _ in places)].add(position)
        for number in range(len(self.problem.days)):
            sites[frozenset({number})].update(())
        for own, positions in sites.items():
            others = frozenset(
                index for index, (day, _) in enumerate(self.types) if day not in own
            )
            chargers = self._chargers(next(iter(own))) if len(own) == 1 else range(0)
            if others and (positions or chargers):
                yield AccessRule(
                    name="day",
                    vehicle_types=others,
                    unload_sites=frozenset(positions),
                    chargers=frozenset(chargers),
                    closed=TimeWindow(0, 1 + self._last_return_s()),
                )

    def _chargers(self, day: int) -> range:
        """Return the positions of the chargers of a day."""
        count = len(self.problem.chargers)
        return range(day * count, (day + 1) * count)

    def _last_return_s(self) -> int:
        return max(
            kind.shift.end_s for day in self.problem.days for kind in day.vehicle_types
        )

    def _rules(self) -> Iterator[AccessRule]:
        for number, day in enumerate(self.problem.days):
            for rule in day.access_rules:
                yield replace(
                    rule,
                    vehicle_types=frozenset(
                        self.type_of[number, place] for place in rule.vehicle_types
                    ),
                    stops=frozenset(
                        position
                        for position, copy in enumerate(self.copies)
                        if copy.day == number and copy.stop in rule.stops
                    ),
                    unload_sites=frozenset(
                        self.site_of[number, place] for place in rule.unload_sites
                    ),
                    chargers=frozenset(
                        self._chargers(number)[place] for place in rule.chargers
                    ),
                )


def days_of(expanded: ExpandedProblem, solution: RoutingSolution) -> PeriodicSolution:
    """Take an answer to the expanded problem apart into days.

    A stop with several patterns gets the one whose visits are all served, or
    none; a stop with one pattern keeps it, and a visit left out is unserved on
    its day.
    """
    problem = expanded.periodic
    left_out = {entry.stop: entry for entry in solution.unserved}
    patterns = _patterns_of(expanded, set(left_out))
    days = []
    for number in range(len(problem.days)):
        built = day_problem(problem, number, patterns)
        position = {stop: place for place, stop in enumerate(built.stops)}
        unserved = tuple(
            replace(entry, stop=position[copy.stop])
            for index, entry in left_out.items()
            if (copy := expanded.copies[index]).day == number
            and copy.pattern == patterns[copy.stop]
        )
        routes = tuple(
            Route(place, tuple(_on_day(expanded, v, position, number) for v in visits))
            for kind, visits in ((r.vehicle_type, r.visits) for r in solution.routes)
            for day, place in [expanded.types[kind]]
            if day == number
        )
        answer = replace(solution, routes=routes, unserved=unserved, cost_fen=0)
        cost_fen = check_routing(built.problem, answer).cost_fen
        days.append(replace(answer, cost_fen=cost_fen))
    first_of = {copy.stop: i for i, copy in reversed(list(enumerate(expanded.copies)))}
    unserved = tuple(
        replace(left_out[first_of[stop]], stop=stop)
        for stop, pattern in enumerate(patterns)
        if pattern is None
    )
    return PeriodicSolution(patterns, tuple(days), unserved)


def _patterns_of(
    expanded: ExpandedProblem, left_out: set[int]
) -> tuple[int | None, ...]:
    missing: set[tuple[int, int]] = set()
    for position in left_out:
        copy = expanded.copies[position]
        missing.add((copy.stop, copy.pattern))
    patterns: list[int | None] = []
    for stop, periodic in enumerate(expanded.periodic.stops):
        numbers = range(len(periodic.patterns))
        served = [number for number in numbers if (stop, number) not in missing]
        only = len(periodic.patterns) == 1
        patterns.append(0 if only else served[0] if served else None)
    return tuple(patterns)


def _on_day(
    expanded: ExpandedProblem, visit: Visit, position: dict[int, int], day: int
) -> Visit:
    if visit.kind is VisitKind.STOP:
        return replace(visit, index=position[expanded.copies[visit.index].stop])
    if visit.kind is VisitKind.UNLOAD:
        return replace(visit, index=dict(expanded.sites[visit.index])[day])
    if visit.kind is VisitKind.CHARGE:
        return replace(visit, index=visit.index % len(expanded.periodic.chargers))
    return visit


def joined(expanded: ExpandedProblem, solution: PeriodicSolution) -> RoutingSolution:
    """Put days together to an answer to the expanded problem: ``days_of`` undone."""
    problem = expanded.periodic
    copies = {copy: position for position, copy in enumerate(expanded.copies)}
    types = {place: index for index, place in enumerate(expanded.types)}
    sites = {place: i for i, places in enumerate(expanded.sites) for place in places}
    routes, unserved = [], []
    for number, day in enumerate(solution.days):
        stops = [
            copies[Copy(stop, solution.patterns[stop] or 0, number)]
            for stop in day_problem(problem, number, solution.patterns).stops
        ]

        def everywhere(
            visit: Visit, number: int = number, stops: list[int] = stops
        ) -> Visit:
            if visit.kind is VisitKind.STOP:
                return replace(visit, index=stops[visit.index])
            if visit.kind is VisitKind.UNLOAD:
                return replace(visit, index=sites[number, visit.index])
            if visit.kind is VisitKind.CHARGE:
                charger = number * len(problem.chargers) + visit.index
                return replace(visit, index=charger)
            return visit

        routes += [
            Route(types[number, r.vehicle_type], tuple(map(everywhere, r.visits)))
            for r in day.routes
        ]
        unserved += [replace(left, stop=stops[left.stop]) for left in day.unserved]
    reasons = {left.stop: left.reason for left in solution.unserved}
    for position, copy in enumerate(expanded.copies):
        if copy.pattern != solution.patterns[copy.stop]:
            first = copy.pattern == 0 and solution.patterns[copy.stop] is None
            reason = reasons[copy.stop] if first else UnservedReason.NOT_CHOSEN
            unserved.append(Unserved(position, reason))
    engines = ", ".join(sorted({day.engine for day in solution.days}))
    seconds = sum(day.seconds for day in solution.days)
    return RoutingSolution(
        tuple(routes), tuple(unserved), solution.cost_fen, engines, seconds
    )
