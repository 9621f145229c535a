"""What crews recorded at some points before the day to plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from recycling.domain.orders import Order, OrderStatus
from recycling.domain.site_records import Visit, VisitOutcome
from recycling.domain.sites import Site
from recycling.domain.units import DAYS_PER_YEAR, L_PER_M3
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator
from recycling.sample.volumes import Volumes

CYCLE_DAYS = 14
"""Days in which every material of a point is fetched at least once."""

WEEK_DAYS = 7
"""Days between visits from which one more or less is nothing unusual."""

VEHICLE = "SYN"
"""No vehicle of the fleet: who drove on past days is not made up."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Orders that were served before the day to plan, and their visits."""

    orders: Sequence[Order]
    visits: Sequence[Visit]


def fieldwork(inputs: Inputs, volumes: Volumes, points: Sequence[Site]) -> Fieldwork:
    """Visit some points once before the day to plan, a few once more in part.

    A material that fills ``dispatch.visit_l`` litres twice in a cycle was fetched a
    week ago, and so on, give or take a day where visits are rare: the mass of the
    next visit then shows a rate near the estimate, but not the same.

    Parameters
    ----------
    inputs
        Knobs, densities and parameters.
    volumes
        Household mass of the year by material.
    points
        Collection points.
    """
    rng = generator(inputs, "fieldwork")
    number = min(len(points), inputs.knobs.count("visits.points"))
    chosen = np.sort(rng.choice(len(points), number, replace=False)).tolist()
    people = sum(point.population_served for point in points)
    today = inputs.knobs.day("scope.plan_day")
    partial_share = inputs.knobs.number("visits.partial_share")
    orders: list[Order] = []
    visits: list[Visit] = []

    def visit(point: Site, material: str, day: date, kg: int, *, full: bool) -> None:
        order_id = f"S-{day:%Y%m%d}-{point.site_id}-{material}"
        orders.append(
            Order(
                order_id, point.site_id, day, material, kg, status=OrderStatus.WEIGHED
            )
        )
        outcome = VisitOutcome.COLLECTED if full else VisitOutcome.PARTIAL
        note = "" if full else "合成样例 synthetic: 未清空"
        visits.append(
            Visit(
                f"SYN-{order_id}", day, VEHICLE, order_id, point.site_id, kg,
                outcome=outcome, note=note, is_simulated=True,
            )
        )  # fmt: skip

    for index in chosen:
        point = points[index]
        share = point.population_served / people
        for material, rate in _daily_kg(volumes, share).items():
            days = _interval_days(inputs, material, rate)
            if days >= WEEK_DAYS:
                days += int(rng.integers(-1, 2))
            emptied = today - timedelta(days=days)
            collected_kg = round(rate * days * float(rng.lognormal(0.0, 0.2)))
            visit(point, material, emptied, collected_kg, full=True)
            if days > 2 and rng.random() < partial_share:
                half = today - timedelta(days=days // 2)
                visit(point, material, half, round(collected_kg / 4), full=False)
    return Fieldwork(orders, visits)


def _daily_kg(volumes: Volumes, share: float) -> Mapping[str, float]:
    return {
        code: kg * share / DAYS_PER_YEAR for code, kg in volumes.household_kg.items()
    }


def _interval_days(inputs: Inputs, material: str, rate: float) -> int:
    """Days between two visits when each fills a load that is worth one."""
    density = inputs.materials[material].density_loose_kg_per_m3
    litres = rate * CYCLE_DAYS / density * L_PER_M3
    number = max(1, round(litres / inputs.parameter("dispatch.visit_l")))
    return max(1, round(CYCLE_DAYS / number))
