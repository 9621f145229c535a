"""GeoJSON, GeoPackage, Shapefile: attributes are columns, the shape one or two more."""

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from maps.errors import GeoFileError
from maps.io import Features, read_features
from maps.shapefiles import text_encoding, unpacked_shapefile
from recycling.intake.grid import Block, FileRefusedError, Grid, OpenFile
from recycling.intake.options import IntakeOptions
from recycling.intake.texts import cell_text
from recycling.schema.faults import Rule


def open_geo_file(path: Path, options: IntakeOptions) -> OpenFile:
    """Check a geodata file and hand out its layers.

    Raises
    ------
    FileRefusedError
        When the library cannot read it.
    """
    first = _read(path, None, options)

    def grid(layer: str) -> Grid:
        is_first = layer == first.layer
        return _grid(first if is_first else _read(path, layer, options), options)

    return OpenFile(first.layers, grid)


def _read(path: Path, layer: str | None, options: IntakeOptions) -> Features:
    """Read a layer; the library's message already says what to do."""
    try:
        if path.suffix.lower() != ".zip":
            return _features(path, layer, options)
        with unpacked_shapefile(path, options.max_file_bytes) as shp:
            return _features(shp, layer, options)
    except GeoFileError as error:
        detail = str(error).removeprefix(f"{path.name}: ")
        raise FileRefusedError(
            Rule.BAD_GEO_FILE, detail=detail, sheet=layer or ""
        ) from None


def _features(path: Path, layer: str | None, options: IntakeOptions) -> Features:
    """Read a layer, its texts in the encoding named or else found."""
    if path.suffix.lower() != ".shp":
        return read_features(path, layer)
    is_named = options.encoding != "auto"
    encoding = options.encoding if is_named else text_encoding(path)
    return read_features(path, layer, encoding)


def _grid(features: Features, options: IntakeOptions) -> Grid:
    """Lay a layer out as rows; features count from 1."""
    header = list(features.columns)
    columns: list[Sequence[str]] = [
        [_text(value) for value in values] for values in features.columns.values()
    ]
    # A stray point among areas is that feature's fault, not the layer's kind.
    if 2 * int(np.isfinite(features.x).sum()) > len(features) - features.wkt.count(
        None
    ):
        header += ["lon", "lat"]
        columns += [_figures(features.x.tolist()), _figures(features.y.tolist())]
    else:
        header.append("geometry_wkt")
        columns.append([shape or "" for shape in features.wkt])
    blocks = _blocks(columns, len(features), options.chunk_rows)
    return Grid(
        features.layer, tuple(header), 0, blocks, features.stored_crs, features.notes
    )


def _blocks(columns: Sequence[Sequence[str]], rows: int, size: int) -> Iterator[Block]:
    """Cut columns into blocks of rows."""
    for start in range(0, rows, size):
        stop = min(start + size, rows)
        cut = [column[start:stop] for column in columns]
        yield Block(list(zip(*cut, strict=True)), range(start + 1, stop + 1))


def _figures(values: Sequence[float]) -> list[str]:
    """Write coordinates with all their digits, nothing where there is none."""
    return [repr(value) if math.isfinite(value) else "" for value in values]


def _text(value: object) -> str:
    """Write an attribute; a JSON list of words becomes a list of the product's."""
    if isinstance(value, str) and value.startswith("["):
        try:
            items = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return ";".join(map(str, items))
    return cell_text(value)
