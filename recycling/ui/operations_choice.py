"""What is looked at on the operations page: day, depots, districts; in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from recycling.domain.network import Network
from recycling.schema.columns import Lang
from recycling.services.context import Context
from recycling.services.dispatch_view import day_stamp, last_planned_day
from recycling.ui import dispatch_choice, operations_state
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name
from recycling.ui.operations_records import LATE_MINUTES, USUAL_LATE_MIN

DAY_KEY, DEPOT_KEY, DISTRICT_KEY, LATE_KEY, VIEW_KEY = (
    "day", "depot", "district", "late", "view",
)  # fmt: skip
"""Names of the filters in the address."""

VIEW_STATE = "operations_view"
"""Where the session keeps the view: the address has its code, not its name."""

VIEWS: Final = ("live", "tickets", "reconcile", "balance", "exceptions")
"""What the page shows, one at a time."""

ALL = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Part of a day that is looked at; empty for all.

    Attributes
    ----------
    depot, district
        Codes.
    late_min
        Minutes behind the plan from which a stop counts as late.
    """

    depot: str = ALL
    district: str = ALL
    late_min: int = USUAL_LATE_MIN

    @property
    def depots(self) -> tuple[str, ...]:
        """The depot, if one is chosen."""
        return (self.depot,) if self.depot else ()

    @property
    def districts(self) -> tuple[str, ...]:
        """The district, if one is chosen."""
        return (self.district,) if self.district else ()


def choose_day(context: Context, today: date, words: Words) -> date:
    """Let the user choose the day; at first today, or the day planned last."""
    usual = today
    if DAY_KEY not in st.session_state and not day_stamp(context, today).versions:
        usual = last_planned_day(context) or today
    chosen = st.date_input(
        words("operations.day"),
        value=usual,
        key=DAY_KEY,
        bind="query-params",
        format="YYYY-MM-DD",
        on_change=_forget,
    )
    return chosen if isinstance(chosen, date) else today


def _forget() -> None:
    """Leave vehicle and ticket: they are of another day."""
    for name in (operations_state.VEHICLE_PARAM, operations_state.TICKET_PARAM):
        operations_state.choose(name, "")


def choose_part(network: Network, depots: Mapping[str, str], words: Words) -> Choice:
    """Let the user choose depot, district and what is late.

    Parameters
    ----------
    network
        Names.
    depots
        Depot by vehicle that drives on the day.
    words
        Language.
    """

    def depot_name(lang: Lang, code: str) -> str:
        if code == ALL:
            return Words(lang)("operations.all_depots")
        return f"{site_name(network, code)} ({code})"

    def district_name(lang: Lang, code: str) -> str:
        if code == ALL:
            return Words(lang)("operations.all_districts")
        return Words(lang).name(network.districts[code])

    first, second, third = st.columns([3, 3, 2])
    with first:
        label = words("operations.depot")
        driven = sorted(set(depots.values()))
        depot = _select(label, DEPOT_KEY, driven, depot_name, words)
    with second:
        label = words("operations.district")
        codes = sorted(network.districts)
        district = _select(label, DISTRICT_KEY, codes, district_name, words)
    late_min = third.selectbox(
        words("operations.late_from"),
        LATE_MINUTES,
        index=LATE_MINUTES.index(USUAL_LATE_MIN),
        format_func=lambda count: words("operations.minutes", count=count),
        help=words("operations.late_help"),
        key=LATE_KEY,
    )
    return Choice(depot, district, late_min)


def _select(
    label: str,
    key: str,
    codes: Sequence[str],
    name: Callable[[Lang, str], str],
    words: Words,
) -> str:
    """Show a choice that addresses name by code, or by name in any language."""
    options = [ALL, *codes]
    dispatch_choice.adopt(key, options, name)
    chosen = st.selectbox(
        label,
        options,
        format_func=partial(name, words.lang),
        key=key,
        bind="query-params",
    )
    return chosen or ALL


def choose_view(counts: Mapping[str, str], words: Words) -> str:
    """Let the user choose what the page shows.

    Parameters
    ----------
    counts
        What stands behind the name of a view.
    words
        Language.
    """

    def name(lang: Lang, view: str) -> str:
        told = Words(lang)(f"operations.view.{view}")
        return f"{told} {counts[view]}" if counts.get(view) else told

    asked = st.query_params.get(VIEW_KEY, "")
    if asked in VIEWS and VIEW_STATE not in st.session_state:
        st.session_state[VIEW_STATE] = asked
    chosen = st.segmented_control(
        words("operations.views"),
        VIEWS,
        default=None if VIEW_STATE in st.session_state else VIEWS[0],
        required=True,
        format_func=partial(name, words.lang),
        key=VIEW_STATE,
        label_visibility="collapsed",
        on_change=_show_in_address,
    )
    return chosen or VIEWS[0]


def _show_in_address() -> None:
    st.query_params[VIEW_KEY] = st.session_state[VIEW_STATE]


def go_to(view: str, name: str = "", value: str = "") -> None:
    """Look at another view of the page, and at one thing in it."""
    st.session_state[VIEW_STATE] = view
    st.query_params[VIEW_KEY] = view
    if name:
        operations_state.choose(name, value)
