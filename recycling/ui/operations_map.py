"""Where the day stands on the map: stops by state, and the way of one vehicle."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from maps.deck import MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.layers import path_layer, point_layer, polygon_layer
from maps.style import Colour
from recycling.domain.network import Network
from recycling.domain.plans import PlannedRoute
from recycling.domain.units import clock
from recycling.reporting.palette import (
    BLUE,
    GREEN,
    GREY,
    GROUND,
    INK,
    ORANGE,
    RED,
    rgba,
)
from recycling.ui.i18n import Words
from recycling.ui.network_map import css
from recycling.ui.operations_frames import site_name
from recycling.ui.operations_records import (
    DONE,
    FAILED,
    LATE,
    OPEN,
    STATES,
    UNDER_WAY,
    RouteView,
    StopView,
)

PALETTE: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        OPEN: rgba(GREY),
        DONE: rgba(BLUE),
        UNDER_WAY: rgba(GREEN),
        LATE: rgba(ORANGE),
        FAILED: rgba(RED),
    }
)
"""Colour by state."""

SIZE_PX: Final = (480.0, 500.0)
"""Width and height the map gets beside the table of vehicles."""

MAX_TIPS: Final = 2_000
"""Stops of one state that still have tooltips; choose a depot to see fewer."""

_RADIUS_PX: Final = MappingProxyType(
    {OPEN: 2.0, DONE: 2.5, UNDER_WAY: 4.0, LATE: 4.0, FAILED: 5.0}
)
_RADIUS_M: Final = 50.0
_GROUND: Final[Colour] = rgba(GROUND)
_WAY: Final[Colour] = rgba(INK, 200)


def state_deck(
    views: Sequence[RouteView],
    network: Network,
    shapes: Mapping[str, str],
    words: Words,
    route: PlannedRoute | None = None,
) -> Any:
    """Draw districts, the way of a chosen vehicle, and stops by state.

    Parameters
    ----------
    views
        Routes whose stops are drawn; of the chosen vehicle alone where one is.
    network
        Where the sites are.
    shapes
        Areas of the districts as WKT.
    words
        Language of the tooltips.
    route
        Planned route of the chosen vehicle; ``None`` for all.

    Returns
    -------
    pydeck.Deck
        Layers ``districts``, ``way`` and one per state; empty ones are left out.
    """
    shown = [v for v in views if route is None or v.vehicle_id == route.vehicle_id]
    by_state: dict[str, list[tuple[str, StopView]]] = {state: [] for state in STATES}
    for view in shown:
        for stop in view.stops:
            by_state[stop.state].append((view.vehicle_id, stop))
    layers = [
        _ground(network, shapes, words),
        _way(network, route),
        *(_points(state, own, network, words) for state, own in by_state.items()),
    ]
    return build_deck([layer for layer in layers if layer.data], _view(shown, network))


def state_key(views: Iterable[RouteView], words: Words) -> dict[str, str]:
    """CSS colours by what they mean and how many stops there are."""
    counts = Counter(stop.state for view in views for stop in view.stops)
    return {
        f"{words(f'operations.state.{state}')} {counts[state]:,}": css(colour)
        for state, colour in PALETTE.items()
    }


def _ground(network: Network, shapes: Mapping[str, str], words: Words) -> Any:
    records = [
        {
            "id": code,
            "wkt": wkt,
            "category": "",
            "tooltip": words.name(network.districts[code]),
        }
        for code, wkt in shapes.items()
    ]
    return polygon_layer("districts", to_frame(records), {"": _GROUND}, pickable=False)


def _way(network: Network, route: PlannedRoute | None) -> Any:
    sites = network.sites
    stops = route.stops if route else ()
    places = [sites[stop.site_id] for stop in stops if stop.site_id in sites]
    pairs = [f"{site.lon:.5f} {site.lat:.5f}" for site in places]
    line = f"LINESTRING ({', '.join(pairs)})"
    is_way = len(set(pairs)) > 1
    records = [{"id": "way", "wkt": line, "category": "way"}] if is_way else []
    return path_layer(
        "way", to_frame(records), {"way": _WAY}, min_width_px=2.0, pickable=False
    )


def _points(
    state: str,
    stops: Sequence[tuple[str, StopView]],
    network: Network,
    words: Words,
) -> Any:
    is_silent = len(stops) > MAX_TIPS
    records: list[dict[str, Any]] = []
    for vehicle_id, view in stops:
        site = network.sites.get(view.stop.site_id)
        if site is None:
            continue
        row: dict[str, Any] = {"lon": site.lon, "lat": site.lat, "category": state}
        if not is_silent:
            row["id"] = vehicle_id
            row["tooltip"] = stop_tip(vehicle_id, view, network, words)
        records.append(row)
    return point_layer(
        state,
        to_frame(records),
        PALETTE,
        radius_m=_RADIUS_M,
        min_radius_px=_RADIUS_PX[state],
        pickable=not is_silent,
    )


def stop_tip(vehicle_id: str, view: StopView, network: Network, words: Words) -> str:
    """Site, vehicle, state, times and masses of a stop."""
    stop = view.stop
    lines = [
        site_name(network, stop.site_id),
        f"{vehicle_id} · {words(f'operations.state.{view.state}')}",
        words("operations.tip.planned", at=clock(stop.planned_s), kg=stop.planned_kg),
    ]
    if stop.arrived_s is not None:
        lines.append(words("operations.tip.arrived", at=clock(stop.arrived_s)))
    elif view.expected_s is not None:
        lines.append(words("operations.tip.expected", at=clock(view.expected_s)))
    if stop.collected_kg is not None:
        lines.append(words("operations.tip.collected", kg=stop.collected_kg))
    if stop.note:
        lines.append(stop.note)
    return "\n".join(lines)


def _view(views: Iterable[RouteView], network: Network) -> MapView | None:
    places = [
        network.sites[stop.stop.site_id]
        for view in views
        for stop in view.stops
        if stop.stop.site_id in network.sites
    ]
    if not places:
        return None
    lons, lats = [site.lon for site in places], [site.lat for site in places]
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats), SIZE_PX)
