"""What a verifier says about an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer as its verifier sees it.

    Attributes
    ----------
    objective
        Recomputed from the assignment, in the unit of the instance.
    open
        Facilities said to be open.
    multiplier_bound
        No answer is below; recomputed from the multipliers alone, ``None`` without
        any.
    faults
        Broken rules, each in one sentence; empty for a feasible answer.
    """

    objective: float
    open: int
    multiplier_bound: float | None
    faults: tuple[str, ...]

    @property
    def is_feasible(self) -> bool:
        """No rule is broken."""
        return not self.faults
