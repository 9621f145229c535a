"""What a plan changes: rules it breaks, orders that move, what it costs more."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from recycling.domain.edits import BrokenRule, PlanChange, change_of
from recycling.domain.plans import RoutePlan
from recycling.services.context import Context
from recycling.services.editing import Edited
from recycling.ui import dispatch_state, dispatch_tables
from recycling.ui.dispatch_records import Desk
from recycling.ui.i18n import Words


def show_tried(tried: Edited, desk: Desk, words: Words) -> None:
    """Show every rule that changes break, and what they cost."""
    if not tried.is_broken:
        st.success(words("dispatch.edit.keeps_all"), icon=":material/check_circle:")
    for key, broken in (("breaks", tried.broken), ("broke", tried.broken_before)):
        if not broken:
            continue
        st.error(
            words(f"dispatch.edit.{key}", count=len(broken)),
            icon=":material/warning:",
        )
        show_broken(broken, desk, words, key=f"edit_{key}")
    st.markdown(dispatch_tables.difference(tried.change, words))
    show_change(tried.change, words, key="edit_change")


def show_broken(
    broken: Sequence[BrokenRule], desk: Desk, words: Words, *, key: str
) -> None:
    """List broken rules, each with its place, value, limit and way out."""
    frame = dispatch_tables.broken_frame(broken, desk, words)
    columns = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(frame, hide_index=True, column_config=columns, key=key)


def show_change(change: PlanChange, words: Words, *, key: str) -> None:
    """List orders that change vehicle, come in, or fall out."""
    frame = dispatch_tables.change_frame(change, words)
    if frame.empty:
        return
    columns = {name: words(f"dispatch.column.{name}") for name in frame.columns}
    st.dataframe(frame, hide_index=True, column_config=columns, key=key)


def show_since(context: Context, desk: Desk, words: Words) -> None:
    """Show what the plan changed against the one it was made from."""
    plan = desk.plan
    if plan is None or not plan.based_on:
        return
    before = dispatch_state.named_plan(context, desk.stamp, plan.based_on)
    if before is None:
        return
    with st.expander(
        words("dispatch.change.since", plan=plan.based_on), key="dispatch_since"
    ):
        change = change_since(before, plan)
        st.markdown(dispatch_tables.difference(change, words))
        show_change(change, words, key="since_change")


def change_since(before: RoutePlan, after: RoutePlan) -> PlanChange:
    """Compare a plan with the one it was made from, at the depots it is for."""
    own = tuple(
        route
        for route in before.routes
        if not after.depots or route.catchment in after.depots
    )
    return change_of(replace(before, routes=own), after)
