"""Ids, names and random generators that tell a made-up row from a real one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from zlib import crc32

import numpy as np

from recycling.domain.materials import Certainty
from recycling.domain.sites import Site, SiteKind
from recycling.sample.geography import Floats
from recycling.sample.inputs import Inputs, Place

KIND_LABELS: Final[Mapping[SiteKind, tuple[str, str]]] = MappingProxyType(
    {
        SiteKind.COLLECTION_POINT: ("CP", "回收站点"),
        SiteKind.TRANSFER_STATION: ("TS", "中转站"),
        SiteKind.SORTING_CENTRE: ("SC", "分拣中心"),
        SiteKind.DISMANTLER: ("DM", "拆解企业"),
        SiteKind.PARK: ("PK", "循环产业园"),
        SiteKind.PROCESSING_BASE: ("PB", "加工利用基地"),
        SiteKind.DEPOT: ("DP", "车场"),
        SiteKind.DISPOSAL: ("DS", "处置场"),
        SiteKind.CHARGER: ("CH", "充电站"),
        SiteKind.PORT: ("PT", "港口"),
        SiteKind.RAIL_STATION: ("RS", "铁路站"),
        SiteKind.GENERATOR: ("GN", "直运产生点"),
    }
)
"""Prefix of the id and first word of the name, by kind."""

ELV_POINT: Final = ("GE", "报废车交售点")
CANDIDATE: Final = ("SX", "候选分拣中心")


def generator(inputs: Inputs, part: str) -> np.random.Generator:
    """Random generator of one part, independent of the other parts."""
    return np.random.default_rng([inputs.seed, crc32(part.encode())])


class SiteMaker:
    """Makes numbered synthetic sites.

    Parameters
    ----------
    inputs
        Source label of the rows.
    """

    def __init__(self, inputs: Inputs) -> None:
        self._source = inputs.source
        self._numbers: dict[tuple[str, str], int] = {}

    def make(
        self,
        kind: SiteKind,
        place: Place,
        position: Floats,
        label: tuple[str, str] | None = None,
        **fields: Any,
    ) -> Site:
        """Make the next site of a kind in a district.

        Parameters
        ----------
        kind, place
            What it is and where it counts.
        position
            Longitude and latitude.
        label
            Prefix and word to use instead of the kind's own.
        fields
            Other attributes of the site.
        """
        prefix, word = label or KIND_LABELS[kind]
        number = self._numbers.get((prefix, place.code), 0) + 1
        self._numbers[prefix, place.code] = number
        width = 4 if kind is SiteKind.COLLECTION_POINT else 3
        return Site(
            site_id=f"{prefix}-{place.code}-{number:0{width}d}",
            name=f"{word}-{place.short_name}-{number:0{width}d}",
            kind=kind,
            district=place.code,
            lon=float(position[0]),
            lat=float(position[1]),
            source=self._source,
            certainty=Certainty.SYNTHETIC,
            **fields,
        )
