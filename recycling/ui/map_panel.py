"""The map with its filters and legend."""

from collections import Counter

import streamlit as st

from recycling.ui import session, site_groups, site_map, widgets
from recycling.ui.figures import Figures
from recycling.ui.site_map import MapChoice
from recycling.ui.snapshot import Snapshot

MAP_HEIGHT_PX = 560


@st.fragment
def show(snapshot: Snapshot, figures: Figures) -> None:
    """Show filters, the map of what they choose, and its legend.

    A fragment: another choice redraws the map and nothing else on the page.
    """
    words = figures.words
    choice = _choose(snapshot, figures)
    sites = site_map.shown_sites(snapshot.sites, choice)
    routes = site_map.shown_routes(snapshot.routes, choice)
    widgets.colour_key(site_groups.legend(sites, words))
    st.pydeck_chart(
        session.on_basemap(site_map.build_map(snapshot, choice, figures)),
        height=MAP_HEIGHT_PX,
        key="map",
        alt=words("map.alt"),
    )
    st.caption(
        words(
            "map.summary",
            sites=f"{len(sites):,}",
            routes=f"{len(routes):,}",
            all_routes=f"{len(snapshot.routes):,}",
        )
    )
    chosen = sum(route.catchment in choice.catchments for route in snapshot.routes)
    if chosen > len(routes):
        st.caption(words("map.capped", limit=site_map.MAX_ROUTES))


def _choose(snapshot: Snapshot, figures: Figures) -> MapChoice:
    words = figures.words
    present = {site.kind for site in snapshot.sites}
    kinds = [kind for group in site_groups.GROUP_KINDS.values() for kind in group]
    names = {d.code: words.name(d) for d in snapshot.districts}
    left, middle, right = st.columns(3)
    chosen_kinds = left.multiselect(
        words("map.kinds"),
        [kind.value for kind in reversed(kinds) if kind.value in present],
        format_func=lambda kind: words.label("SiteKind", kind),
        placeholder=words("map.kinds_all"),
        key="map_kinds",
        select_all=False,
    )
    chosen_districts = middle.multiselect(
        words("map.districts"),
        list(names),
        format_func=names.__getitem__,
        placeholder=words("map.districts_all"),
        key="map_districts",
        select_all=False,
    )
    with right:
        catchments = _choose_catchments(snapshot, figures)
    return MapChoice(frozenset(chosen_kinds), frozenset(chosen_districts), catchments)


def _choose_catchments(snapshot: Snapshot, figures: Figures) -> frozenset[str]:
    words = figures.words
    sites = {site.site_id: site.name for site in snapshot.sites}
    counts = Counter(route.catchment for route in snapshot.routes)
    catchments = sorted(counts)
    absent = words("map.catchments_none" if catchments else "map.catchments_absent")
    return frozenset(
        st.multiselect(
            words("map.catchments"),
            catchments,
            # One catchment at first: all of a city's routes at once are slow.
            default=catchments[:1],
            format_func=lambda code: f"{sites.get(code, code)} ({counts[code]})",
            placeholder=absent,
            disabled=not catchments,
            key="map_catchments",
            select_all=False,
        )
    )
