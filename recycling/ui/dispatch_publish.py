"""Publish a plan, say that crews are out, close the day; sheets for the drivers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import streamlit as st

from recycling.domain.errors import BrokenPlanError, OvertakenError
from recycling.domain.plans import PlanState
from recycling.domain.running import Publication
from recycling.services.context import Context
from recycling.services.day_states import close as close_day
from recycling.services.day_states import start as start_day
from recycling.services.plan_checking import check_plan
from recycling.services.publishing import Published, publish
from recycling.services.sheets import SheetFormat, SheetRequest, write_sheets
from recycling.ui import dispatch_changes, widgets
from recycling.ui.dispatch_records import Desk
from recycling.ui.figures import Figures
from recycling.ui.i18n import LANGUAGE_NAMES, Words

MIMES: Final = {
    SheetFormat.PDF: "application/pdf",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument"
    ".spreadsheetml.sheet",
    SheetFormat.GPX: "application/gpx+xml",
    SheetFormat.GEOJSON: "application/geo+json",
}
_TOLD: Final = "dispatch_published"


def show(context: Context, desk: Desk, figures: Figures) -> None:
    """Show what crews drive by, and offer what can be done next."""
    words = figures.words
    with st.container(border=True):
        _in_force(desk, words)
        _actions(context, desk, words)
    with st.container(border=True):
        _sheets(context, desk, words)


def _in_force(desk: Desk, words: Words) -> None:
    """List what crews of the depots drive by."""
    st.subheader(words("dispatch.publish.in_force"), anchor=False)
    found = desk.publications()
    if not found:
        st.caption(words("dispatch.publish.nothing"))
        return
    frame = publication_frame(found, desk, words)
    columns = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(
        frame, hide_index=True, column_config=columns, key="dispatch_publications"
    )


def publication_frame(
    found: tuple[Publication, ...], desk: Desk, words: Words
) -> pd.DataFrame:
    """Lay publications out.

    Returns
    -------
    pandas.DataFrame
        ``depot``, ``plan``, ``state``, ``version``, ``published`` (UTC) and ``by``.
    """
    rows = [
        (
            desk.site_name(one.depot_id),
            one.plan_id,
            words.label("PlanState", one.state.value),
            one.version,
            f"{one.published_at:%Y-%m-%d %H:%M}",
            one.published_by,
        )
        for one in found
    ]
    columns = ("depot", "plan", "state", "version", "published", "by")
    return pd.DataFrame(rows, columns=list(columns))


def depots_of(desk: Desk) -> tuple[str, ...]:
    """Depots a plan is published for: those worked on, of those it is for."""
    plan = desk.plan
    if plan is None:
        return ()
    own = {route.catchment for route in plan.routes} | set(plan.depots)
    chosen = own & set(desk.depots) if desk.depots else own
    # The city's plan as a whole also takes back what it has no more.
    return () if not plan.depots and chosen == own else tuple(sorted(chosen))


def is_in_force(desk: Desk) -> bool:
    """Whether crews of all the depots drive by the plan that is looked at."""
    plan = desk.plan
    if plan is None:
        return False
    own = set(depots_of(desk)) or {route.catchment for route in plan.routes}
    by = {one.depot_id: one.plan_id for one in desk.stamp.publications}
    return all(by.get(depot) == plan.plan_id for depot in own)


def _actions(context: Context, desk: Desk, words: Words) -> None:
    plan = desk.plan
    if plan is None:
        return
    states = {one.state for one in desk.publications()}
    is_done = is_in_force(desk)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            words("dispatch.publish.publish", plan=plan.plan_id),
            icon=":material/publish:",
            type="secondary" if is_done else "primary",
            disabled=is_done or not plan.routes,
            key="publish_start",
        ):
            _publish(context, desk, "", words)
        if st.button(
            words("dispatch.publish.start"),
            icon=":material/local_shipping:",
            disabled=PlanState.PUBLISHED not in states,
            key="crews_start",
        ):
            _do(lambda: start_day(context, desk.stamp.day, _published(desk)), words)
        fail_open = st.toggle(words("dispatch.publish.fail_open"), key="day_fail_open")
        if st.button(
            words("dispatch.publish.close"),
            icon=":material/lock:",
            disabled=not states - {PlanState.CLOSED},
            key="day_close",
        ):
            close = partial(close_day, context, desk.stamp.day, _published(desk))
            _do(lambda: close(fail_open=fail_open), words)
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(told, icon=":material/check_circle:")


def _published(desk: Desk) -> tuple[str, ...]:
    """Depots that have published, of those worked on."""
    return tuple(one.depot_id for one in desk.publications())


def _do(act: Callable[[], object], words: Words) -> None:
    """Do something with the day and show it anew, or say why it cannot be done."""
    with widgets.guarded(words):
        act()
        st.session_state[_TOLD] = words("dispatch.publish.done")
        st.rerun()


def _publish(context: Context, desk: Desk, replaces: str, words: Words) -> None:
    """Publish, or show what the plan breaks or who was first."""
    plan, depots = desk.plan, depots_of(desk)
    if plan is None:
        return
    check = partial(check_plan, depots=depots)
    with widgets.guarded(words):
        try:
            with st.spinner(words("dispatch.publish.checking")):
                done = publish(
                    context, plan.plan_id, check, depots=depots, replaces=replaces
                )
        except BrokenPlanError as error:
            count = len(error.broken)
            st.error(words("dispatch.publish.broken", count=count))
            dispatch_changes.show_broken(
                error.broken, desk, words, key="publish_broken"
            )
            return
        except OvertakenError as error:
            _show_overtaken(context, error, desk, words)
            return
        st.session_state[_TOLD] = published_text(done, words)
        st.rerun()


def published_text(done: Published, words: Words) -> str:
    """Say what was published, and how many orders no plan serves."""
    said = words(
        "dispatch.publish.published", plan=done.plan_id, count=len(done.publications)
    )
    if not done.waiting:
        return said
    return f"{said} {words('dispatch.publish.waiting', count=len(done.waiting))}"


def _show_overtaken(
    context: Context, error: OvertakenError, desk: Desk, words: Words
) -> None:
    """Say who published meanwhile and what differs, depot by depot."""
    st.error(words("dispatch.publish.overtaken"), icon=":material/group:")
    for one, change in zip(error.publications, error.changes, strict=True):
        st.markdown(
            words(
                "dispatch.publish.other",
                depot=widgets.literal(desk.site_name(one.depot_id)),
                plan=widgets.literal(one.plan_id),
                who=widgets.literal(one.published_by),
                at=f"{one.published_at:%H:%M}",
            )
        )
        dispatch_changes.show_change(change, words, key=f"overtaken_{one.depot_id}")
    plans = {one.plan_id for one in error.publications}
    if len(plans) == 1:
        # The answer is drawn in the next run, so it is done before that one begins.
        st.button(
            words("dispatch.publish.replace"),
            icon=":material/warning:",
            key="publish_replace",
            on_click=_replace,
            args=(context, desk, plans.pop(), words),
        )


def _replace(context: Context, desk: Desk, replaces: str, words: Words) -> None:
    """Publish over what another dispatcher published, knowingly."""
    if desk.plan is None:
        return
    depots = depots_of(desk)
    with widgets.guarded(words):
        done = publish(
            context,
            desk.plan.plan_id,
            partial(check_plan, depots=depots),
            depots=depots,
            replaces=replaces,
        )
        st.session_state[_TOLD] = published_text(done, words)


def _sheets(context: Context, desk: Desk, words: Words) -> None:
    """Offer the driver sheets of the plan that is looked at, made when asked for."""
    st.subheader(words("dispatch.sheets.title"), anchor=False)
    plan = desk.plan
    if plan is None or not desk.routes:
        st.caption(words("dispatch.no_routes"))
        return
    st.caption(words("dispatch.sheets.note", plan=widgets.literal(plan.plan_id)))
    first, second = st.columns(2)
    lang = first.segmented_control(
        words("dispatch.sheets.lang"),
        list(LANGUAGE_NAMES),
        default=words.lang,
        required=True,
        format_func=LANGUAGE_NAMES.__getitem__,
        key="sheet_lang",
    )
    vehicles = ["", *(route.vehicle_id for route in desk.routes)]
    vehicle = second.selectbox(
        words("dispatch.sheets.vehicle"),
        vehicles,
        index=vehicles.index(desk.vehicle_id),
        format_func=lambda key: key or words("dispatch.sheets.all"),
        key=f"sheet_vehicle_{desk.vehicle_id}",
    )
    with st.container(horizontal=True):
        for form, mime in MIMES.items():
            request = SheetRequest(
                plan_id=plan.plan_id, vehicle_id=vehicle or "", form=form, lang=lang
            )
            st.download_button(
                words(f"dispatch.sheets.{form.value}"),
                data=partial(sheet_bytes, context, request),
                file_name=sheet_name(request),
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"sheet_{form.value}",
            )


def sheet_name(request: SheetRequest) -> str:
    """Name of a file of sheets."""
    parts = filter(None, (request.plan_id, request.vehicle_id, request.lang))
    return f"{'-'.join(parts)}.{request.form.value}"


def sheet_bytes(context: Context, request: SheetRequest) -> bytes:
    """Make the sheets of a plan, or of one of its vehicles."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"sheets.{request.form.value}"
        asked = SheetRequest(
            plan_id=request.plan_id,
            vehicle_id=request.vehicle_id,
            form=request.form,
            lang=request.lang,
            target=target,
        )
        return write_sheets(context, asked).read_bytes()
