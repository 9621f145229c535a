"""The plain compact models, with strong linking, that peers solve.

``x[facility, client] <= y[facility]`` for every pair, shares whole where a client
has one source. Variables are open flags, then shares facility by facility, then the
trunk flows, or the largest distance.
"""

from dataclasses import dataclass, field

import numpy as np

from benchmarks.siting.capacitated_file import CapacitatedFile
from benchmarks.siting.checks import Ints
from benchmarks.siting.families import CENTER, SSCFLP
from benchmarks.siting.median_file import MedianFile
from benchmarks.siting.source import Source
from benchmarks.siting.text import Floats
from benchmarks.siting.two_stage_file import TwoStageFile


@dataclass(slots=True)
class CompactModel:
    """A mixed-integer model with variables from 0, in blocks of equal rows.

    Attributes
    ----------
    cost, upper, is_whole
        By variable.
    columns, coefficients
        By block, the variables of each row and what they count there.
    lower, upper_sum
        By block, least and most sum of a row.
    """

    cost: Floats
    upper: Floats
    is_whole: np.ndarray[tuple[int], np.dtype[np.bool_]]
    columns: list[Ints] = field(default_factory=list)
    coefficients: list[Floats] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper_sum: list[float] = field(default_factory=list)

    def add(
        self,
        columns: Ints,
        coefficients: Floats | float,
        lower: float = -np.inf,
        upper: float = 0.0,
    ) -> None:
        """Add a block of rows, each of as many variables.

        Parameters
        ----------
        columns
            Variables by row.
        coefficients
            What each counts, broadcast to the shape of the variables.
        lower, upper
            Least and most sum of each row.
        """
        self.columns.append(columns)
        self.coefficients.append(
            np.broadcast_to(np.asarray(coefficients, dtype=float), columns.shape)
        )
        self.lower.append(lower)
        self.upper_sum.append(upper)


def compact(source: Source, model: str) -> CompactModel:
    """Build the compact model of an instance."""
    if isinstance(source, CapacitatedFile):
        return _capacitated(source, model == SSCFLP)
    if isinstance(source, MedianFile):
        return _median(source, model == CENTER)
    return _two_stage(source)


def share_columns(facilities: int, clients: int) -> Ints:
    """Variables of the shares, by facility and client."""
    return facilities + np.arange(facilities * clients).reshape(facilities, clients)


def _start(fixed: Floats, cost: Floats, is_single: bool) -> tuple[CompactModel, Ints]:
    """Model with assignment and strong linking, and the variables of the shares."""
    facilities, clients = cost.shape
    is_whole = np.concatenate(
        [np.ones(facilities, bool), np.full(cost.size, is_single)]
    )
    model = CompactModel(
        np.concatenate([fixed, cost.ravel()]), np.ones(len(is_whole)), is_whole
    )
    share = share_columns(facilities, clients)
    model.add(share.T, 1.0, lower=1.0, upper=1.0)
    opened = np.repeat(np.arange(facilities), clients)
    model.add(np.stack([share.ravel(), opened], axis=1), np.array([1.0, -1.0]))
    return model, share


def _capacitated(source: CapacitatedFile, is_single: bool) -> CompactModel:
    model, share = _start(source.fixed_cost, source.cost, is_single)
    _limit(model, share, source.demand, np.arange(len(share)), source.capacity)
    return model


def _limit(
    model: CompactModel, parts: Ints, weight: Floats, opened: Ints, capacity: Floats
) -> None:
    """Limit the load of each facility to its capacity, 0 if it is closed."""
    columns = np.concatenate([parts, opened[:, None]], axis=1)
    loads = np.broadcast_to(weight, parts.shape)
    model.add(columns, np.concatenate([loads, -capacity[:, None]], axis=1))


def _median(source: MedianFile, is_center: bool) -> CompactModel:
    nodes = len(source.distance)
    free = np.zeros(nodes)
    cost = np.zeros_like(source.distance) if is_center else source.distance
    model, share = _start(free, cost, is_single=True)
    model.add(np.arange(nodes)[None, :], 1.0, upper=float(source.p))
    if is_center:
        radius = _append(model, np.ones(1), np.array([source.distance.max()]))
        columns = np.concatenate([share.T, np.full((nodes, 1), radius[0])], axis=1)
        lengths = np.concatenate([source.distance.T, -np.ones((nodes, 1))], axis=1)
        model.add(columns, lengths)
    return model


def _append(model: CompactModel, cost: Floats, upper: Floats) -> Ints:
    """Append continuous variables and return their places."""
    start = len(model.cost)
    model.cost = np.concatenate([model.cost, cost])
    model.upper = np.concatenate([model.upper, upper])
    model.is_whole = np.concatenate([model.is_whole, np.zeros(len(cost), bool)])
    return np.arange(start, start + len(cost))


def _two_stage(source: TwoStageFile) -> CompactModel:
    plants, satellites = source.trunk_unit_cost.shape
    customers = len(source.demand)
    # Plants are facilities that serve no customer: their shares are fixed at 0.
    cost = np.zeros((plants + satellites, customers))
    cost[plants:] = source.unit_cost * source.demand
    fixed = np.concatenate([source.plant_fixed_cost, source.fixed_cost])
    model, share = _start(fixed, cost, is_single=False)
    model.upper[share[:plants].ravel()] = 0.0
    opened = np.arange(plants + satellites)
    served = share[plants:]
    _limit(model, served, source.demand, opened[plants:], source.capacity)
    most = np.minimum.outer(source.plant_capacity, source.capacity)
    flow = _append(model, source.trunk_unit_cost.ravel(), most.ravel())
    trunk = flow.reshape(plants, satellites)
    _limit(model, trunk, np.ones(1), opened[:plants], source.plant_capacity)
    owner = np.repeat(opened[:plants], satellites)
    pair = np.stack([flow, owner], axis=1)
    model.add(pair, np.stack([np.ones(len(flow)), -most.ravel()], axis=1))
    columns = np.concatenate([trunk.T, served], axis=1)
    loads = np.broadcast_to(-source.demand, served.shape)
    counts = np.concatenate([np.ones((satellites, plants)), loads], axis=1)
    model.add(columns, counts, lower=0.0)
    return model
