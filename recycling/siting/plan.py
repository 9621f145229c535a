"""From the answer of the siting problem to decisions and yearly flows."""

from collections.abc import Iterator

import numpy as np

from recycling.domain.network import SiteSupply
from recycling.domain.plans import Assignment, SiteDecision, SitingPlan
from recycling.domain.units import KG_PER_T
from recycling.siting.facilities import GREEN
from recycling.siting.phased import PhasedSiting
from routing.siting.solution import SitingSolution


def siting_plan(
    built: PhasedSiting,
    solution: SitingSolution,
    plan_id: str,
    period: int = 0,
) -> SitingPlan:
    """Turn a checked answer into the plan of one of its years.

    Parameters
    ----------
    built
        Problem the answer is for.
    solution
        Answer that passed its check.
    plan_id
        Key of the plan.
    period
        Position of the year among those of the rules.
    """
    arcs, clients = built.problem.arcs, built.problem.clients
    transport = (arcs.unit_cost_fen_per_t * solution.flow_kg[period]).sum()
    left_kg = solution.unserved_kg[period]
    unserved_cost = int((left_kg * clients.unserved_cost_fen_per_t).sum())
    return SitingPlan(
        plan_id=plan_id,
        year=built.rules.years[period],
        engine=solution.engine,
        seconds=solution.seconds,
        cost_fen=solution.objective,
        transport_cost_fen=int(transport) // KG_PER_T,
        unserved_cost_fen=unserved_cost // KG_PER_T,
        bound_fen=solution.bound,
        supply_kg=sum(group.kg_per_year for group in built.groups[period]),
        unserved_kg=int(left_kg.sum()),
        decisions=tuple(_decisions(built, solution, period)),
        assignments=tuple(_assignments(built, solution, period)),
    )


def _decisions(
    built: PhasedSiting, solution: SitingSolution, period: int
) -> Iterator[SiteDecision]:
    throughput_kg = np.zeros(len(built.sites), dtype=np.int64)
    np.add.at(throughput_kg, built.problem.arcs.facility, solution.flow_kg[period])
    for position, (site, chosen) in enumerate(
        zip(built.sites, solution.states[period], strict=True)
    ):
        state = site.facility.states[chosen]
        option = site.options[chosen]
        taken_kg = int(throughput_kg[position])
        yield SiteDecision(
            site_id=site.site.site_id,
            action=option.action,
            facility_class=option.facility_class,
            is_green=GREEN in state.tags,
            capacity_kg=state.capacity_kg,
            throughput_kg=taken_kg,
            fixed_cost_fen=state.fixed_cost_fen,
            variable_cost_fen=state.unit_cost_fen_per_t * taken_kg // KG_PER_T,
        )


def _assignments(
    built: PhasedSiting, solution: SitingSolution, period: int
) -> Iterator[Assignment]:
    """Yearly flows by source site.

    A group's flows are handed to its members one after the other, in the order
    of arcs and members, so that every kilogram of a member and of an arc is
    used exactly once.
    """
    arcs, flow_kg = built.problem.arcs, solution.flow_kg[period]
    groups = built.groups[period]
    order = np.argsort(arcs.client, kind="stable")
    bounds = np.searchsorted(arcs.client[order], np.arange(len(groups) + 1))
    for client, group in enumerate(groups):
        of_client = order[bounds[client] : bounds[client + 1]]
        members = iter(group.members)
        member = next(members)
        left_kg = member.kg_per_year
        for arc in of_client[flow_kg[of_client] > 0]:
            arc_kg = int(flow_kg[arc])
            while arc_kg > 0:
                while left_kg == 0:
                    member = next(members)
                    left_kg = member.kg_per_year
                part_kg = min(arc_kg, left_kg)
                site = built.sites[int(arcs.facility[arc])].site
                yield _assignment(member, site.site_id, part_kg, arcs.distance_m[arc])
                arc_kg -= part_kg
                left_kg -= part_kg


def _assignment(
    member: SiteSupply, site_id: str, kilograms: int, distance_m: np.int32
) -> Assignment:
    return Assignment(
        source_site_id=member.site_id,
        site_id=site_id,
        material=member.material,
        stream=member.stream,
        kg_per_year=kilograms,
        distance_m=int(distance_m),
    )
