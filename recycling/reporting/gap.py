"""The gap to plan, cut to parts that add up to it exactly.

Recorded events are set against what was due where they happened: orders left out,
visits that failed, hours a site was down, districts whose licensed sites may not take
what was due. What they do not explain stays, district by district and material by
material, as volume.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recycling.domain.gap import FullSite, Gap, GapCause, Loss
from recycling.domain.materials import HazardClass
from recycling.domain.network import Network
from recycling.domain.shares import split_exactly
from recycling.domain.site_records import Downtime
from recycling.domain.sites import INTAKE_KINDS, Site, SiteStatus
from recycling.domain.tickets import Recovered
from recycling.domain.units import DAYS_PER_YEAR, S_PER_DAY
from recycling.reporting.rounding import Cell
from recycling.reporting.split import Split

FULL_FROM = 0.95
"""Part of its capacity from which a site counts as full: a month's swing lies above."""


@dataclass(frozen=True, slots=True)
class GapInputs:
    """What the gap is worked out from.

    Attributes
    ----------
    day
        Last day counted, from 1 January on.
    network
        Sites and districts.
    due
        What is due to date, by district and material.
    reached
        Weighed, by district and material.
    by_site
        Weighed, by site and material.
    losses
        Orders left out and visits that failed.
    downtimes
        Hours sites could not take loads.
    """

    day: date
    network: Network
    due: Split
    reached: Sequence[Recovered]
    by_site: Sequence[Recovered]
    losses: Sequence[Loss]
    downtimes: Sequence[Downtime]


def build_gap(inputs: GapInputs) -> Gap:
    """Cut the gap to its parts.

    Parameters
    ----------
    inputs
        Sums and records; nothing is read here.
    """
    reached = _cells(inputs.reached)
    losses = [
        *inputs.losses,
        *downtime_losses(inputs),
        *capacity_losses(inputs, reached),
    ]
    rest: dict[Cell, int] = defaultdict(int)
    for cell, kg in inputs.due.cells.items():
        rest[cell] += kg
    for cell, kg in reached.items():
        rest[cell] -= kg
    for loss in losses:
        rest[loss.district, loss.material] -= loss.kg
    parts = [loss for loss in losses if loss.kg]
    for cell, kg in sorted(rest.items()):
        if cell in inputs.due.cells and kg:
            parts.append(Loss(GapCause.VOLUME, "", *cell, kg))
    whole = inputs.due.whole - sum(reached.values())
    left = whole - sum(part.kg for part in parts)
    if left:
        parts.append(Loss(GapCause.REMAINDER, "", "", "", left))
    return Gap(
        day=inputs.day,
        due_kg=inputs.due.whole,
        reached_kg=sum(reached.values()),
        parts=tuple(parts),
        full_sites=full_sites(inputs),
        simulated_kg=sum(row.simulated_kg for row in inputs.reached),
    )


def _cells(rows: Iterable[Recovered]) -> dict[Cell, int]:
    cells: dict[Cell, int] = defaultdict(int)
    for row in rows:
        cells[row.district, row.material] += row.net_kg
    return dict(cells)


def capacity_losses(inputs: GapInputs, reached: Mapping[Cell, int]) -> list[Loss]:
    """Find what was due in districts beyond what their licensed sites may take.

    At most the district's own gap: ``min(gap, due - capacity to date)``, shared out
    to the materials that are behind. Vehicles are left out: dismantlers are licensed
    by number.
    """
    due, is_vehicle = inputs.due.cells, _vehicle_codes(inputs.network)
    losses = []
    for code, capacity_kg in sorted(_capacity_to_date(inputs).items()):
        own = {cell: kg for cell, kg in due.items() if cell[0] == code}
        gaps = {
            cell[1]: kg - reached.get(cell, 0)
            for cell, kg in own.items()
            if cell[1] not in is_vehicle
        }
        due_kg = sum(own[code, material] for material in gaps)
        beyond_kg = min(sum(gaps.values()), due_kg - capacity_kg)
        if beyond_kg > 0:
            behind = {material: kg for material, kg in gaps.items() if kg > 0}
            for material, kg in split_exactly(beyond_kg, behind).items():
                losses.append(Loss(GapCause.CAPACITY, code, code, material, kg))
    return losses


def _vehicle_codes(network: Network) -> frozenset[str]:
    return frozenset(
        code
        for code, material in network.materials.items()
        if material.hazard is HazardClass.ELV
    )


def _capacity_to_date(inputs: GapInputs) -> dict[str, int]:
    """Licensed intake from 1 January to the day, by district.

    A district with a site whose capacity is not known has no limit that is.
    """
    sums: dict[str, int] = defaultdict(int)
    unknown = set()
    for site in _intakes(inputs.network):
        if site.capacity_kg_per_year is None:
            if site.capacity_units_per_year is None:
                unknown.add(site.district)
        else:
            sums[site.district] += _to_date(site.capacity_kg_per_year, inputs.day)
    return {code: kg for code, kg in sums.items() if code not in unknown}


def _intakes(network: Network) -> list[Site]:
    return [
        site
        for _, site in sorted(network.sites.items())
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING
    ]


def _to_date(kg_per_year: int, day: date) -> int:
    return kg_per_year * day.timetuple().tm_yday // DAYS_PER_YEAR


def full_sites(inputs: GapInputs) -> tuple[FullSite, ...]:
    """List sites that took in nearly all they may, the fullest first."""
    intake: dict[str, int] = defaultdict(int)
    for row in inputs.by_site:
        intake[row.site] += row.net_kg
    found = [
        FullSite(
            site.site_id,
            site.name,
            site.district,
            intake[site.site_id],
            _to_date(site.capacity_kg_per_year, inputs.day),
        )
        for site in _intakes(inputs.network)
        if site.capacity_kg_per_year
    ]
    full = [s for s in found if s.capacity_kg and s.utilisation >= FULL_FROM]
    return tuple(sorted(full, key=lambda s: (-s.utilisation, s.site_id)))


def downtime_losses(inputs: GapInputs) -> list[Loss]:
    """Work out what sites would have taken in the hours they were down.

    ``down hours x intake / hours it was open and working``: the site's own mean of
    the period, by material. A site that took in nothing has no mean.
    """
    start = datetime(inputs.day.year, 1, 1)
    end = datetime.combine(inputs.day, datetime.min.time()) + timedelta(days=1)
    down: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for stop in inputs.downtimes:
        span = max(start, stop.starts_at), min(end, stop.ends_at)
        if span[0] < span[1]:
            down[stop.site_id].append(span)
    losses: list[Loss] = []
    for site_id, spans in sorted(down.items()):
        site = inputs.network.sites.get(site_id)
        if site is None:
            continue
        lost_s = sum(_open_s(site, *span) for span in _merged(spans))
        worked_s = _open_s(site, start, end) - lost_s
        if lost_s and worked_s > 0:
            losses += _down(site, inputs.by_site, lost_s / worked_s, len(spans))
    return losses


def _down(
    site: Site, by_site: Iterable[Recovered], share: float, events: int
) -> Iterable[Loss]:
    taken: dict[str, int] = defaultdict(int)
    for row in by_site:
        if row.site == site.site_id:
            taken[row.material] += row.net_kg
    for place, (material, kg) in enumerate(sorted(taken.items())):
        # The hours count once, whatever the site would have taken in them.
        number = 0 if place else events
        cell = (site.district, material)
        yield Loss(GapCause.DOWNTIME, site.site_id, *cell, round(kg * share), number)


def _merged(
    spans: Iterable[tuple[datetime, datetime]],
) -> list[tuple[datetime, datetime]]:
    """Join stretches that overlap, so that no hour counts twice."""
    merged: list[tuple[datetime, datetime]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _open_s(site: Site, start: datetime, end: datetime) -> int:
    """Seconds between two moments in which a site is open."""
    total = 0
    day = datetime.combine(start.date(), datetime.min.time()) - timedelta(days=1)
    while day < end:
        opens = day + timedelta(seconds=site.opens_s)
        closes = day + timedelta(seconds=max(site.closes_s, site.opens_s))
        overlap = min(end, closes) - max(start, opens)
        total += max(0, int(overlap.total_seconds()))
        day += timedelta(seconds=S_PER_DAY)
    return total
