"""Imports of several files: any order, all faults, all or nothing."""

from pathlib import Path

import pytest

from recycling.domain.errors import FaultsError
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, import_files, intake_options

DISTRICTS = """code,name_en,name_zh,zone,lon,lat,population,area_km2
500103,Yuzhong,渝中区,main,106.56,29.55,588700,23
"""
SITES = """site_id,name,kind,district,lon,lat
S1,One,collection_point,500103,106.55,29.55
S2,Two,collection_point,500103,106.56,29.56
"""


def files(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def counts(context: Context) -> dict[str, int]:
    with context.unit_of_work() as work:
        return {table: n for table, n in work.inputs.counts().items() if n}


def test_referenced_tables_are_read_first(empty: Context, tmp_path: Path) -> None:
    paths = files(tmp_path, sites=SITES, districts=DISTRICTS)
    result = import_files(empty, ImportRequest(paths, crs="wgs84"))
    assert [(c.table, c.added) for c in result.counts] == [
        ("districts", 1),
        ("sites", 2),
    ]
    assert result.faults == ()


def test_the_same_again_changes_nothing(empty: Context, tmp_path: Path) -> None:
    request = ImportRequest(
        files(tmp_path, sites=SITES, districts=DISTRICTS), crs="wgs84"
    )
    import_files(empty, request)
    again = import_files(empty, request)
    assert [(c.added, c.updated, c.unchanged) for c in again.counts] == [
        (0, 0, 1),
        (0, 0, 2),
    ]


def test_faults_of_all_files_are_told_together(empty: Context, tmp_path: Path) -> None:
    paths = files(
        tmp_path,
        districts=DISTRICTS.replace("588700", "many"),
        sites=SITES.replace("106.56", "east"),
    )
    with pytest.raises(FaultsError) as caught:
        import_files(empty, ImportRequest(paths, crs="wgs84"))
    places = [(f.file, f.row, f.value) for f in caught.value.faults]
    assert ("districts.csv", 2, "many") in places
    assert ("sites.csv", 3, "east") in places
    assert "sites.csv" in str(caught.value)
    assert counts(empty) == {}


def test_one_bad_file_keeps_the_good_ones_out(empty: Context, tmp_path: Path) -> None:
    paths = files(tmp_path, districts=DISTRICTS, sites=SITES.replace("106.56", "east"))
    with pytest.raises(FaultsError):
        import_files(empty, ImportRequest(paths, crs="wgs84"))
    assert counts(empty) == {}


def test_bad_rows_can_be_left_out(empty: Context, tmp_path: Path) -> None:
    paths = files(tmp_path, districts=DISTRICTS, sites=SITES.replace("106.56", "east"))
    request = ImportRequest(paths, crs="wgs84", skip_bad_rows=True)
    result = import_files(empty, request)
    (_, sites) = result.counts
    assert (sites.rows, sites.added, sites.skipped) == (2, 1, 1)
    assert [fault.row for fault in result.faults] == [3]
    assert counts(empty) == {"districts": 1, "sites": 1}


def test_positions_must_lie_in_the_area_asked_for(
    empty: Context, tmp_path: Path
) -> None:
    paths = files(tmp_path, districts=DISTRICTS, sites=SITES)
    elsewhere = ImportRequest(paths, crs="wgs84", area=(0, 0, 1, 1))
    with pytest.raises(FaultsError):
        import_files(empty, elsewhere)
    anywhere = ImportRequest(paths, crs="wgs84", area=(0, 0, 1, 1), anywhere=True)
    assert len(import_files(empty, anywhere).counts) == 2


def test_limits_come_from_the_settings(empty: Context) -> None:
    options = intake_options(empty.settings, ImportRequest([]))
    assert options.area == (105.2, 28.1, 110.3, 32.3)
    assert options.max_file_bytes == 1024 * 1024 * 1024
    assert (options.timezone, options.language) == ("Asia/Shanghai", "zh")
