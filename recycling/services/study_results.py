"""Use cases of whoever reads a siting study: its years on a map, its files."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile

from recycling.domain.network import Network
from recycling.domain.studies import SitingStudy
from recycling.schema.columns import Lang
from recycling.services.context import Context
from recycling.services.study_exporting import export_study
from recycling.services.study_files import load_study, study_names, study_path
from recycling.siting.study import plan_name

type Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class StudyMap:
    """One year of a study as a map needs it.

    Attributes
    ----------
    network
        Districts and zones.
    sources
        Longitude and latitude of the sources of each site that works; empty where
        the year's plan is not in the database any more.
    """

    network: Network
    sources: Mapping[str, tuple[Position, ...]]


def study_stamps(context: Context) -> dict[str, int]:
    """When each scenario was saved last, nanoseconds, by name."""
    workspace = context.settings.workspace
    return {
        name: study_path(workspace, name).stat().st_mtime_ns
        for name in study_names(workspace)
    }


def study_map(context: Context, study: SitingStudy, year: int) -> StudyMap:
    """Read where the sources of every site stand in a year of a study.

    Parameters
    ----------
    context
        Storage.
    study
        The study.
    year
        One of its years.
    """
    with context.unit_of_work() as work:
        network = work.inputs.network()
        plan = work.plans.siting(plan_name(study.name, year))
    found: dict[str, dict[str, Position]] = {}
    for flow in plan.assignments if plan else ():
        source = network.sites.get(flow.source_site_id)
        if source is not None:
            places = found.setdefault(flow.site_id, {})
            places[source.site_id] = (source.lon, source.lat)
    sources = {site_id: tuple(places.values()) for site_id, places in found.items()}
    return StudyMap(network, MappingProxyType(sources))


def study_archive(context: Context, name: str, lang: Lang) -> bytes:
    """Pack the files of a study's export into one.

    Parameters
    ----------
    context
        Settings and storage.
    name
        The scenario.
    lang
        Language of the workbook.
    """
    study = load_study(context.settings.workspace, name)
    packed = io.BytesIO()
    with (
        TemporaryDirectory() as folder,
        ZipFile(packed, "w", compression=ZIP_DEFLATED) as archive,
    ):
        for path in export_study(context, study, Path(folder), lang):
            archive.write(path, path.name)
    return packed.getvalue()
