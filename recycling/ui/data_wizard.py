"""The import wizard: files, what is declared of them, check, preview, commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import streamlit as st

from recycling.domain.errors import FaultsError, RecyclingError
from recycling.intake.adapting import Adapting
from recycling.intake.look import SheetLook
from recycling.schema.columns import TABLES
from recycling.services import jobs
from recycling.services.context import Context
from recycling.services.import_arguments import arguments_of
from recycling.services.importing import (
    ImportPreview,
    ImportRequest,
    import_files,
    preview_files,
)
from recycling.services.uploads import keep_upload, look_into_files
from recycling.ui import data_frames, data_outcome, job_panel, session
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words

KINDS: Final = ("csv", "gz", "xlsx", "geojson", "json", "gpkg", "zip")
"""Endings of files that are read."""

DATUMS: Final = ("wgs84", "gcj02", "bd09", "cgcs2000")
"""Coordinate systems offered; others are named as ``EPSG:`` and a number."""

ENCODINGS: Final = ("auto", "utf-8", "gb18030")

JOB_KIND: Final = "import"

BIG_BYTES: Final = 4_000_000
"""Files from this size on take more than a second: a worker imports them."""

_ROUND_KEY = "data_round"
_CHECKED_KEY = "data_checked"
_DONE_KEY = "data_done"


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a user said of files before their columns."""

    table: str | None
    crs: str | None
    encoding: str


def show(context: Context, figures: Figures) -> None:
    """Show the steps as far as the user has come."""
    words = figures.words
    job_panel.watch(context, figures, {JOB_KIND: words("data.job_title")})
    done = st.session_state.pop(_DONE_KEY, "")
    if done:
        st.success(done, icon=":material/check_circle:")
    number = st.session_state.setdefault(_ROUND_KEY, 0)
    with st.container(border=True):
        st.subheader(words("data.step_files"), anchor=False)
        uploaded = st.file_uploader(
            words("data.files"),
            type=list(KINDS),
            accept_multiple_files=True,
            key=f"data_files_{number}",
            label_visibility="collapsed",
        )
        st.caption(words("data.files_note"))
    if not uploaded:
        return
    paths = keep_upload(context, {file.name: file.getvalue() for file in uploaded})
    declared, looks = _declare(context, paths, words)
    adapting = _map_columns(looks, words)
    request = ImportRequest(
        paths=paths,
        crs=declared.crs,
        table=declared.table,
        encoding=declared.encoding,
        skip_bad_rows=bool(st.session_state.get("data_skip_bad_rows")),
        adapting=adapting,
    )
    _check(context, request, figures)


def _declare(
    context: Context, paths: Sequence[Path], words: Words
) -> tuple[_Declared, Mapping[str, tuple[SheetLook, ...]]]:
    """Ask which tables, datum and encoding the files have."""
    with st.container(border=True):
        st.subheader(words("data.step_declare"), anchor=False)
        first, second, third = st.columns(3)
        table = first.selectbox(
            words("data.table"),
            ["", *TABLES],
            format_func=lambda name: words.table(name) if name else words("data.auto"),
            help=words("data.table_help"),
            key="data_table",
        )
        encoding = third.selectbox(
            words("data.encoding"),
            ENCODINGS,
            format_func=lambda name: words("data.auto") if name == "auto" else name,
            key="data_encoding",
        )
        looks = _looks(context, tuple(map(str, paths)), table or None, encoding or "")
        needs_crs = any(one.has_position for found in looks.values() for one in found)
        crs = second.selectbox(
            words("data.crs"),
            DATUMS,
            index=None,
            format_func=lambda name: (
                words(f"data.crs_{name}") if name in DATUMS else name
            ),
            placeholder=words("data.crs_choose" if needs_crs else "data.crs_none"),
            help=words("data.crs_help"),
            accept_new_options=True,
            key="data_crs",
        )
        if needs_crs and not crs:
            st.warning(words("data.crs_needed"), icon=":material/explore:")
        for name, found in looks.items():
            st.caption(_found(name, found, words))
    return _Declared(table or None, crs or None, encoding or "auto"), looks


@st.cache_data(max_entries=16, show_spinner=False)
def _looks(
    _context: Context, paths: tuple[str, ...], table: str | None, encoding: str
) -> dict[str, tuple[SheetLook, ...]]:
    """Look into files; their folder is named by what they hold."""
    request = ImportRequest([Path(p) for p in paths], table=table, encoding=encoding)
    return look_into_files(_context, request)


def _found(name: str, looks: Sequence[SheetLook], words: Words) -> str:
    if not looks:
        return words("data.found_none", file=name)
    tables = words.join([words.table(look.table) for look in looks])
    return words("data.found", file=name, tables=tables)


def _map_columns(looks: Mapping[str, tuple[SheetLook, ...]], words: Words) -> Adapting:
    """Ask what columns mean that do not say so themselves."""
    sheets = [look for found in looks.values() for look in found]
    if not sheets:
        return Adapting()
    unknown = sum(not h.attribute for look in sheets for h in look.headers)
    missing = sum(len(look.missing) for look in sheets)
    with st.container(border=True):
        st.subheader(words("data.step_columns"), anchor=False)
        known = sum(bool(h.attribute) for look in sheets for h in look.headers)
        st.caption(
            words("data.columns_note", known=known, unknown=unknown, missing=missing)
        )
        meanings: dict[str, str] = {}
        fills: dict[str, str] = {}
        if len(sheets) == 1:
            needs_help = bool(unknown or missing)
            with st.expander(
                words("data.columns_edit"), expanded=needs_help, key="data_columns"
            ):
                meanings = _edit_meanings(sheets[0], words)
                fills = _edit_fills(sheets[0], meanings, words)
        elif unknown or missing:
            st.info(words("data.columns_one"), icon=":material/info:")
        ignore = st.toggle(
            words("data.ignore_extra"),
            help=words("data.ignore_extra_help"),
            key="data_ignore_extra",
        )
    return Adapting(meanings, fills, ignore_extra=ignore)


def _edit_meanings(look: SheetLook, words: Words) -> dict[str, str]:
    names = list(data_frames.column_names(look.table, words).values())
    text = st.column_config.TextColumn
    edited = st.data_editor(
        data_frames.mapping_frame(look, words),
        hide_index=True,
        disabled=["header", "example"],
        column_config={
            "header": text(words("data.header")),
            "example": text(words("data.example")),
            "meaning": st.column_config.SelectboxColumn(
                words("data.meaning"), options=[data_frames.LEAVE_OUT, *names]
            ),
        },
        placeholder=NONE,
        key=f"data_mapping_{look.table}_{_token(look)}_{words.lang}",
        alt=words("data.mapping_alt"),
    )
    return data_frames.meanings_of(look, list(edited["meaning"]), words)


def _edit_fills(
    look: SheetLook, meanings: Mapping[str, str], words: Words
) -> dict[str, str]:
    """Ask for one value of whole columns that are required and not in the file."""
    lacking = [name for name in look.missing if name not in meanings.values()]
    if not lacking:
        return {}
    st.caption(words("data.fills_note"))
    names = data_frames.column_names(look.table, words)
    places = st.columns(3)
    fills = {}
    for place, name in enumerate(lacking):
        value = places[place % 3].text_input(
            names[name], key=f"data_fill_{look.table}_{name}"
        )
        if value:
            fills[name] = value
    return fills


def _check(context: Context, request: ImportRequest, figures: Figures) -> None:
    """Check the files when asked, show what was found, and offer the import."""
    words = figures.words
    token = _token(request)
    with st.container(border=True):
        st.subheader(words("data.step_check"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(
                words("data.check"),
                key="data_check",
                type="primary",
                icon=":material/fact_check:",
            ):
                st.session_state[_CHECKED_KEY] = token
            st.toggle(
                words("data.skip_bad_rows"),
                help=words("data.skip_bad_rows_help"),
                key="data_skip_bad_rows",
            )
        if st.session_state.get(_CHECKED_KEY) != token:
            st.caption(words("data.check_note"))
            return
        with st.spinner(words("data.checking"), show_time=True):
            last = session.version(context).last_import
            found = _outcome(context, request, last)
        data_outcome.show(found, figures)
        if isinstance(found, ImportPreview):
            _offer(context, request, found, words)


@st.cache_resource(
    max_entries=4, ttl="30m", show_spinner=False, hash_funcs={ImportRequest: repr}
)
def _outcome(
    _context: Context, request: ImportRequest, last_import: int
) -> ImportPreview | RecyclingError:
    """Preview an import; files that are refused are an outcome as well."""
    del last_import
    try:
        return preview_files(_context, request)
    except FaultsError as error:
        return error
    except RecyclingError as error:
        return error


def _offer(
    context: Context, request: ImportRequest, found: ImportPreview, words: Words
) -> None:
    counts = found.result.counts
    moved = sum(count.added + count.updated for count in counts)
    if not st.button(
        words("data.commit", rows=f"{moved:,}"),
        key="data_commit",
        type="primary",
        icon=":material/database_upload:",
        disabled=not moved,
    ):
        return
    if sum(path.stat().st_size for path in request.paths) >= BIG_BYTES:
        job = jobs.submit(context, JOB_KIND, arguments_of(request))
        job_panel.open_job(job.job_id)
    else:
        with st.spinner(words("data.importing"), show_time=True):
            done = import_files(context, request).counts
        st.session_state[_DONE_KEY] = words(
            "data.done",
            added=f"{sum(count.added for count in done):,}",
            updated=f"{sum(count.updated for count in done):,}",
        )
    session.forget_version()
    st.session_state[_ROUND_KEY] += 1
    st.rerun()


def _token(value: Any) -> str:
    return sha256(repr(value).encode()).hexdigest()[:12]
