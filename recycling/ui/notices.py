"""What a page says about its data: missing, synthetic, simulated."""

import shlex
from pathlib import Path

import streamlit as st

from recycling.services.overview import Overview
from recycling.ui.cards import simulated_share
from recycling.ui.data_version import DataVersion
from recycling.ui.figures import percent
from recycling.ui.i18n import Words


def missing_data(state: DataVersion, workspace: Path, words: Words) -> None:
    """Say that there is nothing to show yet, and how to change that."""
    st.header(words("empty.title"), anchor=False)
    if state.is_empty:
        st.info(words("empty.body"), icon=":material/database:")
    else:
        names = words.join(words.table(table) for table in state.missing)
        st.warning(words("empty.missing", tables=names), icon=":material/database:")
    for key, command in filling_commands(workspace).items():
        st.markdown(words(key))
        st.code(command, language="sh")


def filling_commands(workspace: Path) -> dict[str, str]:
    """Commands that fill the database of a workspace, by what they are for."""
    folder = shlex.quote(str(workspace))
    return {
        "empty.demo": f"make demo WORKSPACE={folder}",
        "empty.sample": f"recycling sample chongqing --workspace {folder}",
        "empty.own": "recycling template sites\n"
        f"recycling import sites.csv --crs wgs84 --workspace {folder}",
    }


def synthetic_badges(shown: Overview, words: Words) -> None:
    """Mark data that is made up."""
    share = simulated_share(shown.report)
    if shown.is_synthetic or share:
        synthetic_badge(words)
    if share:
        st.badge(words("badge.simulated", share=percent(share)), color="orange")


def heading(page: str, words: Words, *, is_synthetic: bool) -> None:
    """Show the title of a page, beside it that what it shows is made up."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(words(f"page.{page}"), anchor=False, width="content")
        if is_synthetic:
            synthetic_badge(words)


def synthetic_badge(words: Words) -> None:
    """Mark sites, vehicles or tickets that are made up."""
    st.badge(
        words("badge.synthetic"),
        icon=":material/science:",
        color="orange",
        help=words("badge.synthetic_help"),
    )
