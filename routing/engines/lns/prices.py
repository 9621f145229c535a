"""What using a vehicle costs beside what it does."""

from collections.abc import Sequence

import numpy as np

from routing.engines.lns.fields import FIXED
from routing.engines.lns.ground import Ground
from routing.engines.lns.part import Tour


def moving_parts(ground: Ground, tours: Sequence[Tour], cost_parts: float) -> float:
    """Return what tours cost without the fixed costs of their vehicles."""
    return cost_parts - sum(float(ground.price[kind, FIXED]) for kind, _ in tours)


def least_fixed_parts(ground: Ground) -> float:
    """Return what the use of any vehicle costs at the least."""
    kinds = ground.view.problem.vehicle_types
    available = [number for number, kind in enumerate(kinds) if kind.num_available]
    return float(ground.price[available, FIXED].min(initial=np.inf))


def is_fleet_first(ground: Ground, tours: Sequence[Tour], cost_parts: float) -> bool:
    """Whether any vehicle costs more than a tour costs besides, on average."""
    moving = moving_parts(ground, tours, cost_parts)
    return least_fixed_parts(ground) * len(tours) > moving
