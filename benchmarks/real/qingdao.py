"""Real collection sites of Qingdao's West Coast as one day of orders.

Source: ``shared/real/qingdao_sites`` (Voldet, Large-Scale-WCP-Dataset-For-M3CVRP,
Apache-2.0): 3,000 sites, 3 depots, 3 disposal facilities, 100 vehicles.

- **Coordinates are declared as WGS-84**; the source does not say. GCJ-02 is likely
  for a Chinese system; it would shift everything alike by some 500 m and change
  the distances between sites hardly at all.
- **Loads are litres** (multiples of a 240 l bin; the source names no unit). Mass
  follows from 125 kg/m3, an assumption for mixed waste in bins, which makes whole
  kilograms: 30 kg a bin.
- **A vehicle holds 72,000 l**: ``maxCapacity`` 720 is multiplied by 100 in the
  authors' code. Its payload is what 72,000 l weigh, so that neither limit binds
  before the other. Costs are those of the reference type ``compact_ev``.
- **Speed is 12.5 m/s** (45 km/h) over the great circle times the reference detour:
  the authors' road distances are not published.
- **A shift is 8 h** within the sites' hours, 07:00 to 17:00.
- **Disposal facilities are sorting centres**, where the product's milk runs unload.
  One place is both depot and facility; it becomes two sites on one spot. Unloading
  takes the reference ``time.unload_s``, for the source states none.

The folder also gets a ``recycling.toml`` with the city's area, so it can be used as
a workspace.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.real.inputs import (
    reference_rows,
    write_reference,
    write_settings,
    write_table,
)

DAY = date(2026, 11, 2)
"""Day the orders are written for; the source is a day without a date."""

DISTRICT = "370211"
MATERIAL = "mixed"
VEHICLE_TYPE = "compactor_72"
KG_PER_M3 = 125
CAPACITY_UNIT_L = 100
SPEED_KMH = 45
SHIFT_S = 8 * 3600
AREA = (119.3, 35.4, 120.6, 36.5)

_SOURCE = "Large-Scale-WCP-Dataset-For-M3CVRP, Apache-2.0"
_DISTRICT_ROW = {
    "code": DISTRICT,
    "name_en": "Huangdao",
    "name_zh": "黄岛区",
    "zone": "西海岸新区",
    "lon": "120.0460",
    "lat": "35.8727",
    "population": "1903600",
    "area_km2": "2128",
    "source": "code and figures from memory; they name the area, nothing rests on them",
    "certainty": "assumption",
}
_MATERIAL_ROW = {
    "name_en": "Mixed waste",
    "name_zh": "混合垃圾",
    "category": MATERIAL,
    "density_loose_kg_per_m3": str(KG_PER_M3),
    "source": "the source names no material; density assumed",
    "certainty": "assumption",
}
_SITE_HEADER = (
    *("site_id", "name", "kind", "district", "lon", "lat", "materials"),
    *("opens_s", "closes_s", "service_s", "source", "certainty"),
)
_ORDER_HEADER = (
    *("order_id", "site_id", "day", "material", "load_kg", "load_l"),
    *("window_start_s", "window_end_s", "service_s"),
)
_VEHICLE_HEADER = (
    *("vehicle_id", "vehicle_type", "depot_id", "plate"),
    *("shift_start_s", "shift_end_s", "max_duration_s"),
)


def convert(source: Path, out: Path) -> list[Path]:
    """Convert the published sites to one day of orders.

    Parameters
    ----------
    source
        Folder with the four JSON files.
    out
        Folder for the input files; made when missing.

    Returns
    -------
    list of Path
        Input files in the order of import.
    """
    points = _records(source / "WasteCollectionSites.json")
    depots = _records(source / "Depots.json")
    facilities = _records(source / "DisposalFacilities.json")
    vehicles = _records(source / "VehicleData_100.json")
    capacities_l = {vehicle["maxCapacity"] * CAPACITY_UNIT_L for vehicle in vehicles}
    if len(capacities_l) != 1:
        msg = f"VehicleData_100.json: one capacity is expected, got {capacities_l}."
        raise ValueError(msg)
    out.mkdir(parents=True, exist_ok=True)
    write_settings(out, "Asia/Shanghai", AREA)
    speeds = {
        code: {"value": str(SPEED_KMH), "low": "", "high": "", "source": _SOURCE}
        for code in reference_rows("parameters")
        if code.startswith("travel.speed_kmh.")
    }
    return [
        write_table(
            out / "districts.csv", list(_DISTRICT_ROW), [list(_DISTRICT_ROW.values())]
        ),
        write_reference(out, "materials", {MATERIAL: _MATERIAL_ROW}),
        _write_vehicle_types(out, capacities_l.pop()),
        write_reference(out, "parameters", speeds),
        write_table(
            out / "sites.csv", _SITE_HEADER, _sites(points, depots, facilities)
        ),
        write_table(out / "vehicles.csv", _VEHICLE_HEADER, _vehicles(vehicles, points)),
        write_table(out / "orders.csv", _ORDER_HEADER, map(_order, points)),
    ]


def _records(path: Path) -> list[dict[str, Any]]:
    """Read the only list of a file."""
    (records,) = json.loads(path.read_text(encoding="utf-8")).values()
    return list(records)


def load_kg(litres: int) -> int:
    """Mass of a load, rounded up: a vehicle must hold what is planned."""
    return -(-litres * KG_PER_M3 // 1000)


def _write_vehicle_types(out: Path, capacity_l: int) -> Path:
    model = reference_rows("vehicle_types")["compact_ev"]
    own = {
        "name_en": "Compacting truck of the source",
        "name_zh": "数据源压缩车",
        "payload_kg": str(load_kg(capacity_l)),
        "volume_l": str(capacity_l),
        "compaction_ratio": "1",
        "nominal_range_km": "0",
        "source": f"capacity: {_SOURCE}; costs: {model['code']}",
    }
    return write_reference(out, "vehicle_types", {VEHICLE_TYPE: {**model, **own}})


def _sites(
    points: list[dict[str, Any]],
    depots: list[dict[str, Any]],
    facilities: list[dict[str, Any]],
) -> Iterator[list[str]]:
    unload_s = reference_rows("parameters")["time.unload_s"]["value"]
    for point in points:
        hours = _hours(point)
        yield _site(point, "collection_point", *hours, str(point["stopLength"]))
    for depot in depots:
        yield _site(depot, "depot", "00:00", "24:00", "0")
    for facility in facilities:
        yield _site(facility, "sorting_centre", "00:00", "24:00", unload_s)


_PREFIXES = {"collection_point": "", "depot": "depot-", "sorting_centre": "centre-"}


def _site(
    place: dict[str, Any], kind: str, opens: str, closes: str, service_s: str
) -> list[str]:
    site_id = f"{_PREFIXES[kind]}{place['id']}"
    lon, lat = (str(Decimal(place[axis]).scaleb(-6)) for axis in ("lng", "lat"))
    taken = "" if kind == "depot" else MATERIAL
    return [
        *(site_id, site_id, kind, DISTRICT, lon, lat, taken),
        *(opens, closes, service_s, _SOURCE, "published"),
    ]


def _hours(point: dict[str, Any]) -> tuple[str, str]:
    """Hours of a site, which the source writes as a list of one."""
    ((opens, closes),) = point["workTimes"]
    return opens, closes


def _order(point: dict[str, Any]) -> list[str]:
    litres = point["capacity"]
    return [
        *(f"order-{point['id']}", point["id"], str(DAY), MATERIAL),
        *(str(load_kg(litres)), str(litres), *_hours(point), str(point["stopLength"])),
    ]


def _vehicles(
    vehicles: list[dict[str, Any]], points: list[dict[str, Any]]
) -> Iterator[list[str]]:
    """Vehicles with a shift within the hours of all sites."""
    opens = min(_hours(point)[0] for point in points)
    closes = max(_hours(point)[1] for point in points)
    for vehicle in vehicles:
        depot = f"{_PREFIXES['depot']}{vehicle['stopId']}"
        yield [
            *(vehicle["id"], VEHICLE_TYPE, depot, vehicle["no"]),
            *(opens, closes, str(SHIFT_S)),
        ]
