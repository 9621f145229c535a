"""Batteries and queues of a routing model: charging, plugs, docks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from routing.engines.ortools_clock import unloading_s
from routing.engines.ortools_frame import CLOCK, ModelFrame
from routing.engines.ortools_loads import load_name, used_columns, zeros
from routing.vrp.parts import Energy
from routing.vrp.view import CLOSED

PER_WH = 10**6
"""Units of energy per watt-hour: metres times watt-hours per kilometre and tonne
times kilograms come out whole."""

UNITS_PER_36_WS = 10_000
"""Units of energy in 36 watt-seconds, so that charging is counted in integers."""

EXACT_NODES = 150
"""Nodes up to which the energy for the load on board is followed leg by leg;
above, every way counts as driven half full and what that misjudges is left to
the times the answer gets."""

QUEUED_COPIES = 40
"""Copies of sites with docks up to which the model looks at who unloads when;
above, queues are left to the times the answer gets."""


@dataclass(frozen=True, slots=True)
class Battery:
    """Vehicles that share a battery, however full, and a travel table.

    Attributes
    ----------
    energy, profile
        What they share.
    kinds
        Their types.
    most
        Most on board of the first dimension.
    """

    energy: Energy
    profile: str
    kinds: tuple[int, ...]
    most: int


def add_energy(model: ModelFrame) -> None:
    """Let every battery last from one charge to the next."""
    for number, battery in enumerate(_batteries(model)):
        _add_battery(model, battery, f"energy {number}")


def _batteries(model: ModelFrame) -> list[Battery]:
    groups: dict[tuple[Energy, str], list[int]] = {}
    for kind in sorted(set(model.layout.vehicles)):
        vehicle = model.problem.vehicle_types[kind]
        if vehicle.energy is not None:
            shared = replace(vehicle.energy, initial_wh=None)
            groups.setdefault((shared, vehicle.profile), []).append(kind)
    loaded = 0 in used_columns(model)
    types = model.problem.vehicle_types
    return [
        Battery(
            energy,
            profile,
            tuple(kinds),
            max(types[kind].capacity[0] for kind in kinds) if loaded else 0,
        )
        for (energy, profile), kinds in groups.items()
    ]


def _add_battery(model: ModelFrame, battery: Battery, name: str) -> None:
    """Add the energy left: it falls on the way and rises, by its slack, at plugs.

    Ways cost what a full vehicle uses; slack gives back what the vehicle, not
    being full, does not use.
    """
    routing, energy = model.routing, battery.energy
    exact = len(model.layout.nodes) <= EXACT_NODES
    usable = energy.usable_wh * PER_WH
    per_load = energy.load_consumption_wh_per_km_per_1000
    relief = per_load * battery.most if exact else 0
    longest_m = _longest_m(model, battery)
    evaluators = _evaluators(model, battery, exact=exact)
    members = [kind in battery.kinds for kind in model.layout.vehicles]
    routing.AddDimensionWithVehicleTransitAndCapacity(
        evaluators, usable + relief * longest_m, [usable] * len(members), False, name
    )
    left = model.dimension(name)
    for vehicle in range(len(members)):
        own = model.types[vehicle].energy if members[vehicle] else None
        start = usable if own is None else own.start_wh * PER_WH
        left.CumulVar(routing.Start(vehicle)).SetValue(start)
    starts = [routing.Start(vehicle) for vehicle in range(len(members))]
    for index in [*starts, *model.place_indices]:
        gained = _charged(model, battery, index, left.CumulVar(index))
        if relief:
            spared = _spared(model, battery, index)
            model.solver.Add(left.SlackVar(index) <= gained + spared)
        else:
            model.solver.Add(left.SlackVar(index) <= gained)


def _longest_m(model: ModelFrame, battery: Battery) -> int:
    metres = model.travel(battery.kinds[0])[0]
    return int(np.where(metres >= CLOSED, 0, metres).max())


def _evaluators(model: ModelFrame, battery: Battery, *, exact: bool) -> list[int]:
    energy = battery.energy
    load = battery.most if exact else battery.most // 2
    per_m = energy.consumption_wh_per_km * PER_WH // 1000
    per_m += energy.load_consumption_wh_per_km_per_1000 * load

    def register(kind: int) -> int:
        if kind not in battery.kinds:
            return model.unary(zeros(model))
        metres = model.travel(kind)[0]
        metres[metres >= CLOSED] = CLOSED
        return model.matrix(-metres * per_m)

    return model.per_vehicle(register)


def _spared(model: ModelFrame, battery: Battery, index: int) -> Any:
    """Return the energy not used on the way on for want of a full load."""
    routing, manager = model.routing, model.manager
    node = manager.IndexToNode(index)
    metres = model.travel(battery.kinds[0])[0][node]
    row = np.where(metres >= CLOSED, 0, metres)
    ends = range(routing.Size() + len(model.types))
    way_m = model.solver.Element(
        [int(row[manager.IndexToNode(other)]) for other in ends], routing.NextVar(index)
    )
    per_load = battery.energy.load_consumption_wh_per_km_per_1000
    return way_m * (_room(model, battery, index, node) * per_load)


def _room(model: ModelFrame, battery: Battery, index: int, node: int) -> Any:
    """Return how far the vehicle is from full when it drives on."""
    layout = model.layout
    load = model.dimension(load_name(0)).CumulVar(index)
    if node < layout.num_stops:
        here = int(model.view.load[layout.stops[node], 0])
        return model.solver.Max(battery.most - here - load, 0)
    if node < layout.num_stops + layout.num_copies:
        return battery.most
    return model.solver.Max(battery.most - load, 0)


def _charged(model: ModelFrame, battery: Battery, index: int, left: Any) -> Any:
    """Return the energy gained at a place: 0, or a variable the time bounds."""
    layout, clock = model.layout, model.dimension(CLOCK)
    position = -1 if model.routing.IsStart(index) else model.place_indices.index(index)
    copy = position - layout.num_stops
    if copy < 0:
        return 0
    if copy < layout.num_copies:
        power = model.problem.unload_sites[layout.sites[copy]].charge_power_w
        seconds = unloading_s(model, copy)
    else:
        charger = layout.chargers[copy - layout.num_copies]
        power = model.problem.chargers[charger].power_w
        seconds = clock.SlackVar(index)
    power = min(power, battery.energy.charge_power_w)
    if not power:
        return 0
    usable = battery.energy.usable_wh * PER_WH
    gained = model.solver.IntVar(0, usable, f"charged {index}")
    model.solver.Add(gained * 36 <= seconds * (power * UNITS_PER_36_WS))
    model.solver.Add(left + gained <= usable)
    return gained


def add_queues(model: ModelFrame) -> None:
    """Let no more vehicles unload or charge at a time than there are places."""
    layout, problem = model.layout, model.problem
    sites, chargers = layout.sites.tolist(), layout.chargers.tolist()
    limited = [site for site in sites if problem.unload_sites[site].docks is not None]
    if len(limited) <= QUEUED_COPIES:
        for position, site in enumerate(problem.unload_sites):
            here = [copy for copy, of in enumerate(sites) if of == position]
            if site.docks is not None and len(here) > site.docks:
                works = [_unloading(model, copy) for copy in here]
                _share(model, works, site.docks, f"docks {position}")
    if len(chargers) <= QUEUED_COPIES:
        for position, charger in enumerate(problem.chargers):
            here = [copy for copy, of in enumerate(chargers) if of == position]
            if len(here) > charger.plugs:
                works = [_charging(model, copy) for copy in here]
                _share(model, works, charger.plugs, f"plugs {position}")


def _share(model: ModelFrame, intervals: Sequence[Any], places: int, name: str) -> None:
    found = [interval for interval in intervals if interval is not None]
    if len(found) > places:
        demands = [1] * len(found)
        model.solver.Add(model.solver.Cumulative(found, demands, places, name))


def _unloading(model: ModelFrame, copy: int) -> Any:
    """Return the time of an unloading as an interval; ``None`` if it takes none."""
    index = model.copy_indices[copy]
    work = unloading_s(model, copy)
    if isinstance(work, int) and not work:
        return None
    return _interval(model, index, work)


def _charging(model: ModelFrame, copy: int) -> Any:
    index = model.charger_indices[copy]
    return _interval(model, index, model.dimension(CLOCK).SlackVar(index))


def _interval(model: ModelFrame, index: int, work: Any) -> Any:
    solver, active = model.solver, model.routing.ActiveVar(index)
    begins = model.dimension(CLOCK).CumulVar(index)
    model.routing.AddVariableMinimizedByFinalizer(begins)
    name = f"at {index}"
    last_s = max(kind.shift.end_s for kind in model.types)
    interval = solver.IntervalVar(0, last_s, 0, last_s, 0, last_s, True, name)
    solver.Add(interval.PerformedExpr() == active)
    solver.Add(interval.SafeStartExpr(0) == begins * active)
    solver.Add(interval.SafeDurationExpr(0) == work * active)
    return interval
