"""A plan's day at a depot, read from the database and laid out to be changed."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from recycling.dispatch.catchments import milk_run_vehicles
from recycling.dispatch.disruption import ClosedZones, Disruption, disruption
from recycling.dispatch.freeze import Begun, freeze
from recycling.dispatch.replan import eased
from recycling.dispatch.workbench import Conditions, Situation, Workbench, lay_out
from recycling.domain.edits import Late
from recycling.domain.errors import NotReadyError
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.running import DayEvent, DayEventKind, Lock
from recycling.domain.site_records import Visit
from recycling.network.zones import SiteLines, sites_in_zone
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.explaining import conditions_of
from recycling.services.planning import read_day
from recycling.services.plans_in_force import PlansInForce, plans_in_force
from recycling.services.ports import UnitOfWork

KNOWN = frozenset({DayEventKind.DRIVER_LATE, DayEventKind.LATE_BOOKING})
"""Events that a plan made since knows: its times and orders are what they led to."""


@dataclass(frozen=True, slots=True)
class DepotDay:
    """What is recorded of a plan's day.

    Attributes
    ----------
    plan
        The plan.
    conditions
        What holds on the day for every depot.
    orders
        Orders of the day, whatever their state.
    force
        Plans of the day that count.
    visits, events, locks
        What crews recorded, what happened, and what is locked.
    """

    plan: RoutePlan
    conditions: Conditions
    orders: dict[str, Order]
    force: PlansInForce
    visits: tuple[Visit, ...]
    events: tuple[DayEvent, ...]
    locks: tuple[Lock, ...]

    @property
    def depots(self) -> tuple[str, ...]:
        """Depots the plan is for."""
        return self.plan.depots or tuple(
            sorted({r.catchment for r in self.plan.routes})
        )

    def only(self, vehicle_ids: Container[str]) -> "DepotDay":
        """Return the day without routes of other vehicles."""
        routes = tuple(r for r in self.plan.routes if r.vehicle_id in vehicle_ids)
        return replace(self, plan=replace(self.plan, routes=routes))

    def situation(
        self, depot_id: str, at_s: int, events: Iterable[DayEvent] = ()
    ) -> Situation:
        """Tell where a depot's day stands.

        Parameters
        ----------
        depot_id
            The depot.
        at_s
            Seconds after midnight; what lies before is done. 0 before the day.
        events
            What happened that the plan does not know of.
        """
        found = disruption([*self._lasting(at_s), *events])
        others = self.others(depot_id)
        now = Situation(self.plan, depot_id, self.orders, others, {}, found)
        if at_s:
            begun = {r.vehicle_id: self._begun(r, at_s, found) for r in now.routes}
            now = replace(now, begun=self._waiting(depot_id, at_s) | begun)
        return replace(now, zones=self._zones(found))

    def others(self, depot_id: str) -> list[PlannedRoute]:
        """Routes of other depots: by the plan itself, else those in force."""
        own = [r for r in self.plan.routes if r.catchment != depot_id]
        planned = {r.catchment for r in own}
        force = [
            route
            for depot in self.force.plans
            if depot != depot_id and depot not in planned
            for route in self.force.routes(depot)
        ]
        return own + force

    def _lasting(self, at_s: int) -> list[DayEvent]:
        """Return recorded events that still matter to what is not done."""
        return [
            event
            for event in self.events
            if event.at_s <= at_s
            and event.kind not in KNOWN
            and (event.until_s is None or event.until_s > at_s)
        ]

    def _begun(self, route: PlannedRoute, at_s: int, found: Disruption) -> Begun:
        materials = {key: order.material for key, order in self.orders.items()}
        own = [v for v in self.visits if v.vehicle_id == route.vehicle_id]
        down = route.vehicle_id in found.down
        begun = freeze(route, at_s, materials, own, found.refused(at_s), is_down=down)
        again_s = found.down.get(route.vehicle_id)
        late_s = found.late_s.get(route.vehicle_id, 0)
        if not late_s and again_s is None:
            return begun
        ready_s = max(begun.ready_s + late_s, again_s or 0)
        return replace(begun, ready_s=ready_s, is_on_time=False)

    def _waiting(self, depot_id: str, at_s: int) -> dict[str, Begun]:
        """Return vehicles that stand at a depot: none of them leaves in the past."""
        ours = milk_run_vehicles(self.conditions.network).get(depot_id, [])
        return {
            one.vehicle_id: Begun(one.vehicle_id, (), depot_id, at_s, {}, ())
            for one in ours
        }

    def _zones(self, found: Disruption) -> ClosedZones | None:
        if not found.zones:
            return None
        network = self.conditions.network
        inside = {key: sites_in_zone(network, key) for key in found.zones}
        return ClosedZones(network, found.zones, inside, SiteLines(network))


def read_depot_day(context: Context, plan: RoutePlan) -> DepotDay:
    """Read what a plan's day is made of.

    Parameters
    ----------
    context
        Settings and storage.
    plan
        The plan.
    """
    given = read_day(context, plan.day, plan.plan_id, has_orders=False)
    with context.unit_of_work() as work:
        return DepotDay(
            plan,
            conditions_of(context.settings, given),
            {order.order_id: order for order in work.orders.listed(plan.day, plan.day)},
            plans_in_force(work, plan.day, given.network.sites),
            tuple(work.rates.visits(plan.day)),
            tuple(work.events.of_day(plan.day)),
            tuple(work.locks.of_day(plan.day)),
        )


def opened(
    day: DepotDay, depot_id: str, at_s: int, events: Sequence[DayEvent] = ()
) -> tuple[Workbench, tuple[Late, ...]]:
    """Lay a depot's day out, with vehicles that cannot end it in time let finish."""
    bench = lay_out(day.conditions, day.situation(depot_id, at_s, events))
    return eased(bench) if at_s else (bench, ())


def plan_named(work: UnitOfWork, plan_id: str) -> RoutePlan:
    """Read a route plan.

    Raises
    ------
    NotReadyError
        When there is none of that id.
    """
    plan = work.plans.routes(plan_id)
    if plan is None:
        msg = said("plan.no_routes", plan_id=plan_id)
        raise NotReadyError(msg)
    return plan
