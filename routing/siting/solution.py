"""The answer to a facility-location problem."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SitingSolution:
    """An engine's answer.

    Attributes
    ----------
    states
        Chosen state per facility: positions in ``Facility.states``.
    flow_kg
        int64 kilograms per year on each arc of the problem, in its order.
    unserved_kg
        int64 kilograms per year left unassigned, per client.
    cost_fen
        Yearly cost as the engine counted it; ``check`` recomputes it.
    bound_fen
        Proven lower bound on the yearly cost over the arcs of the problem, or
        ``None`` when the engine has none.
    engine
        Name of the engine.
    seconds
        Wall-clock seconds used.
    """

    states: tuple[int, ...]
    flow_kg: NDArray[np.int64]
    unserved_kg: NDArray[np.int64]
    cost_fen: int
    bound_fen: int | None
    engine: str
    seconds: float = 0.0
