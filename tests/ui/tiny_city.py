"""A city small enough to check by hand: three districts, ten sites, two plans.

Without month weights every day weighs alike: on 2026-11-01, 305 of 365 days are
behind, and 305/365 of the year's plan of 10,500 kt is due.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recycling.bootstrap import build_context
from recycling.config import Settings
from recycling.domain.materials import (
    Certainty,
    HazardClass,
    Material,
    Parameter,
    Stream,
)
from recycling.domain.plans import (
    PlannedRoute,
    PlannedStop,
    RoutePlan,
    SiteAction,
    SiteDecision,
    SitingPlan,
    StopKind,
    UnservedOrder,
)
from recycling.domain.sites import District, Site, SiteKind, SiteStatus
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import ElvClass, Ticket
from recycling.services.batches import batch_of, log_entry
from recycling.services.context import Context

DAY = date(2026, 11, 1)
KT = 1_000_000

DISTRICTS = (
    District("500103", "Yuzhong", "渝中区", "主城都市区", 106.559, 29.560, 600_000, 23),
    District(
        "500112", "Yubei", "渝北区", "主城都市区", 106.631, 29.718, 2_200_000, 1452
    ),
    District("500101", "Wanzhou", "万州区", "渝东北", 108.376, 30.810, 1_560_000, 3456),
)
MATERIALS = (
    Material("steel", "Ferrous scrap", "废钢铁", "steel", share_of_total=0.65),
    Material("paper", "Waste paper", "废纸", "paper", share_of_total=0.25),
    Material(
        "elv",
        "Scrapped vehicles",
        "报废机动车",
        "elv",
        hazard=HazardClass.ELV,
        share_of_total=0.10,
    ),
)
PARAMETERS = (
    Parameter("reporting.split_weight.population", 1.0, "share"),
    Parameter("reporting.split_weight.industry", 0.0, "share"),
    Parameter("travel.speed_kmh.new_city", 40.0, "km/h"),
)
TARGETS = (
    Target("r-2023", Indicator.RECOVERED, 2023, 9000 * KT, is_baseline=True),
    Target("r-2027", Indicator.RECOVERED, 2027, 11000 * KT),
    Target("e-2027", Indicator.ELV_UNITS, 2027, 300_000),
    Target("g-2027", Indicator.GREEN_CENTRES, 2027, 10),
)


def _site(site_id: str, name: str, kind: SiteKind, place: str, **more: Any) -> Site:
    district, lon, lat = place.split()
    return Site(
        site_id,
        name,
        kind,
        district,
        float(lon),
        float(lat),
        certainty=Certainty.SYNTHETIC,
        **more,
    )


SITES = (
    _site("CP-1", "回收站点-1", SiteKind.COLLECTION_POINT, "500103 106.55 29.55"),
    _site("CP-2", "回收站点-2", SiteKind.COLLECTION_POINT, "500112 106.61 29.70"),
    _site("CP-3", "回收站点-3", SiteKind.COLLECTION_POINT, "500112 106.66 29.75"),
    _site("CP-4", "回收站点-4", SiteKind.COLLECTION_POINT, "500101 108.38 30.82"),
    _site("DP-1", "车场-渝北", SiteKind.DEPOT, "500112 106.60 29.65"),
    _site(
        "DM-1",
        "拆解企业-万州",
        SiteKind.DISMANTLER,
        "500101 108.36 30.78",
        capacity_units_per_year=30_000,
    ),
    _site(
        "SC-1",
        "分拣中心-渝北",
        SiteKind.SORTING_CENTRE,
        "500112 106.64 29.72",
        is_green=True,
        capacity_kg_per_year=30 * KT,
    ),
    _site("SC-2", "分拣中心-渝中", SiteKind.SORTING_CENTRE, "500103 106.57 29.56"),
    _site(
        "SC-3",
        "候选-万州",
        SiteKind.SORTING_CENTRE,
        "500101 108.40 30.80",
        status=SiteStatus.CANDIDATE,
    ),
    _site(
        "SC-4",
        "候选-渝北",
        SiteKind.SORTING_CENTRE,
        "500112 106.70 29.78",
        status=SiteStatus.CANDIDATE,
    ),
)


def _ticket(number: int, site: str, day: date, material: str, net_kg: int) -> Ticket:
    return Ticket(
        site,
        f"T{number}",
        datetime(day.year, day.month, day.day, 9),
        material,
        net_kg,
        is_simulated=number % 2 == 0,
    )


TICKETS = (
    _ticket(1, "SC-1", date(2026, 3, 5), "steel", 4000 * KT),
    _ticket(2, "SC-2", date(2026, 8, 5), "paper", 1500 * KT),
    _ticket(3, "SC-1", DAY, "steel", 2000 * KT),
    replace(
        _ticket(4, "DM-1", date(2026, 9, 9), "elv", 500 * KT),
        stream=Stream.ELV,
        units=212_000,
        elv_class=ElvClass.CAR,
    ),
)


def _decision(site_id: str, action: SiteAction, *, is_green: bool) -> SiteDecision:
    return SiteDecision(site_id, action, "", is_green, 30 * KT, 20 * KT, 10**8, 10**7)


SITING = SitingPlan(
    plan_id="siting-2027",
    year=2027,
    engine="highs",
    seconds=3.2,
    cost_fen=12_345_678_900,
    transport_cost_fen=10**9,
    unserved_cost_fen=0,
    bound_fen=12_300_000_000,
    supply_kg=11000 * KT,
    unserved_kg=25 * KT,
    decisions=(
        _decision("SC-1", SiteAction.UPGRADE, is_green=True),
        _decision("SC-2", SiteAction.CLOSE, is_green=False),
        _decision("SC-3", SiteAction.OPEN, is_green=True),
        _decision("SC-4", SiteAction.SKIP, is_green=False),
        _decision("DM-1", SiteAction.FIXED, is_green=False),
    ),
    assignments=(),
)


def _stop(kind: StopKind, site_id: str, load_kg: int, distance_m: int) -> PlannedStop:
    order = f"order-{site_id}" if kind is StopKind.PICKUP else ""
    return PlannedStop(kind, site_id, order, 1, 0, 0, 0, load_kg, 0, distance_m)


ROUTES = RoutePlan(
    plan_id=f"routes-{DAY}",
    day=DAY,
    siting_plan_id="siting-2027",
    engine="ortools",
    seconds=12.0,
    routes=(
        PlannedRoute(
            route_id="R1",
            vehicle_id="渝A-00001",
            catchment="DP-1",
            stops=(
                _stop(StopKind.DEPOT, "DP-1", 0, 0),
                _stop(StopKind.PICKUP, "CP-2", 1200, 8000),
                _stop(StopKind.PICKUP, "CP-3", 800, 9000),
                _stop(StopKind.UNLOAD, "SC-1", -2000, 4000),
                _stop(StopKind.DEPOT, "DP-1", 0, 9000),
            ),
            distance_m=30_000,
            duration_s=14_400,
            load_kg=2000,
            kg_m=17_600_000,
            cost_fen=60_000,
        ),
    ),
    unserved=(
        UnservedOrder("order-CP-1", "fleet_full"),
        UnservedOrder("order-CP-4", "unreachable"),
    ),
)


INPUTS: dict[str, tuple[Any, ...]] = {
    "districts": DISTRICTS,
    "materials": MATERIALS,
    "parameters": PARAMETERS,
    "targets": TARGETS,
    "sites": SITES,
    "tickets": TICKETS,
}


def fill(
    context: Context, *, tables: Iterable[str] = tuple(INPUTS), plans: bool = True
) -> None:
    """Write the city into a context's database.

    Parameters
    ----------
    context
        Where to write.
    tables
        Input tables to write, those that others refer to first.
    plans
        Whether to write the plans, too.
    """
    with context.unit_of_work() as work:
        for table in tables:
            import_id = log_entry(work, "tiny city", table)
            work.inputs.merge(batch_of(table, INPUTS[table]), import_id)
        if plans:
            work.plans.save_siting(SITING)
            work.plans.save_routes(ROUTES)


def make(folder: Path) -> Context:
    """Make a workspace with the whole city in it and return its context."""
    context = build_context(Settings(workspace=folder))
    fill(context)
    return context
