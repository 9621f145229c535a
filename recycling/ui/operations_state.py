"""What the operations page keeps between runs: read once per state of a day."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recycling.domain.balance import MonthBalance
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.reconciliation import Reconciliation
from recycling.services.context import Context
from recycling.services.day_progress import DayProgress, day_progress, stop_orders
from recycling.services.day_tickets import (
    DayTickets,
    TicketStory,
    day_tickets,
    ticket_story,
)
from recycling.services.dispatch_view import DayStamp
from recycling.services.reconciling import balance_month, compare_day
from recycling.ui.data_version import DataVersion
from recycling.ui.district_shapes import district_shapes
from recycling.ui.map_records import map_districts

VEHICLE_PARAM = "vehicle"
"""Parameter of the address that names the vehicle looked at."""

TICKET_PARAM = "ticket"
"""Parameter that names a ticket by site and number."""

BALANCE_PARAM = "site"
"""Parameter that names the site whose balance is looked at."""


def choose(name: str, value: str) -> None:
    """Put something into the address, or take it out."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def now_here(context: Context) -> datetime:
    """Local time of the city."""
    zone = ZoneInfo(context.settings.intake.timezone)
    return datetime.now(zone).replace(tzinfo=None, microsecond=0)


def progress(context: Context, stamp: DayStamp) -> DayProgress:
    """Plans of a day beside what was recorded."""
    return _progress(context, context.settings.database_url, stamp)


def orders_of(
    context: Context, stamp: DayStamp, vehicle_id: str
) -> Mapping[str, Order]:
    """Orders a vehicle serves, by id."""
    return _orders(context, context.settings.database_url, stamp, vehicle_id)


def shapes(context: Context, network: Network, stamp: DayStamp) -> Mapping[str, str]:
    """Areas of the districts as WKT."""
    return _shapes(network, context.settings.database_url, stamp.last_import)


def tickets(context: Context, state: DataVersion, day: date) -> DayTickets:
    """Weighings of a day with doubts about them."""
    return _tickets(context, state, day)


def story(
    context: Context, state: DataVersion, site_id: str, ticket_no: str
) -> TicketStory:
    """Read a ticket with all that is known about it."""
    return _story(context, state, site_id, ticket_no)


def comparison(context: Context, stamp: DayStamp) -> Reconciliation:
    """Plan of a day against its visits and tickets."""
    return _comparison(context, context.settings.database_url, stamp)


def balance(context: Context, state: DataVersion, month: date) -> MonthBalance:
    """Masses of every site in a month."""
    return _balance(context, state, month)


# Nothing in these records changes, so sessions share them instead of copying.
@st.cache_resource(
    ttl="10m", max_entries=4, show_spinner=False, hash_funcs={DayStamp: repr}
)
def _progress(_context: Context, address: str, stamp: DayStamp) -> DayProgress:
    del address
    return day_progress(_context, stamp.day)


@st.cache_resource(
    ttl="10m", max_entries=32, show_spinner=False, hash_funcs={DayStamp: repr}
)
def _orders(
    _context: Context, address: str, stamp: DayStamp, vehicle_id: str
) -> Mapping[str, Order]:
    found = stop_orders(_context, _progress(_context, address, stamp), vehicle_id)
    return {order.order_id: order for order in found}


@st.cache_resource(ttl="1h", max_entries=2, show_spinner=False)
def _shapes(_network: Network, address: str, last_import: int) -> Mapping[str, str]:
    del address, last_import
    return district_shapes(map_districts(_network), _network.sites.values())


@st.cache_resource(
    ttl="10m", max_entries=4, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _tickets(_context: Context, state: DataVersion, day: date) -> DayTickets:
    del state
    return day_tickets(_context, day)


@st.cache_resource(
    ttl="2m", max_entries=32, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _story(
    _context: Context, state: DataVersion, site_id: str, ticket_no: str
) -> TicketStory:
    del state
    return ticket_story(_context, site_id, ticket_no)


@st.cache_resource(
    ttl="10m", max_entries=2, show_spinner=False, hash_funcs={DayStamp: repr}
)
def _comparison(_context: Context, address: str, stamp: DayStamp) -> Reconciliation:
    del address
    return compare_day(_context, stamp.day)


@st.cache_resource(
    ttl="10m", max_entries=4, show_spinner=False, hash_funcs={DataVersion: repr}
)
def _balance(_context: Context, state: DataVersion, month: date) -> MonthBalance:
    del state
    return balance_month(_context, month)
