"""The optimum of any tiny siting problem, by a plain model of the contract.

Written from the definitions alone, one variable and one row after the other, so that
engines and bounds can be held against it. Outputs are not rounded up to kilograms.
"""

import math
from collections import defaultdict

from ortools.math_opt.python import mathopt

from routing.siting.arrays import KG_PER_T, NO_LIMIT, SitingArrays
from routing.siting.laying import arrays_of
from routing.siting.problem import PPM, Objective, SitingProblem


def least_objective(problem: SitingProblem) -> float:
    """Return the least cost or distance, ``inf`` without any answer."""
    arrays = arrays_of(problem)
    if problem.objective is Objective.COST:
        return _Model(problem, arrays, None).solve()
    for radius_m in sorted({0, *arrays.arc_m.tolist()}):
        if _Model(problem, arrays, radius_m).solve() < math.inf:
            return radius_m
    return math.inf


class _Model:
    def __init__(
        self, problem: SitingProblem, arrays: SitingArrays, radius_m: int | None
    ) -> None:
        self.problem, self.arrays = problem, arrays
        self.model = mathopt.Model()
        self.cost: list = []
        self.money = radius_m is None
        rows = range(len(arrays.rows.facility))
        periods = range(arrays.periods)
        self.state = {
            (t, s): self.model.add_binary_variable() for t in periods for s in rows
        }
        self.leg = {
            (t, k): self.model.add_variable(lb=0.0)
            for t in periods
            for k in range(len(arrays.trunk_origin))
        }
        for t in periods:
            self._states(t)
            self._flows(t, radius_m)
        for t in periods:
            self._limits(t)

    def solve(self) -> float:
        if self.money:
            self.model.minimize(mathopt.LinearSum(self.cost))
        result = mathopt.solve(self.model, mathopt.SolverType.HIGHS)
        if not result.has_primal_feasible_solution():
            return math.inf
        return result.objective_value() if self.money else 0.0

    def _states(self, t: int) -> None:
        arrays, rows = self.arrays, self.arrays.rows
        spent = []
        for j in range(arrays.facilities):
            own = range(rows.first[j], rows.first[j + 1])
            self.model.add_linear_constraint(sum(self.state[t, s] for s in own) == 1)
            for s in own:
                y = self.state[t, s]
                self.cost.append(int(arrays.weight[t] * rows.fixed_fen[s]) * y)
                if not rows.allowed[t, s]:
                    self.model.add_linear_constraint(y <= 0)
                enters = self.model.add_variable(lb=0.0)
                self.model.add_linear_constraint(enters >= y - self._was(t, s))
                self.cost.append(int(rows.entry_fen[s]) * enters)
                spent.append(int(rows.capital_fen[s]) * enters)
                self._moves(t, j, s)
        if arrays.budget_fen[t] != NO_LIMIT:
            total = mathopt.LinearSum(spent)
            self.model.add_linear_constraint(total <= int(arrays.budget_fen[t]))

    def _was(self, t: int, s: int):
        if t > 0:
            return self.state[t - 1, s]
        rows = self.arrays.rows
        return 1 if rows.initial[rows.facility[s]] == s else 0

    def _moves(self, t: int, j: int, s: int) -> None:
        rows = self.arrays.rows
        if t == 0 and rows.initial[j] < 0:
            return
        first = int(rows.first[j])
        for before in range(first, int(rows.first[j + 1])):
            if not rows.moves[j, before - first, s - first]:
                was = self._was(t, before)
                self.model.add_linear_constraint(self.state[t, s] + was <= 1)

    def _flows(self, t: int, radius_m: int | None) -> None:
        arrays, rows = self.arrays, self.arrays.rows
        weight = int(arrays.weight[t])
        intake = defaultdict(list)
        self.arc = {} if t == 0 else self.arc
        for a in range(len(arrays.arc_client)):
            i, j = int(arrays.arc_client[a]), int(arrays.arc_facility[a])
            g = int(arrays.commodity[i])
            supply_t = arrays.supply_kg[t, i] / KG_PER_T
            parts = []
            for s in range(rows.first[j], rows.first[j + 1]):
                is_open = rows.accepts[s, g]
                if radius_m is not None:
                    is_open &= arrays.arc_m[a] <= radius_m
                if is_open:
                    x = self.model.add_variable(lb=0.0, ub=float(supply_t))
                    parts.append(x)
                    intake[s, g].append(x)
            self.arc[t, a] = mathopt.LinearSum(parts)
            self.cost.append(weight * self._arc_fen(a) * self.arc[t, a])
        self._clients(t, weight)
        self._states_take(t, weight, intake)

    def _arc_fen(self, a: int) -> float:
        arrays = self.arrays
        carbon = arrays.carbon_fen_per_t / PPM
        return float(arrays.arc_fen_per_t[a] + carbon * arrays.arc_g_per_t[a])

    def _clients(self, t: int, weight: int) -> None:
        arrays = self.arrays
        for i in range(arrays.clients):
            supply_t = arrays.supply_kg[t, i] / KG_PER_T
            left = self.model.add_variable(
                lb=0.0, ub=0.0 if arrays.required[i] else math.inf
            )
            own = [
                a for a in range(len(arrays.arc_client)) if arrays.arc_client[a] == i
            ]
            served = mathopt.LinearSum(self.arc[t, a] for a in own)
            self.model.add_linear_constraint(served + left == supply_t)
            self.cost.append(weight * int(arrays.unserved_fen_per_t[i]) * left)
            if self.problem.single_source:
                whole = {a: self.model.add_binary_variable() for a in own}
                for a, z in whole.items():
                    self.model.add_linear_constraint(self.arc[t, a] == supply_t * z)

    def _states_take(self, t: int, weight: int, intake: dict) -> None:
        arrays, rows = self.arrays, self.arrays.rows
        arriving, made = defaultdict(list), defaultdict(list)
        for k in range(len(arrays.trunk_origin)):
            end = int(arrays.trunk_destination[k]), int(arrays.trunk_commodity[k])
            parts = []
            for s in range(rows.first[end[0]], rows.first[end[0] + 1]):
                if rows.accepts[s, end[1]]:
                    x = self.model.add_variable(lb=0.0)
                    parts.append(x)
                    intake[s, end[1]].append(x)
            w = self.leg[t, k]
            self.model.add_linear_constraint(mathopt.LinearSum(parts) == w)
            arriving[int(arrays.trunk_origin[k]), end[1]].append(w)
            fen = arrays.trunk_fen_per_t[k] + arrays.transfer_fen_per_t[k]
            fen = fen + arrays.carbon_fen_per_t * arrays.trunk_g_per_t[k] / PPM
            self.cost.append(weight * float(fen) * w)
        for s in range(len(rows.facility)):
            total = mathopt.LinearSum(
                x for (row, _), xs in intake.items() if row == s for x in xs
            )
            y = self.state[t, s]
            most, least = rows.capacity_kg[s] / KG_PER_T, rows.min_kg[s] / KG_PER_T
            self.model.add_linear_constraint(total <= most * y)
            self.model.add_linear_constraint(total >= least * y)
            self.cost.append(weight * int(rows.unit_fen_per_t[s]) * total)
        for n, s in enumerate(rows.yield_row.tolist()):
            share = rows.yield_ppm[n] / PPM
            taken = intake[s, int(rows.yield_commodity[n])]
            key = int(rows.facility[s]), int(rows.yield_output[n])
            made[key] += [share * x for x in taken]
        for key in set(made) | set(arriving):
            sent = mathopt.LinearSum(arriving[key])
            self.model.add_linear_constraint(sent == mathopt.LinearSum(made[key]))

    def _limits(self, t: int) -> None:
        arrays, floors = self.arrays, self.arrays.floors
        for n in range(len(arrays.tags)):
            tagged = [
                self.state[t, s]
                for s in range(len(arrays.rows.facility))
                if arrays.rows.tagged[s, n]
            ]
            count = mathopt.LinearSum(tagged)
            self.model.add_linear_constraint(count >= int(arrays.tag_min[t, n]))
            most = min(int(arrays.tag_max[t, n]), arrays.facilities)
            self.model.add_linear_constraint(count <= most)
        for n in range(floors.minimum_kg.shape[1]):
            counts = [
                ppm / PPM * self.arc[t, a]
                for f, a, ppm in zip(
                    floors.arc_floor.tolist(),
                    floors.arc.tolist(),
                    floors.arc_ppm.tolist(),
                    strict=True,
                )
                if f == n
            ]
            counts += [
                ppm / PPM * self.leg[t, k]
                for f, k, ppm in zip(
                    floors.trunk_floor.tolist(),
                    floors.trunk.tolist(),
                    floors.trunk_ppm.tolist(),
                    strict=True,
                )
                if f == n
            ]
            least = floors.minimum_kg[t, n] / KG_PER_T
            self.model.add_linear_constraint(mathopt.LinearSum(counts) >= least)
