"""Random numbers for compiled searches: xorshift64*, repeatable with its seed."""

import numpy as np
from numpy.typing import NDArray

from routing.engines.lns.compiled import compiled

type Dice = NDArray[np.uint64]
"""One number: the state."""

SCRAMBLE = 0x9E3779B97F4A7C15


def dice_of(seed: int) -> Dice:
    """Return dice for a seed."""
    return np.array([(seed * 2 + 1) * SCRAMBLE % 2**64], dtype=np.uint64)


@compiled
def uniform(dice: Dice) -> float:
    """Return a number from 0 up to but without 1."""
    state = dice[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    dice[0] = state
    product = state * np.uint64(0x2545F4914F6CDD1D)
    return float(product >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(dice: Dice, count: int) -> int:
    """Return a whole number from 0 up to but without a count."""
    return int(uniform(dice) * count)
