"""Instances are found anywhere and recognised by their content."""

from pathlib import Path

import pytest

from benchmarks.routing.best_known import best_known
from benchmarks.routing.families import (
    FAMILIES,
    VERY_LARGE,
    Instance,
    find_instances,
    recognise,
)
from tests.unit.benchmarks.routing.tiny import (
    VRPLIB_FAMILIES,
    VRPLIB_ROUTES,
    vrplib,
    write_all,
    write_pvrpif,
    write_text,
)


def test_every_family_is_found_in_a_folder(tmp_path: Path) -> None:
    expected = write_all(tmp_path)
    write_text(tmp_path / "README.md", "NODE_COORD_SECTION")
    write_text(tmp_path / "notes.txt", "nothing of interest")
    write_text(tmp_path / "empty", "")
    write_text(tmp_path / "other.json", "[1, 2]")
    write_text(tmp_path / "broken.json", '{"info":')

    found = list(find_instances([tmp_path]))

    names = {i.name: i.family.name for i in found if isinstance(i, Instance)}
    assert names == expected
    assert len(found) == len(expected) == len(FAMILIES) - 1


def test_a_path_given_twice_is_one_instance(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.vrp", vrplib())
    assert len(list(find_instances([path, tmp_path, path]))) == 1


def test_a_path_that_is_no_instance_comes_back(tmp_path: Path) -> None:
    missing, other = tmp_path / "missing", write_text(tmp_path / "x", "1 2")
    assert list(find_instances([missing, other])) == [missing, other]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        (vrplib().replace("DIMENSION : 4", f"DIMENSION:{VERY_LARGE + 1}"), "cvrp_ags"),
        (vrplib().replace("DIMENSION : 4", f"DIMENSION:{VERY_LARGE}"), "cvrp_x"),
        (vrplib().replace("TYPE : CVRP\n", "", 1), "cvrp_x"),
        (VRPLIB_FAMILIES["pcvrptw"].replace("PCVRPTW", "other"), "pcvrptw"),
        (VRPLIB_FAMILIES["hfvrp"].replace("TYPE : HFVRP\n", ""), "hfvrp"),
        (VRPLIB_FAMILIES["mtvrptwr"].replace("MTVRPTWR", "x"), "mtvrptwr"),
    ],
)
def test_a_vrplib_file_shows_its_family(tmp_path: Path, text: str, family: str) -> None:
    found = recognise(write_text(tmp_path / "any", f"\ufeff{text}"))
    assert found is not None
    assert found.name == family


def known(path: Path) -> float | None:
    family = recognise(path)
    assert family is not None
    return best_known(Instance(path, family))


def test_a_best_known_answer_is_believed_by_its_routes(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.b.vrp", VRPLIB_FAMILIES["vrptw_gh1000"])
    assert known(path) is None
    solution = write_text(tmp_path / "a.b.sol", VRPLIB_ROUTES)
    assert known(path) == 30
    # Not feasible: all that is left is what it says.
    write_text(solution, "Route #1: 1\nCost: 12.5\n")
    assert known(path) == 12.5
    write_text(solution, "Route #1: one")
    assert known(path) is None


def test_a_broken_best_known_answer_is_no_harm(tmp_path: Path) -> None:
    text = VRPLIB_FAMILIES["cvrp_x"].replace("3\t6\t8", "3\tsix\t8")
    path = write_text(tmp_path / "a.vrp", text)
    write_text(tmp_path / "a.sol", VRPLIB_ROUTES)
    assert known(path) is None


def test_the_best_known_cost_is_found_in_a_table(tmp_path: Path) -> None:
    path = write_pvrpif(tmp_path / "h4" / "Milano.geojson")
    assert known(path) is None
    table = "instance,mip_ub,best_ub\r\nMilano,60.0,57*\r\nRoma,1,1\r\n"
    write_text(tmp_path / "BKS.csv", f"\ufeff{table}")
    assert known(path) == 57
    write_text(path.with_name("more.csv"), "instance,cost\nMilano,56\nMilano,-\n")
    assert known(path) == 56


def test_public_sets_are_recognised(shared_dir: Path) -> None:
    bench = shared_dir / "bench"
    for name in set(FAMILIES) - {"qingdao"}:
        found = list(find_instances([bench / name]))
        families = {i.family.name for i in found if isinstance(i, Instance)}
        assert families == {name}
        instance = found[0]
        assert isinstance(instance, Instance)
        has_known = name != "waste_kim2006" or instance.name == "102_stop"
        assert (best_known(instance) is not None) is has_known
    (place,) = find_instances([shared_dir / "real" / "qingdao_sites"])
    assert isinstance(place, Instance)
    assert place.family.name == "qingdao"
