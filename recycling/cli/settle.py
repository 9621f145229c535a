"""``recycling settle`` and ``recycling points``: what parties are due."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    out,
    print_files,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import named_period
from recycling.cli.words import LANG, say
from recycling.domain.errors import InputError
from recycling.domain.settlement import PointLedger, Settlement, Statement
from recycling.reporting.documents import Document, Table
from recycling.reporting.settlement_document import (
    points_document,
    settlement_document,
    statement_document,
)
from recycling.reporting.settlement_files import check_suffix, write_settlement
from recycling.reporting.tables import Section
from recycling.services.settling import (
    materials_of,
    points_of,
    settle_all,
    statement_of,
)

type Record = Settlement | Statement | PointLedger

MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help=say("help.month"))
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=say("help.from"))
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM-DD", help=say("help.to"))
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help=say("help.settle_out"))
]


def settle(
    party: Annotated[
        str | None, typer.Option("--party", help=say("help.settle_party"))
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help=say("help.settle_all"))] = False,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    path: OutOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what one party, or every party, is due for a period."""
    if (party is None) is not is_all:
        msg = "settle: must be given --party ID or --all, and not both."
        raise InputError(msg)
    start, end = _period(month, first, last, path)
    with working(settings_of(workspace)) as context:
        materials = materials_of(context)
        if party is None:
            settlement = settle_all(context, start, end)
            _show(settlement, settlement_document(settlement, materials, LANG),
                  path, as_json=as_json)  # fmt: skip
            return
        statement = statement_of(context, party, start, end)
        document = statement_document(statement, materials, LANG)
        _show(statement, document, path, as_json=as_json)


def points(
    party: Annotated[
        str | None, typer.Option("--party", help=say("help.points_party"))
    ] = None,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    path: OutOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the green points of residents."""
    start, end = _period(month, first, last, path)
    with working(settings_of(workspace)) as context:
        ledger = points_of(context, start, end, party)
        document = points_document(ledger, materials_of(context), LANG)
    _show(ledger, document, path, as_json=as_json)


def _period(
    month: str | None, first: str | None, last: str | None, path: Path | None
) -> tuple[date, date]:
    """Read the period, and see early that the file can be written."""
    if path is not None:
        check_suffix(path)
    return named_period(month, first, last)


def _show(
    record: Record, document: Document, path: Path | None, *, as_json: bool
) -> None:
    files = [write_settlement(record, document, path)] if path else []
    if as_json:
        print_json(record)
        return
    out.rule(document.title)
    if document.warning:
        out.print(document.warning, style="bold yellow")
    for table in document.tables:
        print_section(_section(table))
    for line in (*document.paragraphs, *(note.text for note in document.notes)):
        out.print(line, style="dim")
    if files:
        print_files(files)


def _section(table: Table) -> Section:
    rows = tuple(tuple(cell.text for cell in row) for row in table.rows)
    return Section(table.key, table.title, table.headers, rows, table.note)
