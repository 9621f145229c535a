"""From the answer of a phased problem to everything a planner asks about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from recycling.domain.network import Exclusion, Network
from recycling.domain.plans import SiteAction, SitingPlan
from recycling.domain.studies import SitingStudy, StudyDemand, StudySite
from recycling.domain.units import KG_PER_T
from recycling.siting.facilities import GREEN, kg_per_vehicle
from recycling.siting.figures import used_figures
from recycling.siting.flows import study_legs, study_parts
from recycling.siting.phased import PhasedSiting
from recycling.siting.plan import siting_plan
from recycling.siting.reasons import site_reasons
from recycling.siting.years import study_years
from routing.siting.report import SitingReport, SitingResult
from routing.siting.solution import SitingSolution


@dataclass(frozen=True, slots=True)
class StudyHead:
    """What a study is called and says of itself.

    Attributes
    ----------
    name, options
        Name of the scenario, and what was asked for.
    excluded
        Candidates in exclusion zones.
    travel
        Where the ways come from.
    """

    name: str
    options: tuple[tuple[str, str], ...]
    excluded: tuple[Exclusion, ...]
    travel: str


def siting_study(
    network: Network,
    built: PhasedSiting,
    result: SitingResult,
    head: StudyHead,
    whole_bound_fen: int | None = None,
) -> SitingStudy:
    """Tell everything about a checked answer.

    Parameters
    ----------
    network
        Sites, materials and reference figures.
    built
        Problem the answer is for.
    result
        Answer that passed its check, with its report.
    head
        What the study says of itself.
    whole_bound_fen
        Bound over every way in reach.
    """
    solution, report = result.solution, result.report
    demands = _demands(built, report)
    parts = study_parts(network, built, solution, demands)
    years = study_years(network, built, result)
    return SitingStudy(
        name=head.name,
        options=head.options,
        engine=solution.engine,
        seconds=solution.seconds,
        cost_fen=report.cost_fen,
        bound_fen=report.bound,
        certified_bound_fen=report.certified_bound,
        years=years,
        sites=tuple(_sites(network, built, result)),
        demands=demands,
        materials=parts.materials,
        districts=parts.districts,
        legs=study_legs(built, solution),
        excluded=head.excluded,
        figures=used_figures(network, built.rules),
        plans=tuple(
            replace(plan, travel=head.travel, cost_fen=year.cost_fen)
            for plan, year in zip(
                _plans(built, solution, report, head.name), years, strict=True
            )
        ),
        travel=head.travel,
        missing=built.missing,
        whole_bound_fen=whole_bound_fen,
    )


def plan_name(name: str, year: int) -> str:
    """Key of a scenario's plan for a year."""
    return f"siting-{name}-{year}" if name else f"siting-{year}"


def _plans(
    built: PhasedSiting, solution: SitingSolution, report: SitingReport, name: str
) -> Iterator[SitingPlan]:
    years = built.rules.years
    for t, year in enumerate(years):
        plan = siting_plan(built, solution, plan_name(name, year), t)
        bound = report.bound if len(years) == 1 else None
        yield replace(plan, bound_fen=bound)


def _demands(built: PhasedSiting, report: SitingReport) -> tuple[StudyDemand, ...]:
    prices = report.floor_fen_per_t
    return tuple(
        StudyDemand(
            year=year,
            kind=rule.kind,
            material=rule.material,
            district=rule.district,
            minimum_kg=built.problem.floors[place].minimum_kg[t],
            reached_kg=report.floor_kg[t][place],
            # The multiplier counts for all years the period stands for.
            price_fen_per_t=None
            if prices is None
            else round(float(prices[t, place]) / built.rules.weights[t]),
        )
        for t, year in enumerate(built.rules.years)
        for place, rule in enumerate(built.floors)
    )


def _sites(
    network: Network, built: PhasedSiting, result: SitingResult
) -> Iterator[StudySite]:
    solution, report = result.solution, result.report
    reasons = site_reasons(built, result)
    arcs = built.problem.arcs
    before: Sequence[int] = [
        0 if site.facility.initial is not None else -1 for site in built.sites
    ]
    kg_per_unit = kg_per_vehicle(network)
    for t, year in enumerate(built.rules.years):
        chosen = solution.states[t].tolist()
        used = arcs.facility[solution.flow_kg[t] > 0]
        sources = np.bincount(used, minlength=len(built.sites))
        taken_kg = report.throughput_kg[t]
        for f, (options, state) in enumerate(zip(built.sites, chosen, strict=True)):
            own, option = options.facility.states[state], options.options[state]
            site, kg = options.site, int(taken_kg[f])
            units = site.capacity_units_per_year or 0
            is_new = state != before[f] and option.action is not SiteAction.KEEP
            yield StudySite(
                year=year,
                site_id=site.site_id,
                name=site.name,
                kind=site.kind,
                district=site.district,
                lon=site.lon,
                lat=site.lat,
                action=option.action,
                facility_class=option.facility_class,
                is_green=GREEN in own.tags,
                capacity_kg=own.capacity_kg,
                throughput_kg=kg,
                capacity_units=_units(own.capacity_kg, kg_per_unit) if units else 0,
                throughput_units=_units(kg, kg_per_unit) if units else 0,
                fixed_cost_fen=own.fixed_cost_fen,
                variable_cost_fen=round(own.unit_cost_fen_per_t * kg / KG_PER_T),
                capital_fen=own.capital_fen if is_new else 0,
                sources=int(sources[f]),
                reason=reasons[t][f],
            )
        before = chosen


def _units(kg: int, kg_per_unit: Fraction) -> int:
    return round(kg / kg_per_unit) if kg_per_unit else 0
