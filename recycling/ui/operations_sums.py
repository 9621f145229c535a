"""What adds up: plan, collected and weighed of a day; masses by site and month."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from recycling.domain.balance import MonthBalance, SiteBalance
from recycling.domain.errors import NotReadyError
from recycling.domain.months import months_between
from recycling.domain.reconciliation import LoadCheck, Reconciliation
from recycling.services.context import Context
from recycling.services.reconciling import reconcile_day
from recycling.ui import operations_state, refusals, widgets
from recycling.ui.data_version import DataVersion
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import Choice
from recycling.ui.operations_live import LiveDay, columns_of
from recycling.ui.operations_sum_frames import (
    balance_cards,
    balance_frame,
    compare_cards,
    line_frame,
    load_frame,
)

MONTHS = 24
"""Months a user may choose from, the newest."""

_TABLE_HEIGHT_PX = 460


def show_comparison(
    context: Context, live: LiveDay, choice: Choice, figures: Figures
) -> None:
    """Show what was planned, collected and weighed, load by load."""
    words = figures.words
    with refusals.told(words, words("operations.compare.none")):
        found = operations_state.comparison(context, live.stamp)
        loads = chosen_loads(found, live, choice)
        widgets.metric_cards(compare_cards(found, loads, figures))
        st.caption(words("operations.compare.note"))
        frame = load_frame(loads, live.network, words)
        st.dataframe(
            frame,
            hide_index=True,
            height=_TABLE_HEIGHT_PX if len(frame) > 10 else "auto",
            column_config=_with_shares(frame, words, "difference"),
            placeholder=NONE,
            key="operations_loads",
            alt=words("operations.compare.alt"),
        )
        _learn(context, live, words)


def chosen_loads(
    found: Reconciliation, live: LiveDay, choice: Choice
) -> list[LoadCheck]:
    """Keep the loads of the vehicles that are looked at."""
    if not choice.depot and not choice.district:
        return list(found.loads)
    kept = {view.vehicle_id for view in live.routes}
    return [load for load in found.loads if load.vehicle_id in kept]


def _learn(context: Context, live: LiveDay, words: Words) -> None:
    """Let the day's visits correct the generation rates."""
    with st.container(horizontal=True, vertical_alignment="center"):
        is_wanted = st.button(
            words("operations.compare.learn"),
            key="operations_learn",
            icon=":material/school:",
        )
        st.caption(words("operations.compare.learn_note"), width="stretch")
    if is_wanted:
        learning = reconcile_day(context, live.stamp.day).learning
        st.success(
            words(
                "operations.compare.learnt",
                learnt=f"{len(learning.learnt):,}",
                doubtful=f"{len(learning.doubtful):,}",
                first=f"{learning.first_visits:,}",
            ),
            icon=":material/check_circle:",
        )


def show_balance(
    context: Context,
    state: DataVersion,
    live: LiveDay,
    choice: Choice,
    figures: Figures,
) -> None:
    """Show the masses of every site in a month, the flagged ones first."""
    words = figures.words
    if state.last_day is None:
        st.info(words("empty.tickets"), icon=":material/scale:")
        return
    month = _month(state, live.stamp.day, words)
    try:
        balance = operations_state.balance(context, state, month)
    except NotReadyError:
        told = words("operations.balance.none", month=f"{month:%Y-%m}")
        st.info(told, icon=":material/scale:")
        return
    sites = [site for site in balance.sites if choice.district in {"", site.district}]
    widgets.metric_cards(balance_cards(balance, sites, figures))
    _site_lines(balance, live, words)
    _balances(sites, live, words)


def _month(state: DataVersion, day: date, words: Words) -> date:
    """Let the user choose a month; at first that of the day, or the newest."""
    last = state.last_day or day
    first = date(last.year - 1 - MONTHS // 12, last.month, 1)
    months = list(reversed(list(months_between(first, last))))[:MONTHS]
    codes = [f"{month:%Y-%m}" for month in months]
    own = f"{day:%Y-%m}"
    chosen = st.selectbox(
        words("operations.balance.month"),
        codes,
        index=codes.index(own) if own in codes else 0,
        key="month",
        bind="query-params",
        width=240,
    )
    return months[codes.index(chosen)]


def _balances(sites: list[SiteBalance], live: LiveDay, words: Words) -> None:
    frame = balance_frame(sites, live.network, words)
    ids = frame.pop("site_id").tolist()

    def picked() -> None:
        rows = st.session_state["operations_balance"].selection.rows
        site_id = ids[rows[0]] if rows and rows[0] < len(ids) else ""
        operations_state.choose(operations_state.BALANCE_PARAM, site_id)

    st.caption(words("operations.balance.note"))
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX if len(frame) > 10 else "auto",
        column_config=_with_shares(frame, words, "gap_share"),
        placeholder=NONE,
        selection_mode="single-row",
        on_select=picked,
        key="operations_balance",
        alt=words("operations.balance.alt"),
    )


def _site_lines(balance: MonthBalance, live: LiveDay, words: Words) -> None:
    """Show the site of the address material by material."""
    site_id = st.query_params.get(operations_state.BALANCE_PARAM, "")
    site = next((s for s in balance.sites if s.site_id == site_id), None)
    if site is None:
        return
    with st.container(border=True, key="operations_site"):
        st.subheader(
            widgets.literal(f"{site.name} ({site_id})"), anchor=False, width="content"
        )
        frame = line_frame(site, live.network, words)
        st.dataframe(
            frame,
            hide_index=True,
            column_config=_with_shares(frame, words, "gap_share"),
            placeholder=NONE,
            key="operations_site_lines",
            alt=words("operations.balance.lines_alt", site=site.name),
        )
        st.page_link(
            "recycling/ui/pages/network.py",
            label=words("operations.go.network"),
            icon=":material/map:",
            query_params={"site": site_id},
        )


def _with_shares(frame: pd.DataFrame, words: Words, share: str) -> dict[str, Any]:
    """Titles of a frame's columns, one of them a share."""
    column = st.column_config.NumberColumn(
        words(f"operations.column.{share}"), format="percent"
    )
    return {**columns_of(frame, words), share: column}
