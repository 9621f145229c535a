"""Why each site is what it is: what its loads would cost elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recycling.domain.plans import SiteAction
from recycling.domain.studies import Reason, ReasonKind
from recycling.domain.units import G_PER_T, KG_PER_T
from recycling.siting.facilities import GREEN
from recycling.siting.phased import PhasedSiting
from routing.siting.problem import PPM
from routing.siting.report import SitingResult

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

MOST_OTHERS = 3
"""Other sites that are named."""

UNUSABLE = frozenset({SiteAction.SKIP, SiteAction.CLOSE})


@dataclass(frozen=True, slots=True)
class _Year:
    """Arcs of a year, priced.

    Attributes
    ----------
    fen_per_t
        Of each arc: the way, its carbon, and the intake at the site.
    is_open
        Whether the arc's site takes its material under the plan.
    flow_kg
        What goes along each arc.
    supply_kg
        Of each client.
    left_fen_per_t
        What leaving a tonne of each arc would cost.
    """

    fen_per_t: Floats
    is_open: NDArray[np.bool_]
    flow_kg: Ints
    supply_kg: Ints
    left_fen_per_t: Floats


def site_reasons(built: PhasedSiting, result: SitingResult) -> list[list[Reason]]:
    """Explain every site in every year.

    The loads of a working site are priced at the cheapest other working sites
    their sources can reach, as if those had room; loads that reach none are priced
    at the penalty of leaving them and the price of the targets they count for. A
    site that does not work is compared with where the loads in its reach go now.
    Both ignore what goes on by trunk legs.

    Returns
    -------
    list of list of Reason
        ``reasons[year][site]``.
    """
    rules = {rule.site_id: rule.reason for rule in built.rules.sites}
    return [
        _reasons_of_year(built, result, t, rules) for t in range(len(built.rules.years))
    ]


def _reasons_of_year(
    built: PhasedSiting, result: SitingResult, t: int, rules: Mapping[str, str]
) -> list[Reason]:
    chosen = result.solution.states[t].tolist()
    year = _price(built, result, t, chosen)
    arcs = built.problem.arcs
    order = np.argsort(arcs.facility, kind="stable")
    bounds = np.searchsorted(arcs.facility[order], np.arange(len(built.sites) + 1))
    open_arcs = _OpenArcs(built, year)
    green = sum(
        GREEN in site.facility.states[state].tags
        for site, state in zip(built.sites, chosen, strict=True)
    )
    wanted = built.rules.green_minimum[t] if built.rules.green_minimum else 0
    reasons = []
    for f, (site, state) in enumerate(zip(built.sites, chosen, strict=True)):
        own = order[bounds[f] : bounds[f + 1]]
        option = site.options[state]
        if site.site.site_id in rules:
            reasons.append(Reason(ReasonKind.RULED, text=rules[site.site.site_id]))
        elif option.action is SiteAction.FIXED:
            reasons.append(Reason(ReasonKind.AS_IS))
        elif option.action in UNUSABLE:
            reasons.append(_why_closed(built, year, open_arcs, f, own))
        else:
            is_green = GREEN in site.facility.states[state].tags and green <= wanted
            reasons.append(
                _why_open(built, year, open_arcs, f, own, state, is_green=is_green)
            )
    return reasons


def _price(
    built: PhasedSiting, result: SitingResult, t: int, chosen: Sequence[int]
) -> _Year:
    problem = built.problem
    arcs = problem.arcs
    states = [s.facility.states[k] for s, k in zip(built.sites, chosen, strict=True)]
    unit = np.array([state.unit_cost_fen_per_t for state in states], np.float64)
    takes = np.array(
        [[state.accepts(name) for name in problem.commodities] for state in states],
        np.bool_,
    )
    fen = arcs.unit_cost_fen_per_t + unit[arcs.facility]
    if arcs.co2_g_per_t is not None:
        fen = fen + arcs.co2_g_per_t * (problem.carbon_price_fen_per_t / G_PER_T)
    is_open = takes[arcs.facility, problem.clients.commodity[arcs.client]]
    return _Year(
        fen,
        is_open,
        result.solution.flow_kg[t],
        problem.clients.supply_kg[t],
        _left_fen(built, result, t),
    )


def _left_fen(built: PhasedSiting, result: SitingResult, t: int) -> Floats:
    """Penalty of leaving a tonne, and the price of the floors it counts for."""
    problem = built.problem
    arcs, prices = problem.arcs, result.report.floor_fen_per_t
    left = problem.clients.unserved_cost_fen_per_t[arcs.client].astype(np.float64)
    if prices is not None:
        for place, floor in enumerate(problem.floors):
            price = float(prices[t, place]) / built.rules.weights[t]
            left[floor.arc] += price * floor.arc_ppm / PPM
    return left


class _OpenArcs:
    """Arcs to working sites, those of a client together and the cheapest first."""

    def __init__(self, built: PhasedSiting, year: _Year) -> None:
        arcs = built.problem.arcs
        open_arcs = np.flatnonzero(year.is_open)
        order = np.lexsort((year.fen_per_t[open_arcs], arcs.client[open_arcs]))
        self.arc = open_arcs[order]
        clients = np.arange(len(built.problem.clients) + 1)
        self._first = np.searchsorted(arcs.client[self.arc], clients)
        self._facility = arcs.facility

    def cheapest(self, client: int, without: int) -> int | None:
        """Cheapest arc of a client to a working site other than one."""
        for arc in self.arc[self._first[client] : self._first[client + 1]]:
            if self._facility[arc] != without:
                return int(arc)
        return None


def _why_open(
    built: PhasedSiting,
    year: _Year,
    open_arcs: _OpenArcs,
    f: int,
    own: Ints,
    state: int,
    *,
    is_green: bool,
) -> Reason:
    arcs, site = built.problem.arcs, built.sites[f]
    saving, alone_kg = 0.0, 0
    taken: dict[str, int] = {}
    for arc in own[year.flow_kg[own] > 0].tolist():
        kg = int(year.flow_kg[arc])
        other = open_arcs.cheapest(int(arcs.client[arc]), f)
        if other is None:
            alone_kg += kg
            left = year.left_fen_per_t[arc] - year.fen_per_t[arc]
            saving += kg / KG_PER_T * max(0.0, left)
            continue
        saving += kg / KG_PER_T * (year.fen_per_t[other] - year.fen_per_t[arc])
        name = built.sites[int(arcs.facility[other])].site.site_id
        taken[name] = taken.get(name, 0) + kg
    idle = min(s.fixed_cost_fen for s in site.facility.states if s.capacity_kg == 0)
    cost = site.facility.states[state].fixed_cost_fen - idle
    kind = ReasonKind.NEEDED
    if saving >= cost:
        kind = ReasonKind.SAVES
    elif is_green:
        kind = ReasonKind.GREEN
    return Reason(kind, round(saving), cost, alone_kg, _largest(taken))


def _why_closed(
    built: PhasedSiting, year: _Year, open_arcs: _OpenArcs, f: int, own: Ints
) -> Reason:
    """Compare the cheapest working state with where the loads in reach go now."""
    arcs, site = built.problem.arcs, built.sites[f]
    states = site.facility.states
    working = [state for state in states if state.capacity_kg > 0]
    idle = min(state.fixed_cost_fen for state in states if state.capacity_kg == 0)
    best = min(working, key=lambda state: state.fixed_cost_fen)
    gains: list[tuple[float, int]] = []
    taken: dict[str, int] = {}
    supply_kg = year.supply_kg
    for arc in own.tolist():
        client = int(arcs.client[arc])
        now = open_arcs.cheapest(client, f)
        if now is None:
            continue
        # A site that does not work has no intake price yet in its arcs.
        here = year.fen_per_t[arc] + best.unit_cost_fen_per_t
        gain = float(year.fen_per_t[now] - here)
        if gain > 0:
            gains.append((gain, int(supply_kg[client])))
            name = built.sites[int(arcs.facility[now])].site.site_id
            taken[name] = taken.get(name, 0) + int(supply_kg[client])
    saving, room_kg = 0.0, best.capacity_kg
    for gain, kg in sorted(gains, reverse=True):
        part = min(kg, room_kg)
        saving += part / KG_PER_T * gain
        room_kg -= part
    kind = ReasonKind.TOO_LITTLE if gains else ReasonKind.UNUSED
    cost = best.fixed_cost_fen - idle
    return Reason(kind, round(saving), cost, 0, _largest(taken))


def _largest(taken: Mapping[str, int]) -> tuple[str, ...]:
    ranked = sorted(taken, key=lambda name: (-taken[name], name))
    return tuple(ranked[:MOST_OTHERS])
