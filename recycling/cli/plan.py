"""``recycling plan``: siting plans and a day's routes."""

from types import MappingProxyType
from typing import Final

import typer

from recycling.cli.late import add_late
from recycling.cli.words import say

COMMANDS: Final = MappingProxyType(
    {
        "siting": "recycling.cli.plan_siting:siting",
        "siting-show": "recycling.cli.plan_siting:siting_show",
        "siting-compare": "recycling.cli.plan_siting:siting_compare",
        "siting-robust": "recycling.cli.plan_siting:siting_robust",
        "siting-trial": "recycling.cli.plan_siting:siting_trial",
        "routes": "recycling.cli.plan_routes:routes",
        "direct": "recycling.cli.plan_direct:direct",
        "trunk": "recycling.cli.plan_trunk:trunk",
        "compare": "recycling.cli.plan_compare:compare",
        "explain": "recycling.cli.plan_explain:explain",
        "gaps": "recycling.cli.plan_explain:gaps",
        "publish": "recycling.cli.plan_publish:publish",
        "start": "recycling.cli.plan_publish:start",
        "close": "recycling.cli.plan_publish:close",
        "edit": "recycling.cli.plan_edit:edit",
        "replan": "recycling.cli.plan_replan:replan",
        "insert": "recycling.cli.plan_replan:insert",
        "versions": "recycling.cli.plan_publish:versions",
    }
)
"""Where each command's function is; its module is loaded with the call."""

app = typer.Typer(help=say("help.plan"), no_args_is_help=True)
for _name, _place in COMMANDS.items():
    add_late(app, _name, _place, f"plan_{_name.replace('-', '_')}")
