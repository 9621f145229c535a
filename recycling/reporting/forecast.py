"""Where the city will land: quantiles and probabilities from paths that add up.

The city's months are forecast by the winner of a race, and spread over districts and
over materials by shares; both sides are fitted to each other path by path, so that in
every path the cells add up to their district, their material and the city, to the
kilogram. Decision record: ``docs/decisions/0007-forecast.md``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from numpy.random import Generator, default_rng

from recycling.domain.materials import Parameter
from recycling.domain.network import Network
from recycling.domain.shares import split_exactly
from recycling.domain.targets import Indicator, Target, trajectory
from recycling.reporting.forecast_history import (
    MONTHS,
    History,
    Remark,
    calendar_factors,
    months_from,
    next_month,
)
from recycling.reporting.forecast_models import NAIVE
from recycling.reporting.forecast_race import (
    INTERVAL,
    Race,
    Series,
    draw_paths,
    run_race,
)
from recycling.reporting.forecast_records import FanMonth, Forecast, Landing
from recycling.reporting.forecast_shares import ShareScore, draw_shares, fit_shares
from recycling.reporting.rounding import Cell, Floats, Ints, fit, split_two_ways
from recycling.reporting.split import ALL, Split, split_target

QUANTILES = (INTERVAL[0], 0.5, INTERVAL[1])
RARE = 1e-3
"""Weight of the whole history beside the last year: a cell may come back."""

WHOLE: Cell = (ALL, ALL)


@dataclass(frozen=True, slots=True)
class ForecastInputs:
    """Everything a forecast is made from.

    Attributes
    ----------
    day
        Last day counted.
    history, vehicles
        Tonnage, and vehicles where any were scrapped.
    network, targets
        Districts, materials and parameters; every dated figure.
    baseline_kg
        Recovered mass of a past year by district and material, for the split.
    years
        Years to land in, none before that of the day.
    seed, paths
        Seed and number of sample paths.
    simulated_share
        Part of the recorded mass that is made up.
    """

    day: date
    history: History
    vehicles: History | None
    network: Network
    targets: Sequence[Target]
    baseline_kg: Mapping[Cell, int]
    years: tuple[int, ...]
    seed: int
    paths: int
    simulated_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _City:
    """Paths of the city's months ahead; what runs already is in the first."""

    ahead: tuple[date, ...]
    paths: Floats
    race: Race
    method: str


def make_forecast(inputs: ForecastInputs) -> Forecast:
    """Race, draw, spread and sum up.

    Raises
    ------
    InputError
        When own targets of parts contradict the whole.
    """
    rng = default_rng(inputs.seed)
    parameters = inputs.network.parameters
    history = inputs.history
    city = _city(history, parameters, inputs, rng)
    shares, cells = sample_years(history, city.ahead, city.paths, inputs.years, rng)
    landings = [
        landing
        for year in inputs.years
        for landing in _landings(
            history, cells[year], year, split_target(
                inputs.network, inputs.targets, year, inputs.baseline_kg
            ),
        )
    ]  # fmt: skip
    vehicle = None
    if inputs.vehicles is not None:
        vehicle = _city(inputs.vehicles, parameters, inputs, rng)
        landings += _vehicle_landings(inputs, inputs.vehicles, vehicle)
    return Forecast(
        day=inputs.day,
        first_month=history.months[0],
        months=len(history.months),
        method=city.method,
        race=city.race,
        vehicle_race=vehicle.race if vehicle else None,
        shares=shares,
        landings=tuple(landings),
        fan=_fan(history, city),
        vehicle_fan=(
            _fan(inputs.vehicles, vehicle) if vehicle and inputs.vehicles else ()
        ),
        remarks=(*history.remarks, *_doubts(history, city)),
        paths=inputs.paths,
        seed=inputs.seed,
        simulated_share=inputs.simulated_share,
    )


def sample_years(
    history: History,
    ahead: Sequence[date],
    city: Floats,
    years: Sequence[int],
    rng: Generator,
) -> tuple[tuple[ShareScore, ...], dict[int, Ints]]:
    """Spread paths of the city over its cells and sum them up by year.

    Parameters
    ----------
    history
        Months so far; they are part of the years they lie in.
    ahead
        Months to come, the running one among them.
    city
        Amounts by path and month to come.
    years
        Years to sum up.
    rng
        Random numbers.

    Returns
    -------
    tuple
        How shares are forecast, and whole amounts by path, district and material
        for each year.
    """
    paths, steps = city.shape
    sides, scores = [], []
    for dimension, axis in (("district", 2), ("material", 1)):
        model = fit_shares(dimension, history.amounts.sum(axis=axis))
        sides.append(draw_shares(model, steps, paths, rng) * city[:, :, None])
        scores.append(model.score)
    seeds = history.amounts[-MONTHS:].mean(axis=0) + RARE * history.amounts.mean(axis=0)
    found = {}
    for year in years:
        places = [place for place, month in enumerate(ahead) if month.year == year]
        rows, columns = (side[:, places].sum(axis=1) for side in sides)
        wanted = city[:, places].sum(axis=1)
        found[year] = _known(history, year) + _cells(seeds, rows, columns, wanted)
    return tuple(scores), found


def _cells(seeds: Floats, rows: Floats, columns: Floats, wanted: Floats) -> Ints:
    """Whole amounts by path and cell, fitted to districts and materials."""
    table = np.broadcast_to(seeds, (len(wanted), *seeds.shape))
    cells = fit(table, rows, columns)
    # Where zeros of the seeds keep the two sides from meeting, the city's sum holds.
    sums = cells.sum(axis=(1, 2))
    factors = np.divide(wanted, sums, out=np.ones_like(sums), where=sums > 0)
    whole: Ints = np.rint(cells * factors[:, None, None]).astype(np.int64)
    return whole


def _known(history: History, year: int) -> Ints:
    """Amounts of the months of a year that are over, and of the running one."""
    known = np.zeros(history.running.shape)
    for place, month in enumerate(history.months):
        if month.year == year:
            known += history.amounts[place]
    if next_month(history.months[-1]).year == year:
        known += history.running
    whole: Ints = np.rint(known).astype(np.int64)
    return whole


def _city(
    history: History,
    parameters: Mapping[str, Parameter],
    inputs: ForecastInputs,
    rng: Generator,
) -> _City:
    end = date(max(inputs.years), MONTHS, 31)
    ahead = months_from(next_month(history.months[-1]), end)
    factors = calendar_factors((*history.months, *ahead), parameters)
    # A month of nothing at all has no logarithm; it is next to nothing instead.
    total = np.maximum(history.total, 1.0)
    series = Series(total, factors, MONTHS)
    race = run_race(series, inputs.seed)
    paths, method = draw_paths(series, race, len(ahead), inputs.paths, rng)
    if ahead and history.left:
        paths[:, 0] *= history.left
    return _City(ahead, paths, race, method)


def _landings(
    history: History, cells: Ints, year: int, split: Split | None
) -> Iterator[Landing]:
    """City, districts, materials, cells."""
    amounts: dict[Cell, npt.NDArray[np.int64]] = {WHOLE: cells.sum(axis=(1, 2))}
    for place, code in enumerate(history.districts):
        amounts[code, ALL] = cells[:, place].sum(axis=1)
    for place, code in enumerate(history.materials):
        amounts[ALL, code] = cells[:, :, place].sum(axis=1)
    for i, district in enumerate(history.districts):
        for j, material in enumerate(history.materials):
            amounts[district, material] = cells[:, i, j]
    quantiles = {cell: np.quantile(a, QUANTILES) for cell, a in amounts.items()}
    medians = _medians({cell: float(q[1]) for cell, q in quantiles.items()})
    due = _targets(split)
    for cell, drawn in amounts.items():
        low, _, high = quantiles[cell]
        yield _landing(Indicator.RECOVERED, year, cell, drawn, medians[cell],
                       (float(low), float(high)), due.get(cell))  # fmt: skip


def _landing(
    indicator: Indicator,
    year: int,
    cell: Cell,
    drawn: npt.NDArray[np.int64],
    median: int,
    ends: tuple[float, float],
    target: int | None,
) -> Landing:
    return Landing(
        indicator,
        year,
        *cell,
        p10=min(round(ends[0]), median),
        p50=median,
        p90=max(round(ends[1]), median),
        target=target,
        probability=None if target is None else float(np.mean(drawn >= target)),
    )


def _medians(medians: Mapping[Cell, float]) -> dict[Cell, int]:
    """Whole medians; those of parts are scaled to add up to that of the city."""
    whole = round(medians[WHOLE])
    rows = {d: q for (d, m), q in medians.items() if d and not m}
    columns = {m: q for (d, m), q in medians.items() if m and not d}
    seeds = {cell: q for cell, q in medians.items() if all(cell)}
    if not any(seeds.values()):
        return {cell: round(q) for cell, q in medians.items()}
    districts, materials = split_exactly(whole, rows), split_exactly(whole, columns)
    # A cell whose median is nothing may be needed for the sums to meet.
    least = RARE * min(q for q in seeds.values() if q > 0)
    cells = split_two_ways(
        {cell: max(q, least) for cell, q in seeds.items()}, districts, materials
    )
    return {
        WHOLE: whole,
        **{(code, ALL): value for code, value in districts.items()},
        **{(ALL, code): value for code, value in materials.items()},
        **cells,
    }


def _targets(split: Split | None) -> dict[Cell, int]:
    if split is None:
        return {}
    return {
        WHOLE: split.whole,
        **{(code, ALL): kg for code, kg in split.districts.items()},
        **{(ALL, code): kg for code, kg in split.materials.items()},
        **split.cells,
    }


def _vehicle_landings(
    inputs: ForecastInputs, history: History, city: _City
) -> Iterator[Landing]:
    dated = [
        target
        for target in inputs.targets
        if target.indicator is Indicator.ELV_UNITS
        and not target.district
        and not target.material
    ]
    for year in inputs.years:
        places = [p for p, month in enumerate(city.ahead) if month.year == year]
        known = int(_known(history, year).sum())
        drawn = known + np.rint(city.paths[:, places].sum(axis=1)).astype(np.int64)
        low, median, high = (float(q) for q in np.quantile(drawn, QUANTILES))
        target = trajectory(dated, year) if dated else None
        yield _landing(Indicator.ELV_UNITS, year, WHOLE, drawn, round(median),
                       (low, high), target)  # fmt: skip


def _fan(history: History, city: _City) -> tuple[FanMonth, ...]:
    has_data = history.is_known.any(axis=1)
    past = [
        FanMonth(month, round(float(total)) if known else None)
        for month, total, known in zip(
            history.months, history.total, has_data, strict=True
        )
    ]
    so_far = round(float(history.running.sum()))
    future = []
    for place, month in enumerate(city.ahead):
        begun = so_far if place == 0 and history.left else 0
        drawn = begun + np.quantile(city.paths[:, place], QUANTILES)
        low, middle, high = (round(float(q)) for q in drawn)
        future.append(FanMonth(month, begun or None, low, middle, high))
    return (*past, *future)


SHORT_MONTHS = 2 * MONTHS
"""From two whole years on, a season can be told from a trend."""


def _doubts(history: History, city: _City) -> Iterator[Remark]:
    number = len(history.months)
    if not city.race.windows:
        yield Remark("no_race", {"months": number})
    elif number < SHORT_MONTHS:
        yield Remark("short", {"months": number})
    if city.method != city.race.winner:
        yield Remark("fell_back", {"winner": city.race.winner, "method": city.method})
    if city.method == NAIVE:
        yield Remark("naive")
