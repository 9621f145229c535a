"""Somebody else's script: cost and bound of a dump, from the reference page alone.

It knows nothing of this project but the files, and takes no care of speed.
"""

import itertools
import json
import math
from pathlib import Path

import numpy as np


class Dump:
    """A problem and an answer as they lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.p = json.loads((folder / "problem.json").read_text(encoding="utf-8"))
        self.s = json.loads((folder / "solution.json").read_text(encoding="utf-8"))
        self.c = dict(np.load(folder / "problem.npz"))
        self.a = dict(np.load(folder / "solution.npz"))
        self.weights = [period["weight"] for period in self.p["periods"]]
        self.names = self.p["commodities"]

    def state(self, t: int, j: int) -> dict:
        """State of a facility in a period."""
        return self.p["facilities"][j]["states"][self.a["states"][t, j]]

    def cost(self) -> int:
        """Cost in fen, every component rounded up."""
        parts = dict.fromkeys(
            ("fixed", "entry", "unit", "arc", "leg", "over", "left"), 0
        )
        grams = 0
        co2 = self.c.get("arc_co2_g_per_t", np.zeros(len(self.c["arc_client"]), int))
        for t, w in enumerate(self.weights):
            taken = np.zeros(len(self.p["facilities"]), int)
            for arc, kg in enumerate(self.a["flow_kg"][t].tolist()):
                taken[self.c["arc_facility"][arc]] += kg
                parts["arc"] += w * kg * int(self.c["arc_unit_cost_fen_per_t"][arc])
                grams += w * kg * int(co2[arc])
            for leg, kg in enumerate(self.legs(t)):
                taken[self.c["trunk_destination"][leg]] += kg
                parts["leg"] += w * kg * int(self.c["trunk_unit_cost_fen_per_t"][leg])
                over = int(self.c["trunk_transfer_cost_fen_per_t"][leg])
                parts["over"] += w * kg * over
                grams += w * kg * int(self.c["trunk_co2_g_per_t"][leg])
            for i, kg in enumerate(self.a["unserved_kg"][t].tolist()):
                price = int(self.c["client_unserved_cost_fen_per_t"][i])
                parts["left"] += w * kg * price
            for j, facility in enumerate(self.p["facilities"]):
                state = self.state(t, j)
                parts["fixed"] += 1000 * w * state["fixed_cost_fen"]
                parts["unit"] += w * int(taken[j]) * state["unit_cost_fen_per_t"]
                was = self.state(t - 1, j)["name"] if t else facility["initial"]
                if was != state["name"]:
                    parts["entry"] += 1000 * state["entry_cost_fen"]
        carbon = math.ceil(grams * self.p["carbon_price_fen_per_t"] / 10**9)
        return carbon + sum(-(-part // 1000) for part in parts.values())

    def legs(self, t: int) -> list[int]:
        """Kilograms on the legs."""
        return self.a["trunk_kg"][t].tolist() if "trunk_kg" in self.a else []

    def bound(self) -> float:
        """Value of the relaxation in fen."""
        total = 0.0
        limits = self.p["tag_limits"].values()
        for t, w in enumerate(self.weights):
            for i, kg in enumerate(self.c["client_supply_kg"][t].tolist()):
                price = self.a["client_fen_per_t"][t, i]
                if not self.c["client_required"][i]:
                    left = self.c["client_unserved_cost_fen_per_t"][i]
                    price = min(price, w * left)
                total += kg / 1000 * price
            for n, floor in enumerate(self.p["floors"]):
                total += self.a["floor_fen_per_t"][t, n] * floor["minimum_kg"][t] / 1000
            for n, limit in enumerate(limits):
                own = limit[t] if isinstance(limit, list) else limit
                theta = self.tag_price(t, n)
                total -= theta * (own["maximum"] if theta > 0 else own["minimum"])
            budget = self.p["periods"][t]["capital_budget_fen"]
            total -= self.a["budget"][t] * budget if budget is not None else 0.0
        return total + sum(map(self.path, range(len(self.p["facilities"]))))

    def tag_price(self, t: int, n: int) -> float:
        """Price of a tag, 0 above no maximum."""
        limit = list(self.p["tag_limits"].values())[n]
        own = limit[t] if isinstance(limit, list) else limit
        theta = float(self.a["tag_fen"][t, n])
        return 0.0 if theta > 0 and own["maximum"] is None else theta

    def path(self, j: int) -> float:
        """Cost of the cheapest path of a facility, by trying all."""
        facility = self.p["facilities"][j]
        worth = [
            [self.worth(t, j, state) for state in facility["states"]]
            for t in range(len(self.weights))
        ]
        best = math.inf
        for path in itertools.product(facility["states"], repeat=len(self.weights)):
            cost, was = 0.0, facility["initial"]
            for t, state in enumerate(path):
                cost += worth[t][facility["states"].index(state)]
                if was != state["name"]:
                    moves = facility["transitions"]
                    if was and moves is not None and [was, state["name"]] not in moves:
                        cost = math.inf
                    limited = self.p["periods"][t]["capital_budget_fen"] is not None
                    beta = self.a["budget"][t] if limited else 0.0
                    cost += state["entry_cost_fen"] + beta * state["capital_fen"]
                was = state["name"]
            best = min(best, cost)
        return best

    def worth(self, t: int, j: int, state: dict) -> float:
        """Least a state of a facility can cost in a period."""
        for fix in self.p["fixes"]:
            holds = fix["facility"] == j and fix["period"] in {None, t}
            if holds and state["name"] not in fix["states"]:
                return math.inf
        value = self.weights[t] * state["fixed_cost_fen"]
        for n, tag in enumerate(self.p["tag_limits"]):
            value += self.tag_price(t, n) if tag in state["tags"] else 0.0
        outputs = {made["output"] for made in state["yields"] if made["ppm"]}
        value += sum(min(0.0, self.best_leg(t, j, o)) / 1000 for o in sorted(outputs))
        return value + self.knapsack(t, j, state)

    def best_leg(self, t: int, j: int, output: str) -> float:
        """Cheapest way on for a tonne of an output."""
        prices = [math.inf]
        for k, origin in enumerate(self.c["trunk_origin"].tolist()):
            g = int(self.c["trunk_commodity"][k])
            if origin == j and self.names[g] == output:
                fen = self.c["trunk_unit_cost_fen_per_t"][k]
                fen = fen + self.c["trunk_transfer_cost_fen_per_t"][k]
                carbon = self.p["carbon_price_fen_per_t"] / 10**6
                fen = fen + carbon * self.c["trunk_co2_g_per_t"][k]
                end = int(self.c["trunk_destination"][k])
                arrives = self.a["inflow_fen_per_t"][t, end, g]
                credit = self.credit(t, k, "trunk")
                prices.append(self.weights[t] * fen + arrives - credit)
        return float(min(prices))

    def credit(self, t: int, place: int, kind: str) -> float:
        """Add up what the floors pay for a tonne."""
        rows = zip(
            self.c[f"floor_of_{kind}"],
            self.c[f"floor_{kind}"],
            self.c[f"floor_{kind}_ppm"],
            strict=True,
        )
        prices = self.a["floor_fen_per_t"][t]
        return sum(prices[n] * ppm / 10**6 for n, at, ppm in rows if at == place)

    def knapsack(self, t: int, j: int, state: dict) -> float:
        """Cheapest mass within minimum and capacity, item by item."""
        room, least = state["capacity_kg"], state["min_throughput_kg"]
        value = filled = 0.0
        for price, most in sorted(self.items(t, j, state)):
            taken = min(most, max(0, (room if price < 0 else least) - filled))
            value, filled = value + price * taken / 1000, filled + taken
        return value if filled >= least else math.inf

    def items(self, t: int, j: int, state: dict):
        """Prices and kilograms of what may arrive at a state."""
        accepted = state["commodities"]
        carbon = self.p["carbon_price_fen_per_t"] / 10**6
        co2 = self.c.get("arc_co2_g_per_t", np.zeros(len(self.c["arc_client"])))

        def way(g: int) -> float:
            refused = accepted is not None and self.names[g] not in accepted
            if refused or not state["capacity_kg"]:
                return math.inf
            made = [m for m in state["yields"] if m["commodity"] == self.names[g]]
            on = sum(
                m["ppm"] / 10**6 * self.best_leg(t, j, m["output"])
                for m in made
                if m["ppm"]
            )
            return self.weights[t] * state["unit_cost_fen_per_t"] + on

        for arc in np.flatnonzero(self.c["arc_facility"] == j).tolist():
            i = int(self.c["arc_client"][arc])
            fen = self.c["arc_unit_cost_fen_per_t"][arc] + carbon * co2[arc]
            price = self.weights[t] * fen + way(int(self.c["client_commodity"][i]))
            price -= self.a["client_fen_per_t"][t, i] + self.credit(t, arc, "arc")
            if price < math.inf:
                yield float(price), int(self.c["client_supply_kg"][t, i])
        legs = np.flatnonzero(self.c["trunk_destination"] == j)
        for g in sorted(set(self.c["trunk_commodity"][legs].tolist())):
            price = way(g) - self.a["inflow_fen_per_t"][t, j, g]
            if price < math.inf:
                yield float(price), state["capacity_kg"]
