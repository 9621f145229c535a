"""On the road: a hundred driver sheets with a code per stop."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from time import perf_counter

from pypdf import PdfReader

from benchmarks.lines import Line, measured
from recycling.config import DATA_DIR
from recycling.dispatch.sheets import driver_sheets
from recycling.domain.network import Network
from recycling.domain.orders import Order
from recycling.domain.plans import PlannedRoute, PlannedStop, RoutePlan, StopKind
from recycling.domain.sites import Site, SiteKind
from recycling.domain.units import S_PER_H, S_PER_MIN
from recycling.network.build import build_network
from recycling.network.export.links import amap_links
from recycling.reporting.sheet_pdf import sheets_pdf
from recycling.sample.city import sample_network

DAY = date(2026, 11, 5)
SHEETS = 100
PICKUPS = 25
SHIFT = (6 * S_PER_H, 16 * S_PER_H)


def lines() -> Iterator[Line]:
    """Yield how long a hundred sheets take."""
    network = build_network(sample_network(DATA_DIR, "full", 1)[0], [])
    yield _sheets(network)


def _sheets(network: Network) -> Line:
    points = network.of_kind(SiteKind.COLLECTION_POINT)[: SHEETS * PICKUPS]
    orders = {p.site_id: Order(p.site_id, p.site_id, DAY, "paper", 200) for p in points}
    routes = tuple(
        _route(number, points[number * PICKUPS : (number + 1) * PICKUPS])
        for number in range(SHEETS)
    )
    plan = RoutePlan("routes-benchmark", DAY, "", "", 0.0, routes, ())
    began = perf_counter()
    links = amap_links(network.sites.values())
    sheets = driver_sheets(network, plan, orders, links)
    content = sheets_pdf(sheets, network, "Sheets", "zh")
    seconds = perf_counter() - began
    pages = len(PdfReader(BytesIO(content)).pages)
    facts = {"sheets": len(sheets), "stops": SHEETS * PICKUPS, "pages": pages}
    return measured("day_road_sheets_s", seconds, "s", None, **facts)


def _route(number: int, points: list[Site]) -> PlannedRoute:
    times = (SHIFT[0] + place * 20 * S_PER_MIN for place in range(len(points)))
    stops = tuple(
        PlannedStop(
            StopKind.PICKUP, point.site_id, point.site_id, 1, at_s, at_s,
            at_s + 10 * S_PER_MIN, 200, 4_000, 1_000,
        )
        for at_s, point in zip(times, points, strict=True)
    )  # fmt: skip
    name = f"B{number:03d}"
    return PlannedRoute(name, name, "", stops, 25_000, 8 * S_PER_H, 5_000, 0, 0)
