"""Instances small enough to do by hand, in the formats of the public ones."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FEET = 5280

# Distances: depot-1 and 1-2 are 5, depot-2 is 10, depot-3 is 5, 1-3 is 3.16...
VRPLIB = """NAME : tiny
COMMENT : "made up"
TYPE : {kind}
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
{values}
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t6\t8
4\t0\t5
DEMAND_SECTION
1 0
2 4
3 5
4 6
{sections}DEPOT_SECTION
 1
 -1
EOF
"""
VRPLIB_ROUTES = "Route #1: 1 2\nRoute #2: 3\nCost 30\n"
"""20 + 10 with capacities of 10."""


def vrplib(
    kind: str = "CVRP", values: str = "VEHICLES : 2\nCAPACITY : 10", **sections: str
) -> str:
    """Text of an instance; a section's rows follow its name, comma by comma."""
    texts = (
        f"{name.upper()}_SECTION\n" + rows.replace(",", "\n") + "\n"
        for name, rows in sections.items()
    )
    return VRPLIB.format(kind=kind, values=values, sections="".join(texts))


WINDOWS = "1 0 1000,2 0 1000,3 0 1000,4 0 1000"
VRPLIB_FAMILIES = {
    "cvrp_x": vrplib(values="CAPACITY : 10"),
    "vrptw_gh1000": vrplib("VRPTW", time_window=WINDOWS),
    "mtvrptwr": vrplib(
        "MTVRPTWR",
        time_window=WINDOWS,
        release_time="1 0,2 0,3 20,4 0",
        vehicles_reload_depot="1 1,2 1",
    ),
    "mdvrptw": vrplib(
        "MDVRPTW",
        values="VEHICLES : 2\nCAPACITY : 10\nVEHICLES_MAX_DURATION : 100",
        time_window=WINDOWS,
        vehicles_depot="1 1,2 1",
    ),
    "hfvrp": vrplib(
        "HFVRP",
        values="VEHICLES : 2",
        capacity="1 10,2 6",
        vehicles_fixed_cost="1 7,2 3",
        vehicles_unit_distance_cost="1 2,2 1",
    ),
    "sdvrptw": vrplib(
        "SDVRPTW",
        time_window=WINDOWS,
        vehicles_allowed_clients="1 2 3,2 2 4",
    ),
    "pcvrptw": vrplib("PCVRPTW", time_window=WINDOWS, prize="1 0,2 0,3 1,4 90"),
}

KIM_HEAD = """10.0 \t\t\t\t// vehicle capacity (yards), real number
20.0\t\t\t\t// total yardage allowed for a vehicle per day, real number
2\t\t\t\t// total number of regular stops for a vehicle allowed per day
3600\t\t\t\t// lunch time duration in second
40\t\t\t\t// speed: MPH
Stop_ID\tX(feet)\tY(feet)\tEarly\tLate\tService\tLoad\t"Stop_Type"
"""
KIM = KIM_HEAD + "".join(
    f"{key} {mile * FEET}.00 0.00 {window} {service} {load} {kind}\n"
    for key, mile, window, service, load, kind in (
        (0, 0, "0400 1500", 0, 9999, 0),
        (1, 10, "0000 2400", 600, 9999, 2),
        (22, 1, "0000 2400", 60, 6, 1),
        (33, 2, "0700 1300", 60, 6, 1),
    )
)
"""A mile takes 90 s; both stops together are more than a vehicle holds."""

KIM_VISITS = [0, 22, 1, 33, 1, 0]
KIM_ARRIVALS = [25200, 25290, 26160, 27480, 28260, 29760]
KIM_MILES = 36.0

PVRPIF: dict[str, Any] = {
    "type": "FeatureCollection",
    "info": {
        "planningHorizon": 2,
        "numVehicles": 1,
        "maxDuration": 60,
        "maxCapacity": 5,
    },
    "features": [
        {
            "id": str(key),
            "type": "Feature",
            "properties": {
                "id": key,
                "type": kind,
                "frequency": frequency,
                "demand": demand,
                "service": service,
            },
        }
        for key, kind, frequency, demand, service in (
            (0, "depot", 0.0, 0.0, 0.0),
            (1, "customer", 1.0, 3.0, 5.0),
            (2, "customer", 2.0, 2.0, 5.0),
            (3, "intermediateFacility", 0.0, 0.0, 0.0),
        )
    ],
    "duration": [[0, 10, 10, 4], [10, 0, 3, 10], [10, 3, 0, 10], [5, 10, 10, 0]],
}
PVRPIF_ROUTES = [
    {"vehicle": 0, "day": 0, "visits": [0, 1, 2, 3, 0], "minutes": [0, 10, 18, 33, 38]},
    {"vehicle": 0, "day": 1, "visits": [0, 2, 3, 0], "minutes": [0, 10, 25, 30]},
]
PVRPIF_MINUTES = 28.0 + 25.0

QINGDAO: dict[str, dict[str, Any]] = {
    "WasteCollectionSites.json": {
        "point": [
            {
                "id": key,
                "lng": lng,
                "lat": 0,
                "capacity": 40_000,
                "stopLength": 60,
                "workTimes": [["07:00", "17:00"]],
            }
            for key, lng in (("a", 10_000), ("b", 20_000))
        ]
    },
    "Depots.json": {"depot": [{"id": "home", "lng": 0, "lat": 0}]},
    "DisposalFacilities.json": {
        "disposal_facility": [{"id": "tip", "lng": 30_000, "lat": 0}]
    },
    "VehicleData_100.json": {
        "vehicle": [{"id": "v", "no": "1", "maxCapacity": 720, "stopId": "home"}]
    },
}
"""Sites 1,446 m of road apart on the equator, each more than half a load."""

QINGDAO_VISITS = ["home", "a", "tip", "b", "tip", "home"]
QINGDAO_ARRIVALS = [28_000, 28_116, 28_408, 28_524, 28_700, 29_048]
QINGDAO_KM = 11.564
"""Eight legs of a hundredth of a degree."""


def write_text(path: Path, text: str) -> Path:
    """Write a file in a folder that is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_pvrpif(path: Path) -> Path:
    """Write the periodic instance."""
    return write_text(path, json.dumps(PVRPIF))


def write_qingdao(folder: Path, files: Mapping[str, Any] = QINGDAO) -> Path:
    """Write the four files of Qingdao."""
    for name, content in files.items():
        write_text(folder / name, json.dumps(content))
    return folder


def route_json(**route: object) -> str:
    """Text of an answer with one route."""
    return json.dumps({"routes": [{"vehicle": 0, "day": 0, **route}]})


def pvrpif_json(**changes: object) -> str:
    """Text of the answer to the periodic instance, its first route changed."""
    first, *others = PVRPIF_ROUTES
    routes = [_with_arrivals(route) for route in ({**first, **changes}, *others)]
    return json.dumps({"routes": routes})


def _with_arrivals(route: Mapping[str, Any]) -> dict[str, Any]:
    seconds = [60 * minute for minute in route["minutes"]]
    return {**route, "arrivals": seconds}


def write_all(folder: Path) -> dict[str, str]:
    """Write an instance of every family, with names as users have them.

    Returns
    -------
    dict of str to str
        Family by the name of the instance.
    """
    names = {}
    for family, text in VRPLIB_FAMILIES.items():
        name = f"tiny {family} v1.0"
        write_text(folder / "some folder" / f"{name}.txt", text.replace("\n", "\r\n"))
        names[name] = family
    write_text(folder / "城市.data", KIM.replace("\n", "\r\n"))
    write_pvrpif(folder / "deep" / "er" / "milano.json")
    write_qingdao(folder / "sites of a city")
    others = {
        "城市": "waste_kim2006",
        "milano": "waste_pvrpif",
        "sites of a city": "qingdao",
    }
    return names | others
