"""What the dispatcher's page keeps between runs: read once per state of a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import RoutePlan
from recycling.domain.running import PlanVersion
from recycling.services.context import Context
from recycling.services.depot_day import DepotDay
from recycling.services.dispatch_view import (
    DayStamp,
    expected_orders,
    read_plan,
    recorded_network,
    recorded_orders,
)
from recycling.services.editing import day_to_edit
from recycling.ui.dispatch_map import ground_shapes
from recycling.ui.dispatch_records import Desk

PLAN_PARAM, VEHICLE_PARAM = "plan", "vehicle"
"""Parameters of the address that name the plan and the vehicle looked at."""


def network(context: Context, stamp: DayStamp) -> Network:
    """Everything recorded of sites and vehicles."""
    return _network(context, context.settings.database_url, stamp.last_import)


def desk(context: Context, stamp: DayStamp, depots: tuple[str, ...]) -> Desk:
    """Lay a day on the desk, with the plan of the address or the one in force."""
    address = context.settings.database_url
    asked = stamp.version(st.query_params.get(PLAN_PARAM, ""))
    is_other = asked is not None and asked not in stamp.covering(depots)
    version = stamp.in_force(depots) if asked is None or is_other else asked
    return Desk(
        stamp,
        network(context, stamp),
        _orders(context, address, stamp.day, stamp.last_change, stamp.last_import),
        depots,
        version=version,
        plan=_plan(context, address, version) if version else None,
        vehicle_id=st.query_params.get(VEHICLE_PARAM, ""),
    )


def named_plan(context: Context, stamp: DayStamp, plan_id: str) -> RoutePlan | None:
    """Read a plan of the day by id; ``None`` where there is none of it any more."""
    version = stamp.version(plan_id)
    if version is None:
        return None
    return _plan(context, context.settings.database_url, version)


def shown(found: Desk, depots: tuple[str, ...]) -> Desk:
    """Show some depots; a vehicle of another one is not looked at any more."""
    narrowed = replace(found, shown=depots)
    return narrowed if narrowed.route else replace(narrowed, vehicle_id="")


def choose_plan(plan_id: str) -> None:
    """Put a plan into the address."""
    st.query_params[PLAN_PARAM] = plan_id


def choose_vehicle(vehicle_id: str) -> None:
    """Put a vehicle into the address, or take it out."""
    if vehicle_id:
        st.query_params[VEHICLE_PARAM] = vehicle_id
    else:
        st.query_params.pop(VEHICLE_PARAM, None)


def shapes(found: Desk, address: str) -> Mapping[str, str]:
    """Areas of the districts as WKT."""
    return _shapes(found, address, found.stamp.last_import)


def expected(context: Context, stamp: DayStamp) -> tuple[Order, ...]:
    """Orders that planning the day would serve; takes seconds for a city."""
    address = context.settings.database_url
    return _expected(context, address, stamp.day, stamp.last_change, stamp.last_import)


def bench(context: Context, stamp: DayStamp, plan_id: str) -> DepotDay:
    """Read what edits of a plan are tried on."""
    return _bench(context, context.settings.database_url, stamp, plan_id)


# Nothing in these records changes, so sessions share them instead of copying.
@st.cache_resource(ttl="1h", max_entries=2, show_spinner=False)
def _network(_context: Context, address: str, last_import: int) -> Network:
    del address, last_import
    return recorded_network(_context)


@st.cache_resource(ttl="1h", max_entries=4, show_spinner=False)
def _orders(
    _context: Context, address: str, day: date, last_change: int, last_import: int
) -> Mapping[str, Order]:
    del address, last_change, last_import
    return {order.order_id: order for order in recorded_orders(_context, day)}


@st.cache_resource(
    ttl="1h", max_entries=8, show_spinner=False, hash_funcs={PlanVersion: repr}
)
def _plan(_context: Context, address: str, version: PlanVersion) -> RoutePlan:
    del address
    return read_plan(_context, version.plan_id)


@st.cache_resource(ttl="1h", max_entries=2, show_spinner=False)
def _shapes(_found: Desk, address: str, last_import: int) -> Mapping[str, str]:
    del address, last_import
    return ground_shapes(_found)


@st.cache_resource(ttl="10m", max_entries=2, show_spinner=False)
def _expected(
    _context: Context, address: str, day: date, last_change: int, last_import: int
) -> tuple[Order, ...]:
    del address, last_change, last_import
    return expected_orders(_context, day)


@st.cache_resource(
    ttl="10m", max_entries=4, show_spinner=False, hash_funcs={DayStamp: repr}
)
def _bench(_context: Context, address: str, stamp: DayStamp, plan_id: str) -> DepotDay:
    del address, stamp
    return day_to_edit(_context, plan_id)
