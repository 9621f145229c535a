"""Extracts that are none, tables on disk and blocks of tables."""

import re
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import table_cache
from maps.blocks import blocks
from maps.errors import RoadsError
from maps.osm_files import check_extract, file_hash
from maps.rounding import half_up
from maps.table_cache import TableCache, open_table


def frame(kind: bytes, body: bytes, extra: bytes = b"") -> bytes:
    """One block of a .pbf: length, header with type and size, body."""
    size = len(body)
    header = b"\x0a" + bytes([len(kind)]) + kind + extra
    header += b"\x18" + bytes([size & 0x7F | 0x80, size >> 7])
    return len(header).to_bytes(4) + header + body


# Field 2 of a header, an index, is allowed and of no use here.
WHOLE = frame(b"OSMHeader", b"h" * 20, b"\x12\x03abc") + frame(b"OSMData", b"d" * 300)


def written(folder: Path, content: bytes, name: str = "x.osm.pbf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_complete_extract_is_taken(tmp_path: Path) -> None:
    check_extract(written(tmp_path, WHOLE))
    check_extract(written(tmp_path, b"<osm/>", "x.osm"))


@pytest.mark.parametrize("cut", [1, 2, 5, 12, 30, len(WHOLE) - 1, len(WHOLE) - 310])
def test_a_cut_extract_is_refused(cut: int, tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE[:cut])
    with pytest.raises(RoadsError, match=r"x\.osm\.pbf: must be a complete \.pbf"):
        check_extract(path)


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", "an empty file"),
        (b"PK\x03\x04 a zip file", "a header of"),
        (b"\x00\x00\x00\x02\xff\xff more", "a header of another coding"),
        (b"\x00\x00\x00\x02\x0d\x00 more", "a header of another coding"),
        (b"\x00\x00\x00\x04\x08\x01\x18\x01", "a header of another coding"),
        (b"\x00\x00\x00\x03\x0a\x01a", "a header of another coding"),
        (frame(b"OSMData", b"d"), "a block 'OSMData' where OSMHeader is due"),
        (frame(b"OSMHeader", b"h") + frame(b"Other", b""), "'Other' where OSMData"),
        (b"\x00\x00\x00\x08\x0a\x01a\x18\xff\xff\xff\x7f", "a block of 268435455"),
    ],
)
def test_another_file_is_refused(content: bytes, got: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(RoadsError, match=re.escape(got)):
        check_extract(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match=r"gone\.osm\.pbf: must be a file"):
        check_extract(tmp_path / "gone.osm.pbf")


def test_another_ending_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, b"lon,lat", "roads.csv")
    with pytest.raises(RoadsError, match=r"must be an OpenStreetMap extract.*\.csv"):
        check_extract(path)


def test_a_hash_is_that_of_the_content(tmp_path: Path) -> None:
    one, same = written(tmp_path, b"a", "1"), written(tmp_path, b"a", "2")
    assert file_hash(one) == file_hash(same)
    assert file_hash(one) != file_hash(written(tmp_path, b"b", "3"))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 12))
def test_blocks_cover_each_pair_once(rows: int, columns: int, size: int) -> None:
    counts = np.zeros((rows, columns), dtype=int)
    for down, across in blocks(rows, columns, size):
        part = counts[down, across]
        assert 0 < max(part.shape) <= size
        part += 1
    assert (counts == 1).all()


def test_figures_are_rounded_half_up() -> None:
    exact = np.array([[0.0, 0.49, 0.5], [2.5, 3.499, np.nan]])
    assert half_up(exact).tolist() == [[0, 0, 1], [3, 3, -1]]


def write(cache: TableCache, key: str, value: int) -> None:
    with cache.writing(key, (10, 10)) as work:
        for array in open_table(work):
            array[:] = value


def test_tables_are_found_again(tmp_path: Path) -> None:
    cache = TableCache(tmp_path / "tables", 10_000)
    assert cache.find("a") is None
    write(cache, "a", 3)
    found = cache.find("a")
    assert found is not None
    assert (found.duration_s == 3).all()
    assert not found.distance_m.flags.writeable
    # The same table written by another process meanwhile is as good.
    write(cache, "a", 3)


def test_the_table_used_longest_ago_goes_first(tmp_path: Path) -> None:
    # Two files of 128 + 400 bytes each, room for two such tables.
    cache = TableCache(tmp_path, 2_200)
    for key in "ab":
        write(cache, key, 1)
    assert cache.find("a") is not None
    write(cache, "c", 1)
    assert [cache.find(key) is not None for key in "abc"] == [True, False, True]


def test_a_table_larger_than_the_room_is_kept_until_the_next(tmp_path: Path) -> None:
    cache = TableCache(tmp_path, 10)
    for key in "ab":
        write(cache, key, 1)
    assert sorted(place.name for place in tmp_path.iterdir()) == ["b"]


def test_a_table_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with TableCache(tmp_path, 10_000).writing("a", (2, 2)):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_noticed_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(table_cache.shutil, "disk_usage", lambda _: usage(100))
    with pytest.raises(RoadsError, match=r"0\.0 GB free.* 10 x 10 needs"):
        write(TableCache(tmp_path, 10_000), "a", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    occupied = written(tmp_path, b"", "tables")
    with pytest.raises(RoadsError, match="tables: must take a travel table"):
        write(TableCache(occupied, 10_000), "a", 1)


def test_a_damaged_table_counts_as_missing(tmp_path: Path) -> None:
    cache = TableCache(tmp_path, 10_000)
    write(cache, "a", 1)
    (tmp_path / "a" / "duration_s.npy").write_bytes(b"")
    assert cache.find("a") is None
    write(cache, "a", 2)
    assert cache.find("a") is not None
