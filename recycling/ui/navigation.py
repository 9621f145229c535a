"""The frame around every page: title, language, list of pages, errors."""

from pathlib import Path

import streamlit as st

from recycling.ui import session, widgets
from recycling.ui.i18n import LANGUAGE_NAMES

_HERE = Path(__file__).parent

ICON = (_HERE / "icon.svg").read_text(encoding="utf-8")
"""Icon of the browser tab; one by name would be fetched from the internet."""

PAGES = (
    ("overview", "pages/overview.py"),
    ("network", "pages/network.py"),
    ("siting", "pages/siting.py"),
    ("dispatch", "pages/dispatch.py"),
    ("operations", "pages/operations.py"),
    ("bookings", "pages/bookings.py"),
    ("data", "pages/data.py"),
    ("reports", "pages/reports.py"),
    ("settings", "pages/settings.py"),
)
"""Pages in their order: name, and script beside this module."""


def run() -> None:
    """Show the frame and run the page the address asks for."""
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        place = st.container(width="content")
        _choose_language()
    words = session.words()
    place.markdown(f":material/recycling: **{words('app.title')}**")
    pages = [
        st.Page(_HERE / script, title=words(f"page.{name}"), url_path=name)
        for name, script in PAGES
    ]
    page = st.navigation(pages, position="top")
    with widgets.guarded(words):
        page.run()


def _choose_language() -> None:
    initial = session.initial_language(st.context.locale)
    st.segmented_control(
        " / ".join(LANGUAGE_NAMES.values()),
        list(LANGUAGE_NAMES),
        default=initial,
        required=True,
        format_func=LANGUAGE_NAMES.__getitem__,
        key=session.LANG_KEY,
        bind="query-params",
        label_visibility="collapsed",
    )
