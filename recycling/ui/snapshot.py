"""What the overview shows, read at once: the report, and the map's sites and routes.

Everything here is small and frozen, so that it can be cached and sent around;
the plans themselves, with their tens of thousands of flows, stay behind.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recycling.domain.materials import Certainty
from recycling.domain.network import Network
from recycling.domain.season import elapsed_weight
from recycling.domain.targets import Indicator
from recycling.reporting.report import Report
from recycling.services.bookkeeping import make_report
from recycling.services.context import Context
from recycling.ui.map_records import (
    MapDistrict,
    MapRoute,
    MapSite,
    map_districts,
    map_routes,
    map_sites,
)

NEEDED_TABLES = ("districts", "materials", "parameters", "sites", "targets")
"""Input tables without which there is nothing to show."""


@dataclass(frozen=True, slots=True)
class DataVersion:
    """What tells one state of the database from another.

    Attributes
    ----------
    address
        Address of the database.
    counts
        Rows per input table.
    last_day
        Day of the newest ticket.
    last_import
        Id of the newest entry of the import log: rows may change without becoming
        more.
    """

    address: str
    counts: tuple[tuple[str, int], ...]
    last_day: date | None
    last_import: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed tables that are empty."""
        counts = dict(self.counts)
        return tuple(table for table in NEEDED_TABLES if not counts.get(table))

    @property
    def is_empty(self) -> bool:
        """Nothing has been imported yet."""
        return not any(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the overview shows.

    Attributes
    ----------
    report
        The report; of the last ticket's day, or of the day asked for.
    months_due_kg
        Part of the year's plan due in each month up to the report's day.
    sites, districts, routes
        What the map draws; routes are those of the plan saved last.
    is_synthetic
        Some sites come from the synthetic sample.
    """

    report: Report
    months_due_kg: Mapping[date, int]
    sites: tuple[MapSite, ...]
    districts: tuple[MapDistrict, ...]
    routes: tuple[MapRoute, ...]
    is_synthetic: bool


def read_version(context: Context) -> DataVersion:
    """Read which state the database is in."""
    with context.unit_of_work() as work:
        counts = tuple(sorted(work.inputs.counts().items()))
        last_day = work.books.last_ticket_day()
        last_import = work.inputs.last_import()
    return DataVersion(context.settings.database_url, counts, last_day, last_import)


def read_snapshot(context: Context, day: date) -> Snapshot:
    """Read everything the overview shows.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day counted.
    """
    report = make_report(context, day)
    with context.unit_of_work() as work:
        network = work.inputs.network()
        siting = work.plans.siting()
        plan = work.plans.routes()
    return Snapshot(
        report=report,
        months_due_kg=months_due(report, network),
        sites=map_sites(network, siting),
        districts=map_districts(network),
        routes=map_routes(network, plan) if plan else (),
        is_synthetic=any(
            site.certainty is Certainty.SYNTHETIC for site in network.sites.values()
        ),
    )


def months_due(report: Report, network: Network) -> dict[date, int]:
    """Split the plan to date by month; the last month counts up to the day.

    Each month is due what the plan's straight line asks for by its end less
    what it asks for by its beginning, so the months add up to the plan to date.
    """
    plan = next(
        (p for p in report.progress if p.indicator is Indicator.RECOVERED), None
    )
    if plan is None:
        return {}
    due: dict[date, int] = {}
    before = 0
    for month in range(1, report.day.month + 1):
        last = monthrange(plan.year, month)[1]
        end = min(date(plan.year, month, last), report.day)
        total = round(plan.plan_year * elapsed_weight(end, network.parameters))
        due[date(plan.year, month, 1)] = total - before
        before = total
    return due
