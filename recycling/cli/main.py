"""Entry point of the ``recycling`` command."""

import sys
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated, Final, NoReturn

import typer

from recycling.cli.late import MARKUP, add_late
from recycling.cli.words import LANG, say
from recycling.domain.errors import RecyclingError
from recycling.schema.said import in_words

PACKAGE = "recovery-network"
USER_MISTAKE = 2
"""Exit code when the user can mend what went wrong."""

COMMANDS: Final = MappingProxyType(
    {
        "init": "recycling.cli.data:init",
        "sample": "recycling.cli.data:sample",
        "import": "recycling.cli.importing:import_",
        "imports": "recycling.cli.imports:app",
        "parameter": "recycling.cli.parameter:app",
        "template": "recycling.cli.data:template",
        "plan": "recycling.cli.plan:app",
        "order": "recycling.cli.order:app",
        "jobs": "recycling.cli.jobs:app",
        "worker": "recycling.cli.worker:worker",
        "tickets": "recycling.cli.tickets:app",
        "export": "recycling.cli.export:app",
        "roads": "recycling.cli.roads:app",
        "solve": "recycling.cli.solve:app",
        "site": "recycling.cli.site:app",
        "track": "recycling.cli.track:app",
        "reconcile": "recycling.cli.reconcile:reconcile",
        "balance": "recycling.cli.reconcile:balance",
        "gap": "recycling.cli.gap:gap",
        "forecast": "recycling.cli.forecast:forecast",
        "settle": "recycling.cli.settle:settle",
        "points": "recycling.cli.settle:points",
        "evidence": "recycling.cli.evidence:app",
        "report": "recycling.cli.report:app",
        "trace": "recycling.cli.trace:trace",
        "demo": "recycling.cli.demo:demo",
        "app": "recycling.cli.app:app",
    }
)
"""Where each command's function or group is; its module is loaded with the call."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=MARKUP,
    pretty_exceptions_enable=False,
)
for _name, _place in COMMANDS.items():
    add_late(app, _name, _place)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"recycling {version(PACKAGE)}")
        raise typer.Exit


# A message is one line of its file; its paragraphs are spelled out.
@app.callback(help=say("help.recycling").replace("\\n", "\n"))
def recycling(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help=say("help.version"),
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def run() -> None:
    """Run the command line: one line and exit code 2 for a user's mistake.

    A file or folder that cannot be used is the user's to mend as well.
    """
    try:
        app()
    except RecyclingError as error:
        _explain(in_words(error, LANG))
    except OSError as error:
        if error.filename is None:
            raise
        reason = error.strerror or type(error).__name__
        _explain(f"{error.filename}: {reason}. Check the path and its permissions.")


def _explain(message: str) -> NoReturn:
    line = say("mistake", message=" ".join(message.split()))
    typer.secho(line, fg=typer.colors.RED, err=True)
    sys.exit(USER_MISTAKE)
