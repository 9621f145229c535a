"""Energy of sites by month, after what they weighed."""

from collections.abc import Sequence

import numpy as np

from recycling.domain.site_records import SiteEnergy
from recycling.domain.units import KG_PER_T
from recycling.sample.history import Weighings
from recycling.sample.inputs import Inputs
from recycling.sample.labels import generator
from recycling.sample.lanes import Lane


def site_energy(
    inputs: Inputs, lanes: Sequence[Lane], weighings: Weighings
) -> list[SiteEnergy]:
    """Let every site use power and diesel by the tonne, some of it green power.

    Parameters
    ----------
    inputs
        Knobs ``energy.*``: use per tonne, its spread, green share of green centres.
    lanes, weighings
        The history.

    Returns
    -------
    list of SiteEnergy
        By site and month.
    """
    knobs = inputs.knobs
    rng = generator(inputs, "energy")
    site_ids, site = np.unique(
        [lane.site.site_id for lane in lanes], return_inverse=True
    )
    green = {lane.site.site_id for lane in lanes if lane.site.is_green}
    months, month = np.unique(
        weighings.weighed_at.astype("datetime64[M]"), return_inverse=True
    )
    cells = site[weighings.lane] * len(months) + month
    mass_t = np.bincount(cells, weights=weighings.net_kg) / KG_PER_T
    found = []
    for cell in np.flatnonzero(mass_t):
        site_id = str(site_ids[cell // len(months)])
        spread = rng.normal(1.0, knobs.number("energy.spread"), 2).clip(0.5, 1.5)
        per_t = (
            knobs.number("energy.kwh_per_t"),
            knobs.number("energy.diesel_l_per_t"),
        )
        kwh, litres = (mass_t[cell] * spread * per_t).tolist()
        found.append(
            SiteEnergy(
                site_id=site_id,
                month=months[cell % len(months)].astype("datetime64[D]").item(),
                electricity_kwh=round(kwh, 1),
                diesel_l=round(litres, 1),
                green_share=knobs.number("energy.green_share") * (site_id in green),
            )
        )
    return found
