"""Reads the two-stage instances of Fernandes et al. (2014).

``plants satellites customers``; demands; capacity and fixed cost of each plant; the
cost of a unit from plant to satellite; capacity and fixed cost of each satellite;
the cost of a unit from satellite to customer.
"""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults import FormatError
from benchmarks.siting.text import Floats, NumberStream, lines_of, read_text


@dataclass(frozen=True, slots=True)
class TwoStageFile:
    """An instance.

    Attributes
    ----------
    demand
        By customer.
    plant_capacity, plant_fixed_cost
        By plant.
    trunk_unit_cost
        By plant and satellite.
    capacity, fixed_cost
        By satellite.
    unit_cost
        By satellite and customer.
    """

    demand: Floats
    plant_capacity: Floats
    plant_fixed_cost: Floats
    trunk_unit_cost: Floats
    capacity: Floats
    fixed_cost: Floats
    unit_cost: Floats


def is_two_stage(text: str) -> bool:
    """Whether a text has three figures and as many numbers as they ask for."""
    lines = lines_of(text)
    if not lines or len(lines[0]) != 3 or not all(map(str.isdigit, lines[0])):
        return False
    plants, satellites, customers = map(int, lines[0])
    expected = 3 + customers + 2 * (plants + satellites)
    expected += satellites * (plants + customers)
    return sum(map(len, lines)) == expected


def read_two_stage(path: Path) -> TwoStageFile:
    """Read an instance.

    Raises
    ------
    FormatError
        If the file is no such instance.
    """
    text = read_text(path)
    if not is_two_stage(text):
        msg = f"{path.name}: no two-stage instance."
        raise FormatError(msg)
    stream = NumberStream(text.split())
    plants, satellites, customers = (int(number) for number in stream.take(3))
    demand = stream.take(customers)
    plant = stream.take(2 * plants).reshape(plants, 2)
    trunk = stream.take(plants * satellites).reshape(plants, satellites)
    satellite = stream.take(2 * satellites).reshape(satellites, 2)
    unit = stream.take(satellites * customers).reshape(satellites, customers)
    return TwoStageFile(
        demand=demand,
        plant_capacity=plant[:, 0],
        plant_fixed_cost=plant[:, 1],
        trunk_unit_cost=trunk,
        capacity=satellite[:, 0],
        fixed_cost=satellite[:, 1],
        unit_cost=unit,
    )
