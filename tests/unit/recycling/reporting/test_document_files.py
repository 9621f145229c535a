"""A document's format follows from what was asked for and from the file's name."""

import json
from pathlib import Path

import pytest

from recycling.domain.errors import InputError
from recycling.reporting.document_files import (
    Format,
    document_content,
    format_for,
    write_document,
)
from tests.unit.recycling.reporting.papers import paper


@pytest.mark.parametrize(
    ("wanted", "name", "form"),
    [
        (None, None, Format.TABLE),
        (Format.PDF, None, Format.PDF),
        (None, "a.XLSX", Format.XLSX),
        (None, "a.b.csv", Format.CSV),
        (Format.JSON, "a.txt", Format.JSON),
    ],
)
def test_the_format(wanted: Format | None, name: str | None, form: Format) -> None:
    assert format_for(wanted, Path(name) if name else None) is form


@pytest.mark.parametrize(
    ("wanted", "name"), [(Format.TABLE, "a.csv"), (None, "a.txt"), (None, "a")]
)
def test_a_file_without_a_format(wanted: Format | None, name: str) -> None:
    with pytest.raises(InputError, match="json, csv, xlsx, pdf"):
        format_for(wanted, Path(name))


@pytest.mark.parametrize(
    ("form", "begins"),
    [(Format.JSON, "{"), (Format.CSV, "\ufefftable"), (Format.XLSX, b"PK")],
)
def test_what_a_format_begins_with(form: Format, begins: str | bytes) -> None:
    content = document_content(paper("en"), form)
    assert content[: len(begins)] == begins


def test_a_file_and_its_folder_are_made(tmp_path: Path) -> None:
    path = write_document(paper("zh"), Format.JSON, tmp_path / "new" / "a.json")
    assert json.loads(path.read_text(encoding="utf-8"))["language"] == "zh"
    assert [found.name for found in path.parent.iterdir()] == ["a.json"]
