"""Records as GeoJSON with members of the file's own.

RFC 7946 wants WGS-84 and lets a collection carry further members. A file for Chinese
telephone maps holds shifted positions and says so in such a member.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import shapely

from maps.errors import GeometryError
from maps.files import replacing
from maps.records import Record, attributes_of, shape_of

_DECIMALS: Final = 7
_OWN_MEMBERS: Final = frozenset({"type", "features", "bbox"})


def write_collection(
    path: Path | str,
    records: Sequence[Record],
    members: Mapping[str, object],
    decimals: int | None = _DECIMALS,
) -> None:
    """Write records as one collection, a feature per line.

    Parameters
    ----------
    path
        File to write or replace; its folder must exist. It appears whole or not at
        all.
    records
        As `maps.records` describes them. A record without a place gets a null
        geometry.
    members
        What the file says of itself, for instance its datum.
    decimals
        Decimals of the degrees, seven (1 cm) unless told; ``None`` writes them as
        they are.

    Raises
    ------
    GeometryError
        A shape is faulty, or a member has a name of GeoJSON's own.
    OSError
        The file cannot be written.
    """
    taken = _OWN_MEMBERS.intersection(members)
    if taken:
        msg = f"members: {min(taken)!r} is a name of GeoJSON itself. Rename it."
        raise GeometryError(msg)
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)
    lines = ",\n".join(_line(record, decimals) for record in records)
    with replacing(Path(path)) as partial:
        partial.write_text(
            f'{head[:-1]}, "features": [\n{lines}\n]}}\n', encoding="utf-8"
        )


def _line(record: Record, decimals: int | None) -> str:
    shape = shape_of(record)
    if shape is not None and decimals is not None:
        shape = shapely.transform(shape, lambda xy: xy.round(decimals))
    feature = {
        "type": "Feature",
        "properties": attributes_of(record),
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
    }
    return json.dumps(feature, ensure_ascii=False)
