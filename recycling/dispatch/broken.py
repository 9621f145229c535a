"""Rules a plan breaks, in the words of the trade: rule, place, value and limit."""

import re
from collections.abc import Callable, Iterator, Mapping

from recycling.dispatch.workbench import Workbench
from recycling.domain.edits import BrokenRule, BrokenRuleCode
from recycling.domain.orders import OrderStatus
from recycling.domain.units import S_PER_H, WH_PER_KWH, clock
from routing.vrp.evaluate import Evaluation
from routing.vrp.problem import RoutingProblem, TimeWindow
from routing.vrp.solution import Route, Visit, VisitKind
from routing.vrp.violations import Rule, Violation

_CODES: Mapping[Rule, BrokenRuleCode] = {
    Rule.WINDOW: BrokenRuleCode.WINDOW,
    Rule.ACCESS: BrokenRuleCode.ACCESS,
    Rule.SHIFT: BrokenRuleCode.SHIFT,
    Rule.MAX_DURATION: BrokenRuleCode.DURATION,
    Rule.CAPACITY: BrokenRuleCode.CAPACITY,
    Rule.LOADED_RETURN: BrokenRuleCode.NOT_UNLOADED,
    Rule.COMMODITY: BrokenRuleCode.MATERIAL,
    Rule.ALLOWED_VEHICLES: BrokenRuleCode.LOCKED_VEHICLE,
    Rule.RANK: BrokenRuleCode.LOCKED_PLACE,
    Rule.BREAK: BrokenRuleCode.BREAK,
    Rule.REST: BrokenRuleCode.REST,
    Rule.ENERGY: BrokenRuleCode.RANGE,
    Rule.UNREACHABLE: BrokenRuleCode.UNREACHABLE,
    Rule.QUEUE: BrokenRuleCode.DOCKS,
    Rule.INTAKE: BrokenRuleCode.INTAKE,
}

_FOLLOWS_FROM = frozenset({Rule.COVERAGE, Rule.COST, Rule.TIMES})
"""Never broken by themselves when routes are timed and counted here."""


_COLLECTED = frozenset(
    {OrderStatus.COLLECTED, OrderStatus.WEIGHED, OrderStatus.SETTLED}
)
"""States of orders that somebody was quicker to collect: no fault of a plan."""


def broken_rules(bench: Workbench, evaluation: Evaluation) -> tuple[BrokenRule, ...]:
    """Return every rule a plan breaks, the same one at the same place once.

    Parameters
    ----------
    bench
        What the plan was made from.
    evaluation
        Its routes, as checked.
    """
    found: dict[tuple[str, ...], BrokenRule] = {}
    for broken in (*_of_day(bench), *_of_routes(bench, evaluation)):
        found.setdefault(broken.place, broken)
    return tuple(found.values())


def _of_day(bench: Workbench) -> Iterator[BrokenRule]:
    """Yield what is no longer there."""
    orders = bench.situation.orders
    for key in bench.gone:
        state = orders[key].status.value if key in orders else ""
        if state in _COLLECTED:
            continue
        yield BrokenRule(BrokenRuleCode.ORDER_GONE, order_id=key, value=state)
    for key in bench.unavailable:
        yield BrokenRule(BrokenRuleCode.VEHICLE_GONE, vehicle_id=key)


def _of_routes(bench: Workbench, evaluation: Evaluation) -> Iterator[BrokenRule]:
    for violation in evaluation.violations:
        if violation.rule in _FOLLOWS_FROM:
            continue
        yield _broken(bench, evaluation.solution.routes, violation)


def _broken(
    bench: Workbench, routes: tuple[Route, ...], violation: Violation
) -> BrokenRule:
    problem = bench.problem
    vehicle_id = order_id = site_id = ""
    route = visit = None
    if violation.route is not None:
        route = routes[violation.route]
        vehicle_id = bench.vehicle_ids[route.vehicle_type]
        if violation.visit is not None:
            visit = route.visits[violation.visit]
            order_id, site_id = _where(bench, visit)
    else:
        named = re.search(r"\((\S+)\): ", violation.text)
        site_id = named.group(1) if named else ""
    code = _CODES.get(violation.rule, BrokenRuleCode.OTHER)
    said = re.sub(r"^routes\[\d+\](\.visits\[\d+\])?: ", "", violation.text)
    numbers = [int(n) for n in re.findall(r"(?<![\w\[])-?\d+(?![\w\]])", said)]
    value, limit = said, ""
    if code in _SAY:
        value, limit = _SAY[code](_Said(bench, problem, route, visit, said, numbers))
    if code is BrokenRuleCode.LOCKED_PLACE:
        order_id = _named_order(bench, said)
    return BrokenRule(code, vehicle_id, order_id, site_id, value, limit)


def _where(bench: Workbench, visit: Visit) -> tuple[str, str]:
    """Return order and site of a visit."""
    problem = bench.problem
    if visit.kind is VisitKind.STOP:
        order = bench.built.catchment.orders[visit.index]
        return order.order_id, order.site_id
    if visit.kind is VisitKind.UNLOAD:
        return "", problem.unload_sites[visit.index].name
    if visit.kind is VisitKind.CHARGE:
        return "", problem.chargers[visit.index].name
    return "", ""


def _named_order(bench: Workbench, said: str) -> str:
    named = re.search(r"visits (.*) as stop", said)
    name = named.group(1) if named else ""
    return name if name in bench.order_ids else ""


class _Said:
    """A violation with what its wording needs."""

    def __init__(
        self,
        bench: Workbench,
        problem: RoutingProblem,
        route: Route | None,
        visit: Visit | None,
        said: str,
        numbers: list[int],
    ) -> None:
        self.bench, self.problem = bench, problem
        self.route, self.visit = route, visit
        self.said, self.numbers = said, numbers


def _hours(windows: tuple[TimeWindow, ...]) -> str:
    return ", ".join(f"{clock(w.start_s)}-{clock(w.end_s)}" for w in windows)


def _window(said: _Said) -> tuple[str, str]:
    visit = said.visit
    if visit is None:
        return said.said, ""
    places = (
        said.problem.stops
        if visit.kind is VisitKind.STOP
        else said.problem.unload_sites
    )
    return clock(visit.start_s), _hours(places[visit.index].time_windows)


def _access(said: _Said) -> tuple[str, str]:
    found = re.search(r", (.*) closes it from (\d+) to (\d+)", said.said)
    visit = said.visit
    if found is None or visit is None:
        return said.said, ""
    name, start_s, end_s = found.groups()
    times = f"{clock(visit.start_s)}-{clock(visit.departure_s)}"
    return times, f"{name} {clock(int(start_s))}-{clock(int(end_s))}"


def _shift(said: _Said) -> tuple[str, str]:
    if said.route is None:
        return said.said, ""
    kind = said.problem.vehicle_types[said.route.vehicle_type]
    return clock(said.numbers[0]), _hours((kind.shift,))


def _duration(said: _Said) -> tuple[str, str]:
    value, limit = (f"{n / S_PER_H:.1f} h" for n in said.numbers[-2:])
    return value, limit


def _amount(said: _Said) -> tuple[str, str]:
    found = re.search(
        r"(?:carries|takes) (\d+) (\w+), (?:holds|at most) (\d+)", said.said
    )
    if found is None:
        return said.said, ""
    value, unit, limit = found.groups()
    return f"{int(value):,} {unit}", f"{int(limit):,} {unit}"


def _material(said: _Said) -> tuple[str, str]:
    named = re.search(r"'(.*)'", said.said)
    return (named.group(1) if named else said.said), ""


def _locked_vehicle(said: _Said) -> tuple[str, str]:
    if said.route is None or said.visit is None:
        return said.said, ""
    allowed = said.bench.vehicle_ids
    locked = re.search(r"only \[(.*)\]", said.said)
    names = [allowed[int(n)] for n in locked.group(1).split(",")] if locked else []
    return allowed[said.route.vehicle_type], ", ".join(names)


def _locked_place(said: _Said) -> tuple[str, str]:
    found = re.search(r"as stop (\d+) of \d+, must be (-?\d+)", said.said)
    if found is None:
        return said.said, ""
    place, rank = (int(group) for group in found.groups())
    return str(place + 1), str(rank + 1)


def _energy(said: _Said) -> tuple[str, str]:
    value, limit = (f"{n / WH_PER_KWH:.1f} kWh" for n in said.numbers[:2])
    return value, limit


def _rest(said: _Said) -> tuple[str, str]:
    return _duration(said)


def _docks(said: _Said) -> tuple[str, str]:
    found = re.search(r"(\d+) (?:unload|charge) at (\d+), \w+ for (\d+)", said.said)
    if found is None:
        return said.said, ""
    value, at_s, limit = found.groups()
    return f"{value} ({clock(int(at_s))})", limit


def _break(said: _Said) -> tuple[str, str]:
    due = ""
    if said.route is not None:
        rules = said.problem.vehicle_types[said.route.vehicle_type].breaks
        due = ", ".join(f"{clock(b.earliest_s)}-{clock(b.latest_s)}" for b in rules)
    return (clock(said.visit.start_s) if said.visit else "-"), due


_SAY: Mapping[BrokenRuleCode, Callable[[_Said], tuple[str, str]]] = {
    BrokenRuleCode.WINDOW: _window,
    BrokenRuleCode.ACCESS: _access,
    BrokenRuleCode.SHIFT: _shift,
    BrokenRuleCode.DURATION: _duration,
    BrokenRuleCode.CAPACITY: _amount,
    BrokenRuleCode.INTAKE: _amount,
    BrokenRuleCode.MATERIAL: _material,
    BrokenRuleCode.LOCKED_VEHICLE: _locked_vehicle,
    BrokenRuleCode.LOCKED_PLACE: _locked_place,
    BrokenRuleCode.RANGE: _energy,
    BrokenRuleCode.REST: _rest,
    BrokenRuleCode.DOCKS: _docks,
    BrokenRuleCode.BREAK: _break,
}
"""Value and limit of a broken rule, as people write them."""
