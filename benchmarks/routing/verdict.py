"""What a verifier says about an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer as its verifier sees it.

    Attributes
    ----------
    cost
        Cost in the unit of the family, recomputed from the routes.
    vehicles
        Routes that visit anything; over several days, the most on one day.
    served
        Stops visited.
    faults
        Broken rules, each in one sentence; empty for a feasible answer.
    """

    cost: float
    vehicles: int
    served: int
    faults: tuple[str, ...]

    @property
    def is_feasible(self) -> bool:
        """No rule is broken."""
        return not self.faults
