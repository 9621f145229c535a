"""What checking files found: faults by row, or what the import would change."""

import streamlit as st

from recycling.domain.errors import Fault, FaultsError, Notice, RecyclingError
from recycling.intake.notices import notice_message
from recycling.intake.report import IntakeReport
from recycling.services.importing import ImportPreview
from recycling.ui import data_frames, widgets
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words

MOST_ROWS = 500
"""Faults and changes in a table; the download has all faults."""

_HEIGHT_PX = 360


def show(found: ImportPreview | RecyclingError, figures: Figures) -> None:
    """Show the outcome of a check."""
    words = figures.words
    if isinstance(found, FaultsError):
        st.error(
            words("data.refused", count=f"{len(found.faults):,}"),
            icon=":material/error:",
        )
        _notices(found.notices, words)
        faults(found.faults, words)
        return
    if isinstance(found, RecyclingError):
        st.error(
            widgets.literal(str(found)),
            title=words("error.title"),
            icon=":material/error:",
        )
        return
    _preview(found, words)


def faults(found: tuple[Fault, ...], words: Words) -> None:
    """List faults, the first of them here and all of them to download."""
    text = st.column_config.TextColumn
    st.dataframe(
        data_frames.fault_frame(found[:MOST_ROWS], words),
        hide_index=True,
        height=_HEIGHT_PX if len(found) > 8 else "auto",
        column_config={
            "file": text(words("data.file")),
            "sheet": text(words("data.sheet")),
            "row": text(words("data.row"), width="small", alignment="right"),
            "column": text(words("data.column")),
            "value": text(words("data.value")),
            "message": text(words("data.message"), width="large"),
        },
        key="data_faults",
        alt=words("data.faults_alt"),
    )
    report = IntakeReport("", faults=list(found), fault_count=len(found))
    st.download_button(
        words("data.faults_download", count=f"{len(found):,}"),
        lambda: report.to_csv(words.lang),
        file_name="faults.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="data_faults_download",
    )


def _preview(found: ImportPreview, words: Words) -> None:
    counts = found.result.counts
    sums = {
        name: sum(getattr(count, name) for count in counts)
        for name in ("added", "updated", "unchanged", "skipped")
    }
    is_idle = not sums["added"] and not sums["updated"]
    tell = st.info if is_idle else st.success
    tell(
        words(
            "data.preview_none" if is_idle else "data.preview",
            **{name: f"{value:,}" for name, value in sums.items()},
        ),
        icon=":material/preview:",
    )
    _notices(found.result.notices, words)
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    numbers = ("rows", "added", "updated", "unchanged", "skipped")
    st.dataframe(
        data_frames.count_frame(counts, words),
        hide_index=True,
        column_config={
            "table": text(words("data.table")),
            "file": text(words("data.file")),
        }
        | {n: number(words(f"data.count_{n}"), format="localized") for n in numbers},
        key="data_counts",
        alt=words("data.counts_alt"),
    )
    _changes(found, words)
    if found.result.faults:
        st.warning(
            words("data.left_out", count=f"{sums['skipped']:,}"),
            icon=":material/warning:",
        )
        faults(found.result.faults, words)


def _changes(found: ImportPreview, words: Words) -> None:
    """List the values that would change, the first of them."""
    text = st.column_config.TextColumn
    frame = data_frames.change_frame(found.changes, words)
    if len(frame):
        st.markdown(f"**{words('data.changes')}**")
        st.dataframe(
            frame.head(MOST_ROWS),
            hide_index=True,
            height=_HEIGHT_PX if len(frame) > 8 else "auto",
            column_config={
                "table": text(words("data.table")),
                "key": text(words("data.key")),
                "column": text(words("data.column")),
                "change": text(words("data.change"), width="large"),
            },
            key="data_changes",
            alt=words("data.changes_alt"),
        )


def _notices(notices: tuple[Notice, ...], words: Words) -> None:
    for notice in notices:
        st.warning(
            widgets.literal(notice_message(notice, words.lang)),
            icon=":material/info:",
        )
