"""Use case: where the city will land against the dated targets."""

from dataclasses import dataclass
from datetime import date, timedelta

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.materials import HazardClass
from recycling.domain.months import EARLIEST
from recycling.domain.network import Network
from recycling.domain.targets import Indicator, Target
from recycling.reporting.forecast import ForecastInputs, make_forecast
from recycling.reporting.forecast_history import (
    History,
    Remark,
    Source,
    build_history,
    next_month,
)
from recycling.reporting.forecast_records import Forecast
from recycling.reporting.standing import baseline_of
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.ports import UnitOfWork

PATHS = 1000
FEWEST_PATHS = 100

QUIET = timedelta(days=3)
"""Longest stretch without a ticket that is no gap: a weekend and a holiday."""


@dataclass(frozen=True, slots=True)
class Forecasted:
    """A forecast, and the network with the names of its parts."""

    forecast: Forecast
    network: Network


def forecast_of(
    context: Context, day: date | None = None, paths: int = PATHS
) -> Forecasted:
    """Forecast recovered tonnage and scrapped vehicles to the plan's years.

    Parameters
    ----------
    context
        Settings, with the seed of the sample paths, and storage.
    day
        Last day counted; the day of the newest ticket when not given.
    paths
        Number of sample paths.

    Raises
    ------
    NotReadyError
        When there is neither a whole month nor a dated target to come.
    InputError
        When there are too few paths for a tenth of them to mean anything, or own
        targets of parts contradict the whole.
    """
    if paths < FEWEST_PATHS:
        msg = said(
            "forecast.paths", FEWEST_PATHS=FEWEST_PATHS, paths=paths, PATHS=PATHS
        )
        raise InputError(msg)
    context.progress.stage("forecast")
    with context.unit_of_work() as work:
        network = work.inputs.network()
        targets = work.inputs.targets()
        source = source_of(work, day)
    years = _years(targets, source.day)
    parameters = network.parameters
    history = build_history(source, parameters)
    made = make_forecast(
        ForecastInputs(
            day=source.day,
            history=history,
            vehicles=_vehicles(source, network),
            network=network,
            targets=targets,
            baseline_kg=baseline_of(targets, [*source.past, *source.tickets]),
            years=years,
            seed=context.settings.seed,
            paths=paths,
            simulated_share=_simulated_share(source),
        )
    )
    return Forecasted(made, network)


def source_of(work: UnitOfWork, day: date | None) -> Source:
    """Read every month up to a day, by district and material.

    Days after the newest ticket are not counted: they would stand for nothing
    recovered. A weekend's worth of them is, for the month may be over.

    Raises
    ------
    NotReadyError
        When there is neither a ticket nor a volume of a past month.
    """
    past = work.past.recovered(EARLIEST, day or date.max)
    newest = work.books.last_ticket_day()
    if newest is None and past:
        # Statistics alone: to the end of their last month.
        newest = next_month(max(row.day for row in past)) - timedelta(days=1)
    if newest is None:
        msg = said("forecast.nothing")
        raise NotReadyError(msg)
    last = day or newest
    remarks: tuple[Remark, ...] = ()
    if last > newest + QUIET:
        asked, last = last, newest
        remarks = (Remark("day_cut", {"asked": f"{asked}", "day": f"{newest}"}),)
    rows = work.books.recovered(EARLIEST, last, ("month", "district", "material"))
    first = None
    if rows:
        month = min(row.day for row in rows)
        end = next_month(month) - timedelta(days=1)
        first = work.books.recovered(month, min(end, last), ("day",))[0].day
    return Source(rows, past, first, last, remarks)


def _simulated_share(source: Source) -> float:
    rows = [*source.past, *source.tickets]
    whole = sum(row.net_kg for row in rows)
    return sum(row.simulated_kg for row in rows) / whole if whole else 0.0


def _years(targets: list[Target], day: date) -> tuple[int, ...]:
    """Year of the day, and the years of the plan from then on."""
    dated = {
        target.year
        for target in targets
        if target.indicator is Indicator.RECOVERED and target.year > day.year
    }
    return tuple(sorted({day.year, *dated}))


def _vehicles(source: Source, network: Network) -> History | None:
    """End-of-life vehicles by month; ``None`` where none was ever scrapped."""
    codes = frozenset(
        code
        for code, material in network.materials.items()
        if material.hazard is HazardClass.ELV
    )
    try:
        return build_history(source, network.parameters, codes) if codes else None
    except NotReadyError:
        return None
