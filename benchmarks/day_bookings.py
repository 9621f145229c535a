"""Two hundred customers in a row take the cheapest slot that a planned city offers."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from benchmarks.city import build, plan, settings_of
from benchmarks.lines import Line, failed, measured
from benchmarks.measure import product
from benchmarks.measure import run as command_run
from recycling.bootstrap import build_context
from recycling.config import load_settings
from recycling.domain.network import Network
from recycling.domain.sites import Site, SiteKind
from recycling.services.booking_check import Booking
from recycling.services.bookings import book
from recycling.services.context import Context
from recycling.services.offering import offer_slots
from recycling.services.plans_in_force import plans_in_force
from recycling.services.promising import confirm_slot

BOOKINGS = 200
OFFER_S = 2.0
STOPS = 9_000
PLAN_S = 20.0
"""Time to plan the city in: a good plan is as hard to insert into as a better one."""

WORKERS = 2
SEED = 1

NEAR_DEGREES = 0.002
"""New addresses lie within some two hundred metres of a collection point."""

NINE = time(9)


@dataclass(slots=True)
class _Run:
    """What happened to the customers."""

    offer_s: list[float] = field(default_factory=list)
    confirm_s: list[float] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)
    refused: int = 0


def lines(workspace: Path | None = None, bookings: int = BOOKINGS) -> list[Line]:
    """Measure offers and promises.

    Parameters
    ----------
    workspace
        Workspace with a planned city; one is built and thrown away when not given.
    bookings
        How many customers.
    """
    if workspace is not None:
        return _measured(build_context(load_settings(workspace)), bookings)
    folder = Path(tempfile.mkdtemp(prefix="recycling-bookings-"))
    try:
        build(folder / "city", STOPS)
        plan(settings_of(folder / "city", PLAN_S, WORKERS, SEED))
        return _measured(build_context(load_settings(folder / "city")), bookings)
    finally:
        shutil.rmtree(folder)


def _measured(context: Context, bookings: int) -> list[Line]:
    with context.unit_of_work() as work:
        network = work.inputs.network()
        planned = work.plans.routes()
    if planned is None:
        msg = "bookings: the workspace has no plan; plan a day of the city first"
        raise RuntimeError(msg)
    now = datetime.combine(planned.day - timedelta(days=1), NINE)
    run = _Run()
    for wanted in _customers(network, bookings):
        _serve(context, wanted, now, run)
    stops = sum(bool(s.order_id) for route in planned.routes for s in route.stops)
    found = _lines(run, _on_routes(context, network, run, now.date()), stops)
    return [*found, _command(context, network, now)]


def _command(context: Context, network: Network, now: datetime) -> Line:
    """Measure the command, the start of the program included."""
    wanted = replace(next(iter(_customers(network, 1))), contact="one more customer")
    order_id = book(context, wanted, now).order.order_id
    command = product("order", "offer", order_id, "--now", now.isoformat())
    began = perf_counter()
    ended = command_run([*command, "-w", str(context.settings.workspace)])
    seconds = perf_counter() - began
    if ended.code:
        return failed("day_booking_offer_command", "s", None, ended.complaint)
    return measured("day_booking_offer_command", seconds, "s", None)


def _customers(network: Network, number: int) -> Iterable[Booking]:
    """Yield bookings at new addresses all over the city."""
    # Not for secrets: the same customers every time are wanted.
    random = Random(1)  # noqa: S311
    points = network.of_kind(SiteKind.COLLECTION_POINT)
    for customer in range(number):
        point: Site = random.choice(points)
        yield Booking(
            material=random.choice(("paper", "plastic")),
            load_kg=random.randint(10, 150),
            position=(
                point.lon + random.uniform(-NEAR_DEGREES, NEAR_DEGREES),
                point.lat + random.uniform(-NEAR_DEGREES, NEAR_DEGREES),
            ),
            crs="wgs84",
            contact=f"customer {customer}",
        )


def _serve(context: Context, wanted: Booking, now: datetime, run: _Run) -> None:
    order = book(context, wanted, now).order
    began = perf_counter()
    offered = offer_slots(context, order.order_id, now)
    run.offer_s.append(perf_counter() - began)
    if not offered.slots:
        run.refused += 1
        return
    began = perf_counter()
    confirm_slot(context, offered.slots[0].offer_id, 1, now)
    run.confirm_s.append(perf_counter() - began)
    run.promised.append(order.order_id)


def _on_routes(
    context: Context, network: Network, run: _Run, first: date
) -> tuple[Counter[str], Counter[str]]:
    """Count the slots each order has taken, and the stops it has on routes."""
    depots = [site.site_id for site in network.of_kind(SiteKind.DEPOT)]
    last = first + timedelta(days=context.settings.bookings.days_ahead)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with context.unit_of_work() as work:
        taken = Counter(slot.order_id for slot in work.offers.taken(first, last))
        forces = [plans_in_force(work, day, depots) for day in days]
    promised = set(run.promised)
    stops = Counter(
        stop.order_id
        for force in forces
        for depot in depots
        for route in force.routes(depot)
        for stop in route.stops
        if stop.order_id in promised
    )
    return taken, stops


def _lines(
    run: _Run, counts: tuple[Counter[str], Counter[str]], stops: int
) -> list[Line]:
    taken, on_routes = counts
    asked = len(run.offer_s)
    twice = sum(max(taken[key], on_routes[key]) > 1 for key in run.promised)
    lost = sum(min(taken[key], on_routes[key]) < 1 for key in run.promised)
    size = {"bookings": asked, "planned_stops": stops}
    return [
        measured("day_booking_offer_longest", max(run.offer_s), "s", OFFER_S, **size),
        measured("day_booking_offer_median", median(run.offer_s), "s", None, **size),
        measured(
            "day_booking_confirm_longest", _most(run.confirm_s), "s", None, **size
        ),
        measured("day_bookings_not_offered", run.refused, "bookings", 0, **size),
        measured("day_bookings_promised_twice", twice, "bookings", 0, **size),
        measured("day_bookings_lost", lost, "bookings", 0, **size),
    ]


def _most(seconds: Sequence[float]) -> float:
    return max(seconds, default=0.0)
