"""``recycling settle`` and ``recycling points``: what parties are due."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    WorkspaceOption,
    print_files,
    settings_of,
    working,
)
from recycling.cli.dates import FromOption, MonthOption, ToOption, named_period
from recycling.cli.documents import REPORTS, FileOption, FormatOption, hand_over
from recycling.cli.words import LANG, say
from recycling.domain.errors import InputError
from recycling.domain.settlement import PointLedger, Settlement, Statement
from recycling.reporting.document_files import Format, format_for
from recycling.reporting.documents import Document
from recycling.reporting.files import write_whole
from recycling.reporting.settlement_document import (
    points_document,
    settlement_document,
    statement_document,
)
from recycling.reporting.settlement_files import settlement_text
from recycling.schema.said import said
from recycling.services.context import Context
from recycling.services.settling import (
    materials_of,
    points_of,
    settle_all,
    statement_of,
)

type Made = tuple[Settlement | Statement | PointLedger, Document]


def settle(
    party: Annotated[
        str | None, typer.Option("--party", help=say("help.settle_party"))
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help=say("help.settle_all"))] = False,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what one party, or every party, is due for a period."""
    if (party is None) is not is_all:
        msg = said("settle.one")
        raise InputError(msg)
    start, end = named_period(month, first, last)

    def make(context: Context) -> Made:
        materials = materials_of(context)
        if party is None:
            settlement = settle_all(context, start, end)
            return settlement, settlement_document(settlement, materials, LANG)
        statement = statement_of(context, party, start, end)
        return statement, statement_document(statement, materials, LANG)

    _hand_over(make, Format.JSON if as_json else form, path, workspace)


def points(
    party: Annotated[
        str | None, typer.Option("--party", help=say("help.points_party"))
    ] = None,
    month: MonthOption = None,
    first: FromOption = None,
    last: ToOption = None,
    form: FormatOption = None,
    path: FileOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the green points of residents."""
    start, end = named_period(month, first, last)

    def make(context: Context) -> Made:
        ledger = points_of(context, start, end, party)
        return ledger, points_document(ledger, materials_of(context), LANG)

    _hand_over(make, Format.JSON if as_json else form, path, workspace)


def _hand_over(
    make: Callable[[Context], Made],
    form: Format | None,
    path: Path | None,
    workspace: Path | None,
) -> None:
    """Make it and print or write it: rows for programs, tables for people."""
    chosen = format_for(form, path)
    settings = settings_of(workspace)
    with working(settings) as context:
        record, document = make(context)
    if chosen not in {Format.CSV, Format.JSON}:
        hand_over(document, chosen, path, settings.workspace / REPORTS)
    elif path is None:
        sys.stdout.write(settlement_text(record, chosen))
    else:
        print_files([write_whole(path, settlement_text(record, chosen))])
