"""``recycling plan trunk``: what goes on from centres in a month."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    SeedOption,
    TimeLimitOption,
    WorkspaceOption,
    print_json,
    settings_of,
    working,
)
from recycling.cli.dates import named_month
from recycling.cli.documents import REPORTS, FileOption, FormatOption, hand_over
from recycling.cli.words import LANG, say
from recycling.domain.units import FEN_PER_CNY
from recycling.reporting.document_files import format_for
from recycling.reporting.trunk_document import trunks_document
from recycling.services.trunks import network_of, plan_trunks


def trunk(
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help=say("help.month"))
    ],
    carbon_price: Annotated[
        float, typer.Option("--carbon-price", min=0, help=say("help.trunk_carbon"))
    ] = 0,
    form: FormatOption = None,
    path: FileOption = None,
    time_limit: TimeLimitOption = None,
    seed: SeedOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan a month's trunk legs by road, rail and water."""
    wanted = format_for(form, path)
    settings = settings_of(workspace, seed, time_limit)
    first, last = named_month(month)
    with working(settings) as context:
        price_fen = round(carbon_price * FEN_PER_CNY)
        plan = plan_trunks(context, first, last, price_fen)
        network = network_of(context)
    if as_json:
        print_json(plan)
        return
    document = trunks_document(plan, network, LANG)
    hand_over(document, wanted, path, settings.workspace / REPORTS)
