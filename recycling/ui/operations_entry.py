"""What crews did comes in on the page: a file of records, or one stop by hand."""

import json
from datetime import datetime, time
from uuid import uuid4

import streamlit as st

from recycling.domain.errors import FaultsError, RecyclingError
from recycling.domain.network import Network
from recycling.domain.site_records import VisitOutcome
from recycling.domain.tracking import TrackedStop
from recycling.domain.units import clock
from recycling.services.context import Context
from recycling.services.day_progress import DayProgress
from recycling.services.track_files import import_json, import_visits
from recycling.services.tracking import Recorded
from recycling.services.uploads import keep_upload
from recycling.ui import data_outcome, refusals, session
from recycling.ui.i18n import Words
from recycling.ui.operations_frames import site_name
from recycling.ui.operations_records import RouteView

KINDS = ("csv", "xlsx", "json")
"""Endings of files that are read."""

SOURCE = "operations page"
"""Where records typed on the page come from, for the log."""

_ROUND_KEY = "operations_round"
_TOLD_KEY = "operations_told"
_ENTRY_KEY = "operations_entry_id"


def show_told() -> None:
    """Tell what the last run recorded."""
    told = st.session_state.pop(_TOLD_KEY, "")
    if told:
        st.success(told, icon=":material/check_circle:")


def show_upload(context: Context, words: Words) -> None:
    """Take a file of records: all of it is recorded, or nothing."""
    with st.expander(words("operations.upload"), key="operations_upload"):
        st.caption(words("operations.upload_note"))
        number = st.session_state.setdefault(_ROUND_KEY, 0)
        file = st.file_uploader(
            words("operations.upload_file"),
            type=list(KINDS),
            key=f"operations_file_{number}",
        )
        is_wanted = st.button(
            words("operations.upload_record"),
            key="operations_record",
            type="primary",
            icon=":material/upload_file:",
            disabled=file is None,
        )
        if not is_wanted or file is None:
            return
        try:
            (path,) = keep_upload(context, {file.name: file.getvalue()})
            done = import_visits(context, path)
        except FaultsError as error:
            st.error(words("operations.refused"), icon=":material/block:")
            data_outcome.faults(error.faults, words)
            return
        except RecyclingError as error:
            refusals.tell(error, words, words("operations.refused"))
            return
        st.session_state[_ROUND_KEY] += 1
        _recorded(done, words)


def _recorded(done: Recorded, words: Words) -> None:
    """Run the page again on what is recorded now."""
    st.session_state[_TOLD_KEY] = words(
        "operations.recorded",
        added=f"{done.added:,}",
        unchanged=f"{done.unchanged:,}",
        collected=f"{done.collected:,}",
        failed=f"{done.failed:,}",
    )
    session.forget_version()
    st.rerun()


def show_entry(
    context: Context,
    progress: DayProgress,
    chosen: RouteView,
    network: Network,
    words: Words,
) -> None:
    """Take what a crew reports by telephone of one stop."""
    stops = {view.stop.sequence: view.stop for view in chosen.stops}
    open_ones = [place for place, stop in stops.items() if stop.is_open]
    order = open_ones + [place for place in stops if place not in open_ones]
    number = st.session_state.setdefault(_ROUND_KEY, 0)
    vehicle = f"{chosen.vehicle_id}_{number}"
    with st.form(f"operations_entry_{vehicle}", border=False):
        st.markdown(f"**{words('operations.entry')}**")
        first, others = st.columns([4, 6])
        place = first.selectbox(
            words("operations.entry_stop"),
            order,
            format_func=lambda key: _stop_name(stops[key], network),
            key=f"entry_stop_{vehicle}",
        )
        with others:
            outcome, kilograms, arrived = _outcome(vehicle, words)
        note = st.text_input(
            words("operations.entry_note"), max_chars=200, key=f"entry_note_{vehicle}"
        )
        is_wanted = st.form_submit_button(
            words("operations.entry_save"),
            type="primary",
            icon=":material/save:",
            key=f"entry_save_{vehicle}",
        )
    if not is_wanted:
        return
    with refusals.told(words, words("operations.refused")):
        record = visit_record(
            progress, stops[place], outcome, kilograms, arrived, note.strip()
        )
        done = import_json(context, json.dumps([record]).encode(), SOURCE)
        st.session_state.pop(_ENTRY_KEY, None)
        st.session_state[_ROUND_KEY] += 1
        _recorded(done, words)


def _outcome(
    vehicle: str, words: Words
) -> tuple[VisitOutcome, int | None, time | None]:
    """Ask how a stop ended, what was collected, and when the crew came."""
    first, second, third = st.columns(3)
    outcome = first.selectbox(
        words("operations.entry_outcome"),
        [outcome.value for outcome in VisitOutcome],
        format_func=lambda code: words.label("VisitOutcome", code),
        key=f"entry_outcome_{vehicle}",
    )
    kilograms = second.number_input(
        words("operations.entry_kg"),
        min_value=0,
        value=None,
        step=1,
        placeholder=words("operations.entry_kg_hint"),
        key=f"entry_kg_{vehicle}",
    )
    arrived = third.time_input(
        words("operations.entry_arrived"), value=None, key=f"entry_arrived_{vehicle}"
    )
    return VisitOutcome(outcome), kilograms, arrived


def visit_record(
    progress: DayProgress,
    stop: TrackedStop,
    outcome: VisitOutcome,
    kilograms: int | None,
    arrived: time | None,
    note: str,
) -> dict[str, object]:
    """Write a stop's outcome as crews' devices send it.

    Parameters
    ----------
    progress
        The day.
    stop
        Planned stop.
    outcome
        How it ended.
    kilograms
        Mass collected; the planned one where nobody says, and none of a failed stop.
    arrived, note
        Time of arrival and the crew's words, if known.
    """
    usual_kg = 0 if outcome is VisitOutcome.FAILED else stop.planned_kg
    record: dict[str, object] = {
        "visit_id": _entry_id(),
        "day": f"{progress.day}",
        "vehicle_id": stop.vehicle_id,
        "order_id": stop.order_id,
        "site_id": stop.site_id,
        "collected_kg": usual_kg if kilograms is None else kilograms,
        "outcome": outcome.value,
        "note": note,
    }
    if arrived is not None:
        record["arrived_at"] = f"{datetime.combine(progress.day, arrived)}"
    return record


def _entry_id() -> str:
    """Id of the record that is being typed: sent twice it is recorded once."""
    found: str = st.session_state.setdefault(_ENTRY_KEY, f"M-{uuid4().hex[:12]}")
    return found


def _stop_name(stop: TrackedStop, network: Network) -> str:
    name = site_name(network, stop.site_id)
    return f"{clock(stop.planned_s)} {name} ({stop.order_id})"
