"""A depot's planned day laid out again as a routing problem, to be changed.

The problem is that of planning, but for one depot alone: other depots' routes stay,
and what they leave of docks, intake and plugs is this one's. Every vehicle is a type
of its own, so that a stop can be held to it. What is fetched in parts is, here, as
many stops as the plan has parts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from recycling.config import DispatchSettings
from recycling.dispatch.catchments import (
    Catchment,
    milk_run_vehicles,
    nearest_depots,
)
from recycling.dispatch.disruption import (
    ClosedZones,
    Disruption,
    OpenRoads,
    shut_docks,
    without,
)
from recycling.dispatch.freeze import Begun
from recycling.dispatch.left_over import Use, share_left
from recycling.dispatch.planned_visits import Laid, Positions, laid_out
from recycling.dispatch.problem import CatchmentProblem, build_problem
from recycling.dispatch.shares import Share
from recycling.dispatch.traffic import Traffic
from recycling.dispatch.under_way import left_of_day
from recycling.dispatch.vehicles import DayRules
from recycling.domain.errors import InputError
from recycling.domain.fleet import Vehicle
from recycling.domain.network import Network, Travel
from recycling.domain.order_states import SERVED_BY_PLANS
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.sites import Site
from recycling.domain.units import WH_PER_KWH
from recycling.schema.said import said
from routing.vrp.problem import Depot, RoutingProblem, Stop, TimeWindow, VehicleType

STOP_FAILED = "stop_failed"
"""Reason of an order whose crew stood there in vain."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds on a day for every depot.

    Attributes
    ----------
    network, travel, traffic, day
        Sites and vehicles, the ways between them, what holds on the roads, the day.
    sites
        Open sites where milk runs unload.
    settings, rules
        How routes are planned, and what holds for crews and batteries.
    """

    network: Network
    travel: Travel
    traffic: Traffic
    day: date
    sites: tuple[Site, ...]
    settings: DispatchSettings
    rules: DayRules


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a depot's day stands.

    Attributes
    ----------
    plan, depot_id
        The plan, and whose part of it is looked at.
    orders
        Orders of the day by id, whatever their state.
    others
        Routes of other depots.
    begun
        How far vehicles are, by id; empty before the day.
    disruption, zones
        What is otherwise than planned.
    """

    plan: RoutePlan
    depot_id: str
    orders: Mapping[str, Order]
    others: Sequence[PlannedRoute] = ()
    begun: Mapping[str, Begun] = field(default_factory=dict)
    disruption: Disruption = field(default_factory=Disruption)
    zones: ClosedZones | None = None

    @property
    def routes(self) -> tuple[PlannedRoute, ...]:
        """Routes of the depot."""
        own = (r for r in self.plan.routes if r.catchment == self.depot_id)
        return tuple(own)

    @property
    def failed(self) -> frozenset[str]:
        """Orders that cannot be collected today any more."""
        reported = {k for k, until in self.disruption.failed.items() if until is None}
        seen = {key for begun in self.begun.values() for key in begun.failed}
        return frozenset(reported | seen - self.disruption.failed.keys())

    @property
    def plan_failed(self) -> frozenset[str]:
        """Orders of which the plan knows already that they could not be collected."""
        left = self.plan.unserved
        return frozenset(u.order_id for u in left if u.reason == STOP_FAILED)


@dataclass(frozen=True, slots=True)
class Workbench:
    """A depot's day as a routing problem, and its plan as an answer to it.

    Attributes
    ----------
    conditions, situation
        What it was made from.
    built
        The problem; the position of a vehicle type is that of its vehicle.
    whole
        The vehicle types as they were in the morning.
    laid
        Per vehicle what the plan has for it; nothing where it has none.
    gone
        Orders of the plan that are not to be served any more, or not known.
    unavailable
        Vehicles of the plan that are out of service.
    """

    conditions: Conditions
    situation: Situation
    built: CatchmentProblem
    whole: tuple[VehicleType, ...]
    laid: tuple[Laid | None, ...]
    gone: tuple[str, ...]
    unavailable: tuple[str, ...]

    @property
    def problem(self) -> RoutingProblem:
        """The problem."""
        return self.built.problem

    @property
    def vehicle_ids(self) -> tuple[str, ...]:
        """Vehicle of each type of the problem."""
        return tuple(key for (key,) in self.built.vehicle_ids)

    @property
    def order_ids(self) -> tuple[str, ...]:
        """Order of each stop of the problem."""
        return tuple(order.order_id for order in self.built.catchment.orders)


def lay_out(conditions: Conditions, situation: Situation) -> Workbench:
    """Lay a depot's day out as a routing problem.

    Parameters
    ----------
    conditions
        What holds on the day.
    situation
        Where the depot's day stands.

    Raises
    ------
    InputError
        When the plan has a vehicle that is not recorded any more, or the depot has
        no vehicle left.
    """
    return _Layout(conditions, situation).workbench()


@dataclass(frozen=True, slots=True)
class _Entry:
    """An order, or a part of one, that is to be served."""

    order: Order
    vehicle_id: str = ""


class _Layout:
    """Puts a workbench together."""

    def __init__(self, conditions: Conditions, situation: Situation) -> None:
        self.conditions, self.now = conditions, situation
        roads = situation.disruption.roads
        travel = conditions.travel
        self.travel: Travel = OpenRoads(travel, roads) if roads else travel
        down = situation.disruption.down
        self.broken = {key for key, until in down.items() if until is None}
        self.gone: list[str] = []

    def workbench(self) -> Workbench:
        conditions, now = self.conditions, self.now
        entries = self._entries()
        vehicles = self._vehicles()
        catchment = Catchment(now.depot_id, tuple(e.order for e in entries), vehicles)
        begun = [now.begun.get(vehicle.vehicle_id) for vehicle in vehicles]
        built = build_problem(
            conditions.network,
            catchment,
            self.travel,
            conditions.traffic,
            conditions.day,
            self._share(),
            conditions.rules,
            stands=[item.site_id if item else now.depot_id for item in begun],
        )
        whole = built.problem.vehicle_types
        built = replace(built, problem=self._as_it_is(built, entries, begun))
        positions = Positions.of(built, [entry.vehicle_id for entry in entries])
        laid = tuple(
            self._laid(positions, number, vehicle.vehicle_id)
            for number, vehicle in enumerate(vehicles)
        )
        unavailable = tuple(
            vehicle.vehicle_id
            for vehicle, plan in zip(vehicles, laid, strict=True)
            if plan is not None and not vehicle.is_available
        )
        gone = tuple(dict.fromkeys(self.gone))
        return Workbench(conditions, now, built, whole, laid, gone, unavailable)

    @cached_property
    def rest(self) -> dict[str, tuple[PlannedStop, ...]]:
        """What vehicles still have to do, by id."""
        begun = self.now.begun
        return {
            route.vehicle_id: (
                begun[route.vehicle_id].rest
                if route.vehicle_id in begun
                else route.stops
            )
            for route in self.now.routes
        }

    def _entries(self) -> list[_Entry]:
        """Return what is to be served, by order."""
        now = self.now
        parts: Counter[str] = Counter()
        fetched: Counter[str] = Counter()
        routes = (*now.routes, *now.others)
        for stop in (s for r in routes for s in r.stops if s.order_id):
            parts[stop.order_id] += 1
            fetched[stop.order_id] += stop.load_kg
        left = {entry.order_id for entry in now.plan.unserved}
        found = []
        for vehicle_id, stops in self.rest.items():
            owner = "" if vehicle_id in now.disruption.down else vehicle_id
            for stop in (s for s in stops if s.order_id):
                order = self._open(stop.order_id)
                if order is None:
                    self.gone.append(stop.order_id)
                    continue
                is_part = parts[stop.order_id] > 1 or stop.order_id in left
                if is_part:
                    order = replace(order, load_kg=stop.load_kg, load_l=stop.load_l)
                found.append(_Entry(order, owner))
        found += [_Entry(order) for order in self._pool(parts, fetched, left)]
        return sorted(found, key=lambda entry: entry.order.order_id)

    def _open(self, order_id: str) -> Order | None:
        """Return an order if it can still be served."""
        order = self.now.orders.get(order_id)
        if order is None or order.status not in SERVED_BY_PLANS:
            return None
        if order_id in self.now.failed:
            return None
        if order.site_id not in self.conditions.network.sites:
            return None
        again_s = self.now.disruption.failed.get(order_id)
        if again_s is None:
            return order
        return replace(order, window_start_s=max(order.window_start_s, again_s))

    def _pool(
        self, parts: Counter[str], fetched: Counter[str], left: set[str]
    ) -> Iterator[Order]:
        """Yield what no route has yet and is nearest to this depot."""
        waiting = []
        for key in self.now.orders:
            order = self._open(key) if key not in parts or key in left else None
            if order is None:
                continue
            if key in parts:
                rest_kg = order.load_kg - fetched[key]
                if rest_kg <= 0:
                    continue
                rest_l = order.load_l * rest_kg // max(1, order.load_kg)
                order = replace(order, load_kg=rest_kg, load_l=rest_l)
            waiting.append(order)
        depots = sorted(
            {*milk_run_vehicles(self.conditions.network), self.now.depot_id}
        )
        if not waiting:
            return
        sites = [order.site_id for order in waiting]
        nearest = nearest_depots(sites, depots, self.conditions.travel)
        for order, depot in zip(waiting, nearest, strict=True):
            if depots[depot] == self.now.depot_id:
                yield order

    def _vehicles(self) -> tuple[Vehicle, ...]:
        """Return the vehicles that can drive, those of the plan in any case."""
        network = self.conditions.network
        ours = milk_run_vehicles(network).get(self.now.depot_id, [])
        vehicles = {vehicle.vehicle_id: vehicle for vehicle in ours}
        for key in self.rest:
            if key not in network.vehicles:
                msg = said("vehicle.gone", plan_id=self.now.plan.plan_id, key=key)
                raise InputError(msg)
            vehicles[key] = network.vehicles[key]
        driving = [vehicles[key] for key in sorted(vehicles.keys() - self.broken)]
        if not driving:
            msg = said("depot.no_vehicle", depot_id=self.now.depot_id)
            raise InputError(msg)
        return tuple(driving)

    def _share(self) -> Share:
        """Return what others leave of the sites."""
        conditions, now = self.conditions, self.now
        frozen = [begun.stops for begun in now.begun.values()]
        share = share_left(
            conditions.network,
            now.depot_id,
            conditions.sites,
            conditions.travel,
            conditions.settings,
            Use.of((*(route.stops for route in now.others), *frozen)),
            Use.of(self.rest.values()),
        )
        return shut_docks(share, now.disruption.shut)

    def _as_it_is(
        self,
        built: CatchmentProblem,
        entries: Sequence[_Entry],
        begun: Sequence[Begun | None],
    ) -> RoutingProblem:
        """Return the problem with vehicles where they are, and places as they are."""
        problem, now = built.problem, self.now
        row = {site_id: n for n, site_id in enumerate(built.site_ids)}
        charge_w = {
            site.site_id: WH_PER_KWH * site.power_kw
            for site in self.conditions.network.sites.values()
            if site.power_kw
        }
        depots, kinds = list(problem.depots), []
        for kind, item in zip(problem.vehicle_types, begun, strict=True):
            changed = kind
            if item is not None:
                if item.is_out:
                    depots.append(Depot(item.vehicle_id, row[item.site_id]))
                changed = left_of_day(kind, item, len(depots) - 1, charge_w)
                if not item.is_out:
                    changed = replace(changed, start_depot=kind.start_depot)
            kinds.append(changed)
        number = {key: n for n, (key,) in enumerate(built.vehicle_ids)}
        stops = tuple(
            replace(self._window(stop, entry.order), home=number.get(entry.vehicle_id))
            for stop, entry in zip(problem.stops, entries, strict=True)
        )
        problem = replace(
            problem, depots=tuple(depots), vehicle_types=tuple(kinds), stops=stops
        )
        return (
            problem if now.zones is None else now.zones.closed(problem, built.site_ids)
        )

    def _window(self, stop: Stop, order: Order) -> Stop:
        """Return a stop without the time in which its site is shut."""
        spell = self.now.disruption.shut.get(order.site_id)
        if spell is None:
            return stop
        windows: Sequence[TimeWindow] = without(stop.time_windows, spell)
        return replace(stop, time_windows=tuple(windows))

    def _laid(self, positions: Positions, number: int, vehicle_id: str) -> Laid | None:
        """Return what the plan has for a vehicle."""
        begun = self.now.begun.get(vehicle_id)
        rest = self.rest.get(vehicle_id, ())
        if vehicle_id in self.now.disruption.down:
            # Its stops are anybody's; what it has on board it brings away.
            rest = tuple(s for s in rest if s.kind is StopKind.UNLOAD)[:1]
        return laid_out(positions, number, vehicle_id, rest, begun)
