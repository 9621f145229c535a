"""Instances and answers are read as they are meant, or not at all."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from benchmarks.faults import FormatError
from benchmarks.siting.answer_file import Answer, read_answer, write_answer
from benchmarks.siting.capacitated_file import layout_of, read_capacitated
from benchmarks.siting.median_file import is_median, read_median
from benchmarks.siting.text import stem
from benchmarks.siting.two_stage_file import is_two_stage, read_two_stage
from tests.unit.benchmarks.siting.tiny import (
    CAPACITATED,
    MEDIAN,
    TWO_STAGE,
    write_text,
)


@pytest.mark.parametrize("layout", CAPACITATED)
def test_every_layout_has_the_same_numbers(tmp_path: Path, layout: str) -> None:
    source = read_capacitated(write_text(tmp_path / "p1", CAPACITATED[layout]))
    assert source.layout == layout
    assert source.capacity.tolist() == [10, 8]
    assert source.fixed_cost.tolist() == [5, 3]
    assert source.demand.tolist() == [4, 5, 6]
    assert source.cost.tolist() == [[4, 10, 18], [12, 5, 6]]


def test_a_square_instance_shows_its_layout() -> None:
    matrix = "2 2\n1 2 3 4\n5 6\n7 8\n9 10\n"
    assert layout_of(matrix) == "matrix"
    assert layout_of(matrix.replace("2 2\n", "2 2\n\n")) == "blocks"
    assert layout_of("2 2\n9 7\n10 8\n5 6\n1 2\n3 4\n") == "pairs"


def test_packed_and_padded_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "p1.gz"
    path.write_bytes(gzip.compress(f"{CAPACITATED['pairs']}\0\0".encode()))
    assert read_capacitated(path).demand.sum() == 15
    assert stem(path) == "p1"
    assert stem(Path("x/capb.txt.gz")) == "capb"


@pytest.mark.parametrize("left_open", ["capacity", "1000"])
def test_an_open_capacity_is_overwritten(tmp_path: Path, left_open: str) -> None:
    text = CAPACITATED["orlib"].replace(" 10 5.", f" {left_open} 5.")
    path = write_text(tmp_path / "capb.txt", text.replace(" 8 3.", f" {left_open} 3."))
    assert read_capacitated(path, 5000).capacity.tolist() == [5000, 5000]


def test_distances_are_those_of_shortest_paths(tmp_path: Path) -> None:
    source = read_median(write_text(tmp_path / "pmed1.txt", MEDIAN))
    assert source.p == 2
    expected = [[0, 1, 2, 4], [1, 0, 1, 3], [2, 1, 0, 2], [4, 3, 2, 0]]
    assert source.distance.tolist() == expected


def test_two_stages_are_read(tmp_path: Path) -> None:
    source = read_two_stage(write_text(tmp_path / "PSC", TWO_STAGE))
    assert source.demand.tolist() == [3, 4]
    assert source.plant_capacity.tolist() == [10, 10]
    assert source.plant_fixed_cost.tolist() == [5, 7]
    assert source.trunk_unit_cost.tolist() == [[1, 2], [3, 1]]
    assert source.capacity.tolist() == [5, 7]
    assert source.fixed_cost.tolist() == [2, 3]
    assert source.unit_cost.tolist() == [[1, 2], [4, 1]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 3",
        "2 3\n1 2\n",
        "one two\n3 4\n5 6\n",
        CAPACITATED["pairs"] + "7 7",
        CAPACITATED["matrix"].replace("18 6\n", "18\n"),
        MEDIAN + " 1 3 2\n",
        TWO_STAGE + "1\n",
    ],
)
def test_other_texts_are_no_instances(tmp_path: Path, text: str) -> None:
    assert layout_of(text) is None
    assert not is_median(text)
    assert not is_two_stage(text)
    path = write_text(tmp_path / "x", text)
    for read in (read_capacitated, read_median, read_two_stage):
        with pytest.raises(FormatError, match="x: no "):
            read(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MEDIAN.replace(" 3 4 2", " 3 5 2"), "ends at no node"),
        (MEDIAN.replace(" 3 4 2", " 1 3 2"), "not connected"),
        (MEDIAN.replace(" 3 4 2", " 3 4 x"), "number was expected"),
        (MEDIAN.replace(" 3 4 2", " 3 4 nan"), "not finite"),
    ],
)
def test_networks_that_mean_nothing_are_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(FormatError, match=message):
        read_median(write_text(tmp_path / "x", text))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data in (b"\x1f\x8bbroken", b"\xff\xfe\x00"):
        path.write_bytes(data)
        with pytest.raises(FormatError, match="no text"):
            read_capacitated(path)


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    plain = Answer([1], [[(1, 0.25), (0, 0.75)]], 3.5, None, [1.0, -2.0])
    write_answer(path, plain)
    assert "trunk" not in path.read_text(encoding="utf-8")
    assert read_answer(path) == plain
    staged = Answer([0], [[(1, 1.0)]], 3.5, 2.0, [], [(0, 1, 4.0)])
    write_answer(path, staged)
    assert read_answer(path) == staged


@pytest.mark.parametrize("text", ["", "[]", '{"open": [0]}', '{"open": 1}'])
def test_other_answers_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match="no answer"):
        read_answer(write_text(tmp_path / "a.json", text))


def test_costs_of_blocks_are_for_all_of_a_demand(tmp_path: Path) -> None:
    text = CAPACITATED["blocks"].replace("1.0\t2\t3", "0.5\t2\t3")
    source = read_capacitated(write_text(tmp_path / "p1", text))
    assert np.array_equal(source.cost[0], [2, 10, 18])
