"""``recycling order decline``: a customer wants none of the slots on offer."""

from typing import Annotated

import typer

from recycling.cli.console import (
    JsonOption,
    UserOption,
    WorkspaceOption,
    out,
    print_json,
    settings_of,
    working,
)
from recycling.cli.words import say
from recycling.services.bookings import decline_offer


def decline(
    order_id: Annotated[
        str, typer.Argument(metavar="ORDER", help=say("help.order_id"))
    ],
    user: UserOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the offered slots of a booking back; the request stands."""
    with working(settings_of(workspace), user) as context:
        order = decline_offer(context, order_id)
    if as_json:
        print_json(order)
    else:
        out.print(say("order.declined", order=order.order_id))
