"""Problems and answers as files: the same when read back, every fault named."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.errors import FormatError
from routing.siting.check import check_siting
from routing.siting.formats.fields import names_in
from routing.siting.formats.problem_file import OPTIONAL, dump_problem, load_problem
from routing.siting.formats.reference import LANGUAGES, page_name, render, write_pages
from routing.siting.formats.solution_file import dump_solution, load_solution
from routing.siting.laying import arrays_of
from routing.siting.solution import Certificate, SitingSolution
from tests.engines.siting_instances import INSTANCES
from tests.engines.siting_rule_instances import RULE_INSTANCES

PAGES = Path(__file__).resolve().parents[5] / "docs" / "reference"
WAY_OUT = "run: .venv/bin/python -m routing.siting.formats.reference docs/reference"
EVERY = [*INSTANCES, *RULE_INSTANCES]
RAIL = next(case.problem for case in RULE_INSTANCES if case.name == "rail_pays")


def answer() -> SitingSolution:
    """All bales of ``rail_pays`` by rail, proved by the prices along the way."""
    arrays = arrays_of(RAIL)
    inflow = np.zeros((1, arrays.facilities, arrays.commodities))
    inflow[0, 1, 1] = 2.0
    return SitingSolution(
        states=np.zeros((1, 2), np.int64),
        flow_kg=np.array([[10_000]]),
        unserved_kg=np.zeros((1, 1), np.int64),
        objective=266,
        bound=266,
        engine="by hand",
        seconds=0.5,
        trunk_kg=np.array([[0, 8_000]]),
        certificate=Certificate(
            np.array([[26.6]]),
            inflow,
            *[np.zeros((1, 0))] * 2,
            np.zeros(1),
        ),
    )


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_a_problem_read_back_is_the_same(case, tmp_path: Path) -> None:
    dump_problem(case.problem, tmp_path)
    back = load_problem(tmp_path)
    dump_problem(back, tmp_path / "again")
    for name in ("facilities", "commodities", "tag_limits", "periods", "fixes"):
        assert getattr(back, name) == getattr(case.problem, name)
    assert back.objective is case.problem.objective
    assert back.clients.names == case.problem.clients.names
    written = [
        (at / "problem.json").read_text() for at in (tmp_path, tmp_path / "again")
    ]
    assert written[0] == written[1]
    first, second = (
        np.load(at / "problem.npz") for at in (tmp_path, tmp_path / "again")
    )
    assert set(names_in("problem.npz")) - set(first.files) <= OPTIONAL
    assert all(np.array_equal(first[name], second[name]) for name in first.files)


def test_an_answer_read_back_checks_alike(tmp_path: Path) -> None:
    dump_problem(RAIL, tmp_path)
    dump_solution(answer(), tmp_path)
    report = check_siting(load_problem(tmp_path), load_solution(tmp_path))
    assert report.violations == ()
    assert report.cost_fen == 266
    assert report.certified_bound == 266


def test_an_answer_without_certificate(tmp_path: Path) -> None:
    dump_solution(replace(answer(), certificate=None, trunk_kg=None), tmp_path)
    back = load_solution(tmp_path)
    assert back.certificate is None
    assert back.trunk_kg is None


def test_half_a_certificate_is_refused(tmp_path: Path) -> None:
    dump_solution(answer(), tmp_path)
    with np.load(tmp_path / "solution.npz") as archive:
        kept = {name: archive[name] for name in archive.files if name != "budget"}
    np.savez(tmp_path / "solution.npz", **kept)
    with pytest.raises(FormatError, match=r"half a certificate.*budget: is missing"):
        load_solution(tmp_path)


def test_missing_and_unknown_fields_are_named_together(tmp_path: Path) -> None:
    dump_problem(RAIL, tmp_path)
    record = json.loads((tmp_path / "problem.json").read_text())
    del record["periods"]
    record["colour"] = "green"
    (tmp_path / "problem.json").write_text(json.dumps(record))
    with pytest.raises(FormatError) as caught:
        load_problem(tmp_path)
    assert caught.value.faults == (
        "problem.json, periods: is missing. Add it.",
        "problem.json, colour: is not known. Drop it.",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 9}, "version: must be 1, got 9"),
        ({"objective": "beauty"}, "cannot be understood.*'beauty'"),
        ({"scale": {"fen": 1, "cny": 2}}, "cannot be understood.*cny"),
    ],
)
def test_what_cannot_be_understood_is_said(
    change: dict, message: str, tmp_path: Path
) -> None:
    dump_problem(RAIL, tmp_path)
    record = json.loads((tmp_path / "problem.json").read_text())
    (tmp_path / "problem.json").write_text(json.dumps(record | change))
    with pytest.raises(FormatError, match=message):
        load_problem(tmp_path)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        load_problem(tmp_path / "nowhere")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_in_the_repository_is_up_to_date(lang: str, tmp_path: Path) -> None:
    page = (PAGES / page_name(lang)).read_text(encoding="utf-8")
    assert page == render(lang), WAY_OUT
    write_pages(tmp_path)
    assert (tmp_path / page_name(lang)).read_text(encoding="utf-8") == page


@pytest.mark.parametrize("file", ["problem", "solution"])
def test_every_written_field_is_described(file: str, tmp_path: Path) -> None:
    dump_problem(RAIL, tmp_path)
    dump_solution(answer(), tmp_path)
    record = json.loads((tmp_path / f"{file}.json").read_text())
    assert list(record) == list(names_in(f"{file}.json"))
    with np.load(tmp_path / f"{file}.npz") as archive:
        assert set(archive.files) | OPTIONAL >= set(names_in(f"{file}.npz"))
