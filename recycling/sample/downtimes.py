"""Days on which made-up sites stand still."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from recycling.domain.site_records import Downtime
from recycling.domain.sites import Site
from recycling.domain.units import S_PER_H
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator

CAUSES = ("合成:设备检修", "合成:停电", "合成:消防整改")
"""Maintenance, power cut, fire-safety works; each says it is made up."""


def downtimes(inputs: Inputs, intakes: Sequence[Site]) -> list[Downtime]:
    """Stop some sites once for some hours in the year so far.

    Parameters
    ----------
    inputs
        Knobs ``downtimes.share`` of the sites and most ``downtimes.hours``.
    intakes
        Sites with a weighbridge.

    Returns
    -------
    list of Downtime
        By site.
    """
    rng = generator(inputs, "downtimes")
    last = inputs.knobs.day("scope.as_of_day")
    days = last.timetuple().tm_yday
    stopped = []
    for site in sorted(intakes, key=lambda site: site.site_id):
        is_stopped = rng.random() < inputs.knobs.number("downtimes.share")
        day = int(rng.integers(days))
        hours = int(rng.integers(1, inputs.knobs.count("downtimes.hours") + 1))
        cause = CAUSES[int(rng.integers(len(CAUSES)))]
        if is_stopped:
            begins = datetime(last.year, 1, 1) + timedelta(
                days=day, seconds=site.opens_s
            )
            ends = begins + timedelta(seconds=hours * S_PER_H)
            stopped.append(Downtime(site.site_id, begins, ends, cause))
    return stopped
