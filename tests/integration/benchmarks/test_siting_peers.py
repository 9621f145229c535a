"""Peers find what is best in instances done by hand, or say why they do not."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.jobs import Outcome
from benchmarks.siting.child import run_job
from benchmarks.siting.families import Instance, find_instances
from benchmarks.siting.job import PEERS, SitingJob
from benchmarks.siting.source import verify
from tests.unit.benchmarks.siting.tiny import (
    CAPACITATED,
    CENTER_COST,
    MEDIAN,
    MEDIAN_COST,
    SINGLE_SOURCE,
    SPLIT,
    TWO_STAGE,
    TWO_STAGE_COST,
    write_text,
)

CASES = {
    "SSCFLP": (CAPACITATED["pairs"], SINGLE_SOURCE),
    "CFLP": (CAPACITATED["orlib"], SPLIT),
    "p-median": (MEDIAN, MEDIAN_COST),
    "p-center": (MEDIAN, CENTER_COST),
    "TSCFLP": (TWO_STAGE, TWO_STAGE_COST),
}
WHOLE_ONLY = {"CFLP", "TSCFLP"}


def answered(instance: Instance, engine: str) -> Outcome:
    solution = str(instance.path.with_suffix(".json"))
    job = SitingJob(
        path=str(instance.path),
        model=instance.model,
        capacity=None,
        engine=engine,
        is_peer=True,
        time_limit_s=5.0,
        workers=1,
        seed=1,
        solution=solution,
    )
    return run_job(job)


def instance_of(folder: Path, model: str) -> Instance:
    path = write_text(folder / "a", CASES[model][0])
    found = [i for i in find_instances([path]) if isinstance(i, Instance)]
    return next(instance for instance in found if instance.model == model)


@pytest.mark.parametrize("model", CASES)
@pytest.mark.parametrize("engine", ["highs", "scip", "cpsat"])
def test_compact_models_are_solved(tmp_path: Path, engine: str, model: str) -> None:
    instance = instance_of(tmp_path, model)
    outcome = answered(instance, engine)
    if engine == "cpsat" and model in WHOLE_ONLY:
        assert "whole numbers" in outcome.reason
        return
    best = CASES[model][1]
    verdict = verify(instance, tmp_path / "a.json", best)
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(best)
    assert outcome.bound == pytest.approx(best)
    assert outcome.seconds is not None


@pytest.mark.parametrize("model", ["p-median", "p-center"])
def test_spopt_is_asked_where_it_is_installed(tmp_path: Path, model: str) -> None:
    instance = instance_of(tmp_path, model)
    outcome = answered(instance, "spopt")
    if find_spec("spopt") is None:
        assert "not installed" in outcome.reason
        return
    verdict = verify(instance, tmp_path / "a.json", None)
    assert verdict.objective == CASES[model][1]


def test_a_peer_says_what_is_too_large_for_it(tmp_path: Path) -> None:
    nodes = 700
    edges = "".join(f"{i} {i + 1} 1\n" for i in range(1, nodes))
    path = write_text(tmp_path / "a", f"{nodes} {nodes - 1} 2\n{edges}")
    instance = next(i for i in find_instances([path]) if isinstance(i, Instance))
    outcome = answered(instance, "highs")
    assert "not run above" in outcome.reason
    assert not (tmp_path / "a.json").exists()


def test_every_peer_is_tried_here() -> None:
    assert set(PEERS) == {"highs", "scip", "cpsat", "spopt"}
