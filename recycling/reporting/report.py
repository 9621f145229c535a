"""The report: what was recovered against the dated targets, as plain records."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recycling.domain.materials import HazardClass
from recycling.domain.network import Finding, Network
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.domain.records import PostingTotal
from recycling.domain.season import elapsed_weight
from recycling.domain.shares import split_exactly
from recycling.domain.sites import INTAKE_KINDS, SiteKind, SiteStatus
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Recovered
from recycling.reporting.kpis import (
    RouteFigures,
    SitingFigures,
    route_figures,
    siting_figures,
)
from recycling.reporting.targets import (
    Progress,
    flow_progress,
    stock_progress,
)

SPLIT = "reporting.split_weight."


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """Everything the report is made from.

    Attributes
    ----------
    day
        Last day counted.
    target_year
        Year of the headline target.
    network
        Sites, districts, materials and parameters, as imported.
    findings
        What the checks of the network noticed.
    targets
        Every dated figure.
    by_district, by_material, by_stream, by_month
        Recovered amounts from 1 January to the day, split four ways.
    transport_cost, transport_co2, avoided_co2
        Posted totals of the same period.
    siting, routes
        Plans to sum up, where there are any.
    """

    day: date
    target_year: int
    network: Network
    findings: Sequence[Finding]
    targets: Sequence[Target]
    by_district: Sequence[Recovered]
    by_material: Sequence[Recovered]
    by_stream: Sequence[Recovered]
    by_month: Sequence[Recovered]
    transport_cost: PostingTotal
    transport_co2: PostingTotal
    avoided_co2: PostingTotal
    siting: SitingPlan | None
    routes: RoutePlan | None


@dataclass(frozen=True, slots=True)
class PartProgress:
    """Where a district, material or stream stands.

    Attributes
    ----------
    code, name_en, name_zh
        Which part it is.
    actual_kg
        Recovered so far.
    plan_kg
        Due so far by the split of the city's target; ``None`` where the city's
        target is not split that way.
    """

    code: str
    name_en: str
    name_zh: str
    actual_kg: int
    plan_kg: int | None

    @property
    def achievement(self) -> float | None:
        """Reached over due."""
        return self.actual_kg / self.plan_kg if self.plan_kg else None


@dataclass(frozen=True, slots=True)
class Report:
    """Tonnage recovered against the dated targets, with what stands behind it.

    Attributes
    ----------
    day, target_year
        Last day counted, and the year of the headline target.
    progress
        Indicators of the plan.
    districts, materials, streams
        Parts of the recovered tonnage; each list adds up to the whole.
    months
        Kilograms per month of the year, by first day.
    recovered_kg, simulated_kg, units, tickets
        Sums over the period, the part from simulated tickets, and end-of-life
        vehicles.
    transport_cost, transport_co2, avoided_co2
        Posted totals of the period, in fen and grams, with their ranges.
    siting, routes
        Figures of the plans, where there are any.
    sites
        Working sites per kind.
    findings, finding_rows
        Number of findings per check, and each of them.
    """

    day: date
    target_year: int
    progress: tuple[Progress, ...]
    districts: tuple[PartProgress, ...]
    materials: tuple[PartProgress, ...]
    streams: tuple[PartProgress, ...]
    months: Mapping[date, int]
    recovered_kg: int
    simulated_kg: int
    units: int
    tickets: int
    transport_cost: PostingTotal
    transport_co2: PostingTotal
    avoided_co2: PostingTotal
    siting: SitingFigures | None
    routes: RouteFigures | None
    sites: Mapping[str, int]
    findings: Mapping[str, int]
    finding_rows: tuple[Finding, ...] = ()


def build_report(inputs: ReportInputs) -> Report:
    """Put the report together.

    Parameters
    ----------
    inputs
        Sums and plans; nothing is read here.
    """
    progress = _progress(inputs)
    recovered_kg = sum(row.net_kg for row in inputs.by_district)
    due_kg = next(
        (p.plan_to_date for p in progress if p.indicator is Indicator.RECOVERED), None
    )
    return Report(
        day=inputs.day,
        target_year=inputs.target_year,
        progress=progress,
        districts=_districts(inputs, due_kg),
        materials=_materials(inputs, due_kg),
        streams=_streams(inputs),
        months={row.day: row.net_kg for row in inputs.by_month},
        recovered_kg=recovered_kg,
        simulated_kg=sum(row.simulated_kg for row in inputs.by_district),
        units=_vehicles(inputs),
        tickets=sum(row.tickets for row in inputs.by_district),
        transport_cost=inputs.transport_cost,
        transport_co2=inputs.transport_co2,
        avoided_co2=inputs.avoided_co2,
        siting=siting_figures(inputs.siting) if inputs.siting else None,
        routes=route_figures(inputs.routes) if inputs.routes else None,
        sites=_working_sites(inputs.network),
        findings=_count(finding.check for finding in inputs.findings),
        finding_rows=tuple(inputs.findings),
    )


def _progress(inputs: ReportInputs) -> tuple[Progress, ...]:
    weight = elapsed_weight(inputs.day, inputs.network.parameters)
    reached = {
        Indicator.RECOVERED: sum(row.net_kg for row in inputs.by_district),
        Indicator.ELV_UNITS: _vehicles(inputs),
    }
    found = [
        flow_progress(
            inputs.targets, indicator, amount, inputs.day, weight, inputs.target_year
        )
        for indicator, amount in reached.items()
    ]
    found += [
        stock_progress(
            inputs.targets, indicator, amount, inputs.day, inputs.target_year
        )
        for indicator, amount in _standing(inputs.network).items()
    ]
    return tuple(progress for progress in found if progress)


def _vehicles(inputs: ReportInputs) -> int:
    """End-of-life vehicles; appliances are pieces as well and none of them."""
    materials = inputs.network.materials
    return sum(
        row.units
        for row in inputs.by_material
        if materials[row.material].hazard is HazardClass.ELV
    )


def _standing(network: Network) -> dict[Indicator, int]:
    centres = network.of_kind(SiteKind.SORTING_CENTRE)
    return {
        Indicator.GREEN_CENTRES: sum(site.is_green for site in centres),
        Indicator.COLLECTION_POINTS: len(network.of_kind(SiteKind.COLLECTION_POINT)),
        Indicator.SORTING_CENTRES: len(centres),
        Indicator.PARKS: len(network.of_kind(SiteKind.PARK)),
    }


def district_weights(network: Network) -> dict[str, float]:
    """Weight of each district in the split of a city target.

    ``alpha x population share + beta x industry share + gamma x baseline
    share`` with the parameters ``reporting.split_weight.population``,
    ``.industry`` and ``.baseline``; one that is missing counts as 0, and
    without any nothing is split. A tonne counts in the district whose
    weighbridge takes it in, so the baseline of a district is its part of the
    licensed intake capacity at work.
    """
    capacity: dict[str, int] = defaultdict(int)
    for site in network.sites.values():
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING:
            capacity[site.district] += site.capacity_kg_per_year or 0
    districts = sorted(network.districts.items())
    parts: dict[str, dict[str, float]] = {
        "population": {code: d.population for code, d in districts},
        "industry": {code: d.industry_share for code, d in districts},
        "baseline": {code: capacity[code] for code, _ in districts},
    }
    weights = dict.fromkeys(network.districts, 0.0)
    for name, amounts in parts.items():
        whole = sum(amounts.values())
        parameter = network.parameters.get(f"{SPLIT}{name}")
        if parameter and whole:
            for code, amount in amounts.items():
                weights[code] += parameter.value * amount / whole
    return weights


def _districts(inputs: ReportInputs, due_kg: int | None) -> tuple[PartProgress, ...]:
    network = inputs.network
    weights = district_weights(network)
    due = split_exactly(due_kg, weights) if due_kg and any(weights.values()) else {}
    actual = {row.district: row.net_kg for row in inputs.by_district}
    parts = [
        PartProgress(code, d.name_en, d.name_zh, actual.pop(code, 0), due.get(code))
        for code, d in sorted(network.districts.items())
    ]
    parts += [PartProgress(code, code, code, kg, None) for code, kg in actual.items()]
    return _ranked(parts)


def _materials(inputs: ReportInputs, due_kg: int | None) -> tuple[PartProgress, ...]:
    materials = inputs.network.materials
    shares = {
        code: m.share_of_total
        for code, m in sorted(materials.items())
        if m.share_of_total > 0
    }
    due = split_exactly(due_kg, shares) if due_kg and shares else {}
    actual = {row.material: row.net_kg for row in inputs.by_material}
    return _ranked(
        [
            PartProgress(code, m.name_en, m.name_zh, actual.get(code, 0), due.get(code))
            for code, m in sorted(materials.items())
            if actual.get(code) or due.get(code)
        ]
    )


def _streams(inputs: ReportInputs) -> tuple[PartProgress, ...]:
    return tuple(
        PartProgress(row.stream, row.stream, row.stream, row.net_kg, None)
        for row in inputs.by_stream
    )


def _ranked(parts: list[PartProgress]) -> tuple[PartProgress, ...]:
    """Best achievement first; parts without a plan last, the larger first."""

    def rank(part: PartProgress) -> tuple[bool, float, int, str]:
        reached = part.achievement
        return reached is None, -(reached or 0), -part.actual_kg, part.code

    return tuple(sorted(parts, key=rank))


def _working_sites(network: Network) -> dict[str, int]:
    working = (
        site.kind.value
        for site in network.sites.values()
        if site.status is SiteStatus.EXISTING
    )
    return _count(working)


def _count(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(items).items()))
