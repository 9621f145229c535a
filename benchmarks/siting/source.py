"""The instance of a job, whatever its family, and who verifies its answers."""

from pathlib import Path

from benchmarks.siting.answer_file import read_answer
from benchmarks.siting.best_known import is_reached
from benchmarks.siting.capacitated_file import CapacitatedFile, read_capacitated
from benchmarks.siting.families import CAPACITATED, CENTER, MEDIANS, SSCFLP, Instance
from benchmarks.siting.median_file import MedianFile, read_median
from benchmarks.siting.two_stage_file import TwoStageFile, read_two_stage
from benchmarks.siting.verdict import Verdict
from benchmarks.siting.verify_capacitated import verify_capacitated
from benchmarks.siting.verify_median import verify_median
from benchmarks.siting.verify_two_stage import verify_two_stage

type Source = CapacitatedFile | MedianFile | TwoStageFile


def read_source(path: Path, model: str, capacity: float | None) -> Source:
    """Read the instance of a model.

    Raises
    ------
    FormatError
        If the file is no such instance.
    """
    if model in CAPACITATED:
        return read_capacitated(path, capacity)
    return read_median(path) if model in MEDIANS else read_two_stage(path)


def verify(instance: Instance, solution: Path, best_known: float | None) -> Verdict:
    """Verify a written answer.

    Parameters
    ----------
    instance
        The instance and its model.
    solution
        The answer.
    best_known
        Best known cost: where an answer of that cost exists for certain, no bound
        may be above it.

    Raises
    ------
    FormatError
        If a file cannot be understood, or the answer is for another instance.
    """
    source = read_source(instance.path, instance.model, instance.capacity)
    answer = read_answer(solution)
    known = best_known if is_reached(instance) else None
    if isinstance(source, CapacitatedFile):
        is_single = instance.model == SSCFLP
        return verify_capacitated(source, answer, is_single, known)
    if isinstance(source, MedianFile):
        return verify_median(source, answer, instance.model == CENTER, known)
    return verify_two_stage(source, answer, known)
