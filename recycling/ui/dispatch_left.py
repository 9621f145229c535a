"""Orders a plan leaves out: why, and the cheapest change that would serve them."""

from dataclasses import replace

import streamlit as st

from recycling.domain.explanations import Explanation
from recycling.reporting.explain_tables import explanation_sections
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.dispatch_view import kept_explanation
from recycling.ui import dispatch_tables, job_panel, siting_tables, widgets
from recycling.ui.dispatch_records import Desk
from recycling.ui.i18n import Words

EXPLAIN = "explain"
"""Kind of job that finds causes and fixes."""

_TABLE_HEIGHT_PX = 320


def show(context: Context, desk: Desk, words: Words) -> None:
    """List what is left out, and show or ask for its explanation."""
    if desk.plan is None:
        return
    if not desk.left_out:
        st.success(words("dispatch.left.none"), icon=":material/check_circle:")
        return
    frame = dispatch_tables.left_frame(desk, words)
    columns = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config=columns,
        key="dispatch_left",
    )
    found = kept_explanation(context, desk.plan.plan_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words("dispatch.left.note"), width="content")
        if st.button(
            words("dispatch.left.again" if found else "dispatch.left.explain"),
            icon=":material/troubleshoot:",
            key="explain_start",
        ):
            told = {"plan": desk.plan.plan_id}
            job_panel.open_job(jobs.submit(context, EXPLAIN, told).job_id)
            st.rerun()
    if found is not None:
        _show(found, desk, words)


def _show(found: Explanation, desk: Desk, words: Words) -> None:
    """Show causes, fixes, gaps and smallest sets of the depots that are shown."""
    if not is_current(found, desk):
        st.warning(words("dispatch.left.stale"), icon=":material/history:")
    for section in explanation_sections(narrowed(found, desk.shown), words.lang):
        if not section.rows:
            continue
        st.subheader(section.title, anchor=False)
        if section.note:
            st.caption(widgets.literal(section.note))
        st.dataframe(
            siting_tables.section_frame(section), hide_index=True, key=section.key
        )


def narrowed(found: Explanation, depots: tuple[str, ...]) -> Explanation:
    """Keep what concerns some depots, or no depot at all; everything for none."""
    if not depots:
        return found
    return replace(
        found,
        groups=tuple(g for g in found.groups if g.depot_id in {"", *depots}),
        impossible=tuple(one for one in found.impossible if one.depot_id in depots),
    )


def is_current(found: Explanation, desk: Desk) -> bool:
    """Whether an explanation is about the orders that are left out now."""
    told = {one.order_id for group in found.groups for one in group.orders}
    return set(desk.left_out) <= told
