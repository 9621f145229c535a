"""The check-list of a site: licence, size and equipment against the standards.

GB/T 45083-2024 (recycling sorting centres: construction and management, in force
2025-06-01) names reference floors of a comprehensive centre, 30,000 t a year and
3,000 m2, a separate store for hazardous material and a weighbridge; specialised
centres have a capacity by category and no floor of area, and licensed dismantling is
not covered. The floors are parameters, so that a district may set its own. State
Council Decree 715 (in force 2019-06-01), article 5, asks a licence of dismantlers.
"""

from collections.abc import Iterator
from datetime import date

from recycling.domain.compliance import Compliance, ComplianceItem, ComplianceRule
from recycling.domain.materials import HazardClass
from recycling.domain.network import Network
from recycling.domain.sites import INTAKE_KINDS, Site, SiteKind

MIN_CAPACITY = "standard.centre_min_capacity_kg"
MIN_AREA = "standard.centre_min_area_m2"
CENTRE_STANDARD = "GB/T 45083-2024"
GREEN_STANDARD = "SB/T 10720-2021"
PERMIT_SOURCE = {SiteKind.DISMANTLER: "State Council Decree 715, art. 5"}
DISCHARGE_PERMIT = "State Council Decree 736 (pollutant discharge permits)"


def check_list(network: Network, site: Site, day: date) -> tuple[ComplianceItem, ...]:
    """Lay out what is asked of a site that takes loads; nothing of others.

    Parameters
    ----------
    network
        Classes, materials, and the parameters with the floors.
    site
        The site.
    day
        Day on which permits are judged.
    """
    if site.kind not in INTAKE_KINDS:
        return ()
    items = [_permit(site, day)]
    if site.kind is SiteKind.SORTING_CENTRE:
        items += _sizes(network, site)
        items += _equipment(network, site)
    items.append(_class_capacity(network, site))
    return tuple(items)


def missed(items: tuple[ComplianceItem, ...]) -> int:
    """Count the rules a site does not keep."""
    return sum(item.standing is Compliance.MISSED for item in items)


def _permit(site: Site, day: date) -> ComplianceItem:
    """Judge the permit; one without a last day is taken to go on."""
    expiry = site.permit_valid_to
    if not site.permit_no and expiry is None:
        standing = Compliance.UNKNOWN
    else:
        is_over = expiry is not None and expiry < day
        standing = Compliance.MISSED if is_over else Compliance.MET
    return ComplianceItem(
        ComplianceRule.PERMIT,
        standing,
        expiry or site.permit_no or None,
        day,
        source=PERMIT_SOURCE.get(site.kind, DISCHARGE_PERMIT),
    )


def _sizes(network: Network, site: Site) -> Iterator[ComplianceItem]:
    """Compare with the floors of a comprehensive centre; one category has none."""
    categories = {
        network.materials[code].category
        for code in network.accepted(site)
        if code in network.materials
    }
    is_specialised = len(categories) == 1
    for rule, code, value, unit in (
        (ComplianceRule.CAPACITY, MIN_CAPACITY, site.capacity_kg_per_year, "kg/yr"),
        (ComplianceRule.AREA, MIN_AREA, site.area_m2, "m2"),
    ):
        row = network.parameters.get(code)
        if row is None:
            continue
        floor = round(row.value)
        standing = Compliance.NOT_ASKED if is_specialised else _at_least(value, floor)
        yield ComplianceItem(
            rule, standing, value, floor, unit, row.source, row.certainty.value
        )


def _equipment(network: Network, site: Site) -> Iterator[ComplianceItem]:
    hazardous = {
        code
        for code, material in network.materials.items()
        if material.hazard is not HazardClass.NONE
    }
    takes_hazardous = bool(hazardous & network.accepted(site))
    has = {
        ComplianceRule.WEIGHBRIDGE: (site.has_weighbridge, True, CENTRE_STANDARD),
        ComplianceRule.HAZARDOUS_STORE: (
            site.has_hazardous_store,
            takes_hazardous,
            CENTRE_STANDARD,
        ),
        ComplianceRule.DUST_CONTROL: (site.has_dust_control, True, CENTRE_STANDARD),
        ComplianceRule.NOISE_CONTROL: (site.has_noise_control, True, CENTRE_STANDARD),
        ComplianceRule.GREEN: (site.is_green, False, GREEN_STANDARD),
    }
    for rule, (is_there, is_asked, source) in has.items():
        if is_there:
            standing = Compliance.MET
        else:
            standing = Compliance.MISSED if is_asked else Compliance.NOT_ASKED
        yield ComplianceItem(rule, standing, "yes" if is_there else "no", source=source)


def _class_capacity(network: Network, site: Site) -> ComplianceItem:
    """Compare the licensed capacity with the most its class may take."""
    kind = network.facility_classes.get(site.facility_class)
    value = site.capacity_kg_per_year
    if kind is None:
        return ComplianceItem(
            ComplianceRule.CLASS_CAPACITY, Compliance.UNKNOWN, value, None, "kg/yr"
        )
    most = kind.capacity_kg_per_year
    if value is None:
        standing = Compliance.UNKNOWN
    else:
        standing = Compliance.MET if value <= most else Compliance.MISSED
    return ComplianceItem(
        ComplianceRule.CLASS_CAPACITY,
        standing,
        value,
        most,
        "kg/yr",
        kind.source,
        kind.certainty.value,
    )


def _at_least(value: int | None, floor: int) -> Compliance:
    if value is None:
        return Compliance.UNKNOWN
    return Compliance.MET if value >= floor else Compliance.MISSED
