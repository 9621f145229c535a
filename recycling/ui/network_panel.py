"""The network page's filters, map and tables; choosing a site on any of them."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from recycling.services.network_state import NetworkState
from recycling.ui import network_map, network_tables, session, widgets
from recycling.ui.figures import NONE, Figures
from recycling.ui.i18n import Words
from recycling.ui.network_map import MapRequest
from recycling.ui.network_records import (
    DEFAULT_GROUPS,
    NetworkChoice,
    NetworkSite,
)
from recycling.ui.site_groups import GROUP_KINDS

SITE_PARAM = "site"
"""Parameter of the address that names the chosen site."""

TABLES: Final = ("sites", "findings", "coverage")
"""Tables under the map, one at a time."""

FOCUS_KEY = "network_focus"
MAP_HEIGHT_PX: Final = 600
_TABLE_HEIGHT_PX: Final = 420


def chosen_site(state: NetworkState) -> str:
    """Id of the site in the address, empty where it names none that is recorded."""
    site_id = st.query_params.get(SITE_PARAM, "")
    return site_id if site_id in state.network.sites else ""


def choose_site(site_id: str, *, goes_there: bool) -> None:
    """Put a site into the address; look at it on the map where it was not clicked."""
    st.query_params[SITE_PARAM] = site_id
    st.session_state[FOCUS_KEY] = site_id if goes_there else ""


def leave_site() -> None:
    """Take the site out of the address."""
    st.query_params.pop(SITE_PARAM, None)
    st.session_state[FOCUS_KEY] = ""


def choose(state: NetworkState, words: Words) -> tuple[NetworkChoice, str]:
    """Show the filters, all of them in the address, and read them.

    Returns
    -------
    tuple
        The filters, and what colours stand for.
    """
    names = {code: words.name(d) for code, d in sorted(state.network.districts.items())}
    present = {site.status.value for site in state.network.sites.values()}
    first, second, third = st.columns([3, 3, 2])
    query = first.text_input(
        words("network.search"),
        placeholder=words("network.search_hint"),
        icon=":material/search:",
        key="q",
        bind="query-params",
    )
    districts = second.multiselect(
        words("network.districts"),
        list(names),
        format_func=names.__getitem__,
        placeholder=words("network.districts_all"),
        key="districts",
        bind="query-params",
        select_all=False,
    )
    states = third.multiselect(
        words("network.states"),
        [s for s in ("existing", "candidate", "closed") if s in present],
        format_func=lambda code: words.label("SiteStatus", code),
        placeholder=words("network.states_all"),
        key="states",
        bind="query-params",
        select_all=False,
    )
    groups, mode = _choose_view(words)
    choice = NetworkChoice(
        frozenset(groups), frozenset(states), frozenset(districts), query
    )
    return choice, mode


def _choose_view(words: Words) -> tuple[list[str], str]:
    """Show which groups are drawn and what colours stand for."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        groups = st.pills(
            words("network.groups"),
            list(GROUP_KINDS)[::-1],
            selection_mode="multi",
            default=list(DEFAULT_GROUPS),
            format_func=lambda group: words(f"network.key.kind.{group}"),
            key="groups",
            bind="query-params",
            width="content",
        )
        mode = st.segmented_control(
            words("network.colour"),
            network_map.MODES,
            default=network_map.MODES[0],
            required=True,
            format_func=lambda name: words(f"network.mode.{name}"),
            key="colour",
            bind="query-params",
            width="content",
        )
    return groups, mode


def show_map(
    state: NetworkState,
    sites: Sequence[NetworkSite],
    choice: NetworkChoice,
    mode: str,
    figures: Figures,
) -> None:
    """Show the map with its key; a click chooses a site."""
    words = figures.words
    site_id = chosen_site(state)
    focus = st.session_state.get(FOCUS_KEY, "")
    wanted = MapRequest(sites, mode, choice.districts, site_id, focus)
    key = network_map.map_key(sites, state, mode, figures)
    widgets.colour_key(key | network_map.zone_key(state, figures))
    # Another key looks anew: the map otherwise stays where the user moved it.
    chart = f"network_map_{focus}_{'_'.join(sorted(choice.districts))}"
    st.pydeck_chart(
        session.on_basemap(network_map.network_deck(state, wanted, figures)),
        height=MAP_HEIGHT_PX,
        key=chart,
        alt=words("network.map_alt"),
        on_select=lambda: _clicked(chart, state),
    )
    st.caption(
        words(
            "network.map_note",
            shown=f"{len(sites):,}",
            all=f"{len(state.network.sites):,}",
        )
    )


def _clicked(chart: str, state: NetworkState) -> None:
    """Choose the site that was clicked; districts and zones choose nothing."""
    objects = st.session_state[chart].selection.get("objects", {})
    for found in objects.values():
        for one in found:
            if one.get("id") in state.network.sites:
                choose_site(one["id"], goes_there=False)


def show_sites(
    state: NetworkState, sites: Sequence[NetworkSite], figures: Figures
) -> None:
    """Show the sites that keep the filters as a table; a row chooses one."""
    words = figures.words
    frame = network_tables.site_frame(sites, state, words)
    if len(sites) > len(frame):
        st.caption(words("network.table_capped", rows=f"{len(frame):,}"))
    _selectable(frame, "network_sites", frame["site"].tolist(), _site_columns(words))


def show_findings(state: NetworkState, figures: Figures) -> None:
    """Show what the checks noticed; a row goes to its site."""
    words = figures.words
    frame = network_tables.finding_frame(state, words)
    if frame.empty:
        st.success(words("network.no_findings"), icon=":material/check_circle:")
        return
    st.caption(words("network.findings_note"))
    names = ("severity", "check", "subject", "name", "value", "detail")
    columns = {name: words(f"network.column.{name}") for name in names}
    _selectable(frame, "network_findings", frame["subject"].tolist(), columns)


def show_coverage(state: NetworkState, figures: Figures) -> None:
    """Show coverage by district."""
    words = figures.words
    number = st.column_config.NumberColumn
    st.caption(words("network.coverage_note"))
    share = st.column_config.ProgressColumn(
        words("network.column.covered"), format="percent", min_value=0, max_value=1
    )
    st.dataframe(
        network_tables.coverage_frame(state, words),
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config={
            "district": words("column.district"),
            "share": share,
            "served_share": number(words("network.column.served"), format="percent"),
            "population": number(
                words("network.column.population"), format="localized"
            ),
            "uncovered": number(words("network.column.uncovered"), format="localized"),
            "km": number(words("network.column.km"), format="%.1f"),
        },
        placeholder=NONE,
        key="network_coverage",
    )


def _site_columns(words: Words) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    plain = ("site", "name", "kind", "status", "district", "standing")
    columns: dict[str, Any] = {n: words(f"network.column.{n}") for n in plain}
    columns |= {
        name: number(words(f"network.column.{name}"), format="localized")
        for name in ("capacity", "throughput", "findings")
    }
    columns["share"] = number(words("network.column.share"), format="percent")
    return columns


def _selectable(
    frame: pd.DataFrame,
    key: str,
    subjects: Sequence[str],
    columns: dict[str, Any],
) -> None:
    """Show a table of which one row can be chosen: the map goes to its site."""

    def chosen() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            choose_site(subjects[rows[0]], goes_there=True)

    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config=columns,
        placeholder=NONE,
        selection_mode="single-row",
        on_select=chosen,
        key=key,
    )
