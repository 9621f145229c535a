"""A city small enough to do by hand: one street, 60 km long, and what stands on it.

Metres on the street are the way between two sites, vehicles drive 10 m/s
(36 km/h), and every parameter is a round number. Supplies are declared for 2026
and grow by 10 % a year.

======  ==  =====  =======================================================
site    km  where  what
======  ==  =====  =======================================================
D1       0  A      depot of V1 and V2 (diesel)
P1..P3   1  A      collection points at 1, 2 and 3 km, 1,000 people each
C1       4  A      sorting centre, 1,000 t/yr
P4      29  B      collection point, 1,000 people
D2      30  B      depot of V3 (electric)
P5      31  B      collection point, 1,000 people
C2      32  B      green sorting centre, 2,000 t/yr
P6      33  C      collection point, 2,000 people
N1      34  C      candidate for a sorting centre
K1      40  C      park, 5,000 t/yr
G1      45  C      generator of steel and of end-of-life vehicles
E1      50  C      dismantler, 500 vehicles/yr
C3      60  C      sorting centre for paper only, 500 t/yr
======  ==  =====  =======================================================
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from recycling.config import DispatchSettings
from recycling.dispatch.frequency import orders_on, plan_cycle
from recycling.domain.balance import FlowSum
from recycling.domain.fleet import Energy, Vehicle, VehicleRole, VehicleType
from recycling.domain.materials import (
    EmissionFactor,
    HazardClass,
    Material,
    Parameter,
    Stream,
)
from recycling.domain.network import Network, SiteSupply
from recycling.domain.orders import Order
from recycling.domain.sites import (
    District,
    FacilityClass,
    Site,
    SiteKind,
    SiteStatus,
    Supply,
)
from recycling.domain.tickets import Flow

DAY = date(2026, 11, 2)
"""A Monday."""

VERSION = "micro"
"""Set of emission factors."""

HOUR_S = 3600
KM_PER_DEGREE = 111.2
LAT = 29.5
LON = 106.5

KILOMETRES: Mapping[str, int] = {
    "D1": 0, "P1": 1, "P2": 2, "P3": 3, "C1": 4, "P4": 29, "D2": 30, "P5": 31,
    "C2": 32, "P6": 33, "N1": 34, "K1": 40, "G1": 45, "E1": 50, "C3": 60,
}  # fmt: skip

KINDS = {
    "D": SiteKind.DEPOT,
    "P": SiteKind.COLLECTION_POINT,
    "C": SiteKind.SORTING_CENTRE,
    "N": SiteKind.SORTING_CENTRE,
    "K": SiteKind.PARK,
    "G": SiteKind.GENERATOR,
    "E": SiteKind.DISMANTLER,
}

EXTRAS: Mapping[str, Mapping[str, object]] = {
    "P6": {"population_served": 2000},
    "C1": {"capacity_kg_per_year": 1_000_000, "facility_class": "small"},
    "C2": {"capacity_kg_per_year": 2_000_000, "is_green": True},
    "C3": {"capacity_kg_per_year": 500_000, "materials": ("paper",)},
    "N1": {"status": SiteStatus.CANDIDATE},
    "K1": {"capacity_kg_per_year": 5_000_000},
    "E1": {"capacity_units_per_year": 500},
}

PARAMETERS: Mapping[str, float] = {
    "travel.detour.central": 1.5,
    "travel.detour.new_city": 1.2,
    "travel.detour.northeast": 1.2,
    "travel.detour.southeast": 1.2,
    "travel.speed_kmh.central": 36,
    "travel.speed_kmh.new_city": 36,
    "travel.speed_kmh.northeast": 36,
    "travel.speed_kmh.southeast": 36,
    "demand.household_kg_per_person_day": 0.1,
    "demand.base_year": 2026,
    "demand.growth_per_year": 0.1,
    "demand.household_share.paper": 0.6,
    "demand.household_share.steel": 0.4,
    "demand.household_share.elv": 0,
    "dispatch.visit_l": 10_000,
    "demand.rate_smoothing": 0.25,
    "demand.rate_doubtful_factor": 10,
    "execution.load_noise": 0,
    "execution.crew_noise": 0,
    "execution.missed_visit_share": 0,
    "execution.tare_per_payload": 1.5,
    "execution.full_load_kg": 25_000,
    "execution.elv_load_units": 8,
    "siting.year": 2027,
    "siting.discount_rate": 0.06,
    "siting.existing_fixed_cost_fen_per_t_capacity": 10_000,
    "siting.existing_unit_cost_fen_per_t": 8_000,
    "siting.closing_cost_fen": 1_000_000,
    "siting.unserved_cost_fen_per_t": 200_000,
    "siting.max_haul_km": 40,
    "siting.max_direct_haul_km": 250,
    "cost.trunk_road_fen_per_tkm": 42,
    "cost.collection_fen_per_tkm": 360,
    "carbon.price_fen_per_t": 6_000,
    "reporting.mass_balance_tolerance": 0.02,
    "reporting.stocktake_days": 3,
    "reporting.split_weight.population": 0.3,
    "reporting.split_weight.industry": 0.5,
    **{f"reporting.month_weight.{month:02d}": 1 / 12 for month in range(1, 13)},
}


def haul(net_kg: int, material: str = "steel") -> FlowSum:
    """Make a month's loads from the generator to the park."""
    return FlowSum(
        date(2026, 11, 1), "K1", "G1", material, "industrial", Flow.INTAKE,
        net_kg, 0, 1, 0,
    )  # fmt: skip


def scheduled_orders(
    network: Network, supplies: Iterable[SiteSupply], day: date
) -> list[Order]:
    """Make the orders that the visiting cycle sets for a day."""
    cycle = plan_cycle(network, supplies, DispatchSettings())
    return orders_on(network, cycle, day)


def by_id[T](items: Sequence[T], name: str) -> dict[str, T]:
    """Key objects by one of their fields."""
    return {getattr(item, name): item for item in items}


def micro_network() -> Network:
    """Build the street."""
    return Network(
        sites={site_id: _site(site_id) for site_id in KILOMETRES},
        districts=by_id(_districts(), "code"),
        materials=by_id(_materials(), "code"),
        vehicle_types=by_id(_vehicle_types(), "code"),
        vehicles={
            "V1": _vehicle("V1", "truck", "D1"),
            "V2": _vehicle("V2", "truck", "D1"),
            "V3": _vehicle("V3", "van", "D2"),
        },
        zones={},
        restrictions={},
        facility_classes=by_id(_facility_classes(), "code"),
        parameters={
            code: Parameter(code, value, "") for code, value in PARAMETERS.items()
        },
        emission_factors=(
            EmissionFactor("diesel_l", VERSION, 2.5, "l", low=2.4, high=2.6),
            EmissionFactor("grid_kwh", VERSION, 0.5, "kWh"),
            EmissionFactor("road_tkm_heavy_30t", VERSION, 0.08, "tkm"),
            EmissionFactor("residue_t", VERSION, 400, "t", low=10, high=1000),
            EmissionFactor("avoided.paper", VERSION, 500, "t", low=300, high=900),
            EmissionFactor("avoided.steel", VERSION, 1500, "t", low=1000, high=1800),
            EmissionFactor("avoided.elv", VERSION, 0, "t"),
        ),
        supplies=(
            Supply("G1", "elv", Stream.ELV, 135_000, units_per_year=100, year=2026),
            Supply("G1", "steel", Stream.INDUSTRIAL, 1_000_000, year=2026),
        ),
    )


def _site(site_id: str) -> Site:
    kilometres = KILOMETRES[site_id]
    kind = KINDS[site_id[0]]
    is_point = kind is SiteKind.COLLECTION_POINT
    values: dict[str, object] = {
        "opens_s": 6 * HOUR_S,
        "closes_s": 22 * HOUR_S,
        "service_s": 300,
        "population_served": 1000 if is_point else 0,
        **EXTRAS.get(site_id, {}),
    }
    district = "A" if kilometres < 10 else "B" if kilometres < 33 else "C"
    lon = LON + kilometres / (KM_PER_DEGREE * cos(radians(LAT)))
    return Site(site_id, site_id, kind, district, lon, LAT, **values)


def _districts() -> list[District]:
    seats = (("A", 2, 3000, 0.5), ("B", 31, 2000, 0.3), ("C", 45, 5000, 0.2))
    return [
        District(
            code=code,
            name_en=f"District {code}",
            name_zh=f"{code}区",
            zone="",
            lon=LON + kilometres / (KM_PER_DEGREE * cos(radians(LAT))),
            lat=LAT,
            population=people,
            area_km2=314.159,
            industry_share=share,
        )
        for code, kilometres, people, share in seats
    ]


def _materials() -> list[Material]:
    return [
        Material(
            "paper", "Paper", "废纸", "paper",
            density_loose_kg_per_m3=50.0, yield_share=0.9, share_of_total=0.6,
            source="by hand",
        ),
        Material(
            "steel", "Steel", "废钢铁", "steel",
            density_loose_kg_per_m3=400.0, share_of_total=0.3,
        ),
        Material(
            "elv", "End-of-life vehicles", "报废机动车", "elv",
            hazard=HazardClass.ELV, share_of_total=0.1,
        ),
    ]  # fmt: skip


def _vehicle_types() -> list[VehicleType]:
    return [
        VehicleType(
            "truck", "Truck", "卡车", VehicleRole.MILK_RUN, Energy.DIESEL,
            payload_kg=3000, volume_l=10_000, compaction_ratio=2.0, fuel_l_per_km=0.2,
            fixed_cost_fen_per_day=10_000, unit_distance_cost_fen_per_km=300,
            unit_duration_cost_fen_per_h=6_000,
        ),
        VehicleType(
            "van", "Van", "货车", VehicleRole.MILK_RUN, Energy.ELECTRIC,
            payload_kg=1000, volume_l=20_000, electricity_kwh_per_km=0.5,
            fixed_cost_fen_per_day=5_000, unit_distance_cost_fen_per_km=100,
            unit_duration_cost_fen_per_h=6_000,
        ),
    ]  # fmt: skip


def _vehicle(vehicle_id: str, kind: str, depot: str) -> Vehicle:
    return Vehicle(
        vehicle_id, kind, depot, shift_start_s=6 * HOUR_S, shift_end_s=14 * HOUR_S
    )


def _facility_classes() -> list[FacilityClass]:
    return [
        FacilityClass(
            "large", "Large", "大型", SiteKind.SORTING_CENTRE, 3_000_000,
            min_throughput_kg_per_year=100_000, capital_cost_fen=100_000_000,
            upgrade_cost_fen=50_000_000, fixed_cost_fen_per_year=1_000_000,
            unit_cost_fen_per_t=4_000, is_green=True, can_be_new=True,
            can_be_upgrade=True,
        ),
        FacilityClass(
            "small", "Small", "小型", SiteKind.SORTING_CENTRE, 1_000_000,
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Travel of some pairs."""

    distance_m: NDArray[np.int32]
    duration_s: NDArray[np.int32]


class StreetTravel:
    """Travel along the street at 10 m/s; ``cut_off`` sites have no way."""

    name = "street"

    def __init__(self, *cut_off: str) -> None:
        self._cut_off = set(cut_off)

    def block(self, origins: Sequence[str], destinations: Sequence[str]) -> Block:
        """Travel from each origin to each destination."""
        metres = np.array(
            [[self._metres(a, b) for b in destinations] for a in origins],
            dtype=np.int32,
        ).reshape(len(origins), len(destinations))
        return Block(metres, np.where(metres < 0, -1, metres // 10).astype(np.int32))

    def _metres(self, origin: str, destination: str) -> int:
        if origin != destination and {origin, destination} & self._cut_off:
            return -1
        return 1000 * abs(KILOMETRES[origin] - KILOMETRES[destination])
