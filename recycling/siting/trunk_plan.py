"""A month's bales from centres and dismantlers to parks and bases.

A transport problem: every destination takes what its licence leaves of the month, and
between two sites the mode is chosen that costs least, carbon included. Modes have no
limits of their own, so the choice is made pair by pair before the masses are assigned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import numpy as np

from recycling.config import SitingSettings
from recycling.domain.errors import PlanningError
from recycling.domain.network import Network, Travel
from recycling.domain.sites import Site, SiteKind
from recycling.domain.trunks import (
    TrunkFlow,
    TrunkMode,
    TrunkPlan,
    TrunkSupply,
    TrunkWay,
)
from recycling.schema.said import said
from recycling.siting.modes import MODES, Floats, Ways, ways_by_mode
from recycling.siting.outputs import ELV, SINKS, SORTED, elv_outputs
from recycling.siting.planning import solver_options
from recycling.siting.rules import SitingRules
from routing.errors import RoutingError
from routing.options import ProgressCallback
from routing.siting.facility import Facility, FacilityState
from routing.siting.problem import PPM, Arcs, Client, Clients, SitingProblem
from routing.siting.report import SitingResult
from routing.solve import solve_siting

UNSERVED = "siting.unserved_cost_fen_per_t"


@dataclass(frozen=True, slots=True)
class TrunkRequest:
    """Which plan to make.

    Attributes
    ----------
    plan_id, month
        Key it gets, and the first day of the month.
    rooms_kg
        What parks and bases may still take in the month, by site; without limit
        where a site is not named.
    carbon_price_fen_per_t
        What a tonne of CO2 weighs in the choice.
    factor_version, seed
        Set of emission factors, and seed of the solver.
    """

    plan_id: str
    month: date
    rooms_kg: Mapping[str, int]
    carbon_price_fen_per_t: int
    factor_version: str
    seed: int


def bales_of(network: Network, site: Site, material: str, kg: int) -> dict[str, int]:
    """Tell what a site makes of a mass it weighed, by material of the bales.

    A centre ``yield_share`` of it, a dismantler what the parameters
    ``siting.elv_output.*`` say, as siting plans do. Waste goes another way, and at
    parks and bases material has arrived.
    """
    if site.kind is SiteKind.SORTING_CENTRE:
        return {material: round(kg * network.materials[material].yield_share)}
    if site.kind is SiteKind.DISMANTLER and material == ELV:
        return {
            output.removesuffix(SORTED): kg * ppm // PPM
            for output, ppm in elv_outputs(network).items()
            if output.endswith(SORTED)
        }
    return {}


def plan_trunks(
    network: Network,
    travel: Travel,
    supplies: Iterable[TrunkSupply],
    settings: SitingSettings,
    request: TrunkRequest,
    progress: ProgressCallback,
) -> TrunkPlan:
    """Plan where a month's bales go and by which mode.

    Parameters
    ----------
    network
        Sites, stations, ports, rates and factors.
    travel
        Travel on roads.
    supplies
        What waits where.
    settings
        Limits of the solver, and destinations offered to a supply.
    request
        Which plan to make.
    progress
        Called with what the solver tells.

    Raises
    ------
    PlanningError
        When it could not be solved.
    """
    started = perf_counter()
    waiting = [s for s in supplies if s.kg > 0 and s.site_id in network.sites]
    sinks = [site for kind in sorted(SINKS) for site in network.of_kind(kind)]
    if not waiting or not sinks:
        return _nothing(request, waiting, travel.name)
    legs = _Legs(network, travel, waiting, sinks, request)
    problem = legs.problem(settings.nearest_sites)
    result = _solve(problem, settings, request, progress)
    flows, unserved = legs.read(problem, result)
    return TrunkPlan(
        plan_id=request.plan_id,
        month=request.month,
        engine=result.solution.engine,
        seconds=perf_counter() - started,
        carbon_price_fen_per_t=request.carbon_price_fen_per_t,
        flows=flows,
        unserved=unserved,
        weighed_fen=result.report.cost_fen,
        bound_fen=result.report.bound,
        travel=travel.name,
    )


def _nothing(
    request: TrunkRequest, waiting: Sequence[TrunkSupply], travel: str
) -> TrunkPlan:
    return TrunkPlan(
        request.plan_id, request.month, "", 0.0, request.carbon_price_fen_per_t,
        (), tuple(waiting), 0, None, travel,
    )  # fmt: skip


def _solve(
    problem: SitingProblem,
    settings: SitingSettings,
    request: TrunkRequest,
    progress: ProgressCallback,
) -> SitingResult:
    try:
        return solve_siting(problem, solver_options(settings, request.seed), progress)
    except RoutingError as error:
        msg = said("trunk.failed", error=error)
        raise PlanningError(msg) from error


class _Legs:
    """The transport problem, and the way back from its answer.

    Parameters
    ----------
    network, travel
        Sites and ways between them.
    supplies, sinks
        Rows and columns of the problem.
    request
        Prices and rooms.
    """

    def __init__(
        self,
        network: Network,
        travel: Travel,
        supplies: Sequence[TrunkSupply],
        sinks: Sequence[Site],
        request: TrunkRequest,
    ) -> None:
        self._network = network
        self._supplies = supplies
        self._sinks = sinks
        self._rooms_kg = request.rooms_kg
        origins = list(dict.fromkeys(supply.site_id for supply in supplies))
        self._row = {site_id: row for row, site_id in enumerate(origins)}
        rules = SitingRules(
            years=(request.month.year,),
            carbon_price_fen_per_t=request.carbon_price_fen_per_t,
            factor_version=request.factor_version,
        )
        to_ids = [site.site_id for site in sinks]
        self._ways = ways_by_mode(network, origins, to_ids, travel, rules)
        carbon = request.carbon_price_fen_per_t
        full = np.stack([way.full_fen_per_t(carbon) for way in self._ways])
        self._best = full.argmin(axis=0)
        self._least: Floats = full.min(axis=0)

    def problem(self, number: int) -> SitingProblem:
        """State it, with so many destinations offered to a supply.

        The cheapest ones, and all others beside as long as these have too little
        room together for what waits of the material.
        """
        unserved = round(self._network.parameter(UNSERVED))
        materials = tuple(sorted({supply.material for supply in self._supplies}))
        pairs = [
            (client, sink)
            for client, supply in enumerate(self._supplies)
            for sink in self._offered(supply, number)
        ]
        client, facility = np.array(pairs, np.int32).reshape(-1, 2).T
        rows = np.array([self._row[s.site_id] for s in self._supplies])[client]
        metres = np.stack([way.metres for way in self._ways])
        distance = metres[self._best[rows, facility], rows, facility]
        return SitingProblem(
            clients=Clients.of(
                [
                    Client(f"{s.site_id}|{s.material}", s.kg, s.material, unserved)
                    for s in self._supplies
                ],
                materials,
            ),
            facilities=tuple(self._facility(sink) for sink in self._sinks),
            arcs=Arcs(
                client=client.astype(np.int32),
                facility=facility.astype(np.int32),
                unit_cost_fen_per_t=np.rint(self._least[rows, facility]).astype(
                    np.int64
                ),
                distance_m=np.rint(distance).astype(np.int32),
            ),
            commodities=materials,
        )

    def _offered(self, supply: TrunkSupply, number: int) -> list[int]:
        costs = self._least[self._row[supply.site_id]]
        takers = [
            column
            for column in np.argsort(costs, kind="stable").tolist()
            if np.isfinite(costs[column])
            and supply.material in self._network.accepted(self._sinks[column])
            and self._room_kg(self._sinks[column]) > 0
        ]
        waiting_kg = sum(
            each.kg for each in self._supplies if each.material == supply.material
        )
        offered: list[int] = []
        room_kg = 0
        for column in takers:
            if len(offered) >= number and room_kg >= waiting_kg:
                break
            offered.append(column)
            room_kg += self._room_kg(self._sinks[column])
        return offered

    def _room_kg(self, sink: Site) -> int:
        everything_kg = sum(supply.kg for supply in self._supplies)
        return self._rooms_kg.get(sink.site_id, everything_kg)

    def _facility(self, sink: Site) -> Facility:
        taken = self._network.accepted(sink)
        state = FacilityState("open", self._room_kg(sink), commodities=taken)
        return Facility(sink.site_id, (state,))

    def read(
        self, problem: SitingProblem, result: SitingResult
    ) -> tuple[tuple[TrunkFlow, ...], tuple[TrunkSupply, ...]]:
        """Read what goes where, and what stays behind."""
        flow_kg = result.solution.flow_kg[0]
        flows = [
            self._flow(
                self._supplies[int(problem.arcs.client[arc])],
                int(problem.arcs.facility[arc]),
                int(flow_kg[arc]),
            )
            for arc in np.flatnonzero(flow_kg)
        ]
        left_kg = result.solution.unserved_kg[0].tolist()
        unserved = [
            TrunkSupply(supply.site_id, supply.material, kg, supply.sources)
            for supply, kg in zip(self._supplies, left_kg, strict=True)
            if kg
        ]
        flows.sort(key=lambda flow: (flow.origin, flow.material, flow.destination))
        return tuple(flows), tuple(unserved)

    def _flow(self, supply: TrunkSupply, column: int, kg: int) -> TrunkFlow:
        row = self._row[supply.site_id]
        ways = [
            _way(MODES[number], way, row, column)
            for number, way in enumerate(self._ways)
            if np.isfinite(way.fen_per_t[row, column])
        ]
        return TrunkFlow(
            origin=supply.site_id,
            destination=self._sinks[column].site_id,
            material=supply.material,
            kg=kg,
            mode=TrunkMode(MODES[self._best[row, column]]),
            ways=tuple(ways),
            sources=supply.sources,
        )


def _way(mode: str, ways: Ways, row: int, column: int) -> TrunkWay:
    via: tuple[str, ...] = ()
    if ways.first is not None and ways.last is not None:
        ends = ways.first[row, column], ways.last[row, column]
        via = tuple(ways.gate_ids[end] for end in ends)
    return TrunkWay(
        mode=TrunkMode(mode),
        distance_m=round(float(ways.metres[row, column])),
        carriage_fen_per_t=round(float(ways.fen_per_t[row, column])),
        transfer_fen_per_t=ways.transfer_fen_per_t,
        co2_g_per_t=round(float(ways.co2_g_per_t[row, column])),
        via=via,
    )
