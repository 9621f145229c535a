"""The frame around every page: title, language, list of pages, errors."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from recycling.ui import session, widgets
from recycling.ui.i18n import LANGUAGE_NAMES, Words

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
    page = st.navigation(_pages(words), position="top")
    with widgets.guarded(words):
        page.run()


def _pages(words: Words) -> list[Page]:
    """Give every page its address; the first is at the root and at its name."""
    (first, script), *others = PAGES
    title = words(f"page.{first}")
    root = st.Page(_HERE / script, title=title, url_path="", default=True)

    def to_root() -> None:
        st.switch_page(root, query_params=st.query_params.to_dict())

    # Streamlit serves the default page at the root alone: a link by name is not found.
    named = st.Page(to_root, title=title, url_path=first, visibility="hidden")
    return [
        root,
        *(
            st.Page(_HERE / script, title=words(f"page.{name}"), url_path=name)
            for name, script in others
        ),
        named,
    ]


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
