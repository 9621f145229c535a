"""Days of the depots around a booking, opened to put it in.

Only what these depots have to do with is read and asked for ways: a new address
costs one table over the sites of a depot's day, never one over the city's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property

from recycling.accounting.emissions import vehicle_emissions
from recycling.dispatch.catchments import (
    milk_run_vehicles,
    nearest_depots,
    nearest_first,
)
from recycling.dispatch.freeze import Begun, freeze
from recycling.dispatch.offers import DayDesk, open_desk, with_missed
from recycling.dispatch.planning import unload_sites
from recycling.dispatch.vehicles import DayRules
from recycling.dispatch.workbench import Conditions, Situation, lay_out
from recycling.domain.direct import goes_direct
from recycling.domain.errors import InputError
from recycling.domain.network import Network
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order, OrderSource, OrderStatus
from recycling.domain.plans import PlannedRoute, RoutePlan
from recycling.domain.sites import Site, SiteKind
from recycling.network.build import build_network
from recycling.network.checks import run_checks
from recycling.network.travel import SiteTravel
from recycling.services.context import Context
from recycling.services.plan_records import plan_name
from recycling.services.planning import day_traffic, working_site_ids
from recycling.services.plans_in_force import PlansInForce, plans_in_force
from recycling.services.ports import UnitOfWork
from recycling.services.roads import travel_of


class BookingDays:
    """Days of depots, as they are recorded now.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    order
        The booking.
    now
        Local time: what crews have done by then stays done.
    """

    def __init__(
        self, context: Context, work: UnitOfWork, order: Order, now: datetime
    ) -> None:
        self._context = context
        self._work = work
        self.order = order
        self._now = now
        self._network = work.inputs.network()
        self._forces: dict[date, PlansInForce] = {}
        self._promises: dict[date, list[Order]] = {}

    @cached_property
    def _open_ids(self) -> frozenset[str]:
        opened = self._work.plans.open_site_ids()
        return working_site_ids(self._network, None) if opened is None else opened

    @cached_property
    def depots(self) -> list[str]:
        """Depots with a vehicle for the material, the nearest first."""
        material = self.order.material
        able = [
            self._network.sites[depot]
            for depot, vehicles in sorted(milk_run_vehicles(self._network).items())
            if depot in self._network.sites
            and any(not v.materials or material in v.materials for v in vehicles)
        ]
        network, travel = self._near([site.site_id for site in able])
        if self.order.site_id not in network.sites:
            return []
        reached = [site for site in able if site.site_id in network.sites]
        ranked = nearest_first(self.order.site_id, reached, travel)
        return [site.site_id for site in ranked]

    def force(self, day: date) -> PlansInForce:
        """Plans of a day that count."""
        if day not in self._forces:
            depots = milk_run_vehicles(self._network)
            self._forces[day] = plans_in_force(self._work, day, depots)
        return self._forces[day]

    def plan(self, day: date, depot: str) -> RoutePlan:
        """Plan of a depot's day in force, an empty one where there is none."""
        found = self.force(day).plans.get(depot)
        name = plan_name(day, [depot])
        return found or RoutePlan(name, day, "", "", 0.0, (), (), depots=(depot,))

    def desk(self, day: date, depot: str) -> DayDesk | None:
        """Open a depot's day with the booking waiting; nothing for a closed one."""
        force = self.force(day)
        if force.is_closed(depot):
            return None
        plan = with_missed(self.plan(day, depot), self.order.order_id)
        own = [route for route in plan.routes if route.catchment == depot]
        on_routes = [s.order_id for r in own for s in r.stops if s.order_id]
        orders = self._work.orders.find(on_routes)
        promised = self._homeless(day, depot)
        orders |= {order.order_id: order for order in promised}
        asked = replace(self.order, day=day, status=OrderStatus.CONFIRMED)
        orders[asked.order_id] = asked
        stops = [stop.site_id for route in own for stop in route.stops]
        network, travel = self._near(
            [depot, *stops, *(o.site_id for o in orders.values())], day
        )
        if not {depot, asked.site_id} <= network.sites.keys():
            return None
        situation = Situation(
            plan,
            depot,
            orders,
            force.others(depot),
            self._begun(day, depot, own, orders),
        )
        try:
            bench = lay_out(self._conditions(network, travel, day, depot), situation)
        except InputError:
            # No vehicle can drive, or the plan has one that is recorded no more.
            return None
        return open_desk(bench, {order.order_id for order in promised})

    def _begun(
        self,
        day: date,
        depot: str,
        routes: Sequence[PlannedRoute],
        orders: Mapping[str, Order],
    ) -> dict[str, Begun]:
        """Tell how far the crews of a depot are, where they drive today."""
        if day != self._now.date() or depot not in self.force(day).publications:
            return {}
        visits = self._work.rates.visits(day)
        materials = {key: order.material for key, order in orders.items()}
        return {
            route.vehicle_id: freeze(
                route,
                self.at_s,
                materials,
                [visit for visit in visits if visit.vehicle_id == route.vehicle_id],
            )
            for route in routes
        }

    @property
    def goes_direct(self) -> bool:
        """Whether the booking is fetched by no milk run."""
        return goes_direct(self._network, self.order)

    @property
    def at_s(self) -> int:
        """Seconds after midnight."""
        midnight = datetime.combine(self._now.date(), time())
        return int((self._now - midnight).total_seconds())

    def _near(
        self, site_ids: Iterable[str], day: date | None = None
    ) -> tuple[Network, SiteTravel]:
        """Return some sites with those that take loads, and the ways between them."""
        sites = self._network.sites
        kept = dict.fromkeys([*site_ids, self.order.site_id])
        chargers = self._network.of_kind(SiteKind.CHARGER)
        kept |= dict.fromkeys(site.site_id for site in [*self._takers, *chargers])
        part = replace(
            self._network, sites={key: sites[key] for key in kept if key in sites}
        )
        found = run_checks(part, day or self.order.day)
        return travel_of(self._context, build_network(part, found))

    @cached_property
    def _takers(self) -> list[Site]:
        return unload_sites(self._network, self._open_ids)

    def _conditions(
        self, network: Network, travel: SiteTravel, day: date, depot: str
    ) -> Conditions:
        """Return what holds for a depot on a day; it is asked for by itself."""
        settings = self._context.settings
        version = settings.accounting.factor_version
        vehicles = {k: v for k, v in network.vehicles.items() if v.depot_id == depot}
        dispatch = settings.dispatch
        return Conditions(
            replace(network, vehicles=vehicles),
            travel,
            day_traffic(self._context, network, day),
            day,
            tuple(unload_sites(network, self._open_ids)),
            dispatch,
            DayRules(
                crew=dispatch.crew_rules,
                ranges=dispatch.range_limits,
                emission_g_per_km=vehicle_emissions(network, version),
            ),
        )

    def _homeless(self, day: date, depot: str) -> list[Order]:
        """Promised bookings of a depot's day that are on no route."""
        if day not in self._promises:
            booked = self._work.orders.listed(
                day, day, SERVED_BY_PLANS, (OrderSource.BOOKING,)
            )
            force = self.force(day)
            routes = (r for depot in force.plans for r in force.routes(depot))
            served = {stop.order_id for route in routes for stop in route.stops}
            self._promises[day] = [
                order
                for order in booked
                if order.order_id not in served
                and order.order_id != self.order.order_id
                and not goes_direct(self._network, order)
            ]
        waiting = self._promises[day]
        if not waiting:
            return []
        taken = {s.order_id: s.depot_id for s in self._work.offers.taken(day, day)}
        open_ones = [o.order_id for o in waiting if o.order_id not in taken]
        mine = self.nearest_to(depot, open_ones)
        return [
            o for o in waiting if taken.get(o.order_id) == depot or o.order_id in mine
        ]

    def nearest_to(self, depot: str, order_ids: Sequence[str]) -> frozenset[str]:
        """Orders that are nearer to a depot than to any other one."""
        orders = list(self._work.orders.find(order_ids).values())
        depots = sorted(milk_run_vehicles(self._network))
        network, travel = self._near([*(o.site_id for o in orders), *depots])
        known = [order for order in orders if order.site_id in network.sites]
        if not known:
            return frozenset()
        reached = [key for key in depots if key in network.sites]
        nearest = nearest_depots([o.site_id for o in known], reached, travel)
        return frozenset(
            order.order_id
            for order, position in zip(known, nearest, strict=True)
            if reached[position] == depot
        )

    @property
    def user(self) -> str:
        """Who acts."""
        return self._context.user
