"""Use case: the gap to plan, explained."""

from collections.abc import Mapping
from datetime import date

from recycling.domain.errors import NotReadyError
from recycling.domain.gap import Gap
from recycling.domain.network import Network
from recycling.domain.season import elapsed_weight
from recycling.domain.site_records import Downtime
from recycling.domain.targets import Indicator
from recycling.reporting.gap import GapInputs, build_gap
from recycling.reporting.rounding import Cell
from recycling.reporting.split import due_of, split_target
from recycling.reporting.targets import flow_progress
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork
from recycling.services.report_inputs import baseline_kg, last_counted


def explain_gap(context: Context, day: date | None = None) -> Gap:
    """Explain the gap from 1 January to a day.

    Parameters
    ----------
    context
        Settings and storage.
    day
        Last day counted; the day of the newest ticket when not given.

    Raises
    ------
    NotReadyError
        When there is neither a day nor a ticket, or no target.
    """
    context.progress.stage("gap")
    with context.unit_of_work() as work:
        last = last_counted(work, day)
        return gap_of(context, work, work.inputs.network(), last)


def gap_of(
    context: Context,
    work: UnitOfWork,
    network: Network,
    last: date,
    baseline: Mapping[Cell, int] | None = None,
) -> Gap:
    """Explain the gap inside a transaction.

    Parameters
    ----------
    context
        Settings.
    work
        Open transaction.
    network
        Sites, districts, materials and parameters.
    last
        Last day counted.
    baseline
        Recovered mass of the year the split starts from; read when not given.

    Raises
    ------
    NotReadyError
        When there is no target.
    """
    start = date(last.year, 1, 1)
    targets = work.inputs.targets()
    reached = work.books.recovered(start, last, ("district", "material"))
    by_site = work.books.recovered(start, last, ("site", "material"))
    losses = [
        *work.losses.unserved(start, last),
        *work.losses.failed_visits(start, last),
    ]
    downtimes = work.inputs.rows(Downtime)
    if baseline is None:
        baseline = baseline_kg(work, targets, last)
    split = split_target(network, targets, last.year, baseline)
    progress = flow_progress(
        targets,
        Indicator.RECOVERED,
        sum(row.net_kg for row in reached),
        last,
        elapsed_weight(last, network.parameters),
        context.settings.reporting.target_year,
    )
    if split is None or progress is None:
        msg = said("gap.no_target", year=last.year, value=Indicator.RECOVERED.value)
        raise NotReadyError(msg)
    return build_gap(
        GapInputs(
            day=last,
            network=network,
            due=due_of(split, progress.plan_to_date),
            reached=reached,
            by_site=by_site,
            losses=losses,
            downtimes=downtimes,
        )
    )


def named_network(context: Context) -> Network:
    """Names of districts, materials and sites."""
    with context.unit_of_work() as work:
        return work.inputs.network()
