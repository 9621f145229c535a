"""The line that is printed for an instance, a model and a solver."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What a solver reached on an instance.

    Attributes
    ----------
    instance
        Name of the answer; see ``families.Instance``.
    family, set, model
        What was solved.
    engine
        What was asked for: an engine of the product, or a peer.
    objective
        Recomputed by the verifier.
    bound
        No answer is below, as the solver says.
    certified_gap_pct
        Part of the objective by which the bound is below it; ``None`` unless
        feasible.
    multiplier_bound
        Bound the verifier recomputes from the written multipliers alone.
    multiplier_gap_pct
        The same part for that bound.
    best_known
        From the files beside the instance.
    gap_pct
        Objective above the best known; ``None`` unless feasible.
    seconds
        From the problem built to the answer.
    peak_mb
        Most memory of the solver's processes together, pages they share counted
        for each.
    open
        Number of open facilities.
    feasible
        Whether the verifier found no broken rule; ``None`` without an answer.
    solver
        Engine that gave the answer.
    is_peer
        Another solver than the product's.
    faults
        The first broken rules.
    reason
        Why there is no answer.
    solution
        File of the answer.
    """

    instance: str
    family: str
    set: str
    model: str
    engine: str
    objective: float | None = None
    bound: float | None = None
    certified_gap_pct: float | None = None
    multiplier_bound: float | None = None
    multiplier_gap_pct: float | None = None
    best_known: float | None = None
    gap_pct: float | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    open: int | None = None
    feasible: bool | None = None
    solver: str = ""
    is_peer: bool = False
    faults: tuple[str, ...] = ()
    reason: str = ""
    solution: str = ""


def gap_pct(objective: float, known: float | None) -> float | None:
    """Per cent by which an objective is above the best known one."""
    if not known:
        return None
    return round(100 * (objective / known - 1), 4)


def certified_gap_pct(objective: float, bound: float | None) -> float | None:
    """Per cent of an objective by which a bound is below it."""
    if bound is None or not objective:
        return None
    return max(0.0, round(100 * (objective - bound) / abs(objective), 4))
