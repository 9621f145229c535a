"""Use cases at noon: plan the rest of a day anew, or put one more order in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from recycling.dispatch.day_plan import Answer, Made, base_part, plan_of
from recycling.dispatch.editing import draft_of
from recycling.dispatch.replan import inserted, replanned, with_price
from recycling.dispatch.workbench import Workbench
from recycling.domain.edits import Late, PlanChange, change_of
from recycling.domain.errors import InputError, PlanningError, RefusedError
from recycling.domain.plans import RoutePlan
from recycling.domain.running import DayEvent
from recycling.schema.messages import text
from recycling.schema.said import said
from recycling.services.booking_words import language
from recycling.services.context import Context
from recycling.services.day_events import depots_of, event_faults, visit_faults
from recycling.services.day_states import refuse_closed
from recycling.services.depot_day import DepotDay, opened, read_depot_day
from recycling.services.editing import save_version
from recycling.services.listening import listening
from recycling.services.plans_in_force import PlansInForce, plans_in_force
from recycling.services.publishing import put_in_force
from routing.vrp.solution import UnservedReason

INSERTED = "insertion"


@dataclass(frozen=True, slots=True)
class ReplanAsk:
    """What is to be planned anew.

    Attributes
    ----------
    day, at_s
        The day, and the moment before which nothing changes, seconds after midnight.
    depots
        Depots; those the events are about where none is named.
    events
        What happened since.
    order_id
        An order to be put in while all else stays; empty to plan everything anew.
    is_in_force
        Whether crews drive by the new version at once.
    """

    day: date
    at_s: int
    depots: tuple[str, ...] = ()
    events: tuple[DayEvent, ...] = ()
    order_id: str = ""
    is_in_force: bool = False


@dataclass(frozen=True, slots=True)
class Stranded:
    """A load that stays on a vehicle that broke down, and where."""

    vehicle_id: str
    site_id: str
    material: str
    kg: int


@dataclass(frozen=True, slots=True)
class Replanned:
    """What came of planning the rest of a depot's day anew.

    Attributes
    ----------
    plan
        The new version; the plan in force where nothing new had happened.
    is_new
        Whether anything was planned at all.
    change
        What tells it from the plan before.
    late
        Vehicles that cannot end their day in time.
    stranded
        Loads on vehicles that drive no more.
    seconds
        What it took.
    """

    plan: RoutePlan
    is_new: bool
    change: PlanChange
    late: tuple[Late, ...] = ()
    stranded: tuple[Stranded, ...] = ()
    seconds: float = 0.0


def replan(context: Context, ask: ReplanAsk) -> tuple[Replanned, ...]:
    """Plan the rest of a day anew, depot by depot, and save each as a version.

    Events are recorded with the versions they lead to, all or nothing. The same
    events again change nothing.

    Parameters
    ----------
    context
        Settings, storage, and who asks.
    ask
        What is wanted.

    Raises
    ------
    RefusedError
        When events or records do not fit the plan in force; tells all of them.
    ConflictError
        When the day is closed, or an event is recorded with other values.
    InputError
        When no depot is meant, or none of them has a plan.
    """
    context.progress.stage("network")
    with context.unit_of_work() as work:
        network = work.inputs.network()
        force = plans_in_force(work, ask.day, network.sites)
        known = {event.event_id for event in work.events.of_day(ask.day)}
    depots = _depots(force, ask)
    days = {
        plan_id: read_depot_day(context, plan)
        for plan_id, plan in {p.plan_id: p for p in force.plans.values()}.items()
        if any(force.plans[depot].plan_id == plan_id for depot in depots)
    }
    parts = {depot: days[force.plans[depot].plan_id] for depot in depots}
    events = [event for event in ask.events if event.event_id not in known]
    _refuse(parts, ask, events)
    if ask.events and not events:
        _record(context, ask.events)
        return tuple(_same(parts[depot]) for depot in depots)
    context.progress.stage("routes")
    made = [_replanned(context, parts[key], key, ask, events) for key in depots]
    return tuple(_saved(context, ask, parts, made))


def _depots(force: PlansInForce, ask: ReplanAsk) -> tuple[str, ...]:
    """Return the depots that are meant: named, else those the events are about.

    Raises
    ------
    InputError
        When there are none with a plan.
    """
    chosen = ask.depots or depots_of(force, ask.events, ask.order_id)
    if not chosen and len(force.plans) == 1:
        chosen = tuple(force.plans)
    missing = [key for key in chosen if key not in force.plans]
    if missing or not chosen:
        shown = missing or said("none")
        there = sorted(force.plans) or said("none")
        msg = said("replan.depot", day=ask.day, shown=shown, there=there)
        raise InputError(msg)
    return tuple(sorted(chosen))


def _refuse(
    parts: dict[str, DepotDay], ask: ReplanAsk, events: Sequence[DayEvent]
) -> None:
    """See that the day is open, and that new events and records fit the plans.

    Raises
    ------
    ConflictError
        When the day is closed for a depot.
    RefusedError
        When they do not fit; tells every fault.
    """
    for depot, recorded in parts.items():
        publication = recorded.force.publications.get(depot)
        refuse_closed([publication] if publication else [])
    days = list({day.plan.plan_id: day for day in parts.values()}.values())
    faults = [fault for day in days for fault in visit_faults(day)]
    faults += event_faults(days, events, ask.at_s)
    if faults:
        msg = said("replan.refused", day=ask.day)
        raise RefusedError(msg, faults)


def _same(recorded: DepotDay) -> Replanned:
    """Say that nothing new has happened."""
    plan = recorded.plan
    return Replanned(plan, False, change_of(plan, plan))


def _replanned(
    context: Context,
    recorded: DepotDay,
    depot: str,
    ask: ReplanAsk,
    events: Sequence[DayEvent],
) -> Replanned:
    """Plan the rest of a depot's day, or put one order into it."""
    began = perf_counter()
    bench, late = opened(recorded, depot, ask.at_s, events)
    settings = context.settings
    if ask.order_id:
        answer = _inserted(bench, recorded, ask.order_id, context)
        engine = INSERTED
    else:
        bench = with_price(bench)
        dispatch = settings.dispatch
        answer, draft = replanned(
            draft_of(bench, recorded.locks),
            min(dispatch.time_limit_s, dispatch.replan_time_limit_s),
            1,
            settings.seed,
            listening(context.progress),
        )
        bench, engine = draft.bench, answer.solution.engine
    seconds = perf_counter() - began
    made = Made(
        recorded.plan.plan_id,
        engine,
        seconds,
        planned_from_s=ask.at_s,
        made_by=context.user,
    )
    plan = plan_of(bench, answer, made)
    change = change_of(base_part(bench), plan)
    return Replanned(plan, True, change, late, tuple(_stranded(bench)), seconds)


def _inserted(
    bench: Workbench, recorded: DepotDay, order_id: str, context: Context
) -> Answer:
    """Put an order where that costs least, all else as it is.

    Raises
    ------
    InputError
        When it is no order that waits at this depot.
    PlanningError
        When no route takes it as things are; tells why.
    """
    draft = draft_of(bench, recorded.locks)
    stops = [n for n, key in enumerate(bench.order_ids) if key == order_id]
    if len(stops) != 1 or draft.place(order_id) is not None:
        msg = said("replan.order", order_id=order_id, depot_id=bench.situation.depot_id)
        raise InputError(msg)
    answer = inserted(draft, stops[0])
    if isinstance(answer, UnservedReason):
        why = text(f"unserved.{answer}", language(context))
        msg = said("replan.no_room", order_id=order_id, why=why)
        raise PlanningError(msg)
    return answer


def _stranded(bench: Workbench) -> Iterator[Stranded]:
    """Yield the loads on vehicles that drive no more today."""
    situation = bench.situation
    for vehicle_id, until in sorted(situation.disruption.down.items()):
        begun = situation.begun.get(vehicle_id)
        if until is None and begun is not None:
            for material, (kg, _) in sorted(begun.on_board.items()):
                yield Stranded(vehicle_id, begun.site_id, material, kg)


def _record(context: Context, events: Sequence[DayEvent]) -> None:
    """Record events; those recorded already must say the same."""
    with context.unit_of_work() as work:
        for event in events:
            work.events.add(event)


def _saved(
    context: Context,
    ask: ReplanAsk,
    parts: dict[str, DepotDay],
    made: Sequence[Replanned],
) -> Iterator[Replanned]:
    """Save versions with the events that led to them, in one transaction."""
    with context.unit_of_work() as work:
        work.lock()
        for event in ask.events:
            work.events.add(event)
        for one in made:
            (depot,) = one.plan.depots
            base = parts[depot].plan
            plan = save_version(work, base, one.plan, context.user)
            if ask.is_in_force:
                put_in_force(work, plan, (depot,), context.user)
            yield replace(one, plan=plan)
