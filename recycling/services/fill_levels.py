"""What is known of the containers of collection points before a day is planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from recycling.config import DispatchSettings
from recycling.demand.fill_level import (
    FULL_SHARE,
    STORAGE_VISITS,
    Container,
    PointMaterial,
    with_fill_levels,
)
from recycling.demand.generation import daily_rates
from recycling.dispatch.frequency import Visits, orders_on
from recycling.dispatch.visit_patterns import CYCLE_DAYS
from recycling.domain.materials import Stream
from recycling.domain.network import Network, SiteSupply
from recycling.domain.order_states import OPEN
from recycling.domain.orders import Order, OrderSource
from recycling.domain.reconciliation import SourceKey
from recycling.domain.site_records import RateUpdate
from recycling.services.ports import UnitOfWork
from recycling.services.reconciling import MEMORY, carried_since

ASKED_FOR = (OrderSource.FILL_LEVEL, OrderSource.BOOKING)


@dataclass(frozen=True, slots=True)
class FillLevels:
    """What tells how full containers are.

    Attributes
    ----------
    rates
        Kilograms a day that arrive.
    emptied
        Day each was last emptied: as a crew recorded it, or as it was planned.
    carried
        Kilograms fetched since then by visits that did not empty them.
    ordered
        Points and materials somebody comes to anyway.
    """

    rates: Mapping[SourceKey, float]
    emptied: Mapping[SourceKey, date]
    carried: Mapping[SourceKey, int]
    ordered: frozenset[PointMaterial]


NOTHING_KNOWN = FillLevels({}, {}, {}, frozenset())
"""Before anybody ever came to a point."""


def read_fill_levels(
    work: UnitOfWork,
    supplies: Iterable[SiteSupply],
    learnt: Iterable[RateUpdate],
    day: date,
) -> FillLevels:
    """Read what tells how full containers are on a day.

    Parameters
    ----------
    work
        Open transaction.
    supplies, learnt
        Supplies of the year, and the rates learnt from visits.
    day
        The day.
    """
    since = day - MEMORY
    emptied = dict(work.rates.emptied_before(day, since))
    carried = carried_since(work.rates.partial_before(day, since), emptied)
    for source, planned_on in work.orders.served_before(day, since).items():
        # No crew recorded the visit: it is taken to have come as planned.
        if planned_on > emptied.get(source, date.min):
            emptied[source] = planned_on
            carried.pop(source, None)
    last = day + timedelta(days=CYCLE_DAYS)
    asked = work.orders.listed(day, last, OPEN, ASKED_FOR)
    return FillLevels(
        daily_rates(supplies, learnt, day.year),
        emptied,
        carried,
        frozenset((order.site_id, order.material) for order in asked),
    )


def regular_orders(
    network: Network,
    cycle: Iterable[Visits],
    levels: FillLevels,
    day: date,
    settings: DispatchSettings,
) -> list[Order]:
    """Orders that the visiting cycle and full containers set for a day.

    Full containers ask for nothing where the parameter table does not say when one
    is full.

    Parameters
    ----------
    network
        Sites and parameters.
    cycle
        The visiting cycle.
    levels
        How full containers are.
    day
        The day.
    settings
        Weekdays of visits where a point names none.
    """
    visits = list(cycle)
    orders = orders_on(network, visits, day)
    if not {FULL_SHARE, STORAGE_VISITS} <= network.parameters.keys():
        return orders
    containers = [
        container
        for item in visits
        for container in _containers(item, levels, day)
        if _may_come(network, item.site_id, day, settings)
    ]
    return with_fill_levels(network, orders, containers, levels.ordered, day)


def _containers(visits: Visits, levels: FillLevels, day: date) -> Iterable[Container]:
    source = visits.site_id, visits.material, Stream.HOUSEHOLD.value
    emptied_on = levels.emptied.get(source)
    # Where nobody ever came, nothing tells how full it is.
    if emptied_on is not None:
        yield Container(
            visits.site_id,
            visits.material,
            levels.rates.get(source, 0.0),
            emptied_on,
            visits.load_kg,
            levels.carried.get(source, 0),
            _cycle_day(visits, day, -1),
            _cycle_day(visits, day, 1),
        )


def _cycle_day(visits: Visits, day: date, step: int) -> date | None:
    """Nearest day of the cycle's visits before or after a day."""
    for distance in range(1, CYCLE_DAYS + 1):
        other = day + timedelta(days=step * distance)
        if other.toordinal() % CYCLE_DAYS in visits.days:
            return other
    return None


def _may_come(
    network: Network, site_id: str, day: date, settings: DispatchSettings
) -> bool:
    """Whether a point may be visited on a day of the week."""
    weekdays = network.sites[site_id].visit_weekdays or settings.visit_weekdays
    return str(day.isoweekday()) in weekdays
