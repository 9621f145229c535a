"""The views of the operations page, one at a time, and the list of exceptions."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import streamlit as st

from recycling.domain.errors import NotReadyError, RecyclingError
from recycling.domain.months import last_day
from recycling.schema.said import in_words
from recycling.services.context import Context
from recycling.ui import (
    operations_choice,
    operations_live,
    operations_state,
    operations_sums,
    operations_tickets,
    widgets,
)
from recycling.ui.data_version import DataVersion
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.operations_choice import Choice
from recycling.ui.operations_exceptions import (
    DISPATCH,
    KINDS,
    Case,
    balance_cases,
    case_frame,
    day_cases,
    load_cases,
    ranked,
    ticket_cases,
)
from recycling.ui.operations_live import LiveDay

MOST_CASES = 500
"""Exceptions in the table; filters narrow them down."""

_TABLE_HEIGHT_PX = 520
_FROM_PLAN = frozenset({"live", "reconcile"})


def show(
    context: Context,
    state: DataVersion,
    live: LiveDay,
    choice: Choice,
    view: str,
    figures: Figures,
) -> None:
    """Show a view; those of the plan say what to do where there is none."""
    words = figures.words
    if view in _FROM_PLAN and not live.progress.routes:
        _no_plan(live, words)
        return
    if view in _FROM_PLAN and not live.routes:
        st.info(words("operations.nothing_here"), icon=":material/filter_alt:")
        return
    match view:
        case "tickets":
            operations_tickets.show(context, state, live, choice, figures)
        case "reconcile":
            operations_sums.show_comparison(context, live, choice, figures)
        case "balance":
            operations_sums.show_balance(context, state, live, choice, figures)
        case "exceptions":
            _exceptions(context, state, live, choice, figures)
        case _:
            operations_live.show(context, live, figures)


def _no_plan(live: LiveDay, words: Words) -> None:
    day = live.stamp.day
    st.info(words("operations.no_plan", day=f"{day}"), icon=":material/event_busy:")
    st.page_link(
        "recycling/ui/pages/dispatch.py",
        label=words("operations.go.dispatch"),
        icon=":material/route:",
        query_params={"day": f"{day}"},
    )
    st.code(f"recycling plan routes --date {day}", language="sh")


def _exceptions(
    context: Context,
    state: DataVersion,
    live: LiveDay,
    choice: Choice,
    figures: Figures,
) -> None:
    """List what wants an eye; a row goes to what it is about."""
    words = figures.words
    found = ranked(_cases(context, state, live, choice, words))
    if not found:
        st.success(words("operations.no_cases"), icon=":material/check_circle:")
        return
    counts = Counter(case.kind for case in found)
    kinds = st.pills(
        words("operations.case.kinds"),
        [kind for kind in KINDS if counts[kind]],
        selection_mode="multi",
        format_func=lambda k: f"{words(f'operations.case.kind.{k}')} {counts[k]:,}",
        key="operations_kinds",
        label_visibility="collapsed",
    )
    shown = [case for case in found if not kinds or case.kind in kinds]
    st.caption(words("operations.cases_note", count=f"{len(shown):,}"))
    _table(shown[:MOST_CASES], live, words)


def _cases(
    context: Context,
    state: DataVersion,
    live: LiveDay,
    choice: Choice,
    words: Words,
) -> Iterator[Case]:
    network, day = live.network, live.stamp.day
    yield from day_cases(live.routes, live.progress.events, network, words)
    if live.progress.routes:
        vehicles = frozenset(view.vehicle_id for view in live.routes)
        try:
            compared = operations_state.comparison(context, live.stamp)
        except RecyclingError as error:
            st.warning(
                widgets.literal(in_words(error, words.lang)), icon=":material/warning:"
            )
        else:
            yield from load_cases(compared, vehicles, network, words)
    tickets = operations_state.tickets(context, state, day)
    yield from ticket_cases(tickets, network, words, choice.district)
    try:
        month = finished_month(day, state.last_day)
        balance = operations_state.balance(context, state, month)
    except NotReadyError:
        return
    except RecyclingError as error:
        st.warning(
            widgets.literal(in_words(error, words.lang)), icon=":material/warning:"
        )
    else:
        yield from balance_cases(balance, words, choice.district)


def finished_month(day: date, last_ticket: date | None) -> date:
    """First day of a day's month, or of the one before while tickets still come.

    A month of which most is not weighed yet adds up nowhere.
    """
    first = day.replace(day=1)
    if last_ticket is not None and last_ticket < last_day(first):
        return (first - timedelta(days=1)).replace(day=1)
    return first


def _table(cases: list[Case], live: LiveDay, words: Words) -> None:
    frame = case_frame(cases, words)

    def picked() -> None:
        rows = st.session_state["operations_cases"].selection.rows
        if rows and rows[0] < len(cases) and cases[rows[0]].target != DISPATCH:
            case = cases[rows[0]]
            operations_choice.go_to(case.target, case.param, case.value)

    event = st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX if len(frame) > 12 else "auto",
        column_config={
            name: words(f"operations.column.{name}") for name in frame.columns
        },
        selection_mode="single-row",
        on_select=picked,
        key="operations_cases",
        alt=words("operations.cases_alt"),
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(cases) and cases[rows[0]].target == DISPATCH:
        st.switch_page(
            "recycling/ui/pages/dispatch.py",
            query_params={"day": f"{live.stamp.day}"},
        )
