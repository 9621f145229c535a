"""What an answer to a siting problem really is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from routing.siting.arrays import Floats, Ints
from routing.siting.cost import SitingCost
from routing.siting.problem import Objective
from routing.siting.solution import SitingSolution


@dataclass(frozen=True, slots=True)
class SitingReport:
    """Figures of an answer, recomputed from the problem.

    All figures are zero when ``violations`` says that the answer does not even
    have the shape of one.

    Attributes
    ----------
    cost
        Cost by component, over all periods.
    largest_distance_m
        Longest arc with flow on it.
    minimised
        Which of both is the objective.
    claimed_bound
        Lower bound the engine claims, ``None`` without one.
    certified_bound
        Lower bound recomputed from the multipliers alone, ``None`` without them.
    throughput_kg
        Shape (T, F): kilograms a year taken in by each facility.
    utilisation
        Shape (T, F): throughput over capacity, 0 for a facility without any.
    served_kg, unserved_kg
        Kilograms a year in all, by period.
    floor_kg
        What counts for each floor, rounded down, by period.
    floor_fen_per_t
        Shape (T, L): what a further tonne of each floor costs, by the
        multipliers; ``None`` without them.
    capital_fen
        Invested in each period.
    tag_counts
        Number of facilities in a state with each limited tag, by period.
    violations
        Every broken rule, in words; empty for a valid answer.
    """

    cost: SitingCost
    largest_distance_m: int
    minimised: Objective
    claimed_bound: int | None
    certified_bound: int | None
    throughput_kg: Ints
    utilisation: Floats
    served_kg: tuple[int, ...]
    unserved_kg: tuple[int, ...]
    floor_kg: tuple[tuple[int, ...], ...]
    floor_fen_per_t: Floats | None
    capital_fen: tuple[int, ...]
    tag_counts: dict[str, tuple[int, ...]]
    violations: tuple[str, ...]

    @property
    def cost_fen(self) -> int:
        """Cost in all."""
        return self.cost.total_fen

    @property
    def objective(self) -> int:
        """What is minimised: fen, or metres."""
        if self.minimised is Objective.LARGEST_DISTANCE:
            return self.largest_distance_m
        return self.cost_fen

    @property
    def bound(self) -> int | None:
        """The higher of both bounds, ``None`` without any."""
        bounds = (self.claimed_bound, self.certified_bound)
        return max((bound for bound in bounds if bound is not None), default=None)

    @property
    def gap(self) -> float | None:
        """Most the objective can be above the optimum, as a share of itself.

        ``(objective - bound) / objective``; 0 where both are the same, ``None``
        without bound.
        """
        return self._gap_to(self.bound)

    @property
    def certified_gap(self) -> float | None:
        """The gap to the certified bound alone."""
        return self._gap_to(self.certified_bound)

    def with_more(self, violations: Iterable[str]) -> "SitingReport":
        """Return the report with further violations."""
        return replace(self, violations=(*self.violations, *violations))

    def _gap_to(self, bound: int | None) -> float | None:
        if bound is None:
            return None
        if self.objective in {bound, 0}:
            return 0.0
        return (self.objective - bound) / self.objective


@dataclass(frozen=True, slots=True)
class SitingResult:
    """A checked answer together with its report."""

    solution: SitingSolution
    report: SitingReport
