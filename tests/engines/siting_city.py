"""A synthetic city for siting: clustered clients, many small existing centres."""

import numpy as np

from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import (
    Arcs,
    Client,
    Clients,
    SitingProblem,
    TagLimit,
)

COMMODITIES = ("paper", "metal", "plastic")
SUPPLY_T_PER_CLIENT = 1_000
UNSERVED_FEN_PER_T = 200_000


def city(clients: int, facilities: int, nearest: int, seed: int = 1) -> SitingProblem:
    """Return a city with a green minimum of 3 and states to keep or change.

    Parameters
    ----------
    clients, facilities
        How many.
    nearest
        Arcs per client: to the nearest facilities.
    seed
        Of all random choices.
    """
    random = np.random.default_rng(seed)
    middle = random.uniform(0, 100_000, (6, 2))
    at_client = middle[random.integers(6, size=clients)]
    at_client += random.normal(0, 9_000, (clients, 2))
    at_facility = middle[random.integers(6, size=facilities)]
    at_facility += random.normal(0, 9_000, (facilities, 2))
    gap = at_client[:, None, :] - at_facility[None, :, :]
    distance_m = 1.4 * np.hypot(gap[..., 0], gap[..., 1])
    near = np.argsort(distance_m, axis=1)[:, :nearest]
    supply_kg = random.lognormal(0, 0.8, clients)
    supply_kg *= SUPPLY_T_PER_CLIENT * 1000 * clients / supply_kg.sum()
    fair_t = 1.3 * SUPPLY_T_PER_CLIENT * clients / facilities
    along_m = np.take_along_axis(distance_m, near, axis=1).ravel().astype(np.int32)
    return SitingProblem(
        clients=Clients.of(
            (
                Client(f"c{i}", int(kg), COMMODITIES[i % 3], UNSERVED_FEN_PER_T)
                for i, kg in enumerate(supply_kg.tolist())
            ),
            COMMODITIES,
        ),
        commodities=COMMODITIES,
        facilities=tuple(
            Facility(f"f{j}", _states(random, fair_t)) for j in range(facilities)
        ),
        arcs=Arcs(
            client=np.repeat(np.arange(clients, dtype=np.int32), nearest),
            facility=near.ravel().astype(np.int32),
            unit_cost_fen_per_t=(1_500 + along_m * 3 // 10).astype(np.int64),
            distance_m=along_m,
        ),
        tag_limits={"green": TagLimit(minimum=3)},
    )


def _states(random: np.random.Generator, fair_t: float) -> tuple[FacilityState, ...]:
    now_kg = int(fair_t * random.lognormal(0, 0.5)) * 1000
    large_kg = max(now_kg, int(3 * fair_t) * 1000)
    takes = None if random.random() < 0.5 else frozenset(COMMODITIES[:2])
    keep_fen = 20_000_000 + 3 * now_kg
    return (
        FacilityState("close", 0, fixed_cost_fen=1_000_000),
        FacilityState("keep", now_kg, now_kg // 5, keep_fen, 17_000, takes),
        FacilityState("upgrade", large_kg, large_kg // 3, 4 * keep_fen, 13_000),
        FacilityState(
            "green",
            large_kg,
            large_kg // 3,
            9 * keep_fen,
            12_000,
            tags=frozenset({"green"}),
        ),
    )
