"""What fills up on the way and is emptied: loads, commodities, compartments.

Each of them is a dimension that rises at stops; only the copies of the unloading
sites, by their slack, let it fall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from routing.engines.ortools_frame import ModelFrame
from routing.vrp.problem import VehicleType
from routing.vrp.view import Ints

MOST_ASSIGNMENTS = 64
"""Ways to put commodities into compartments that are told apart; with more
commodities than that allows for, those left out are not used."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills up at stops and is emptied at copies of unloading sites.

    Attributes
    ----------
    name
        Name of the dimension.
    amounts
        Amount per stop of the model.
    limits, first
        Most on board and amount at the start, per vehicle.
    emptied
        Whether each copy empties it: where not, nothing of it may be on board.
        ``None`` if all do.
    """

    name: str
    amounts: NDArray[np.integer] | NDArray[np.bool_]
    limits: list[int]
    first: list[int]
    emptied: NDArray[np.bool_] | None = None


def load_name(column: int) -> str:
    """Return the name of the dimension of a load."""
    return f"load {column}"


def add_loads(model: ModelFrame) -> None:
    """Add capacities, what sites accept and take in, and what may ride together."""
    for column in used_columns(model):
        _add_load(model, column)
    _add_classes(model)
    _add_intake(model)
    commodities = _carried_commodities(model)
    _add_incompatible(model, commodities)
    if any(kind.compartments for kind in model.types):
        _add_compartments(model, commodities)


def used_columns(model: ModelFrame) -> list[int]:
    """Return the dimensions in which anything is loaded."""
    loads = model.view.load[model.layout.stops]
    first = [model.loads_of(kind) for kind in model.types]
    return [
        column
        for column in range(len(model.problem.dimensions))
        if loads[:, column].any() or any(load[column] for load in first)
    ]


def _add_load(model: ModelFrame, column: int) -> None:
    loads = model.view.load[model.layout.stops][:, column]
    limits = [kind.capacity[column] for kind in model.types]
    first = [model.loads_of(kind)[column] for kind in model.types]
    _add_filling(model, Filling(load_name(column), loads, limits, first))
    longest = [kind.max_load for kind in model.types]
    if any(limit is not None for limit in longest):
        total = int(loads.sum())
        budget = [total if limit is None else limit[column] for limit in longest]
        transits = np.zeros(len(model.layout.nodes), dtype=np.int64)
        transits[: model.layout.num_stops] = loads
        model.routing.AddDimensionWithVehicleCapacity(
            model.unary(transits), 0, budget, True, f"day's {load_name(column)}"
        )


def _add_classes(model: ModelFrame) -> None:
    """Count what is on board by which sites accept it.

    Commodities with the same accepting sites are one class. A class that every
    copy accepts needs no counting.
    """
    layout = model.layout
    classes: dict[tuple[bool, ...], set[str]] = {}
    for commodity in _carried_commodities(model):
        takes = [
            site.commodities is None or commodity in site.commodities
            for site in model.problem.unload_sites
        ]
        row = tuple(takes[site] for site in layout.sites)
        classes.setdefault(row, set()).add(commodity)
    for number, (row, commodities) in enumerate(classes.items()):
        if not all(row):
            amounts = np.array([name in commodities for name in _loaded(model)], bool)
            first = [_holds(kind, commodities) for kind in model.types]
            limits = [int(amounts.sum()) + 1] * len(model.types)
            emptied = np.array(row, dtype=np.bool_)
            filling = Filling(f"class {number}", amounts, limits, first, emptied)
            _add_filling(model, filling)


def _loaded(model: ModelFrame) -> list[str | None]:
    """Return what each stop of the model loads, ``None`` for nothing."""
    stops = (model.problem.stops[stop] for stop in model.layout.stops)
    return [stop.commodity if any(stop.load) else None for stop in stops]


def _carried_commodities(model: ModelFrame) -> list[str]:
    """Return all that may be on board, in a certain order."""
    names = {name for name in _loaded(model) if name is not None}
    for kind in model.types:
        names |= {item.commodity for item in kind.on_board if any(item.load)}
    return sorted(names)


def _holds(vehicle: VehicleType, commodities: set[str]) -> int:
    """Return 1 for a vehicle that sets out with some of the commodities."""
    return int(
        any(
            item.commodity in commodities and any(item.load)
            for item in vehicle.on_board
        )
    )


def _add_filling(model: ModelFrame, filling: Filling) -> None:
    layout, routing = model.layout, model.routing
    most = max(*filling.limits, 1)
    emptied = filling.emptied
    if emptied is None:
        emptied = np.ones(layout.num_copies, dtype=np.bool_)
    transits = np.zeros(len(layout.nodes), dtype=np.int64)
    transits[: layout.num_stops] = filling.amounts
    copies = slice(layout.num_stops, layout.num_stops + layout.num_copies)
    transits[copies] = np.where(emptied, -most, 0)
    routing.AddDimensionWithVehicleCapacity(
        model.unary(transits), most, filling.limits, False, filling.name
    )
    dimension = model.dimension(filling.name)
    for vehicle, kind in enumerate(model.types):
        start, end = routing.Start(vehicle), routing.End(vehicle)
        dimension.CumulVar(start).SetValue(filling.first[vehicle])
        dimension.SlackVar(start).SetValue(0)
        if kind.returns_empty:
            dimension.CumulVar(end).SetValue(0)
    for index in model.stop_indices + model.charger_indices:
        dimension.SlackVar(index).SetValue(0)
    for index, empties in zip(model.copy_indices, emptied, strict=True):
        if not empties:
            dimension.SlackVar(index).SetValue(0)
            dimension.CumulVar(index).SetValue(0)
        elif filling.emptied is None:
            # All of it: what stayed on board would be work and intake saved.
            cumul, slack = dimension.CumulVar(index), dimension.SlackVar(index)
            model.solver.Add(cumul + slack == most)


def _add_intake(model: ModelFrame) -> None:
    """Let each site take in no more than it can, over all vehicles."""
    sites = model.layout.sites.tolist()
    for position, site in enumerate(model.problem.unload_sites):
        copies = zip(sites, model.copy_indices, strict=True)
        here = [index for of, index in copies if of == position]
        if site.intake is None or not here:
            continue
        for column in used_columns(model):
            dimension = model.dimension(load_name(column))
            arriving = [dimension.CumulVar(index) for index in here]
            model.solver.Add(model.solver.Sum(arriving) <= site.intake[column])


def _add_incompatible(model: ModelFrame, commodities: Sequence[str]) -> None:
    """Keep commodities apart that may not travel together, per trip.

    Where one of them is fetched, none of the other is on board, unless in
    another compartment.
    """
    divided = [v for v, kind in enumerate(model.types) if kind.compartments]
    loaded = _loaded(model)
    for name in commodities:
        others = {
            other
            for other in commodities
            if other != name and frozenset({name, other}) in model.problem.incompatible
        }
        if not others:
            continue
        amounts = np.array([item == name for item in loaded], dtype=np.bool_)
        first = [_holds(kind, {name}) for kind in model.types]
        limits = [int(amounts.sum()) + 1] * len(model.types)
        title = f"with {name}"
        _add_filling(model, Filling(title, amounts, limits, first))
        dimension = model.dimension(title)
        for index, item in zip(model.stop_indices, loaded, strict=True):
            if item not in others:
                continue
            on_board = dimension.CumulVar(index)
            if divided:
                apart = model.solver.IsMemberVar(
                    model.routing.VehicleVar(index), divided
                )
                model.solver.Add(on_board <= limits[0] * apart)
            else:
                on_board.SetValue(0)


def _add_compartments(model: ModelFrame, commodities: Sequence[str]) -> None:
    """Let what a trip brings fit into the compartments at its end.

    Loads only grow on a trip, so its end is where they have to fit: at least one
    way to put commodities into compartments holds them all.
    """
    columns = used_columns(model)
    for number, name in enumerate(commodities):
        among = np.array([item == name for item in _loaded(model)], dtype=np.bool_)
        for column in columns:
            amounts = np.where(among, model.view.load[model.layout.stops][:, column], 0)
            first = [
                sum(i.load[column] for i in kind.on_board if i.commodity == name)
                for kind in model.types
            ]
            limits = [kind.capacity[column] for kind in model.types]
            title = _part_name(number, column)
            _add_filling(model, Filling(title, amounts, limits, first))
    for kind in sorted(set(model.layout.vehicles)):
        vehicle = model.problem.vehicle_types[kind]
        ways = assignments(vehicle, commodities, model.problem.incompatible)
        if not vehicle.compartments:
            continue
        members = [v for v, of in enumerate(model.layout.vehicles) if of == kind]
        for index in model.copy_indices:
            comes = model.solver.IsMemberVar(model.routing.VehicleVar(index), members)
            _must_fit(model, vehicle, ways, index, comes)
        for member in members if not vehicle.returns_empty else ():
            _must_fit(model, vehicle, ways, model.routing.End(member), 1)


def _part_name(commodity: int, column: int) -> str:
    return f"part {commodity} {column}"


def assignments(
    vehicle: VehicleType,
    commodities: Sequence[str],
    incompatible: frozenset[frozenset[str]],
) -> list[tuple[int | None, ...]]:
    """Return the ways to give commodities a compartment each, or no place at all.

    A way is left out when one of its commodities without a place could have one.
    """
    options: list[list[int | None]] = [
        [
            number
            for number, part in enumerate(vehicle.compartments)
            if part.commodities is None or name in part.commodities
        ]
        for name in commodities
    ]

    def goes(way: Sequence[int | None], position: int, part: int | None) -> bool:
        return all(
            other != part
            or frozenset({commodities[position], name}) not in incompatible
            for other, name in zip(way, commodities, strict=True)
            if name != commodities[position]
        )

    found: list[tuple[int | None, ...]] = []
    for way in product(*([*option, None] for option in options)):
        placed = all(
            part is None or goes(way, position, part)
            for position, part in enumerate(way)
        )
        full = not any(
            part is None
            and any(goes(way, position, other) for other in options[position])
            for position, part in enumerate(way)
        )
        if placed and full:
            found.append(way)
            if len(found) == MOST_ASSIGNMENTS:
                break
    return found


def _must_fit(
    model: ModelFrame,
    vehicle: VehicleType,
    ways: Sequence[tuple[int | None, ...]],
    index: int,
    comes: object,
) -> None:
    """Demand that one way to use the compartments holds what arrives at a node."""
    solver, columns = model.solver, used_columns(model)
    found = []
    for way in ways:
        holds = []
        for part in {None, *way}:
            members = [number for number, of in enumerate(way) if of == part]
            for column in columns if members else ():
                load = solver.Sum(
                    [
                        model.dimension(_part_name(number, column)).CumulVar(index)
                        for number in members
                    ]
                )
                limit = (
                    0 if part is None else vehicle.compartments[part].capacity[column]
                )
                holds.append(solver.IsLessOrEqualCstVar(load, limit))
        if not holds:
            return
        found.append(solver.Min(holds) if len(holds) > 1 else holds[0])
    solver.Add(solver.Sum(found) >= comes)


def zeros(model: ModelFrame) -> Ints:
    """Return one zero per node of the model."""
    return np.zeros(len(model.layout.nodes), dtype=np.int64)
