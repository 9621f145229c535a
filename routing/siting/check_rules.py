"""Where an answer's choices break a rule of the problem."""

from collections.abc import Iterator

import numpy as np

from routing.siting.arrays import NO_LIMIT
from routing.siting.problem import PPM
from routing.siting.reading import Reading, name_faults


def rule_faults(reading: Reading) -> Iterator[str]:
    """Name every limit, floor, budget, move and fix that is not kept."""
    for t in range(reading.arrays.periods):
        yield from _tags(reading, t)
        yield from _floors(reading, t)
        yield from _budget(reading, t)
        yield from _moves(reading, t)
        yield from _fixes(reading, t)


def _tags(reading: Reading, t: int) -> Iterator[str]:
    arrays, when = reading.arrays, reading.when(t)
    for n, tag in enumerate(arrays.tags):
        count = reading.tag_counts[t, n]
        least, most = arrays.tag_min[t, n], arrays.tag_max[t, n]
        if count < least:
            yield f"{when}tag {tag!r}: must be >= {least} times, got {count}"
        if count > most:
            yield f"{when}tag {tag!r}: must be <= {most} times, got {count}"


def _floors(reading: Reading, t: int) -> Iterator[str]:
    for floor, got_ppm in zip(
        reading.problem.floors, reading.floor_ppm[t], strict=True
    ):
        least = floor.minimum_kg[t]
        if got_ppm < PPM * least:
            yield (
                f"{reading.when(t)}floor {floor.name!r}: must be >= {least} kg, "
                f"got {got_ppm / PPM:.3f}"
            )


def _budget(reading: Reading, t: int) -> Iterator[str]:
    most, spent = int(reading.arrays.budget_fen[t]), reading.capital_fen[t]
    if most != NO_LIMIT and spent > most:
        yield f"{reading.when(t)}capital: must be <= budget {most} fen, got {spent}"


def _moves(reading: Reading, t: int) -> Iterator[str]:
    rows, after = reading.arrays.rows, reading.solution.states[t]
    before = (
        rows.initial - rows.first[:-1] if t == 0 else reading.solution.states[t - 1]
    )
    known = rows.initial >= 0 if t == 0 else np.ones(len(after), np.bool_)
    place = np.arange(len(after))
    barred = known & ~rows.moves[place, np.maximum(before, 0), after]

    def say(j: int) -> str:
        source = reading.problem.facilities[j].states[int(before[j])].name
        return (
            f"{reading.when(t)}{reading.facility(j)}: may not go from {source!r} to "
            f"{reading.state(t, j)}"
        )

    yield from name_faults(np.flatnonzero(barred), say)


def _fixes(reading: Reading, t: int) -> Iterator[str]:
    for fix in reading.problem.fixes:
        facility = reading.problem.facilities[fix.facility]
        state = facility.states[int(reading.solution.states[t, fix.facility])].name
        if fix.period in {None, t} and state not in fix.states:
            yield (
                f"{reading.when(t)}facility {facility.name!r}: may only be in "
                f"{sorted(fix.states)} ({fix.reason}), got {state!r}"
            )
