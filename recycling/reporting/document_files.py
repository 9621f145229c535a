"""A document in the format asked for, as text, bytes or a file."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from recycling.domain.errors import InputError
from recycling.reporting.documents import Document
from recycling.reporting.files import write_whole
from recycling.reporting.pdf import document_pdf
from recycling.reporting.workbook import document_workbook
from recycling.reporting.writers import document_csv, document_json
from recycling.schema.messages import text
from recycling.schema.said import said


class Format(StrEnum):
    """How a report is handed over."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


BINARY: Final = frozenset({Format.XLSX, Format.PDF})
"""Formats that are files, not text for a terminal."""


def format_for(wanted: Format | None, path: Path | None) -> Format:
    """Choose the format: the one asked for, or what the file's name says.

    Raises
    ------
    InputError
        When tables for the terminal are to go to a file, or the name of the file
        says no format.
    """
    if path is None:
        return wanted or Format.TABLE
    files = [form.value for form in Format if form is not Format.TABLE]
    if wanted is Format.TABLE:
        msg = said("document.table", path=path, files=list(files))
        raise InputError(msg)
    suffix = path.suffix.lower().removeprefix(".")
    if wanted is None and suffix not in files:
        msg = said("document.ending", files=list(files), name=path.name)
        raise InputError(msg)
    return wanted or Format(suffix)


def document_content(document: Document, form: Format) -> str | bytes:
    """Write a document in a format other than tables for the terminal.

    Raises
    ------
    NotReadyError
        When a PDF lacks a font for its words.
    """
    match form:
        case Format.XLSX:
            charts = text("document.charts", document.lang)
            figures = text("document.figures", document.lang)
            return document_workbook(document, charts, figures)
        case Format.PDF:
            return document_pdf(document)
        case Format.CSV:
            return document_csv(document)
        case _:
            return document_json(document)


def write_document(document: Document, form: Format, path: Path) -> Path:
    """Write a document to a file that appears only when it is whole."""
    content = document_content(document, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, content)
