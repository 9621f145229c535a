"""Changing a route by hand: what it breaks and costs is told before it is saved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import streamlit as st

from recycling.domain.edits import Edit, EditKind
from recycling.domain.errors import RecyclingError
from recycling.domain.plans import PlannedRoute, PlanState
from recycling.domain.units import clock
from recycling.schema.said import in_words
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.edit_files import edits_of, plain_edit
from recycling.services.editing import EditAsk, Edited, edit_day, edit_plan
from recycling.ui import (
    dispatch_changes,
    dispatch_edits,
    dispatch_plan,
    dispatch_state,
    dispatch_tables,
    job_panel,
    session,
    widgets,
)
from recycling.ui.dispatch_records import Desk, vehicles_of
from recycling.ui.dispatch_times import seconds_chosen
from recycling.ui.i18n import Words

EDIT = "edit"
"""Kind of job that searches with edits and locks kept."""

KINDS: Final = (
    EditKind.MOVE,
    EditKind.SWAP,
    EditKind.REORDER,
    EditKind.VEHICLE,
    EditKind.REMOVE,
    EditKind.LOCK,
    EditKind.LOCK_PLACE,
    EditKind.UNLOCK,
)
_TURN_KEY: Final = "dispatch_turn"
_TABLE_HEIGHT_PX: Final = 380


def show(context: Context, desk: Desk, words: Words) -> None:
    """Let the user change the route that is looked at."""
    st.caption(words("dispatch.edit.note"))
    dispatch_plan.choose_vehicle(desk, words)
    route = desk.route
    if route is None:
        st.info(words("dispatch.edit.choose"), icon=":material/local_shipping:")
        return
    desk = replace(desk, shown=(route.catchment,))
    at_s = _moment(desk, route, words)
    edits = pending(desk, route)
    tried = _tried(context, desk, route, edits, at_s)
    drawn = _after(desk, tried)
    left, right = st.columns([7, 3])
    with left:
        _table(drawn, route, edits, words)
    with right:
        _form(context, drawn, route, at_s, words)
        _list(desk, route, edits, words)
    if tried is not None:
        with st.container(border=True):
            dispatch_changes.show_tried(tried, drawn, words)
    _keep(context, desk, route, edits, tried, at_s, words)
    dispatch_plan.show_gantt(drawn, words, key="dispatch_edit_gantt")


def pending(desk: Desk, route: PlannedRoute) -> tuple[Edit, ...]:
    """Read the changes of this session that are not saved yet, of a plan's depot."""
    return edits_of(st.session_state.get(_key(desk, route), ()), "session")


def searched(told: Mapping[str, Any]) -> None:
    """Forget the changes a search has kept in a plan of its own."""
    st.session_state.pop(_name(told["plan"], told["depot"]), None)


def _key(desk: Desk, route: PlannedRoute) -> str:
    return _name(desk.plan.plan_id if desk.plan else "", route.catchment)


def _name(plan_id: str, depot: str) -> str:
    return f"dispatch_edits_{plan_id}_{depot}"


def _put(desk: Desk, route: PlannedRoute, edits: tuple[Edit, ...]) -> None:
    """Keep changes for the session; the table begins anew from what they lead to."""
    st.session_state[_key(desk, route)] = [plain_edit(edit) for edit in edits]
    st.session_state[_TURN_KEY] = st.session_state.get(_TURN_KEY, 0) + 1


def _moment(desk: Desk, route: PlannedRoute, words: Words) -> int:
    """Ask from when on a plan is changed whose crews are out; 0 before the day."""
    publication = desk.stamp.publication(route.catchment)
    if publication is None or publication.state is not PlanState.RUNNING:
        return 0
    chosen = st.time_input(
        words("dispatch.edit.at"), "12:00", step=timedelta(minutes=5), key="edit_at"
    )
    return seconds_chosen(chosen)


def _tried(
    context: Context,
    desk: Desk,
    route: PlannedRoute,
    edits: tuple[Edit, ...],
    at_s: int,
) -> Edited | None:
    """Try changes without keeping anything; ``None`` without any, or when refused."""
    if not edits or desk.plan is None:
        return None
    try:
        return _try(context, desk, route, edits, at_s)
    except RecyclingError as error:
        st.error(
            widgets.literal(in_words(error, session.words().lang)),
            icon=":material/error:",
        )
        return None


def _try(
    context: Context,
    desk: Desk,
    route: PlannedRoute,
    edits: tuple[Edit, ...],
    at_s: int,
) -> Edited:
    plan_id = desk.plan.plan_id if desk.plan else ""
    bench = dispatch_state.bench(context, desk.stamp, plan_id)
    ask = EditAsk(edits, at_s, is_trial=True, depot_id=route.catchment)
    return edit_day(context, bench, ask)


def _after(desk: Desk, tried: Edited | None) -> Desk:
    """Return the desk with what changes lead to."""
    if tried is None:
        return desk
    found = replace(desk, plan=tried.plan)
    return found if found.route else desk


def _table(
    desk: Desk, route: PlannedRoute, edits: tuple[Edit, ...], words: Words
) -> None:
    """Show the stops as a table that can be changed."""
    shown = desk.route or route
    locks = dispatch_edits.locks_after(desk.stamp.locks, edits)
    frame = dispatch_edits.stop_frame(shown, locks, desk, words)
    key = f"dispatch_stops_{desk.vehicle_id}_{st.session_state.get(_TURN_KEY, 0)}"

    def changed() -> None:
        rows = st.session_state[key]["edited_rows"]
        found = dispatch_edits.edits_of_table(frame, rows, words)
        _put(desk, route, (*edits, *found))

    names = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    columns: dict[str, Any] = {
        **names,
        "place": st.column_config.NumberColumn(
            names["place"], min_value=1, max_value=max(1, len(frame)), step=1
        ),
        "vehicle": st.column_config.SelectboxColumn(
            names["vehicle"],
            options=vehicles_of(desk.network, route.catchment),
            required=True,
        ),
        "lock": st.column_config.SelectboxColumn(
            names["lock"],
            options=[words(f"dispatch.lock.{lock}") for lock in dispatch_edits.LOCKS],
            required=True,
        ),
        "out": st.column_config.CheckboxColumn(names["out"]),
    }
    st.data_editor(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        num_rows="fixed",
        column_config=columns,
        disabled=["order", "site", "kg", "hours", "arrives"],
        on_change=changed,
        key=key,
    )


def _form(
    context: Context, desk: Desk, route: PlannedRoute, at_s: int, words: Words
) -> None:
    """Let the user name a change; one that cannot be made is refused at once."""
    kind = st.selectbox(
        words("dispatch.edit.kind"),
        KINDS,
        format_func=lambda one: words(f"dispatch.edit_kind.{one.value}"),
        key="edit_kind",
    )
    shown = desk.route or route
    told: dict[str, Any] = {}
    own = dispatch_edits.orders_for(kind, shown, list(desk.left_out))
    if kind not in {EditKind.VEHICLE, EditKind.REORDER}:
        told["order"] = _order(words("dispatch.edit.order"), own, desk, "edit_order")
    if kind is EditKind.SWAP:
        others = [key for r in desk.routes for key in dispatch_edits.orders_of(r)]
        told["other"] = _order(words("dispatch.edit.other"), others, desk, "edit_other")
    if kind is EditKind.REORDER:
        told["sequence"] = st.multiselect(
            words("dispatch.edit.sequence"),
            own,
            format_func=lambda key: _named(desk, key),
            key="edit_sequence",
            select_all=False,
        )
    if kind in {EditKind.MOVE, EditKind.VEHICLE}:
        vehicles = vehicles_of(desk.network, route.catchment)
        told["vehicle"] = st.selectbox(
            words("dispatch.edit.vehicle"), vehicles, key="edit_vehicle"
        )
    if kind is EditKind.MOVE:
        told["place"] = st.number_input(
            words("dispatch.edit.place"), 0, 200, 0, 1, key="edit_place"
        )
    if st.button(words("dispatch.edit.add"), icon=":material/add:", key="edit_add"):
        _add(context, desk, route, dispatch_edits.edit_from(kind, shown, told), at_s)


def _order(label: str, orders: list[str], desk: Desk, key: str) -> str:
    chosen = st.selectbox(
        label, orders, format_func=lambda order: _named(desk, order), key=key
    )
    return chosen or ""


def _named(desk: Desk, order_id: str) -> str:
    order = desk.orders.get(order_id)
    site = desk.site_name(order.site_id) if order else ""
    return f"{order_id} {site}".strip()


def _add(
    context: Context, desk: Desk, route: PlannedRoute, edit: Edit | None, at_s: int
) -> None:
    """Keep a change that can be made, and show what it leads to."""
    words = session.words()
    if edit is None:
        st.warning(words("dispatch.edit.missing"), icon=":material/info:")
        return
    edits = (*pending(desk, route), edit)
    try:
        _try(context, desk, route, edits, at_s)
    except RecyclingError as error:
        st.error(widgets.literal(in_words(error, words.lang)), icon=":material/error:")
        return
    _put(desk, route, edits)
    st.rerun()


def _list(
    desk: Desk, route: PlannedRoute, edits: tuple[Edit, ...], words: Words
) -> None:
    """List the changes that are not saved, and offer to take them back."""
    if not edits:
        st.caption(words("dispatch.edit.none"))
        return
    lines = [f"{n}. {widgets.literal(dispatch_edits.said(e, words))}"
             for n, e in enumerate(edits, start=1)]  # fmt: skip
    st.markdown("\n".join(lines))
    with st.container(horizontal=True):
        st.button(
            words("dispatch.edit.undo"),
            icon=":material/undo:",
            key="edit_undo",
            on_click=_put,
            args=(desk, route, edits[:-1]),
        )
        st.button(
            words("dispatch.edit.discard"),
            icon=":material/delete_sweep:",
            key="edit_discard",
            on_click=_put,
            args=(desk, route, ()),
        )


def _keep(
    context: Context,
    desk: Desk,
    route: PlannedRoute,
    edits: tuple[Edit, ...],
    tried: Edited | None,
    at_s: int,
    words: Words,
) -> None:
    """Offer to save what was tried, or to search on with changes and locks kept."""
    plan = desk.plan
    if plan is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        is_clean = tried is not None and not tried.is_broken
        force = False
        if tried is not None and tried.is_broken:
            force = st.toggle(words("dispatch.edit.force"), key="edit_force")
        if st.button(
            words("dispatch.edit.save"),
            icon=":material/save:",
            type="primary",
            disabled=not (is_clean or force),
            key="edit_save",
        ):
            ask = EditAsk(edits, at_s, force=force, depot_id=route.catchment)
            _save(context, desk, route, ask)
        if st.button(
            words("dispatch.edit.search"),
            icon=":material/autorenew:",
            key="edit_search",
        ):
            told = {
                "plan": plan.plan_id,
                "depot": route.catchment,
                "edits": [plain_edit(edit) for edit in edits],
                "at": clock(at_s) if at_s else None,
            }
            # The changes stay until their plan is there: `searched` takes them away.
            job_panel.open_job(jobs.submit(context, EDIT, told).job_id)
            st.rerun()


def _save(context: Context, desk: Desk, route: PlannedRoute, ask: EditAsk) -> None:
    """Save changes as a new plan and look at it; the database is read anew for it."""
    plan_id = desk.plan.plan_id if desk.plan else ""
    with widgets.guarded(session.words()):
        done = edit_plan(context, plan_id, ask)
        if done.is_saved:
            _put(desk, route, ())
            dispatch_state.choose_plan(done.plan.plan_id)
            st.rerun()
        words = session.words()
        st.dataframe(
            dispatch_tables.broken_frame(done.broken, desk, words),
            hide_index=True,
            key="edit_refused",
        )
