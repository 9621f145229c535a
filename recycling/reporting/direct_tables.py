"""Where direct loads go, as a table of text."""

from collections import Counter
from collections.abc import Iterable, Mapping

from recycling.domain.direct import Shortage
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan, StopKind
from recycling.domain.units import KG_PER_T
from recycling.reporting.tables import NONE, Section
from recycling.schema.columns import Lang
from recycling.schema.enums import label
from recycling.schema.messages import text

NONE_YET = (0, 0)
"""Of a site that weighed nothing in the year."""

_COLUMNS = ("site", "kind", "loads", "mass", "units", "left", "left_units")


def destinations_section(
    plan: RoutePlan,
    network: Network,
    orders: Iterable[Order],
    taken: Mapping[str, tuple[int, int]],
    lang: Lang,
) -> Section:
    """Lay out what each site gets, and what its licence then leaves of the year.

    Parameters
    ----------
    plan
        The plan.
    network
        Names and licences of the sites.
    orders
        Orders of the plan.
    taken
        Kilograms and vehicles each site had weighed in the year before the day.
    lang
        Language of words.
    """
    units_of = _units_per_load(plan, orders)
    loads, kg, units = Counter[str](), Counter[str](), Counter[str]()
    for route in plan.routes:
        for site_id, load_kg, load_units in _unloadings(route, units_of):
            loads[site_id] += 1
            kg[site_id] += load_kg
            units[site_id] += load_units
    rows = [
        _row(
            network,
            key,
            (loads[key], kg[key], units[key]),
            taken.get(key, NONE_YET),
            lang,
        )
        for key in sorted(loads)
    ]
    headers = tuple(text(f"direct.column.{name}", lang) for name in _COLUMNS)
    return Section("direct", text("direct.title", lang), headers, tuple(rows))


def shortage_lines(
    shortages: Iterable[Shortage], network: Network, lang: Lang
) -> list[str]:
    """Say what is left for want of vehicles, and how many more it needs.

    Parameters
    ----------
    shortages
        What is left.
    network
        Names of vehicle types.
    lang
        Language of words.
    """
    lines = []
    for short in shortages:
        kind = network.vehicle_types[short.vehicle_type]
        lines.append(
            text(
                "direct.short_elv" if short.is_elv else "direct.short",
                lang,
                left=f"{short.left:,}",
                loads=f"{short.loads:,}",
                mass=f"{short.left_kg / KG_PER_T:,.0f}",
                needed=f"{short.needed:,}",
                kind=kind.name_zh if lang == "zh" else kind.name_en,
            )
        )
        if short.most < short.loads:
            lines.append(
                text(
                    "direct.short_bound",
                    lang,
                    vehicles=f"{short.vehicles:,}",
                    most=f"{short.most:,}",
                    beyond=f"{short.loads - short.most:,}",
                )
            )
    return lines


def _units_per_load(plan: RoutePlan, orders: Iterable[Order]) -> dict[str, float]:
    """End-of-life vehicles per kilogram of each order."""
    served = {s.order_id for route in plan.routes for s in route.stops}
    return {
        order.order_id: order.load_units / order.load_kg
        for order in orders
        if order.order_id in served and order.load_kg
    }


def _unloadings(
    route: PlannedRoute, units_of: Mapping[str, float]
) -> Iterable[tuple[str, int, int]]:
    """Yield what is unloaded where: kilograms and vehicles."""
    units = 0.0
    for stop in route.stops:
        if stop.kind is StopKind.PICKUP:
            units += stop.load_kg * units_of.get(stop.order_id, 0.0)
        elif stop.kind is StopKind.UNLOAD:
            yield stop.site_id, -stop.load_kg, round(units)
            units = 0.0


def _row(
    network: Network,
    site_id: str,
    given: tuple[int, int, int],
    taken: tuple[int, int],
    lang: Lang,
) -> tuple[str, ...]:
    site, (loads, kg, units) = network.sites[site_id], given
    left_kg, left_units = site.capacity_kg_per_year, site.capacity_units_per_year
    return (
        site.name,
        label("SiteKind", site.kind, lang),
        f"{loads:,}",
        f"{kg / KG_PER_T:,.1f}",
        f"{units:,}",
        NONE if left_kg is None else f"{(left_kg - taken[0] - kg) / KG_PER_T:,.1f}",
        NONE if left_units is None else f"{left_units - taken[1] - units:,}",
    )
