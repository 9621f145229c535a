"""Use cases of files that come from a browser: kept for a while, and looked into."""

import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath

from recycling.domain.errors import InputError
from recycling.intake.look import SheetLook, look_into
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.importing import ImportRequest, intake_options

FOLDER = "uploads"
"""Folder of the workspace where files wait for their import."""

KEPT = 20
"""Uploads that are kept; the oldest go first."""

_DIGITS = 16


def keep_upload(context: Context, files: Mapping[str, bytes]) -> list[Path]:
    """Write files that came from a browser, the same ones once.

    Parameters
    ----------
    context
        Settings.
    files
        Content by name.

    Returns
    -------
    list of Path
        The files, in the order given, in a folder of their own.

    Raises
    ------
    InputError
        When a name is none.
    """
    names = {name: _plain(name) for name in files}
    digest = sha256()
    for name, content in files.items():
        digest.update(names[name].encode() + b"\0" + sha256(content).digest())
    root = context.settings.workspace / FOLDER
    folder = root / digest.hexdigest()[:_DIGITS]
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = folder / names[name]
        if not path.is_file() or path.stat().st_size != len(content):
            path.write_bytes(content)
        paths.append(path)
    folder.touch()
    _forget_old(root)
    return paths


def look_into_files(
    context: Context, request: ImportRequest
) -> dict[str, tuple[SheetLook, ...]]:
    """Look at the headers of files, by name."""
    options = intake_options(context.settings, request)
    return {
        path.name: look_into(path, request.table, options) for path in request.paths
    }


def _plain(name: str) -> str:
    """Cut folders off a name: it comes from another machine, of any system."""
    plain = PurePosixPath(PureWindowsPath(name).as_posix()).name
    if plain in {"", ".", ".."} or "\0" in plain:
        msg = said("upload.name", name=name)
        raise InputError(msg)
    return plain


def _forget_old(root: Path) -> None:
    folders = sorted(root.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
