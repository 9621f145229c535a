"""Shapefiles in archives, and texts whose encoding nobody names."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from maps.errors import GeoFileError
from maps.io import read_features
from maps.shapefiles import text_encoding, unpacked_shapefile

MIB = 2**20
NAMES = ["渝中", "渝北"]


def shapefile(folder: Path, encoding: str, stem: str = "districts") -> Path:
    """Write a Shapefile that does not say its encoding."""
    frame = gpd.GeoDataFrame(
        {"name": NAMES}, geometry=shapely.points([106.5, 106.6], [29.5, 29.6]), crs=4490
    )
    file = folder / f"{stem}.shp"
    frame.to_file(file, encoding=encoding)
    file.with_suffix(".cpg").unlink()
    return file


def archive(shp: Path, folder: str = "") -> Path:
    target = shp.with_suffix(".zip")
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(shp.parent.glob(f"{shp.stem}.*")):
            if part.suffix != ".zip":
                packed.write(part, f"{folder}{part.name}")
    return target


@pytest.mark.parametrize(
    ("stored", "found"),
    [("UTF-8", "UTF-8"), ("GB18030", "GB18030"), ("GBK", "GB18030")],
)
def test_the_encoding_is_told_by_the_texts(
    tmp_path: Path, stored: str, found: str
) -> None:
    file = shapefile(tmp_path, stored)
    assert text_encoding(file) == found
    assert read_features(file, encoding=found).columns["name"] == NAMES


def test_a_named_encoding_needs_no_guess(tmp_path: Path) -> None:
    file = shapefile(tmp_path, "GB18030")
    file.with_suffix(".cpg").write_text("GB18030")
    assert text_encoding(file) is None
    assert read_features(file).columns["name"] == NAMES


def test_without_texts_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert text_encoding(tmp_path / "none.shp") is None


@pytest.mark.parametrize("folder", ["", "全市/", "../../"])
def test_a_shapefile_is_read_from_an_archive(tmp_path: Path, folder: str) -> None:
    packed = archive(shapefile(tmp_path, "UTF-8"), folder)
    with zipfile.ZipFile(packed, "a") as more:
        more.writestr("__MACOSX/._districts.shp", b"shadow")
        more.writestr("readme.txt", b"hello")
    with unpacked_shapefile(packed, MIB) as shp:
        assert shp.name == "districts.shp"
        assert read_features(shp, encoding="UTF-8").columns["name"] == NAMES
        unpacked = shp.parent
    assert not unpacked.exists()


def refusal(packed: Path, max_bytes: int = MIB) -> str:
    with pytest.raises(GeoFileError) as caught, unpacked_shapefile(packed, max_bytes):
        pass
    return str(caught.value)


def test_an_archive_that_holds_no_or_several_shapefiles(tmp_path: Path) -> None:
    packed = tmp_path / "districts.zip"
    with zipfile.ZipFile(packed, "w") as empty:
        empty.writestr("readme.txt", b"hello")
    assert "must hold one Shapefile (.shp with .shx and .dbf), holds 0" in refusal(
        packed
    )
    first, second = (shapefile(tmp_path, "UTF-8", stem) for stem in ("a", "b"))
    both = archive(first)
    second.with_suffix(".zip").unlink(missing_ok=True)
    with zipfile.ZipFile(both, "a") as more:
        more.write(second, "b.shp")
    assert "holds 2. Pack each into a .zip of its own." in refusal(both)


def test_an_archive_that_is_none_or_unpacks_too_large(tmp_path: Path) -> None:
    packed = archive(shapefile(tmp_path, "UTF-8"))
    assert "unpacks to" in refusal(packed, 100)
    packed.write_bytes(packed.read_bytes()[:200])
    assert refusal(packed).startswith("districts.zip: cannot be unpacked (")
