"""Volumes of the months before the sample's tickets begin."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from recycling.domain.materials import Certainty, Stream
from recycling.domain.season import month_share
from recycling.domain.site_records import PastVolume
from recycling.domain.targets import Indicator
from recycling.sample.geography import apportion
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator
from recycling.sample.lanes import Lane
from recycling.sample.volumes import Volumes

type Group = tuple[str, str, str]
"""District, material and stream."""


def past_volumes(
    inputs: Inputs, volumes: Volumes, lanes: Sequence[Lane]
) -> list[PastVolume]:
    """Make up the months from ``past.first_month`` to the year of the tickets.

    The baseline of the plan and the year of the tickets are joined by even growth;
    years before the baseline shrink alike. A year's mass is spread over months by
    their weights and over districts, materials and streams as the lanes of the
    tickets are, both with some noise; its sum is exact.
    """
    first = inputs.knobs.day("past.first_month")
    kg, units = _by_group(lanes)
    rng = generator(inputs, "past")
    rows = []
    for year in range(first.year, volumes.year):
        months = [date(year, m, 1) for m in range(1, 13) if date(year, m, 1) >= first]
        masses = _spread(
            inputs,
            months,
            _of_year(inputs, volumes, Indicator.RECOVERED, year),
            kg,
            rng,
        )
        vehicles = _spread(
            inputs, months, _of_year(inputs, volumes, Indicator.ELV_UNITS, year), units,
            rng,
        )  # fmt: skip
        rows += [
            PastVolume(
                month,
                district,
                material,
                Stream(stream),
                mass,
                vehicles.get((month, (district, material, stream)), 0),
                inputs.source,
                Certainty.SYNTHETIC,
            )
            for (month, (district, material, stream)), mass in masses.items()
        ]
    return rows


def _by_group(lanes: Sequence[Lane]) -> tuple[dict[Group, int], dict[Group, int]]:
    kg: dict[Group, int] = defaultdict(int)
    units: dict[Group, int] = defaultdict(int)
    for lane in lanes:
        group = (lane.site.district, lane.material, lane.stream)
        kg[group] += lane.kg
        if lane.units:
            units[group] += lane.units
    return dict(sorted(kg.items())), dict(sorted(units.items()))


def _of_year(inputs: Inputs, volumes: Volumes, indicator: Indicator, year: int) -> int:
    """Amount of a year: ``baseline x (now / baseline) ** (years / span)``."""
    baseline = next(
        target
        for target in inputs.targets
        if target.indicator is indicator and target.is_baseline
    )
    is_mass = indicator is Indicator.RECOVERED
    share = volumes.share if is_mass else volumes.elv_share
    start = float(baseline.value * share)
    now = volumes.total_kg if is_mass else volumes.elv_units
    span = volumes.year - baseline.year
    growth = float(now / start)
    return round(float(start * growth ** ((year - baseline.year) / span)))


def _spread(
    inputs: Inputs,
    months: Sequence[date],
    total: int,
    amounts: Mapping[Group, int],
    rng: np.random.Generator,
) -> dict[tuple[date, Group], int]:
    """Spread the part of a year's amount that its months are due, exactly."""
    due = np.array([month_share(month, inputs.parameters) for month in months])
    due = due * rng.lognormal(0, inputs.knobs.number("past.month_sigma"), len(months))
    mix = np.array(list(amounts.values()), float)
    noise = inputs.knobs.number("past.group_sigma")
    weights = due[:, None] * mix * rng.lognormal(0, noise, (len(months), len(mix)))
    whole = round(
        total * sum(month_share(month, inputs.parameters) for month in months)
    )
    parts = apportion(whole, weights.ravel()).reshape(weights.shape)
    return {
        (month, group): int(parts[i, j])
        for i, month in enumerate(months)
        for j, group in enumerate(amounts)
    }
