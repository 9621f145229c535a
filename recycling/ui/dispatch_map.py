"""A day's routes on the map: all faint, the chosen one with its stops in order."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from maps.deck import MapView, build_deck, view_of_bounds
from maps.frames import to_frame
from maps.layers import path_layer, point_layer, polygon_layer, text_layer
from maps.style import Colour
from recycling.domain.plans import PlannedRoute, StopKind
from recycling.domain.units import clock
from recycling.reporting.palette import BLUE, GROUND, INK, ORANGE, PINK, RED, SKY, rgba
from recycling.ui.dispatch_records import Desk, pickups
from recycling.ui.district_shapes import district_shapes
from recycling.ui.figures import Figures
from recycling.ui.i18n import Words
from recycling.ui.map_records import map_districts
from recycling.ui.network_map import css

CHOSEN, OTHERS, FADED, SERVED, LEFT, UNLOAD, DEPOT = (
    "chosen", "others", "faded", "served", "left", "unload", "depot",
)  # fmt: skip

PALETTE: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        CHOSEN: rgba(RED),
        OTHERS: rgba(BLUE, 225),
        FADED: rgba(BLUE, 50),
        SERVED: rgba(SKY),
        LEFT: rgba(PINK),
        UNLOAD: rgba(ORANGE),
        DEPOT: rgba(INK),
    }
)
"""Colour by what is drawn; routes beside the chosen one are faded on purpose."""

MAX_PATHS: Final = 800
"""Routes drawn at once."""

MAX_POINTS: Final = 1_500
"""Stops drawn at once: beyond, only those of the chosen route and what is left out."""

_GROUND: Final[Colour] = rgba(GROUND)
_INK: Final[Colour] = rgba(INK)
_RADIUS_M: Final = 12.0
_WIDTH_M: Final = 3.0


def route_deck(desk: Desk, shapes: Mapping[str, str], figures: Figures) -> Any:
    """Draw the routes that are shown; no layer asks a server for anything.

    Parameters
    ----------
    desk
        The day.
    shapes
        Areas of the districts as WKT, from `ground_shapes`.
    figures
        How figures are written.

    Returns
    -------
    pydeck.Deck
        Layers ``districts``, ``routes``, ``stops``, ``left``, ``chosen``,
        ``chosen_stops``, ``places`` and ``numbers``; empty ones are left out.
    """
    layers = [
        _ground(desk, shapes, figures.words),
        _paths(desk),
        _served(desk, figures),
        _left(desk, figures),
        *_chosen(desk, figures),
        _places(desk, figures),
    ]
    return build_deck([layer for layer in layers if layer.data], _view(desk))


def ground_shapes(desk: Desk) -> dict[str, str]:
    """Areas of all districts; a hull of thousands of sites is not drawn at each run."""
    network = desk.network
    return district_shapes(map_districts(network), network.sites.values())


def route_key(words: Words, *, has_chosen: bool) -> dict[str, str]:
    """CSS colours by what they mean."""
    names = [OTHERS, SERVED, LEFT, UNLOAD, DEPOT]
    shown = [CHOSEN, *names] if has_chosen else names
    return {words(f"dispatch.key.{name}"): css(PALETTE[name]) for name in shown}


def _ground(desk: Desk, shapes: Mapping[str, str], words: Words) -> Any:
    records = [
        {
            "id": code,
            "wkt": wkt,
            "category": "",
            "tooltip": words.name(desk.network.districts[code]),
        }
        for code, wkt in shapes.items()
    ]
    return polygon_layer("districts", to_frame(records), {"": _GROUND}, pickable=False)


def _paths(desk: Desk) -> Any:
    faded = FADED if desk.route else OTHERS
    records = [
        {"id": route.vehicle_id, "wkt": wkt, "category": faded}
        for route in desk.routes[:MAX_PATHS]
        if route.vehicle_id != desk.vehicle_id and (wkt := _line(desk, route))
    ]
    return path_layer(
        "routes",
        to_frame(records),
        PALETTE,
        width_m=_WIDTH_M,
        min_width_px=1.5,
        pickable=False,
    )


def _line(desk: Desk, route: PlannedRoute) -> str:
    """Write a route as a line; empty where it goes nowhere."""
    sites = desk.network.sites
    places = [sites[stop.site_id] for stop in route.stops if stop.site_id in sites]
    pairs = [f"{site.lon:.5f} {site.lat:.5f}" for site in places]
    kept = [pair for n, pair in enumerate(pairs) if n == 0 or pair != pairs[n - 1]]
    return f"LINESTRING ({', '.join(kept)})" if len(kept) > 1 else ""


def _served(desk: Desk, figures: Figures) -> Any:
    stops = [
        (route, number, stop)
        for route in desk.routes
        if route.vehicle_id != desk.vehicle_id
        for number, stop in enumerate(pickups(route), start=1)
    ]
    records = [
        _point(
            desk,
            stop.site_id,
            stop.order_id,
            SERVED,
            figures.words(
                "dispatch.tip.stop",
                site=desk.site_name(stop.site_id),
                vehicle=route.vehicle_id,
                number=number,
                time=clock(stop.start_s),
                mass=figures.tonnes(stop.load_kg),
            ),
        )
        for route, number, stop in stops
        if stop.site_id in desk.network.sites
    ]
    shown = records if len(records) <= MAX_POINTS else []
    return point_layer(
        "stops", to_frame(shown), PALETTE, radius_m=_RADIUS_M, min_radius_px=2.5
    )


def _left(desk: Desk, figures: Figures) -> Any:
    orders = (desk.orders.get(key) for key in desk.left_out)
    records = [
        _point(
            desk,
            order.site_id,
            order.order_id,
            LEFT,
            figures.words(
                "dispatch.tip.left",
                site=desk.site_name(order.site_id),
                order=order.order_id,
                mass=figures.tonnes(order.load_kg),
            ),
        )
        for order in orders
        if order is not None and order.site_id in desk.network.sites
    ]
    return point_layer(
        "left",
        to_frame(records[:MAX_POINTS]),
        PALETTE,
        radius_m=_RADIUS_M,
        min_radius_px=4.0,
    )


def _chosen(desk: Desk, figures: Figures) -> list[Any]:
    """Draw the route that is looked at: way, stops, and their numbers."""
    route = desk.route
    if route is None:
        return []
    line = _line(desk, route)
    way = [{"id": route.vehicle_id, "wkt": line, "category": CHOSEN}] if line else []
    records = [
        _point(
            desk,
            stop.site_id,
            f"{number}",
            CHOSEN,
            figures.words(
                "dispatch.tip.stop",
                site=desk.site_name(stop.site_id),
                vehicle=route.vehicle_id,
                number=number,
                time=clock(stop.start_s),
                mass=figures.tonnes(stop.load_kg),
            ),
        )
        | {"text": f"{number}"}
        for number, stop in enumerate(pickups(route), start=1)
        if stop.site_id in desk.network.sites
    ]
    return [
        path_layer(
            "chosen",
            to_frame(way),
            PALETTE,
            width_m=_WIDTH_M,
            min_width_px=3.5,
            pickable=False,
        ),
        point_layer(
            "chosen_stops",
            to_frame(records),
            PALETTE,
            radius_m=_RADIUS_M,
            min_radius_px=5.0,
        ),
        text_layer(
            "numbers",
            to_frame([row | {"category": "ink"} for row in records]),
            {"ink": _INK},
            size_px=14.0,
            offset_px=(0, -14),
        ),
    ]


def _places(desk: Desk, figures: Figures) -> Any:
    """Draw the depots, and where the shown routes unload."""
    unloads = {
        stop.site_id
        for route in ([desk.route] if desk.route else desk.routes)
        for stop in route.stops
        if stop.kind is StopKind.UNLOAD
    }
    depots = {route.catchment for route in desk.routes} | set(desk.shown)
    named = [(key, UNLOAD) for key in sorted(unloads)]
    named += [(key, DEPOT) for key in sorted(depots)]
    records = [
        _point(
            desk,
            key,
            key,
            category,
            f"{desk.site_name(key)}\n{figures.words(f'dispatch.key.{category}')}",
        )
        for key, category in named
        if key in desk.network.sites
    ]
    return point_layer(
        "places", to_frame(records), PALETTE, radius_m=_RADIUS_M, min_radius_px=7.0
    )


def _point(
    desk: Desk, site_id: str, row_id: str, category: str, tooltip: str
) -> dict[str, Any]:
    site = desk.network.sites[site_id]
    return {
        "id": row_id,
        "lon": site.lon,
        "lat": site.lat,
        "category": category,
        "tooltip": tooltip,
    }


def _view(desk: Desk) -> MapView | None:
    """Look at the chosen route, else at all that are shown."""
    routes = [desk.route] if desk.route else desk.routes
    sites = desk.network.sites
    places = [
        sites[stop.site_id]
        for route in routes
        for stop in route.stops
        if stop.site_id in sites
    ]
    places += [sites[key] for key in desk.shown if key in sites]
    if not places:
        return None
    lons, lats = [site.lon for site in places], [site.lat for site in places]
    return view_of_bounds(min(lons), min(lats), max(lons), max(lats))
