"""Use cases of the reports: each reads what it needs and hands back a document."""

from dataclasses import replace
from datetime import date

from recycling.domain.errors import InputError
from recycling.domain.materials import EmissionFactor
from recycling.domain.months import months_between
from recycling.domain.network import Network
from recycling.domain.sites import District, Site
from recycling.domain.targets import Indicator
from recycling.domain.tickets import Recovered
from recycling.reporting.carbon_document import carbon_document
from recycling.reporting.district_document import (
    DistrictInputs,
    city_document,
    district_document,
)
from recycling.reporting.documents import Document
from recycling.reporting.pen import Pen
from recycling.reporting.provenance import (
    Provenance,
    distinct,
    provenance_notes,
    warning,
)
from recycling.reporting.settlement_document import (
    settlement_document,
    statement_document,
)
from recycling.reporting.site_document import (
    SiteInputs,
    site_document,
    sites_document,
)
from recycling.reporting.target_document import target_document
from recycling.schema.said import said
from recycling.services.carbon import report_carbon
from recycling.services.context import Context
from recycling.services.report_inputs import last_counted
from recycling.services.report_year import (
    ReportYear,
    due_by_month,
    provenance_of,
    report_year,
)
from recycling.services.settling import materials_of, settle_all, statement_of


def target_report(context: Context, pen: Pen, day: date | None = None) -> Document:
    """Report where the city stands against its targets.

    Parameters
    ----------
    context
        Settings and storage.
    pen
        Language and units.
    day
        Last day counted; the day of the newest ticket when not given.

    Raises
    ------
    NotReadyError
        When there is neither a day nor a ticket.
    """
    context.progress.stage("report")
    with context.unit_of_work() as work:
        year = report_year(context, work, day)
    due_kg = next(
        (
            progress.plan_to_date
            for progress in year.report.progress
            if progress.indicator is Indicator.RECOVERED
        ),
        None,
    )
    return target_document(
        year.report, due_by_month(year, due_kg), year.provenance, pen
    )


def district_report(
    context: Context, pen: Pen, day: date | None = None, code: str | None = None
) -> Document:
    """Report all districts side by side, or one of them.

    Parameters
    ----------
    context
        Settings and storage.
    pen
        Language and units.
    day
        Last day counted; the day of the newest ticket when not given.
    code
        The one district; all of them when not given.

    Raises
    ------
    InputError
        When the district is not recorded.
    NotReadyError
        When there is neither a day nor a ticket.
    """
    context.progress.stage("report")
    with context.unit_of_work() as work:
        year = report_year(context, work, day)
        target_year = year.report.target_year
        by_material = work.books.recovered(*year.days, ("district", "material"))
        by_month = work.books.recovered(*year.days, ("month", "district"))
        if code is None:
            inputs = DistrictInputs(
                target_year, year.report.districts, by_material, by_month
            )
            return city_document(year.network, inputs, year.provenance, pen)
        district = _known_district(year.network, code)
        inside = {s for s, site in year.network.sites.items() if site.district == code}
        by_site = [row for row in _by_site(year) if row.site in inside]
    part = next(part for part in year.report.districts if part.code == code)
    inputs = DistrictInputs(
        target_year,
        year.report.districts,
        by_material,
        by_month,
        by_site,
        due_by_month(year, part.plan_kg),
    )
    return district_document(year.network, district, inputs, year.provenance, pen)


def site_report(
    context: Context, pen: Pen, day: date | None = None, site_id: str | None = None
) -> Document:
    """Report all sites side by side, or one of them with its flows.

    Parameters
    ----------
    context
        Settings and storage.
    pen
        Language and units.
    day
        Last day counted; the day of the newest ticket when not given.
    site_id
        The one site; all of them when not given.

    Raises
    ------
    InputError
        When the site is not recorded.
    NotReadyError
        When there is neither a day nor a ticket.
    """
    context.progress.stage("report")
    with context.unit_of_work() as work:
        year = report_year(context, work, day)
        if site_id is None:
            return sites_document(year.network, _by_site(year), year.provenance, pen)
        site = _known_site(year.network, site_id)
        flows = {
            month: work.flows.flows(month, site_id)
            for month in months_between(*year.days)
        }
        sums = work.books.recovered(*year.days, ("month", "material"), site_id)
        inputs = SiteInputs(sums, flows)
    return site_document(year.network, site, inputs, year.provenance, pen)


def carbon_report(
    context: Context,
    pen: Pen,
    days: tuple[date, date] | None = None,
    version: str | None = None,
) -> Document:
    """Report avoided emissions and burdens of some days.

    Parameters
    ----------
    context
        Settings and storage.
    pen
        Language and units.
    days
        First and last day, both counted; the year to the newest ticket when not
        given.
    version
        Set of emission factors to work the same activity out under as well.

    Raises
    ------
    InputError
        When a set lacks a factor.
    NotReadyError
        When there are neither days nor a ticket.
    """
    first, last, provenance = _span(context, days)
    report = report_carbon(context, first, last, version)
    versions = {report.posted.version, version}
    with context.unit_of_work() as work:
        factors = work.inputs.rows(EmissionFactor)
    sources = distinct(f.source for f in factors if f.version in versions)
    return carbon_document(report, replace(provenance, sources=sources), pen)


def settlement_report(
    context: Context,
    pen: Pen,
    days: tuple[date, date] | None = None,
    party_id: str | None = None,
) -> Document:
    """Report what all parties, or one of them, are due for some days.

    Parameters
    ----------
    context
        Settings and storage.
    pen
        Language.
    days
        First and last day, both counted; the month of the newest ticket to that
        ticket's day when not given.
    party_id
        The one party, with its tickets; all of them when not given.

    Raises
    ------
    InputError
        When the party is not recorded, or a load has no price.
    NotReadyError
        When there are neither days nor a ticket.
    """
    first, last, provenance = _span(context, days, is_monthly=True)
    materials = materials_of(context)
    if party_id is None:
        settlement = settle_all(context, first, last)
        document = settlement_document(settlement, materials, pen.lang)
    else:
        statement = statement_of(context, party_id, first, last)
        document = statement_document(statement, materials, pen.lang)
    # Prices have sources of their own, and no emission factor is in them.
    known = {"factors", *(note.key for note in document.notes)}
    others = (n for n in provenance_notes(pen, provenance) if n.key not in known)
    notes = (*document.notes, *others)
    said = document.warning or warning(pen, provenance)
    return replace(document, key="settlement", warning=said, notes=notes)


def _span(
    context: Context, days: tuple[date, date] | None, *, is_monthly: bool = False
) -> tuple[date, date, Provenance]:
    """Give the days of a report that needs no targets, and where they come from."""
    with context.unit_of_work() as work:
        if days is None:
            last = last_counted(work, None)
            # Parties are settled with by the month, targets are set by the year.
            first = last.replace(day=1) if is_monthly else date(last.year, 1, 1)
            days = first, last
        provenance = provenance_of(context, work, *days)
    return *days, provenance


def _by_site(year: ReportYear) -> list[Recovered]:
    return year.work.books.recovered(*year.days, ("site",))


def _known_district(network: Network, code: str) -> District:
    if code not in network.districts:
        msg = said(
            "report.district",
            code=code,
            districts=sorted(network.districts) or said("none"),
        )
        raise InputError(msg)
    return network.districts[code]


def _known_site(network: Network, site_id: str) -> Site:
    if site_id not in network.sites:
        msg = said("report.site", site_id=site_id)
        raise InputError(msg)
    return network.sites[site_id]
