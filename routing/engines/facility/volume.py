"""The volume algorithm: better multipliers, and a fractional answer on the way.

After Barahona and Anbil, "The volume algorithm: producing primal solutions with a
subgradient method", Mathematical Programming 87 (2000). Every step leaves the best
multipliers known in the direction of the mean answer's slope. Where the bound does
not rise the steps become shorter, where it does longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from routing.engines.facility.arrays import Floats, Ints
from routing.engines.facility.pricing import blend

LONGEST_STEP = 2.0
SHORTER = 0.66
PATIENCE = 20
"""Steps without a better bound before steps become shorter."""
ROUND = 100
"""Steps after which the weight of a new answer in the mean is reviewed."""
SLOW = 1e-4
"""Relative rise of the bound in a round below which that weight is halved."""


class Oracle(Protocol):
    """What the algorithm needs of a relaxation."""

    flow: Floats
    chosen: Ints

    @property
    def lowest(self) -> Floats:
        """Lowest allowed multipliers."""

    @property
    def highest(self) -> Floats:
        """Highest useful multipliers."""

    def evaluate(self, multiplier: Floats) -> tuple[float, Floats]:
        """Return the bound and its slope."""


@dataclass
class Dual:
    """Where an ascent stands; it can go on from here.

    Attributes
    ----------
    multiplier
        The best multipliers known.
    bound
        The bound they prove.
    flow
        Shape (A,): mean shares of the answers seen, a fractional answer; ``None``
        where nobody needs it.
    often
        Shape (R,): how often each row was chosen lately, from 0 to 1.
    slope
        Shape of ``multiplier``: mean slope, how far ``flow`` breaks the rules.
    steps
        Steps made so far.
    """

    multiplier: Floats
    bound: float
    flow: Floats | None
    often: Floats
    slope: Floats
    steps: int = 0


@dataclass(frozen=True)
class Pace:
    """How an ascent steps.

    Attributes
    ----------
    step
        First step as a part of (target - bound) / slope^2.
    weight
        Highest weight of a new answer in the mean.
    shortest
        Step at which the ascent ends.
    """

    step: float = 0.1
    weight: float = 0.1
    shortest: float = 1e-6


FINE = Pace(step=0.01, weight=0.005)
"""For multipliers that are good already."""


def begin(oracle: Oracle, multiplier: Floats, rows: int) -> Dual:
    """Evaluate some multipliers and start from them."""
    multiplier = np.clip(multiplier, oracle.lowest, oracle.highest)
    bound, slope = oracle.evaluate(multiplier)
    often = np.zeros(rows)
    often[oracle.chosen] = 1.0
    return Dual(multiplier, bound, oracle.flow.copy(), often, slope)


def ascend(
    oracle: Oracle,
    dual: Dual,
    target: float,
    steps: int,
    pace: Pace,
    stop: Callable[[Dual], bool],
) -> None:
    """Improve a dual in place.

    Parameters
    ----------
    oracle
        The relaxation.
    dual
        Where to start; holds the best afterwards.
    target
        Cost of the best answer known; the bound needs not rise beyond it.
    steps
        Most steps.
    pace
        How to step.
    stop
        Asked after every step.
    """
    climb = Climb(oracle, dual, target, pace)
    for step in range(steps):
        if climb.length < pace.shortest or not climb.advance() or stop(dual):
            return
        if step % ROUND == ROUND - 1:
            climb.review()


class Climb:
    """One ascent: the length of its steps and the weight of new answers."""

    def __init__(self, oracle: Oracle, dual: Dual, target: float, pace: Pace) -> None:
        self._oracle, self._dual = oracle, dual
        self._low, self._high = oracle.lowest, oracle.highest
        self.target = target
        self._weight = pace.weight
        self._failed = 0
        self._reviewed = dual.bound
        self.length = pace.step

    def advance(self) -> bool:
        """Make one step; return whether there was anywhere to go."""
        dual, oracle = self._dual, self._oracle
        slope = self._projected(dual.slope)
        steepness = float(slope @ slope)
        if steepness <= 0.0 or dual.bound >= self.target:
            return False
        stride = self.length * (self.target - dual.bound) / steepness
        tried = np.clip(dual.multiplier + stride * slope, self._low, self._high)
        bound, new = oracle.evaluate(tried)
        dual.steps += 1
        self._mix(new)
        if bound > dual.bound:
            self._lengthen(bound, float(new @ slope))
            dual.bound, dual.multiplier = bound, tried
        else:
            self._shorten()
        return True

    def review(self) -> None:
        """Halve the weight of new answers where the bound hardly rises."""
        bound = self._dual.bound
        if bound - self._reviewed < SLOW * abs(bound):
            self._weight = max(self._weight / 2, SLOW)
        self._reviewed = bound

    def _projected(self, slope: Floats) -> Floats:
        """Leave out what would leave the multipliers' limits."""
        at = self._dual.multiplier
        stuck = ((at <= self._low) & (slope < 0)) | ((at >= self._high) & (slope > 0))
        return np.where(stuck, 0.0, slope)

    def _mix(self, new: Floats) -> None:
        """Move the mean answer towards the newest, as far as that mends it."""
        dual = self._dual
        change = new - dual.slope
        length = float(change @ change)
        best = -float(dual.slope @ change) / length if length > 0.0 else self._weight
        part = min(max(best, self._weight / 10), self._weight)
        dual.slope = dual.slope + part * change
        if dual.flow is not None:
            blend(dual.flow, self._oracle.flow, part)
        dual.often *= 1.0 - part
        dual.often[self._oracle.chosen] += part

    def _lengthen(self, bound: float, agreement: float) -> None:
        self._failed = 0
        if agreement >= 0.0:
            rise = bound - self._dual.bound
            factor = 1.1 if rise < SLOW * abs(self._dual.bound) else 2.0
            self.length = min(self.length * factor, LONGEST_STEP)

    def _shorten(self) -> None:
        self._failed += 1
        if self._failed >= PATIENCE:
            self.length *= SHORTER
            self._failed = 0
