"""Siting studies as files of the workspace, so that scenarios can be compared."""

import json
from dataclasses import replace
from pathlib import Path

from recycling.domain.errors import InputError, NotReadyError
from recycling.domain.studies import SitingStudy
from recycling.reporting.files import to_json
from recycling.schema.said import said
from recycling.services.plain import from_plain

FOLDER = "siting"
SUFFIX = ".json"


def save_study(workspace: Path, study: SitingStudy) -> Path:
    """Write a study under its name; its yearly plans stay in the database.

    Parameters
    ----------
    workspace
        Folder of the workspace.
    study
        What to write; one of the same name is replaced.
    """
    path = study_path(workspace, study.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(to_json(replace(study, plans=())), encoding="utf-8")
    return partial.replace(path)


def study_path(workspace: Path, name: str) -> Path:
    """File of a scenario.

    Raises
    ------
    InputError
        When the name cannot be that of a file.
    """
    if not name or not all(c.isalnum() or c in "-_." for c in name) or name[0] == ".":
        msg = said("study.name", name=name)
        raise InputError(msg)
    return workspace / FOLDER / f"{name}{SUFFIX}"


def load_study(workspace: Path, name: str) -> SitingStudy:
    """Read a study that was saved.

    Raises
    ------
    NotReadyError
        When there is none of that name.
    InputError
        When the file is not one.
    """
    path = study_path(workspace, name)
    if not path.is_file():
        known = ", ".join(study_names(workspace)) or "none"
        msg = said("study.unknown", name=name, known=known)
        raise NotReadyError(msg)
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        study: SitingStudy = from_plain(SitingStudy, plain)
    except (ValueError, KeyError, TypeError) as error:
        msg = said("study.bad", name=path.name, error=error)
        raise InputError(msg) from error
    return study


def study_names(workspace: Path) -> list[str]:
    """Names of the scenarios that were saved."""
    return sorted(path.stem for path in (workspace / FOLDER).glob(f"*{SUFFIX}"))
