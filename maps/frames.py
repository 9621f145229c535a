"""Plain records to GeoDataFrames, the form in which shapes are drawn and written.

Form expected everywhere behind this door: one row per record, the shape (or None)
in the column ``geometry``, WGS-84 (EPSG:4326), lon before lat.
"""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from maps.errors import GeometryError
from maps.records import Record, attribute_names, plain, shape_of

GEOMETRY = "geometry"


def to_frame(records: Sequence[Record]) -> gpd.GeoDataFrame:
    """Build a frame from records.

    Parameters
    ----------
    records
        As `maps.records` describes them. An attribute that a record lacks is None.

    Returns
    -------
    Frame in WGS-84. Integers with gaps stay integers (nullable types); a column
    that mixes text and numbers becomes text.

    Raises
    ------
    GeometryError
        A shape is faulty, or an attribute is called ``geometry``.
    """
    names = attribute_names(records)
    if GEOMETRY in names:
        msg = (
            "records: 'geometry' is the name of the shape itself and cannot be an "
            "attribute. Rename it."
        )
        raise GeometryError(msg)
    columns = {name: _column(records, name) for name in names}
    shapes = [shape_of(record) for record in records]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def _column(records: Sequence[Record], name: str) -> pd.Series:
    """One attribute of all records, of one type."""
    values = [plain(record.get(name)) for record in records]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int}:
        return pd.Series(values, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.Series(values, dtype="float64")
    texts = [None if value is None else str(value) for value in values]
    return pd.Series(texts, dtype="object")
