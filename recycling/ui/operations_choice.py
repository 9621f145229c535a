"""What is looked at on the operations page: day, depots, districts; in the address."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from recycling.domain.network import Network
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
_ALL_CODE = "all"
"""What the address says where everything is shown, and usually it is not."""


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
    key = state_key(DAY_KEY)
    if key not in st.session_state:
        st.session_state[key] = _asked_day() or _usual_day(context, today)
    chosen = st.date_input(
        words("operations.day"), key=key, format="YYYY-MM-DD", on_change=_forget
    )
    day = chosen if isinstance(chosen, date) else today
    # The day stays in the address though it is the usual one: tomorrow it is not.
    st.query_params[DAY_KEY] = f"{day}"
    return day


def state_key(name: str) -> str:
    """Where the session keeps a filter: other pages have filters of the same name."""
    return f"operations_{name}"


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(st.query_params.get(DAY_KEY, ""))
    except ValueError:
        return None


def _usual_day(context: Context, today: date) -> date:
    """Today where it has a plan, else the day planned last."""
    if day_stamp(context, today).versions:
        return today
    return last_planned_day(context) or today


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

    def depot_name(code: str) -> str:
        if code == ALL:
            return words("operations.all_depots")
        return f"{site_name(network, code)} ({code})"

    def district_name(code: str) -> str:
        if code == ALL:
            return words("operations.all_districts")
        return words.name(network.districts[code])

    first, second, third = st.columns([3, 3, 2])
    with first:
        driven = [ALL, *sorted(set(depots.values()))]
        label = words("operations.depot")
        depot = _select(label, DEPOT_KEY, driven, depot_name, usual_depot(depots))
    with second:
        codes = [ALL, *sorted(network.districts)]
        district = _select(words("operations.district"), DISTRICT_KEY, codes,
                           district_name, ALL)  # fmt: skip
    with third:
        minutes = [f"{count}" for count in LATE_MINUTES]
        late = _select(words("operations.late_from"), LATE_KEY, minutes,
                       lambda count: words("operations.minutes", count=count),
                       f"{USUAL_LATE_MIN}", words("operations.late_help"))  # fmt: skip
    return Choice(depot, district, int(late))


def _select(
    label: str,
    name: str,
    options: Sequence[str],
    wording: Callable[[str], str],
    usual: str,
    note: str | None = None,
) -> str:
    """Show a choice that stands in the address by its code."""
    key = state_key(name)
    asked = st.query_params.get(name, usual)
    asked = ALL if asked == _ALL_CODE else asked
    if key not in st.session_state and asked in options:
        st.session_state[key] = asked
    if st.session_state.get(key) not in options:
        st.session_state[key] = usual
    chosen = st.selectbox(label, options, format_func=wording, key=key, help=note)
    operations_state.choose(name, "" if chosen == usual else chosen or _ALL_CODE)
    return chosen


def usual_depot(depots: Mapping[str, str]) -> str:
    """All depots where few vehicles drive, else the one with the most."""
    if len(depots) <= dispatch_choice.DRAWN:
        return ALL
    counts = Counter(depots.values())
    return min(counts, key=lambda code: (-counts[code], code))


def choose_view(words: Words) -> str:
    """Let the user choose what the page shows."""
    asked = st.query_params.get(VIEW_KEY, "")
    if VIEW_STATE not in st.session_state:
        st.session_state[VIEW_STATE] = asked if asked in VIEWS else VIEWS[0]
    chosen = st.segmented_control(
        words("operations.views"),
        VIEWS,
        required=True,
        format_func=lambda view: words(f"operations.view.{view}"),
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
