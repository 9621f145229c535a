"""Made-up tickets of a city by the million, in the order of time."""

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from recycling.domain.materials import Stream
from recycling.domain.network import Network
from recycling.domain.records import Batch
from recycling.domain.sites import INTAKE_KINDS, SiteStatus
from recycling.domain.tickets import ElvClass, Ticket
from recycling.sample.inputs import Scale
from recycling.services.batches import log_entry
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, import_files
from recycling.services.sampling import make_sample

type Lane = tuple[str, str, str]
"""Site, material and stream of a ticket."""

_DAY_S = 86_400
_MEAN_NET_KG = 2_700
"""9 million tonnes over 3.3 million tickets."""

_TARE_KG = 5_000


@dataclass(frozen=True, slots=True)
class Span:
    """Time tickets are spread over, and in how many batches they come.

    Attributes
    ----------
    first, last
        Days, both counted.
    batches
        Batches; each is one transaction.
    seed
        Same seed, same tickets.
    """

    first: date
    last: date
    batches: int
    seed: int


def build_city(context: Context, tickets: int, scale: Scale, span: Span) -> None:
    """Write the sample city with made-up tickets instead of its own."""
    sample = make_sample(context, scale)
    files = [path for path in sample.files if not path.name.startswith("tickets")]
    import_files(context, ImportRequest(files, sample.crs))
    with context.unit_of_work() as work:
        lanes = lanes_of(work.inputs.network())
    for batch in ticket_batches(lanes, tickets, span):
        with context.unit_of_work() as work:
            import_id = log_entry(work, "benchmark", batch.table)
            work.inputs.merge(batch, import_id)


def lanes_of(network: Network) -> list[Lane]:
    """List site, material and stream of everything that could be weighed."""
    streams = [stream.value for stream in Stream if stream is not Stream.ELV]
    return [
        (site.site_id, material, stream)
        for site in network.sites.values()
        if site.kind in INTAKE_KINDS and site.status is SiteStatus.EXISTING
        for material in sorted(network.accepted(site))
        for stream in ([Stream.ELV.value] if material == Stream.ELV else streams)
    ]


def ticket_batches(lanes: Sequence[Lane], tickets: int, span: Span) -> Iterator[Batch]:
    """Make up tickets.

    Every ticket draws its site, material and stream alike, which spreads them over
    more groups than a real city has: the rollups come out as large as can be.
    """
    rng = np.random.default_rng(span.seed)
    seconds = ((span.last - span.first).days + 1) * _DAY_S
    moments = np.sort(rng.integers(0, seconds, tickets))
    for part in np.array_split(np.arange(tickets), span.batches):
        chosen = rng.integers(0, len(lanes), len(part))
        net_kg = rng.integers(1, 2 * _MEAN_NET_KG, len(part))
        drawn = [lanes[row] for row in chosen]
        yield _batch(drawn, span.first, part, moments[part], net_kg)


def _batch(
    lanes: Sequence[Lane],
    first: date,
    numbers: npt.NDArray[np.int64],
    seconds: npt.NDArray[np.int64],
    net_kg: npt.NDArray[np.int64],
) -> Batch:
    start = datetime.combine(first, time())
    size = len(lanes)
    site_ids, materials, streams = map(list, zip(*lanes, strict=True))
    is_elv = [material == Stream.ELV for material in materials]
    # What is not made up has the default of the trade's own record.
    columns: dict[str, list[Any]] = {
        field.name: [field.default] * size
        for field in fields(Ticket)
        if field.default is not MISSING
    }
    columns |= {
        "site_id": site_ids,
        "ticket_no": [f"Y-{number:07d}" for number in numbers.tolist()],
        "weighed_at": [start + timedelta(seconds=s) for s in seconds.tolist()],
        "material": materials,
        "net_kg": net_kg.tolist(),
        "stream": streams,
        "gross_kg": (net_kg + _TARE_KG).tolist(),
        "tare_kg": [_TARE_KG] * size,
        "units": [int(one) for one in is_elv],
        "elv_class": [ElvClass.CAR.value if one else None for one in is_elv],
        "vehicle_id": [f"B-{number % 2_000:04d}" for number in numbers.tolist()],
        "weighbridge_id": [f"{site_id}-1" for site_id in site_ids],
        "is_simulated": [True] * size,
    }
    return Batch("tickets", columns)
