"""What using a vehicle costs beside what it does."""

from collections.abc import Sequence

from routing.engines.lns.fields import FIXED, Floats
from routing.engines.lns.ground import Ground
from routing.engines.lns.part import Tour


def moving_parts(ground: Ground, tours: Sequence[Tour], cost_parts: float) -> float:
    """Return what tours cost without the fixed costs of their vehicles."""
    return cost_parts - sum(float(ground.price[kind, FIXED]) for kind, _ in tours)


def all_cost_something(ground: Ground) -> bool:
    """Whether there are vehicles, and none is used for nothing."""
    fixed = _fixed_parts(ground)
    return bool(fixed.size and fixed.min() > 0)


def is_fleet_first(ground: Ground, tours: Sequence[Tour], cost_parts: float) -> bool:
    """Whether a vehicle less is cheaper in any case.

    Any vehicle then costs more than a mean tour does besides, and another one's
    being of the dearest type instead of the cheapest.
    """
    fixed = _fixed_parts(ground)
    dearer = float(fixed.max() - fixed.min())
    moving = moving_parts(ground, tours, cost_parts) / max(len(tours), 1)
    return bool(fixed.min() > moving + dearer)


def _fixed_parts(ground: Ground) -> Floats:
    """Return the fixed costs of the types of which there are vehicles."""
    kinds = ground.view.problem.vehicle_types
    available = [number for number, kind in enumerate(kinds) if kind.num_available]
    fixed: Floats = ground.price[available, FIXED]
    return fixed
