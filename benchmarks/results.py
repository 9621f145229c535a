"""What the lines of all solved instances say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """What a solver reached on an instance.

    Attributes
    ----------
    instance, family
        Name of the instance and of its family.
    engine
        What was asked for: an engine of the product, or a peer.
    best_known
        From the files beside the instance.
    gap_pct
        Above the best known one; ``None`` unless feasible.
    seconds
        From the problem built to the answer.
    peak_mb
        Most memory of the solver's processes together, pages they share counted
        for each.
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
    engine: str
    best_known: float | None = None
    gap_pct: float | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    feasible: bool | None = None
    solver: str = ""
    is_peer: bool = False
    faults: tuple[str, ...] = ()
    reason: str = ""
    solution: str = ""


def gap_pct(cost: float, known: float | None) -> float | None:
    """Per cent by which a cost is above the best known one."""
    if not known:
        return None
    return round(100 * (cost / known - 1), 4)
