"""Instances are found anywhere and recognised by their content."""

from pathlib import Path

import pytest

from benchmarks.siting.best_known import best_known, is_reached
from benchmarks.siting.families import (
    CENTER,
    CFLP,
    FAMILIES,
    MEDIAN,
    SETS,
    SSCFLP,
    TWO_STAGE,
    Instance,
    find_instances,
)
from tests.unit.benchmarks.siting.tiny import (
    CAPACITATED,
    FILES,
    write_all,
    write_text,
)
from tests.unit.benchmarks.siting.tiny import (
    MEDIAN as MEDIAN_TEXT,
)
from tests.unit.benchmarks.siting.tiny import (
    TWO_STAGE as TWO_STAGE_TEXT,
)


def instances(*paths: Path) -> list[Instance]:
    return [i for i in find_instances(paths) if isinstance(i, Instance)]


def test_every_family_is_found_in_a_folder(tmp_path: Path) -> None:
    write_all(tmp_path)
    write_text(tmp_path / "README.md", CAPACITATED["pairs"])
    write_text(tmp_path / "notes.txt", "nothing of interest")
    (tmp_path / "empty").touch()
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")

    found = instances(tmp_path)

    families = {str(i.path.relative_to(tmp_path)): i.family for i in found}
    assert families == {name: family for name, (_, family) in FILES.items()}
    assert {i.family for i in found} == set(FAMILIES)


def test_an_instance_has_a_line_for_each_model(tmp_path: Path) -> None:
    write_all(tmp_path)
    found = {(i.set, i.model, i.name) for i in instances(tmp_path)}
    assert found == {
        ("holmberg", SSCFLP, "p1"),
        ("delmaire", SSCFLP, "p1"),
        ("tbed1_TB3", SSCFLP, "p1"),
        ("tbed1_TB3", CFLP, "p1-CFLP"),
        ("cap41-134", CFLP, "cap41"),
        ("fl_orlib_pmed", MEDIAN, "pmed1"),
        ("fl_orlib_pmed", CENTER, "pmed1-p-center"),
        ("fl_tscflp", TWO_STAGE, "PSC2-C1-50"),
    }


def test_open_capacities_are_instances_of_their_own(tmp_path: Path) -> None:
    path = write_text(tmp_path / "capc.txt", CAPACITATED["orlib"])
    found = [(i.set, i.name, i.capacity) for i in instances(path)]
    assert found == [
        ("capa-c", f"capc-{much}", much) for much in (5_000, 5_750, 6_500, 7_250)
    ]


def test_a_path_given_twice_is_one_instance(tmp_path: Path) -> None:
    path = write_text(tmp_path / "p1", CAPACITATED["pairs"])
    assert len(list(find_instances([path, tmp_path, path]))) == 1


def test_a_path_that_is_no_instance_comes_back(tmp_path: Path) -> None:
    missing, other = tmp_path / "missing", write_text(tmp_path / "x", "1 2")
    assert list(find_instances([missing, other])) == [missing, other]


@pytest.mark.parametrize(
    ("layout", "part"),
    [("pairs", "holmberg"), ("matrix", "delmaire"), ("blocks", "tbed1_300x300")],
)
def test_without_its_folder_a_set_shows_by_content(
    tmp_path: Path, layout: str, part: str
) -> None:
    path = write_text(tmp_path / "p1", CAPACITATED[layout])
    assert instances(path)[0].set == part


@pytest.mark.parametrize(
    ("capacity", "part"), [(399, "yang_30x200"), (400, "holmberg")]
)
def test_sizes_of_two_sets_are_told_apart(
    tmp_path: Path, capacity: int, part: str
) -> None:
    zeros = "0 " * 200 + "\n"
    text = "30 200\n" + f"{capacity} 1\n" * 30 + zeros * 31
    assert instances(write_text(tmp_path / "p1", text))[0].set == part


def known(path: Path) -> list[float | None]:
    return [best_known(instance) for instance in instances(path)]


def test_costs_of_a_table_are_of_the_same_set(tmp_path: Path) -> None:
    path = write_text(tmp_path / "tbed1_TB3" / "p1.gz", CAPACITATED["blocks"])
    assert known(path) == [None, None]
    write_text(
        tmp_path / "OPTIMA.csv",
        "set,instance,optimum_or_best\nholmberg,p1,1\ntbed1_TB3,p1,27.5\n",
    )
    assert known(path) == [27.5, 27.5]
    assert [is_reached(i) for i in instances(path)] == [False, True]


def test_costs_of_a_table_are_of_the_same_capacity(tmp_path: Path) -> None:
    path = write_text(tmp_path / "capa.txt", CAPACITATED["orlib"])
    rows = "capa,7\ncapa-8000,3.5\ncapa-10000,x\n"
    table = f"\ufeffinstance,optimum_multi_source_CFLP\r\n{rows}"
    write_text(tmp_path / "OPTIMA_multisource.csv", table)
    assert known(path) == [3.5, None, None, None]


def test_each_model_has_a_column(tmp_path: Path) -> None:
    path = write_text(tmp_path / "pmed1.txt", MEDIAN_TEXT)
    write_text(
        tmp_path / "OPTIMA.csv",
        "instance,n,p,p_median_optimum,p_center_optimum\npmed1,4,2,2,1\n",
    )
    assert known(path) == [2, 1]


def test_two_stage_costs_are_listed_by_class_and_number(tmp_path: Path) -> None:
    path = write_text(tmp_path / "PSC2-C1-50.txt", TWO_STAGE_TEXT)
    assert known(path) == [None]
    write_text(tmp_path / "bks-50.txt", "1 1 9\n1 2 28.0 *\n2 1 7\n1\n")
    assert known(path) == [28]
    other = write_text(tmp_path / "other.txt", TWO_STAGE_TEXT)
    assert known(other) == [None]


def test_public_sets_are_recognised(shared_dir: Path) -> None:
    bench = shared_dir / "bench"
    parts = set()
    for name in FAMILIES:
        found = instances(bench / name)
        assert {i.family for i in found} == {name}
        assert all(best_known(instance) is not None for instance in found)
        parts |= {i.set for i in found}
    assert parts >= {*SETS, "capa-c", "cap41-134"}
