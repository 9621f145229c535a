"""A JSON file and its columns in a folder, with every fault named at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import FormatError
from routing.siting.formats.fields import names_in

VERSION = 1

type Columns = dict[str, NDArray[Any]]


def write_files(
    folder: Path, name: str, record: Mapping[str, Any], columns: Columns
) -> None:
    """Write ``name.json`` and ``name.npz`` into a folder, made if it is not there.

    Parameters
    ----------
    folder
        Where to write.
    name
        ``problem`` or ``solution``.
    record
        What is few.
    columns
        What is many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"format": f"siting-{name}", "version": VERSION, **record}
    text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    np.savez_compressed(folder / f"{name}.npz", allow_pickle=False, **columns)


def read_files(
    folder: Path, name: str, optional: frozenset[str] = frozenset()
) -> tuple[dict[str, Any], Columns]:
    """Read what ``write_files`` wrote.

    Parameters
    ----------
    folder
        Where the files are.
    name
        ``problem`` or ``solution``.
    optional
        Columns that may be missing.

    Raises
    ------
    FormatError
        If a file cannot be read, or fields are missing or unknown; all are named.
    """
    try:
        text = (folder / f"{name}.json").read_text(encoding="utf-8")
        record = json.loads(text)
        with np.load(folder / f"{name}.npz", allow_pickle=False) as archive:
            columns = {key: archive[key] for key in archive.files}
    except (OSError, ValueError) as error:
        headline = f"The siting {name} in {folder} cannot be read"
        raise FormatError(headline, [str(error)]) from error
    faults = [
        *_key_faults(f"{name}.json", record, frozenset()),
        *_key_faults(f"{name}.npz", columns, optional),
    ]
    asked = {"format": f"siting-{name}", "version": VERSION}
    faults += [
        f"{name}.json, {key}: must be {value!r}, got {record[key]!r}. Convert it."
        for key, value in asked.items()
        if not faults and record[key] != value
    ]
    if faults:
        headline = f"The siting {name} in {folder} has {len(faults)} fault(s)"
        raise FormatError(headline, faults)
    return record, columns


def _key_faults(
    file: str, found: Mapping[str, Any], optional: frozenset[str]
) -> list[str]:
    known = set(names_in(file))
    missing = sorted(known - set(found) - optional)
    unknown = sorted(set(found) - known)
    return [f"{file}, {key}: is missing. Add it." for key in missing] + [
        f"{file}, {key}: is not known. Drop it." for key in unknown
    ]
