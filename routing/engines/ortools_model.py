"""A routing problem as an OR-Tools routing model: every feature, and how.

Costs are in parts of a fen (``routing.vrp.costs``), so that no metre is rounded
away. *Exact* is the library's or a constraint's own; *bounded* and *near* differ
from the contract as said; *left* is not in the model at all. Whatever the model
does not say exactly is made good when its order of visits gets its times
(``routing.vrp.assemble``), and only an answer no worse than the start leaves the
engine. docs/dev/routing-engines.md explains the table.

=====================  ========  ==================================================
feature                model     by
=====================  ========  ==================================================
unloading, dimensions  exact     load dimensions, emptied by slack at copies
commodities            exact     a count per class of accepting sites
vehicle commodities,   exact     values removed from the vehicle variable
skills, allowed
windows, access rules  exact     ranges and holes of the clock
soft windows           exact     soft upper bound; several: a dimension of lateness
release                exact     a dimension of the moments at which trips begin
service by load        exact     slack of the clock at copies
docks, plugs           exact     optional intervals; left above 40 copies
intake                 exact     sum of the loads that arrive
durations by time      near      those of the start's moments
maximum duration,      exact     span bounds, dimensions
distance, trips,
stops, load of a day
overtime               exact     soft bound of the span
duration cost          exact     span cost; above 300 stops without waiting
breaks                 near      break intervals; may lie in the middle of a way
driving rest           near      a dimension of driving left, refilled by long slack
compartments           exact     every assignment at the end of each trip, up to 64
incompatible           exact     a count per commodity, 0 where the other is fetched
energy                 exact     energy left, refilled at copies of chargers; by
                                 load above 150 nodes: as if half full
load on board          exact     first value of the dimensions
loaded return          exact     free last value of the dimensions
decided visits         exact     fixed successors
rank                   exact     counts from the start and to the end
optional, priority     exact     penalties of disjunctions
choices                exact     one disjunction; the rest of an alternative follows
carbon                 exact     part of the arc cost
balance                near      spread of days without waiting
compactness            exact     centres of few stops; else near, ways between stops
reassignment           exact     part of the arc cost
=====================  ========  ==================================================
"""

from typing import Any

import numpy as np

from routing.engines.ortools_clock import add_time
from routing.engines.ortools_energy import add_energy, add_queues
from routing.engines.ortools_frame import ModelFrame
from routing.engines.ortools_limits import add_limits
from routing.engines.ortools_loads import add_loads
from routing.engines.ortools_weights import add_weights
from routing.vrp.costs import PARTS_PER_FEN


class RoutingModelBuilder(ModelFrame):
    """Fills an OR-Tools model with the rules of a problem."""

    def build(self) -> None:
        """Add costs, dimensions and disjunctions."""
        self._add_costs()
        add_loads(self)
        add_time(self)
        add_energy(self)
        if self.has_clock:
            add_queues(self)
        add_limits(self)
        add_weights(self)
        self._add_disjunctions()
        self._keep_vehicles_out()
        self._fix_prefixes()

    def read(self, nodes: list[list[int]]) -> Any:
        """Return routes as an assignment of the closed model; ``None`` if refused."""
        indices = [[self.manager.NodeToIndex(node) for node in way] for way in nodes]
        return self.routing.ReadAssignmentFromRoutes(
            indices, ignore_inactive_indices=False
        )

    def _add_costs(self) -> None:
        def register(kind: int) -> int:
            return self.matrix(
                np.rint(self.arc_costs(kind) * self.scale).astype(np.int64)
            )

        for vehicle, evaluator in enumerate(self.per_vehicle(register)):
            self.routing.SetArcCostEvaluatorOfVehicle(evaluator, vehicle)
            fixed = self.units(self.types[vehicle].fixed_cost_fen * PARTS_PER_FEN)
            self.routing.SetFixedCostOfVehicle(fixed, vehicle)
        for vehicle in self.always_used:
            self.routing.SetVehicleUsedWhenEmpty(True, vehicle)

    def _add_disjunctions(self) -> None:
        """Let every stop be left out at its price, and every copy for nothing."""
        index_of = dict(zip(self.layout.stops.tolist(), self.stop_indices, strict=True))
        chosen = set()
        for choice in self.problem.choices:
            present = [
                [index_of[stop] for stop in stops]
                for stops in choice.alternatives
                if all(stop in index_of for stop in stops)
            ]
            chosen |= {stop for stops in choice.alternatives for stop in stops}
            if present:
                self._add_choice(present, self._omission(*choice.alternatives[0]))
        for stop, index in index_of.items():
            if stop not in chosen:
                self.routing.AddDisjunction([index], self._omission(stop))
        left_over = chosen - {
            stop
            for choice in self.problem.choices
            for stops in choice.alternatives
            if all(stop in index_of for stop in stops)
            for stop in stops
        }
        for stop in left_over & index_of.keys():
            self.routing.ActiveVar(index_of[stop]).SetValue(0)
        for index in self.copy_indices + self.charger_indices:
            self.routing.AddDisjunction([index], 0)

    def _omission(self, *stops: int) -> int:
        """Return the price of leaving stops out that count once."""
        weight = int(self.view.weight[list(stops)].sum())
        if weight:
            return self.penalty * weight
        prize_fen = int(self.view.prize_fen[list(stops)].sum())
        return self.units(prize_fen * PARTS_PER_FEN)

    def _add_choice(self, alternatives: list[list[int]], price: int) -> None:
        """Let one alternative at most be served, whole."""
        self.routing.AddDisjunction([stops[0] for stops in alternatives], price, 1)
        for first, *others in alternatives:
            for index in others:
                self.routing.AddDisjunction([index], 0)
                self.solver.Add(
                    self.routing.ActiveVar(index) == self.routing.ActiveVar(first)
                )

    def _keep_vehicles_out(self) -> None:
        """Take the vehicles that may not serve a stop out of its domain."""
        # SetAllowedVehiclesForIndex cannot be called from Python in 9.15.
        kinds = np.array(self.layout.vehicles)
        allowed = self.view.eligible[self.layout.stops][:, kinds]
        for row, index in zip(allowed, self.stop_indices, strict=True):
            for vehicle in np.flatnonzero(~row).tolist():
                self.routing.VehicleVar(index).RemoveValue(vehicle)
        for charger in self.charger_indices:
            for vehicle, kind in enumerate(self.types):
                if kind.energy is None:
                    self.routing.VehicleVar(charger).RemoveValue(vehicle)

    def _fix_prefixes(self) -> None:
        """Fix what each vehicle visits first."""
        for vehicle, lock in enumerate(self.layout.locks):
            before = self.routing.Start(vehicle)
            for node in lock:
                index = self.manager.NodeToIndex(node)
                self.routing.NextVar(before).SetValue(index)
                before = index
