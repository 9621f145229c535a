"""Documents on the terminal: printed as tables, as text, or named as files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import out, print_files, print_section
from recycling.cli.words import say
from recycling.reporting.document_files import (
    BINARY,
    Format,
    document_content,
    write_document,
)
from recycling.reporting.documents import Document, Table, row_id
from recycling.reporting.tables import Section

REPORTS = "reports"
"""Folder of the workspace's reports."""

FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help=say("help.format"))
]
FileOption = Annotated[
    Path | None, typer.Option("--out", "-o", help=say("help.report_file"))
]


def hand_over(
    document: Document, form: Format, path: Path | None, folder: Path
) -> None:
    """Print a document, or write it and name the file.

    Parameters
    ----------
    document
        What to hand over.
    form
        Format.
    path
        File; when not given, text is printed and other formats go to the folder.
    folder
        Where reports of the workspace lie.
    """
    if path is None and form is Format.TABLE:
        print_document(document)
        return
    if path is None and form not in BINARY:
        sys.stdout.write(str(document_content(document, form)))
        return
    target = path or folder / f"{document.key}.{form}"
    print_files([write_document(document, form, target)])


def print_document(document: Document) -> None:
    """Print a document's sentences, tables and notes."""
    out.rule(document.title)
    if document.warning:
        out.print(document.warning, style="bold yellow")
    for paragraph in document.paragraphs:
        out.print(paragraph)
    for table in document.tables:
        out.print()
        print_section(_section(table), table.figure_columns)
    out.print()
    for note in document.notes:
        out.print(f"{note.label}: {note.text}", style="dim")


def _section(table: Table) -> Section:
    """Lay a table out as text; the id of a row's first figure stands below its name."""
    rows = tuple(
        (
            "\n".join(filter(None, (row[0].text, row_id(row)))),
            *(cell.text for cell in row[1:]),
        )
        for row in table.rows
    )
    return Section(table.key, table.title, table.headers, rows, table.note)
