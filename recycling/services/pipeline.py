"""The main job, from files to tonnes recovered against the target.

The eight stages run top to bottom: intake, network, demand, siting, dispatch,
execution, accounting, reporting. Read this file first.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from recycling.domain.balance import MonthBalance
from recycling.domain.plans import RoutePlan, SitingPlan
from recycling.reporting.files import write_report
from recycling.reporting.report import Report
from recycling.services.bookkeeping import make_report, post_books
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, ImportResult, import_files
from recycling.services.operations import Weighed, simulate_day
from recycling.services.planning import plan_routes, plan_siting
from recycling.services.reconciling import Reconciled, balance_month, reconcile_day


@dataclass(frozen=True, slots=True)
class PipelineResult:
    """What a run of the main job did.

    Attributes
    ----------
    imported
        What the files brought.
    siting, routes
        The two plans.
    weighed
        Simulated visits and weighings of the planned day.
    reconciled
        The plan against them, and the rates they taught.
    balance
        Mass balance of the last whole month before the day.
    report
        Tonnage recovered against the targets.
    files
        Files written.
    """

    imported: ImportResult
    siting: SitingPlan
    routes: RoutePlan
    weighed: Weighed
    reconciled: Reconciled
    balance: MonthBalance
    report: Report
    files: tuple[Path, ...]


def run_pipeline(
    context: Context, request: ImportRequest, day: date, folder: Path
) -> PipelineResult:
    """Run the main job.

    Parameters
    ----------
    context
        Settings, storage, worker processes, and where to show progress.
    request
        Files to import, and what the user declares about them.
    day
        Day to plan and weigh.
    folder
        Where the report goes.
    """
    imported = import_files(context, request)  # 1 intake
    siting = plan_siting(context, day)  # 2 network, 3 demand, 4 siting
    routes = plan_routes(context, day)  # 5 dispatch
    weighed = simulate_day(context, day)  # 6 execution
    reconciled = reconcile_day(context, day)
    post_books(context, day)  # 7 accounting
    balance = balance_month(context, day.replace(day=1) - timedelta(days=1))
    report = make_report(context, day)  # 8 reporting
    files = write_report(report, folder, siting, routes)
    return PipelineResult(
        imported, siting, routes, weighed, reconciled, balance, report, tuple(files)
    )
