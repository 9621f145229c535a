"""Reads and writes answers.

``{"open": [facility], "assignment": [[[facility, share], ...] per client],
"objective": number, "bound": number or null, "multipliers": [number]}``, facilities
counted from 0. Two-stage answers number the plants first, then the satellites, and
have ``"trunk": [[plant, satellite, amount]]`` as well.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.faults import FormatError


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer.

    Attributes
    ----------
    open
        Open facilities.
    assignment
        By client, its facilities and the share of its demand each serves.
    objective
        Cost as the solver sees it.
    bound
        No answer is below, as the solver says; ``None`` without one.
    multipliers
        What the bound can be recomputed from; their order is the verifier's.
    trunk
        Amounts from plants to satellites.
    """

    open: list[int]
    assignment: list[list[tuple[int, float]]]
    objective: float
    bound: float | None
    multipliers: list[float]
    trunk: list[tuple[int, int, float]] | None = None


def write_answer(path: Path, answer: Answer) -> None:
    """Write an answer."""
    fields = asdict(answer)
    if answer.trunk is None:
        del fields["trunk"]
    path.write_text(json.dumps(fields) + "\n", encoding="utf-8")


def read_answer(path: Path) -> Answer:
    """Read an answer.

    Raises
    ------
    FormatError
        If it has not the form above.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        bound, trunk = fields.get("bound"), fields.get("trunk")
        return Answer(
            open=[int(facility) for facility in fields["open"]],
            assignment=[
                [(int(facility), float(share)) for facility, share in shares]
                for shares in fields["assignment"]
            ],
            objective=float(fields["objective"]),
            bound=None if bound is None else float(bound),
            multipliers=[float(number) for number in fields["multipliers"]],
            trunk=trunk
            and [(int(plant), int(site), float(much)) for plant, site, much in trunk],
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        msg = f"{path.name}: no answer: {error!r}."
        raise FormatError(msg) from error
