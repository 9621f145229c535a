"""Imports that are odd but not wrong: another datum, another district."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from maps.crs import from_wgs84
from recycling.domain.errors import FaultsError, Notice
from recycling.domain.network import Network
from recycling.intake.adapting import Adapting
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, ImportResult, import_files

DISTRICTS = """code,name_en,name_zh,zone,lon,lat,population,area_km2
W,West,城西区,main,106.52,29.55,1000,50
E,East,城东区,main,106.58,29.55,1000,50
"""
ZONES = "zone_id,name,kind,geometry_wkt\n"
BOX = '"POLYGON (({0} 29.5, {1} 29.5, {1} 29.6, {0} 29.6, {0} 29.5))"'
CORNERS = {"城西区": (106.5, 106.55), "E": (106.55, 106.6)}


def boundaries(crs: str, links: Mapping[str, str]) -> str:
    """Boundaries of both districts, by id and name, in a datum."""
    lines = []
    for district, (west, east) in CORNERS.items():
        x, y = from_wgs84([west, east, east, west], [29.5, 29.5, 29.6, 29.6], crs)
        ring = ", ".join(f"{a:.7f} {b:.7f}" for a, b in zip(x, y, strict=True))
        shape = f'"POLYGON (({ring}, {x[0]:.7f} {y[0]:.7f}))"'
        zone_id = f"Z-{district}"
        name = links.get(district, district)
        lines.append(f"{zone_id},{name},district,{shape}\n")
    return ZONES + "".join(lines)


def sites(crs: str, count: int = 300, prefix: str = "S", east_deg: float = 0.0) -> str:
    """Sites all over both districts, in a datum."""
    random = np.random.default_rng(1)
    lon = random.uniform(106.501, 106.599, count)
    lat = random.uniform(29.501, 29.599, count)
    x, y = from_wgs84(lon + east_deg, lat, crs)
    lines = [
        f"{prefix}{n},Site {n},collection_point,{'W' if lon[n] < 106.55 else 'E'},"
        f"{x[n]:.7f},{y[n]:.7f}\n"
        for n in range(count)
    ]
    return "site_id,name,kind,district,lon,lat\n" + "".join(lines)


@pytest.fixture
def city(empty: Context, tmp_path: Path) -> Context:
    """Give a database with two districts."""
    load(empty, tmp_path, "wgs84", districts=DISTRICTS)
    return empty


def load(context: Context, folder: Path, crs: str, **texts: str) -> ImportResult:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return import_files(context, ImportRequest(paths, crs))


def told(notices: Sequence[Notice]) -> list[tuple[str, str, str]]:
    return [
        (n.rule, str(n.facts.get("likely", "")), str(n.facts.get("evidence", "")))
        for n in notices
    ]


@pytest.mark.parametrize("links", [{}, {"E": "East"}])
def test_recorded_boundaries_tell_the_datum_of_sites(
    city: Context, tmp_path: Path, links: Mapping[str, str]
) -> None:
    assert load(city, tmp_path, "gcj02", zones=boundaries("gcj02", links)).notices == ()
    assert load(city, tmp_path, "wgs84", sites=sites("wgs84")).notices == ()
    wrong = load(city, tmp_path, "wgs84", sites=sites("gcj02", prefix="T"))
    assert told(wrong.notices) == [("datum_looks_like", "gcj02", "districts")]
    assert wrong.notices[0].count == 300
    assert wrong.counts[0].added == 300


def test_boundaries_of_the_same_import_count(empty: Context, tmp_path: Path) -> None:
    tables = {"zones": boundaries("wgs84", {}), "districts": DISTRICTS}
    found = load(empty, tmp_path, "wgs84", sites=sites("bd09"), **tables)
    assert told(found.notices) == [("datum_looks_like", "bd09", "districts")]
    assert [n.file for n in found.notices] == ["sites.csv"]


def test_recorded_sites_tell_the_datum_of_boundaries(
    city: Context, tmp_path: Path
) -> None:
    load(city, tmp_path, "wgs84", sites=sites("wgs84"))
    assert load(city, tmp_path, "wgs84", zones=boundaries("wgs84", {})).notices == ()
    wrong = load(city, tmp_path, "gcj02", zones=boundaries("wgs84", {}))
    assert told(wrong.notices) == [("datum_looks_like", "wgs84", "sites")]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (sites("gcj02"), "same_ids"),
        (sites("gcj02", prefix="T"), "same_names"),
        (sites("gcj02", prefix="T").replace("Site", "Stop"), "nearest"),
    ],
)
def test_without_boundaries_recorded_sites_tell_the_datum(
    city: Context, tmp_path: Path, text: str, evidence: str
) -> None:
    load(city, tmp_path, "wgs84", sites=sites("wgs84"))
    found = load(city, tmp_path, "wgs84", sites=text)
    assert told(found.notices) == [("datum_looks_like", "gcj02", evidence)]
    assert found.notices[0].facts["direction"] == "se"


def test_seats_and_areas_recorded_before_tell_the_datum(
    city: Context, tmp_path: Path
) -> None:
    seats = DISTRICTS + "".join(
        f"D{n},D{n},D{n},main,106.5{n},29.5,1,1\n" for n in range(9)
    )
    areas = ZONES + "".join(
        f"X{n},x,exclusion,{BOX.format(106.5, 106.51 + n / 100)}\n" for n in range(9)
    )
    for text, table in ((seats, "districts"), (areas, "zones")):
        assert load(city, tmp_path, "wgs84", **{table: text}).notices == ()
        found = load(city, tmp_path, "gcj02", **{table: text})
        assert told(found.notices) == [("datum_looks_like", "wgs84", "same_ids")]


def test_boundaries_outweigh_what_was_recorded_wrongly(
    city: Context, tmp_path: Path
) -> None:
    load(city, tmp_path, "wgs84", sites=sites("gcj02"))
    load(city, tmp_path, "wgs84", zones=boundaries("wgs84", {}))
    assert load(city, tmp_path, "gcj02", sites=sites("gcj02")).notices == ()


def test_sites_in_another_district_are_named_and_kept(
    city: Context, tmp_path: Path
) -> None:
    load(city, tmp_path, "wgs84", zones=boundaries("wgs84", {}))
    found = load(city, tmp_path, "wgs84", sites=sites("wgs84", east_deg=0.02))
    (notice,) = found.notices
    assert (notice.rule, notice.facts["known"]) == ("wrong_district", 300)
    assert notice.count > 5
    assert found.counts[0].added == 300
    rows = str(notice.facts["rows"])
    assert rows.count("(S") == 5
    assert rows.endswith(" ...")


def test_nothing_is_said_of_a_city_without_anything_to_compare(
    city: Context, tmp_path: Path
) -> None:
    assert load(city, tmp_path, "wgs84", sites=sites("gcj02")).notices == ()


def test_files_without_positions_do_not_read_what_is_recorded(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Network:
        raise AssertionError

    monkeypatch.setattr("recycling.storage.inputs.InputTables.network", fail)
    text = "code,value,unit,source\nx,1,kg,test\n"
    assert load(context, tmp_path, "wgs84", parameters=text).notices == ()


def test_a_refusal_carries_the_notices(city: Context, tmp_path: Path) -> None:
    load(city, tmp_path, "wgs84", zones=boundaries("wgs84", {}))
    text = sites("gcj02").replace("S7,Site 7,collection_point", "S7,Site 7,palace")
    with pytest.raises(FaultsError) as caught:
        load(city, tmp_path, "wgs84", sites=text)
    assert told(caught.value.notices) == [("datum_looks_like", "gcj02", "districts")]
    assert [fault.row for fault in caught.value.faults] == [9]


def test_foreign_columns_are_a_matter_of_the_request(
    city: Context, tmp_path: Path
) -> None:
    path = tmp_path / "stops.csv"
    path.write_text("stop,name,lon,lat,note\n1,One,106.52,29.55,x\n", encoding="utf-8")
    adapting = Adapting(
        {"stop": "site_id"}, {"kind": "depot", "district": "W"}, ignore_extra=True
    )
    request = ImportRequest([path], "wgs84", table="sites", adapting=adapting)
    found = import_files(city, request)
    assert found.counts[0].added == 1
    assert told(found.notices) == [("columns_ignored", "", "")]
    with city.unit_of_work() as work:
        assert work.inputs.network().sites["1"].district == "W"
