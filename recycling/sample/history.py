"""Simulated weighings from the first day of the year to the last of the sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recycling.domain.materials import Stream
from recycling.domain.season import day_share
from recycling.domain.units import FEN_PER_CNY
from recycling.sample.geography import Floats, Ints
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator
from recycling.sample.lanes import Lane

SATURDAY, SUNDAY = 5, 6
TARE_STEP_KG = 20
"""Division of a truck weighbridge."""

TARE_SPREAD = 0.08
PRICE_SPREAD = 0.05

HEADER = (
    "site_id,ticket_no,weighed_at,material,net_kg,stream,gross_kg,tare_kg,"
    "units,elv_class,price_fen_per_t,is_simulated,party_id"
)


@dataclass(frozen=True, slots=True)
class Weighings:
    """Weighings column by column, by site and time.

    Attributes
    ----------
    lane
        Row of the lane each belongs to.
    number
        Number within its site, from 1.
    weighed_at
        Local time, to the second.
    net_kg, tare_kg, units, price_fen_per_t
        Figures of the weighing.
    """

    lane: Ints
    number: Ints
    weighed_at: npt.NDArray[np.datetime64]
    net_kg: Ints
    tare_kg: Ints
    units: Ints
    price_fen_per_t: Ints


def weigh(inputs: Inputs, lanes: Sequence[Lane]) -> Weighings:
    """Cut each lane into truckloads spread over the days.

    Masses and vehicles of a lane add up exactly.
    """
    rng = generator(inputs, "history")
    counts = np.array([lane.tickets for lane in lanes])
    lane = np.repeat(np.arange(len(lanes)), counts)
    units = _units(lanes, counts)
    net_kg = _masses(inputs, lanes, counts, units, rng)
    weighed_at = _times(inputs, lanes, lane, rng)
    tare_kg = _tares(inputs, lanes, lane, rng)
    price = _prices(inputs, lanes, lane, rng)
    _, site = np.unique([item.site.site_id for item in lanes], return_inverse=True)
    order = np.lexsort((weighed_at, site[lane]))
    sites = site[lane][order]
    number = np.arange(len(order)) - np.searchsorted(sites, sites) + 1
    return Weighings(
        lane=lane[order],
        number=number,
        weighed_at=weighed_at[order],
        net_kg=net_kg[order],
        tare_kg=tare_kg[order],
        units=units[order],
        price_fen_per_t=price[order],
    )


def _units(lanes: Sequence[Lane], counts: Ints) -> Ints:
    """Vehicles on each ticket: as even as whole numbers allow."""
    first = np.cumsum(counts) - counts
    place = np.arange(counts.sum()) - np.repeat(first, counts)
    total = np.repeat([lane.units for lane in lanes], counts)
    number = np.repeat(counts, counts)
    units: Ints = (place + 1) * total // number - place * total // number
    return units


def _masses(
    inputs: Inputs,
    lanes: Sequence[Lane],
    counts: Ints,
    units: Ints,
    rng: np.random.Generator,
) -> Ints:
    """Net masses around the lane's mean load, or around its vehicles' mass."""
    spread = inputs.knobs.number("history.load_spread")
    weights = np.maximum(units, 1) * rng.uniform(1 - spread, 1 + spread, len(units))
    sums = np.add.reduceat(weights, np.cumsum(counts) - counts)
    kilograms = np.array([lane.kg for lane in lanes], float)
    exact = weights * np.repeat(kilograms / sums, counts)
    # Rounding the running total keeps every lane's sum: lanes end on whole kg.
    ends = np.rint(np.cumsum(exact)).astype(np.int64)
    return np.diff(ends, prepend=0)


def _times(
    inputs: Inputs, lanes: Sequence[Lane], lane: Ints, rng: np.random.Generator
) -> npt.NDArray[np.datetime64]:
    """Moments on busy days, within the hours of the site."""
    last = inputs.knobs.day("scope.as_of_day")
    days = [
        date(last.year, 1, 1) + timedelta(days=i)
        for i in range(last.timetuple().tm_yday)
    ]
    busy = np.cumsum(_busyness(inputs, days, rng))
    chosen = np.searchsorted(busy, rng.random(len(lane)) * busy[-1], side="right")
    opens = np.array([item.site.opens_s for item in lanes])[lane]
    closes = np.array([item.site.closes_s for item in lanes])[lane]
    seconds = opens + (rng.random(len(lane)) * (closes - opens)).astype(np.int64)
    start = np.array(days, dtype="datetime64[s]")
    moments: npt.NDArray[np.datetime64] = start[chosen] + seconds
    return moments


def _busyness(inputs: Inputs, days: list[date], rng: np.random.Generator) -> Floats:
    """Weight of each day: its season, its weekday, and some noise."""
    weekday = np.ones(7)
    weekday[SATURDAY] = inputs.knobs.number("history.saturday")
    weekday[SUNDAY] = inputs.knobs.number("history.sunday")
    noise = rng.lognormal(0.0, inputs.knobs.number("history.day_sigma"), len(days))
    by_season = np.array([day_share(day, inputs.parameters) for day in days])
    by_weekday = np.array([weekday[day.weekday()] for day in days])
    busyness: Floats = by_season * by_weekday * noise
    return busyness


def _tares(
    inputs: Inputs, lanes: Sequence[Lane], lane: Ints, rng: np.random.Generator
) -> Ints:
    """Empty masses that fit the lane's loads, in steps of the weighbridge."""
    loads = np.array([item.load_kg for item in lanes])[lane]
    share = inputs.knobs.number("history.tare_share")
    empty: Floats = inputs.knobs.number("history.tare_kg") + loads * share
    empty *= rng.uniform(1 - TARE_SPREAD, 1 + TARE_SPREAD, len(lane))
    return np.rint(empty / TARE_STEP_KG).astype(np.int64) * TARE_STEP_KG


def _prices(
    inputs: Inputs, lanes: Sequence[Lane], lane: Ints, rng: np.random.Generator
) -> Ints:
    """Prices around a fixed place in the material's range, in whole yuan.

    Households are paid by the list: their tickets state no price.
    """
    place = inputs.knobs.number("history.price_position")
    middle = []
    for item in lanes:
        material = inputs.materials[item.material]
        low, high = material.price_low_fen_per_t, material.price_high_fen_per_t
        middle.append(low + place * (high - low))
    noise = rng.uniform(1 - PRICE_SPREAD, 1 + PRICE_SPREAD, len(lane))
    yuan: Floats = np.array(middle)[lane] * noise / FEN_PER_CNY
    is_listed = np.array([item.stream == Stream.HOUSEHOLD for item in lanes])[lane]
    return np.where(is_listed, 0, np.rint(yuan).astype(np.int64) * FEN_PER_CNY)


def write_weighings(
    path: Path,
    lanes: Sequence[Lane],
    weighings: Weighings,
    parties: Sequence[Sequence[str]],
) -> Path:
    """Write tickets in the schema's columns, by site and time.

    The parties of a lane take turns.

    Half a million rows: the cells are put together by hand, since every one
    of them is a code, a figure or a moment that needs no quoting.
    """
    heads = [f"{lane.site.site_id},SYN-" for lane in lanes]
    classes = [lane.elv_class for lane in lanes]
    kinds = [lane.material for lane in lanes]
    streams = [lane.stream for lane in lanes]
    moments = np.datetime_as_string(weighings.weighed_at, unit="s").tolist()
    columns = zip(
        weighings.lane.tolist(),
        weighings.number.tolist(),
        moments,
        weighings.net_kg.tolist(),
        weighings.tare_kg.tolist(),
        weighings.units.tolist(),
        weighings.price_fen_per_t.tolist(),
        strict=True,
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        file.writelines(
            f"{heads[i]}{number:06d},{moment},{kinds[i]},{net},{streams[i]},"
            f"{net + tare},{tare},{units},{classes[i]},{price},yes,"
            f"{parties[i][number % len(parties[i])]}\n"
            for i, number, moment, net, tare, units, price in columns
        )
    return path
