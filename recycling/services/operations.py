"""Use cases of the day's work: what was collected and weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recycling.demand.generation import estimate_supply
from recycling.domain.errors import NotReadyError
from recycling.domain.order_states import is_allowed
from recycling.domain.orders import Order, OrderStatus
from recycling.domain.plans import RoutePlan
from recycling.domain.site_records import Visit
from recycling.domain.tickets import Ticket
from recycling.execution.visits import simulate_visits
from recycling.execution.weighing import (
    simulate_direct_tickets,
    simulate_route_tickets,
)
from recycling.schema.said import said
from recycling.services.batches import batch_of, log_entry
from recycling.services.clock import utc_now
from recycling.services.context import Context
from recycling.services.driven import driven_plan
from recycling.services.planning import checked_network
from recycling.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a simulated day of weighing recorded.

    Attributes
    ----------
    route_tickets, direct_tickets
        Tickets of milk runs and of direct full loads.
    net_kg
        Mass on all of them.
    added
        Tickets that were not recorded before.
    visits
        Visits recorded at the stops of the routes.
    """

    route_tickets: int
    direct_tickets: int
    net_kg: int
    added: int
    visits: int


def simulate_day(context: Context, day: date) -> Weighed:
    """Record simulated visits and weighbridge tickets for a planned day.

    Every row is labelled simulated. A day that has simulated tickets is
    weighed: the same day again records nothing new, whatever was planned since.

    Raises
    ------
    NotReadyError
        When no routes are planned for the day.
    """
    context.progress.stage("tickets")
    with context.unit_of_work() as work:
        network, _ = checked_network(work, day)
        plan = driven_plan(work, day)
        if plan is None:
            msg = said("day.no_tickets_routes", day=day)
            raise NotReadyError(msg)
        recorded = [t for t in work.books.tickets(day) if t.is_simulated]
        if recorded:
            return _summed(recorded, 0, len(work.rates.visits(day)))
        orders = {order.order_id: order for order in work.inputs.orders(day)}
        siting = work.plans.siting(plan.siting_plan_id) if plan.siting_plan_id else None
        supplies = estimate_supply(network, day.year, work.rates.in_force())
        seed = context.settings.seed
        tickets = list(simulate_route_tickets(network, plan, orders, seed))
        flows = siting.assignments if siting else ()
        tickets += simulate_direct_tickets(network, flows, supplies, day)
        added = _record(work, "tickets", tickets)
        visits = list(simulate_visits(network, plan, seed))
        _record(work, "visits", visits)
        _record_weighed(work, orders, plan, context.user)
    return _summed(tickets, added, len(visits))


def _summed(tickets: list[Ticket], added: int, visits: int) -> Weighed:
    direct = sum(bool(ticket.origin_site_id) for ticket in tickets)
    return Weighed(
        route_tickets=len(tickets) - direct,
        direct_tickets=direct,
        net_kg=sum(ticket.net_kg for ticket in tickets),
        added=added,
        visits=visits,
    )


def _record(
    work: UnitOfWork, table: str, rows: Sequence[Ticket] | Sequence[Visit]
) -> int:
    if not rows:
        return 0
    import_id = log_entry(work, "simulation", table)
    return work.inputs.merge(batch_of(table, rows), import_id).added


def _record_weighed(
    work: UnitOfWork, orders: Mapping[str, Order], plan: RoutePlan, who: str
) -> None:
    """Mark what a plan served as weighed; what was cancelled meanwhile stays so."""
    served = {stop.order_id for route in plan.routes for stop in route.stops}
    weighed = [
        key
        for key in sorted(served & orders.keys())
        if is_allowed(orders[key].status, OrderStatus.WEIGHED)
    ]
    note = "simulation"
    work.orders.change(weighed, OrderStatus.WEIGHED, who, utc_now(), note)
