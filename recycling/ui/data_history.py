"""The log of imports on a page, and the way back."""

from zoneinfo import ZoneInfo

import streamlit as st

from recycling.domain.errors import RecyclingError
from recycling.domain.records import LoggedImport
from recycling.schema.said import in_words
from recycling.services.context import Context
from recycling.services.import_history import (
    import_changes,
    list_imports,
    undo_imports,
)
from recycling.ui import data_frames, session, widgets
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

SHOWN = 200
"""Imports in the table."""

_TOLD_KEY = "data_undone"
_ROUND_KEY = "data_history_round"


def show(context: Context, figures: Figures) -> None:
    """Show the newest imports; chosen ones can be looked into and undone."""
    words = figures.words
    told = st.session_state.pop(_TOLD_KEY, "")
    if told:
        st.success(told, icon=":material/undo:")
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.caption(words("data.history_note"), width="stretch")
        everything = st.toggle(
            words("data.history_all"),
            help=words("data.history_all_help"),
            key="data_history_all",
        )
    found = list_imports(context, SHOWN, only_files=not everything)
    if not found:
        st.info(words("data.history_none"), icon=":material/history:")
        return
    chosen = _table(context, found, words)
    if chosen:
        _details(context, chosen, words)


def _table(
    context: Context, found: list[LoggedImport], words: Words
) -> list[LoggedImport]:
    zone = ZoneInfo(context.settings.intake.timezone)
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    number_of = st.session_state.setdefault(_ROUND_KEY, 0)
    event = st.dataframe(
        data_frames.history_frame(found, zone, words),
        hide_index=True,
        height=min(420, 38 + 35 * len(found)),
        column_config={
            "number": number(words("data.number"), format="%d", width="small"),
            "at": st.column_config.DatetimeColumn(
                words("data.at"), format="YYYY-MM-DD HH:mm"
            ),
            "who": text(words("data.who")),
            "file": text(words("data.file"), width="medium"),
            "table": text(words("data.table")),
            "added": number(words("data.count_added"), format="localized"),
            "updated": number(words("data.count_updated"), format="localized"),
            "unchanged": number(words("data.count_unchanged"), format="localized"),
            "state": text(words("data.state"), width="medium"),
        },
        selection_mode="multi-row",
        on_select="rerun",
        key=f"data_history_{number_of}",
        alt=words("data.history_alt"),
    )
    rows = event["selection"]["rows"]
    return [found[row] for row in rows if row < len(found)]


def _details(context: Context, chosen: list[LoggedImport], words: Words) -> None:
    with st.container(border=True):
        changes = {
            one.record.table: import_changes(context, one.import_id)
            for one in chosen
            if one.record.updated and one.record.undone_at is None
        }
        frame = data_frames.change_frame(changes, words)
        if len(frame):
            st.markdown(f"**{words('data.changes')}**")
            st.dataframe(
                frame,
                hide_index=True,
                height=min(300, 38 + 35 * len(frame)),
                column_config={
                    name: st.column_config.TextColumn(words(f"data.{name}"))
                    for name in frame.columns
                },
                key="data_history_changes",
                alt=words("data.changes_alt"),
            )
        numbers = [one.import_id for one in chosen]
        st.caption(words("data.undo_note"))
        if st.button(
            words("data.undo", numbers=words.join(list(map(str, numbers)))),
            key="data_undo",
            icon=":material/undo:",
        ):
            _undo(context, numbers, words)


def _undo(context: Context, numbers: list[int], words: Words) -> None:
    try:
        done = undo_imports(context, numbers)
    except RecyclingError as error:
        st.error(
            widgets.literal(in_words(error, words.lang)),
            title=words("data.undo_refused"),
            icon=":material/block:",
        )
        return
    st.session_state[_TOLD_KEY] = words(
        "data.undone",
        count=len(done),
        removed=f"{sum(one.removed for one in done):,}",
        restored=f"{sum(one.restored for one in done):,}",
    )
    st.session_state[_ROUND_KEY] += 1
    session.forget_version()
    st.rerun()
