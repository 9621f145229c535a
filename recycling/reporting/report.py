"""The report: what was recovered against the dated targets, as plain records."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from recycling.domain.materials import HazardClass
from recycling.domain.network import Finding, Network
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.domain.records import PostingTotal
from recycling.domain.season import elapsed_weight
from recycling.domain.sites import Site, SiteKind, SiteStatus
from recycling.domain.targets import Indicator, Target
from recycling.domain.tickets import Pieces, Recovered
from recycling.reporting.kpis import (
    RouteFigures,
    SitingFigures,
    route_figures,
    siting_figures,
)
from recycling.reporting.part_progress import (
    PartProgress,
    Splits,
    district_progress,
    material_progress,
    stream_progress,
)
from recycling.reporting.rounding import Cell
from recycling.reporting.split import due_of, split_target
from recycling.reporting.standing import (
    PlanFigure,
    VehicleClass,
    plan_figures,
    vehicle_classes,
)
from recycling.reporting.targets import (
    Progress,
    flow_progress,
    stock_progress,
)


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
    pieces
        Vehicles by class and appliances, from January to the month of the day.
    baseline_kg
        Recovered mass of a past year by district and material, for the split of
        the target; licensed capacity stands in for it where it is empty.
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
    pieces: Sequence[Pieces] = ()
    baseline_kg: Mapping[Cell, int] = field(default_factory=dict)


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
    vehicle_classes
        End-of-life vehicles by class, with standard vehicles.
    plan
        Every dated figure of the city's plan, those among them that nothing here
        counts.
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
    vehicle_classes: tuple[VehicleClass, ...] = ()
    plan: tuple[PlanFigure, ...] = ()


def build_report(inputs: ReportInputs) -> Report:
    """Put the report together.

    Parameters
    ----------
    inputs
        Sums and plans; nothing is read here.
    """
    reached = _reached(inputs)
    progress = _progress(inputs, reached)
    recovered_kg = reached[Indicator.RECOVERED]
    network = inputs.network
    splits = _splits(inputs, progress)
    return Report(
        day=inputs.day,
        target_year=inputs.target_year,
        progress=progress,
        districts=district_progress(
            network, {row.district: row.net_kg for row in inputs.by_district}, splits
        ),
        materials=material_progress(
            network, {row.material: row.net_kg for row in inputs.by_material}, splits
        ),
        streams=stream_progress(inputs.by_stream),
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
        vehicle_classes=vehicle_classes(
            inputs.pieces, network.materials, network.parameters
        ),
        plan=plan_figures(inputs.targets, reached),
    )


def _reached(inputs: ReportInputs) -> dict[Indicator, int]:
    """Amounts of the year so far, and what stands."""
    return {
        Indicator.RECOVERED: sum(row.net_kg for row in inputs.by_district),
        Indicator.ELV_UNITS: _vehicles(inputs),
        **_standing(inputs.network),
    }


FLOWS = (Indicator.RECOVERED, Indicator.ELV_UNITS)
"""Indicators that add up over a year; the others stand."""


def _progress(
    inputs: ReportInputs, reached: Mapping[Indicator, int]
) -> tuple[Progress, ...]:
    weight = elapsed_weight(inputs.day, inputs.network.parameters)
    year, targets = inputs.target_year, inputs.targets
    found = (
        flow_progress(targets, indicator, amount, inputs.day, weight, year)
        if indicator in FLOWS
        else stock_progress(targets, indicator, amount, inputs.day, year)
        for indicator, amount in reached.items()
    )
    return tuple(progress for progress in found if progress)


def _splits(inputs: ReportInputs, progress: Iterable[Progress]) -> Splits | None:
    """Split what is due, the year's plan and the target alike."""
    recovered = next((p for p in progress if p.indicator is Indicator.RECOVERED), None)
    network, baseline = inputs.network, inputs.baseline_kg
    this = split_target(network, inputs.targets, inputs.day.year, baseline)
    then = split_target(network, inputs.targets, inputs.target_year, baseline)
    if recovered is None or this is None or then is None:
        return None
    return Splits(
        due_of(this, recovered.plan_to_date),
        this,
        then,
        elapsed_weight(inputs.day, network.parameters),
        inputs.target_year - inputs.day.year,
    )


def _vehicles(inputs: ReportInputs) -> int:
    """End-of-life vehicles; appliances are pieces as well and none of them."""
    materials = inputs.network.materials
    return sum(
        row.units
        for row in inputs.by_material
        if materials[row.material].hazard is HazardClass.ELV
    )


_STANDING: Mapping[Indicator, SiteKind] = MappingProxyType(
    {
        Indicator.GREEN_CENTRES: SiteKind.SORTING_CENTRE,
        Indicator.COLLECTION_POINTS: SiteKind.COLLECTION_POINT,
        Indicator.SORTING_CENTRES: SiteKind.SORTING_CENTRE,
        Indicator.PARKS: SiteKind.PARK,
    }
)


def standing_sites(network: Network, indicator: Indicator) -> list[Site]:
    """Find the sites an indicator counts; none for one that counts no sites."""
    kind = _STANDING.get(indicator)
    sites = network.of_kind(kind) if kind else []
    is_any = indicator is not Indicator.GREEN_CENTRES
    return [site for site in sites if is_any or site.is_green]


def _standing(network: Network) -> dict[Indicator, int]:
    return {known: len(standing_sites(network, known)) for known in _STANDING}


def _working_sites(network: Network) -> dict[str, int]:
    working = (
        site.kind.value
        for site in network.sites.values()
        if site.status is SiteStatus.EXISTING
    )
    return _count(working)


def _count(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(items).items()))
