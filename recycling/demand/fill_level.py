"""When the containers of collection points are full, and the visits that takes.

What waits at a point grows by its rate since it was last emptied: on day ``d`` there
are ``rate x (d - emptied) - carried`` kilograms, where what partial visits carried
away is gone. A container is due on the first day its loose volume reaches a share of
what the container holds (the parameter ``demand.full_share``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from recycling.domain.network import Network
from recycling.domain.orders import Order, OrderSource
from recycling.domain.units import L_PER_M3

FULL_SHARE = "demand.full_share"
STORAGE_VISITS = "demand.storage_visits"
LONGEST_DAYS = 366
"""How far a forecast goes: what fills more slowly is full some other year."""

type PointMaterial = tuple[str, str]
"""Site and material."""


@dataclass(frozen=True, slots=True)
class Container:
    """The containers of a collection point for one material, and what is in them.

    Attributes
    ----------
    site_id, material
        Whose.
    rate_kg_per_day
        What arrives.
    emptied_on
        Day they were last emptied.
    usual_kg
        What a visit of the cycle is expected to find.
    carried_kg
        Fetched since then by visits that did not empty them.
    last_cycle_day, next_cycle_day
        The cycle's visits before the planned day and after it; ``None`` where it
        has none.
    """

    site_id: str
    material: str
    rate_kg_per_day: float
    emptied_on: date
    usual_kg: int
    carried_kg: int = 0
    last_cycle_day: date | None = None
    next_cycle_day: date | None = None

    @property
    def key(self) -> PointMaterial:
        """Site and material."""
        return self.site_id, self.material

    def waiting_kg(self, day: date) -> int:
        """Return what waits on a day, rounded down."""
        grown = self.rate_kg_per_day * (day - self.emptied_on).days
        return max(0, int(grown) - self.carried_kg)

    def due_on(self, full_kg: float) -> date | None:
        """First day on which as much waits; ``None`` when that is far off."""
        if self.rate_kg_per_day <= 0:
            return None
        days = (full_kg + self.carried_kg) / self.rate_kg_per_day
        if days > LONGEST_DAYS:
            return None
        return self.emptied_on + timedelta(days=ceil(days))


def full_kg(
    network: Network, containers: Iterable[Container]
) -> dict[PointMaterial, float]:
    """Work out at which mass the containers of each material count as full."""
    share = network.positive_parameter(FULL_SHARE)
    held = held_kg(network, containers)
    return {key: share * kilograms for key, kilograms in held.items()}


def held_kg(
    network: Network, containers: Iterable[Container]
) -> dict[PointMaterial, float]:
    """Work out what the containers of each material hold.

    A site's containers hold ``storage_l`` loose litres, divided over its materials
    as the cycle's visits are expected to find them. Where that is not recorded they
    hold ``demand.storage_visits`` times what a visit of the cycle is expected to
    find.
    """
    visits = network.positive_parameter(STORAGE_VISITS)
    known = list(containers)
    usual_l: dict[str, float] = {}
    for container in known:
        litres = _litres_per_kg(network, container.material) * container.usual_kg
        usual_l[container.site_id] = usual_l.get(container.site_id, 0.0) + litres
    found = {}
    for container in known:
        storage_l = network.sites[container.site_id].storage_l
        total_l = usual_l[container.site_id]
        times = visits if storage_l is None or not total_l else storage_l / total_l
        found[container.key] = times * container.usual_kg
    return found


def _litres_per_kg(network: Network, material: str) -> float:
    return L_PER_M3 / network.materials[material].density_loose_kg_per_m3


def with_fill_levels(
    network: Network,
    cycle: Iterable[Order],
    containers: Iterable[Container],
    ordered: Collection[PointMaterial],
    day: date,
) -> list[Order]:
    """Merge the visits that full containers ask for with those of the cycle.

    No point is visited twice for one material: where the cycle comes anyway, its
    order stays, counts as of the fill level and has what is forecast to wait. A
    visit of the cycle is left out where the point was emptied since the last one
    and is not full before the next. A point with an order of its own on the day gets
    no other one.

    Parameters
    ----------
    network
        Sites, densities and parameters.
    cycle
        Orders of the visiting cycle on the day.
    containers
        What is known of points and materials that were emptied once.
    ordered
        Points and materials with an open order for the day or after it.
    day
        The day.

    Returns
    -------
    list of Order
        By id.
    """
    known = {c.key: c for c in containers if c.usual_kg > 0}
    full = full_kg(network, known.values())
    orders = {(order.site_id, order.material): order for order in cycle}
    for key, container in known.items():
        due = container.due_on(full[key])
        scheduled = orders.get(key)
        if scheduled is not None and _is_spared(container, due):
            del orders[key]
        elif due is None or due > day or key in ordered:
            continue
        elif scheduled is not None:
            orders[key] = _filled(network, scheduled, container.waiting_kg(day))
        else:
            orders[key] = _order(network, container, day)
    return sorted(orders.values(), key=lambda order: order.order_id)


def _is_spared(container: Container, due: date | None) -> bool:
    """Whether the cycle's visit can wait for its next one."""
    last, following = container.last_cycle_day, container.next_cycle_day
    if last is None or following is None or container.emptied_on <= last:
        return False
    return due is None or due > following


def _filled(network: Network, order: Order, waiting_kg: int) -> Order:
    load_kg = max(order.load_kg, waiting_kg)
    return replace(
        order,
        load_kg=load_kg,
        load_l=ceil(load_kg * _litres_per_kg(network, order.material)),
        source=OrderSource.FILL_LEVEL,
    )


def _order(network: Network, container: Container, day: date) -> Order:
    site = network.sites[container.site_id]
    load_kg = container.waiting_kg(day)
    return Order(
        order_id=f"F-{day:%Y%m%d}-{site.site_id}-{container.material}",
        site_id=site.site_id,
        day=day,
        material=container.material,
        load_kg=load_kg,
        load_l=ceil(load_kg * _litres_per_kg(network, container.material)),
        window_start_s=site.opens_s,
        window_end_s=site.closes_s,
        service_s=site.service_s,
        source=OrderSource.FILL_LEVEL,
    )
