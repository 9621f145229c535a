"""The line that is printed for an instance, a model and a solver."""

from dataclasses import dataclass

from benchmarks.results import ResultLine


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingLine(ResultLine):
    """What a solver reached on a siting instance; its name is that of the answer.

    Attributes
    ----------
    set, model
        Part of the family, and what was solved.
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
    open
        Number of open facilities.
    """

    set: str
    model: str
    objective: float | None = None
    bound: float | None = None
    certified_gap_pct: float | None = None
    multiplier_bound: float | None = None
    multiplier_gap_pct: float | None = None
    open: int | None = None


def certified_gap_pct(objective: float, bound: float | None) -> float | None:
    """Per cent of an objective by which a bound is below it."""
    if bound is None or not objective:
        return None
    return max(0.0, round(100 * (objective - bound) / abs(objective), 4))
