"""The problem of an instance, whatever its family."""

from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.routing.case import Case
from benchmarks.routing.families import Family
from benchmarks.routing.kim_case import kim_case
from benchmarks.routing.pvrpif_case import pvrpif_case
from benchmarks.routing.qingdao_case import qingdao_case
from benchmarks.routing.vrplib_case import vrplib_case

_BUILDERS: Mapping[str, Callable[[Path], Case]] = {
    "waste_kim2006": kim_case,
    "waste_pvrpif": pvrpif_case,
    "qingdao": qingdao_case,
}


def build_case(path: Path, family: Family) -> Case:
    """Build the problem of an instance."""
    if family.rounding:
        return vrplib_case(path, family.rounding)
    return _BUILDERS[family.name](path)
