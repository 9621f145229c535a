"""Compiles the loops ahead: ``python -m routing.engines.uncapacitated.warm``."""

import numpy as np

from routing.engines.uncapacitated.median import MedianEngine
from routing.options import SolveOptions, ignore_progress
from routing.siting.textbook import p_median


def prepare() -> None:
    """Make or load the machine code, by solving a median of three places."""
    place = np.arange(3)
    away = np.abs(place[:, None] - place[None])
    problem = p_median(away, np.ones(3), 1)
    MedianEngine().solve(problem, SolveOptions(), ignore_progress)


if __name__ == "__main__":
    prepare()
