"""Problems on a plane large enough to be cut into neighbourhoods."""

from dataclasses import replace

import numpy as np

from routing.vrp.problem import (
    Depot,
    RoutingProblem,
    Stop,
    TimeWindow,
    TravelTable,
    UnloadSite,
    VehicleType,
)

VAN = VehicleType(
    "van",
    num_available=12,
    capacity=(8,),
    shift=TimeWindow(0, 40_000),
    unit_distance_cost_fen_per_km=1000,
    fixed_cost_fen=100,
)


def plane(stops: int, seed: int = 1, **vehicle: object) -> RoutingProblem:
    """Return a problem of random stops around a depot that is the unloading site."""
    random = np.random.default_rng(seed)
    points = random.integers(0, 1000, (stops + 1, 2))
    points[0] = 500, 500
    gaps = points[:, None, :] - points[None, :, :]
    ways = np.rint(np.hypot(gaps[:, :, 0], gaps[:, :, 1])).astype(np.int32)
    return RoutingProblem(
        dimensions=("kg",),
        tables={"default": TravelTable(ways, ways)},
        depots=(Depot("depot", 0),),
        unload_sites=(UnloadSite("site", 0),),
        stops=tuple(
            Stop(str(i), i, (int(random.integers(1, 4)),)) for i in range(1, stops + 1)
        ),
        vehicle_types=(replace(VAN, **vehicle),),  # type: ignore[arg-type]
    )
