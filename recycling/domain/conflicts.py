"""Why no siting plan exists: rules that cannot be kept together."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from recycling.domain.errors import PlanningError


class ConflictKind(StrEnum):
    """What contradicts what.

    Attributes
    ----------
    TARGET_SUPPLY
        More is to be recovered than the sources in reach of a site have.
    TARGET_CAPACITY
        More is to be recovered than sites could take, however large they become.
    TARGET_SINKS
        More is to be recovered than parks and bases could process.
    GREEN_BUDGET
        The green centres asked for cost more than may be invested.
    GREEN_SITES
        Fewer sites can be green than are asked for.
    GREEN_SUPPLY
        The least intakes of the green centres are more than there is to take in.
    RULES
        A rule that belongs to a set which cannot be kept together.
    """

    TARGET_SUPPLY = "target_supply"
    TARGET_CAPACITY = "target_capacity"
    TARGET_SINKS = "target_sinks"
    GREEN_BUDGET = "green_budget"
    GREEN_SITES = "green_sites"
    GREEN_SUPPLY = "green_supply"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction with the figures that show it.

    Attributes
    ----------
    kind
        What contradicts what.
    year
        Year it shows in; 0 where it holds for all.
    subject
        Material, district or site concerned; empty for all.
    needed, available
        What is asked for and what there is at most: kilograms, fen or sites.
    number
        How many could be had for what is available.
    rule
        What the rule is about, where the kind is ``RULES``; ``needed`` is its limit.
    """

    kind: ConflictKind
    year: int = 0
    subject: str = ""
    needed: int = 0
    available: int = 0
    number: int = 0
    rule: str = ""


class NoPlanError(PlanningError):
    """No plan keeps all rules.

    Parameters
    ----------
    message
        What was tried.
    conflicts
        The smallest sets of rules that are known to contradict each other.
    """

    def __init__(self, message: str, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(message)
