"""Which time slots can be offered for a booking, and what each would cost.

Every slot is priced by the cheapest place in the routes of a depot's day, with all
other routes and the windows of all other stops kept (``routing.vrp.offers``). What
was promised and is on no route yet is put in first, so that nothing is promised
twice.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from recycling.config import BookingSettings
from recycling.dispatch.workbench import Workbench
from recycling.domain.bookings import Wish
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.units import S_PER_H, S_PER_MIN
from routing.vrp.check import check_routing
from routing.vrp.evaluate import evaluate
from routing.vrp.offers import StopOffer, applied, price_variants
from routing.vrp.problem import TimeWindow
from routing.vrp.report import RoutingResult
from routing.vrp.solution import RoutingSolution, Unserved, UnservedReason

ENGINE = "cheapest insertion"
"""What made a plan that a booking was put into."""


MISSED = "~missed"
"""Ends the name of an order at a stop that came to nothing, while it gets another."""


@dataclass(frozen=True, slots=True)
class PricedSlot:
    """A slot that a depot's routes can keep.

    Attributes
    ----------
    slot
        When the crew would come.
    added_fen
        What the depot's day would cost more.
    vehicle_id, start_s
        Vehicle whose route it would join, and when its crew would begin.
    """

    slot: Wish
    added_fen: int
    vehicle_id: str
    start_s: int


def slots_between(
    settings: BookingSettings, now: datetime, wishes: Sequence[Wish]
) -> list[Wish]:
    """List the slots to look at.

    Wished times are cut into slots of the settings' length as they are; without
    wishes, the opening hours of today and the days ahead are. What begins before
    the lead time is over is left out, or begins when it is.

    Parameters
    ----------
    settings
        Hours, length and lead time.
    now
        Local time.
    wishes
        What the customer wishes for; empty for any time.
    """
    spans = list(wishes)
    if not spans:
        hours = settings.opens_h * S_PER_H, settings.closes_h * S_PER_H
        days = range(settings.days_ahead + 1)
        spans = [Wish(now.date() + timedelta(days=n), *hours) for n in days]
    found = (slot for span in spans for slot in _cut(span, settings.slot_h * S_PER_H))
    left = (after_lead(slot, now, settings) for slot in found)
    return [slot for slot in left if slot is not None]


def _cut(span: Wish, length_s: int) -> Iterator[Wish]:
    """Yield a span in slots; a rest too short to be one belongs to the last."""
    number = max(1, (span.end_s - span.start_s) // length_s)
    for n in range(number):
        begin_s = span.start_s + n * length_s
        end_s = span.end_s if n == number - 1 else begin_s + length_s
        yield Wish(span.day, begin_s, end_s)


def after_lead(slot: Wish, now: datetime, settings: BookingSettings) -> Wish | None:
    """Return what of a slot lies after the lead time, if it is long enough."""
    midnight = datetime.combine(slot.day, datetime.min.time())
    earliest_s = (now - midnight).total_seconds() + settings.lead_min * S_PER_MIN
    begin_s = max(slot.start_s, int(earliest_s))
    if slot.end_s - begin_s < settings.shortest_wish_min * S_PER_MIN:
        return None
    return replace(slot, start_s=begin_s)


@dataclass(frozen=True, slots=True)
class DayDesk:
    """A depot's day, with what was promised on its routes.

    Attributes
    ----------
    bench
        The day as a routing problem.
    solution
        Its routes, those of promised orders that had none included.
    broken
        What its routes broke before anything was added.
    waiting
        Promised orders that no route can take.
    """

    bench: Workbench
    solution: RoutingSolution
    broken: frozenset[str]
    waiting: tuple[str, ...]


def open_desk(bench: Workbench, promised: Collection[str]) -> DayDesk:
    """Put what was promised and is on no route yet on a depot's routes.

    Parameters
    ----------
    bench
        The depot's day.
    promised
        Ids of the promised orders; those on routes stay where they are.
    """
    drives = [
        laid.drive(number) for number, laid in enumerate(bench.laid) if laid is not None
    ]
    known = {left.order_id: left.reason for left in bench.situation.plan.unserved}
    left_out = [
        Unserved(stop, UnservedReason(known[key]))
        for stop, key in enumerate(bench.order_ids)
        if known.get(key) in set(UnservedReason)
    ]
    evaluation = evaluate(bench.problem, drives, left_out)
    solution, waiting = evaluation.solution, []
    for left in evaluation.solution.unserved:
        order_id = bench.order_ids[left.stop]
        if order_id not in promised:
            continue
        offer = _cheapest(bench, solution, left.stop)
        if isinstance(offer, UnservedReason):
            waiting.append(order_id)
        else:
            solution = applied(solution, offer)
    broken = frozenset(violation.text for violation in evaluation.violations)
    return DayDesk(bench, solution, broken, tuple(waiting))


def price_slots(
    desk: DayDesk, order: Order, slots: Sequence[Wish]
) -> list[PricedSlot | str]:
    """Price slots of the desk's day for an order that is on no route.

    Returns
    -------
    Per slot its price, or the code of the reason why no route can keep it.
    """
    bench = desk.bench
    stop = bench.order_ids.index(order.order_id)
    plain = bench.problem.stops[stop]
    # Proving why nobody comes after the last shift would take longer than the rest.
    last_s = max(kind.shift.end_s for kind in bench.problem.vehicle_types)
    within = [slot for slot in slots if slot.start_s <= last_s]
    variants = [
        replace(plain, time_windows=(TimeWindow(slot.start_s, slot.end_s),))
        for slot in within
    ]
    answers = price_variants(bench.problem, desk.solution, stop, variants)
    priced = dict(zip(within, answers, strict=True))
    return [_told(desk, slot, priced.get(slot)) for slot in slots]


def _told(
    desk: DayDesk, slot: Wish, answer: StopOffer | UnservedReason | None
) -> PricedSlot | str:
    if isinstance(answer, StopOffer):
        vehicle_id = _vehicle(desk, answer)
        return PricedSlot(slot, answer.added_fen, vehicle_id, answer.start_s)
    return (answer or UnservedReason.TIME_WINDOW).value


def put_in(desk: DayDesk, order_id: str) -> RoutingResult | None:
    """Put an order on the desk's routes, in its own window, and check them.

    Returns
    -------
    The routes; nothing where none can take it as things are.
    """
    bench = desk.bench
    stop = bench.order_ids.index(order_id)
    offer = _cheapest(bench, desk.solution, stop)
    if isinstance(offer, UnservedReason):
        return None
    answer = applied(desk.solution, offer)
    report = check_routing(bench.problem, answer)
    if set(report.violations) - desk.broken:
        return None
    return RoutingResult(replace(answer, cost_fen=report.cost_fen), report)


def _cheapest(
    bench: Workbench, solution: RoutingSolution, stop: int
) -> StopOffer | UnservedReason:
    problem = bench.problem
    (offer,) = price_variants(problem, solution, stop, [problem.stops[stop]])
    return offer


def _vehicle(desk: DayDesk, offer: StopOffer) -> str:
    return desk.bench.vehicle_ids[offer.changed.vehicle_type]


def with_missed(plan: RoutePlan, order_id: str) -> RoutePlan:
    """Return a plan whose stops for an order are somebody else's.

    An order that failed, or whose slot was called off, may be on a route still.
    """
    return _renamed(plan, order_id, order_id + MISSED)


def without_missed(plan: RoutePlan, order_id: str) -> RoutePlan:
    """Return a plan with the stops that `with_missed` renamed called as before."""
    return _renamed(plan, order_id + MISSED, order_id)


def _renamed(plan: RoutePlan, before: str, after: str) -> RoutePlan:
    routes = []
    for route in plan.routes:
        if any(stop.order_id == before for stop in route.stops):
            stops = tuple(
                replace(stop, order_id=after) if stop.order_id == before else stop
                for stop in route.stops
            )
            routes.append(replace(route, stops=stops))
        else:
            routes.append(route)
    left = tuple(left for left in plan.unserved if left.order_id != before)
    return replace(plan, routes=tuple(routes), unserved=left)
