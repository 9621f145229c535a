"""Where an answer's kilograms break a rule."""

from collections.abc import Iterator

import numpy as np

from routing.siting.arrays import add_up
from routing.siting.reading import Reading, name_faults


def mass_faults(reading: Reading) -> Iterator[str]:
    """Name every kilogram that is lost, refused, too much or too little."""
    for t in range(reading.arrays.periods):
        yield from _signs(reading, t)
        yield from _balance(reading, t)
        yield from _whole(reading, t)
        yield from _acceptance(reading, t)
        yield from _throughput(reading, t)
        yield from _legs(reading, t)


def _signs(reading: Reading, t: int) -> Iterator[str]:
    when = reading.when(t)
    for kind, column in (
        ("arc", reading.masses.flow_kg[t]),
        ("leg", reading.masses.trunk_kg[t]),
    ):
        yield from name_faults(
            np.flatnonzero(column < 0),
            lambda i, kind=kind, column=column: (  # type: ignore[misc]
                f"{when}{kind} {i}: flow must be >= 0 kg, got {column[i]}"
            ),
        )
    left = reading.masses.unserved_kg[t]
    yield from name_faults(
        np.flatnonzero(left < 0),
        lambda i: f"{when}{reading.client(i)}: unserved must be >= 0 kg, got {left[i]}",
    )


def _balance(reading: Reading, t: int) -> Iterator[str]:
    arrays, when = reading.arrays, reading.when(t)
    supply, left = arrays.supply_kg[t], reading.masses.unserved_kg[t]
    served = add_up(arrays.arc_client, reading.masses.flow_kg[t], arrays.clients)
    yield from name_faults(
        np.flatnonzero(served + left != supply),
        lambda i: (
            f"{when}{reading.client(i)}: served {served[i]} kg and unserved {left[i]} "
            f"kg must add up to its supply, {supply[i]} kg"
        ),
    )
    yield from name_faults(
        np.flatnonzero(arrays.required & (left > 0)),
        lambda i: f"{when}{reading.client(i)}: is required, got {left[i]} kg unserved",
    )


def _whole(reading: Reading, t: int) -> Iterator[str]:
    if not reading.problem.single_source:
        return
    arrays, flow = reading.arrays, reading.masses.flow_kg[t]
    sources = add_up(arrays.arc_client, (flow > 0).astype(np.int64), arrays.clients)
    split = (sources > 1) | ((sources == 1) & (reading.masses.unserved_kg[t] > 0))
    yield from name_faults(
        np.flatnonzero(split),
        lambda i: (
            f"{reading.when(t)}{reading.client(i)}: must go to one facility in whole, "
            f"got {sources[i]} and {reading.masses.unserved_kg[t][i]} kg unserved"
        ),
    )


def _acceptance(reading: Reading, t: int) -> Iterator[str]:
    arrays, when = reading.arrays, reading.when(t)
    chosen, names = reading.chosen[t], reading.problem.commodities
    ends = (
        ("arc", reading.masses.flow_kg[t], arrays.arc_facility, arrays.arc_commodity),
        (
            "leg",
            reading.masses.trunk_kg[t],
            arrays.trunk_destination,
            arrays.trunk_commodity,
        ),
    )
    for kind, mass_kg, facility, commodity in ends:
        taken = arrays.rows.accepts[chosen[facility], commodity]
        for i in np.flatnonzero((mass_kg != 0) & ~taken).tolist():
            j = int(facility[i])
            yield (
                f"{when}{kind} {i}: {reading.facility(j)} in state "
                f"{reading.state(t, j)} does not take {names[commodity[i]]!r}, "
                f"got {mass_kg[i]} kg"
            )


def _throughput(reading: Reading, t: int) -> Iterator[str]:
    rows, chosen = reading.arrays.rows, reading.chosen[t]
    capacity, least = rows.capacity_kg[chosen], rows.min_kg[chosen]
    taken, when = reading.masses.throughput_kg[t], reading.when(t)
    yield from name_faults(
        np.flatnonzero(taken > capacity),
        lambda j: (
            f"{when}{reading.facility(j)}: throughput must be <= capacity "
            f"{capacity[j]} kg, got {taken[j]}"
        ),
    )
    yield from name_faults(
        np.flatnonzero(taken < least),
        lambda j: (
            f"{when}{reading.facility(j)}: throughput must be >= minimum "
            f"{least[j]} kg, got {taken[j]}"
        ),
    )


def _legs(reading: Reading, t: int) -> Iterator[str]:
    arrays = reading.arrays
    made = arrays.output_kg(reading.intake_kg[t], reading.chosen[t])
    key = arrays.trunk_origin * arrays.commodities + arrays.trunk_commodity
    sent = add_up(key, reading.masses.trunk_kg[t], made.size).reshape(made.shape)
    yield from name_faults(
        np.flatnonzero(sent != made),
        lambda i: (
            f"{reading.when(t)}{reading.facility(i // arrays.commodities)}: must send "
            f"on {made.flat[i]} kg of "
            f"{reading.problem.commodities[i % arrays.commodities]!r}, "
            f"got {sent.flat[i]}"
        ),
    )
