"""The answer to a facility-location problem, and what proves its bound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Certificate:
    """Lagrangian multipliers that prove a lower bound.

    ``routing.siting.certificate`` computes the bound from the problem and these
    numbers alone, and writes down the formula; any numbers give a true bound.

    Attributes
    ----------
    client_fen_per_t
        Shape (T, C): worth of assigning a tonne of the client.
    inflow_fen_per_t
        Shape (T, F, G): price of a tonne of each commodity that arrives at a
        facility by trunk legs.
    floor_fen_per_t
        Shape (T, L): price of a further tonne of each floor, >= 0.
    tag_fen
        Shape (T, N): price of a facility in a state with each limited tag;
        above 0 the maximum binds, below 0 the minimum.
    budget
        Shape (T,): price of a fen of capital, >= 0.
    radius_m
        With ``Objective.LARGEST_DISTANCE`` only: the multipliers prove that arcs
        shorter than this do not suffice.
    """

    client_fen_per_t: NDArray[np.float64]
    inflow_fen_per_t: NDArray[np.float64]
    floor_fen_per_t: NDArray[np.float64]
    tag_fen: NDArray[np.float64]
    budget: NDArray[np.float64]
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class SitingSolution:
    """An engine's answer.

    Attributes
    ----------
    states
        Shape (T, F): chosen state per period and facility, as positions in
        ``Facility.states``.
    flow_kg
        Shape (T, A): kilograms per year on each arc of the problem.
    unserved_kg
        Shape (T, C): kilograms per year left unassigned, per client.
    objective
        What the engine counted, in fen, or in metres if the largest distance is
        the objective; ``check`` recomputes it.
    bound
        Proven lower bound on the objective, in the same unit, or ``None`` when the
        engine has none. It may come from a solver; only the certificate's can
        be recomputed.
    engine
        Name of the engine.
    seconds
        Wall-clock seconds used.
    trunk_kg
        Shape (T, K): kilograms per year on each trunk leg; ``None`` without legs.
        What leaves a facility of each output is what it makes, rounded up to
        the next kilogram.
    certificate
        Multipliers, or ``None``.
    """

    states: NDArray[np.int64]
    flow_kg: NDArray[np.int64]
    unserved_kg: NDArray[np.int64]
    objective: int
    bound: int | None
    engine: str
    seconds: float = 0.0
    trunk_kg: NDArray[np.int64] | None = None
    certificate: Certificate | None = None
