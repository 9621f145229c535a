"""GeoJSON, GeoPackage and Shapefile to plain columns, plain records to files.

Nothing is transformed here. A GeoJSON file claims WGS-84 by standard (RFC 7946) and
may still hold GCJ-02; only the sender knows, so the caller declares the system and
converts with `maps.crs`.
"""

import shutil
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from maps.errors import GeoFileError
from maps.files import replacing
from maps.frames import to_frame
from maps.records import Record, Value, plain
from maps.signatures import check_signature, is_json

type FloatArray = NDArray[np.float64]

# Names GeoPackage keeps for itself, in any case.
_RESERVED_COLUMNS: Final = frozenset({"fid", "geom", "geometry"})


@dataclass(frozen=True, eq=False)
class Features:
    """One layer of a geodata file, as stored.

    Attributes
    ----------
    layer
        Name of the layer.
    layers
        Names of all layers of the file that hold shapes.
    stored_crs
        Coordinate system the file claims: ``EPSG:<number>`` where it can be told,
        else its name; None when the file claims none.
    columns
        Attributes by name, each a list with one plain value per feature.
    wkt
        Shape of each feature, raw coordinates; None where it has none.
    x, y
        Raw coordinates of point features; NaN for anything else.
    notes
        What the reading library had to change or doubted, in its own words.
    """

    layer: str
    layers: tuple[str, ...]
    stored_crs: str | None
    columns: Mapping[str, list[Value]]
    wkt: list[str | None]
    x: FloatArray
    y: FloatArray
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.wkt)


def read_features(
    path: Path | str, layer: str | None = None, encoding: str | None = None
) -> Features:
    """Read one layer of a GeoJSON, GeoPackage or Shapefile.

    Parameters
    ----------
    path
        File ending in .geojson, .json, .gpkg or .shp (with its .shx and .dbf).
    layer
        Name of the layer; the first one that holds shapes when None.
    encoding
        Text encoding of a Shapefile without a .cpg file, such as ``GB18030``.

    Raises
    ------
    GeoFileError
        The file is missing, empty, truncated, not of the kind its name says, has no
        such layer or no shapes, or holds text that cannot be decoded.
    """
    file = Path(path)
    check_signature(file)
    # Dates stay the text they are: reformatting them is not this module's business.
    options = {"DATE_AS_STRING": "YES"} if is_json(file) else {}
    with _reading(file) as notes:
        layers = tuple(
            str(name) for name, kind in pyogrio.list_layers(file) if kind is not None
        )
        chosen = _choose_layer(file, layers, layer)
        meta, table = pyogrio.read_arrow(
            file, layer=chosen, encoding=encoding, **options
        )
        # The shape is the last column; attributes may carry any name.
        *attributes, binary = (column.to_pylist() for column in table.columns)
        shapes, faults = _shapes(binary)
    xs, ys = _point_coordinates(shapes)
    return Features(
        layer=chosen,
        layers=layers,
        stored_crs=_crs_name(meta["crs"]),
        columns={
            name: [plain(value) for value in values]
            for name, values in zip(table.schema.names, attributes, strict=False)
        },
        wkt=list(shapely.to_wkt(shapes, rounding_precision=-1)),
        x=xs,
        y=ys,
        notes=(*notes, *faults),
    )


def write_geopackage(
    path: Path | str, layer: str, records: Sequence[Record], *, append: bool = False
) -> None:
    """Write records as one layer of a GeoPackage in WGS-84.

    The file appears whole or not at all.

    Parameters
    ----------
    path
        File to write; its folder must exist.
    layer
        Name of the layer.
    records
        As `maps.records` describes them. A record without a place gets no geometry.
    append
        Keep the other layers of an existing file instead of replacing the file.

    Raises
    ------
    GeoFileError
        The file cannot be written, or an attribute has a name that GeoPackage keeps
        for itself or that differs from another one in case only.
    GeometryError
        A shape is faulty.
    """
    target = Path(path)
    frame = to_frame(records)
    _check_column_names(target, [str(name) for name in frame.columns[:-1]])
    try:
        with replacing(target) as partial:
            if append and target.exists():
                shutil.copyfile(target, partial)
            pyogrio.write_dataframe(frame, partial, layer=layer, driver="GPKG")
    except (OSError, RuntimeError) as error:
        msg = (
            f"{target.name}: cannot be written ({error}). Check that the folder "
            "exists, may be written and has room."
        )
        raise GeoFileError(msg) from error


def _choose_layer(file: Path, layers: tuple[str, ...], layer: str | None) -> str:
    """Name of the layer to read."""
    if not layers:
        msg = f"{file.name}: holds no layer with shapes. Export points or areas."
        raise GeoFileError(msg)
    if layer is None:
        return layers[0]
    if layer not in layers:
        msg = f"{file.name}: has no layer {layer!r}. Use one of {', '.join(layers)}."
        raise GeoFileError(msg)
    return layer


def _shapes(binary: list[bytes | None]) -> tuple[NDArray[np.object_], list[str]]:
    """Shapes of the features in two dimensions, and a note on each that has none.

    One broken shape must not cost the file: an open ring is closed, anything worse
    becomes None.
    """
    shapes = shapely.from_wkb(np.array(binary, dtype=object), on_invalid="fix")
    notes = [
        f"Feature {number}: the shape cannot be read and is left out."
        for number, (stored, shape) in enumerate(zip(binary, shapes, strict=True), 1)
        if stored is not None and shape is None
    ]
    return np.asarray(shapely.force_2d(shapes), dtype=np.object_), notes


def _point_coordinates(shapes: NDArray[np.object_]) -> tuple[FloatArray, FloatArray]:
    """Coordinates of the points among shapes, NaN elsewhere."""
    # shapely answers NaN for everything that is not a point, None included.
    return np.asarray(shapely.get_x(shapes)), np.asarray(shapely.get_y(shapes))


def _crs_name(stored: str | None) -> str | None:
    """EPSG name of a stored coordinate system, or its own name."""
    if not stored:
        return None
    try:
        crs = pyproj.CRS.from_user_input(stored)
    except CRSError:
        return stored
    code = crs.to_epsg()
    return crs.name if code is None else f"EPSG:{code}"


def _check_column_names(file: Path, names: list[str]) -> None:
    """Refuse names that GeoPackage would confuse."""
    seen: dict[str, str] = {}
    for name in names:
        key = name.lower()
        if key in _RESERVED_COLUMNS or key in seen:
            clash = seen.get(key, "a name of GeoPackage itself")
            msg = f"{file.name}, column {name!r}: clashes with {clash}. Rename it."
            raise GeoFileError(msg)
        seen[key] = name


@contextmanager
def _reading(file: Path) -> Iterator[list[str]]:
    """Turn what the geodata libraries raise into one clear error, and collect notes.

    The list handed out is filled when the block ends.
    """
    notes: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield notes
        except UnicodeDecodeError as error:
            msg = (
                f"{file.name}: holds text that is not {error.encoding}. Save it as "
                "UTF-8, or name the encoding of the Shapefile."
            )
            raise GeoFileError(msg) from error
        except (RuntimeError, ValueError, ShapelyError) as error:
            msg = (
                f"{file.name}: cannot be read, it may be truncated or damaged "
                f"({error}). Export or upload it again."
            )
            raise GeoFileError(msg) from error
    notes.extend(dict.fromkeys(str(warning.message) for warning in caught))
