"""Empty files to fill in, to download in both languages."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from recycling.intake.template import write_template
from recycling.schema.columns import TABLES, Lang
from recycling.schema.reference import column_row, reference_header
from recycling.ui.i18n import LANGUAGE_NAMES, Words

ENDINGS: Final = ("xlsx", "csv")

MIMES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def template_bytes(table: str, lang: Lang, ending: str) -> bytes:
    """Write an empty file of a table.

    Parameters
    ----------
    table
        Input table.
    lang
        Language of its headers.
    ending
        One of `ENDINGS`.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.{ending}"
        write_template(table, path, lang)
        return path.read_bytes()


def show(words: Words) -> None:
    """Show what a table's columns are, and its template in each language."""
    table = st.selectbox(
        words("data.table"),
        list(TABLES),
        format_func=words.table,
        key="data_template_table",
        bind="query-params",
    )
    if table is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for lang, name in LANGUAGE_NAMES.items():
            for ending in ENDINGS:
                _button(table, lang, name, ending)
    rows = [
        dict(enumerate(column_row(one, words.lang))) for one in TABLES[table].columns
    ]
    titles = reference_header(words.lang)
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            str(place): st.column_config.TextColumn(title)
            for place, title in enumerate(titles)
        },
        key=f"data_columns_{table}",
        alt=words("data.columns_alt", table=words.table(table)),
    )


def _button(table: str, lang: Lang, name: str, ending: str) -> None:
    st.download_button(
        f"{name} · {ending}",
        lambda: template_bytes(table, lang, ending),
        file_name=f"{table}_{lang}.{ending}",
        mime=MIMES[ending],
        icon=":material/download:",
        on_click="ignore",
        key=f"data_template_{lang}_{ending}",
    )
