"""Use case: a siting study as JSON, Excel, GeoJSON and GeoPackage."""

from pathlib import Path

from recycling.domain.studies import SitingStudy
from recycling.network.export.files import GEOJSON, GPKG, write_export
from recycling.network.export.study_export import study_export
from recycling.reporting.files import to_json
from recycling.reporting.study_workbook import write_study_workbook
from recycling.schema.columns import Lang
from recycling.services.context import Context

DATUM = "wgs84"


def export_study(
    context: Context, study: SitingStudy, folder: Path, lang: Lang
) -> list[Path]:
    """Write a study's files and return them.

    Parameters
    ----------
    context
        Storage, for the positions of the sites.
    study
        What to write.
    folder
        Where to; made when missing.
    lang
        Language of the workbook.
    """
    context.progress.stage("export")
    folder.mkdir(parents=True, exist_ok=True)
    with context.unit_of_work() as work:
        network = work.inputs.network()
    json_path = folder / "study.json"
    json_path.write_text(to_json(study), encoding="utf-8")
    written = [json_path]
    written.append(write_study_workbook(study, folder / "study.xlsx", lang))
    export = study_export(network, study, DATUM, lang)
    for file_format in (GEOJSON, GPKG):
        path = folder / export.file_name(file_format)
        write_export(export, file_format, path)
        written.append(path)
    return written
