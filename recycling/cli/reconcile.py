"""``recycling reconcile`` and ``recycling balance``: what agrees and adds up."""

from typing import Annotated

import typer

from recycling.cli.console import (
    DateOption,
    JsonOption,
    WorkspaceOption,
    out,
    print_json,
    print_section,
    settings_of,
    working,
)
from recycling.cli.dates import day_of, named_month
from recycling.cli.words import LANG, say
from recycling.domain.balance import OutRule
from recycling.domain.errors import InputError
from recycling.reporting.reconcile_tables import balance_sections, reconcile_sections
from recycling.schema.said import said
from recycling.services.reconciling import balance_month, reconcile_day


def reconcile(
    day: DateOption = None,
    keep: Annotated[
        bool, typer.Option("--learn/--no-learn", help=say("help.reconcile_learn"))
    ] = True,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare a day's plan with visits and tickets, and learn generation rates."""
    settings = settings_of(workspace)
    with working(settings) as context:
        made = reconcile_day(context, day_of(day, settings.intake.timezone), keep=keep)
    if as_json:
        print_json(made)
        return
    for section in reconcile_sections(made.reconciliation, made.learning, LANG):
        out.print()
        print_section(section)


def balance(
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help=say("help.balance_month"))
    ],
    rule: Annotated[
        str, typer.Option("--out-rule", help=say("help.balance_rule"))
    ] = OutRule.OWN_ELSE_ARRIVALS.value,
    site_id: Annotated[str, typer.Option("--site", help=say("help.balance_site"))] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Balance the masses of every site in a month."""
    first, _ = named_month(month)
    with working(settings_of(workspace)) as context:
        made = balance_month(context, first, OutRule.parse(rule))
    if site_id and site_id not in {site.site_id for site in made.sites}:
        msg = said("balance.site", month=month, site_id=site_id)
        raise InputError(msg)
    if as_json:
        print_json(made)
        return
    for section in balance_sections(made, LANG, site_id):
        print_section(section)
