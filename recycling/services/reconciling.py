"""Use cases of reconciling: a day's plan against records, a month's masses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recycling.accounting.mass_balance import (
    STOCKTAKE_DAYS,
    month_balance,
    month_end_days,
)
from recycling.demand.generation import daily_rates, estimate_supply
from recycling.domain.balance import FlowSum, MonthBalance, OutRule
from recycling.domain.errors import ConflictError, NotReadyError
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.reconciliation import (
    FillCheck,
    Learning,
    Reconciliation,
    SourceKey,
)
from recycling.domain.sites import SiteKind
from recycling.domain.tickets import Flow
from recycling.execution.corrections import in_force
from recycling.execution.rates import ALPHA, DOUBTFUL, Past, learn
from recycling.execution.reconcile import reconcile
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.driven import driven_plan
from recycling.services.ports import UnitOfWork

MEMORY = timedelta(days=92)
"""How far back the emptying before a visit is looked for: a stop nobody came to for
a quarter of a year tells about other seasons, and visits come by the million."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A day as reconciled, and what its visits taught.

    Attributes
    ----------
    reconciliation
        Plan against visits and tickets.
    learning
        Rates before and after.
    """

    reconciliation: Reconciliation
    learning: Learning


def reconcile_day(context: Context, day: date, *, keep: bool = True) -> Reconciled:
    """Compare a day's plan with what was recorded, and learn generation rates.

    A visit is learnt from once: the same day again shows what it taught and
    changes nothing.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Day that was planned and driven.
    keep
        Whether the learnt rates are recorded; plans then build on them.

    Raises
    ------
    NotReadyError
        When no routes are planned for the day.
    ConflictError
        When an order of the plan is no longer recorded for the day.
    """
    context.progress.stage("reconcile")
    with context.unit_of_work() as work:
        network = work.inputs.network()
        found = reconciled_plan(work, day, network)
        if found is None:
            raise _unplanned(day)
        learning = _learn(work, network, found, keep=keep)
    return Reconciled(found, learning)


def compare_day(context: Context, day: date) -> Reconciliation:
    """Compare a day's plan with what was recorded, and learn nothing from it.

    Raises
    ------
    NotReadyError
        When no routes are planned for the day.
    ConflictError
        When an order of the plan is no longer recorded for the day.
    """
    with context.unit_of_work() as work:
        found = reconciled_plan(work, day)
    if found is None:
        raise _unplanned(day)
    return found


def _unplanned(day: date) -> NotReadyError:
    msg = (
        f"reconcile, {day}: no routes are planned for the day. "
        f"Plan them with 'recycling plan routes --date {day}'."
    )
    return NotReadyError(msg)


def reconciled_plan(
    work: UnitOfWork, day: date, network: Network | None = None
) -> Reconciliation | None:
    """Compare a day's plan with its records, inside a transaction.

    Parameters
    ----------
    work
        Open transaction.
    day
        The day.
    network
        Everything recorded, where it was read already.

    Returns
    -------
    Reconciliation or None
        ``None`` when nothing is planned for the day.

    Raises
    ------
    ConflictError
        When an order of the plan is no longer recorded for the day.
    """
    plan = driven_plan(work, day)
    if plan is None:
        return None
    orders = {order.order_id: order for order in work.inputs.orders(day)}
    _check_orders(plan, orders)
    intake = [t for t in work.books.tickets(day) if t.flow is Flow.INTAKE]
    corrections = work.rates.corrections({ticket.site_id for ticket in intake})
    return reconcile(
        plan,
        orders,
        work.rates.visits(day),
        in_force(intake, corrections),
        _direct_sites(network or work.inputs.network()),
    )


def _check_orders(plan: RoutePlan, orders: Mapping[str, Order]) -> None:
    """See that the orders of a plan are still those of its day."""
    planned = {s.order_id for route in plan.routes for s in route.stops if s.order_id}
    gone = sorted(planned - set(orders))
    if gone:
        msg = said(
            "reconcile.unrecorded", day=plan.day, gone=list(gone[:3]), count=len(gone)
        )
        raise ConflictError(msg)


def _direct_sites(network: Network) -> frozenset[str]:
    """Sites whose loads come without a route: all but collection points."""
    return frozenset(
        site.site_id
        for site in network.sites.values()
        if site.kind is not SiteKind.COLLECTION_POINT
    )


def _learn(
    work: UnitOfWork, network: Network, found: Reconciliation, *, keep: bool
) -> Learning:
    day = found.day
    learnt_before = work.rates.in_force()
    supplies = estimate_supply(network, day.year, learnt_before)
    rates = daily_rates(supplies, learnt_before, day.year)
    emptied = work.rates.emptied_before(day, day - MEMORY)
    carried = carried_since(work.rates.partial_before(day, day - MEMORY), emptied)
    learnt_on = {
        (update.site_id, update.material, update.stream.value): update.day
        for update in learnt_before
    }
    past = {
        stop.source: Past(
            rate_kg_per_day=rates.get(stop.source, 0.0),
            emptied_on=emptied.get(stop.source),
            carried_kg=carried[stop.source],
            learnt_on=learnt_on.get(stop.source),
        )
        for stop in found.stops
    }
    learning = learn(
        day,
        found.stops,
        past,
        alpha=network.parameter(ALPHA),
        doubtful_factor=network.parameter(DOUBTFUL),
    )
    if keep:
        work.rates.append([check.update for check in learning.learnt])
        return replace(learning, learnt=_recorded(work, day, emptied))
    return learning


def carried_since(
    partial: Iterable[tuple[SourceKey, date, int]], emptied: Mapping[SourceKey, date]
) -> Counter[SourceKey]:
    """Mass fetched by visits since a stop was last emptied."""
    carried: Counter[SourceKey] = Counter()
    for source, day, kilograms in partial:
        if source in emptied and day > emptied[source]:
            carried[source] += kilograms
    return carried


def _recorded(
    work: UnitOfWork, day: date, emptied: Mapping[SourceKey, date]
) -> tuple[FillCheck, ...]:
    """All that was ever learnt from a day, this time or before."""
    checks = []
    for update in work.rates.learnt_on(day):
        source = (update.site_id, update.material, update.stream.value)
        if source in emptied:
            checks.append(FillCheck(update, (day - emptied[source]).days))
    return tuple(checks)


def balance_month(
    context: Context, month: date, rule: OutRule = OutRule.OWN_ELSE_ARRIVALS
) -> MonthBalance:
    """Balance the masses of every site in a month.

    Parameters
    ----------
    context
        Settings and storage.
    month
        Any day of the month.
    rule
        What tells the mass that left a site.

    Raises
    ------
    NotReadyError
        When no ticket of the month is recorded.
    """
    context.progress.stage("balance")
    first = month.replace(day=1)
    with context.unit_of_work() as work:
        flows = work.flows.flows(first)
        if not flows:
            msg = said("balance.nothing", first=first)
            raise NotReadyError(msg)
        return _balanced(work, first, flows, rule)


def balance_of(
    work: UnitOfWork, month: date, rule: OutRule = OutRule.OWN_ELSE_ARRIVALS
) -> MonthBalance:
    """Balance a month given by its first day, inside a transaction."""
    return _balanced(work, month, work.flows.flows(month), rule)


def _balanced(
    work: UnitOfWork, month: date, flows: Iterable[FlowSum], rule: OutRule
) -> MonthBalance:
    network = work.inputs.network()
    opening, closing = month_end_days(month)
    margin = timedelta(days=network.parameter(STOCKTAKE_DAYS))
    stocktakes = work.flows.stocktakes(opening - margin, closing + margin)
    return month_balance(network, month, flows, stocktakes, rule)
